import type { Frame } from './frame.ts'
import { frameBytes, isArp } from './frame.ts'
import { formatIp, isV4 } from './ip-text.ts'
import type { Chunk, Packet } from './packet.ts'
import { tcpFlagsText } from './packet.ts'

/** A captured frame as data: what tcpdump reads from a packet socket. */
export interface CapturedFrame {
  readonly device: string
  readonly direction: 'in' | 'out'
  /** Unix milliseconds. */
  readonly atMs: number
  readonly sourceMac: string
  readonly destinationMac: string
  readonly bytes: number
  readonly arp?: { readonly op: 'request' | 'reply'; readonly senderIp: string; readonly senderMac: string; readonly targetIp: string }
  readonly ip?: CapturedPacket
}

export interface CapturedPacket {
  readonly version: 4 | 6
  readonly source: string
  readonly destination: string
  readonly ttl: number
  readonly tos: number
  readonly length: number
  readonly protocol: 'tcp' | 'udp' | 'icmp'
  readonly sourcePort: number
  readonly destinationPort: number
  readonly tcp?: { readonly flags: string; readonly seq: number; readonly ack: number; readonly window: number; readonly length: number }
  readonly icmp?: { readonly type: number; readonly code: number; readonly id: number; readonly sequence: number; readonly about?: CapturedPacket }
  /** Beginning of the data in base 16: real bytes only. */
  readonly data: string
}

const SNAP = 512

export function describeFrame(device: string, frame: Frame, direction: 'in' | 'out', atMs: number): CapturedFrame {
  const { payload } = frame
  const common = { device, direction, atMs, sourceMac: frame.source, destinationMac: frame.destination, bytes: frameBytes(frame) }
  if (!isArp(payload)) return { ...common, ip: describePacket(payload) }
  const { op, senderMac, senderIp, targetIp } = payload
  return { ...common, arp: { op, senderMac, senderIp: formatIp(senderIp), targetIp: formatIp(targetIp) } }
}

function describePacket(packet: Packet): CapturedPacket {
  const { payload } = packet
  const common = {
    version: isV4(packet.source) ? (4 as const) : (6 as const),
    source: formatIp(packet.source),
    destination: formatIp(packet.destination),
    ttl: packet.ttl,
    tos: packet.tos,
    length: packet.size,
    protocol: payload.kind,
    sourcePort: packet.sourcePort,
    destinationPort: packet.destinationPort,
  }
  if (payload.kind === 'tcp') {
    const { seq, ack, window, length } = payload
    return { ...common, tcp: { flags: tcpFlagsText(payload.flags), seq, ack, window, length }, data: beginning(payload.chunks) }
  }
  if (payload.kind === 'udp') return { ...common, data: hex(payload.data.subarray(0, SNAP)) }
  const { type, code, id, sequence, about, data } = payload
  return { ...common, icmp: { type, code, id, sequence, ...(about && { about: describePacket(about) }) }, data: hex(data.subarray(0, SNAP)) }
}

function beginning(chunks: readonly Chunk[]): string {
  const first = chunks[0]
  return first instanceof Uint8Array ? hex(first.subarray(0, SNAP)) : ''
}

function hex(bytes: Uint8Array): string {
  let out = ''
  for (const byte of bytes) out += byte.toString(16).padStart(2, '0')
  return out
}
