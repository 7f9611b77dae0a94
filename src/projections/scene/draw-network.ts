import type { Kernel } from '../../engine/linux/kernel/kernel.ts'
import type { Device } from '../../engine/linux/kernel/net/device/device.ts'
import { Veth } from '../../engine/linux/kernel/net/device/veth.ts'
import { formatIp } from '../../engine/linux/kernel/net/ip-text.ts'
import type { NetNamespace } from '../../engine/linux/kernel/net/net-namespace.ts'
import { containerOf } from './container-of.ts'
import type { EntityId } from './scene.ts'
import type { Sketch } from './sketch.ts'

/** Interfaces of the host and of its containers, bridges with their ports, veth pairs, and the cable to the internet. */
export function drawNetwork(sketch: Sketch, kernel: Kernel, host: string, room: EntityId, internet: EntityId | undefined): void {
  const own = kernel.initialNamespaces.net
  const drawn = new Map<Device, EntityId>()
  for (const device of own.devices.list()) drawn.set(device, drawDevice(sketch, device, host, room))
  for (const [namespace, container] of containerNamespaces(kernel)) {
    const box = `container:${host}/${container.slice(0, 12)}`
    if (!sketch.has(box)) continue
    for (const device of namespace.devices.list())
      if (device.kind !== 'loopback') drawn.set(device, drawDevice(sketch, device, `${host}/${container.slice(0, 12)}`, box))
  }
  for (const [device, id] of drawn) {
    const bridge = device.master && drawn.get(device.master)
    if (bridge) sketch.link('bridge-port', id, bridge)
    const peer = device instanceof Veth && device.peer ? drawn.get(device.peer) : undefined
    if (peer && device.namespace === own) sketch.link('veth', id, peer)
    if (device.kind === 'ethernet' && internet && device.carrier) sketch.link('cable', id, internet)
  }
}

function drawDevice(sketch: Sketch, device: Device, place: string, parent: EntityId): EntityId {
  const addresses = device.addresses.map(({ address, prefix }) => `${formatIp(address)}/${prefix}`)
  const kind = device.kind === 'bridge' ? 'bridge' : 'interface'
  return sketch.add(kind, `${place}/${device.name}`, parent, device.name, {
    ...(addresses[0] !== undefined && { sublabel: addresses[0] }),
    state: device.up ? 'running' : 'stopped',
    facts: { kind: device.kind, mac: device.mac, mtu: device.mtu, addresses: addresses.join(' '), up: device.up },
  })
}

/** Network namespaces that differ from the host's, with the container whose processes are in them. */
function containerNamespaces(kernel: Kernel): ReadonlyMap<NetNamespace, string> {
  const found = new Map<NetNamespace, string>()
  for (const process of kernel.processes()) {
    const namespace = process.leader?.namespaces.net
    const container = containerOf(process)
    if (namespace && container && namespace !== kernel.initialNamespaces.net && !found.has(namespace)) found.set(namespace, container)
  }
  return found
}
