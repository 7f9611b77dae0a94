import type { Result } from '../../../../base/result.ts'
import { err, ok } from '../../../../base/result.ts'
import type { Errno } from '../../errno.ts'
import type { WaitQueue } from '../../wait.ts'
import { sendReset } from '../ip/icmp-error.ts'
import type { Ip } from '../ip-text.ts'
import { isAny, isV4 } from '../ip-text.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { IcmpMessage, Packet, TcpSegment } from '../packet.ts'
import { TcpFlags } from '../packet.ts'
import type { PortOwner } from '../port-table.ts'
import { PortTable } from '../port-table.ts'
import type { Endpoint } from './connection.ts'
import { TcpConnection } from './connection.ts'
import type { TcpListener } from './listener.ts'

const TIME_WAIT_MS = 60_000

const keyOf = (local: Endpoint, remote: Endpoint): string => `${local.ip}:${local.port}-${remote.ip}:${remote.port}`

/** TCP of one namespace: who listens, who is connected, which ports are taken. */
export class TcpLayer {
  private readonly connections = new Map<string, TcpConnection>()
  private readonly listeners = new Map<number, TcpListener[]>()
  readonly ports: PortTable
  /** In order of their ends: all last equally long. */
  private readonly waiting: TcpConnection[] = []

  constructor(readonly namespace: NetNamespace) {
    this.ports = new PortTable(namespace)
  }

  receive(packet: Packet): void {
    const segment = packet.payload as TcpSegment
    const local: Endpoint = { ip: packet.destination, port: segment.destinationPort }
    const remote: Endpoint = { ip: packet.source, port: segment.sourcePort }
    this.expire()
    const connection = this.connections.get(keyOf(local, remote))
    const opening = (segment.flags & (TcpFlags.syn | TcpFlags.ack | TcpFlags.rst)) === TcpFlags.syn
    if (connection && !(opening && connection.state === 'TIME-WAIT')) {
      connection.receive(packet)
      return
    }
    if (connection) this.forgetWaiting(connection)
    const listener = this.listenerFor(local.ip, local.port, packet.inDevice?.name)
    if (!listener || !opening) {
      if (!(segment.flags & TcpFlags.rst)) sendReset(this.namespace, packet)
      return
    }
    if (listener.full) return
    const accepted = new TcpConnection(this, listener.family, local, remote, listener)
    accepted.uid = listener.uid
    this.connections.set(keyOf(local, remote), accepted)
    listener.begin(accepted)
    accepted.acceptFrom(packet)
  }

  /** The most specific listener: an address before the wildcard, IPv4 before IPv6. */
  private listenerFor(ip: Ip, port: number, device: string | undefined): TcpListener | undefined {
    const all = this.listeners.get(port)?.filter((listener) => listener.serves(ip, device)) ?? []
    return all.find((listener) => !isAny(listener.ip)) ?? all.find((listener) => isV4(listener.ip) === isV4(ip)) ?? all[0]
  }

  listen(listener: TcpListener): void {
    const all = this.listeners.get(listener.port) ?? []
    this.listeners.set(listener.port, all)
    all.push(listener)
  }

  unlisten(listener: TcpListener): void {
    const all = this.listeners.get(listener.port) ?? []
    const at = all.indexOf(listener)
    if (at >= 0) all.splice(at, 1)
    if (all.length === 0) this.listeners.delete(listener.port)
    listener.close()
  }

  isListening(port: number): boolean {
    return this.listeners.has(port)
  }

  /** Whether a connection that is still known would keep a socket without SO_REUSEADDR from the port. */
  lingersOn(port: number, ip: Ip): boolean {
    this.expire()
    for (const { local } of this.connections.values()) if (local.port === port && (isAny(ip) || local.ip === ip)) return true
    return false
  }

  /** A connection to be; a local port of 0 is chosen so that the pair of addresses is unique. */
  open(family: 'inet' | 'inet6', local: Endpoint, remote: Endpoint, owner: PortOwner, changed: WaitQueue): Result<TcpConnection, Errno> {
    this.expire()
    const free = (port: number) => !this.connections.has(keyOf({ ip: local.ip, port }, remote))
    const port = local.port || this.ports.ephemeral(owner, 'even', (candidate) => !this.listeners.has(candidate) && free(candidate))
    if (port === undefined) return err('EADDRNOTAVAIL')
    if (!free(port)) return err('EADDRNOTAVAIL')
    const connection = new TcpConnection(this, family, { ip: local.ip, port }, remote, undefined, changed)
    this.connections.set(keyOf(connection.local, remote), connection)
    return ok(connection)
  }

  remove(connection: TcpConnection): void {
    const key = keyOf(connection.local, connection.remote)
    if (this.connections.get(key) === connection) this.connections.delete(key)
  }

  timeWait(connection: TcpConnection): void {
    connection.expiresMs = this.namespace.host.clock.nowMs + TIME_WAIT_MS
    this.waiting.push(connection)
    this.expire()
  }

  private forgetWaiting(connection: TcpConnection): void {
    const at = this.waiting.indexOf(connection)
    if (at >= 0) this.waiting.splice(at, 1)
    connection.vanish()
  }

  /** Ends what was in TIME_WAIT long enough; nothing is scheduled for that. */
  private expire(): void {
    const { nowMs } = this.namespace.host.clock
    while (this.waiting[0] && this.waiting[0].expiresMs <= nowMs) (this.waiting.shift() as TcpConnection).vanish()
  }

  /** An ICMP error about a packet this namespace sent. */
  error(message: IcmpMessage): void {
    const about = message.about
    if (about?.payload.kind !== 'tcp') return
    const { sourcePort, destinationPort } = about.payload
    const key = keyOf({ ip: about.source, port: sourcePort }, { ip: about.destination, port: destinationPort })
    this.connections.get(key)?.icmpError(message.type, message.code)
  }

  allListeners(): readonly TcpListener[] {
    return [...this.listeners.values()].flat()
  }

  allConnections(): readonly TcpConnection[] {
    this.expire()
    return [...this.connections.values()]
  }

  get empty(): boolean {
    this.expire()
    return this.connections.size === 0 && this.listeners.size === 0
  }

  destroy(): void {
    for (const connection of [...this.connections.values()]) connection.vanish()
    for (const listener of this.allListeners()) this.unlisten(listener)
    this.waiting.length = 0
  }
}
