import type { Fd, Res, Sys } from '../../kernel/calls.ts'
import { getaddrinfo } from '../../libc/resolver.ts'
import { sys } from '../../sys.ts'

/** bash's own /dev/tcp/HOST/PORT and /dev/udp/HOST/PORT: not files but connections. Undefined for any other path. */
export function* networkFile(path: string): Sys<Res<Fd> | undefined> {
  const match = /^\/dev\/(tcp|udp)\/([^/]+)\/(\d+)$/.exec(path)
  if (!match) return undefined
  const [, protocol = '', host = '', port = ''] = match
  const type = protocol === 'tcp' ? 'stream' : 'dgram'
  const addresses = yield* getaddrinfo(host, { port: Number(port) })
  if (!addresses.ok) return { ok: false, error: 'EINVAL' }
  let last: Res<Fd> = { ok: false, error: 'ECONNREFUSED' }
  for (const address of addresses.value) {
    const socket = yield* sys.socket({ family: address.family, type })
    if (!socket.ok) return socket
    const connected = yield* sys.connect({ fd: socket.value, address })
    if (connected.ok) return socket
    yield* sys.close({ fd: socket.value })
    last = connected
  }
  return last
}
