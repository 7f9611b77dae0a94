import { formatIpv4, prefixMask } from '../../../../base/ipv4.ts'
import type { AddressInfo, LinkInfo } from '../../../kernel/net/netlink-calls.ts'
import type { Main } from '../../../kernel/program.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { ifconfig } from '../net-tools/ifconfig.ts'

/** Models busybox' ifconfig: the older look of the list; changes are those of net-tools. */
export const busyboxIfconfig: Main = function* (start) {
  const words = start.argv.slice(1)
  const all = words[0] === '-a'
  const rest = all ? words.slice(1) : words
  if (rest.length > 1) return yield* ifconfig(start)
  const [name] = rest
  const links = yield* sys.linkList({})
  const addresses = yield* sys.addressList({})
  const shown = (links.ok ? links.value : []).filter((link) => (name === undefined ? all || link.up : link.name === name))
  if (name !== undefined && shown.length === 0) {
    yield* printError(`ifconfig: ${name}: error fetching interface information: Device not found\n`)
    return 1
  }
  const sorted = shown.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  yield* print(sorted.map((link) => describe(link, addresses.ok ? addresses.value.filter((one) => one.device === link.name) : [])).join(''))
  return 0
}

function describe(link: LinkInfo, addresses: readonly AddressInfo[]): string {
  const loopback = link.kind === 'loopback'
  const kind = loopback ? 'Local Loopback  ' : `Ethernet  HWaddr ${link.mac.toUpperCase()}  `
  const lines = [`${link.name.padEnd(9)} Link encap:${kind}`]
  for (const { address, family, broadcast, scope } of addresses) {
    const [ip = '', prefix = ''] = address.split('/')
    if (family === 'inet')
      lines.push(`inet addr:${ip}  ${loopback ? '' : `Bcast:${broadcast ?? '0.0.0.0'}  `}Mask:${formatIpv4(prefixMask(Number(prefix)))}`)
    else lines.push(`inet6 addr: ${address} Scope:${{ host: 'Host', link: 'Link', global: 'Global' }[scope]}`)
  }
  const flags = [
    ...(link.up ? ['UP'] : []),
    ...(loopback ? ['LOOPBACK'] : ['BROADCAST']),
    ...(link.up && link.carrier ? ['RUNNING'] : []),
    ...(link.promiscuous ? ['PROMISC'] : []),
    ...(loopback ? [] : ['MULTICAST']),
  ]
  const s = link.statistics
  lines.push(`${flags.join(' ')}  MTU:${link.mtu}  Metric:1`)
  lines.push(`RX packets:${s.rxPackets} errors:${s.rxErrors} dropped:${s.rxDropped} overruns:0 frame:0`)
  lines.push(`TX packets:${s.txPackets} errors:${s.txErrors} dropped:${s.txDropped} overruns:0 carrier:0`)
  lines.push(`collisions:0 txqueuelen:${link.kind === 'veth' ? 0 : link.txQueueLength} `)
  lines.push(`RX bytes:${s.rxBytes} (${human(s.rxBytes)})  TX bytes:${s.txBytes} (${human(s.txBytes)})`)
  return `${lines.join('\n          ')}\n\n`
}

/** `13.7 KiB`. */
function human(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let [value, i] = [bytes, 0]
  while (value >= 1024 && i < units.length - 1) [value, i] = [value / 1024, i + 1]
  return `${(Math.floor(value * 10) / 10).toFixed(1)} ${units[i]}`
}
