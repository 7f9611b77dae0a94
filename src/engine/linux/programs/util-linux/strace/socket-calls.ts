import type { SocketAddress } from '../../../kernel/net/socket-address.ts'
import type { Context, Showers } from './call.ts'
import { count } from './call.ts'
import { address, bytesOf, quoted } from './values.ts'

// Calls on sockets.

const families = { inet: 'AF_INET', inet6: 'AF_INET6', unix: 'AF_UNIX', packet: 'AF_PACKET' } as const
const kinds = { stream: 'SOCK_STREAM', dgram: 'SOCK_DGRAM', raw: 'SOCK_RAW' } as const
const how = { read: 'SHUT_RD', write: 'SHUT_WR', both: 'SHUT_RDWR' } as const
const optionNames: Readonly<Record<string, string>> = {
  reuseAddress: 'SOL_SOCKET, SO_REUSEADDR',
  keepAlive: 'SOL_SOCKET, SO_KEEPALIVE',
  broadcast: 'SOL_SOCKET, SO_BROADCAST',
  v6Only: 'SOL_IPV6, IPV6_V6ONLY',
  device: 'SOL_SOCKET, SO_BINDTODEVICE',
  ttl: 'SOL_IP, IP_TTL',
  receiveTimeoutMs: 'SOL_SOCKET, SO_RCVTIMEO_OLD',
}

const named = (context: Context): string => (context.ok ? address(context.value as SocketAddress).replace(/, (\d+)$/, ', [$1]') : 'NULL, NULL')

export const socketCalls: Showers = {
  socket: (r, c) => {
    const protocol = r.family === 'unix' ? '0' : r.protocol === undefined ? 'IPPROTO_IP' : `IPPROTO_${r.protocol.toUpperCase()}`
    return { name: 'socket', args: `${families[r.family]}, ${kinds[r.type]}${r.nonBlocking ? '|SOCK_NONBLOCK' : ''}, ${protocol}`, result: count(c) }
  },
  socketpair: (_, c) => ({ name: 'socketpair', args: `AF_UNIX, SOCK_STREAM, 0, [${c.ok ? (c.value as readonly number[]).join(', ') : ''}]` }),
  bind: (r) => ({ name: 'bind', args: `${r.fd}, ${address(r.address)}` }),
  listen: (r) => ({ name: 'listen', args: `${r.fd}, ${r.backlog ?? 4096}` }),
  accept: (r, c) => {
    const got = c.ok ? (c.value as { fd: number; peer: SocketAddress }) : undefined
    const peer = got ? address(got.peer).replace(/, (\d+)$/, ', [$1]') : 'NULL, NULL'
    return { name: 'accept4', args: `${r.fd}, ${peer}, SOCK_CLOEXEC`, result: `${got?.fd ?? 0}` }
  },
  connect: (r) => ({ name: 'connect', args: `${r.fd}, ${address(r.address)}` }),
  send: (r, c) => ({
    name: 'sendto',
    args: `${r.fd}, ${quoted(r.bytes, c.limit)}, ${r.bytes.length}, MSG_NOSIGNAL, ${r.to ? address(r.to) : 'NULL, 0'}`,
    result: count(c),
  }),
  recv: (r, c) => {
    const got = c.ok ? (c.value as { bytes: Uint8Array; from?: SocketAddress }) : undefined
    const from = got?.from ? address(got.from).replace(/, (\d+)$/, ', [$1]') : 'NULL, NULL'
    return { name: 'recvfrom', args: `${r.fd}, ${quoted(bytesOf(got?.bytes), c.limit)}, ${r.count}, 0, ${from}`, result: `${got?.bytes.length ?? 0}` }
  },
  shutdown: (r) => ({ name: 'shutdown', args: `${r.fd}, ${how[r.how]}` }),
  getsockname: (r, c) => ({ name: 'getsockname', args: `${r.fd}, ${named(c)}` }),
  getpeername: (r, c) => ({ name: 'getpeername', args: `${r.fd}, ${named(c)}` }),
  setsockopt: (r) =>
    Object.entries(r.options).map(([name, value]) => ({
      name: 'setsockopt',
      args: `${r.fd}, ${optionNames[name] ?? `SOL_SOCKET, ${name}`}, ${typeof value === 'string' ? `"${value}", ${value.length}` : `[${Number(value)}], 4`}`,
    })),
  getsockopt: (r) => ({ name: 'getsockopt', args: `${r.fd}, SOL_SOCKET, SO_ERROR, [0], [4]` }),
  getpeercred: (r, c) => {
    const { pid, uid, gid } = (c.value ?? {}) as { pid?: number; uid?: number; gid?: number }
    return { name: 'getsockopt', args: `${r.fd}, SOL_SOCKET, SO_PEERCRED, {pid=${pid}, uid=${uid}, gid=${gid}}, [12]` }
  },
}
