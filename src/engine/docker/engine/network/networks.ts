import type { Ipv4Block } from '../../../base/ipv4.ts'
import { blockContains, blocksOverlap, formatIpv4Block, networkOf, parseIpv4, parseIpv4Block } from '../../../base/ipv4.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { Loose } from '../../api/common.ts'
import type { NetworkCreateRequest } from '../../api/network.ts'
import { mkdirAll, readJson, writeAtomically } from '../../oci/files.ts'
import { now } from '../clock.ts'
import type { DaemonConfig } from '../config.ts'
import { conflict, forbidden, internal, invalid, notFound, unavailable } from '../errdefs.ts'
import type { EventBus } from '../events.ts'
import { randomId } from '../ids.ts'
import { BridgeDriver } from './bridge.ts'
import { defaultPools, freeSubnet } from './ipam.ts'
import { MacvlanDriver } from './macvlan.ts'
import type { StoredNetwork } from './network.ts'
import { bridgeOption, firstAddress, Network } from './network.ts'

/** The networks of this host (moby daemon/network.go over libnetwork). Kinds: bridge, host, null, macvlan; ipvlan and overlay are known, not driven. */
export class Networks {
  private readonly byId = new Map<string, Network>()
  readonly bridge: BridgeDriver
  readonly macvlan = new MacvlanDriver()

  constructor(
    readonly config: DaemonConfig,
    readonly major: number,
    private readonly events: EventBus,
  ) {
    this.bridge = new BridgeDriver(config, major)
  }

  private get file(): string {
    return `${this.config.dataRoot}/network/files/local-kv.db`
  }

  /** Reads what there was, makes what must be: none, host, and the default bridge. */
  *load(): Sys<void> {
    yield* mkdirAll(`${this.config.dataRoot}/network/files`, 0o750)
    for (const stored of (yield* readJson<readonly StoredNetwork[]>(this.file)) ?? []) {
      if (stored.name !== 'bridge') this.byId.set(stored.id, new Network(stored))
    }
    yield* this.bridge.initialise()
    if (!this.find('none')) yield* this.add({ name: 'none', driver: 'null' })
    if (!this.find('host')) yield* this.add({ name: 'host', driver: 'host' })
    if (this.config.bridge !== 'none') yield* this.addDefaultBridge()
    for (const network of this.byId.values()) if (!network.isDefaultBridge) yield* this.drive(network)
    yield* this.save()
  }

  private *addDefaultBridge(): Sys<void> {
    const { config } = this
    const asked = parseIpv4Block(config.bridgeAddress)
    const existing = config.bridgeAddress === '' ? yield* this.bridge.existingAddress(config.bridge) : undefined
    const own = asked ?? existing
    const subnet = own ? { address: networkOf(own), prefix: own.prefix } : freeSubnet(this.pools, yield* this.usedBlocks())
    if (!subnet) throw internal('could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network')
    const options = {
      [bridgeOption('default_bridge')]: 'true',
      [bridgeOption('enable_icc')]: String(config.icc),
      [bridgeOption('enable_ip_masquerade')]: String(config.ipMasq),
      [bridgeOption('host_binding_ipv4')]: '0.0.0.0',
      [bridgeOption('name')]: config.bridge,
      'com.docker.network.driver.mtu': String(config.mtu),
    }
    const gateway = own ? formatIpv4Block({ ...own, prefix: 32 }).split('/')[0] : firstAddress(subnet)
    const network = yield* this.add({
      name: 'bridge',
      driver: 'bridge',
      options,
      subnet: formatIpv4Block(subnet),
      ...(gateway !== undefined && { gateway }),
    })
    yield* this.bridge.createNetwork(network)
  }

  private *add(what: Partial<StoredNetwork> & Pick<StoredNetwork, 'name' | 'driver'>): Sys<Network> {
    const stored: StoredNetwork = {
      id: yield* randomId(),
      created: yield* now(),
      scope: 'local',
      internal: false,
      attachable: false,
      ingress: false,
      options: {},
      labels: {},
      ipam: { Driver: 'default', Options: null, Config: null },
      subnet: undefined,
      gateway: undefined,
      range: undefined,
      auxiliary: [],
      ...what,
    }
    const network = new Network(stored)
    this.byId.set(stored.id, network)
    return network
  }

