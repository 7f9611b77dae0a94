import type { ResourceName, Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { sys } from '../../sys.ts'
import type { Builtin } from '../builtin.ts'
import { complainOf, print } from '../complain.ts'
import { timeText } from '../run/time.ts'
import { parseOptions } from './options.ts'

/** umask, ulimit, times. */
export const umask: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, shell.isBash ? 'pS' : 'S')
  if (!options) return 2
  const [operand] = options.operands
  const old = yield* sys.umask({ mask: 0 })
  yield* sys.umask({ mask: old })
  if (operand === undefined) {
    const text = options.has('S') ? symbolic(old) : old.toString(8).padStart(4, '0')
    yield* print(`${options.has('p') ? `umask ${options.has('S') ? '-S ' : ''}` : ''}${text}\n`)
    return 0
  }
  const mask = /^\d/.test(operand) ? octal(operand) : fromSymbols(operand, old)
  if (mask === undefined) {
    yield* complainOf(
      shell,
      name,
      /^\d/.test(operand) ? (shell.isBash ? `${operand}: octal number out of range` : `Illegal number: ${operand}`) : badSymbol(operand),
    )
    return shell.isBash ? 1 : 2
  }
  yield* sys.umask({ mask })
  if (options.has('S')) yield* print(`${symbolic(mask)}\n`)
  return 0
}

const octal = (text: string): number | undefined =>
  /^[0-7]{1,4}$/.test(text) && Number.parseInt(text, 8) <= 0o7777 ? Number.parseInt(text, 8) & 0o777 : undefined

const permissions = (bits: number): string => `${bits & 4 ? 'r' : ''}${bits & 2 ? 'w' : ''}${bits & 1 ? 'x' : ''}`

const symbolic = (mask: number): string => `u=${permissions((~mask >> 6) & 7)},g=${permissions((~mask >> 3) & 7)},o=${permissions(~mask & 7)}`

function fromSymbols(text: string, old: number): number | undefined {
  let allowed = ~old & 0o777
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)([-+=])([rwx]*)$/.exec(clause)
    if (!match) return undefined
    const [, who = '', operator = '=', letters = ''] = match
    const bits = (letters.includes('r') ? 4 : 0) | (letters.includes('w') ? 2 : 0) | (letters.includes('x') ? 1 : 0)
    for (const [letter, by] of [
      ['u', 6],
      ['g', 3],
      ['o', 0],
    ] as const) {
      if (who !== '' && !who.includes(letter) && !who.includes('a')) continue
      if (operator === '+') allowed |= bits << by
      else if (operator === '-') allowed &= ~(bits << by)
      else allowed = (allowed & ~(7 << by)) | (bits << by)
    }
  }
  return ~allowed & 0o777
}

function badSymbol(text: string): string {
  const operator = /^[ugoa]*([^ugoa])/.exec(text)?.[1]
  if (operator !== undefined && !'-+='.includes(operator)) return `\`${operator}': invalid symbolic mode operator`
  const character = /[^ugoarwx,=+-]/.exec(text)?.[0] ?? text
  return `\`${character}': invalid symbolic mode character`
}

interface Limit {
  readonly letter: string
  readonly label: string
  readonly unit: string
  readonly resource?: ResourceName
  /** Bytes a unit stands for. */
  readonly scale: number
  /** What it is where the kernel keeps no such limit. */
  readonly fixed?: number
}

