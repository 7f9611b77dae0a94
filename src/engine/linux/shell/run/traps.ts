import type { Sys } from '../../kernel/calls.ts'
import type { Signal } from '../../kernel/signal.ts'
import { signalName } from '../../kernel/signal.ts'
import { ExitJump } from '../errors.ts'
import { runtime } from '../runtime.ts'
import type { Shell } from '../state/shell.ts'

/** Runs what `trap` set for signals that arrived (trap.c: run_pending_traps). `$?` survives. */
export function* runPendingTraps(shell: Shell): Sys<void> {
  while (shell.pendingTraps.length > 0) {
    const signal = shell.pendingTraps.shift() as Signal
    const text = shell.traps.get(signalName(signal) ?? '')
    if (text) yield* runTrap(shell, text)
  }
}

function* runTrap(shell: Shell, text: string): Sys<void> {
  const { status, pipeStatus, line } = shell
  yield* runtime().evaluate(shell, text, 'trap')
  shell.status = status
  shell.pipeStatus = pipeStatus
  shell.line = line
}

/** ERR, DEBUG and RETURN traps: not within themselves. */
export function* runNamedTrap(shell: Shell, name: 'ERR' | 'DEBUG' | 'RETURN'): Sys<void> {
  const text = shell.traps.get(name)
  if (!text || shell.inTrap) return
  const inherits = name === 'ERR' ? shell.options.has('errtrace') : shell.options.has('functrace')
  if (shell.functionDepth > 0 && !inherits && name !== 'RETURN') return
  shell.inTrap = true
  try {
    yield* runTrap(shell, text)
  } finally {
    shell.inTrap = false
  }
}

/** The EXIT trap, once; answers the shell's final status. */
export function* runExitTrap(shell: Shell, status: number): Sys<number> {
  const text = shell.traps.get('EXIT')
  shell.status = status
  if (!text) return status
  shell.traps.delete('EXIT')
  try {
    yield* runtime().evaluate(shell, text, 'exit trap')
  } catch (jump) {
    if (jump instanceof ExitJump) return jump.status
    throw jump
  }
  return status
}
