import type { Sys } from '../../kernel/calls.ts'
import { sys } from '../../sys.ts'
import { DiscardJump } from '../errors.ts'
import type { Shell } from '../state/shell.ts'
import { runPendingTraps } from './traps.ts'

/** CPU a command of the shell itself takes, milliseconds. */
const commandMs = 0.002
/** Commands between two settlings of CPU time with the kernel: how late Ctrl-C may be seen. */
const batch = 50

/** Whether `checkpoint` has something to do: asked before every command, so it is no generator. */
export const isDue = (shell: Shell): boolean => ++shell.work >= batch || shell.interrupted || shell.pendingTraps.length > 0

/** Settles CPU time, then acts on signals that arrived: SIGINT drops what an interactive shell is doing; traps run. */
export function* checkpoint(shell: Shell): Sys<void> {
  const ms = shell.work * commandMs
  shell.work = 0
  if (ms > 0) yield* sys.compute({ ms })
  if (shell.interrupted) {
    shell.interrupted = false
    throw new DiscardJump(130, true)
  }
  if (shell.pendingTraps.length > 0 && !shell.inTrap) yield* runPendingTraps(shell)
}
