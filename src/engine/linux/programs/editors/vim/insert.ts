import type { Sys } from '../../../kernel/calls.ts'
import { nextColumn, previousColumn, toScreenColumn } from './columns.ts'
import type { Editor } from './editor.ts'
import { indentText, indentWidth } from './indent.ts'
import { escapeKey, isText } from './keys.ts'
import { previousWord } from './words.ts'

export interface Insertion {
  /** The text is inserted this often. */
  readonly count: number
  readonly replace?: boolean
  /** Each repetition opens a line of its own. */
  readonly open?: boolean
}

/** What one insertion remembers. */
interface Session {
  readonly keys: string[]
  readonly replace: boolean
  /** Replace mode: what was typed over, to come back with Backspace. */
  readonly replaced: string[]
  /** The line whose indent nobody typed: it goes if nothing follows. */
  bareIndent: number
}

/** Insert (or replace) mode until Escape; the cursor is where the text goes. */
export function* insert(vi: Editor, { count, replace = false, open = false }: Insertion): Sys<void> {
  vi.mode = replace ? 'replace' : 'insert'
  vi.say('')
  const session: Session = { keys: [], replace, replaced: [], bareIndent: -1 }
  if (open && vi.options.autoindent) session.bareIndent = vi.cursor.line
  for (;;) {
    const key = yield* vi.key()
    if (key === escapeKey || key === '\x03' || key === '\x1d') break
    if (key === '\x0f') yield* oneCommand(vi, replace)
    else if (key === '<PasteStart>' || key === '<PasteEnd>') vi.pasting = key === '<PasteStart>'
    else {
      const literal = key === '\x16' ? yield* literalKey(vi) : undefined
      const pasted = key === '\x12' ? vi.registers.get(yield* vi.key())?.text : undefined
      if (pasted !== undefined) for (const c of pasted) typeKey(vi, session, c === '\n' ? '\r' : c, c !== '\n')
      else if (literal !== undefined) typeKey(vi, session, literal, true)
      else typeKey(vi, session, key, false)
      session.keys.push(key)
    }
  }
  for (let i = 1; i < count; i++) {
    if (open) typeKey(vi, session, '\r', false)
    for (const key of [...session.keys]) typeKey(vi, session, key, false)
  }
  leave(vi, session)
}

function leave(vi: Editor, session: Session): void {
  vi.pasting = false
  if (session.bareIndent === vi.cursor.line && vi.buffer.line(vi.cursor.line).trim() === '') {
    vi.buffer.setLine(vi.cursor.line, '', vi.cursor)
    vi.cursor = { line: vi.cursor.line, col: 0 }
  }
  const typed = session.keys.filter((key) => isText(key) || key === '\r').join('')
  if (typed !== '') vi.registers.set('.', { text: typed.replaceAll('\r', '\n'), kind: 'char' })
  vi.buffer.marks.set('^', vi.cursor)
  vi.mode = 'normal'
  const text = vi.buffer.line(vi.cursor.line)
  vi.place({ line: vi.cursor.line, col: vi.cursor.col > 0 ? previousColumn(text, vi.cursor.col) : 0 })
  vi.say('')
}

/** Ctrl-O: one normal-mode command. */
function* oneCommand(vi: Editor, replace: boolean): Sys<void> {
  const keys = vi.commandKeys
  const atEnd = vi.cursor.col >= vi.buffer.line(vi.cursor.line).length && vi.cursor.col > 0
  vi.mode = 'normal'
  yield* vi.interpreter.normal(vi)
  vi.commandKeys = keys
  vi.mode = replace ? 'replace' : 'insert'
  if (atEnd && vi.cursor.col === vi.buffer.line(vi.cursor.line).length - 1) vi.cursor = { line: vi.cursor.line, col: vi.cursor.col + 1 }
}

