import type { Sys } from '../../../linux/kernel/calls.ts'
import { signals } from '../../../linux/kernel/signal.ts'
import { sys } from '../../../linux/sys.ts'
import type { Cli } from '../cli.ts'
import { Failure } from '../failure.ts'

/** Rows and columns of standard output's terminal, `[0, 0]` without one. */
export function* consoleSize(): Sys<readonly [number, number]> {
  const size = yield* sys.tcgetwinsize({ fd: 1 })
  return size.ok ? [size.value.rows, size.value.cols] : [0, 0]
}

/** Tells the daemon how large the terminal is, `grow` rows and columns larger. */
export function* resize(cli: Cli, target: string, grow = 0): Sys<void> {
  const [rows, cols] = yield* consoleSize()
  if (rows === 0 && cols === 0) return
  try {
    yield* cli.client.done('POST', `${target}/resize`, { query: { h: rows + grow, w: cols + grow } })
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure
  }
}

/** Sends the size now and whenever the window changes; `target` is `/containers/ID` or `/exec/ID`. */
export function* followSize(cli: Cli, target: string): Sys<void> {
  yield* resize(cli, target)
  yield* sys.sigaction({ signal: signals.SIGWINCH, handler: () => resize(cli, target), restart: true })
}

/** What the client says when a terminal is wanted and standard input is none. */
export function* checkInputTerminal(cli: Cli, attachInput: boolean, tty: boolean): Sys<void> {
  if (attachInput && tty && !(yield* cli.isTerminal(0))) throw new Failure('the input device is not a TTY')
}
