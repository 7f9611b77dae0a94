import type { Ipv4 } from '../../../../base/ipv4.ts'
import { formatIpv4Block, networkOf, parseIpv4, parseIpv4Block } from '../../../../base/ipv4.ts'
import { done, ok } from '../../../../base/result.ts'
import type { Handlers } from '../../handlers.ts'
import type { Device } from '../device/device.ts'
import { onLink } from '../device/interface-address.ts'
import type { Route } from '../ip/route-table.ts'
import { routeTo, sourceOn } from '../ip/routing.ts'
import { formatIp, isV4, parseIp } from '../ip-text.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { NetlinkRes, RouteInfo, RouteSpec } from '../netlink-calls.ts'
import { configuring, refuse } from './error.ts'

/** RTM_GETROUTE, RTM_NEWROUTE, RTM_DELROUTE. */
export const routeCalls: Handlers<'routeList' | 'routeAdd' | 'routeDelete' | 'routeGet'> = {
  routeList: (task, { table, family }) => {
    const { net } = task.namespaces
    if (family === 'inet6') return ok(table === 'local' ? [] : ipv6Routes(net))
    return ok(table === 'local' ? localRoutes(net) : net.routes.list().map(describe))
  },

  routeAdd: (task, spec) =>
    configuring(task, (namespace) => {
      const route = fromSpec(namespace, spec)
      if (!route.ok) return route
      if (spec.replace) namespace.routes.replace(route.value)
      else if (!namespace.routes.add(route.value)) return refuse('EEXIST')
      task.kernel.record(task, 'route.added', { netns: namespace.inode, ...text(route.value) })
      return done
    }),

  routeDelete: (task, spec) =>
    configuring(task, (namespace) => {
      const destination = parseDestination(spec.destination)
      if (!destination) return refuse('EINVAL')
      const [device, via] = [spec.device, spec.via === undefined ? undefined : parseIpv4(spec.via)]
      const found = namespace.routes
        .at(destination.network, destination.prefix)
        .find(
          (route) =>
            (device === undefined || route.device?.name === device) &&
            (via === undefined || route.via === via) &&
            (spec.metric === undefined || route.metric === spec.metric) &&
            (spec.protocol === undefined || route.protocol === spec.protocol),
        )
      if (!found) return refuse('ESRCH')
      namespace.routes.delete(found)
      task.kernel.record(task, 'route.deleted', { netns: namespace.inode, ...text(found) })
      return done
    }),

  routeGet: (task, { destination }) => {
    const ip = parseIp(destination)
    if (ip === undefined) return refuse('EINVAL')
    const { net } = task.namespaces
    const routed = routeTo(net, ip)
    if (!routed.ok) return refuse(routed.error)
    const { device, nextHop, source, kind } = routed.value
    return ok({
      family: isV4(ip) ? 'inet' : 'inet6',
      destination: formatIp(ip),
      device: device.name,
      source: formatIp(source),
      ...(nextHop !== ip && { via: formatIp(nextHop) }),
      local: kind === 'local',
      scope: 'global',
      protocol: 'boot',
      kind: kind === 'local' ? 'local' : kind === 'broadcast' ? 'broadcast' : 'unicast',
      linkDown: !device.running,
    })
  },
}

const text = (route: Route) => ({
  destination: destinationText(route),
  via: route.via === undefined ? undefined : formatIp(route.via),
  device: route.device?.name,
})

const destinationText = ({ network, prefix }: Pick<Route, 'network' | 'prefix'>): string =>
  prefix === 0 && network === 0 ? 'default' : prefix === 32 ? formatIp(network) : formatIpv4Block({ address: network, prefix })

function describe(route: Route): RouteInfo {
  return {
    family: 'inet',
    destination: destinationText(route),
    ...(route.via !== undefined && { via: formatIp(route.via) }),
    ...(route.device && { device: route.device.name }),
    ...(route.source !== undefined && { source: formatIp(route.source) }),
    metric: route.metric,
    scope: route.scope,
    protocol: route.protocol,
    kind: route.kind,
    ...(route.mtu !== undefined && { mtu: route.mtu }),
    onLink: route.onLink,
    linkDown: route.device !== undefined && !route.device.carrier,
  }
}

function parseDestination(destination: string): { readonly network: Ipv4; readonly prefix: number } | undefined {
  if (destination === 'default' || destination === '0.0.0.0/0') return { network: 0, prefix: 0 }
  const block = parseIpv4Block(destination)
  return block && { network: networkOf(block), prefix: block.prefix }
}

