import type { Sys } from '../../kernel/calls.ts'
import { signals } from '../../kernel/signal.ts'
import { sys } from '../../sys.ts'
import type { Shell } from '../state/shell.ts'

/** An interactive shell ends: jobs hear of it (after a hangup, or with huponexit), the terminal goes back to whom it belonged. */
export function* leaveInteractive(shell: Shell): Sys<void> {
  const tellAll = shell.hungUp || (shell.login && shell.options.has('huponexit'))
  for (const job of shell.jobs.list()) {
    if (job.noHangup || !job.controlled) continue
    if (tellAll || job.state === 'stopped') yield* sys.kill({ pid: -job.pgid, signal: shell.hungUp || tellAll ? signals.SIGHUP : signals.SIGTERM })
    if (job.state === 'stopped') yield* sys.kill({ pid: -job.pgid, signal: signals.SIGCONT })
  }
  if (shell.terminal !== undefined && shell.originalPgid !== shell.pgid) yield* sys.tcsetpgrp({ fd: shell.terminal, pgid: shell.originalPgid })
}
