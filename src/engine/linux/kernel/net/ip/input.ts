import type { Device } from '../device/device.ts'
import type { ArpMessage, Frame } from '../frame.ts'
import { isArp, isGroupMac } from '../frame.ts'
import { isAny, isLoopback, isV4 } from '../ip-text.ts'
import { dropPacket, endJourney, hop } from '../journey.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { Packet } from '../packet.ts'
import { Icmp, rejectPacket, sendIcmpError, Unreachable } from './icmp-error.ts'
import { postroute } from './output.ts'
import { routeTo } from './routing.ts'

/** Virtual time of a packet's way up to a socket, and through the forwarding path. */
const INPUT_MS = 0.006
const FORWARD_MS = 0.004

/** A frame that no bridge or upper device took (ip_rcv, arp_rcv). */
export function receiveFrame(ns: NetNamespace, device: Device, frame: Frame): void {
  const { payload } = frame
  if (isArp(payload)) {
    receiveArp(ns, device, payload)
    return
  }
  const group = isGroupMac(frame.destination)
  if (!group && frame.destination !== device.mac) {
    dropPacket(payload, 'other-host', { device: device.name, netns: ns.inode })
    return
  }
  payload.broadcast = group
  payload.inDevice = device
  payload.outDevice = undefined
  if (ns.hook('PREROUTING', payload) !== 'accept') return
  routeInput(ns, payload, device)
}

/** After PREROUTING: up to a socket, or on to another device (ip_rcv_finish). */
export function routeInput(ns: NetNamespace, packet: Packet, device: Device): void {
  const { source, destination } = packet
  const foreign = device !== ns.loopback && (isLoopback(source) || isLoopback(destination))
  if (foreign && !ns.sysctl.flag(`net.ipv4.conf.${device.name}.route_localnet`)) {
    dropPacket(packet, 'martian', { device: device.name, netns: ns.inode })
    return
  }
  if (!reversePathFits(ns, packet, device)) {
    dropPacket(packet, 'reverse-path', { device: device.name, netns: ns.inode })
    return
  }
  if (packet.broadcast || ns.isLocal(destination)) {
    deliver(ns, packet)
    return
  }
  forward(ns, packet, device)
}

/** rp_filter: 1 strict (the way back leads through this device), 2 loose (there is a way back). */
function reversePathFits(ns: NetNamespace, packet: Packet, device: Device): boolean {
  if (device === ns.loopback || !isV4(packet.source) || isAny(packet.source)) return true
  const mode = Math.max(ns.sysctl.number('net.ipv4.conf.all.rp_filter'), ns.sysctl.number(`net.ipv4.conf.${device.name}.rp_filter`))
  if (mode === 0) return !ns.isLocal(packet.source) || ns.sysctl.flag(`net.ipv4.conf.${device.name}.accept_local`)
  const back = routeTo(ns, packet.source)
  return back.ok && back.value.kind !== 'local' && (mode === 2 || back.value.device === device)
}

function forward(ns: NetNamespace, packet: Packet, device: Device): void {
  const four = isV4(packet.destination)
  if (!ns.sysctl.flag(four ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding')) {
    dropPacket(packet, 'forwarding-off', { netns: ns.inode })
    return
  }
  const routed = routeTo(ns, packet.destination)
  if (!routed.ok) {
    if (routed.error !== 'EINVAL') sendIcmpError(ns, packet, Icmp.unreachable, routed.error === 'EHOSTUNREACH' ? Unreachable.host : Unreachable.net)
    dropPacket(packet, 'no-route', { netns: ns.inode })
    return
  }
  if (packet.ttl <= 1) {
    sendIcmpError(ns, packet, Icmp.timeExceeded, 0)
    dropPacket(packet, 'ttl-expired', { netns: ns.inode })
    return
  }
  packet.elapsedMs += FORWARD_MS
  packet.outDevice = routed.value.device
  const verdict = ns.hook('FORWARD', packet)
  if (verdict !== 'accept') {
    if (verdict !== 'drop') rejectPacket(ns, packet, verdict.reject)
    return
  }
  packet.ttl--
  hop(packet, 'forwarded', { netns: ns.inode, from: device.name, device: routed.value.device.name })
  postroute(ns, packet, routed.value)
}

/** Up through INPUT to the protocol, in an event of its own when a socket is concerned. */
function deliver(ns: NetNamespace, packet: Packet): void {
  const verdict = ns.hook('INPUT', packet)
  if (verdict !== 'accept') {
    if (verdict !== 'drop') rejectPacket(ns, packet, verdict.reject)
    return
  }
  packet.elapsedMs += INPUT_MS
  if (packet.payload.kind === 'icmp' && packet.payload.type === Icmp.echo) {
    endJourney(packet, 'delivered', { netns: ns.inode })
    ns.protocols.icmp.receive(packet)
    return
  }
  ns.arrive(packet)
}

/** Hands a delivered packet to its protocol: what the event of its arrival runs. */
export function toProtocol(ns: NetNamespace, packet: Packet): void {
  packet.elapsedMs = 0
  packet.crossings = 0
  endJourney(packet, 'delivered', { netns: ns.inode })
  switch (packet.payload.kind) {
    case 'tcp':
      ns.protocols.tcp.receive(packet)
      break
    case 'udp':
      ns.protocols.udp.receive(packet)
      break
    case 'icmp':
      ns.protocols.icmp.receive(packet)
  }
}

/** Answers requests for own addresses and learns who asks (arp_process). */
function receiveArp(ns: NetNamespace, device: Device, arp: ArpMessage): void {
  const mine = ns.isLocal(arp.targetIp) && !isLoopback(arp.targetIp)
  const known = { create: mine && arp.op === 'request', reply: arp.op === 'reply', elapsedMs: arp.elapsedMs }
  device.neighbours.learn(arp.senderIp, arp.senderMac, known)
  if (arp.op !== 'request' || !mine) return
  device.transmit({
    source: device.mac,
    destination: arp.senderMac,
    payload: {
      kind: 'arp',
      op: 'reply',
      senderMac: device.mac,
      senderIp: arp.targetIp,
      targetMac: arp.senderMac,
      targetIp: arp.senderIp,
      elapsedMs: arp.elapsedMs,
      crossings: arp.crossings,
    },
  })
}
