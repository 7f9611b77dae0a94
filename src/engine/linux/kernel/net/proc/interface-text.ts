import { prefixMask } from '../../../../base/ipv4.ts'
import type { Device } from '../device/device.ts'
import { formatIp, ipv6Groups, isV4 } from '../ip-text.ts'
import type { NetNamespace } from '../net-namespace.ts'

/** /proc/net/dev, route, arp, if_inet6 (net/core/net-procfs.c, net/ipv4/fib_trie.c, arp.c). */

const headings = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`

export function deviceStatistics(namespace: NetNamespace): string {
  const row = ({ name, counters: c }: Device) => {
    const columns = (values: readonly number[], widths: readonly number[]) =>
      values.map((value, i) => String(value).padStart(widths[i] ?? 0)).join(' ')
    const received = columns([c.rxBytes, c.rxPackets, c.rxErrors, c.rxDropped, 0, 0, 0, 0], [7, 7, 4, 4, 4, 5, 10, 9])
    const sent = columns([c.txBytes, c.txPackets, c.txErrors, c.txDropped, 0, 0, 0, 0], [8, 7, 4, 4, 4, 5, 7, 10])
    return `${name.padStart(6)}: ${received} ${sent}\n`
  }
  return headings + namespace.devices.list().map(row).join('')
}

const hex = (value: number, digits: number): string => (value >>> 0).toString(16).toUpperCase().padStart(digits, '0')
const swapped = (ip: number): string => hex(((ip & 0xff) << 24) | ((ip & 0xff00) << 8) | ((ip >>> 8) & 0xff00) | (ip >>> 24), 8)

export function routes(namespace: NetNamespace): string {
  const heading = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT'
  const rows = namespace.routes.list().map((route) => {
    const rejected = route.kind !== 'unicast'
    const flags = 1 | (route.via === undefined ? 0 : 2) | (route.prefix === 32 ? 4 : 0) | (rejected ? 0x200 : 0)
    const columns = [
      route.device?.name ?? '*',
      swapped(route.network),
      swapped(route.via ?? 0),
      hex(flags, 4),
      0,
      0,
      route.metric,
      swapped(prefixMask(route.prefix)),
      0,
      0,
      0,
    ]
    return columns.join('\t')
  })
  return [heading, ...rows].map((line) => `${line.padEnd(127)}\n`).join('')
}

export function arpTable(namespace: NetNamespace): string {
  const rows: string[] = []
  for (const device of namespace.devices.list()) {
    for (const { ip, mac, state } of device.knownNeighbours?.list() ?? []) {
      if (!isV4(ip)) continue
      const flags = state === 'PERMANENT' ? 6 : mac === undefined ? 0 : 2
      rows.push(
        `${formatIp(ip).padEnd(16)} 0x${'1'.padEnd(10)}0x${String(flags).padEnd(10)}${(mac ?? '00:00:00:00:00:00').padEnd(17)}     *        ${device.name}\n`,
      )
    }
  }
  return `IP address       HW type     Flags       HW address            Mask     Device\n${rows.join('')}`
}

export function ipv6Addresses(namespace: NetNamespace): string {
  const rows: string[] = []
  const add = (device: Device, address: string, prefix: number, scope: number) => {
    const digits = (ipv6Groups(address) ?? []).map((group) => group.toString(16).padStart(4, '0')).join('')
    const byte = (value: number) => value.toString(16).padStart(2, '0')
    rows.push(`${digits} ${byte(device.index)} ${byte(prefix)} ${byte(scope)} 80 ${device.name.padStart(8)}\n`)
  }
  for (const device of namespace.devices.list()) {
    if (!device.up || !namespace.hasIpv6(device)) continue
    for (const { address, prefix, scope } of device.addresses)
      if (!isV4(address)) add(device, address, prefix, scope === 'host' ? 0x10 : scope === 'link' ? 0x20 : 0)
    if (device !== namespace.loopback && device.carrier) add(device, namespace.linkLocalOf(device), 64, 0x20)
  }
  return rows.join('')
}
