import type { Sys } from '../../../kernel/calls.ts'
import { matchingBracket } from './brackets.ts'
import { fromScreenColumn, nextColumn, previousColumn } from './columns.ts'
import type { Editor } from './editor.ts'
import { paragraphEdge, sentenceEdge } from './paragraphs.ts'
import type { Position, Target } from './position.ts'
import { searchAgain, searchKeyword } from './search.ts'
import { endOfPreviousWord, endOfWord, nextWord, previousWord } from './words.ts'

/** One motion: `count` is undefined when none was typed; undefined as an answer means it cannot be done. */
export interface MotionCall {
  readonly count: number | undefined
  /** The operator that waits for it. */
  readonly operator: string | undefined
}
export type Motion = (vi: Editor, call: MotionCall) => Sys<Target | undefined>

type Plain = (vi: Editor, count: number, call: MotionCall) => Target | undefined

const plain = (motion: Plain): Motion =>
  function* (vi, call) {
    return motion(vi, call.count ?? 1, call)
  }

const left = plain((vi, count) => {
  let { col } = vi.cursor
  const text = vi.buffer.line(vi.cursor.line)
  for (let i = 0; i < count && col > 0; i++) col = previousColumn(text, col)
  return col === vi.cursor.col ? undefined : { to: { line: vi.cursor.line, col }, kind: 'exclusive' }
})

const right = plain((vi, count, { operator }) => {
  const text = vi.buffer.line(vi.cursor.line)
  const most = operator !== undefined || vi.mode !== 'normal' ? text.length : text.length - 1
  let { col } = vi.cursor
  for (let i = 0; i < count && nextColumn(text, col) <= most; i++) col = nextColumn(text, col)
  return col === vi.cursor.col && !(operator && text === '') ? undefined : { to: { line: vi.cursor.line, col }, kind: 'exclusive' }
})

function vertical(vi: Editor, line: number): Target | undefined {
  if (line < 0 || line > vi.buffer.last) return undefined
  const text = vi.buffer.line(line)
  const col = vi.wanted === Number.POSITIVE_INFINITY ? text.length : fromScreenColumn(text, vi.wanted, vi.options)
  return { to: { line, col }, kind: 'linewise', wanted: 'keep' }
}

const down = plain((vi, count) => {
  const { line } = vi.cursor
  return line === vi.buffer.last ? undefined : vertical(vi, Math.min(line + count, vi.buffer.last))
})
const up = plain((vi, count) => (vi.cursor.line === 0 ? undefined : vertical(vi, Math.max(0, vi.cursor.line - count))))

const toLine = (vi: Editor, line: number, jump = true): Target => {
  const at = Math.max(0, Math.min(line, vi.buffer.last))
  return { to: { line: at, col: vi.buffer.firstNonBlank(at) }, kind: 'linewise', jump }
}

const lineEnd = plain((vi, count) => {
  const line = vi.cursor.line + count - 1
  if (line > vi.buffer.last) return undefined
  const text = vi.buffer.line(line)
  return { to: { line, col: Math.max(0, previousColumn(text, text.length)) }, kind: 'inclusive', wanted: Number.POSITIVE_INFINITY }
})

/** A word motion repeated; `exhausted` says where to go when there is no further word. */
function repeated(step: (vi: Editor, from: Position) => Position | undefined, kind: Target['kind'], last: 'end' | 'none'): Plain {
  return (vi, count) => {
    let place: Position = vi.cursor
    for (let i = 0; i < count; i++) {
      const next = step(vi, place)
      if (!next) {
        const end = { line: vi.buffer.last, col: vi.buffer.line(vi.buffer.last).length }
        if (
          last === 'none' ||
          (place.line === end.line && place.col >= Math.max(0, end.col - 1) && vi.mode === 'normal' && i === 0 && kind === 'inclusive')
        )
          return undefined
        return { to: end, kind: 'exclusive' }
      }
      place = next
    }
    return { to: place, kind }
  }
}

