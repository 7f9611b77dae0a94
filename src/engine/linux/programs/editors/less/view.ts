import type { Sys } from '../../../kernel/calls.ts'
import { compileRegex } from '../../../libc/regex.ts'
import type { RawTerminal } from '../raw-terminal.ts'
import { rowsOfLine } from './rows.ts'
import type { Settings } from './settings.ts'
import type { LineSource } from './source.ts'

/** Where the top row is: a line and a row of it. */
export interface Place {
  readonly line: number
  readonly row: number
}

/** What is seen of a source: which lines (all, or those a filter lets through), from where, with which search marked. */
export class View {
  top: Place = { line: 0, row: 0 }
  shift = 0
  search: { pattern: string; forward: boolean; inverted: boolean } | undefined
  filter: string | undefined
  readonly marks = new Map<string, Place>()

  constructor(
    readonly source: LineSource,
    readonly settings: Settings,
    readonly terminal: RawTerminal,
  ) {}

  get height(): number {
    return Math.max(1, this.terminal.rows - 1)
  }

  matches(pattern: string, line: string): boolean {
    const regex = this.compiled(pattern)
    return regex ? regex.match(plain(line)) !== undefined : false
  }

  compiled(pattern: string) {
    const { ignoreCase } = this.settings
    const ignore = ignoreCase === 'yes' || (ignoreCase === 'smart' && pattern === pattern.toLowerCase())
    const regex = compileRegex(pattern, { syntax: 'extended', ignoreCase: ignore, utf8: true })
    return regex.ok ? regex.value : undefined
  }

  /** Whether a line is shown at all. */
  private visible(line: number): boolean {
    const text = this.source.lines[line] as string
    if (this.settings.squeeze && text === '' && line > 0 && this.source.lines[line - 1] === '') return false
    return this.filter === undefined || this.matches(this.filter, text)
  }

  rows(line: number): readonly string[] {
    const { chop, raw, numbers } = this.settings
    const gutter = numbers ? 8 : 0
    const text = this.source.lines[line] ?? ''
    const rows = rowsOfLine(text, { width: Math.max(1, this.terminal.cols - gutter), chop, raw, shift: this.shift }, this.marked(text))
    return numbers ? rows.map((row, i) => `${i === 0 ? String(line + 1).padStart(7) : '       '} ${row}`) : rows
  }

  private marked(text: string): ((col: number) => boolean) | undefined {
    const { search } = this
    const regex = search && this.settings.highlight && !search.inverted ? this.compiled(search.pattern) : undefined
    if (!regex) return undefined
    const spans: (readonly [number, number])[] = []
    for (let from = 0; from <= text.length; ) {
      const m = regex.match(text, from)
      if (!m) break
      spans.push([m.index, m.index + m[0].length])
      from = m.index + Math.max(1, m[0].length)
    }
    return spans.length === 0 ? undefined : (col) => spans.some(([from, to]) => col >= from && col < to)
  }

  /** The place some rows further down; undefined past the last row. */
  *below(from: Place, rows: number): Sys<Place | undefined> {
    let { line, row } = from
    for (let i = 0; i < rows; i++) {
      if (row + 1 < this.rows(line).length) {
        row++
        continue
      }
      do {
        line++
        yield* this.source.need(line + 1)
        if (line >= this.source.lines.length) return undefined
      } while (!this.visible(line))
      row = 0
    }
    return { line, row }
  }

  above(from: Place, rows: number): Place {
    let { line, row } = from
    for (let i = 0; i < rows; i++) {
      if (row > 0) {
        row--
        continue
      }
      let next = line - 1
      while (next >= 0 && !this.visible(next)) next--
      if (next < 0) return { line, row }
      line = next
      row = this.rows(line).length - 1
    }
    return { line, row }
  }

  /** The rows of the screen from the top, and the line after the last one. */
  *screenful(): Sys<{ rows: readonly string[]; lastLine: number; atEnd: boolean }> {
    const out: string[] = []
    let place: Place | undefined = this.top
    yield* this.source.need(this.top.line + 1)
    if (place.line >= this.source.lines.length || !this.visible(place.line)) place = yield* this.below(place, 1)
    let lastLine = this.top.line
    while (place && out.length < this.height) {
      const rows = this.rows(place.line)
      for (let row = place.row; row < rows.length && out.length < this.height; row++) {
        out.push(rows[row] as string)
        place = { line: place.line, row }
      }
      lastLine = place.line
      place = yield* this.below(place, 1)
    }
    return { rows: out, lastLine, atEnd: place === undefined }
  }

  /** The top place that shows the end. */
  *lastScreen(): Sys<Place> {
    yield* this.source.need(Number.POSITIVE_INFINITY)
    let line = this.source.lines.length - 1
    while (line > 0 && !this.visible(line)) line--
    if (line < 0) return { line: 0, row: 0 }
    return this.above({ line, row: this.rows(line).length - 1 }, this.height - 1)
  }

  /** The line of the n-th match from the top on (or back). */
  *find(count: number, forward: boolean, fromTop: boolean): Sys<number | undefined> {
    const { search } = this
    if (!search) return undefined
    let line = this.top.line + (fromTop ? 0 : forward ? 1 : -1)
    let left = count
    while (line >= 0) {
      yield* this.source.need(line + 1)
      const text = this.source.lines[line]
      if (text === undefined) return undefined
      if (this.visible(line) && this.matches(search.pattern, text) !== search.inverted && --left === 0) return line
      line += forward ? 1 : -1
    }
    return undefined
  }
}

const plain = (text: string): string => text.replace(/\x1b\[[\d;]*[mK]/g, '')
