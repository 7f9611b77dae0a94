import type { Sys } from '../../kernel/calls.ts'
import type { Signal } from '../../kernel/signal.ts'
import { signalName } from '../../kernel/signal.ts'
import { ExitJump } from '../errors.ts'
import { runtime } from '../runtime.ts'
import type { Shell } from '../state/shell.ts'
import type { Command } from '../syntax.ts'

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
  shell.inTrap = true
  try {
    yield* runTrap(shell, text)
  } finally {
    shell.inTrap = false
  }
}

/** A command is about to run: BASH_COMMAND and the DEBUG trap. */
export function* announce(shell: Shell, command: Command | string): Sys<void> {
  if (shell.inTrap) return
  shell.command = command
  if (shell.traps.has('DEBUG')) yield* runNamedTrap(shell, 'DEBUG')
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
