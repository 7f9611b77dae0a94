import { done, ok } from '../../../../base/result.ts'
import type { Handlers } from '../../handlers.ts'
import type { Task } from '../../task.ts'
import { Bridge } from '../device/bridge.ts'
import type { Device } from '../device/device.ts'
import { Dummy } from '../device/dummy.ts'
import { Macvlan } from '../device/macvlan.ts'
import { Veth } from '../device/veth.ts'
import { Vxlan } from '../device/vxlan.ts'
import { randomMac } from '../frame.ts'
import { parseIp } from '../ip-text.ts'
import { recordFact } from '../net-host.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { LinkChange, LinkSpec, NetlinkRes } from '../netlink-calls.ts'
import { configuring, namespaceOf, refuse } from './error.ts'
import { describeLink } from './link-info.ts'

/** RTM_GETLINK, RTM_NEWLINK, RTM_SETLINK, RTM_DELLINK. */
export const linkCalls: Handlers<'linkList' | 'linkAdd' | 'linkSet' | 'linkDelete' | 'namespaceId'> = {
  linkList: (task) => ok(task.namespaces.net.devices.list().map(describeLink)),

  linkAdd: (task, spec) => configuring(task, (namespace) => addLink(task, namespace, spec)),

  linkSet: (task, change) =>
    configuring(task, (namespace) => {
      const device = namespace.devices.get(change.name)
      return device ? changeLink(task, device, change) : refuse('ENODEV')
    }),

  namespaceId: (task, { namespace }) => {
    const other = namespaceOf(task, namespace)
    return other ? ok(task.namespaces.net.knownPeerId(other)) : refuse('ESRCH')
  },

  linkDelete: (task, { name }) =>
    configuring(task, (namespace) => {
      const device = namespace.devices.get(name)
      if (!device) return refuse('ENODEV')
      if (device.kind === 'loopback' || device.kind === 'ethernet') return refuse('EOPNOTSUPP')
      const { inode } = namespace
      namespace.devices.remove(device)
      note(task, 'link.deleted', { device: name, netns: inode, type: device.kind })
      return done
    }),
}

const note = (task: Task, kind: string, data: Readonly<Record<string, string | number | undefined>>): void =>
  void task.kernel.record(task, kind, data)

const validName = (name: string): boolean => name.length > 0 && name.length < 16 && !/[/\s:]/.test(name) && name !== '.' && name !== '..'

function addLink(task: Task, here: NetNamespace, spec: LinkSpec): NetlinkRes<void> {
  const target = spec.namespace ? namespaceOf(task, spec.namespace) : here
  if (!target) return refuse('ESRCH')
  const name = spec.name ?? target.devices.freeName(spec.kind)
  if (!validName(name)) return refuse('EINVAL', 'Attribute failed policy validation')
  if (target.devices.get(name)) return refuse('EEXIST')
  const made = spec.kind === 'veth' ? makeVeth(task, target, name, spec) : makeDevice(here, target, name, spec)
  if (!made.ok) return made
  note(task, 'link.added', { device: name, netns: target.inode, type: spec.kind, index: made.value.index })
  return done
}

const macOr = (namespace: NetNamespace, mac: string | undefined): string => mac ?? randomMac(namespace.random.bytes(6))

/** Both ends, the peer in its own namespace where one is named. */
function makeVeth(task: Task, target: NetNamespace, name: string, spec: LinkSpec): NetlinkRes<Device> {
  const peerTarget = spec.peer?.namespace ? namespaceOf(task, spec.peer.namespace) : target
  if (!peerTarget) return refuse('ESRCH')
  const own = new Veth(name, macOr(target, spec.mac), spec.mtu ?? 1500, target)
  // The peer is registered first, so it has the lower index, as with the kernel.
  const peerName = spec.peer?.name ?? peerTarget.devices.freeName('veth')
  if (peerTarget.devices.get(peerName) || (peerTarget === target && peerName === name)) return refuse('EEXIST')
  if (!validName(peerName)) return refuse('EINVAL', 'Attribute failed policy validation')
  const peer = new Veth(peerName, macOr(peerTarget, spec.peer?.mac), spec.peer?.mtu ?? spec.mtu ?? 1500, peerTarget)
  own.peer = peer
  peer.peer = own
  peerTarget.devices.add(peer)
  target.devices.add(own)
  return ok(own)
}

