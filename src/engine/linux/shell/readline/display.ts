import type { Place } from './layout.ts'
import { placeAfter, promptLines, visible } from './layout.ts'

/**
 * What the terminal shows of prompt and line, and the least output that makes it show something else (readline's display.c, without its
 * use of insert and delete sequences). Collects output: the editor writes it.
 */
export class Display {
  private output = ''
  private cols = 80
  private prompt = promptLines('')
  private start: Place = { row: 0, column: 0 }
  private shown = ''
  private at: Place = { row: 0, column: 0 }

  /** Takes the output made so far. */
  take(): string {
    const { output } = this
    this.output = ''
    return output
  }

  bell(): void {
    this.output += '\x07'
  }

  raw(text: string): void {
    this.output += text
  }

  /** A prompt in a fresh row. */
  begin(prompt: string, cols: number): void {
    this.cols = Math.max(2, cols)
    this.prompt = promptLines(prompt)
    this.output += this.prompt.above + this.prompt.last
    this.afterPrompt()
  }

  private afterPrompt(): void {
    this.start = placeAfter(visible(this.prompt.shown), { row: 0, column: 0 }, this.cols)
    this.at = this.start
    this.shown = ''
    if (this.start.row > 0 && this.start.column === 0) this.output += ' \r'
  }

  /** Replaces the prompt's last line in place (searching); the line is drawn again by `show`. */
  replacePrompt(prompt: string): void {
    this.moveTo({ row: 0, column: 0 })
    this.prompt = promptLines(prompt)
    this.output += `${this.prompt.last}\x1b[J`
    this.afterPrompt()
  }

  /** Makes the terminal show the line with the cursor there. `mark` is shown in reverse video. */
  show(text: string, cursor: number, mark?: readonly [number, number]): void {
    const next = visible(text)
    if (next !== this.shown || mark) this.draw(next, mark)
    this.moveTo(this.placeOf(visible(text.slice(0, cursor))))
  }

  private placeOf(before: string): Place {
    return placeAfter(before, this.start, this.cols)
  }

  private draw(next: string, mark: readonly [number, number] | undefined): void {
    const same = mark ? 0 : commonLength(this.shown, next)
    const oldEnd = this.placeOf(this.shown)
    this.moveTo(this.placeOf(next.slice(0, same)))
    const added = next.slice(same)
    const end = this.placeOf(next)
    const marked = mark ? `${next.slice(0, mark[0])}\x1b[7m${next.slice(mark[0], mark[1])}\x1b[27m${next.slice(mark[1])}` : added
    const shorter = oldEnd.row > end.row || (oldEnd.row === end.row && oldEnd.column > end.column)
    this.output += oldEnd.row > 0 ? marked.replaceAll('\n', '\x1b[K\n') : marked
    if (added !== '' && end.column === 0 && !next.endsWith('\n')) this.output += ' \r'
    if (shorter) this.output += oldEnd.row > end.row ? '\x1b[J' : '\x1b[K'
    this.at = end
    this.shown = next
  }

  private moveTo(to: Place): void {
    const { at } = this
    if (to.row < at.row) this.output += repeated('A', at.row - to.row)
    else if (to.row > at.row) this.output += repeated('B', to.row - at.row)
    const left = at.column - to.column
    if (left > 0 && (to.column > 0 || left < 4)) this.output += left <= to.column || left < 8 ? '\b'.repeat(left) : `\r${repeated('C', to.column)}`
    else if (left > 0) this.output += '\r'
    else if (left < 0) this.output += repeated('C', -left)
    this.at = to
  }

  /** Leaves the line: cursor after its end, on a fresh row. */
  finish(): void {
    this.moveTo(this.placeOf(this.shown))
    this.output += '\n'
    this.shown = ''
    this.at = { row: 0, column: 0 }
  }

  /** Draws everything again where the cursor is, for instance after a list of completions. */
  redraw(text: string, cursor: number): void {
    this.output += this.prompt.last
    this.afterPrompt()
    this.show(text, cursor)
  }

  /** Clears the terminal and draws at its top. */
  clear(text: string, cursor: number): void {
    this.output += '\x1b[H\x1b[2J'
    this.redraw(text, cursor)
  }

  /** The terminal has another width now: it re-wrapped the rows itself; clear ours and draw again. BusyBox draws again `always`. */
  resize(cols: number, text: string, cursor: number, always = false): void {
    const same = cols === this.cols
    this.cols = Math.max(2, cols)
    if (same && !always) return
    const start = placeAfter(visible(this.prompt.shown), { row: 0, column: 0 }, this.cols)
    const now = placeAfter(visible(text.slice(0, cursor)), start, this.cols)
    if (now.row > 0) this.output += repeated('A', now.row)
    this.output += '\r'
    if (!always) this.output += '\x1b[J'
    this.redraw(text, cursor)
    if (always) this.output += '\x1b[J'
  }

  get width(): number {
    return this.cols
  }
}

const repeated = (letter: string, count: number): string =>
  count === 0 ? '' : count <= 4 ? `\x1b[${letter}`.repeat(count) : `\x1b[${count}${letter}`

function commonLength(a: string, b: string): number {
  if (b.startsWith(a)) return a.length
  let i = 0
  const length = Math.min(a.length, b.length)
  while (i < length && a.charCodeAt(i) === b.charCodeAt(i)) i++
  return i > 0 && (b.charCodeAt(i) & 0xfc00) === 0xdc00 ? i - 1 : i
}
