import type { SignalHandler, Sys } from '../../kernel/calls.ts'
import type { Signal } from '../../kernel/signal.ts'
import { signalName, signals } from '../../kernel/signal.ts'
import { sys } from '../../sys.ts'
import type { Shell } from '../state/shell.ts'

/** What an interactive shell ignores so that job control and the terminal cannot stop or end it. */
const ignoredInteractively: readonly Signal[] = [signals.SIGTERM, signals.SIGQUIT, signals.SIGTSTP, signals.SIGTTIN, signals.SIGTTOU]

export function* setHandler(shell: Shell, signal: Signal, handler: SignalHandler, restart = false): Sys<SignalHandler> {
  const old = yield* sys.sigaction({ signal, handler, restart })
  if (typeof handler === 'function') shell.caught.add(signal)
  else shell.caught.delete(signal)
  return old.ok ? old.value : 'default'
}

/** Dispositions of an interactive shell (sig.c: initialize_shell_signals). */
export function* becomeInteractive(shell: Shell): Sys<void> {
  for (const signal of ignoredInteractively) yield* setHandler(shell, signal, 'ignore')
  yield* setHandler(shell, signals.SIGINT, function* () {
    shell.interrupted = true
  })
  yield* setHandler(shell, signals.SIGHUP, function* () {
    shell.hungUp = true
  })
  yield* setHandler(shell, signals.SIGWINCH, function* () {
    shell.windowChanged = true
  })
}

/** In a new child: handlers of the parent go, and what it ignored for its own sake; ignored traps stay (`trap '' INT`). */
export function* resetInChild(shell: Shell, wasInteractive: boolean): Sys<void> {
  for (const signal of shell.caught) yield* sys.sigaction({ signal, handler: 'default' })
  shell.caught.clear()
  shell.pendingTraps.length = 0
  if (wasInteractive) {
    for (const signal of ignoredInteractively) if (!trapIgnores(shell, signal)) yield* sys.sigaction({ signal, handler: 'default' })
  }
}

export const trapIgnores = (shell: Shell, signal: Signal): boolean =>
  shell.traps.get(signalName(signal) ?? '') === '' || shell.ignoredAtStart.has(signal)

/** The disposition a signal has when no trap is set on it. */
export function* restoreDefault(shell: Shell, signal: Signal): Sys<void> {
  if (shell.terminal !== undefined || (shell.interactive && shell.subshellLevel === 0)) {
    if (signal === signals.SIGINT || signal === signals.SIGHUP || signal === signals.SIGWINCH || ignoredInteractively.includes(signal)) {
      yield* becomeInteractive(shell)
      return
    }
  }
  yield* setHandler(shell, signal, 'default')
}

/** A signal whose arrival runs a trap: noted now, run between commands. */
export function* catchForTrap(shell: Shell, signal: Signal): Sys<void> {
  yield* setHandler(shell, signal, function* () {
    shell.pendingTraps.push(signal)
    if (signal === signals.SIGINT) shell.interruptedWhileWaiting = true
  })
}