function fromSpec(namespace: NetNamespace, spec: RouteSpec): NetlinkRes<Route> {
  const block = spec.destination === 'default' ? { address: 0, prefix: 0 } : parseIpv4Block(spec.destination)
  if (!block) return refuse('EINVAL')
  if (networkOf(block) !== block.address) return refuse('EINVAL', 'Invalid prefix for given prefix length.')
  const via = spec.via === undefined ? undefined : parseIpv4(spec.via)
  const source = spec.source === undefined ? undefined : parseIpv4(spec.source)
  if (spec.via !== undefined && via === undefined) return refuse('EINVAL')
  const kind = spec.kind ?? 'unicast'
  let device = spec.device === undefined ? undefined : namespace.devices.get(spec.device)
  if (spec.device !== undefined && !device) return refuse('ENODEV')
  if (kind === 'unicast') {
    const next = nextHopDevice(namespace, via, device, spec.onLink ?? false)
    if (!next.ok) return next
    device = next.value
    if (!device.up) return refuse('ENETDOWN', 'Device for nexthop is not up')
  }
  if (source !== undefined && !namespace.isLocal(source)) return refuse('EINVAL', 'Invalid prefsrc address')
  const { address: network, prefix } = block
  const scope = spec.scope ?? (kind !== 'unicast' || via !== undefined ? 'global' : 'link')
  const { metric = 0, protocol = 'boot', mtu, onLink: direct = false } = spec
  return ok({ network, prefix, via, device: kind === 'unicast' ? device : undefined, source, metric, scope, protocol, kind, mtu, onLink: direct })
}

/** A gateway must be reachable on a link (fib_check_nh). */
function nextHopDevice(namespace: NetNamespace, via: Ipv4 | undefined, device: Device | undefined, direct: boolean): NetlinkRes<Device> {
  if (via === undefined) return device ? ok(device) : refuse('ENODEV')
  if (device && direct) return ok(device)
  if (namespace.isLocal(via)) return refuse('EINVAL', 'Nexthop has invalid gateway.')
  const routed = routeTo(namespace, via, { device })
  const linked = routed.ok && routed.value.nextHop === via && (!device || routed.value.device === device) && (routed.value.route?.prefix ?? 0) > 0
  return linked ? ok(routed.value.device) : refuse('ENETUNREACH', 'Nexthop has invalid gateway.')
}

/** The local table: own addresses and broadcasts, as the kernel keeps it. */
function localRoutes(namespace: NetNamespace): readonly RouteInfo[] {
  const routes: RouteInfo[] = []
  for (const device of namespace.devices.list()) {
    for (const own of device.addresses) {
      if (!isV4(own.address) || !device.up) continue
      const common = { family: 'inet', device: device.name, protocol: 'kernel', source: formatIp(own.address), linkDown: !device.carrier } as const
      if (device === namespace.loopback) routes.push({ ...common, destination: `127.0.0.0/${own.prefix}`, kind: 'local', scope: 'host' })
      routes.push({ ...common, destination: formatIp(own.address), kind: 'local', scope: 'host' })
      const last = own.prefix < 31 ? (networkOf({ address: own.address, prefix: own.prefix }) | (0xffffffff >>> own.prefix)) >>> 0 : undefined
      if (last !== undefined) routes.push({ ...common, destination: formatIp(last), kind: 'broadcast', scope: 'link' })
    }
  }
  return routes.toSorted((a, b) => (parseIpv4Block(a.destination)?.address ?? 0) - (parseIpv4Block(b.destination)?.address ?? 0))
}

function ipv6Routes(namespace: NetNamespace): readonly RouteInfo[] {
  const routes: RouteInfo[] = []
  for (const device of namespace.devices.list()) {
    if (!device.up || !namespace.hasIpv6(device)) continue
    const common = {
      family: 'inet6',
      device: device.name,
      protocol: 'kernel',
      kind: 'unicast',
      scope: 'global',
      metric: 256,
      linkDown: !device.carrier,
    } as const
    if (device === namespace.loopback) {
      if (device.addresses.some((own) => own.address === '::1')) routes.push({ ...common, destination: '::1' })
      continue
    }
    for (const own of device.addresses.filter((address) => !isV4(address.address))) {
      const source = sourceOn(namespace, device, own.address, own.address)
      if (onLink(own, source)) routes.push({ ...common, destination: `${formatIp(own.address).replace(/[^:]*$/, '')}/${own.prefix}` })
    }
    if (device.carrier) routes.push({ ...common, destination: 'fe80::/64' })
  }
  return routes
}
