import { limits } from '../../../../base/limits.ts'
import { err, ok } from '../../../../base/result.ts'
import type { Res } from '../../calls.ts'
import { Poll } from '../../calls.ts'
import type { Errno } from '../../errno.ts'
import type { Maybe } from '../../open-file.ts'
import type { Task } from '../../task.ts'
import { Icmp, Unreachable } from '../ip/icmp-error.ts'
import { routeTo } from '../ip/routing.ts'
import type { Ip } from '../ip-text.ts'
import { ANY4, ANY6, isAny, isV4, LOOPBACK4, LOOPBACK6 } from '../ip-text.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { SocketInfo } from '../netlink-calls.ts'
import type { UdpDatagram } from '../packet.ts'
import { Packet } from '../packet.ts'
import type { PortOwner } from '../port-table.ts'
import type { SocketAddress } from '../socket-address.ts'
import type { UdpReceiver } from '../udp-layer.ts'
import { blocking } from './blocking.ts'
import { inetAddress, mayBind, shownAddress } from './inet-address.ts'
import type { Received, SendExtras } from './socket.ts'
import { Socket } from './socket.ts'

interface Waiting {
  readonly data: Uint8Array
  readonly from: SocketAddress
  readonly ttl: number
}

const LARGEST = 65_507
/** Datagrams of a socket to one address that are recorded hop by hop. */
const RECORDED = 4

/** What an ICMP error means to a connected socket (icmp_err_convert); undefined when it is not fatal to a datagram socket. */
export function datagramError(type: number, code: number): Errno | undefined {
  if (type !== Icmp.unreachable) return undefined
  if (code === Unreachable.port) return 'ECONNREFUSED'
  if (code === Unreachable.protocol) return 'ENOPROTOOPT'
  if (code === Unreachable.netProhibited) return 'ENETUNREACH'
  return code === Unreachable.hostProhibited || code === Unreachable.admin ? 'EHOSTUNREACH' : undefined
}

/** A UDP socket. */
export class UdpSocket extends Socket implements UdpReceiver {
  localIp: Ip
  localPort = 0
  remote: { readonly ip: Ip; readonly port: number } | undefined
  private owner: PortOwner | undefined
  private boundTo: Ip
  private readonly waiting: Waiting[] = []
  private waitingBytes = 0
  private error_: Errno | undefined
  private readShut = false
  private recorded = 0
  private recordedFor: Ip | undefined

  constructor(
    task: Task,
    namespace: NetNamespace,
    override readonly family: 'inet' | 'inet6',
  ) {
    super(task, namespace, family, 'dgram')
    this.localIp = family === 'inet' ? ANY4 : ANY6
    this.boundTo = this.localIp
  }

  get v6Only(): boolean {
    return this.options.v6Only
  }

  get device(): string {
    return this.options.device
  }

  override bind(task: Task, address: SocketAddress): Res<void> {
    if (this.localPort !== 0) return err('EINVAL')
    const wanted = inetAddress(address, this.family)
    if (!wanted.ok) return wanted
    const allowed = mayBind(task, this.namespace, wanted.value.ip, wanted.value.port)
    if (!allowed.ok) return allowed
    this.localIp = wanted.value.ip
    this.boundTo = wanted.value.ip
    const taken = this.takePort(wanted.value.port)
    if (taken.ok) task.kernel.record(task, 'socket.bound', { protocol: 'udp', ...this.name(), netns: this.namespace.inode, pid: task.process.pid })
    return taken
  }

  private takePort(wanted: number): Res<void> {
    const { udp } = this.namespace.protocols
    const { v6Only, reuseAddress, device } = this.options
    const owner: PortOwner = { ip: this.localIp, family: this.family, v6Only, reuseAddress, device, listening: false }
    const port = wanted || udp.ports.ephemeral(owner, 'odd')
    if (port === undefined || !udp.ports.bind(port, owner, true)) return err(wanted ? 'EADDRINUSE' : 'EAGAIN')
    this.owner = owner
    this.localPort = port
    udp.add(port, this)
    return ok(undefined)
  }

  /** Remembers the peer and the address to send from; nothing is sent. */
  override connect(_task: Task, address: SocketAddress): Maybe<void> {
    const remote = inetAddress(address, this.family)
    if (!remote.ok) return remote
    const ip = isAny(remote.value.ip) ? (isV4(remote.value.ip) ? LOOPBACK4 : LOOPBACK6) : remote.value.ip
    const device = this.boundDevice
    const routed = routeTo(this.namespace, ip, { device })
    if (!routed.ok) return routed
    if (isAny(this.boundTo)) this.localIp = routed.value.source
    if (this.localPort === 0) {
      const taken = this.takePort(0)
      if (!taken.ok) return taken
    }
    this.remote = { ip, port: remote.value.port }
    return ok(undefined)
  }

