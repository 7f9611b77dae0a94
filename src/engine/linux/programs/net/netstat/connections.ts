import type { Sys } from '../../../kernel/calls.ts'
import { hostName } from '../../../libc/resolver.ts'
import { print, readFile } from '../../../libc/stdio.ts'
import { userById } from '../../../libc/users.ts'
import type { ProcSocket } from '../proc-sockets.ts'
import { parseProcSockets } from '../proc-sockets.ts'
import type { Services } from '../services.ts'
import type { SocketOwner } from '../socket-owners.ts'

/** What netstat shows of connections. */
export interface ConnectionView {
  readonly style: 'net-tools' | 'busybox'
  readonly protocols: ReadonlySet<'tcp' | 'udp' | 'raw' | 'unix'>
  readonly families: ReadonlySet<'inet' | 'inet6'>
  readonly all: boolean
  readonly listening: boolean
  readonly numericHosts: boolean
  readonly numericPorts: boolean
  readonly numericUsers: boolean
  readonly extended: boolean
  readonly programs: boolean
  readonly timers: boolean
  readonly wide: boolean
  readonly services: Services
  readonly owners: ReadonlyMap<number, readonly SocketOwner[]>
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

const scope = (view: ConnectionView): string => (view.all ? '(servers and established)' : view.listening ? '(only servers)' : '(w/o servers)')

const banner = (view: ConnectionView): string => (view.programs ? (view.style === 'busybox' ? 'PID/Program name    ' : ' PID/Program name    ') : '')

/** The internet sockets' part. */
export function* internetPart(view: ConnectionView): Sys<void> {
  const extended = view.extended ? ' User       Inode     ' : ''
  const timer = view.timers ? ' Timer' : ''
  let text = `Active Internet connections ${scope(view)}\nProto Recv-Q Send-Q Local Address           Foreign Address         State      ${view.style === 'busybox' ? ' ' : ''}${extended}${banner(view)}${timer}\n`
  for (const protocol of ['tcp', 'udp', 'raw'] as const) {
    if (!view.protocols.has(protocol)) continue
    for (const family of ['inet', 'inet6'] as const) {
      if (!view.families.has(family)) continue
      const name = family === 'inet' ? protocol : `${protocol}6`
      const file = yield* readFile(`/proc/net/${name}`)
      for (const socket of file.ok ? parseProcSockets(file.value) : [])
        if (shown(view, protocol, socket)) text += yield* internetLine(view, name, protocol, socket)
    }
  }
  yield* print(text)
}

function shown(view: ConnectionView, protocol: 'tcp' | 'udp' | 'raw', socket: ProcSocket): boolean {
  if (view.all) return true
  const listens = protocol === 'tcp' ? socket.state === 10 : socket.state === 7
  return view.listening === listens
}

function* internetLine(view: ConnectionView, name: string, protocol: 'tcp' | 'udp' | 'raw', socket: ProcSocket): Sys<string> {
  const local = yield* endpoint(view, protocol, socket.localAddress, socket.localPort)
  const peer = yield* endpoint(view, protocol, socket.peerAddress, socket.peerPort)
  const state =
    protocol === 'tcp' ? (states[socket.state] ?? '') : socket.state === 1 ? 'ESTABLISHED' : protocol === 'raw' ? String(socket.state) : ''
  const queues = `${String(socket.receiveQueue).padStart(6)} ${String(socket.sendQueue).padStart(6)}`
  const user = view.extended ? ` ${(yield* userName(view, socket.uid)).padEnd(10)} ${String(socket.inode).padEnd(10)}` : ''
  const program = view.programs ? ` ${programOf(view, socket.inode).padEnd(20)}` : ''
  const timer = view.timers ? ` ${timerText(socket)}` : ''
  return `${name.padEnd(4)}  ${queues} ${local.padEnd(23)} ${peer.padEnd(23)} ${state.padEnd(view.style === 'busybox' && !view.programs ? 12 : 11)}${user}${program}${timer}\n`
}

function* userName(view: ConnectionView, uid: number): Sys<string> {
  return (view.numericUsers ? undefined : yield* userById(uid))?.name ?? String(uid)
}

const timerNames = ['off', 'on', 'keepalive', 'timewait', 'probe']

const timerText = ({ timer, timerLeft }: ProcSocket): string => `${timerNames[timer] ?? 'off'} (${(timerLeft / 100).toFixed(2)}/0/0)`

/** `PID/name`, at most 19 characters. */
const programOf = (view: ConnectionView, inode: number): string => {
  const owner = view.owners.get(inode)?.[0]
  return owner ? `${owner.pid}/${owner.command}`.slice(0, 19) : '-'
}

const names = new WeakMap<ConnectionView, Map<string, string>>()

function* endpoint(view: ConnectionView, protocol: string, address: string, port: number): Sys<string> {
  const service = port === 0 ? '*' : view.numericPorts ? String(port) : (view.services.name(port, protocol) ?? String(port))
  let host = address
  if (!view.numericHosts) {
    const known = names.get(view) ?? new Map<string, string>()
    names.set(view, known)
    host =
      known.get(address) ??
      (address === '0.0.0.0' || address === '::' ? (address === '::' ? '[::]' : address) : ((yield* hostName(address)) ?? address))
    known.set(address, host)
  }
  return view.wide ? `${host}:${service}` : `${host.slice(0, Math.max(0, 22 - service.length))}:${service}`
}

/** The unix sockets' part. */
export function* unixPart(view: ConnectionView): Sys<void> {
  const file = yield* readFile('/proc/net/unix')
  let text = `Active UNIX domain sockets ${scope(view)}\nProto RefCnt Flags       Type       State         I-Node  ${banner(view)} Path\n`
  for (const line of file.ok ? file.value.split('\n').slice(1) : []) {
    const [, count, , flags, type, state, inode, path] = line.trim().split(/\s+/)
    if (inode === undefined || state === undefined) continue
    const accepts = (Number.parseInt(flags ?? '0', 16) & 0x10000) !== 0
    const connected = state === '03'
    if (!view.all && (view.listening ? !accepts : !connected && !(type === '0002'))) continue
    if (!view.all && !view.listening && accepts) continue
    const what = type === '0001' ? 'STREAM' : type === '0002' ? 'DGRAM' : 'SEQPACKET'
    const stateName = accepts ? 'LISTENING' : connected ? 'CONNECTED' : ''
    const program = view.programs ? `${programOf(view, Number(inode)).padEnd(20)} ` : ''
    const reference = String(Number.parseInt(count ?? '0', 16)).padEnd(6)
    text += `unix  ${reference} ${(accepts ? '[ ACC ]' : '[ ]').padEnd(11)} ${what.padEnd(10)} ${stateName.padEnd(13)} ${inode.padEnd(8)} ${program}${path ?? ''}\n`
  }
  yield* print(text)
}
