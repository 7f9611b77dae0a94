import { formatIpv4, parseIpv4, parseIpv4Block } from '../../../base/ipv4.ts'
import type { PortBinding } from '../../api/host-config.ts'
import type { IPAM, NetworkContainer, NetworkResource } from '../../api/network.ts'
import { sortedMap } from '../go-json.ts'
import { AddressSet } from './ipam.ts'

/** A network as network/files/local-kv.db keeps it. */
export interface StoredNetwork {
  readonly id: string
  readonly name: string
  readonly created: string
  readonly driver: 'bridge' | 'host' | 'null' | 'macvlan' | 'ipvlan' | 'overlay'
  readonly scope: 'local' | 'swarm' | 'global'
  readonly internal: boolean
  readonly attachable: boolean
  readonly ingress: boolean
  readonly options: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly ipam: IPAM
  /** Undefined for host and null networks. */
  readonly subnet: string | undefined
  readonly gateway: string | undefined
  readonly range: string | undefined
  /** Addresses kept out of the pool. */
  readonly auxiliary: readonly string[]
}

/** A published port of an endpoint, bound on the host. */
export interface PublishedPort {
  readonly protocol: 'tcp' | 'udp' | 'sctp'
  readonly containerPort: number
  readonly hostIp: string
  readonly hostPort: number
}

/** A container's attachment to a network while it runs. */
export interface Endpoint {
  readonly id: string
  readonly network: Network
  readonly containerId: string
  readonly containerName: string
  readonly sandboxId: string
  /** `172.17.0.2`; empty on host and null networks. */
  readonly address: string
  readonly prefix: number
  readonly mac: string
  /** Inside the container: `eth0`. */
  interfaceName: string
  /** Names other containers of the network find it by. */
  readonly names: readonly string[]
  readonly published: PublishedPort[]
  /** docker-proxy processes. */
  readonly proxies: number[]
}

export const bridgeOption = (name: string): string => `com.docker.network.bridge.${name}`

export class Network {
  readonly endpoints = new Map<string, Endpoint>()
  readonly addresses: AddressSet | undefined

  constructor(readonly stored: StoredNetwork) {
    const subnet = stored.subnet === undefined ? undefined : parseIpv4Block(stored.subnet)
    const range = stored.range === undefined ? undefined : parseIpv4Block(stored.range)
    this.addresses = subnet && new AddressSet(subnet, range ?? subnet)
    const reserved = [...(stored.gateway === undefined ? [] : [stored.gateway]), ...stored.auxiliary]
    for (const text of reserved) {
      const address = parseIpv4(text)
      if (address !== undefined) this.addresses?.take(address)
    }
  }

  get id(): string {
    return this.stored.id
  }

  get name(): string {
    return this.stored.name
  }

  get driver(): StoredNetwork['driver'] {
    return this.stored.driver
  }

  /** Its endpoints have addresses. */
  get addressed(): boolean {
    return this.driver === 'bridge' || this.driver === 'macvlan'
  }

  get predefined(): boolean {
    return ['bridge', 'host', 'none'].includes(this.name)
  }

  get isDefaultBridge(): boolean {
    return this.stored.options[bridgeOption('default_bridge')] === 'true'
  }

  /** Host interface of a bridge network. */
  get bridgeName(): string {
    return this.stored.options[bridgeOption('name')] ?? `br-${this.id.slice(0, 12)}`
  }

  get mtu(): number {
    return Number(this.stored.options['com.docker.network.driver.mtu'] ?? 1500)
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.stored.options[bridgeOption(name)]
    return value === undefined ? fallback : value === 'true' || value === '1'
  }

  /** Everything may reach a container's own address, not its published ports alone. */
  get unprotected(): boolean {
    return this.stored.options[bridgeOption('gateway_mode_ipv4')] === 'nat-unprotected'
  }

  /** Host address ports are published on when nobody says. */
  get defaultHostIp(): string {
    return this.stored.options[bridgeOption('host_binding_ipv4')] ?? ''
  }

  toJson(major: number, verbose: boolean): NetworkResource {
    const { stored } = this
    const containers: [string, NetworkContainer][] = [...this.endpoints.values()].map((endpoint) => [
      endpoint.containerId,
      {
        Name: endpoint.containerName,
        EndpointID: endpoint.id,
        MacAddress: endpoint.mac,
        IPv4Address: endpoint.address === '' ? '' : `${endpoint.address}/${endpoint.prefix}`,
        IPv6Address: '',
      },
    ])
    return {
      Name: stored.name,
      Id: stored.id,
      Created: stored.created,
      Scope: stored.scope,
      Driver: stored.driver,
      ...(major >= 28 && { EnableIPv4: true }),
      EnableIPv6: false,
      IPAM: { ...stored.ipam, Config: this.ipamConfig() },
      Internal: stored.internal,
      Attachable: stored.attachable,
      Ingress: stored.ingress,
      ConfigFrom: { Network: '' },
      ConfigOnly: false,
      Containers: verbose ? sortedMap(containers) : {},
      Options: sortedMap(Object.entries(stored.options)),
      Labels: sortedMap(Object.entries(stored.labels)),
    }
  }

  private ipamConfig(): IPAM['Config'] {
    const { subnet, gateway, range, ipam } = this.stored
    if (subnet === undefined) return this.driver === 'host' || this.driver === 'null' ? null : []
    const auxiliary = ipam.Config?.[0]?.AuxiliaryAddresses
    return [
      {
        Subnet: subnet,
        ...(range !== undefined && { IPRange: range }),
        ...(gateway !== undefined && { Gateway: gateway }),
        ...(auxiliary && { AuxiliaryAddresses: auxiliary }),
      },
    ]
  }
}

/** Ports of an endpoint as inspections show them. */
export function portBindings(published: readonly PublishedPort[]): Record<string, PortBinding[]> {
  const out: Record<string, PortBinding[]> = {}
  for (const port of published) {
    const key = `${port.containerPort}/${port.protocol}`
    out[key] = [...(out[key] ?? []), { HostIp: port.hostIp, HostPort: String(port.hostPort) }]
  }
  return out
}

/** First address of a subnet: what a bridge takes as its own. */
export const firstAddress = (subnet: { readonly address: number; readonly prefix: number }): string =>
  formatIpv4(((subnet.address & (subnet.prefix === 0 ? 0 : 0xffffffff << (32 - subnet.prefix))) >>> 0) + 1)