/** Ctrl-V: the next key as it is, or a decimal code. */
function* literalKey(vi: Editor): Sys<string> {
  vi.shownCommand = '^V'
  const key = yield* vi.key()
  vi.shownCommand = ''
  if (key === escapeKey) return '\x1b'
  if (key === 'u') {
    let digits = ''
    while (digits.length < 4) digits += yield* vi.key()
    return String.fromCodePoint(Number.parseInt(digits, 16) || 0)
  }
  if (!/\d/.test(key)) return key
  let digits = key
  while (digits.length < 3) digits += yield* vi.key()
  return String.fromCharCode(Number(digits) & 255)
}

function typeKey(vi: Editor, session: Session, key: string, literal: boolean): void {
  if (literal || isText(key)) {
    put(vi, session, key)
    return
  }
  const action = actions[key]
  if (action) action(vi, session)
}

function put(vi: Editor, session: Session, text: string): void {
  const { line, col } = vi.cursor
  const old = vi.buffer.line(line)
  const over = session.replace && col < old.length ? nextColumn(old, col) - col : 0
  if (session.replace) session.replaced.push(old.slice(col, col + over))
  if (text.trim() !== '') session.bareIndent = -1
  vi.buffer.splice(line, 1, [old.slice(0, col) + text + old.slice(col + over)], vi.cursor)
  vi.cursor = { line, col: col + text.length }
  vi.wanted = 0
}

function newLine(vi: Editor, session: Session): void {
  const { line, col } = vi.cursor
  const text = vi.buffer.line(line)
  const keepIndent = vi.options.autoindent && !vi.options.paste && !vi.pasting
  const indent = keepIndent ? (/^[ \t]*/.exec(text.slice(0, col))?.[0] ?? '') : ''
  const head = session.bareIndent === line && text.slice(0, col).trim() === '' ? '' : text.slice(0, col)
  const tail = session.replace ? '' : keepIndent ? text.slice(col).trimStart() : text.slice(col)
  vi.buffer.splice(line, 1, session.replace ? [head, text.slice(col)] : [head, indent + tail], vi.cursor)
  vi.cursor = { line: line + 1, col: indent.length }
  session.bareIndent = indent === '' ? -1 : line + 1
  session.replaced.length = 0
}

function backspace(vi: Editor, session: Session): void {
  const { line, col } = vi.cursor
  const text = vi.buffer.line(line)
  if (session.replace) {
    const old = session.replaced.pop()
    if (col === 0) return
    const start = previousColumn(text, col)
    if (old !== undefined) vi.buffer.setLine(line, text.slice(0, start) + old + text.slice(col), vi.cursor)
    vi.cursor = { line, col: start }
    return
  }
  if (col > 0) {
    let start = previousColumn(text, col)
    const { softtabstop, paste } = vi.options
    if (softtabstop > 0 && !paste && text.slice(0, col).trim() === '') {
      const width = toScreenColumn(text, col, vi.options)
      const to = Math.floor((width - 1) / softtabstop) * softtabstop
      while (start > 0 && toScreenColumn(text, start, vi.options) > to) start--
    }
    vi.buffer.setLine(line, text.slice(0, start) + text.slice(col), vi.cursor)
    vi.cursor = { line, col: start }
  } else if (line > 0) {
    const above = vi.buffer.line(line - 1)
    vi.buffer.splice(line - 1, 2, [above + text], vi.cursor)
    vi.cursor = { line: line - 1, col: above.length }
  }
}

function eraseTo(vi: Editor, session: Session, start: number): void {
  const { line, col } = vi.cursor
  if (col === 0) {
    backspace(vi, session)
    return
  }
  const text = vi.buffer.line(line)
  vi.buffer.setLine(line, text.slice(0, start) + text.slice(col), vi.cursor)
  vi.cursor = { line, col: start }
}

function tab(vi: Editor, session: Session): void {
  const { expandtab, tabstop, softtabstop, paste } = vi.options
  if (paste || (!expandtab && softtabstop === 0)) {
    put(vi, session, '\t')
    return
  }
  const step = softtabstop || tabstop
  const { line, col } = vi.cursor
  const width = toScreenColumn(vi.buffer.line(line), col, vi.options)
  put(vi, session, ' '.repeat(step - (width % step)))
}

