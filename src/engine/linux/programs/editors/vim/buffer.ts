import type { Position } from './position.ts'
import { UndoHistory } from './undo.ts'

/** The text under edit: never less than one line; `empty` tells a text of no lines from one empty line. Every change passes through `splice`. */
export class TextBuffer {
  lines: string[]
  empty: boolean
  modified = false
  /** The last line ends without a newline and should be written so. */
  noEol = false
  readonly marks = new Map<string, Position>()
  readonly history = new UndoHistory()
  /** Counts changes of the number of lines, for «3 fewer lines». */
  constructor(lines: readonly string[] = []) {
    this.lines = lines.length > 0 ? [...lines] : ['']
    this.empty = lines.length === 0
  }

  get last(): number {
    return this.lines.length - 1
  }

  line(at: number): string {
    return this.lines[at] ?? ''
  }

  /** Replaces `count` lines from `at` by others. */
  splice(at: number, count: number, insert: readonly string[], cursor: Position): void {
    const removed = this.empty && count === 0 ? [] : this.lines.slice(at, at + count)
    const wasEmpty = this.empty
    if (wasEmpty && count === 0) this.lines = [...insert]
    else if (insert.length < 5000) this.lines.splice(at, count, ...insert)
    else this.lines = [...this.lines.slice(0, at), ...insert, ...this.lines.slice(at + count)]
    this.empty = false
    if (this.lines.length === 0) {
      this.lines = ['']
      this.empty = true
    }
    this.moveMarks(at, count, insert.length - count)
    this.history.add({ at, removed, added: insert, emptyBefore: wasEmpty, emptyAfter: this.empty }, cursor)
    this.modified = true
    this.marks.set('.', { line: Math.min(at, this.last), col: cursor.col })
  }

  setLine(at: number, text: string, cursor: Position): void {
    if (text !== this.line(at)) this.splice(at, 1, [text], cursor)
  }

  /** Replaces the text from `from` up to `to` (a column may be past the last character; `to.line` may not). */
  replace(from: Position, to: Position, text: string, cursor: Position = from): void {
    const joined = this.line(from.line).slice(0, from.col) + text + this.line(to.line).slice(to.col)
    this.splice(from.line, to.line - from.line + 1, joined.split('\n'), cursor)
  }

  textOf(from: Position, to: Position): string {
    if (from.line === to.line) return this.line(from.line).slice(from.col, to.col)
    const middle = this.lines.slice(from.line + 1, to.line)
    return [this.line(from.line).slice(from.col), ...middle, this.line(to.line).slice(0, to.col)].join('\n')
  }

  /** First character that is no blank, or the last one of a blank line. */
  firstNonBlank(at: number): number {
    const text = this.line(at)
    const indent = /^[ \t]*/.exec(text)?.[0].length ?? 0
    return indent < text.length ? indent : Math.max(0, text.length - 1)
  }

  /** Applies recorded changes backwards or forwards without recording them. */
  restore(at: number, count: number, insert: readonly string[], empty: boolean): void {
    if (this.empty && count === 0) this.lines = [...insert]
    else this.lines.splice(at, count, ...insert)
    if (this.lines.length === 0) this.lines = ['']
    this.empty = empty
    this.moveMarks(at, count, insert.length - count)
    this.modified = true
  }

  private moveMarks(at: number, count: number, delta: number): void {
    if (delta === 0) return
    for (const [name, mark] of this.marks) {
      if (mark.line >= at + count) this.marks.set(name, { line: Math.max(0, mark.line + delta), col: mark.col })
      else if (mark.line >= at + count + delta && /[a-z]/.test(name)) this.marks.delete(name)
    }
  }
}
