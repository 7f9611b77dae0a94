import { done, ok } from '../../../../base/result.ts'
import type { Handlers } from '../../handlers.ts'
import { Bridge } from '../device/bridge.ts'
import type { Device } from '../device/device.ts'
import { Vxlan } from '../device/vxlan.ts'
import { formatIp, parseIp } from '../ip-text.ts'
import type { FdbInfo, NeighbourInfo, NetlinkRes } from '../netlink-calls.ts'
import { configuring, refuse } from './error.ts'

/** RTM_GETNEIGH and its changes: ARP tables, and forwarding databases of bridges and tunnels. */
export const neighbourCalls: Handlers<'neighbourList' | 'neighbourAdd' | 'neighbourDelete' | 'fdbList' | 'fdbAdd' | 'fdbDelete'> = {
  neighbourList: (task, { device: name }) => {
    const { devices } = task.namespaces.net
    const device = name === undefined ? undefined : devices.get(name)
    if (name !== undefined && !device) return refuse('ENODEV')
    return ok((device ? [device] : devices.list()).flatMap(neighboursOf))
  },

  neighbourAdd: (task, { device: name, address, mac, permanent, replace }) =>
    configuring(task, (namespace) => {
      const device = namespace.devices.get(name)
      const ip = parseIp(address)
      if (!device) return refuse('ENODEV')
      if (ip === undefined) return refuse('EINVAL')
      if (device.neighbours.has(ip) && !replace) return refuse('EEXIST')
      device.neighbours.set(ip, mac.toLowerCase(), permanent ?? true)
      return done
    }),

  neighbourDelete: (task, { device: name, address }) =>
    configuring(task, (namespace) => {
      const device = namespace.devices.get(name)
      const ip = parseIp(address)
      if (!device) return refuse('ENODEV')
      return ip !== undefined && device.neighbours.delete(ip) ? done : refuse('ENOENT')
    }),

  fdbList: (task, { device: name }) => {
    const { devices } = task.namespaces.net
    const device = name === undefined ? undefined : devices.get(name)
    if (name !== undefined && !device) return refuse('ENODEV')
    return ok((device ? [device] : devices.list()).flatMap(fdbOf))
  },

  fdbAdd: (task, { device: name, mac, remote, permanent }) =>
    configuring(task, (namespace) => {
      const device = namespace.devices.get(name)
      if (!device) return refuse('ENODEV')
      return changeFdb(device, mac.toLowerCase(), remote, permanent ?? true)
    }),

  fdbDelete: (task, { device: name, mac, remote }) =>
    configuring(task, (namespace) => {
      const device = namespace.devices.get(name)
      if (!device) return refuse('ENODEV')
      return deleteFdb(device, mac.toLowerCase(), remote)
    }),
}

function neighboursOf(device: Device): readonly NeighbourInfo[] {
  const known = device.knownNeighbours
  return known ? [...known.list()].map(({ ip, mac, state }) => ({ device: device.name, address: formatIp(ip), mac, state })) : []
}

function fdbOf(device: Device): readonly FdbInfo[] {
  if (device instanceof Vxlan) {
    return [...device.fdb].flatMap(([mac, { remotes, permanent }]) =>
      [...remotes].map((remote) => ({ device: device.name, mac, master: undefined, permanent, self: true, remote: formatIp(remote) })),
    )
  }
  if (!(device instanceof Bridge)) return []
  const own = [...device.ports.keys()].map((port) => ({ device: port.name, mac: port.mac, master: device.name, permanent: true, self: false }))
  const learnt = [...device.learnt()].map(([mac, port, permanent]) => ({ device: port.name, mac, master: device.name, permanent, self: false }))
  return [...own, ...learnt]
}

function changeFdb(device: Device, mac: string, remote: string | undefined, permanent: boolean): NetlinkRes<void> {
  if (device instanceof Vxlan) {
    const ip = remote === undefined ? undefined : parseIp(remote)
    if (ip === undefined) return refuse('EINVAL')
    device.addRemote(mac, ip, permanent)
    return done
  }
  if (!(device.master instanceof Bridge)) return refuse('EOPNOTSUPP')
  device.master.addFdb(mac, device, permanent)
  return done
}

function deleteFdb(device: Device, mac: string, remote: string | undefined): NetlinkRes<void> {
  if (device instanceof Vxlan) {
    const known = device.fdb.get(mac)
    const ip = remote === undefined ? undefined : parseIp(remote)
    if (!known) return refuse('ENOENT')
    if (ip === undefined) device.fdb.delete(mac)
    else if (!known.remotes.delete(ip)) return refuse('ENOENT')
    if (known.remotes.size === 0) device.fdb.delete(mac)
    return done
  }
  return device.master instanceof Bridge && device.master.deleteFdb(mac) ? done : refuse('ENOENT')
}
