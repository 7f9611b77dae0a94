import { err, ok } from '../../../../base/result.ts'
import type { Res } from '../../calls.ts'
import { Poll } from '../../calls.ts'
import type { Maybe } from '../../open-file.ts'
import type { Task } from '../../task.ts'
import { icmpBytes, parseIcmp } from '../icmp-bytes.ts'
import type { IcmpReceiver } from '../icmp-layer.ts'
import { Icmp } from '../ip/icmp-error.ts'
import type { Ip } from '../ip-text.ts'
import { ANY4, ANY6, isAny, isV4, LOOPBACK4, LOOPBACK6 } from '../ip-text.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { SocketInfo } from '../netlink-calls.ts'
import type { IcmpMessage } from '../packet.ts'
import { Packet } from '../packet.ts'
import type { SocketAddress } from '../socket-address.ts'
import { blocking } from './blocking.ts'
import { inetAddress, shownAddress } from './inet-address.ts'
import type { Received, SendExtras } from './socket.ts'
import { Socket } from './socket.ts'

const QUEUED = 128
const RECORDED = 4

/**
 * A raw ICMP socket, or a ping socket (dgram): reads and writes ICMP messages without their IP header. A ping socket chooses the echo id and sees
 * the answers to it, errors included, in one queue (Linux hands those out with MSG_ERRQUEUE).
 */
export class IcmpSocket extends Socket implements IcmpReceiver {
  readonly pingId: number | undefined
  private local: Ip
  private remote: Ip | undefined
  private readonly waiting: { readonly packet: Packet; readonly message: IcmpMessage }[] = []
  private sent = 0

  constructor(
    task: Task,
    namespace: NetNamespace,
    override readonly family: 'inet' | 'inet6',
    override readonly type: 'raw' | 'dgram',
  ) {
    super(task, namespace, family, type)
    this.local = family === 'inet' ? ANY4 : ANY6
    const { icmp } = namespace.protocols
    this.pingId = type === 'dgram' ? icmp.freeId() : undefined
    icmp.add(this)
  }

  override bind(_task: Task, address: SocketAddress): Res<void> {
    const wanted = inetAddress(address, this.family)
    if (!wanted.ok) return wanted
    if (!isAny(wanted.value.ip) && !this.namespace.isLocal(wanted.value.ip)) return err('EADDRNOTAVAIL')
    this.local = wanted.value.ip
    return ok(undefined)
  }

  override connect(_task: Task, address: SocketAddress): Maybe<void> {
    const wanted = inetAddress(address, this.family)
    if (!wanted.ok) return wanted
    this.remote = wanted.value.ip
    return ok(undefined)
  }

  override send(task: Task, bytes: Uint8Array, { to, ttl }: SendExtras): Maybe<number> {
    const target = to ? inetAddress(to, this.family) : this.remote !== undefined ? ok({ ip: this.remote }) : err('EDESTADDRREQ' as const)
    if (!target.ok) return target
    const parsed = parseIcmp(bytes)
    if (!parsed || (this.pingId !== undefined && (parsed.type !== Icmp.echo || parsed.code !== 0))) return err('EINVAL')
    const { ip } = target.value
    const destination = isAny(ip) ? (isV4(ip) ? LOOPBACK4 : LOOPBACK6) : ip
    const packet = new Packet(this.local, destination, { ...parsed, id: this.pingId ?? parsed.id })
    packet.ttl = ttl ?? this.options.ttl
    packet.uid = this.uid
    if (this.sent++ < RECORDED) this.namespace.record(packet, task.cause)
    const device = this.options.device === '' ? undefined : this.namespace.devices.get(this.options.device)
    const failed = this.namespace.send(packet, device)
    return failed ? err(failed) : ok(bytes.length)
  }

  deliver(packet: Packet, message: IcmpMessage): void {
    if (this.waiting.length >= QUEUED) return
    this.waiting.push({ packet, message })
    this.changed.wakeAll()
  }

  override receive(_task: Task, count: number, untilMs: number | undefined): Maybe<Received> {
    const attempt = (): Res<Received> | undefined => {
      const first = this.waiting.shift()
      if (!first) return undefined
      const from = shownAddress(this.family, first.packet.source, 0)
      return ok({ bytes: icmpBytes(first.message).subarray(0, count), from, ttl: first.packet.ttl })
    }
    return blocking(attempt, {
      on: [this.changed],
      nonBlocking: this.nonBlocking,
      channel: '__skb_wait_for_more_packets',
      ...this.receiveLimit(untilMs),
    })
  }

  override name(): SocketAddress {
    return shownAddress(this.family, this.local, this.pingId ?? 0)
  }

  override peer(): Res<SocketAddress> {
    return this.remote === undefined ? err('ENOTCONN') : ok(shownAddress(this.family, this.remote, 0))
  }

  override poll(): number {
    return Poll.out | (this.waiting.length > 0 ? Poll.in : 0)
  }

  override info(): SocketInfo {
    return {
      family: this.family,
      kind: this.pingId === undefined ? 'raw' : 'icmp',
      state: 'UNCONN',
      inode: this.inode,
      uid: this.uid,
      receiveQueue: 0,
      sendQueue: 0,
      localAddress: shownAddress(this.family, this.local, 0).address,
      localPort: this.pingId ?? 1,
      peerAddress: this.family === 'inet' ? '0.0.0.0' : '::',
      peerPort: 0,
      device: this.options.device,
      timer: undefined,
      v6Only: false,
      peerInode: 0,
      path: '',
    }
  }

  protected override close(): void {
    this.namespace.protocols.icmp.remove(this)
    this.changed.wakeAll()
  }
}
