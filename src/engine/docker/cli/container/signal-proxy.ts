import type { Sys } from '../../../linux/kernel/calls.ts'
import { type SignalName, signals } from '../../../linux/kernel/signal.ts'
import { write } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import type { Cli } from '../cli.ts'
import { Failure } from '../failure.ts'

/** Signals the client never passes on, or cannot catch. */
const kept = new Set<SignalName>(['SIGCHLD', 'SIGPIPE', 'SIGURG', 'SIGKILL', 'SIGSTOP', 'SIGSEGV', 'SIGILL', 'SIGFPE', 'SIGBUS', 'SIGTRAP'])

/**
 * Passes signals on to a container (`--sig-proxy`): each becomes POST /containers/{id}/kill. The third interrupt or termination ends the client itself.
 */
export function* proxySignals(cli: Cli, id: string, tty: boolean): Sys<void> {
  const impatience = { count: 0 }
  for (const name of Object.keys(signals) as SignalName[]) {
    if (kept.has(name) || (tty && name === 'SIGWINCH')) continue
    yield* sys.sigaction({ signal: signals[name], handler: () => forward(cli, id, name, impatience), restart: true })
  }
}

function* forward(cli: Cli, id: string, name: SignalName, impatience: { count: number }): Sys<void> {
  if (name === 'SIGINT' || name === 'SIGTERM') {
    impatience.count++
    if (impatience.count >= 3) {
      yield* write(2, '\ngot 3 SIGTERM/SIGINTs, forcefully exiting\n')
      yield* sys.exit({ code: 1 })
    }
  }
  try {
    yield* cli.client.done('POST', `/containers/${id}/kill`, { query: { signal: name.slice(3) } })
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure
  }
}
