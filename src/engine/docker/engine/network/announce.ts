import { parseIpv4 } from '../../../base/ipv4.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'

/**
 * Tells the neighbours whose address this is now, from inside the container's namespace (moby libnetwork/internal/l2disco): who knew it from an
 * earlier container would go on sending there. One message: none gets lost here, moby sends three.
 */
export function* announceAddress(device: string, mac: string, address: string): Sys<void> {
  const frame = unsolicitedArp(mac, address)
  const socket = frame ? yield* sys.socket({ family: 'packet', type: 'raw' }) : undefined
  if (!frame || !socket?.ok) return
  yield* sys.setsockopt({ fd: socket.value, options: { device } })
  yield* sys.write({ fd: socket.value, bytes: frame })
  yield* sys.close({ fd: socket.value })
}

/** An Ethernet broadcast with an ARP request for one's own address. */
function unsolicitedArp(mac: string, address: string): Uint8Array | undefined {
  const ip = parseIpv4(address)
  if (ip === undefined) return undefined
  const own = mac.split(':').map((part) => Number.parseInt(part, 16))
  const bytes = [24, 16, 8, 0].map((shift) => (ip >>> shift) & 255)
  const everyone = Array.from({ length: 6 }, () => 0xff)
  return Uint8Array.from([...everyone, ...own, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1, ...own, ...bytes, ...everyone, ...bytes])
}
