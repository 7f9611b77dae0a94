import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import type { Signal } from '../../kernel/signal.ts'
import { parseSignal, signalName, signals } from '../../kernel/signal.ts'
import { write } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import type { Builtin } from '../builtin.ts'
import { complainOf, print } from '../complain.ts'
import { singleQuote } from '../expand/quote.ts'
import { catchForTrap, restoreDefault, setHandler } from '../run/signals.ts'
import type { Shell } from '../state/shell.ts'
import { parseOptions, showUsage } from './options.ts'

/** kill and trap. */
const REALTIME = 34
const LAST = 64

/** Every signal's name as `kill -l` has it: SIGRTMIN and SIGRTMAX count too. */
function shownName(signal: number): string | undefined {
  const name = signalName(signal)
  if (name) return name
  if (signal < REALTIME || signal > LAST) return undefined
  const middle = 49
  if (signal === REALTIME) return 'SIGRTMIN'
  if (signal === LAST) return 'SIGRTMAX'
  return signal <= middle ? `SIGRTMIN+${signal - REALTIME}` : `SIGRTMAX-${LAST - signal}`
}

function signalTable(): string {
  let out = ''
  let column = 0
  for (let signal = 1; signal <= LAST; signal++) {
    const name = shownName(signal)
    if (!name) continue
    column++
    out += `${String(signal).padStart(2)}) ${name}${column % 5 === 0 ? '\n' : '\t'}`
  }
  return column % 5 === 0 ? out : `${out}\n`
}

export const kill: Builtin = function* (shell, args, _lists, name) {
  let signal: Signal = signals.SIGTERM
  let operands = args
  const [first] = args
  if (first === '-l' || first === '-L') return yield* listSignals(shell, name, args.slice(1))
  if (first === undefined) {
    if (shell.isBash) yield* showUsage(shell, name)
    else yield* complainOf(shell, name, 'Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]')
    return 2
  }
  const spec = first === '-s' || first === '-n' ? args[1] : first.startsWith('-') && first !== '--' ? first.slice(1) : undefined
  if (spec === undefined && (first === '-s' || first === '-n')) {
    yield* complainOf(shell, name, `${first}: option requires an argument`)
    return 1
  }
  if (spec !== undefined) {
    const parsed = parseSignal(spec)
    if (parsed === undefined) {
      yield* complainOf(shell, name, shell.isBash ? `${spec}: invalid signal specification` : `invalid signal number or name: ${spec}`)
      return 1
    }
    signal = parsed
    operands = args.slice(first === '-s' || first === '-n' ? 2 : 1)
  }
  if (operands[0] === '--') operands = operands.slice(1)
  if (operands.length === 0) {
    yield* showUsage(shell, name)
    return 2
  }
  let failed = 0
  for (const operand of operands) if (!(yield* killOne(shell, name, operand, signal))) failed++
  return failed > 0 ? 1 : 0
}

function* killOne(shell: Shell, name: string, operand: string, signal: Signal): Sys<boolean> {
  let pid: number
  if (operand.startsWith('%')) {
    const job = shell.jobs.find(operand)
    if (!job || job === 'ambiguous') {
      yield* complainOf(shell, name, `${operand}: ${job ? 'ambiguous job spec' : 'no such job'}`)
      return false
    }
    pid = job.controlled ? -job.pgid : (job.last?.pid ?? 0)
    if (job.state === 'stopped' && (signal === signals.SIGTERM || signal === signals.SIGHUP)) yield* sys.kill({ pid, signal: signals.SIGCONT })
  } else if (/^-?\d+$/.test(operand)) pid = Number(operand)
  else {
    yield* complainOf(shell, name, shell.isBash ? `${operand}: arguments must be process or job IDs` : `Illegal number: ${operand}`)
    return false
  }
  const sent = yield* sys.kill({ pid, signal })
  if (!sent.ok) yield* complainOf(shell, name, shell.isBash ? `(${operand}) - ${strerror(sent.error)}` : strerror(sent.error))
  return sent.ok
}

function* listSignals(shell: Shell, name: string, operands: readonly string[]): Sys<number> {
  if (operands.length === 0) {
    if (shell.isBash) yield* print(signalTable())
    else for (let signal = 1; signal <= 31; signal++) yield* print(`${signalName(signal)?.slice(3)}\n`)
    return 0
  }
  let status = 0
  for (const operand of operands) {
    const number = /^\d+$/.test(operand) ? Number(operand) : undefined
    const text = number === undefined ? parseSignal(operand) : shownName(number > 128 ? number - 128 : number)?.slice(3)
    if (text === undefined) {
      yield* complainOf(shell, name, `${operand}: invalid signal specification`)
      status = 1
    } else yield* print(`${text}\n`)
  }
  return status
}

const PSEUDO = new Set(['EXIT', 'ERR', 'DEBUG', 'RETURN'])

/** The name a trap is kept under. */
function trapName(text: string): string | undefined {
  const upper = text.toUpperCase()
  if (text === '0' || upper === 'EXIT' || upper === 'SIGEXIT') return 'EXIT'
  if (PSEUDO.has(upper)) return upper
  const signal = parseSignal(text)
  return signal === undefined || signal === 0 ? undefined : signalName(signal)
}

export const trap: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, shell.isBash ? 'lp' : '')
  if (!options) return 2
  const { operands } = options
  if (options.has('l')) {
    yield* print(signalTable())
    return 0
  }
  const [action, ...specs] = operands
  if (action === undefined || options.has('p')) return yield* showTraps(shell, name, options.has('p') ? operands : [])
  // One operand, or a number first, resets.
  const reset = specs.length === 0 || action === '-' || (/^\d+$/.test(action) && trapName(action) !== undefined)
  const targets = specs.length === 0 ? [action] : /^\d+$/.test(action) && reset && action !== '-' ? operands : specs
  let status = 0
  for (const spec of targets) {
    const target = trapName(spec)
    if (target === undefined) {
      if (shell.isBash) yield* complainOf(shell, name, `${spec}: invalid signal specification`)
      else yield* write(2, `${name}: ${spec}: bad trap\n`)
      status = 1
    } else yield* setTrap(shell, target, reset ? undefined : action)
  }
  return status
}

function* setTrap(shell: Shell, target: string, action: string | undefined): Sys<void> {
  const signal = signals[target as keyof typeof signals] as Signal | undefined
  if (signal !== undefined && shell.ignoredAtStart.has(signal) && !shell.interactive) return
  if (action === undefined) shell.traps.delete(target)
  else shell.traps.set(target, action)
  if (signal === undefined) return
  if (action === undefined) yield* restoreDefault(shell, signal)
  else if (action === '') yield* setHandler(shell, signal, 'ignore')
  else yield* catchForTrap(shell, signal)
}

function* showTraps(shell: Shell, name: string, specs: readonly string[]): Sys<number> {
  const order = (target: string) => (target === 'EXIT' ? 0 : (signals[target as keyof typeof signals] ?? 100 + [...PSEUDO].indexOf(target)))
  const wanted = specs.length > 0 ? [] : [...shell.traps.keys()].sort((a, b) => order(a) - order(b))
  let status = 0
  for (const spec of specs) {
    const target = trapName(spec)
    if (target !== undefined) wanted.push(target)
    else {
      yield* complainOf(shell, name, `${spec}: invalid signal specification`)
      status = 1
    }
  }
  for (const target of wanted) {
    const action = shell.traps.get(target)
    if (action !== undefined) yield* print(`trap -- ${singleQuote(action)} ${shell.isBash ? target : target.replace(/^SIG/, '')}\n`)
  }
  return status
}
