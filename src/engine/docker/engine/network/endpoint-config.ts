import { blockContains, parseIpv4, parseIpv4Block } from '../../../base/ipv4.ts'
import type { Loose } from '../../api/common.ts'
import type { ContainerCreateRequest } from '../../api/container.ts'
import type { ContainerConfig } from '../../api/container-config.ts'
import type { HostConfig } from '../../api/host-config.ts'
import type { EndpointSettings } from '../../api/network.ts'
import type { ContainerEndpoint } from '../container/container.ts'
import { invalid } from '../errdefs.ts'
import type { Network } from './network.ts'
import type { Networks } from './networks.ts'

export function emptyEndpoint(): ContainerEndpoint {
  return {
    IPAMConfig: null,
    Links: null,
    Aliases: null,
    MacAddress: '',
    DriverOpts: null,
    GwPriority: 0,
    NetworkID: '',
    EndpointID: '',
    Gateway: '',
    IPAddress: '',
    IPPrefixLen: 0,
    IPv6Gateway: '',
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
    DNSNames: null,
  }
}

/** What a client asks of an endpoint, with everything else empty. */
export function endpointFrom(given: Loose<EndpointSettings> | null | undefined): ContainerEndpoint {
  const ipam = given?.IPAMConfig
  return {
    ...emptyEndpoint(),
    IPAMConfig: ipam ?? null,
    Links: given?.Links ?? null,
    Aliases: given?.Aliases ?? null,
    MacAddress: given?.MacAddress ?? '',
    DriverOpts: given?.DriverOpts ?? null,
    GwPriority: given?.GwPriority ?? 0,
    ...(given?.MacAddress && { MacRequested: given.MacAddress }),
  }
}

/** The networks a new container is on, by the names they were asked for with (moby updateContainerNetworkSettings). */
export function initialEndpoints(
  networks: Networks,
  hostConfig: HostConfig,
  config: ContainerConfig,
  request: ContainerCreateRequest,
): readonly (readonly [string, ContainerEndpoint])[] {
  const mode = hostConfig.NetworkMode
  if (mode.startsWith('container:') || config.NetworkDisabled) return []
  const nameOf = (text: string) => (text === 'default' ? 'bridge' : (networks.find(text)?.name ?? text))
  const out = new Map<string, ContainerEndpoint>()
  for (const [name, given] of Object.entries(request.NetworkingConfig?.EndpointsConfig ?? {})) out.set(nameOf(name), endpointFrom(given))
  const main = nameOf(mode)
  const own = out.get(main) ?? emptyEndpoint()
  const mac = own.MacAddress || config.MacAddress || ''
  out.set(main, { ...own, MacAddress: mac, ...(mac !== '' && { MacRequested: mac }) })
  for (const [name, endpoint] of out) verifyEndpoint(name, endpoint, networks.find(name))
  return [...out]
}

export function verifyEndpoint(name: string, endpoint: EndpointSettings, network: Network | undefined): void {
  const wrong = (problems: readonly string[]) => invalid(`invalid config for network ${name}: invalid endpoint settings:\n${problems.join('\n')}`)
  const asked = endpoint.IPAMConfig?.IPv4Address
  if (endpoint.MacAddress !== '' && !/^([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}$/.test(endpoint.MacAddress))
    throw invalid(`invalid MAC address: ${endpoint.MacAddress}`)
  if (!asked) return
  const address = parseIpv4(asked)
  if (address === undefined) throw wrong([`invalid IPv4 address: ${asked}`])
  if (!network) return
  if (network.isDefaultBridge || network.driver === 'host' || network.driver === 'null') {
    throw invalid('user specified IP address is supported on user defined networks only')
  }
  if (!network.stored.ipam.Config?.some((pool) => pool.Subnet))
    throw wrong(['user specified IP address is supported only when connecting to networks with user configured subnets'])
  const subnet = parseIpv4Block(network.stored.subnet ?? '')
  if (subnet && !blockContains(subnet, address)) throw wrong([`no configured subnet or ip-range contain the IP address ${asked}`])
}
