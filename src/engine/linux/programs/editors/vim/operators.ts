import type { Sys } from '../../../kernel/calls.ts'
import type { Editor } from './editor.ts'
import { indentText, indentWidth } from './indent.ts'
import { insert } from './insert.ts'
import type { Position, Span } from './position.ts'
import { blockColumns, textOfSpan } from './span.ts'

export interface OperatorCall {
  readonly register: string | undefined
  /** The key of the motion: some delete to the numbered registers whatever their size. */
  readonly motion: string
  readonly count: number
  /** From visual mode: `>` shifts count times. */
  readonly visual: boolean
}

export type Operator = (vi: Editor, span: Span, call: OperatorCall) => Sys<void>

const largeMotions = new Set(['%', '(', ')', '`', '/', '?', 'n', 'N', '{', '}'])

function setMarks(vi: Editor, span: Span): void {
  const end =
    span.kind === 'line'
      ? { line: span.to.line, col: Math.max(0, vi.buffer.line(span.to.line).length - 1) }
      : { line: span.to.line, col: Math.max(0, span.to.col - 1) }
  vi.buffer.marks.set('[', span.kind === 'line' ? { line: span.from.line, col: 0 } : span.from)
  vi.buffer.marks.set(']', end)
}

export function yankSpan(vi: Editor, span: Span, register: string | undefined): void {
  setMarks(vi, span)
  vi.registers.yank({ text: textOfSpan(vi, span), kind: span.kind }, register)
  const lines = span.to.line - span.from.line + 1
  if (span.kind === 'char' ? lines - 1 >= vi.options.report && lines > vi.options.report : lines > vi.options.report) {
    const into = register && register !== '"' && vi.modern ? ` into "${register}` : ''
    vi.say(`${span.kind === 'block' ? 'block of ' : ''}${lines} lines yanked${into}`)
  }
}

const yank: Operator = function* (vi, span, { register, visual }) {
  yankSpan(vi, span, register)
  if (span.kind === 'block') vi.place({ line: span.from.line, col: blockColumns(vi, span, span.from.line)[0] })
  else if (span.kind === 'char' || visual) vi.place(span.kind === 'line' ? { line: span.from.line, col: span.from.col } : span.from)
  else vi.place({ line: span.from.line, col: span.from.line === vi.cursor.line ? vi.cursor.col : Math.min(span.from.col, vi.cursor.col) })
}

/** Takes the text away; the registers get it. */
export function removeSpan(vi: Editor, span: Span, register: string | undefined, motion = ''): void {
  const large = span.kind === 'line' || span.from.line !== span.to.line || largeMotions.has(motion)
  vi.registers.deleted({ text: textOfSpan(vi, span), kind: span.kind }, register, large)
  if (span.kind === 'line') vi.buffer.splice(span.from.line, span.to.line - span.from.line + 1, [], vi.cursor)
  else if (span.kind === 'char') vi.buffer.replace(span.from, span.to, '', vi.cursor)
  else {
    for (let line = span.from.line; line <= span.to.line; line++) {
      const [from, to] = blockColumns(vi, span, line)
      const text = vi.buffer.line(line)
      vi.buffer.setLine(line, text.slice(0, from) + text.slice(to), vi.cursor)
    }
  }
}

const remove: Operator = function* (vi, given, { register, motion, visual }) {
  let span = given
  // A deletion over several lines with nothing left before and after it takes the lines (:help d-special).
  if (span.kind === 'char' && !visual && span.to.line > span.from.line) {
    const ahead = vi.buffer.line(span.from.line).slice(0, span.from.col)
    const after = vi.buffer.line(span.to.line).slice(span.to.col)
    if (/^\s*$/.test(ahead) && /^\s*$/.test(after)) span = { kind: 'line', from: span.from, to: span.to }
  }
  const lines = vi.buffer.lines.length
  const blockStart = span.kind === 'block' ? blockColumns(vi, span, span.from.line)[0] : 0
  removeSpan(vi, span, register, motion)
  if (span.kind === 'line') {
    const line = Math.min(span.from.line, vi.buffer.last)
    vi.place({ line, col: vi.buffer.firstNonBlank(line) })
    vi.reportLines(vi.buffer.empty ? 0 : vi.buffer.lines.length - lines)
  } else {
    vi.place(span.kind === 'block' ? { line: span.from.line, col: blockStart } : span.from)
    vi.reportLines(vi.buffer.lines.length - lines)
  }
}

const change: Operator = function* (vi, span, { register, motion }) {
  if (span.kind === 'block') {
    const [col] = blockColumns(vi, span, span.from.line)
    removeSpan(vi, span, register, motion)
    yield* insertInBlock(vi, span.from.line, span.to.line, col)
    return
  }
  if (span.kind === 'line') {
    const lines = vi.buffer.lines.length
    const indent = vi.options.autoindent ? (/^\s*/.exec(vi.buffer.line(span.from.line))?.[0] ?? '') : ''
    vi.registers.deleted({ text: textOfSpan(vi, span), kind: 'line' }, register, true)
    vi.buffer.splice(span.from.line, span.to.line - span.from.line + 1, [indent], vi.cursor)
    vi.mode = 'insert'
    vi.place({ line: span.from.line, col: indent.length })
    vi.reportLines(vi.buffer.lines.length - lines)
  } else {
    removeSpan(vi, span, register, motion)
    vi.mode = 'insert'
    vi.place(span.from)
  }
  yield* insert(vi, { count: 1 })
}

