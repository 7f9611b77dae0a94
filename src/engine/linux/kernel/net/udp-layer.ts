import { Icmp, sendIcmpError, Unreachable } from './ip/icmp-error.ts'
import type { Ip } from './ip-text.ts'
import { isAny, isMulticast, isV4 } from './ip-text.ts'
import type { NetNamespace } from './net-namespace.ts'
import type { IcmpMessage, Packet, UdpDatagram } from './packet.ts'
import { PortTable } from './port-table.ts'

/** A bound UDP socket, as the layer sees it. */
export interface UdpReceiver {
  readonly family: 'inet' | 'inet6'
  readonly localIp: Ip
  readonly localPort: number
  readonly v6Only: boolean
  /** SO_BINDTODEVICE. */
  readonly device: string
  readonly remote: { readonly ip: Ip; readonly port: number } | undefined
  deliver(packet: Packet, datagram: UdpDatagram): void
  error(type: number, code: number): void
}

/** UDP of one namespace. */
export class UdpLayer {
  readonly ports: PortTable
  private readonly receivers = new Map<number, UdpReceiver[]>()

  constructor(readonly namespace: NetNamespace) {
    this.ports = new PortTable(namespace)
  }

  add(port: number, receiver: UdpReceiver): void {
    const all = this.receivers.get(port) ?? []
    this.receivers.set(port, all)
    all.push(receiver)
  }

  remove(port: number, receiver: UdpReceiver): void {
    const all = this.receivers.get(port) ?? []
    const at = all.indexOf(receiver)
    if (at >= 0) all.splice(at, 1)
    if (all.length === 0) this.receivers.delete(port)
  }

  receive(packet: Packet): void {
    const datagram = packet.payload as UdpDatagram
    const all = (this.receivers.get(datagram.destinationPort) ?? []).filter((one) => accepts(one, packet, datagram))
    if (packet.broadcast || isMulticast(packet.destination)) {
      for (const receiver of all) receiver.deliver(packet, datagram)
      return
    }
    const best = all.toSorted((a, b) => score(b, packet) - score(a, packet))[0]
    if (best) best.deliver(packet, datagram)
    else sendIcmpError(this.namespace, packet, Icmp.unreachable, Unreachable.port)
  }

  /** An ICMP error about a datagram this namespace sent. */
  error(message: IcmpMessage): void {
    const about = message.about
    if (about?.payload.kind !== 'udp') return
    const { sourcePort, destinationPort } = about.payload
    for (const receiver of this.receivers.get(sourcePort) ?? []) {
      if (receiver.remote?.ip === about.destination && receiver.remote.port === destinationPort) receiver.error(message.type, message.code)
    }
  }

  all(): readonly UdpReceiver[] {
    return [...this.receivers.values()].flat()
  }

  get empty(): boolean {
    return this.receivers.size === 0
  }
}

function accepts(receiver: UdpReceiver, packet: Packet, datagram: UdpDatagram): boolean {
  const { localIp, remote, device } = receiver
  if (device !== '' && device !== packet.inDevice?.name) return false
  if (remote && (remote.ip !== packet.source || remote.port !== datagram.sourcePort)) return false
  const group = packet.broadcast || isMulticast(packet.destination)
  if (!isAny(localIp)) return localIp === packet.destination || (group && isMulticast(localIp))
  return receiver.family === 'inet' ? isV4(packet.destination) : !isV4(packet.destination) || !receiver.v6Only
}

/** compute_score: connected before bound to an address before the wildcard, the packet's own family first. */
function score(receiver: UdpReceiver, packet: Packet): number {
  return (
    (receiver.remote ? 8 : 0) +
    (isAny(receiver.localIp) ? 0 : 4) +
    (receiver.device === '' ? 0 : 2) +
    (isV4(packet.destination) === (receiver.family === 'inet') ? 1 : 0)
  )
}
