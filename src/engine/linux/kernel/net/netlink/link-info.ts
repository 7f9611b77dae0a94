import { Bridge } from '../device/bridge.ts'
import type { Device } from '../device/device.ts'
import { Macvlan } from '../device/macvlan.ts'
import { Veth } from '../device/veth.ts'
import { Vxlan } from '../device/vxlan.ts'
import { formatIp } from '../ip-text.ts'
import type { LinkInfo } from '../netlink-calls.ts'

/** A device as RTM_GETLINK shows it. */
export function describeLink(device: Device): LinkInfo {
  return {
    index: device.index,
    name: device.name,
    kind: device.kind,
    mac: device.mac,
    mtu: device.mtu,
    up: device.up,
    carrier: device.carrier,
    promiscuous: device.promiscuous,
    operState: device.operState,
    qdisc: device.qdisc,
    txQueueLength: device.txQueueLength,
    master: device.master?.name,
    ...otherEnd(device),
    alias: device.alias,
    statistics: { ...device.counters },
    ...kindInfo(device),
    ...portInfo(device),
  }
}

function otherEnd(device: Device): Pick<LinkInfo, 'linkIndex' | 'linkName' | 'linkNamespaceId'> {
  const other =
    device instanceof Veth ? device.peer : device instanceof Macvlan ? device.lower : device instanceof Vxlan ? device.settings.lower : undefined
  if (!other) return { linkIndex: undefined, linkName: undefined, linkNamespaceId: undefined }
  const here = other.namespace === device.namespace
  return {
    linkIndex: other.index,
    linkName: here ? other.name : undefined,
    linkNamespaceId: here ? undefined : device.namespace.peerId(other.namespace),
  }
}

function kindInfo(device: Device): Pick<LinkInfo, 'bridge' | 'macvlan' | 'vxlan'> {
  if (device instanceof Bridge) {
    const id = `8000.${device.mac.replaceAll(':', '')}`
    return { bridge: { id, stp: false, ageingSeconds: device.ageingMs / 1000, vlanFiltering: false } }
  }
  if (device instanceof Macvlan) return { macvlan: { mode: device.mode } }
  if (!(device instanceof Vxlan)) return {}
  const { id, port, local, remote, learning } = device.settings
  return {
    vxlan: { id, port, learning, ...(local !== undefined && { local: formatIp(local) }), ...(remote !== undefined && { remote: formatIp(remote) }) },
  }
}

function portInfo(device: Device): Pick<LinkInfo, 'port'> {
  const port = device.master instanceof Bridge ? device.master.ports.get(device) : undefined
  if (!port) return {}
  return { port: { number: port.number, state: device.running ? 'forwarding' : 'disabled', hairpin: port.hairpin, isolated: port.isolated } }
}
