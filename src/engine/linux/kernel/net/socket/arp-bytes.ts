import type { Frame } from '../frame.ts'

const macAt = (bytes: Uint8Array, at: number): string => [...bytes.subarray(at, at + 6)].map((byte) => byte.toString(16).padStart(2, '0')).join(':')

/** Reads an Ethernet frame with an ARP message for IPv4 in it (RFC 826); undefined when the bytes are something else. */
export function arpFrame(bytes: Uint8Array): Frame | undefined {
  if (bytes.length < 42) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const op = view.getUint16(20)
  if (view.getUint16(12) !== 0x0806 || view.getUint16(14) !== 1 || view.getUint16(16) !== 0x0800 || (op !== 1 && op !== 2)) return undefined
  return {
    destination: macAt(bytes, 0),
    source: macAt(bytes, 6),
    payload: {
      kind: 'arp',
      op: op === 1 ? 'request' : 'reply',
      senderMac: macAt(bytes, 22),
      senderIp: view.getUint32(28),
      targetMac: macAt(bytes, 32),
      targetIp: view.getUint32(38),
      elapsedMs: 0,
      crossings: 0,
    },
  }
}