/** `w` under an operator stops at the end of the last word's line; `cw` on a word is `ce`. */
const wordForward = (big: boolean): Motion =>
  plain((vi, count, { operator }) => {
    const text = vi.buffer.line(vi.cursor.line)
    if (operator === 'c' && /\S/.test(text[vi.cursor.col] ?? ' ')) {
      let place = vi.cursor
      for (let i = 0; i < count; i++) {
        const from = i === 0 ? { line: place.line, col: place.col - 1 } : place
        place = endOfWord(vi.buffer, from, big) ?? place
      }
      return { to: place, kind: 'inclusive' }
    }
    const target = repeated((editor, from) => nextWord(editor.buffer, from, big), 'exclusive', 'end')(vi, count, { count, operator })
    if (!target || operator === undefined) return target && clampEnd(vi, target)
    const { to } = target
    const crossed = to.line > vi.cursor.line && to.col <= (/^\s*/.exec(vi.buffer.line(to.line))?.[0].length ?? 0)
    if (!crossed) return target
    let { line } = to
    do line--
    while (line > vi.cursor.line && vi.buffer.line(line).trim() === '')
    return { to: { line, col: vi.buffer.line(line).length }, kind: 'exclusive' }
  })

function clampEnd(vi: Editor, target: Target): Target | undefined {
  const most = Math.max(0, vi.buffer.line(target.to.line).length - (vi.mode === 'visual' ? 0 : 1))
  const to = { line: target.to.line, col: Math.min(target.to.col, most) }
  return to.line === vi.cursor.line && to.col === vi.cursor.col ? undefined : { ...target, to }
}

const findCharacter = (key: string): Motion =>
  function* (vi, { count }) {
    const target = yield* vi.key()
    if (target === '<Esc>' || target.startsWith('<') || target === '\x03') return undefined
    vi.find = { key, target }
    return findInLine(vi, key, target, count ?? 1, false)
  }

function findInLine(vi: Editor, key: string, target: string, count: number, again: boolean): Target | undefined {
  const text = vi.buffer.line(vi.cursor.line)
  const forward = key === 'f' || key === 't'
  const till = key === 't' || key === 'T'
  let { col } = vi.cursor
  if (again && till && count === 1) col += forward ? 1 : -1
  for (let i = 0; i < count; i++) {
    col = forward ? text.indexOf(target, col + 1) : col > 0 ? text.lastIndexOf(target, col - 1) : -1
    if (col < 0) return undefined
  }
  if (till) col += forward ? -1 : 1
  return { to: { line: vi.cursor.line, col }, kind: forward ? 'inclusive' : 'exclusive' }
}

const repeatFind = (opposite: boolean): Motion =>
  plain((vi, count) => {
    if (!vi.find) return undefined
    const { key, target } = vi.find
    const turned = key === key.toLowerCase() ? key.toUpperCase() : key.toLowerCase()
    return findInLine(vi, opposite ? turned : key, target, count, true)
  })

const bracket = plain((vi, _, { count }) => {
  if (count !== undefined) return toLine(vi, Math.floor((count * vi.buffer.lines.length + 99) / 100) - 1)
  const to = matchingBracket(vi.buffer.lines, vi.cursor)
  return to && { to, kind: 'inclusive', jump: true }
})

const mark = (exact: boolean): Motion =>
  function* (vi) {
    const name = yield* vi.key()
    const key = name === '`' ? "'" : name
    const place = key === "'" ? (vi.buffer.marks.get(key) ?? { line: 0, col: 0 }) : vi.buffer.marks.get(key)
    if (!place) return vi.refuse('E20: Mark not set')
    if (place.line > vi.buffer.last) return vi.refuse('E19: Mark has invalid line number')
    return exact ? { to: place, kind: 'exclusive', jump: true } : toLine(vi, place.line)
  }

const screenLine = (where: 'H' | 'M' | 'L'): Motion =>
  plain((vi, count) => {
    const height = vi.terminal.rows - 1
    const bottom = Math.min(vi.buffer.last, vi.top + height - 1)
    if (where === 'M') return toLine(vi, Math.floor((vi.top + bottom) / 2))
    return toLine(vi, where === 'H' ? Math.min(vi.top + count - 1, bottom) : Math.max(bottom - count + 1, vi.top))
  })

