/** The characters a terminal of a test shows: enough of xterm's sequences for shells and editors, without colours and attributes. */
export class Screen {
  private lines: string[][]
  private row = 0
  private column = 0
  private pending = ''
  private saved: [number, number] = [0, 0]
  private alternate: { lines: string[][]; row: number; column: number } | undefined
  private region: [number, number]
  private wrapped = false

  constructor(
    private readonly cols: number,
    private readonly rows: number,
  ) {
    this.lines = blank(rows)
    this.region = [0, rows - 1]
  }

  write(text: string): void {
    let rest = this.pending + text
    this.pending = ''
    while (rest !== '') {
      const sequence = /^\x1b(?:\[([?>=]?)([\d;]*)[ !]?([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|([=>78McDE]))/.exec(rest)
      if (sequence) {
        rest = rest.slice(sequence[0].length)
        if (sequence[3]) this.control(sequence[1] ?? '', (sequence[2] ?? '').split(';').map(Number), sequence[3])
        else if (sequence[4]) this.escape(sequence[4])
        continue
      }
      if (rest.startsWith('\x1b') && rest.length < 64) {
        this.pending = rest
        return
      }
      const character = String.fromCodePoint(rest.codePointAt(0) as number)
      rest = rest.slice(character.length)
      this.put(character)
    }
  }

  /** All rows, without blanks at their ends and without empty rows at the end. */
  text(): string {
    return this.lines
      .map((line) =>
        Array.from({ length: line.length }, (_, index) => line[index] ?? ' ')
          .join('')
          .trimEnd(),
      )
      .join('\n')
      .trimEnd()
  }

  get cursor(): { readonly row: number; readonly column: number } {
    return { row: this.row, column: this.column }
  }

  private put(character: string): void {
    if (character === '\r') this.moveTo(this.row, 0)
    else if (character === '\n') this.lineFeed()
    else if (character === '\b') this.moveTo(this.row, this.column - 1)
    else if (character === '\t') this.moveTo(this.row, (this.column | 7) + 1)
    else if (character >= ' ' && character !== '\x7f') {
      if (this.wrapped) {
        this.column = 0
        this.lineFeed()
      }
      const line = this.lines[this.row]
      if (line) line[this.column] = character
      this.wrapped = this.column === this.cols - 1
      if (!this.wrapped) this.column++
    }
  }

  private moveTo(row: number, column: number): void {
    this.row = Math.max(0, Math.min(this.rows - 1, row))
    this.column = Math.max(0, Math.min(this.cols - 1, column))
    this.wrapped = false
  }

  private lineFeed(): void {
    this.wrapped = false
    const [top, bottom] = this.region
    if (this.row === bottom) this.scroll(top, bottom, 1)
    else this.row = Math.min(this.rows - 1, this.row + 1)
  }

  private scroll(top: number, bottom: number, count: number): void {
    for (let i = 0; i < Math.abs(count); i++) {
      if (count > 0) {
        this.lines.splice(top, 1)
        this.lines.splice(bottom, 0, [])
      } else {
        this.lines.splice(bottom, 1)
        this.lines.splice(top, 0, [])
      }
    }
  }

  private escape(letter: string): void {
    if (letter === '7') this.saved = [this.row, this.column]
    else if (letter === '8') this.moveTo(...this.saved)
    else if (letter === 'M') {
      if (this.row === this.region[0]) this.scroll(...this.region, -1)
      else this.moveTo(this.row - 1, this.column)
    } else if (letter === 'D') this.lineFeed()
    else if (letter === 'E') {
      this.column = 0
      this.lineFeed()
    } else if (letter === 'c') {
      this.lines = blank(this.rows)
      this.moveTo(0, 0)
    }
  }

  private control(mark: string, numbers: readonly number[], letter: string): void {
    const first = numbers[0] || 0
    const count = first || 1
    if (mark === '?') {
      if (letter === 'h' || letter === 'l') for (const mode of numbers) if ([47, 1047, 1049].includes(mode)) this.switchScreen(letter === 'h')
      return
    }
    if (mark) return
    const moves: Record<string, () => void> = {
      A: () => this.moveTo(this.row - count, this.column),
      B: () => this.moveTo(this.row + count, this.column),
      C: () => this.moveTo(this.row, this.column + count),
      D: () => this.moveTo(this.row, this.column - count),
      E: () => this.moveTo(this.row + count, 0),
      F: () => this.moveTo(this.row - count, 0),
      G: () => this.moveTo(this.row, count - 1),
      d: () => this.moveTo(count - 1, this.column),
      H: () => this.moveTo(count - 1, (numbers[1] || 1) - 1),
      f: () => this.moveTo(count - 1, (numbers[1] || 1) - 1),
      J: () => this.eraseDisplay(first),
      K: () => this.eraseLine(first),
      L: () => this.scroll(this.row, this.region[1], -count),
      M: () => this.scroll(this.row, this.region[1], count),
      P: () => void this.lines[this.row]?.splice(this.column, count),
      '@': () => void this.lines[this.row]?.splice(this.column, 0, ...new Array<string>(count).fill(' ')),
      X: () => {
        for (let i = 0; i < count; i++) delete this.lines[this.row]?.[this.column + i]
      },
      S: () => this.scroll(...this.region, count),
      T: () => this.scroll(...this.region, -count),
      r: () => {
        this.region = [count - 1, (numbers[1] || this.rows) - 1]
        this.moveTo(0, 0)
      },
      s: () => {
        this.saved = [this.row, this.column]
      },
      u: () => this.moveTo(...this.saved),
    }
    moves[letter]?.()
  }

  private eraseDisplay(how: number): void {
    if (how === 0) {
      this.eraseLine(0)
      for (let row = this.row + 1; row < this.rows; row++) this.lines[row] = []
    } else if (how === 1) {
      this.eraseLine(1)
      for (let row = 0; row < this.row; row++) this.lines[row] = []
    } else this.lines = blank(this.rows)
  }

  private eraseLine(how: number): void {
    const line = this.lines[this.row]
    if (!line) return
    if (how === 0) line.length = Math.min(line.length, this.column)
    else if (how === 1) for (let column = 0; column <= this.column; column++) delete line[column]
    else line.length = 0
  }

  private switchScreen(alternate: boolean): void {
    if (alternate === (this.alternate !== undefined)) return
    if (alternate) {
      this.alternate = { lines: this.lines, row: this.row, column: this.column }
      this.lines = blank(this.rows)
    } else if (this.alternate) {
      this.lines = this.alternate.lines
      this.moveTo(this.alternate.row, this.alternate.column)
      this.alternate = undefined
    }
  }
}

const blank = (rows: number): string[][] => Array.from({ length: rows }, () => [])
