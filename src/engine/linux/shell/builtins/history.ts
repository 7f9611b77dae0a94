import { civilTime } from '../../../base/calendar.ts'
import { strftime } from '../../../base/strftime.ts'
import type { Sys } from '../../kernel/calls.ts'
import { localZone } from '../../libc/local-zone.ts'
import { readFile, write, writeFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import type { Builtin } from '../builtin.ts'
import { complainOf, print } from '../complain.ts'
import { expandHistory } from '../interactive/history-expansion.ts'
import { appendHistory, readHistory, writeHistory } from '../interactive/history-file.ts'
import { runtime } from '../runtime.ts'
import type { HistoryEntry } from '../state/history-list.ts'
import type { Shell } from '../state/shell.ts'
import { isInteger, parseOptions } from './options.ts'

/** history and fc. */
export const history: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, 'acd:npsrw')
  if (!options) return 2
  const list = shell.history
  if (options.has('c')) list.clear()
  if (options.has('d')) return yield* deleteEntries(shell, name, options.letters.get('d') ?? '')
  if (options.has('s')) {
    if (options.operands.length > 0) {
      if (shell.interactive) list.delete(list.next - 1)
      list.add(options.operands.join(' '), Math.floor((yield* sys.clockRealtime({})) / 1000))
    }
    return 0
  }
  if (options.has('p')) {
    for (const operand of options.operands) {
      const expansion = expandHistory(operand, list)
      if (expansion.kind === 'error') {
        yield* complainOf(shell, name, expansion.message)
        return 1
      }
      yield* print(`${expansion.kind === 'changed' ? expansion.line : operand}\n`)
    }
    return 0
  }
  const transfer = ['a', 'n', 'r', 'w'].filter((letter) => options.has(letter))
  if (transfer.length > 1) {
    yield* complainOf(shell, name, 'cannot use more than one of -anrw')
    return 1
  }
  if (transfer[0]) return yield* transferFile(shell, transfer[0], options.operands[0] ?? shell.get('HISTFILE') ?? '')
  if (options.has('c')) return 0
  const [count] = options.operands
  if (count !== undefined && !isInteger(count)) {
    yield* complainOf(shell, name, `${count}: numeric argument required`)
    return 1
  }
  const entries = list.list
  const first = count === undefined ? 0 : Math.max(0, entries.length - Number(count))
  yield* print(yield* listing(shell, entries.slice(first), list.base + first))
  return 0
}

function* listing(shell: Shell, entries: readonly HistoryEntry[], from: number): Sys<string> {
  const format = shell.get('HISTTIMEFORMAT')
  const zone = format ? yield* localZone(shell.variables.environment()) : undefined
  return entries
    .map((entry, i) => {
      const stamp = format && zone ? strftime(format, civilTime((entry.atSeconds ?? 0) * 1000, zone)) : ''
      return `${String(from + i).padStart(5)}  ${stamp}${entry.line}\n`
    })
    .join('')
}

function* deleteEntries(shell: Shell, name: string, text: string): Sys<number> {
  const range = /^(-?\d+)(?:-(-?\d+))?$/.exec(text)
  const list = shell.history
  const number = (each: string) => (each.startsWith('-') ? list.next + Number(each) : Number(each))
  if (range) {
    const from = number(range[1] as string)
    const to = range[2] === undefined ? from : number(range[2])
    if (list.at(from) && list.at(to) && from <= to) {
      for (let i = to; i >= from; i--) list.delete(i)
      return 0
    }
  }
  yield* complainOf(shell, name, `${text}: history position out of range`)
  return 1
}

function* transferFile(shell: Shell, letter: string, path: string): Sys<number> {
  let done: boolean
  if (letter === 'a') done = yield* appendHistory(shell, path)
  else if (letter === 'w') done = yield* writeHistory(shell, path)
  else {
    const { fresh } = shell.history
    done = yield* readHistory(shell, path)
    shell.history.fresh = fresh
  }
  return done ? 0 : 1
}