  private *save(): Sys<void> {
    yield* writeAtomically(this.file, JSON.stringify([...this.byId.values()].map((network) => network.stored)), 0o600)
  }

  private get pools() {
    return this.config.addressPools.length > 0 ? this.config.addressPools : defaultPools
  }

  /** Subnets of networks and of the host's own routes. */
  private *usedBlocks(): Sys<readonly Ipv4Block[]> {
    const used = [...this.byId.values()].flatMap((network) => (network.addresses ? [network.addresses.subnet] : []))
    const routes = yield* sys.routeList({ family: 'inet' })
    for (const route of routes.ok ? routes.value : []) {
      const block = route.destination === 'default' ? undefined : parseIpv4Block(route.destination)
      if (block && route.device !== this.config.bridge) used.push(block)
    }
    return used
  }

  all(): readonly Network[] {
    return [...this.byId.values()]
  }

  /** Whole id, name, beginning of an id, in this order. */
  find(text: string): Network | undefined {
    const whole = this.byId.get(text)
    if (whole) return whole
    const all = this.all()
    const named = all.find((network) => network.name === text)
    if (named || text === '') return named
    const candidates = all.filter((network) => network.id.startsWith(text))
    if (candidates.length > 1) throw invalid(`network ${text} is ambiguous (${candidates.length} matches found based on ID prefix)`)
    return candidates[0]
  }

  get(text: string): Network {
    const network = this.find(text)
    if (!network) throw notFound(`network ${text} not found`)
    return network
  }

  *create(request: Loose<NetworkCreateRequest>): Sys<Network> {
    const name = request.Name ?? ''
    const driver = request.Driver || 'bridge'
    if (name.trim() === '') throw invalid('invalid network name: name is empty')
    if (['bridge', 'host', 'none', 'default'].includes(name)) throw forbidden(`operation is not permitted on predefined ${name} network`)
    if (request.ConfigOnly || request.ConfigFrom) throw internal('cais: dockerd: configuration-only networks are not simulated')
    if (request.EnableIPv6) throw internal('cais: dockerd: IPv6 networks are not simulated')
    if (driver === 'host' || driver === 'null') throw forbidden(`only one instance of ${JSON.stringify(driver)} network is allowed`)
    if (driver === 'overlay') {
      throw unavailable(
        'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
      )
    }
    if (driver === 'ipvlan') throw internal('cais: dockerd: ipvlan networks are not simulated')
    if (!['bridge', 'macvlan'].includes(driver)) throw notFound(`plugin ${JSON.stringify(driver)} not found`)
    verifyIpam(request)
    if (driver === 'bridge') verifyBridgeOptions(request.Options ?? {})
    if (this.all().some((network) => network.name === name)) throw conflict(`network with name ${name} already exists`)
    const { subnet, gateway, range, auxiliary } = yield* this.allocate(request, driver === 'bridge' || !request.Internal)
    const network = yield* this.add({
      name,
      driver: driver as StoredNetwork['driver'],
      internal: request.Internal ?? false,
      attachable: request.Attachable ?? false,
      ingress: request.Ingress ?? false,
      options: request.Options ?? {},
      labels: request.Labels ?? {},
      ipam: { Driver: request.IPAM?.Driver || 'default', Options: request.IPAM?.Options ?? null, Config: request.IPAM?.Config ?? null },
      subnet,
      gateway,
      range,
      auxiliary,
    })
    try {
      yield* this.drive(network)
    } catch (thrown) {
      this.byId.delete(network.id)
      throw thrown
    }
    yield* this.save()
    yield* sys.record({
      kind: 'network.created',
      data: { network: network.id, name, driver, subnet, bridge: driver === 'bridge' ? network.bridgeName : undefined },
    })
    yield* this.events.log('network', 'create', network.id, { name, type: driver })
    return network
  }

  /** Makes what the driver needs on the host. */
  private *drive(network: Network): Sys<void> {
    if (network.driver === 'bridge') yield* this.bridge.createNetwork(network)
    if (network.driver === 'macvlan') yield* this.macvlan.createNetwork(network, this.all())
  }

