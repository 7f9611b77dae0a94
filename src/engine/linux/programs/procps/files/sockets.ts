import type { Sys } from '../../../kernel/calls.ts'
import { readFile } from '../../../libc/stdio.ts'
import type { ProcSocket } from '../../net/proc-sockets.ts'
import { parseProcSockets } from '../../net/proc-sockets.ts'
import type { Services } from '../../net/services.ts'

/** A network socket by its inode. */
export interface InternetSocket {
  readonly protocol: 'TCP' | 'UDP'
  readonly family: 'IPv4' | 'IPv6'
  readonly socket: ProcSocket
}

const states = [
  '',
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
]

/** The sockets of a process's network namespace. */
export function* internetSockets(pid: number): Sys<ReadonlyMap<number, InternetSocket>> {
  const found = new Map<number, InternetSocket>()
  for (const [file, protocol, family] of [
    ['tcp', 'TCP', 'IPv4'],
    ['tcp6', 'TCP', 'IPv6'],
    ['udp', 'UDP', 'IPv4'],
    ['udp6', 'UDP', 'IPv6'],
  ] as const) {
    const text = yield* readFile(`/proc/${pid}/net/${file}`)
    if (text.ok) for (const socket of parseProcSockets(text.value)) found.set(socket.inode, { protocol, family, socket })
  }
  return found
}

/** Paths of unix sockets by inode. */
export function* unixSockets(pid: number): Sys<ReadonlyMap<number, string>> {
  const text = yield* readFile(`/proc/${pid}/net/unix`)
  const lines = text.ok ? text.value.split('\n').slice(1) : []
  return new Map(lines.filter(Boolean).map((line) => [Number(line.trim().split(/\s+/)[6]), line.trim().split(/\s+/).slice(7).join(' ')]))
}

/** `*:http (LISTEN)`, `10.0.0.1:ssh->10.0.0.2:50000 (ESTABLISHED)`. */
export function socketName({ socket, protocol, family }: InternetSocket, services: Services | undefined, hosts: ReadonlyMap<string, string>): string {
  const place = (address: string, port: number): string => {
    const any = address === '0.0.0.0' || address === '::'
    const name = any ? '*' : (hosts.get(address) ?? (family === 'IPv6' && address.includes(':') ? `[${address}]` : address))
    return `${name}:${port === 0 ? '*' : (services?.name(port, protocol.toLowerCase()) ?? port)}`
  }
  const connected = socket.peerPort !== 0
  const state = protocol === 'TCP' ? ` (${states[socket.state] ?? ''})` : ''
  return `${place(socket.localAddress, socket.localPort)}${connected ? `->${place(socket.peerAddress, socket.peerPort)}` : ''}${state}`
}
