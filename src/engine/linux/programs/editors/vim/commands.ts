import type { Sys } from '../../../kernel/calls.ts'
import { nextColumn } from './columns.ts'
import { readCommandLine } from './command-line.ts'
import type { Editor } from './editor.ts'
import { insert } from './insert.ts'
import { joinLines } from './join.ts'
import { operators, toggleCase } from './operators.ts'
import type { Span } from './position.ts'
import { putRegister } from './put.ts'
import { Registers } from './registers.ts'
import { restore } from './restore.ts'
import { scrollHalf, scrollLines, scrollPage, scrollTo } from './scroll.ts'
import { startVisual, visualAgain } from './visual.ts'

interface Call {
  readonly count: number | undefined
  readonly register: string | undefined
  readonly key: string
}

interface Command {
  readonly run: (vi: Editor, call: Call) => Sys<void>
  /** `.` repeats it. */
  readonly changes: boolean
}

type Run = (vi: Editor, count: number, call: Call) => Sys<void>

const command = (run: Run, changes = false): Command => ({ run: (vi, call) => run(vi, call.count ?? 1, call), changes })
const simple = (run: (vi: Editor, count: number, call: Call) => void, changes = false): Command =>
  command(function* (vi, count, call) {
    run(vi, count, call)
  }, changes)

/** Insertion that starts somewhere else than at the cursor. */
const insertAt = (column: (vi: Editor) => number): Command =>
  command(function* (vi, count) {
    vi.mode = 'insert'
    vi.place({ line: vi.cursor.line, col: column(vi) })
    yield* insert(vi, { count })
  }, true)

const openLine = (below: boolean): Command =>
  command(function* (vi, count) {
    const line = vi.cursor.line + (below ? 1 : 0)
    const indent = vi.options.autoindent && !vi.options.paste ? (/^[ \t]*/.exec(vi.buffer.line(vi.cursor.line))?.[0] ?? '') : ''
    if (vi.buffer.empty) vi.buffer.splice(0, 1, ['', indent], vi.cursor)
    else vi.buffer.splice(line, 0, [indent], vi.cursor)
    vi.mode = 'insert'
    vi.place({ line, col: indent.length })
    yield* insert(vi, { count, open: true })
  }, true)

/** A command that is an operator over some characters of the line. */
const over = (operator: string, columns: (vi: Editor, count: number) => readonly [number, number], insists = false): Command =>
  command(function* (vi, count, { register }) {
    const { line } = vi.cursor
    const [from, to] = columns(vi, count)
    if (from === to && insists) vi.refuse()
    const last = Math.min(vi.buffer.last, line + (to === Number.POSITIVE_INFINITY ? count - 1 : 0))
    const end = to === Number.POSITIVE_INFINITY ? vi.buffer.line(last).length : to
    const span: Span = { kind: 'char', from: { line, col: from }, to: { line: last, col: end } }
    const run = operators.get(operator)
    if (run) yield* run(vi, span, { register, motion: 'l', count: 1, visual: true })
  }, true)

function charactersAhead(vi: Editor, count: number): readonly [number, number] {
  const text = vi.buffer.line(vi.cursor.line)
  let to = vi.cursor.col
  for (let i = 0; i < count && to < text.length; i++) to = nextColumn(text, to)
  return [vi.cursor.col, to]
}

const wholeLines = (operator: string): Command =>
  command(function* (vi, count, { register }) {
    const last = Math.min(vi.buffer.last, vi.cursor.line + count - 1)
    const run = operators.get(operator)
    const span: Span = { kind: 'line', from: vi.cursor, to: { line: last, col: 0 } }
    if (run) yield* run(vi, span, { register, motion: operator, count: 1, visual: false })
  }, operator !== 'y')

const replaceCharacter = command(function* (vi, count) {
  let key = yield* vi.key()
  if (key === '\x16') key = yield* vi.key()
  if (key === '<Esc>' || key === '\x03' || (key.startsWith('<') && key.length > 1)) return
  const text = vi.buffer.line(vi.cursor.line)
  const { line, col } = vi.cursor
  if (col + count > text.length) vi.refuse()
  if (key === '\r') {
    vi.buffer.splice(line, 1, [text.slice(0, col), text.slice(col + count)], vi.cursor)
    vi.place({ line: line + 1, col: vi.buffer.firstNonBlank(line + 1) })
    return
  }
  vi.buffer.setLine(line, text.slice(0, col) + key.repeat(count) + text.slice(col + count), vi.cursor)
  vi.place({ line, col: col + count - 1 })
}, true)

const tilde = simple((vi, count) => {
  const text = vi.buffer.line(vi.cursor.line)
  if (text === '') vi.refuse()
  const [from, to] = charactersAhead(vi, count)
  vi.buffer.setLine(vi.cursor.line, text.slice(0, from) + toggleCase(text.slice(from, to)) + text.slice(to), vi.cursor)
  vi.place({ line: vi.cursor.line, col: Math.min(to, text.length - 1) })
}, true)

