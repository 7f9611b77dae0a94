import { displayWidth } from '../../../libc/locale.ts'

export interface RowOptions {
  readonly width: number
  readonly chop: boolean
  /** Colour sequences go through. */
  readonly raw: boolean
  /** Columns hidden at the left. */
  readonly shift: number
}

const standout = (text: string): string => `\x1b[7m${text}\x1b[27m`

/** One character or colour sequence, as it is printed and as wide as that is. */
function* pieces(line: string, raw: boolean): Generator<readonly [text: string, width: number, from: number]> {
  let column = 0
  for (let i = 0; i < line.length; ) {
    const colour = raw && line[i] === '\x1b' ? /^\x1b\[[\d;]*[mK]/.exec(line.slice(i, i + 40)) : null
    if (colour) {
      yield [colour[0], 0, i]
      i += colour[0].length
      continue
    }
    const character = String.fromCodePoint(line.codePointAt(i) as number)
    const code = character.codePointAt(0) as number
    let text = character
    let width = 1
    if (character === '\t') {
      width = 8 - (column % 8)
      text = ' '.repeat(width)
    } else if (code < 32 || code === 127) {
      const name = code === 27 ? 'ESC' : `^${code === 127 ? '?' : String.fromCharCode(code + 64)}`
      text = standout(name)
      width = name.length
    } else if (code >= 0xdc80 && code <= 0xdcff) {
      const name = `<${(code - 0xdc00).toString(16).toUpperCase()}>`
      text = standout(name)
      width = name.length
    } else width = displayWidth(character)
    yield [text, width, i]
    column += width
    i += character.length
  }
}

/** The rows a line takes; `found` tells which columns a search matched. */
export function rowsOfLine(line: string, options: RowOptions, found?: (col: number) => boolean): readonly string[] {
  const rows: string[] = []
  let row = ''
  let used = 0
  let skipped = 0
  let marked = false
  for (const [text, width, from] of pieces(line, options.raw)) {
    if (options.chop && skipped < options.shift && width > 0) {
      skipped += width
      continue
    }
    if (used + width > options.width) {
      if (options.chop) {
        return [`${row}${marked ? '\x1b[27m' : ''}`]
      }
      rows.push(marked ? `${row}\x1b[27m` : row)
      row = marked ? '\x1b[7m' : ''
      used = 0
    }
    const hit = width > 0 && found?.(from) === true
    if (hit !== marked && width > 0) {
      row += hit ? '\x1b[7m' : '\x1b[27m'
      marked = hit
    }
    row += text
    used += width
  }
  rows.push(marked ? `${row}\x1b[27m` : row)
  return rows
}
