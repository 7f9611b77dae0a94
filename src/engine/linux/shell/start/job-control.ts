import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { signals } from '../../kernel/signal.ts'
import { write } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { baseName } from '../complain.ts'
import { becomeInteractive } from '../run/signals.ts'
import type { Shell } from '../state/shell.ts'

/** Puts an interactive shell in charge of its terminal (jobs.c: initialize_job_control). */
export function* startJobControl(shell: Shell): Sys<void> {
  const group = yield* ownTerminal()
  if (group === undefined) {
    yield* becomeInteractive(shell)
    if (shell.isBash) {
      yield* write(
        2,
        `${baseName(shell.invokedAs)}: cannot set terminal process group (${shell.pgid}): ${strerror('ENOTTY')}\n${baseName(shell.invokedAs)}: no job control in this shell\n`,
      )
    } else yield* write(2, `${shell.invokedAs}: ${shell.dialect.name === 'dash' ? '0: ' : ''}can't access tty; job control turned off\n`)
    return
  }
  yield* becomeInteractive(shell)
  const fd = yield* sys.dup({ fd: group, atLeast: 255, closeOnExec: true })
  shell.terminal = fd.ok ? fd.value : group
  yield* sys.setpgid({ pid: 0, pgid: shell.pid })
  shell.pgid = shell.pid
  yield* sys.tcsetpgrp({ fd: shell.terminal, pgid: shell.pgid })
  const modes = yield* sys.tcgetattr({ fd: shell.terminal })
  if (modes.ok) shell.termios = modes.value
  shell.options.set('monitor', true)
}

/** A descriptor of the controlling terminal, once this process is in its foreground. */
function* ownTerminal(): Sys<number | undefined> {
  for (const fd of [2, 0, 1]) {
    for (let tries = 0; tries < 100; tries++) {
      const foreground = yield* sys.tcgetpgrp({ fd })
      if (!foreground.ok) break
      const own = yield* sys.getpgid({ pid: 0 })
      if (own.ok && own.value === foreground.value) return fd
      yield* sys.kill({ pid: 0, signal: signals.SIGTTIN })
    }
  }
  return undefined
}
