const height = 6
/** Columns that the lines' prefix takes away. */
const padding = 10

/** The few lines of a running step's output that the terminal display shows: a tiny terminal that knows new lines, returns and wrapping. */
export class LogWindow {
  private columns = 70
  private lines: string[] = ['']
  private column = 0

  resize(columns: number): void {
    this.columns = Math.max(1, columns - padding)
  }

  write(text: string): void {
    const plain = text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '')
    for (const char of plain) {
      if (char === '\n') this.newLine()
      else if (char === '\r') this.column = 0
      else if (char === '\t') this.put(' ')
      else if (char >= ' ') this.put(char)
    }
  }

  private put(char: string): void {
    if (this.column >= this.columns) this.newLine()
    const line = this.lines.at(-1) ?? ''
    this.lines[this.lines.length - 1] = line.slice(0, this.column).padEnd(this.column) + char + line.slice(this.column + 1)
    this.column++
  }

  private newLine(): void {
    this.lines.push('')
    if (this.lines.length > height) this.lines.shift()
    this.column = 0
  }

  /** Lines that have something, filled with blanks to the window's width. */
  shown(): readonly string[] {
    return this.lines.filter((line) => line.trim() !== '').map((line) => line.slice(0, this.columns).padEnd(this.columns))
  }

  get usedHeight(): number {
    return this.lines.length
  }
}