  private get boundDevice() {
    return this.options.device === '' ? undefined : this.namespace.devices.get(this.options.device)
  }

  override send(task: Task, bytes: Uint8Array, { to, ttl }: SendExtras): Maybe<number> {
    const error = this.takeError()
    if (error) return err(error)
    if (bytes.length > LARGEST) return err('EMSGSIZE')
    const target = to ? inetAddress(to, this.family) : this.remote ? ok(this.remote) : err('EDESTADDRREQ' as const)
    if (!target.ok) return target
    const { ip, port } = target.value
    if (port === 0) return err('EINVAL')
    if (this.localPort === 0) {
      const taken = this.takePort(0)
      if (!taken.ok) return taken
    }
    const destination = isAny(ip) ? (isV4(ip) ? LOOPBACK4 : LOOPBACK6) : ip
    if (destination === 0xffffffff && !this.options.broadcast) return err('EACCES')
    const source = isAny(this.localIp) ? (isV4(destination) ? ANY4 : ANY6) : this.localIp
    const packet = new Packet(source, destination, { kind: 'udp', sourcePort: this.localPort, destinationPort: port, data: bytes.slice() })
    packet.ttl = ttl ?? this.options.ttl
    packet.uid = this.uid
    packet.gid = this.gid
    this.recordSome(packet, task)
    const failed = this.namespace.send(packet, this.boundDevice)
    return failed ? err(failed) : ok(bytes.length)
  }

  private recordSome(packet: Packet, task: Task): void {
    if (this.recordedFor !== packet.destination) this.recorded = 0
    this.recordedFor = packet.destination
    if (this.recorded++ < RECORDED) this.namespace.record(packet, task.cause)
  }

  deliver(packet: Packet, datagram: UdpDatagram): void {
    if (this.waitingBytes + datagram.data.length > limits.socketBufferBytes || this.readShut) return
    this.waitingBytes += datagram.data.length + 256
    this.waiting.push({ data: datagram.data, from: shownAddress(this.family, packet.source, datagram.sourcePort), ttl: packet.ttl })
    this.changed.wakeAll()
  }

  error(type: number, code: number): void {
    this.error_ = datagramError(type, code) ?? this.error_
    this.changed.wakeAll()
  }

  override receive(_task: Task, count: number, untilMs: number | undefined): Maybe<Received> {
    const attempt = (): Res<Received> | undefined => {
      const error = this.takeError()
      if (error) return err(error)
      const first = this.waiting.shift()
      if (!first) return this.readShut ? ok({ bytes: new Uint8Array(0) }) : undefined
      this.waitingBytes -= first.data.length + 256
      return ok({ bytes: first.data.subarray(0, count), from: first.from, ttl: first.ttl })
    }
    return blocking(attempt, {
      on: [this.changed],
      nonBlocking: this.nonBlocking,
      channel: '__skb_wait_for_more_packets',
      ...this.receiveLimit(untilMs),
    })
  }

  override takeError(): Errno | undefined {
    const error = this.error_
    this.error_ = undefined
    return error
  }

  override shutdown(how: 'read' | 'write' | 'both'): Res<void> {
    if (!this.remote) return err('ENOTCONN')
    if (how !== 'write') this.readShut = true
    this.changed.wakeAll()
    return ok(undefined)
  }

  override name(): SocketAddress {
    return shownAddress(this.family, this.localIp, this.localPort)
  }

  override peer(): Res<SocketAddress> {
    return this.remote ? ok(shownAddress(this.family, this.remote.ip, this.remote.port)) : err('ENOTCONN')
  }

  override readable(): Res<number> {
    return ok(this.waiting[0]?.data.length ?? 0)
  }

  override poll(): number {
    return Poll.out | (this.waiting.length > 0 || this.readShut ? Poll.in : 0) | (this.error_ ? Poll.err | Poll.in : 0)
  }

  override info(): SocketInfo | undefined {
    if (this.localPort === 0) return undefined
    return {
      family: this.family,
      kind: 'udp',
      state: this.remote ? 'ESTAB' : 'UNCONN',
      inode: this.inode,
      uid: this.uid,
      receiveQueue: this.waiting.length === 0 ? 0 : this.waitingBytes,
      sendQueue: 0,
      localAddress: shownAddress(this.family, this.localIp, 0).address,
      localPort: this.localPort,
      peerAddress: this.remote ? shownAddress(this.family, this.remote.ip, 0).address : this.family === 'inet' ? '0.0.0.0' : '::',
      peerPort: this.remote?.port ?? 0,
      device: this.device,
      timer: undefined,
      v6Only: this.v6Only,
      peerInode: 0,
      path: '',
    }
  }

  protected override close(): void {
    if (this.localPort === 0 || !this.owner) return
    const { udp } = this.namespace.protocols
    udp.remove(this.localPort, this)
    udp.ports.release(this.localPort, this.owner)
    this.changed.wakeAll()
  }
}
