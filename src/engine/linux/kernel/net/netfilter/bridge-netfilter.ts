import type { Bridge } from '../device/bridge.ts'
import type { Device } from '../device/device.ts'
import type { Frame } from '../frame.ts'
import { isArp } from '../frame.ts'
import { rejectPacket } from '../ip/icmp-error.ts'
import { routeInput } from '../ip/input.ts'
import { isV4 } from '../ip-text.ts'
import { hop } from '../journey.ts'
import type { Packet } from '../packet.ts'

/** br_netfilter (Models net/bridge/br_netfilter_hooks.c): IP packets that a bridge carries meet iptables as if they were routed. */
function calls(bridge: Bridge, packet: Packet): boolean {
  const { namespace } = bridge
  if (!namespace.host.bridgeNetfilter) return false
  return namespace.sysctl.flag(isV4(packet.destination) ? 'net.bridge.bridge-nf-call-iptables' : 'net.bridge.bridge-nf-call-ip6tables')
}

/** PREROUTING for a frame that came in through a port: whether it is still to be bridged. A translated destination makes it a routed packet. */
export function bridgePreroutingHook(bridge: Bridge, frame: Frame, _from: Device): 'bridge' | 'taken' {
  const packet = frame.payload
  if (isArp(packet) || !calls(bridge, packet)) return 'bridge'
  // What is meant for the host itself meets PREROUTING in the IP layer, with the bridge as its device, once.
  if (frame.destination === bridge.mac) return 'bridge'
  const before = packet.destination
  packet.inDevice = bridge
  const verdict = bridge.namespace.hook('PREROUTING', packet)
  if (verdict !== 'accept') return 'taken'
  if (packet.destination === before) return 'bridge'
  hop(packet, 'routed', { netns: bridge.namespace.inode, device: bridge.name, reason: 'translated on the bridge' })
  routeInput(bridge.namespace, packet, bridge)
  return 'taken'
}

/** FORWARD and POSTROUTING for a packet that goes from port to port. */
export function bridgeForwardHook(bridge: Bridge, packet: Packet, to: Device): 'bridge' | 'taken' {
  if (!calls(bridge, packet)) return 'bridge'
  packet.inDevice = bridge
  packet.outDevice = bridge
  packet.physicalOut = to
  const verdict = bridge.namespace.hook('FORWARD', packet)
  if (verdict !== 'accept') {
    if (verdict !== 'drop') rejectPacket(bridge.namespace, packet, verdict.reject)
    return 'taken'
  }
  return bridge.namespace.hook('POSTROUTING', packet) === 'accept' ? 'bridge' : 'taken'
}