const UNLIMITED = Number.POSITIVE_INFINITY
const LIMITS: readonly Limit[] = [
  { letter: 'R', label: 'real-time non-blocking time', unit: 'microseconds', scale: 1, fixed: UNLIMITED },
  { letter: 'c', label: 'core file size', unit: 'blocks', resource: 'core', scale: 1024 },
  { letter: 'd', label: 'data seg size', unit: 'kbytes', resource: 'data', scale: 1024 },
  { letter: 'e', label: 'scheduling priority', unit: '', scale: 1, fixed: 0 },
  { letter: 'f', label: 'file size', unit: 'blocks', resource: 'fsize', scale: 1024 },
  { letter: 'i', label: 'pending signals', unit: '', resource: 'nproc', scale: 1 },
  { letter: 'l', label: 'max locked memory', unit: 'kbytes', resource: 'memlock', scale: 1024 },
  { letter: 'm', label: 'max memory size', unit: 'kbytes', scale: 1024, fixed: UNLIMITED },
  { letter: 'n', label: 'open files', unit: '', resource: 'nofile', scale: 1 },
  { letter: 'p', label: 'pipe size', unit: '512 bytes', scale: 512, fixed: 8 },
  { letter: 'q', label: 'POSIX message queues', unit: 'bytes', scale: 1, fixed: 819200 },
  { letter: 'r', label: 'real-time priority', unit: '', scale: 1, fixed: 0 },
  { letter: 's', label: 'stack size', unit: 'kbytes', resource: 'stack', scale: 1024 },
  { letter: 't', label: 'cpu time', unit: 'seconds', resource: 'cpu', scale: 1 },
  { letter: 'u', label: 'max user processes', unit: '', resource: 'nproc', scale: 1 },
  { letter: 'v', label: 'virtual memory', unit: 'kbytes', resource: 'as', scale: 1024 },
  { letter: 'x', label: 'file locks', unit: '', scale: 1, fixed: UNLIMITED },
]

export const ulimit: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, `SHa${LIMITS.map((limit) => limit.letter).join('')}`)
  if (!options) return 2
  const hard = options.has('H') && !options.has('S')
  if (options.has('a')) {
    for (const limit of LIMITS) if (limit.letter !== 'R' || shell.dialect.major >= 5) yield* print(yield* row(limit, hard))
    return 0
  }
  const chosen = LIMITS.filter((limit) => options.has(limit.letter))
  const wanted = chosen.length > 0 ? chosen : LIMITS.filter((limit) => limit.letter === 'f')
  const [value] = options.operands
  for (const limit of wanted) {
    if (value === undefined) yield* print(wanted.length > 1 ? yield* row(limit, hard) : `${shown(yield* current(limit, hard), limit)}\n`)
    else {
      const problem = yield* change(limit, value, options.has('H') || !options.has('S'), options.has('S') || !options.has('H'))
      if (problem !== undefined) {
        yield* complainOf(shell, name, problem)
        return 1
      }
    }
  }
  return 0
}

function* current(limit: Limit, hard: boolean): Sys<number> {
  if (!limit.resource) return (limit.fixed ?? 0) * (limit.letter === 'p' ? 512 : 1)
  const got = yield* sys.prlimit({ resource: limit.resource })
  return got.ok ? (hard ? got.value.hard : got.value.soft) : UNLIMITED
}

const shown = (value: number, limit: Limit): string => (value === UNLIMITED ? 'unlimited' : String(Math.trunc(value / limit.scale)))

function* row(limit: Limit, hard: boolean): Sys<string> {
  const unit = limit.unit === '' ? `(-${limit.letter})` : `(${limit.unit}, -${limit.letter})`
  return `${limit.label.padEnd(20)}${unit.padStart(20)} ${shown(yield* current(limit, hard), limit)}
`
}

function* change(limit: Limit, text: string, hard: boolean, soft: boolean): Sys<string | undefined> {
  if (!limit.resource) return `${limit.label}: cannot modify limit: ${strerror('EINVAL')}`
  const old = yield* sys.prlimit({ resource: limit.resource })
  if (!old.ok) return `${limit.label}: cannot get limit: ${strerror(old.error)}`
  const value =
    text === 'unlimited'
      ? UNLIMITED
      : text === 'hard'
        ? old.value.hard
        : text === 'soft'
          ? old.value.soft
          : /^\d+$/.test(text)
            ? Number(text) * limit.scale
            : undefined
  if (value === undefined) return `${text}: invalid number`
  const changed = yield* sys.prlimit({ resource: limit.resource, set: { soft: soft ? value : old.value.soft, hard: hard ? value : old.value.hard } })
  return changed.ok ? undefined : `${limit.label}: cannot modify limit: ${strerror(changed.error)}`
}

export const times: Builtin = function* (shell, args, _lists, name) {
  if (!(yield* parseOptions(shell, name, args, ''))) return 2
  const own = yield* sys.getrusage({})
  const children = yield* sys.getrusage({ children: true })
  const row = (user: number, system: number) => `${timeText(user, 3, true)} ${timeText(system, 3, true)}\n`
  yield* print(row(own.userMs, own.systemMs) + row(children.userMs, children.systemMs))
  return 0
}
