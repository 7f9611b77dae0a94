import { ipv6Groups, isV4 } from './ip-text.ts'
import type { IcmpMessage, Packet } from './packet.ts'

/** An ICMP message as bytes (RFC 792), checksum left zero: what raw sockets read and write. Errors quote the packet's header and 8 bytes. */
export function icmpBytes(message: IcmpMessage): Uint8Array {
  const { type, code, id, sequence, data, about } = message
  if (about) return Uint8Array.from([type, code, 0, 0, 0, 0, ...word(message.mtu ?? 0), ...quoted(about)])
  const bytes = new Uint8Array(8 + data.length)
  bytes.set([type, code, 0, 0, ...word(id), ...word(sequence)])
  bytes.set(data, 8)
  return bytes
}

/** The message in bytes a program sent; undefined when they are too few. */
export function parseIcmp(bytes: Uint8Array): IcmpMessage | undefined {
  const [type, code, , , idHigh, idLow, high, low] = bytes
  if (type === undefined || code === undefined || low === undefined || high === undefined) return undefined
  return { kind: 'icmp', type, code, id: ((idHigh ?? 0) << 8) | (idLow ?? 0), sequence: (high << 8) | low, data: bytes.slice(8) }
}

const word = (value: number): readonly number[] => [(value >> 8) & 0xff, value & 0xff]

const protocolNumbers = { tcp: 6, udp: 17, icmp: 1 } as const

function quoted(packet: Packet): readonly number[] {
  const { payload, source, destination } = packet
  const head = [
    0x45,
    packet.tos,
    ...word(packet.size),
    0,
    0,
    0x40,
    0,
    packet.ttl,
    protocolNumbers[payload.kind],
    0,
    0,
    ...addressBytes(source),
    ...addressBytes(destination),
  ]
  if (payload.kind === 'icmp') return [...head, payload.type, payload.code, 0, 0, ...word(payload.id), ...word(payload.sequence)]
  return [...head, ...word(payload.sourcePort), ...word(payload.destinationPort), 0, 0, 0, 0]
}

/** Four bytes of an IPv4 address; the last two groups of an IPv6 one. */
const addressBytes = (ip: number | string): readonly number[] =>
  isV4(ip) ? [ip >>> 24, (ip >>> 16) & 255, (ip >>> 8) & 255, ip & 255] : (ipv6Groups(ip) ?? []).slice(6).flatMap(word)
