import type { View, ViewDirectory } from '../../fs/views/view.ts'
import { viewDirectory, viewText } from '../../fs/views/view.ts'
import { Bridge } from '../device/bridge.ts'
import type { Device } from '../device/device.ts'
import type { NetNamespace } from '../net-namespace.ts'
import { describeLink } from '../netlink/link-info.ts'

/**
 * /sys/class/net of a network namespace: a directory for each interface, of its attributes and counters, a bridge's ports and a port's bridge
 * (net/core/net-sysfs.c, net/bridge/br_sysfs_br.c). Attributes can only be read. Leaves out: queues, power, those of hardware.
 */
export function classNet(namespace: NetNamespace): ViewDirectory {
  const devices = () => namespace.devices.list()
  return {
    kind: 'directory',
    mode: 0o755,
    names: () => devices().map(({ name }) => name),
    get: (name) => {
      const device = devices().find((one) => one.name === name)
      return device && interfaceDirectory(device)
    },
  }
}

const IFF = { up: 1, broadcast: 2, loopback: 8, promiscuous: 0x100, multicast: 0x1000 }

function flagsOf(device: Device): string {
  const kind = device.kind === 'loopback' ? IFF.loopback : IFF.broadcast | IFF.multicast
  return `0x${(kind | (device.up ? IFF.up : 0) | (device.promiscuous ? IFF.promiscuous : 0)).toString(16)}`
}

function interfaceDirectory(device: Device): ViewDirectory {
  const line = (text: () => string | number) => viewText(() => `${text()}\n`)
  const entries: Record<string, View> = {
    addr_len: line(() => 6),
    address: line(() => device.mac),
    broadcast: line(() => (device.kind === 'loopback' ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff')),
    carrier: viewText(() => (device.up ? { ok: true, value: `${device.carrier ? 1 : 0}\n` } : { ok: false, error: 'EINVAL' })),
    flags: line(() => flagsOf(device)),
    ifalias: viewText(() => (device.alias === '' ? '' : `${device.alias}\n`)),
    ifindex: line(() => device.index),
    iflink: line(() => describeLink(device).linkIndex ?? device.index),
    mtu: line(() => device.mtu),
    operstate: line(() => device.operState.toLowerCase()),
    statistics: counters(device),
    tx_queue_len: line(() => device.txQueueLength),
    type: line(() => (device.kind === 'loopback' ? 772 : 1)),
  }
  if (device instanceof Bridge) {
    entries.bridge = viewDirectory({ stp_state: line(() => 0), ageing_time: line(() => device.ageingMs / 10) })
    entries.brif = viewDirectory(Object.fromEntries([...device.ports.keys()].map((port) => [port.name, viewDirectory({})])))
  }
  const { master } = device
  if (master instanceof Bridge) entries.brport = viewDirectory({ port_no: line(() => `0x${(master.ports.get(device)?.number ?? 0).toString(16)}`) })
  return viewDirectory(entries, { mode: 0o755 })
}

function counters({ counters: c }: Device): ViewDirectory {
  const values: Readonly<Record<string, () => number>> = {
    rx_bytes: () => c.rxBytes,
    rx_dropped: () => c.rxDropped,
    rx_errors: () => c.rxErrors,
    rx_packets: () => c.rxPackets,
    tx_bytes: () => c.txBytes,
    tx_dropped: () => c.txDropped,
    tx_errors: () => c.txErrors,
    tx_packets: () => c.txPackets,
  }
  return viewDirectory(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, viewText(() => `${value()}\n`)])), { mode: 0o755 })
}
