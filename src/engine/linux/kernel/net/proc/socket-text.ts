import { ipv6Groups, isV4, parseIp } from '../ip-text.ts'
import type { NetNamespace } from '../net-namespace.ts'
import { socketsOf } from '../netlink/diag-calls.ts'
import type { SocketInfo, TcpStateName } from '../netlink-calls.ts'

/** /proc/net/tcp, udp, raw, icmp and their IPv6 sisters, and /proc/net/unix (net/ipv4/tcp_ipv4.c, udp.c, net/unix/af_unix.c). */

const states: Readonly<Record<TcpStateName, number>> = {
  ESTAB: 1,
  'SYN-SENT': 2,
  'SYN-RECV': 3,
  'FIN-WAIT-1': 4,
  'FIN-WAIT-2': 5,
  'TIME-WAIT': 6,
  CLOSE: 7,
  UNCONN: 7,
  'CLOSE-WAIT': 8,
  'LAST-ACK': 9,
  LISTEN: 10,
  CLOSING: 11,
}

const hex = (value: number, digits: number): string => (value >>> 0).toString(16).toUpperCase().padStart(digits, '0')

/** Addresses are printed as the little-endian words they are in memory. */
function addressHex(text: string, family: 'inet' | 'inet6'): string {
  const ip = parseIp(text) ?? 0
  const swapped = (word: number) => hex(((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24), 8)
  if (family === 'inet') return swapped(isV4(ip) ? ip : 0)
  const groups = isV4(ip) ? [0, 0, 0, 0, 0, 0xffff, ip >>> 16, ip & 0xffff] : (ipv6Groups(ip) ?? [])
  return [0, 2, 4, 6].map((i) => swapped((((groups[i] ?? 0) << 16) | (groups[i + 1] ?? 0)) >>> 0)).join('')
}

const endpoint = (address: string, port: number, family: 'inet' | 'inet6'): string => `${addressHex(address, family)}:${hex(port, 4)}`

const timers = { on: 1, timewait: 3, persist: 4 } as const

function line(info: SocketInfo, number: number, family: 'inet' | 'inet6', kind: 'tcp' | 'udp'): string {
  const local = endpoint(info.localAddress, info.localPort, family)
  const remote = endpoint(info.peerAddress, info.peerPort, family)
  const state = states[info.state]
  const timer = info.timer ? `${hex(timers[info.timer.kind], 2)}:${hex(Math.round(info.timer.leftMs / 10), 8)}` : '00:00000000'
  const queues = `${hex(info.state === 'LISTEN' ? 0 : info.sendQueue, 8)}:${hex(info.receiveQueue, 8)}`
  const owner = `${String(info.uid).padStart(5)} ${'0'.padStart(8)} ${info.inode}`
  const common = `${String(number).padStart(kind === 'tcp' ? 4 : 5)}: ${local} ${remote} ${hex(state, 2)} ${queues} ${timer} 00000000 ${owner}`
  if (kind === 'udp') return `${common} 2 0000000000000000 0`
  if (info.state === 'TIME-WAIT') return `${common} 3 0000000000000000`
  return info.state === 'LISTEN' ? `${common} 1 0000000000000000 100 0 0 10 0` : `${common} 1 0000000000000000 20 4 30 10 -1`
}

const tcpHeading = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'
const tcp6Heading =
  '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'
const udpHeading = '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops'
const udp6Heading =
  '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops'

/** One of the tables of internet sockets. */
export function internetSockets(namespace: NetNamespace, kind: 'tcp' | 'udp' | 'raw' | 'icmp', family: 'inet' | 'inet6'): string {
  const shape = kind === 'tcp' ? 'tcp' : 'udp'
  const heading = shape === 'tcp' ? (family === 'inet' ? tcpHeading : tcp6Heading) : family === 'inet' ? udpHeading : udp6Heading
  const width = family === 'inet' ? (shape === 'tcp' ? 149 : 127) : 0
  const sockets = socketsOf(namespace, [kind]).filter((info) => info.family === family)
  const lines = [heading, ...sockets.map((info, i) => line(info, i, family, shape))]
  return lines.map((text) => `${text.padEnd(width)}\n`).join('')
}

/** /proc/net/unix. */
export function unixSockets(namespace: NetNamespace): string {
  const rows = socketsOf(namespace, ['unix']).map((info) => {
    const listens = info.state === 'LISTEN'
    const type = info.kind === 'u_str' ? 1 : 2
    const state = listens ? 1 : info.state === 'ESTAB' ? 3 : 1
    const head = `0000000000000000: 0000000${info.state === 'ESTAB' ? 3 : 2} 00000000 ${listens ? '00010000' : '00000000'} ${hex(type, 4)} ${hex(state, 2)}`
    return `${head} ${String(info.inode).padStart(5)}${info.path === '' ? '' : ` ${info.path}`}\n`
  })
  return `Num       RefCount Protocol Flags    Type St Inode Path\n${rows.join('')}`
}

/** /proc/net/sockstat. */
export function socketStatistics(namespace: NetNamespace): string {
  const all = socketsOf(namespace, undefined)
  const count = (kind: SocketInfo['kind'], state?: TcpStateName) =>
    all.filter((info) => info.kind === kind && (state === undefined || info.state === state)).length
  const waiting = count('tcp', 'TIME-WAIT')
  const tcp = count('tcp') - waiting
  return `sockets: used ${all.length - waiting}\nTCP: inuse ${tcp} orphan 0 tw ${waiting} alloc ${tcp} mem 0\nUDP: inuse ${count('udp')} mem 0\nUDPLITE: inuse 0\nRAW: inuse ${count('raw')}\nFRAG: inuse 0 memory 0\n`
}
