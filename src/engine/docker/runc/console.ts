import { encode } from '../../base/utf8.ts'
import type { Fd, Sys } from '../../linux/kernel/calls.ts'
import { O } from '../../linux/kernel/calls.ts'
import { sys } from '../../linux/sys.ts'
import type { SpecProcess } from '../oci/runtime-spec.ts'
import { Failure, mustDo } from './failure.ts'

/** Connects to the unix socket on which somebody waits for the terminal's master side (`--console-socket`). */
export function* connectConsole(path: string): Sys<Fd> {
  const fd = yield* mustDo(sys.socket({ family: 'unix', type: 'stream' }), 'socket')
  yield* mustDo(sys.connect({ fd, address: { family: 'unix', path } }), `dial unix ${path}: connect`)
  yield* sys.fcntl({ fd, closeOnExec: true })
  return fd
}

/** A new pseudo-terminal of the container: the master goes to the socket, the slave becomes standard input, output and error. */
export function* setUpConsole(socket: Fd, process: SpecProcess, init: boolean): Sys<void> {
  const { consoleSize } = process
  const size = consoleSize && { rows: consoleSize.height, cols: consoleSize.width }
  const pty = yield* sys.openpty(size ? { size } : {})
  if (!pty.ok) throw new Failure('error setting up console: open /dev/ptmx')
  const { master, slavePath } = pty.value
  const sent = yield* sys.send({ fd: socket, bytes: encode(slavePath), fds: [master] })
  if (!sent.ok) throw new Failure('error setting up console: sendmsg')
  yield* sys.close({ fd: master })
  yield* sys.close({ fd: socket })
  if (init) yield* bindConsole(slavePath)
  const slave = yield* mustDo(sys.open({ path: slavePath, flags: O.RDWR | O.NOCTTY | O.CLOEXEC }), `open ${slavePath}`)
  for (const to of [0, 1, 2]) yield* sys.dup2({ fd: slave, to })
  yield* sys.setctty({ fd: 0 })
  yield* sys.chown({ path: slavePath, uid: process.user.uid, gid: -1 })
  if (slave > 2) yield* sys.close({ fd: slave })
}

/** /dev/console is the first process's terminal. */
function* bindConsole(slavePath: string): Sys<void> {
  const made = yield* sys.open({ path: '/dev/console', flags: O.CREAT | O.WRONLY | O.NOCTTY | O.CLOEXEC, mode: 0o666 })
  if (made.ok) yield* sys.close({ fd: made.value })
  yield* sys.mount({ source: slavePath, target: '/dev/console', type: 'bind', flags: { bind: true } })
}
