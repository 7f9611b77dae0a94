import type { Ipv4 } from '../../../../base/ipv4.ts'
import type { Result } from '../../../../base/result.ts'
import { err, ok } from '../../../../base/result.ts'
import type { Errno } from '../../errno.ts'
import type { Device } from '../device/device.ts'
import { onLink, subnetBroadcast } from '../device/interface-address.ts'
import type { Ip } from '../ip-text.ts'
import { isLoopback, isMulticast, isV4, LOOPBACK4, LOOPBACK6 } from '../ip-text.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { Route } from './route-table.ts'

/** Where a packet goes (rtable). */
export interface Routed {
  readonly kind: 'local' | 'unicast' | 'broadcast' | 'multicast'
  readonly device: Device
  /** Who gets the frame: a gateway, or the destination itself. */
  readonly nextHop: Ip
  /** Address to send from where the sender has not chosen one. */
  readonly source: Ip
  readonly route: Route | undefined
}

/** The route of a packet to `destination` (fib_lookup with the local table first); ENETUNREACH, or what an unreachable route says. */
export function routeTo(ns: NetNamespace, destination: Ip, options: { readonly device?: Device | undefined } = {}): Result<Routed, Errno> {
  if (ns.isLocal(destination)) {
    const source = isV4(destination) ? (isLoopback(destination) ? LOOPBACK4 : destination) : isLoopback(destination) ? LOOPBACK6 : destination
    return ok({ kind: 'local', device: ns.loopback, nextHop: destination, source, route: undefined })
  }
  if (!isV4(destination)) return routeTo6(ns, destination)
  const broadcast = broadcastRoute(ns, destination, options.device)
  if (broadcast) return ok(broadcast)
  const route = ns.routes.lookup(destination, (candidate) => usable(candidate, options.device))
  if (!route) {
    if (options.device?.up) return ok(unicast(ns, options.device, destination, undefined, destination))
    return err('ENETUNREACH')
  }
  if (route.kind === 'unreachable') return err('EHOSTUNREACH')
  if (route.kind === 'prohibit') return err('EACCES')
  if (!route.device) return err(route.kind === 'blackhole' ? 'EINVAL' : 'ENETUNREACH')
  const kind = isMulticast(destination) ? 'multicast' : 'unicast'
  return ok({ ...unicast(ns, route.device, route.via ?? destination, route, destination), kind })
}

const usable = (route: Route, device: Device | undefined): boolean => (device ? route.device === device : true) && (route.device?.up ?? true)

function unicast(ns: NetNamespace, device: Device, nextHop: Ip, route: Route | undefined, destination: Ip): Routed {
  return { kind: 'unicast', device, nextHop, source: route?.source ?? sourceOn(ns, device, nextHop, destination), route }
}

/** inet_select_addr: the device's address in the next hop's subnet, else its first, else any global one. */
export function sourceOn(ns: NetNamespace, device: Device, nextHop: Ip, destination: Ip): Ip {
  const four = isV4(destination)
  const own = device.addresses.filter((address) => isV4(address.address) === four && !address.secondary)
  const fitting = own.find((address) => onLink(address, nextHop)) ?? own.find((address) => address.scope !== 'host')
  if (fitting) return fitting.address
  if (!four) return device.up ? ns.linkLocalOf(device) : '::'
  for (const other of ns.devices) {
    const global = other.addresses.find((address) => isV4(address.address) && address.scope === 'global')
    if (global && other.up) return global.address
  }
  return 0
}

function broadcastRoute(ns: NetNamespace, destination: Ipv4, device: Device | undefined): Routed | undefined {
  const limited = destination === 0xffffffff
  for (const candidate of ns.devices) {
    if (!candidate.up || (device && candidate !== device)) continue
    if (limited && device)
      return { kind: 'broadcast', device, nextHop: destination, source: sourceOn(ns, device, destination, destination), route: undefined }
    const own = candidate.addresses.find(
      (address) => address.broadcast === destination || (candidate !== ns.loopback && subnetBroadcast(address) === destination),
    )
    if (own) return { kind: 'broadcast', device: candidate, nextHop: destination, source: own.address, route: undefined }
  }
  if (!limited) return undefined
  const route = ns.routes.lookup(destination, (candidate) => usable(candidate, undefined))
  if (!route?.device) return undefined
  return { kind: 'broadcast', device: route.device, nextHop: destination, source: sourceOn(ns, route.device, destination, destination), route }
}

/** IPv6 goes to local addresses, to prefixes on a link and to link-local neighbours; there are no IPv6 gateways in the world. */
function routeTo6(ns: NetNamespace, destination: string): Result<Routed, Errno> {
  for (const device of ns.devices) {
    if (!device.up) continue
    const own = device.addresses.find((address) => !isV4(address.address) && address.scope !== 'host' && onLink(address, destination))
    if (own) return ok({ kind: 'unicast', device, nextHop: destination, source: own.address, route: undefined })
  }
  return err('ENETUNREACH')
}

/** How an address looks from here: the addrtype match (inet_addr_type). */
export function addressType(
  ns: NetNamespace,
  ip: Ip,
): 'LOCAL' | 'BROADCAST' | 'MULTICAST' | 'UNICAST' | 'UNSPEC' | 'BLACKHOLE' | 'UNREACHABLE' | 'PROHIBIT' {
  if (isV4(ip) && (ip === 0xffffffff || ip === 0)) return 'BROADCAST'
  if (isMulticast(ip)) return 'MULTICAST'
  if (ns.isLocal(ip)) return 'LOCAL'
  if (!isV4(ip)) return 'UNICAST'
  if (broadcastRoute(ns, ip, undefined)) return 'BROADCAST'
  const route = ns.routes.lookup(ip, (candidate) => usable(candidate, undefined))
  if (route?.kind === 'blackhole') return 'BLACKHOLE'
  if (route?.kind === 'unreachable') return 'UNREACHABLE'
  if (route?.kind === 'prohibit') return 'PROHIBIT'
  return 'UNICAST'
}
