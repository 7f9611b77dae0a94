import type { Sys } from '../../../kernel/calls.ts'
import { readCommandLine } from './command-line.ts'
import type { Editor, Repeat, Visual } from './editor.ts'
import { joinLines } from './join.ts'
import { motions } from './motions.ts'
import { insertInBlock, operators, removeSpan } from './operators.ts'
import type { Span } from './position.ts'
import { ordered } from './position.ts'
import { putRegister } from './put.ts'
import type { Register } from './registers.ts'
import { scrollHalf, scrollLines, scrollPage } from './scroll.ts'
import { startSearch } from './search.ts'
import { blockColumns, visualSpan } from './span.ts'
import { textObject } from './text-objects.ts'

export function startVisual(vi: Editor, kind: Visual['kind'] | 'again'): void {
  if (kind === 'again') {
    const last = vi.lastVisual
    if (!last) vi.refuse()
    vi.visual = { kind: last.kind, start: last.start, toEnd: last.toEnd }
    vi.mode = 'visual'
    vi.place(last.end)
    return
  }
  vi.visual = { kind, start: vi.cursor, toEnd: false }
  vi.mode = 'visual'
  vi.say('')
}

/** Selects again as much as the repeated command had, from the cursor. */
export function visualAgain(vi: Editor, { kind, lines, columns, toEnd }: NonNullable<Repeat['visual']>): void {
  vi.visual = { kind, start: vi.cursor, toEnd }
  vi.mode = 'visual'
  const line = Math.min(vi.buffer.last, vi.cursor.line + lines - 1)
  vi.cursor = { line, col: kind === 'char' && lines > 1 ? columns : vi.cursor.col + columns }
  vi.clamp()
}

/** Ends visual mode and keeps what was selected for gv and '<,'>. */
export function leaveVisual(vi: Editor): void {
  const { visual } = vi
  if (!visual) return
  const [from, to] = ordered(visual.start, vi.cursor)
  vi.buffer.marks.set('<', visual.kind === 'line' ? { line: from.line, col: 0 } : from)
  vi.buffer.marks.set('>', visual.kind === 'line' ? { line: to.line, col: Math.max(0, vi.buffer.line(to.line).length - 1) } : to)
  vi.lastVisual = { ...visual, end: vi.cursor }
  vi.visual = undefined
  vi.mode = 'normal'
  vi.clamp()
}

/** How much is selected, for `.`. */
function extent(vi: Editor, visual: Visual): NonNullable<Repeat['visual']> {
  const [from, to] = ordered(visual.start, vi.cursor)
  const lines = to.line - from.line + 1
  const columns = visual.kind === 'block' ? Math.abs(visual.start.col - vi.cursor.col) : lines > 1 ? to.col : to.col - from.col
  return { kind: visual.kind, lines, columns, toEnd: visual.toEnd }
}

interface Call {
  readonly count: number | undefined
  readonly register: string | undefined
  readonly key: string
}

/** One command while something is selected. */
export function* visualCommand(vi: Editor, call: Call, visual: Visual): Sys<void> {
  const { key, count } = call
  const kinds: Record<string, Visual['kind']> = { v: 'char', V: 'line', '\x16': 'block' }
  const kind = kinds[key]
  if (key === '<Esc>' || key === '\x03' || kind === visual.kind) return leaveVisual(vi)
  if (kind) visual.kind = kind
  else if (key === 'o' || key === 'O') {
    const start = visual.start
    visual.start = vi.cursor
    vi.place(start)
  } else if (key === 'i' || key === 'a') selectObject(vi, visual, key === 'a', yield* vi.key(), count ?? 1)
  else if (key === ':') yield* commandOnSelection(vi)
  else if (key === '/' || key === '?') {
    const typed = yield* readCommandLine(vi, key)
    if (typed !== undefined) vi.place(startSearch(vi, typed, key === '/', count ?? 1).to)
  } else if (scrolls[key]) scrolls[key]?.(vi)
  else if (motions.has(key)) yield* move(vi, visual, key, count)
  else yield* act(vi, call, visual)
}

const scrolls: Readonly<Record<string, (vi: Editor) => void>> = {
  '\x04': (vi) => scrollHalf(vi, 1, undefined),
  '\x15': (vi) => scrollHalf(vi, -1, undefined),
  '\x06': (vi) => scrollPage(vi, 1, 1),
  '\x02': (vi) => scrollPage(vi, -1, 1),
  '\x05': (vi) => scrollLines(vi, 1),
  '\x19': (vi) => scrollLines(vi, -1),
}

function* move(vi: Editor, visual: Visual, key: string, count: number | undefined): Sys<void> {
  const motion = motions.get(key)
  const target = motion && (yield* motion(vi, { count, operator: undefined }))
  if (!target) vi.refuse()
  if (target.jump) vi.jumpFrom()
  visual.toEnd = key === '$' || (visual.toEnd && target.wanted === 'keep')
  if (target.wanted === 'keep') vi.place(target.to, vi.wanted)
  else vi.place(target.to, target.wanted)
}

