import type { Ipv4 } from '../../../../base/ipv4.ts'
import { networkOf, prefixMask } from '../../../../base/ipv4.ts'
import type { Device } from '../device/device.ts'
import type { AddressScope, RouteKind, RouteProtocol } from '../netlink-calls.ts'

/** A route of the main table (fib_info). Immutable: replaced, never changed. */
export interface Route {
  readonly network: Ipv4
  readonly prefix: number
  readonly via: Ipv4 | undefined
  readonly device: Device | undefined
  /** Preferred source address. */
  readonly source: Ipv4 | undefined
  readonly metric: number
  readonly scope: AddressScope | 'nowhere'
  readonly protocol: RouteProtocol
  readonly kind: RouteKind
  readonly mtu: number | undefined
  readonly onLink: boolean
}

/** IPv4 routes by prefix length and network, best metric first: the longest prefix wins, then the lowest metric, then the newest. */
export class RouteTable {
  private readonly byPrefix: (Map<Ipv4, Route[]> | undefined)[] = []

  /** The best route that `usable` accepts. */
  lookup(address: Ipv4, usable: (route: Route) => boolean): Route | undefined {
    for (let prefix = 32; prefix >= 0; prefix--) {
      const routes = this.byPrefix[prefix]?.get((address & prefixMask(prefix)) >>> 0)
      const found = routes?.find(usable)
      if (found) return found
    }
    return undefined
  }

  /** False when the same route is there already. */
  add(route: Route): boolean {
    const networks = this.byPrefix[route.prefix] ?? new Map<Ipv4, Route[]>()
    this.byPrefix[route.prefix] = networks
    const routes = networks.get(route.network) ?? []
    networks.set(route.network, routes)
    if (routes.some((other) => other.metric === route.metric)) return false
    routes.push(route)
    routes.sort((a, b) => a.metric - b.metric)
    return true
  }

  /** Adds in place of a route with the same destination and metric. */
  replace(route: Route): void {
    const same = this.at(route.network, route.prefix).find((other) => other.metric === route.metric)
    if (same) this.delete(same)
    this.add(route)
  }

  at(network: Ipv4, prefix: number): readonly Route[] {
    return this.byPrefix[prefix]?.get(network) ?? []
  }

  delete(route: Route): boolean {
    const networks = this.byPrefix[route.prefix]
    const routes = networks?.get(route.network)
    const index = routes?.indexOf(route) ?? -1
    if (!networks || !routes || index < 0) return false
    routes.splice(index, 1)
    if (routes.length === 0) networks.delete(route.network)
    return true
  }

  /** Deletes what matches; answers how many. */
  deleteWhere(matches: (route: Route) => boolean): number {
    const doomed = [...this.all()].filter(matches)
    for (const route of doomed) this.delete(route)
    return doomed.length
  }

  *all(): Iterable<Route> {
    for (const networks of this.byPrefix) if (networks) for (const routes of networks.values()) yield* routes
  }

  /** As the kernel dumps them: by network, then by prefix length, then by metric. */
  list(): readonly Route[] {
    return [...this.all()].sort((a, b) => a.network - b.network || a.prefix - b.prefix || a.metric - b.metric)
  }
}

/** The route an address's subnet gets. */
export const connectedRoute = (device: Device, address: Ipv4, prefix: number): Route => ({
  network: networkOf({ address, prefix }),
  prefix,
  via: undefined,
  device,
  source: address,
  metric: 0,
  scope: 'link',
  protocol: 'kernel',
  kind: 'unicast',
  mtu: undefined,
  onLink: false,
})