/** Typed on the first line, repeated on the other lines of the block. */
export function* insertInBlock(vi: Editor, first: number, last: number, col: number, append = false): Sys<void> {
  const pad = vi.buffer.line(first).length < col ? ' '.repeat(col - vi.buffer.line(first).length) : ''
  if (pad) vi.buffer.setLine(first, vi.buffer.line(first) + pad, vi.cursor)
  const old = vi.buffer.line(first)
  vi.mode = 'insert'
  vi.place({ line: first, col })
  yield* insert(vi, { count: 1 })
  const now = vi.buffer.line(first)
  const added = now.slice(col, col + now.length - old.length)
  if (now.length <= old.length || vi.cursor.line !== first) return
  for (let line = first + 1; line <= last; line++) {
    const text = vi.buffer.line(line)
    if (text.length < col && !append) continue
    vi.buffer.setLine(line, text.padEnd(col).slice(0, col) + added + text.slice(col), vi.cursor)
  }
  vi.place({ line: first, col })
}

/** Applies a function to the text of a span. */
function mapSpan(vi: Editor, span: Span, map: (text: string) => string): void {
  for (let line = span.from.line; line <= span.to.line; line++) {
    const text = vi.buffer.line(line)
    const [from, to] =
      span.kind === 'block'
        ? blockColumns(vi, span, line)
        : span.kind === 'line'
          ? [0, text.length]
          : [line === span.from.line ? span.from.col : 0, line === span.to.line ? span.to.col : text.length]
    vi.buffer.setLine(line, text.slice(0, from) + map(text.slice(from, to)) + text.slice(to), vi.cursor)
  }
}

const changeCase = (map: (text: string) => string): Operator =>
  function* (vi, span, { visual }) {
    mapSpan(vi, span, map)
    const start: Position =
      span.kind === 'line' && !visual ? { line: span.from.line, col: span.from.line === vi.cursor.line ? vi.cursor.col : 0 } : span.from
    vi.place(start)
  }

export const toggleCase = (text: string): string => Array.from(text, (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join('')

/** Moves lines by a shift width. */
export function shiftLines(vi: Editor, first: number, last: number, by: number): void {
  const width = vi.options.shiftwidth || vi.options.tabstop
  for (let line = first; line <= last; line++) {
    const text = vi.buffer.line(line)
    if (text === '') continue
    const old = /^[ \t]*/.exec(text)?.[0] ?? ''
    const to = Math.max(0, indentWidth(old, vi.options) + by * width)
    vi.buffer.setLine(line, indentText(to, vi.options) + text.slice(old.length), vi.cursor)
  }
  const lines = last - first + 1
  if (lines > vi.options.report)
    vi.say(
      `${lines} lines ${(by > 0 ? '>' : '<').repeat(vi.modern ? 1 : Math.abs(by) === 1 ? 1 : 1)}ed ${Math.abs(by)} time${Math.abs(by) === 1 ? '' : 's'}`,
    )
}

const shift = (step: 1 | -1): Operator =>
  function* (vi, span, { visual, count }) {
    shiftLines(vi, span.from.line, span.to.line, step * (visual ? count : 1))
    vi.place({ line: span.from.line, col: vi.buffer.firstNonBlank(span.from.line) })
  }

/** `=` without 'indentexpr' or 'cindent': each line takes the indent of the one above (lisp and C indenting are left out). */
const reindent: Operator = function* (vi, span) {
  for (let line = span.from.line; line <= span.to.line; line++) {
    if (line === 0) continue
    const above = /^[ \t]*/.exec(vi.buffer.line(line - 1))?.[0] ?? ''
    const text = vi.buffer.line(line)
    if (text.trim() !== '') vi.buffer.setLine(line, above + text.trimStart(), vi.cursor)
  }
  const lines = span.to.line - span.from.line + 1
  if (lines > vi.options.report) vi.say(`${lines} lines indented`)
  vi.place({ line: span.from.line, col: vi.buffer.firstNonBlank(span.from.line) })
}

export const operators: ReadonlyMap<string, Operator> = new Map([
  ['d', remove],
  ['c', change],
  ['y', yank],
  ['>', shift(1)],
  ['<', shift(-1)],
  ['=', reindent],
  ['g~', changeCase(toggleCase)],
  ['gu', changeCase((text) => text.toLowerCase())],
  ['gU', changeCase((text) => text.toUpperCase())],
  ['g?', changeCase((text) => text.replace(/[a-z]/gi, (c) => String.fromCharCode(c.charCodeAt(0) + (/[a-m]/i.test(c) ? 13 : -13))))],
])
