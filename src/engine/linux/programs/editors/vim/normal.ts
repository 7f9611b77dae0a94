import type { Sys } from '../../../kernel/calls.ts'
import { readCommandLine } from './command-line.ts'
import { commands } from './commands.ts'
import type { Editor } from './editor.ts'
import { escapeKey } from './keys.ts'
import type { Motion } from './motions.ts'
import { motions } from './motions.ts'
import { operators } from './operators.ts'
import type { Target } from './position.ts'
import { startSearch } from './search.ts'
import { spanOf } from './span.ts'
import { textObject } from './text-objects.ts'

export interface Prefix {
  readonly count: number | undefined
  readonly register: string | undefined
  readonly key: string
}

/** `"x`, a count and the key of a command, `g`, `z`, `Z`, `[` and `]` with the key that follows. */
export function* readPrefix(vi: Editor): Sys<Prefix> {
  let digits = ''
  let register: string | undefined
  for (;;) {
    vi.shownCommand = `${register === undefined ? '' : `"${register}`}${digits}`
    let key = yield* vi.key()
    if (/^[1-9]$/.test(key) || (key === '0' && digits !== '')) {
      digits += key
      continue
    }
    if (key === '"') {
      vi.shownCommand = '"'
      register = yield* vi.key()
      continue
    }
    if (key === 'g' || key === 'z' || key === 'Z' || key === '[' || key === ']') {
      vi.shownCommand += key
      key += yield* vi.key()
    }
    return { count: digits === '' ? undefined : Number(digits), register, key }
  }
}

/** One command of normal mode, from its first key to its end. */
export function* normalCommand(vi: Editor): Sys<void> {
  vi.commandKeys = []
  const prefix = yield* readPrefix(vi)
  vi.buffer.history.close()
  vi.shownCommand = ''
  const { key, count } = prefix
  if (operators.has(key)) yield* operatorCommand(vi, prefix)
  else if (key === '/' || key === '?') moveTo(vi, yield* typedSearch(vi, key, count))
  else if (motions.has(key)) moveTo(vi, yield* (motions.get(key) as Motion)(vi, { count, operator: undefined }))
  else {
    const command = commands.get(key)
    if (!command) vi.refuse()
    yield* command.run(vi, prefix)
    if (command.changes) remember(vi)
  }
}

/** `.` will do the command in hand again. */
export function remember(vi: Editor): void {
  if (!vi.repeating) vi.repeat = { keys: vi.commandKeys }
}

/** Goes where a motion leads. */
export function moveTo(vi: Editor, target: Target | undefined): void {
  if (!target) vi.refuse()
  if (target.jump) vi.jumpFrom()
  if (target.wanted === 'keep') vi.place(target.to, vi.wanted)
  else vi.place(target.to, target.wanted)
}

function* typedSearch(vi: Editor, key: '/' | '?', count: number | undefined): Sys<Target | undefined> {
  const typed = yield* readCommandLine(vi, key)
  return typed === undefined ? vi.refuse() : startSearch(vi, typed, key === '/', count ?? 1)
}

function* operatorCommand(vi: Editor, { key: operator, count, register }: Prefix): Sys<void> {
  const inner = yield* operatorPending(vi, operator, count)
  if (inner.key === escapeKey || inner.key === '\x03') return
  const times = count === undefined && inner.count === undefined ? undefined : (count ?? 1) * (inner.count ?? 1)
  const target = yield* targetOf(vi, operator, inner.key, times)
  if (!target) vi.refuse()
  if (target.jump) vi.jumpFrom()
  const span = spanOf(vi, target)
  const run = operators.get(operator)
  if (run) yield* run(vi, span, { register: inner.register ?? register, motion: inner.key, count: times ?? 1, visual: false })
  if (operator !== 'y') remember(vi)
}

function* operatorPending(vi: Editor, operator: string, count: number | undefined): Sys<Prefix> {
  vi.shownCommand = `${count ?? ''}${operator}`
  const inner = yield* readPrefix(vi)
  vi.shownCommand = ''
  return inner
}

/** What the keys after an operator mean: the operator again for lines, a text object, a search or a motion. */
function* targetOf(vi: Editor, operator: string, key: string, count: number | undefined): Sys<Target | undefined> {
  const { line } = vi.cursor
  const doubled = key === operator || (operator.length === 2 && (key === operator[1] || key === `g${operator[1]}`))
  if (doubled) {
    const last = line + (count ?? 1) - 1
    if (last > vi.buffer.last && line === vi.buffer.last && (count ?? 1) > 1) return undefined
    return { to: { line: Math.min(last, vi.buffer.last), col: 0 }, kind: 'linewise' }
  }
  if (key === 'i' || key === 'a') return textObject(vi, key === 'a', yield* vi.key(), count ?? 1)
  if (key === '/' || key === '?') return yield* typedSearch(vi, key, count)
  const motion = motions.get(key)
  return motion && (yield* motion(vi, { count, operator }))
}