/** Ctrl-A and Ctrl-X: the number at or after the cursor. */
const addTo = (sign: 1 | -1): Command =>
  simple((vi: Editor, count: number) => {
    const { line, col } = vi.cursor
    const text = vi.buffer.line(line)
    const m = [...text.matchAll(/-?\d+/g)].find((each) => each.index + each[0].length > col)
    if (!m) vi.refuse()
    const value = String(Number(m[0]) + sign * count)
    vi.buffer.setLine(line, text.slice(0, m.index) + value + text.slice(m.index + m[0].length), vi.cursor)
    vi.place({ line, col: m.index + value.length - 1 })
  }, true)

/** `.`: the last change again, with a new count when one was given. */
const repeat = command(function* (vi: Editor, _: number, { count }: Call) {
  const { repeat: last } = vi
  if (!last) vi.refuse()
  const keys =
    count === undefined
      ? last.keys
      : [...String(count), ...last.keys.slice(last.keys.findIndex((key, i) => !/^\d$/.test(key) || (key === '0' && i === 0)))]
  const depth = vi.pushedCount
  vi.push(keys)
  vi.repeating = true
  try {
    if (last.visual) visualAgain(vi, last.visual)
    yield* vi.interpreter.normal(vi)
  } finally {
    vi.repeating = false
    vi.dropPushed(depth)
  }
})

