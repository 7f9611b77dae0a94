import { encode } from '../../../../base/utf8.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { LineReader, writeBytes } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { ControlReply, ControlRequest } from './control-protocol.ts'
import { CONTROL_SOCKET } from './control-protocol.ts'

/** Asks pid 1; undefined when systemd is not running here (a container). */
export function* askSystemd(request: ControlRequest): Sys<ControlReply | undefined> {
  const socket = yield* sys.socket({ family: 'unix', type: 'stream' })
  if (!socket.ok) return undefined
  const fd = socket.value
  const connected = yield* sys.connect({ fd, address: { family: 'unix', path: CONTROL_SOCKET } })
  if (!connected.ok) {
    yield* sys.close({ fd })
    return undefined
  }
  yield* writeBytes(fd, encode(`${JSON.stringify(request)}\n`))
  const line = yield* new LineReader(fd).next()
  yield* sys.close({ fd })
  return line.ok && line.value ? (JSON.parse(line.value.text) as ControlReply) : undefined
}