function selectObject(vi: Editor, visual: Visual, around: boolean, key: string, count: number): void {
  const target = textObject(vi, around, key, count)
  if (!target?.from) vi.refuse()
  visual.start = target.from
  if (target.kind === 'linewise') visual.kind = 'line'
  else if (visual.kind === 'line') visual.kind = 'char'
  const { to } = target
  if (target.kind !== 'exclusive') vi.place(to)
  else vi.place(to.col > 0 ? { line: to.line, col: to.col - 1 } : { line: to.line - 1, col: vi.buffer.line(to.line - 1).length })
}

function* commandOnSelection(vi: Editor): Sys<void> {
  leaveVisual(vi)
  const line = yield* readCommandLine(vi, ':', "'<,'>")
  if (line !== undefined) yield* vi.interpreter.ex(vi, line)
}

/** Operators and the commands that stand for one. */
const operatorOf: Readonly<Record<string, string>> = { x: 'd', '<Del>': 'd', s: 'c', '~': 'g~', u: 'gu', U: 'gU' }
/** These take whole lines (in block mode: to the ends of lines). */
const lineForms: Readonly<Record<string, string>> = { D: 'd', X: 'd', Y: 'y', C: 'c', S: 'c', R: 'c' }

function* act(vi: Editor, { key, count, register }: Call, visual: Visual): Sys<void> {
  const how = extent(vi, visual)
  const lineForm = lineForms[key]
  if (lineForm && visual.kind === 'block' && 'DC'.includes(key)) visual.toEnd = true
  const selected = visualSpan(vi, visual)
  const operator = operators.get(lineForm ?? operatorOf[key] ?? key)
  const known = operator !== undefined || 'JpPrIA&'.includes(key) || key === 'gJ'
  if (!known) vi.refuse()
  leaveVisual(vi)
  const lines: Span = { kind: 'line', from: selected.from, to: selected.to }
  if (operator) {
    const span = lineForm && !(visual.kind === 'block' && 'DC'.includes(key)) ? lines : selected
    yield* operator(vi, span, { register, motion: key, count: count ?? 1, visual: true })
  } else if (key === 'J' || key === 'gJ') {
    const last = Math.max(selected.to.line, Math.min(vi.buffer.last, selected.from.line + 1))
    joinLines(vi, selected.from.line, last, key === 'gJ')
  } else if (key === 'p' || key === 'P') putOver(vi, selected, register, count ?? 1)
  else if (key === 'r') replaceAll(vi, selected, yield* vi.key())
  else yield* insertBeside(vi, selected, key)
  if (key !== 'y' && key !== 'Y' && !vi.repeating) vi.repeat = { keys: vi.commandKeys, visual: how }
}

/** `p` over a selection: the register goes in, what was there goes to the unnamed one. */
function putOver(vi: Editor, span: Span, register: string | undefined, count: number): void {
  const content: Register | undefined = vi.registers.get(register)
  if (!content) vi.refuse(`E353: Nothing in register ${register ?? '"'}`)
  const atEnd = span.kind === 'line' ? span.to.line >= vi.buffer.last : span.kind === 'char' && span.to.col >= vi.buffer.line(span.to.line).length
  removeSpan(vi, span, undefined)
  const taken = vi.registers.get('"')
  vi.registers.set('"', content)
  const line = Math.min(span.from.line, vi.buffer.last)
  if (span.kind === 'line') vi.place({ line, col: 0 })
  else vi.place({ line, col: span.from.col })
  if (span.kind === 'char' && content.kind === 'line') {
    const text = vi.buffer.line(line)
    vi.buffer.splice(line, 1, [text.slice(0, span.from.col), text.slice(span.from.col)], vi.cursor)
    putRegister(vi, undefined, true, count)
  } else if (span.kind === 'line' && content.kind === 'char') {
    vi.buffer.splice(atEnd && !vi.buffer.empty ? vi.buffer.lines.length : line, 0, [''], vi.cursor)
    vi.place({ line: atEnd ? vi.buffer.last : line, col: 0 })
    putRegister(vi, undefined, false, count)
  } else putRegister(vi, undefined, atEnd && (span.kind === 'line' || vi.buffer.line(line) !== ''), count)
  if (taken) vi.registers.set('"', taken)
}

function replaceAll(vi: Editor, span: Span, key: string): void {
  if (key === '<Esc>' || key === '\x03') return
  for (let line = span.from.line; line <= span.to.line; line++) {
    const text = vi.buffer.line(line)
    const from = span.kind === 'char' && line === span.from.line ? span.from.col : 0
    const to = span.kind === 'char' && line === span.to.line ? span.to.col : text.length
    const [start, end] = span.kind === 'block' ? blockColumns(vi, span, line) : [from, to]
    vi.buffer.setLine(line, text.slice(0, start) + key.repeat(Array.from(text.slice(start, end)).length) + text.slice(end), vi.cursor)
  }
  vi.place(span.kind === 'block' ? { line: span.from.line, col: blockColumns(vi, span, span.from.line)[0] } : span.from)
}

/** `I` and `A` of block mode. */
function* insertBeside(vi: Editor, span: Span, key: string): Sys<void> {
  if (span.kind !== 'block') vi.refuse()
  const [from, to] = blockColumns(vi, span, span.from.line)
  yield* insertInBlock(vi, span.from.line, span.to.line, key === 'I' ? from : to, key === 'A')
}
