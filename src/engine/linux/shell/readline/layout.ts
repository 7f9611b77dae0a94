import { displayWidth } from '../../libc/locale.ts'

/** A place on the terminal, counted from where the prompt began. */
export interface Place {
  readonly row: number
  readonly column: number
}

const printable = /^[ -~]*$/

/** The text as it shows: control characters as ^X, tabs as blanks (to the next stop, counted from column 0 of the line). */
export function visible(text: string): string {
  if (printable.test(text)) return text
  return text.replace(/[\0-\t\v-\x1f\x7f]/g, (c) => (c === '\t' ? '        ' : c === '\x7f' ? '^?' : `^${String.fromCharCode(c.charCodeAt(0) + 64)}`))
}

/** Where the cursor is after writing a visible text from a place; a full row counts as the next row's start. */
export function placeAfter(text: string, from: Place, cols: number): Place {
  if (printable.test(text)) {
    const total = from.column + text.length
    return { row: from.row + Math.trunc(total / cols), column: total % cols }
  }
  let { row, column } = from
  for (const c of text) {
    if (c === '\n') {
      row++
      column = 0
      continue
    }
    const width = displayWidth(c)
    if (column + width > cols) {
      row++
      column = 0
    }
    column += width
    if (column >= cols) {
      row++
      column = 0
    }
  }
  return { row, column }
}

/** A prompt's last line and what stands before it. U+0001 and U+0002 enclose what takes no columns. */
export interface PromptLines {
  readonly above: string
  readonly last: string
  /** The last line without what takes no columns. */
  readonly shown: string
}

export function promptLines(prompt: string): PromptLines {
  const newline = prompt.lastIndexOf('\n')
  const last = prompt.slice(newline + 1)
  return {
    above: prompt.slice(0, newline + 1).replace(/[\x01\x02]/g, ''),
    last: last.replace(/[\x01\x02]/g, ''),
    shown: last.replace(/\x01[^\x02]*\x02?/g, ''),
  }
}
