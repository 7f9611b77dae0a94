import type { Errno } from '../../errno.ts'
import type { Device } from '../device/device.ts'
import { BROADCAST_MAC } from '../frame.ts'
import { isAny } from '../ip-text.ts'
import { dropPacket, hop } from '../journey.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { Packet } from '../packet.ts'
import { rejectPacket } from './icmp-error.ts'
import type { Routed } from './routing.ts'
import { routeTo } from './routing.ts'

/** Virtual time of a packet's way down from the socket. */
const OUTPUT_MS = 0.006

/**
 * Sends a packet that this namespace made (ip_queue_xmit, ip_output): route, OUTPUT hook, route again where DNAT changed the destination,
 * POSTROUTING hook, neighbour, device. Answers the error a socket would see at once.
 */
export function sendPacket(ns: NetNamespace, packet: Packet, options: { readonly device?: Device | undefined } = {}): Errno | undefined {
  packet.elapsedMs += OUTPUT_MS
  packet.name ||= ns.nextPacketName()
  const routed = routeTo(ns, packet.destination, options)
  if (!routed.ok) {
    dropPacket(packet, 'no-route')
    return routed.error
  }
  if (isAny(packet.source)) packet.source = routed.value.source
  hop(packet, 'routed', { netns: ns.inode, device: routed.value.device.name })
  packet.outDevice = routed.value.device
  const before = packet.destination
  const verdict = ns.hook('OUTPUT', packet)
  if (verdict !== 'accept') {
    if (verdict !== 'drop') rejectPacket(ns, packet, verdict.reject)
    return verdict === 'drop' ? 'EPERM' : undefined
  }
  let way: Routed = routed.value
  if (packet.destination !== before) {
    const again = routeTo(ns, packet.destination, options)
    if (!again.ok) {
      dropPacket(packet, 'no-route')
      return again.error
    }
    way = again.value
    hop(packet, 'routed', { netns: ns.inode, device: way.device.name })
  }
  postroute(ns, packet, way)
  return undefined
}

/** The way out, for own and forwarded packets (ip_output, ip_finish_output). */
export function postroute(ns: NetNamespace, packet: Packet, way: Routed): void {
  packet.outDevice = way.device
  if (ns.hook('POSTROUTING', packet) !== 'accept') return
  transmitTo(ns, packet, way)
}

/** Past all hooks: neighbour and device. */
export function transmitTo(ns: NetNamespace, packet: Packet, way: Routed): void {
  const { device } = way
  if (way.kind === 'local' || !device.resolves) {
    packet.inDevice = undefined
    device.transmit({ source: device.mac, destination: device.mac, payload: packet })
  } else if (way.kind === 'broadcast') device.transmit({ source: device.mac, destination: BROADCAST_MAC, payload: packet })
  else if (way.kind === 'multicast') device.transmit({ source: device.mac, destination: '01:00:5e:00:00:01', payload: packet })
  else if (device.up) device.neighbours.send(packet, way.nextHop)
  else dropPacket(packet, 'device-down', { device: device.name, netns: ns.inode })
}
