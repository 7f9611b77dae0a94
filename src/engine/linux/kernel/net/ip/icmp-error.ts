import { ANY4, ANY6, isMulticast, isV4 } from '../ip-text.ts'
import { beginJourney, dropPacket } from '../journey.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { RejectWith } from '../netfilter/rule.ts'
import type { IcmpMessage } from '../packet.ts'
import { Packet, TcpFlags } from '../packet.ts'

/** ICMP types (netinet/ip_icmp.h). */
export const Icmp = { echoReply: 0, unreachable: 3, redirect: 5, echo: 8, timeExceeded: 11 } as const
/** Codes of «destination unreachable». */
export const Unreachable = { net: 0, host: 1, protocol: 2, port: 3, fragmentation: 4, netProhibited: 9, hostProhibited: 10, admin: 13 } as const

export const isIcmpError = (message: IcmpMessage): boolean =>
  message.type === Icmp.unreachable || message.type === Icmp.timeExceeded || message.type === Icmp.redirect

/** Tells the sender of a packet that it went nowhere (icmp_send); silent about ICMP errors, broadcasts and unspecified senders. */
export function sendIcmpError(ns: NetNamespace, about: Packet, type: number, code: number): void {
  const { payload, source } = about
  if (payload.kind === 'icmp' && isIcmpError(payload)) return
  if (about.broadcast || isMulticast(about.destination) || isMulticast(source) || source === ANY4 || source === ANY6) return
  const quoted = about.clone()
  quoted.journey = undefined
  const message: IcmpMessage = { kind: 'icmp', type, code, id: 0, sequence: 0, data: new Uint8Array(28), about: quoted }
  const own = ns.isLocal(about.destination) ? about.destination : isV4(source) ? ANY4 : ANY6
  const error = new Packet(own, source, message)
  error.elapsedMs = about.elapsedMs
  error.tos = 0xc0
  error.crossings = about.crossings
  if (about.recorded) beginJourney(ns.host, error, about.cause)
  ns.send(error)
}

const codes: Readonly<Record<Exclude<RejectWith, 'tcp-reset'>, number>> = {
  'icmp-net-unreachable': Unreachable.net,
  'icmp-host-unreachable': Unreachable.host,
  'icmp-proto-unreachable': Unreachable.protocol,
  'icmp-port-unreachable': Unreachable.port,
  'icmp-net-prohibited': Unreachable.netProhibited,
  'icmp-host-prohibited': Unreachable.hostProhibited,
  'icmp-admin-prohibited': Unreachable.admin,
}

/** The REJECT target: an ICMP error, or a reset in the name of the destination. */
export function rejectPacket(ns: NetNamespace, packet: Packet, how: RejectWith): void {
  if (how !== 'tcp-reset') sendIcmpError(ns, packet, Icmp.unreachable, codes[how])
  else sendReset(ns, packet)
  dropPacket(packet, 'rejected', { with: how })
}

/** Answers a segment that no connection wants with RST (tcp_v4_send_reset). */
export function sendReset(ns: NetNamespace, packet: Packet): void {
  const segment = packet.payload
  if (segment.kind !== 'tcp' || segment.flags & TcpFlags.rst) return
  const acknowledges = (segment.flags & TcpFlags.ack) !== 0
  const length = segment.length + (segment.flags & TcpFlags.syn ? 1 : 0) + (segment.flags & TcpFlags.fin ? 1 : 0)
  const reset = new Packet(packet.destination, packet.source, {
    kind: 'tcp',
    sourcePort: segment.destinationPort,
    destinationPort: segment.sourcePort,
    seq: acknowledges ? segment.ack : 0,
    ack: acknowledges ? 0 : segment.seq + length,
    flags: acknowledges ? TcpFlags.rst : TcpFlags.rst | TcpFlags.ack,
    window: 0,
    chunks: [],
    length: 0,
  })
  reset.elapsedMs = packet.elapsedMs
  reset.crossings = packet.crossings
  if (packet.recorded) beginJourney(ns.host, reset, packet.cause)
  ns.send(reset)
}
