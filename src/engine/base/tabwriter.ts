/**
 * Models Go's text/tabwriter: elastic tab stops. A cell ends in a tab; a column is a run of lines that all have a tab-terminated cell there, and is as
 * wide as its widest cell. Widths count characters. Leaves out HTML filtering, escapes and the dropping of empty columns. `rememberWidths` is what kubectl's fork adds: columns of a
 * later flush are at least as wide as the same columns before.
 */
export interface TabSettings {
  readonly minWidth: number
  readonly tabWidth: number
  readonly padding: number
  /** A tab makes cells left-aligned and stops multiples of `tabWidth`. */
  readonly padChar: ' ' | '\t' | '.' | '-'
  readonly alignRight?: boolean
  /** Prints | between columns. */
  readonly debug?: boolean
  readonly rememberWidths?: boolean
}

/** What docker's `table` formats use. */
export const dockerTable: TabSettings = { minWidth: 10, tabWidth: 1, padding: 3, padChar: ' ' }

/** Lays a whole text out at once. */
export function tabulate(text: string, settings: TabSettings = dockerTable): string {
  const writer = new TabWriter(settings)
  writer.write(text)
  return writer.flush()
}

export class TabWriter {
  private pending = ''
  private remembered: number[] = []

  constructor(private readonly settings: TabSettings) {}

  write(text: string): void {
    this.pending += text
  }

  /** Everything written since the last flush, laid out. A form feed flushes in between. */
  flush(): string {
    const parts = this.pending.split('\f')
    this.pending = ''
    return parts.map((part, i) => this.layout(part) + (i < parts.length - 1 ? '\n' : '')).join('')
  }

  private layout(text: string): string {
    const lines = text.split('\n').map((line) => line.split(/[\t\v]/))
    const widths: number[] = []
    const out: string[] = []
    this.block(lines, 0, lines.length, widths, out)
    return out.join('\n')
  }

  /** Formats lines [from, to), whose first `widths.length` columns have known widths. */
  private block(lines: readonly (readonly string[])[], from: number, to: number, widths: number[], out: string[]): void {
    const column = widths.length
    let line = from
    while (line < to) {
      if (column >= (lines[line] as readonly string[]).length - 1) {
        out.push(this.line(lines[line] as readonly string[], widths))
        line++
        continue
      }
      const first = line
      let width = this.settings.minWidth
      for (; line < to && column < (lines[line] as readonly string[]).length - 1; line++) {
        const cell = (lines[line] as readonly string[])[column] as string
        const cellWidth = [...cell].length + this.settings.padding
        if (cellWidth > width) width = cellWidth
      }
      if (this.settings.rememberWidths) {
        width = Math.max(width, this.remembered[column] ?? 0)
        this.remembered[column] = width
      }
      widths.push(width)
      this.block(lines, first, line, widths, out)
      widths.pop()
    }
  }

  private line(cells: readonly string[], widths: readonly number[]): string {
    let out = ''
    cells.forEach((cell, column) => {
      if (column > 0 && this.settings.debug) out += '|'
      const last = column === cells.length - 1
      if (last || column >= widths.length) {
        out += cell
        return
      }
      const width = widths[column] as number
      const length = [...cell].length
      if (this.settings.alignRight) out += this.pad(length, width) + cell
      else out += cell + (length === 0 && width === 0 ? '' : this.pad(length, width))
    })
    return out
  }

  private pad(length: number, width: number): string {
    const { padChar, tabWidth } = this.settings
    if (padChar !== '\t') return padChar.repeat(Math.max(width - length, 0))
    if (tabWidth === 0) return ''
    const stop = Math.ceil(width / tabWidth) * tabWidth
    return '\t'.repeat(Math.ceil((stop - length) / tabWidth))
  }
}