const record = command(function* (vi) {
  if (vi.recording) {
    const { register, keys } = vi.recording
    vi.recording = undefined
    const typed = keys.slice(0, -1)
    vi.registers.set(register.toLowerCase(), { text: typed.map((key) => (key === '<Esc>' ? '\x1b' : key)).join(''), kind: 'char' })
    vi.say('')
    return
  }
  const register = yield* vi.key()
  if (!/^[a-zA-Z0-9"]$/.test(register)) vi.refuse()
  vi.recording = { register, keys: [] }
})

const playMacro = command(function* (vi: Editor, count: number) {
  let register = yield* vi.key()
  if (register === '@') register = vi.lastMacro
  if (register === '') vi.refuse('E748: No previously used register')
  vi.lastMacro = register
  if (register === ':') {
    const last = vi.history[':'][vi.history[':'].length - 1]
    if (last === undefined) vi.refuse('E30: No previous command line')
    for (let i = 0; i < count; i++) yield* vi.interpreter.ex(vi, last)
    return
  }
  if (!Registers.known(register)) vi.refuse()
  const content = vi.registers.get(register)
  if (!content) vi.refuse()
  const keys = macroKeys(content.text)
  for (let i = 0; i < count; i++) vi.push(keys)
})

/** Cursor keys were recorded by name; Escape as itself. */
const macroKeys = (text: string): readonly string[] =>
  (text.match(/<(?:[CS]-)?(?:Up|Down|Left|Right|Home|End|Del|Insert|PageUp|PageDown|F\d+)>|[\s\S]/gu) ?? []).map((key) =>
    key === '\x1b' ? '<Esc>' : key === '\n' ? '\r' : key,
  )

const setMark = command(function* (vi) {
  const name = yield* vi.key()
  if (!/^[a-z'`[\]<>A-Z]$/.test(name)) vi.refuse()
  vi.buffer.marks.set(name === '`' ? "'" : name, vi.cursor)
})

function* writeAndQuit(vi: Editor, line: string): Sys<void> {
  yield* vi.interpreter.ex(vi, line)
}

const exCommand = command(function* (vi, _, { count }) {
  const initial = count === undefined ? '' : count === 1 ? '.' : `.,.+${count - 1}`
  const line = yield* readCommandLine(vi, ':', initial)
  if (line !== undefined) yield* vi.interpreter.ex(vi, line)
})

const jumpOlder = (step: 1 | -1): Command =>
  simple((vi: Editor, count: number) => {
    if (step < 0 && vi.jumpAt === vi.jumps.length) vi.jumps.push(vi.cursor)
    const to = vi.jumps[vi.jumpAt + step * count]
    if (!to) vi.refuse()
    vi.jumpAt += step * count
    vi.place(to)
  })

const entries: readonly (readonly [string, Command])[] = [
  ['i', insertAt((vi) => vi.cursor.col)],
  ['<Insert>', insertAt((vi) => vi.cursor.col)],
  ['I', insertAt((vi) => /^\s*/.exec(vi.buffer.line(vi.cursor.line))?.[0].length ?? 0)],
  ['gI', insertAt(() => 0)],
  ['a', insertAt((vi) => (vi.buffer.line(vi.cursor.line) === '' ? 0 : nextColumn(vi.buffer.line(vi.cursor.line), vi.cursor.col)))],
  ['A', insertAt((vi) => vi.buffer.line(vi.cursor.line).length)],
  [
    'gi',
    command(function* (vi, count) {
      vi.mode = 'insert'
      vi.place(vi.buffer.marks.get('^') ?? vi.cursor)
      yield* insert(vi, { count })
    }, true),
  ],
  ['o', openLine(true)],
  ['O', openLine(false)],
  ['R', command((vi, count) => insert(vi, { count, replace: true }), true)],
  [
    '<PasteStart>',
    command(function* (vi) {
      vi.pasting = true
      vi.push(['<PasteStart>'])
      yield* insert(vi, { count: 1 })
    }),
  ],
  ['x', over('d', charactersAhead, true)],
  ['<Del>', over('d', charactersAhead, true)],
  ['X', over('d', (vi, count) => [Math.max(0, vi.cursor.col - count), vi.cursor.col], true)],
  ['D', over('d', (vi) => [vi.cursor.col, Number.POSITIVE_INFINITY])],
  ['C', over('c', (vi) => [vi.cursor.col, Number.POSITIVE_INFINITY])],
  ['s', over('c', charactersAhead)],
  ['S', wholeLines('c')],
  ['Y', wholeLines('y')],
  ['r', replaceCharacter],
  ['~', tilde],
  ['J', simple((vi, count) => join(vi, count, false), true)],
  ['gJ', simple((vi, count) => join(vi, count, true), true)],
  ['p', simple((vi, count, { register }) => putRegister(vi, register, true, count), true)],
  ['P', simple((vi, count, { register }) => putRegister(vi, register, false, count), true)],
  ['gp', simple((vi, count, { register }) => putRegister(vi, register, true, count, true), true)],
  ['gP', simple((vi, count, { register }) => putRegister(vi, register, false, count, true), true)],
  ['u', command((vi, count) => restore(vi, true, count))],
  ['\x12', command((vi, count) => restore(vi, false, count))],
  ['U', simple((vi) => vi.refuse('cais: vim: U is not simulated, use u'))],
  ['.', repeat],
  ['q', record],
  ['@', playMacro],
  ['m', setMark],
  ['v', simple((vi) => startVisual(vi, 'char'))],
  ['V', simple((vi) => startVisual(vi, 'line'))],
  ['\x16', simple((vi) => startVisual(vi, 'block'))],
  ['gv', simple((vi) => startVisual(vi, 'again'))],
  ['\x01', addTo(1)],
  ['\x18', addTo(-1)],
  ['\x04', simple((vi, _, { count }) => scrollHalf(vi, 1, count))],
  ['\x15', simple((vi, _, { count }) => scrollHalf(vi, -1, count))],
  ['\x06', simple((vi, count) => scrollPage(vi, 1, count))],
  ['<PageDown>', simple((vi, count) => scrollPage(vi, 1, count))],
  ['\x02', simple((vi, count) => scrollPage(vi, -1, count))],
  ['<PageUp>', simple((vi, count) => scrollPage(vi, -1, count))],
  ['\x05', simple((vi, count) => scrollLines(vi, count))],
  ['\x19', simple((vi, count) => scrollLines(vi, -count))],
  ...['t', 'z', 'b', '\r', '.', '-'].map(
    (where) => [`z${where}`, simple((vi, _, { count }) => scrollTo(vi, where, (count ?? vi.cursor.line + 1) - 1))] as const,
  ),
  ['\x0f', jumpOlder(-1)],
  ['\t', jumpOlder(1)],
  ['\x0c', simple((vi) => vi.invalidate())],
  ['\x07', command((vi) => vi.interpreter.ex(vi, 'file'))],
  ['ZZ', command((vi) => writeAndQuit(vi, 'x'))],
  ['ZQ', command((vi) => writeAndQuit(vi, 'q!'))],
  ['&', command((vi) => vi.interpreter.ex(vi, 's'), true)],
  [':', exCommand],
  ['ga', simple(showCharacter)],
  ['\x1a', command((vi) => vi.interpreter.ex(vi, 'stop'))],
  ['<Esc>', simple((vi) => vi.dropPushed())],
  ['\x03', simple(sayHowToQuit)],
]

export const commands: ReadonlyMap<string, Command> = new Map(entries)

function join(vi: Editor, count: number, plain: boolean): void {
  const last = vi.cursor.line + Math.max(2, count) - 1
  if (vi.cursor.line === vi.buffer.last) vi.refuse()
  joinLines(vi, vi.cursor.line, Math.min(last, vi.buffer.last), plain)
}

function showCharacter(vi: Editor): void {
  const code = vi.buffer.line(vi.cursor.line).codePointAt(vi.cursor.col)
  if (code === undefined) {
    vi.say('NUL')
    return
  }
  const hex = code.toString(16).padStart(code < 256 ? 2 : 4, '0')
  vi.say(`<${String.fromCodePoint(code)}>  ${code},  Hex ${hex},  Oct${vi.modern || code < 256 ? '' : 'al'} ${code.toString(8).padStart(3, '0')}`)
}

function sayHowToQuit(vi: Editor): void {
  vi.dropPushed()
  if (!vi.modern) vi.say('Type  :quit<Enter>  to exit Vim')
  else if (vi.buffer.modified) vi.say('Type  :qa!  and press <Enter> to abandon all changes and exit Vim')
  else vi.say('Type  :qa  and press <Enter> to exit Vim')
}