function shiftLine(vi: Editor, step: 1 | -1): void {
  const { line, col } = vi.cursor
  const text = vi.buffer.line(line)
  const old = /^[ \t]*/.exec(text)?.[0] ?? ''
  const unit = vi.options.shiftwidth || vi.options.tabstop
  const width = indentWidth(old, vi.options)
  const to = step > 0 ? (Math.floor(width / unit) + 1) * unit : Math.max(0, (Math.ceil(width / unit) - 1) * unit)
  const indent = indentText(to, vi.options)
  vi.buffer.setLine(line, indent + text.slice(old.length), vi.cursor)
  vi.cursor = { line, col: Math.max(0, col + indent.length - old.length) }
}

/** A cursor key ends one undoable piece and starts another. */
function move(vi: Editor, session: Session, line: number, col: number, keep = false): void {
  vi.buffer.history.close()
  session.replaced.length = 0
  vi.place({ line, col }, keep ? vi.wanted : undefined)
}

const copyFrom = (step: 1 | -1) => (vi: Editor, session: Session) => {
  const character = vi.buffer.line(vi.cursor.line + step)[vi.cursor.col]
  if (character && vi.cursor.line + step >= 0) put(vi, session, character)
}

type Action = (vi: Editor, session: Session) => void

const wordBack: Action = (vi, session) => {
  const text = vi.buffer.line(vi.cursor.line)
  const to = previousWord({ lines: [text] }, { line: 0, col: vi.cursor.col }, false)
  eraseTo(vi, session, to?.col ?? 0)
}

const actions: Readonly<Record<string, Action>> = {
  '\r': newLine,
  '\n': newLine,
  '\t': tab,
  '\x7f': backspace,
  '\b': backspace,
  '\x17': wordBack,
  '\x15': (vi, session) =>
    eraseTo(vi, session, vi.cursor.col > vi.buffer.firstNonBlank(vi.cursor.line) ? vi.buffer.firstNonBlank(vi.cursor.line) : 0),
  '\x14': (vi) => shiftLine(vi, 1),
  '\x04': (vi) => shiftLine(vi, -1),
  '\x05': copyFrom(1),
  '\x19': copyFrom(-1),
  '<Del>': (vi) => {
    const { line, col } = vi.cursor
    const text = vi.buffer.line(line)
    if (col < text.length) vi.buffer.setLine(line, text.slice(0, col) + text.slice(nextColumn(text, col)), vi.cursor)
    else if (line < vi.buffer.last) vi.buffer.splice(line, 2, [text + vi.buffer.line(line + 1)], vi.cursor)
  },
  '<Left>': (vi, session) => move(vi, session, vi.cursor.line, Math.max(0, previousColumn(vi.buffer.line(vi.cursor.line), vi.cursor.col))),
  '<Right>': (vi, session) => move(vi, session, vi.cursor.line, nextColumn(vi.buffer.line(vi.cursor.line), vi.cursor.col)),
  '<Up>': (vi, session) => vi.cursor.line > 0 && move(vi, session, vi.cursor.line - 1, vi.cursor.col),
  '<Down>': (vi, session) => vi.cursor.line < vi.buffer.last && move(vi, session, vi.cursor.line + 1, vi.cursor.col),
  '<Home>': (vi, session) => move(vi, session, vi.cursor.line, 0),
  '<End>': (vi, session) => move(vi, session, vi.cursor.line, vi.buffer.line(vi.cursor.line).length),
  '<PageUp>': (vi, session) => move(vi, session, Math.max(0, vi.cursor.line - vi.terminal.rows + 3), vi.cursor.col),
  '<PageDown>': (vi, session) => move(vi, session, Math.min(vi.buffer.last, vi.cursor.line + vi.terminal.rows - 3), vi.cursor.col),
}