export const fc: Builtin = function* (shell, args, _lists, name) {
  const operandsFrom = args.findIndex((arg) => !/^-[elnrs]/.test(arg))
  const numeric =
    operandsFrom >= 0 && /^-\d+$/.test(args[operandsFrom] as string) ? [...args.slice(0, operandsFrom), '--', ...args.slice(operandsFrom)] : args
  const options = yield* parseOptions(shell, name, numeric, 'e:lnrs')
  if (!options) return 2
  const list = shell.history
  // The fc command itself is in the list already.
  const last = list.next - (shell.interactive ? 2 : 1)
  if (options.has('s')) return yield* runAgain(shell, name, options.operands)
  if (list.list.length === 0) return 0
  const first = options.operands[0]
  const from = first === undefined ? (options.has('l') ? last - 15 : last) : position(shell, first, last)
  const to = options.operands[1] === undefined ? (options.has('l') ? last : from) : position(shell, options.operands[1], last)
  if (from === undefined || to === undefined) {
    yield* complainOf(shell, name, 'history specification out of range')
    return 1
  }
  const reverse = options.has('r') !== from > to
  const numbers: number[] = []
  for (let i = Math.max(list.base, Math.min(from, to)); i <= Math.max(from, to); i++) numbers.push(i)
  if (reverse) numbers.reverse()
  if (options.has('l')) {
    for (const number of numbers) yield* print(`${options.has('n') ? '' : number}\t ${list.at(number)?.line ?? ''}\n`)
    return 0
  }
  return yield* edit(shell, options.letters.get('e'), numbers)
}

function position(shell: Shell, text: string, last: number): number | undefined {
  const list = shell.history
  if (/^-?\d+$/.test(text)) {
    const number = Number(text)
    const at = number > 0 ? number : number === 0 ? last : last + 1 + number
    return Math.max(list.base, Math.min(at, last))
  }
  for (let i = last; i >= list.base; i--) if (list.at(i)?.line.startsWith(text)) return i
  return undefined
}

/** fc -s: runs a command again, with a replacement. */
function* runAgain(shell: Shell, name: string, operands: readonly string[]): Sys<number> {
  const replacements = operands.filter((operand) => operand.includes('='))
  const wanted = operands.find((operand) => !operand.includes('='))
  const last = shell.history.next - (shell.interactive ? 2 : 1)
  const at = wanted === undefined ? last : position(shell, wanted, last)
  const entry = at === undefined ? undefined : shell.history.at(at)
  if (!entry) {
    yield* complainOf(shell, name, 'no command found')
    return 1
  }
  let line = entry.line
  for (const each of replacements) {
    const equals = each.indexOf('=')
    line = line.replaceAll(each.slice(0, equals), () => each.slice(equals + 1))
  }
  return yield* runEdited(shell, line)
}

function* runEdited(shell: Shell, text: string): Sys<number> {
  yield* write(2, text.endsWith('\n') ? text : `${text}\n`)
  if (shell.interactive) shell.history.replaceLast(text.trimEnd())
  return yield* runtime().evaluate(shell, text, 'fc')
}

/** Commands go through an editor, then run. */
function* edit(shell: Shell, editor: string | undefined, numbers: readonly number[]): Sys<number> {
  const text = numbers.map((number) => `${shell.history.at(number)?.line ?? ''}\n`).join('')
  const path = `/tmp/bash-fc.${(yield* sys.getpid({})).toString(36)}`
  yield* writeFile(path, text, { mode: 0o600 })
  const program = editor ?? shell.get('FCEDIT') ?? shell.get('EDITOR') ?? 'vi'
  const status = yield* runtime().evaluate(shell, `${program} ${path}`, 'fc')
  const edited = yield* readFile(path)
  yield* sys.unlink({ path })
  if (status !== 0 || !edited.ok) return status
  return yield* runEdited(shell, edited.value)
}
