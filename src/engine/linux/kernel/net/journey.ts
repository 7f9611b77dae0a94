import type { FactData, FactId, FactValue } from '../../../base/trace.ts'
import { formatIp } from './ip-text.ts'
import type { NetHost } from './net-host.ts'
import { recordFact } from './net-host.ts'
import type { Hop, Packet } from './packet.ts'
import { tcpFlagsText } from './packet.ts'

/**
 * The record of packets: one fact a packet and host, when it leaves that host or ends there, with every hop between (devices crossed, rules
 * matched, addresses translated) so that a diagram can replay it. Bulk data is not recorded: a sender marks the packets worth it.
 */
export function beginJourney(host: NetHost, packet: Packet, cause: FactId | undefined): void {
  packet.journey = { host, hops: [] }
  packet.recorded = true
  packet.cause = cause
}

/** Adds a step; `atMs` is the virtual time when it happens. */
export function hop(packet: Packet, at: string, data: Hop): void {
  const journey = packet.journey
  journey?.hops.push({ at, atMs: Math.round((journey.host.clock.nowMs + packet.elapsedMs) * 1000) / 1000, ...data })
}

/** `packet.delivered` (reached a socket or the kernel), `packet.sent` (left by a cable), `packet.dropped`. The fact becomes the packet's cause. */
export function endJourney(packet: Packet, end: 'delivered' | 'sent' | 'dropped', data: FactData): void {
  const journey = packet.journey
  if (!journey) return
  packet.journey = undefined
  const hops = journey.hops as readonly FactValue[]
  packet.cause = recordFact(journey.host, `packet.${end}`, { ...describePacket(packet), ...data, hops }, packet.cause)
}

/** Addresses, ports and kind of a packet as facts state them. */
export function describePacket(packet: Packet): FactData {
  const payload = packet.payload
  const common = { packet: packet.name, protocol: payload.kind, source: formatIp(packet.source), destination: formatIp(packet.destination) }
  if (payload.kind === 'icmp') return { ...common, type: payload.type, code: payload.code, sequence: payload.sequence }
  const ports = { ...common, sourcePort: payload.sourcePort, destinationPort: payload.destinationPort }
  return payload.kind === 'udp' ? { ...ports, bytes: payload.data.length } : { ...ports, flags: tcpFlagsText(payload.flags), bytes: payload.length }
}

/** Ends a packet that goes nowhere. */
export function dropPacket(packet: Packet, reason: string, data: FactData = {}): void {
  endJourney(packet, 'dropped', { reason, ...data })
}
