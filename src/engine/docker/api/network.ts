import type { StringMap } from './common.ts'

export interface EndpointIPAMConfig {
  IPv4Address?: string
  IPv6Address?: string
  readonly LinkLocalIPs?: readonly string[]
}

/** A container's place on a network. `GwPriority` and `DNSNames` come with newer API versions (1.48, 1.44). */
export interface EndpointSettings {
  readonly IPAMConfig: EndpointIPAMConfig | null
  readonly Links: readonly string[] | null
  readonly Aliases: readonly string[] | null
  readonly MacAddress: string
  readonly DriverOpts: StringMap | null
  readonly GwPriority?: number
  readonly NetworkID: string
  readonly EndpointID: string
  readonly Gateway: string
  readonly IPAddress: string
  readonly IPPrefixLen: number
  IPv6Gateway: string
  GlobalIPv6Address: string
  GlobalIPv6PrefixLen: number
  readonly DNSNames: readonly string[] | null
}

export interface IPAMConfig {
  readonly Subnet?: string
  readonly IPRange?: string
  readonly Gateway?: string
  readonly AuxiliaryAddresses?: StringMap
}

export interface IPAM {
  readonly Driver: string
  readonly Options: StringMap | null
  readonly Config: readonly IPAMConfig[] | null
}

export interface NetworkContainer {
  readonly Name: string
  readonly EndpointID: string
  readonly MacAddress: string
  IPv4Address: string
  IPv6Address: string
}

export interface PeerInfo {
  readonly Name: string
  readonly IP: string
}

export interface NetworkResource {
  readonly Name: string
  readonly Id: string
  readonly Created: string
  readonly Scope: 'local' | 'swarm' | 'global'
  readonly Driver: string
  EnableIPv4?: boolean
  EnableIPv6: boolean
  readonly IPAM: IPAM
  readonly Internal: boolean
  readonly Attachable: boolean
  readonly Ingress: boolean
  readonly ConfigFrom: { readonly Network: string }
  readonly ConfigOnly: boolean
  readonly Containers: Readonly<Record<string, NetworkContainer>>
  readonly Options: StringMap | null
  readonly Labels: StringMap | null
  readonly Peers?: readonly PeerInfo[]
}

/** POST /networks/create. */
export interface NetworkCreateRequest {
  readonly Name: string
  readonly CheckDuplicate?: boolean
  readonly Driver: string
  readonly Scope: string
  EnableIPv4?: boolean
  EnableIPv6?: boolean
  readonly IPAM: IPAM | null
  readonly Internal: boolean
  readonly Attachable: boolean
  readonly Ingress: boolean
  readonly ConfigOnly: boolean
  readonly ConfigFrom: { readonly Network: string } | null
  readonly Options: StringMap | null
  readonly Labels: StringMap | null
}

export interface NetworkCreateResponse {
  readonly Id: string
  readonly Warning: string
}

/** POST /networks/{id}/connect. */
export interface NetworkConnectRequest {
  readonly Container: string
  readonly EndpointConfig?: Partial<EndpointSettings> | null
}

/** POST /networks/{id}/disconnect. */
export interface NetworkDisconnectRequest {
  readonly Container: string
  readonly Force: boolean
}

export interface NetworksPruneReport {
  readonly NetworksDeleted: readonly string[] | null
}