  private *allocate(request: Loose<NetworkCreateRequest>, wantsGateway: boolean) {
    const config = request.IPAM?.Config?.[0]
    const used = yield* this.usedBlocks()
    const asked = config?.Subnet ? parseIpv4Block(config.Subnet) : undefined
    if (asked && this.all().some((network) => network.addresses && blocksOverlap(network.addresses.subnet, asked))) {
      throw forbidden('invalid pool request: Pool overlaps with other one on this address space')
    }
    const subnet = asked ? { address: networkOf(asked), prefix: asked.prefix } : freeSubnet(this.pools, used)
    if (!subnet) throw internal('could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network')
    const range = config?.IPRange ? parseIpv4Block(config.IPRange) : undefined
    const gateway = config?.Gateway || (wantsGateway ? firstAddress(range ?? subnet) : undefined)
    return {
      subnet: formatIpv4Block(subnet),
      gateway,
      range: range && formatIpv4Block(range),
      auxiliary: Object.values(config?.AuxiliaryAddresses ?? {}),
    }
  }

  *remove(network: Network): Sys<void> {
    if (network.predefined) throw forbidden(`${network.name} is a pre-defined network and cannot be removed`)
    if (network.endpoints.size > 0)
      throw forbidden(`error while removing network: network ${network.name} has active endpoints (${describeEndpoints(network)})`)
    if (network.driver === 'bridge') yield* this.bridge.removeNetwork(network)
    if (network.driver === 'macvlan') yield* this.macvlan.removeNetwork(network)
    this.byId.delete(network.id)
    yield* this.save()
    yield* this.events.log('network', 'destroy', network.id, { name: network.name, type: network.driver })
  }
}

function verifyBridgeOptions(options: Readonly<Record<string, string>>): void {
  const mode = options[bridgeOption('gateway_mode_ipv4')] ?? 'nat'
  if (mode === 'routed' || mode === 'isolated') throw internal(`cais: dockerd: gateway mode ${mode} is not simulated`)
  if (mode !== '' && mode !== 'nat' && mode !== 'nat-unprotected') throw invalid(`unknown gateway mode ${mode}`)
  for (const name of ['enable_icc', 'enable_ip_masquerade', 'inhibit_ipv4']) {
    const value = options[bridgeOption(name)]
    if (value !== undefined && !/^(1|0|t|f|T|F|true|false|TRUE|FALSE|True|False)$/.test(value))
      throw invalid(`invalid value for ${bridgeOption(name)}: strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`)
  }
}

const describeEndpoints = (network: Network): string =>
  [...network.endpoints.values()]
    .map((endpoint) => `name:${JSON.stringify(endpoint.containerName)} id:${JSON.stringify(endpoint.id.slice(0, 12))}`)
    .join(', ')

function verifyIpam(request: Loose<NetworkCreateRequest>): void {
  const problems: string[] = []
  for (const { Subnet = '', IPRange = '', Gateway = '' } of request.IPAM?.Config ?? []) {
    const subnet = parseIpv4Block(Subnet)
    if (Subnet === '') continue
    if (!subnet || !Subnet.includes('/')) {
      problems.push(`invalid subnet ${Subnet}: invalid CIDR block notation`)
      continue
    }
    if (networkOf(subnet) !== subnet.address)
      problems.push(`invalid subnet ${Subnet}: it should be ${formatIpv4Block({ ...subnet, address: networkOf(subnet) })}`)
    const range = parseIpv4Block(IPRange)
    if (IPRange !== '' && !range) problems.push(`invalid ip-range ${IPRange}: invalid CIDR block notation`)
    else if (range && !blockContains(subnet, range.address))
      problems.push(`invalid ip-range ${IPRange}: parent subnet ${Subnet} doesn't contain ip-range`)
    const gateway = parseIpv4(Gateway)
    if (Gateway !== '' && gateway === undefined) problems.push(`invalid gateway ${Gateway}: invalid address`)
    else if (gateway !== undefined && !blockContains(subnet, gateway))
      problems.push(`invalid gateway ${Gateway}: parent subnet ${Subnet} doesn't contain this address`)
  }
  if (problems.length > 0) throw invalid(`invalid network config:\n${problems.join('\n')}`)
}
