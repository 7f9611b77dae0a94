import type { Pid, Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { signals } from '../../kernel/signal.ts'
import { sys } from '../../sys.ts'
import { complain } from '../complain.ts'
import { DiscardJump, ExitJump, LoopJump, ReturnJump, ShellError } from '../errors.ts'
import type { Job } from '../jobs/job.ts'
import type { Shell } from '../state/shell.ts'
import { resetInChild } from './signals.ts'
import { driven } from './trampoline.ts'
import { runExitTrap } from './traps.ts'

export interface ForkOptions {
  /** The job it belongs to; without one it is waited for by itself. */
  readonly job?: Job
  readonly foreground: boolean
  /** `&` without job control: keyboard signals are ignored and input is /dev/null. */
  readonly asynchronous?: boolean
  /** A shell of its own (BASH_SUBSHELL), not just the process of a program. */
  readonly subshell: boolean
}

/** fork(2): the child goes on with a copy of the shell. Tries again for a while when there are too many processes, then gives up. */
export function* fork(shell: Shell, options: ForkOptions, main: (child: Shell) => Sys<number>): Sys<Pid> {
  const child = shell.copy()
  const pgid = options.job?.pgid ?? 0
  const controlled = options.job?.controlled === true
  for (let seconds = 1; ; seconds *= 2) {
    const cloned = yield* sys.clone({ main: () => driven(childMain(child, options, controlled, pgid, main)) })
    if (cloned.ok) {
      if (controlled) yield* enterGroup(shell, cloned.value, pgid || cloned.value, options.foreground)
      if (options.job && options.job.pgid === 0) options.job.pgid = controlled ? cloned.value : shell.pgid
      return cloned.value
    }
    if (seconds >= 16 || !shell.isBash) {
      yield* complain(
        shell,
        shell.isBash ? `fork: ${strerror(cloned.error)}` : shell.dialect.name === 'ash' ? `can't fork: ${strerror(cloned.error)}` : 'Cannot fork',
      )
      throw new DiscardJump(shell.isBash ? 254 : 2)
    }
    yield* complain(shell, `fork: retry: ${strerror(cloned.error)}`)
    yield* sys.nanosleep({ ms: seconds * 1000 })
  }
}

function* enterGroup(shell: Shell, pid: Pid, pgid: Pid, foreground: boolean): Sys<void> {
  yield* sys.setpgid({ pid, pgid })
  if (foreground && shell.terminal !== undefined) yield* sys.tcsetpgrp({ fd: shell.terminal, pgid })
}

function* childMain(child: Shell, options: ForkOptions, controlled: boolean, pgid: Pid, main: (child: Shell) => Sys<number>): Sys<number> {
  child.ownPid = yield* sys.getpid({})
  if (controlled) yield* enterGroup(child, 0, pgid || child.ownPid, options.foreground)
  const wasInteractive = child.interactive && child.subshellLevel === 0
  yield* resetInChild(child, wasInteractive)
  for (const [name, text] of child.traps) if (text !== '' && !inherited(child, name)) child.traps.delete(name)
  if (options.asynchronous && !controlled) {
    for (const signal of [signals.SIGINT, signals.SIGQUIT]) {
      yield* sys.sigaction({ signal, handler: 'ignore' })
      child.ignoredAtStart.add(signal)
    }
    yield* emptyInput()
  }
  child.terminal = undefined
  child.options.set('monitor', false)
  child.interrupted = false
  child.windowChanged = false
  child.loops = 0
  child.listDepth = 0
  if (options.subshell) {
    child.subshellLevel++
    child.randomState = yield* randomSeed()
  }
  return yield* finishSubshell(child, main)
}

/** Traps that subshells keep. */
const inherited = (shell: Shell, name: string): boolean =>
  name === 'ERR' ? shell.options.has('errtrace') : (name === 'DEBUG' || name === 'RETURN') && shell.options.has('functrace')

function* emptyInput(): Sys<void> {
  const opened = yield* sys.open({ path: '/dev/null', flags: O.RDONLY })
  if (!opened.ok || opened.value === 0) return
  yield* sys.dup2({ fd: opened.value, to: 0 })
  yield* sys.close({ fd: opened.value })
}

export function* randomSeed(): Sys<number> {
  const [a = 0, b = 0, c = 0, d = 1] = yield* sys.getrandom({ count: 4 })
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 1
}

/** Runs a subshell's commands to its end, whatever way they end, and its EXIT trap. */
export function* finishSubshell(child: Shell, main: (child: Shell) => Sys<number>): Sys<number> {
  let status: number
  try {
    status = yield* main(child)
  } catch (jump) {
    status = yield* statusOfJump(child, jump)
  }
  return yield* runExitTrap(child, status)
}

/** The exit status when a jump leaves the outermost commands. */
export function* statusOfJump(shell: Shell, jump: unknown): Sys<number> {
  if (jump instanceof ExitJump || jump instanceof ReturnJump || jump instanceof DiscardJump) return jump.status
  if (jump instanceof LoopJump) return 0
  if (jump instanceof ShellError) {
    yield* complain(shell, jump.message)
    return jump.status
  }
  throw jump
}
