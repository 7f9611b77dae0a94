import type { Ip } from './ip-text.ts'
import type { Packet } from './packet.ts'

export const BROADCAST_MAC = 'ff:ff:ff:ff:ff:ff'

/** An ARP message; for IPv6 the same exchange stands for neighbour discovery. */
export interface ArpMessage {
  readonly kind: 'arp'
  readonly op: 'request' | 'reply'
  readonly senderMac: string
  readonly senderIp: Ip
  readonly targetMac: string
  readonly targetIp: Ip
  /** Virtual time used since the event that started this walk. */
  elapsedMs: number
  crossings: number
}

/** An Ethernet frame. */
export interface Frame {
  readonly source: string
  readonly destination: string
  readonly payload: Packet | ArpMessage
}

export const isArp = (payload: Packet | ArpMessage): payload is ArpMessage => 'kind' in payload

/** Bytes on the wire, Ethernet header included. */
export const frameBytes = (frame: Frame): number => 14 + (isArp(frame.payload) ? 28 : frame.payload.size)

export const isGroupMac = (mac: string): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1

/** A copy that can go another way. */
export const copyFrame = (frame: Frame): Frame => ({ ...frame, payload: isArp(frame.payload) ? { ...frame.payload } : frame.payload.clone() })

/** A locally administered unicast address out of six random bytes. */
export function randomMac(bytes: Uint8Array): string {
  return [...bytes]
    .slice(0, 6)
    .map((byte, i) => (i === 0 ? (byte & 0xfe) | 2 : byte).toString(16).padStart(2, '0'))
    .join(':')
}