const nonBlankLine = (step: (count: number) => number): Motion =>
  plain((vi, count) => {
    const line = vi.cursor.line + step(count)
    return line < 0 || line > vi.buffer.last ? undefined : toLine(vi, line, false)
  })

const entries: readonly (readonly [keys: readonly string[], motion: Motion])[] = [
  [['h', '<Left>', '\b', '\x7f'], left],
  [['l', '<Right>', ' '], right],
  [['j', '<Down>', '\n', '\x0e'], down],
  [['k', '<Up>', '\x10'], up],
  [['0', '<Home>'], plain((vi) => ({ to: { line: vi.cursor.line, col: 0 }, kind: 'exclusive' }))],
  [['^'], plain((vi) => ({ to: { line: vi.cursor.line, col: vi.buffer.firstNonBlank(vi.cursor.line) }, kind: 'exclusive' }))],
  [['$', '<End>'], lineEnd],
  [['+', '\r'], nonBlankLine((count) => count)],
  [['-'], nonBlankLine((count) => -count)],
  [['_'], nonBlankLine((count) => count - 1)],
  [
    ['|'],
    plain((vi, count) => ({
      to: { line: vi.cursor.line, col: fromScreenColumn(vi.buffer.line(vi.cursor.line), count - 1, vi.options) },
      kind: 'exclusive',
    })),
  ],
  [['G', '<C-End>'], plain((vi, _, { count }) => toLine(vi, (count ?? vi.buffer.lines.length) - 1))],
  [['gg', '<C-Home>'], plain((vi, count) => toLine(vi, count - 1))],
  [['w', '<S-Right>'], wordForward(false)],
  [['W', '<C-Right>'], wordForward(true)],
  [['b', '<S-Left>'], plain(repeated((vi, from) => previousWord(vi.buffer, from, false), 'exclusive', 'none'))],
  [['B', '<C-Left>'], plain(repeated((vi, from) => previousWord(vi.buffer, from, true), 'exclusive', 'none'))],
  [['e'], plain(repeated((vi, from) => endOfWord(vi.buffer, from, false), 'inclusive', 'end'))],
  [['E'], plain(repeated((vi, from) => endOfWord(vi.buffer, from, true), 'inclusive', 'end'))],
  [['ge'], plain(repeated((vi, from) => endOfPreviousWord(vi.buffer, from, false), 'inclusive', 'none'))],
  [['gE'], plain(repeated((vi, from) => endOfPreviousWord(vi.buffer, from, true), 'inclusive', 'none'))],
  [
    ['g_'],
    plain((vi) => ({ to: { line: vi.cursor.line, col: Math.max(0, vi.buffer.line(vi.cursor.line).trimEnd().length - 1) }, kind: 'inclusive' })),
  ],
  [['f'], findCharacter('f')],
  [['F'], findCharacter('F')],
  [['t'], findCharacter('t')],
  [['T'], findCharacter('T')],
  [[';'], repeatFind(false)],
  [[','], repeatFind(true)],
  [['%'], bracket],
  [['{'], plain((vi, count) => paragraphEdge(vi, -1, count))],
  [['}'], plain((vi, count) => paragraphEdge(vi, 1, count))],
  [['('], plain((vi, count) => sentenceEdge(vi, -1, count))],
  [[')'], plain((vi, count) => sentenceEdge(vi, 1, count))],
  [['H'], screenLine('H')],
  [['M'], screenLine('M')],
  [['L'], screenLine('L')],
  [["'"], mark(false)],
  [['`'], mark(true)],
  [['n'], plain((vi, count) => searchAgain(vi, false, count))],
  [['N'], plain((vi, count) => searchAgain(vi, true, count))],
  [['*'], plain((vi, count) => searchKeyword(vi, true, true, count))],
  [['#'], plain((vi, count) => searchKeyword(vi, false, true, count))],
  [['g*'], plain((vi, count) => searchKeyword(vi, true, false, count))],
  [['g#'], plain((vi, count) => searchKeyword(vi, false, false, count))],
]

/** Every motion but those that read a command line (`/`, `?`). */
export const motions: ReadonlyMap<string, Motion> = new Map(entries.flatMap(([keys, motion]) => keys.map((key) => [key, motion] as const)))