function makeDevice(here: NetNamespace, target: NetNamespace, name: string, spec: LinkSpec): NetlinkRes<Device> {
  const mac = macOr(target, spec.mac)
  const lower = spec.lower === undefined ? undefined : here.devices.get(spec.lower)
  if (spec.lower !== undefined && !lower) return refuse('ENODEV')
  let device: Device
  switch (spec.kind) {
    case 'bridge': {
      const bridge = new Bridge(name, mac, spec.mtu ?? 1500, target)
      bridge.macFixed = spec.mac !== undefined
      device = bridge
      break
    }
    case 'dummy':
      device = new Dummy(name, mac, spec.mtu ?? 1500, target)
      break
    case 'macvlan':
      if (!lower) return refuse('EINVAL')
      device = new Macvlan(name, mac, spec.mtu ?? lower.mtu, target, lower, spec.macvlanMode ?? 'vepa')
      break
    case 'vxlan': {
      const id = spec.vxlan?.id
      if (id === undefined) return refuse('EINVAL', 'vxlan: Missing VNI')
      const [local, remote] = [spec.vxlan?.local, spec.vxlan?.remote].map((text) => (text === undefined ? undefined : parseIp(text)))
      const settings = { id, port: spec.vxlan?.port ?? 8472, local, remote, learning: spec.vxlan?.learning ?? true, lower, underlay: here }
      device = new Vxlan(name, mac, spec.mtu ?? (lower?.mtu ?? 1500) - 50, target, settings)
      break
    }
    default:
      return refuse('EOPNOTSUPP', 'Unknown device type.')
  }
  target.devices.add(device)
  return ok(device)
}

function changeLink(task: Task, device: Device, change: LinkChange): NetlinkRes<void> {
  if (change.namespace) {
    const moved = move(task, device, change)
    if (!moved.ok) return moved
  }
  const { namespace } = device
  if (change.newName !== undefined && change.newName !== device.name) {
    if (!validName(change.newName)) return refuse('EINVAL', 'Attribute failed policy validation')
    if (namespace.devices.get(change.newName)) return refuse('EEXIST')
    if (device.up && change.up !== false && device.kind === 'loopback') return refuse('EBUSY')
    namespace.sysctl.forget(device.name)
    namespace.devices.rename(device, change.newName)
  }
  if (change.mac !== undefined) setMac(device, change.mac)
  if (change.mtu !== undefined) {
    if (change.mtu < 68 || change.mtu > 65_536)
      return refuse('EINVAL', change.mtu < 68 ? 'mtu less than device minimum' : 'mtu greater than device maximum')
    device.mtu = change.mtu
  }
  device.promiscuous = change.promiscuous ?? device.promiscuous
  device.alias = change.alias ?? device.alias
  device.txQueueLength = change.txQueueLength ?? device.txQueueLength
  if (change.master !== undefined) {
    const joined = setMaster(namespace, device, change.master)
    if (!joined.ok) return joined
  }
  const port = device.master instanceof Bridge ? device.master.ports.get(device) : undefined
  if (change.hairpin !== undefined || change.isolated !== undefined) {
    if (!port) return refuse('EOPNOTSUPP')
    port.hairpin = change.hairpin ?? port.hairpin
    port.isolated = change.isolated ?? port.isolated
  }
  if (change.up !== undefined && change.up !== device.up) {
    namespace.setUp(device, change.up)
    note(task, change.up ? 'link.up' : 'link.down', { device: device.name, netns: namespace.inode })
  }
  return done
}

function setMac(device: Device, mac: string): void {
  device.mac = mac.toLowerCase()
  if (device instanceof Bridge) device.macFixed = true
}

function move(task: Task, device: Device, change: LinkChange): NetlinkRes<void> {
  const target = change.namespace && namespaceOf(task, change.namespace)
  if (!target) return refuse('ESRCH')
  const from = device.namespace
  if (target === from) return done
  if (device.kind === 'loopback' || device instanceof Bridge) return refuse('EINVAL', 'The interface netns is immutable.')
  const name = change.newName ?? device.name
  if (target.devices.get(name)) return refuse('EEXIST')
  from.devices.take(device)
  device.moved(target)
  device.name = name
  target.devices.add(device)
  recordFact(from.host, 'link.moved', { device: name, from: from.inode, netns: target.inode, index: device.index })
  return done
}

function setMaster(namespace: NetNamespace, device: Device, master: string | null): NetlinkRes<void> {
  if (device.master instanceof Bridge) device.master.removePort(device)
  if (master === null) return done
  const bridge = namespace.devices.get(master)
  if (!bridge) return refuse('ENODEV', 'Device does not exist')
  if (!(bridge instanceof Bridge)) return refuse('EOPNOTSUPP', 'Target device is not a bridge')
  if (device.kind === 'loopback' || device instanceof Bridge) return refuse('ELOOP', 'Can not enslave a bridge to a bridge')
  bridge.addPort(device)
  return done
}
