import { formatIpv4, maskPrefix, parseIpv4 } from '../../../../base/ipv4.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { hostName } from '../../../libc/resolver.ts'
import { print, readFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'

/** Routing and interface tables of net-tools: `netstat -r`, `route`, `netstat -i`. */

interface RouteLine {
  readonly device: string
  readonly destination: string
  readonly gateway: string
  readonly mask: string
  readonly flags: string
  readonly metric: number
}

function* readRoutes(): Sys<readonly RouteLine[]> {
  const file = yield* readFile('/proc/net/route')
  const address = (hex: string) => formatIpv4(Number.parseInt((hex.match(/../g) ?? []).toReversed().join(''), 16))
  const lines: RouteLine[] = []
  for (const line of file.ok ? file.value.split('\n').slice(1) : []) {
    const [device, destination, gateway, flags, , , metric, mask] = line.trim().split(/\s+/)
    if (device === undefined || mask === undefined) continue
    const bits = Number.parseInt(flags ?? '0', 16)
    const letters = `${bits & 0x200 ? '!' : 'U'}${bits & 2 ? 'G' : ''}${bits & 4 ? 'H' : ''}`
    lines.push({
      device,
      destination: address(destination ?? ''),
      gateway: address(gateway ?? ''),
      mask: address(mask),
      flags: letters,
      metric: Number(metric),
    })
  }
  return lines
}

function* nameOf(address: string, numeric: boolean, network: boolean): Sys<string> {
  if (numeric) return address
  if (address === '0.0.0.0') return network ? 'default' : address
  return (network ? undefined : yield* hostName(address)) ?? address
}

/** `shape` route shows metric, reference count and use; netstat MSS, window and round-trip time. */
export function* routeTable(shape: 'route' | 'netstat', numeric: boolean): Sys<number> {
  const heading = shape === 'route' ? 'Flags Metric Ref    Use Iface' : 'Flags   MSS Window  irtt Iface'
  let text = `Kernel IP routing table\nDestination     Gateway         Genmask         ${heading}\n`
  for (const route of yield* readRoutes()) {
    const rejected = route.flags.startsWith('!')
    const destination = yield* nameOf(route.destination, numeric, true)
    const gateway = rejected ? '-' : yield* nameOf(route.gateway, numeric, false)
    const head = `${destination.padEnd(15)} ${gateway.padEnd(15)} ${route.mask.padEnd(15)} ${route.flags.padEnd(5)}`
    text +=
      shape === 'route'
        ? `${head} ${rejected ? `${'-'.padEnd(6)} ${'0'.padEnd(2)}       -` : `${String(route.metric).padEnd(6)} ${'0'.padEnd(2)} ${'0'.padStart(7)}`} ${rejected ? '-' : route.device}\n`
        : `${head} ${'0'.padStart(5)} ${'0'.padEnd(5)} ${'0'.padStart(6)} ${route.device}\n`
  }
  yield* print(text)
  return 0
}

/** `netstat -i`; down interfaces only with `all`. */
export function* interfaceTable(all: boolean): Sys<number> {
  const links = yield* sys.linkList({})
  let text = 'Kernel Interface table\nIface      MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n'
  const sorted = (links.ok ? links.value : []).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  for (const { name, mtu, up, carrier, kind, promiscuous, statistics: s } of sorted) {
    if (!up && !all) continue
    const flags = `${kind === 'loopback' ? 'L' : 'BM'}${promiscuous ? 'P' : ''}${up && carrier ? 'R' : ''}${up ? 'U' : ''}`
    const received = `${String(s.rxPackets).padStart(8)} ${String(s.rxErrors).padStart(6)} ${String(s.rxDropped).padStart(6)} ${'0'.padEnd(6)}`
    const sent = `${String(s.txPackets).padStart(8)} ${String(s.txErrors).padStart(6)} ${String(s.txDropped).padStart(6)} ${'0'.padStart(6)}`
    text += `${name.padEnd(8)} ${String(mtu).padStart(5)} ${received} ${sent} ${flags}\n`
  }
  yield* print(text)
  return 0
}

/** Prefix length of a dotted mask. */
export function prefixOf(mask: string): number | undefined {
  const value = parseIpv4(mask)
  return value === undefined ? undefined : maskPrefix(value)
}
