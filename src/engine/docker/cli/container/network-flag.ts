import type { GoValue } from '../../../base/go-value.ts'
import { err, ok, type Result } from '../../../base/result.ts'
import type { FlagValues } from '../command/flag-values.ts'
import { Failure } from '../failure.ts'

/** One `--network`: a name, or `name=n1,alias=db,ip=10.0.0.5` (docker/cli opts/network.go). */
export interface NetworkAttachment {
  readonly target: string
  readonly aliases: readonly string[]
  readonly links: readonly string[]
  readonly ipv4: string
  readonly ipv6: string
  readonly mac: string
  readonly linkLocal: readonly string[]
  readonly driverOptions: Readonly<Record<string, string>>
  readonly gatewayPriority: number
}

const bare = (target: string): NetworkAttachment => ({
  target,
  aliases: [],
  links: [],
  ipv4: '',
  ipv6: '',
  mac: '',
  linkLocal: [],
  driverOptions: {},
  gatewayPriority: 0,
})

export function parseNetwork(text: string): Result<NetworkAttachment, string> {
  if (!/\w+=\w+(,\w+=\w+)*/.test(text)) return ok(bare(text))
  let network = bare('')
  for (const field of text.split(',')) {
    const at = field.indexOf('=')
    const key = field.slice(0, Math.max(at, 0)).toLowerCase().trim()
    const value = field
      .slice(at + 1)
      .toLowerCase()
      .trim()
    if (key === '') return err(`invalid field ${field}`)
    if (key === 'name') network = { ...network, target: value }
    else if (key === 'alias') network = { ...network, aliases: [...network.aliases, value] }
    else if (key === 'ip') network = { ...network, ipv4: value }
    else if (key === 'ip6') network = { ...network, ipv6: value }
    else if (key === 'mac-address') network = { ...network, mac: value }
    else if (key === 'link-local-ip') network = { ...network, linkLocal: [...network.linkLocal, value] }
    else if (key === 'driver-opt') {
      const [name = '', ...rest] = value.split('=')
      if (rest.length === 0 || name === '') return err('invalid key value pair format in driver options')
      network = { ...network, driverOptions: { ...network.driverOptions, [name]: rest.join('=') } }
    } else if (key === 'gw-priority') {
      if (!/^[-+]?\d+$/.test(value)) return err(`invalid gw-priority (${value}): invalid syntax`)
      network = { ...network, gatewayPriority: Number(value) }
    } else return err(`invalid field key ${key}`)
  }
  return network.target === '' ? err('network name/id is not specified') : ok(network)
}

export const isUserDefined = (mode: string): boolean => !['', 'default', 'bridge', 'host', 'none'].includes(mode) && !mode.startsWith('container:')

/** The EndpointsConfig of `run` and `create`; the first network also takes `--ip`, `--network-alias` and their like. */
export function endpoints(flags: FlagValues): { readonly mode: string; readonly endpoints: Record<string, GoValue> } {
  const given = [...flags.list('network'), ...flags.list('net')].map((text) => {
    const network = parseNetwork(text)
    if (!network.ok) throw new Failure(network.error)
    return network.value
  })
  const out: Record<string, GoValue> = {}
  const defined = given.map((network) => isUserDefined(network.target))
  const first = withFlags(given[0] ?? bare('default'), flags)
  if (given.length === 0) out.default = endpoint(first)
  for (const [i, network] of given.entries()) {
    const settings = i === 0 ? first : network
    if (Object.hasOwn(out, network.target)) throw new Failure(`network "${network.target}" is specified multiple times`)
    const built = endpoint(settings)
    if (i === 0 && given.length === 1 && isEmpty(settings)) continue
    out[network.target] = built
  }
  if (defined.includes(true) && defined.includes(false)) {
    throw new Failure('conflicting options: cannot attach both user-defined and non-user-defined network-modes')
  }
  return { mode: given[0]?.target ?? 'default', endpoints: out }
}

const isEmpty = (n: NetworkAttachment): boolean =>
  n.aliases.length + n.links.length + n.linkLocal.length + Object.keys(n.driverOptions).length === 0 &&
  n.ipv4 + n.ipv6 + n.mac === '' &&
  n.gatewayPriority === 0

function withFlags(network: NetworkAttachment, flags: FlagValues): NetworkAttachment {
  const conflict = (what: string) => new Failure(`conflicting options: cannot specify both ${what}`)
  const aliases = [...flags.list('network-alias'), ...flags.list('net-alias')]
  if (network.aliases.length > 0 && aliases.length > 0) throw conflict('--network-alias and per-network alias')
  if (network.ipv4 !== '' && flags.text('ip') !== '') throw conflict('--ip and per-network IPv4 address')
  if (network.ipv6 !== '' && flags.text('ip6') !== '') throw conflict('--ip6 and per-network IPv6 address')
  if (network.mac !== '' && flags.text('mac-address') !== '') throw conflict('--mac-address and per-network MAC address')
  if (network.linkLocal.length > 0 && flags.list('link-local-ip').length > 0)
    throw conflict('--link-local-ip and per-network link-local IP addresses')
  return {
    ...network,
    aliases: aliases.length > 0 ? aliases : network.aliases,
    links: isUserDefined(network.target) ? flags.list('link') : network.links,
    ipv4: flags.text('ip') || network.ipv4,
    ipv6: flags.text('ip6') || network.ipv6,
    mac: flags.text('mac-address') || network.mac,
    linkLocal: flags.list('link-local-ip').length > 0 ? flags.list('link-local-ip') : network.linkLocal,
  }
}

function endpoint(network: NetworkAttachment): GoValue {
  if (network.target.trim() === '') throw new Failure('no name set for network')
  if (!isUserDefined(network.target)) {
    if (network.aliases.length > 0) throw new Failure('network-scoped aliases are only supported for user-defined networks')
    if (network.links.length > 0) throw new Failure('links are only supported for user-defined networks')
  }
  if (network.mac !== '' && !/^([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}$/.test(network.mac.trim()))
    throw new Failure(`${network.mac} is not a valid mac address`)
  const ipam = network.ipv4 + network.ipv6 !== '' || network.linkLocal.length > 0
  return {
    IPAMConfig: ipam
      ? {
          ...(network.ipv4 !== '' && { IPv4Address: network.ipv4 }),
          ...(network.ipv6 !== '' && { IPv6Address: network.ipv6 }),
          ...(network.linkLocal.length > 0 && { LinkLocalIPs: network.linkLocal }),
        }
      : null,
    Links: network.links.length > 0 ? network.links : null,
    Aliases: network.aliases.length > 0 ? network.aliases : null,
    MacAddress: network.mac,
    DriverOpts: Object.keys(network.driverOptions).length > 0 ? network.driverOptions : null,
    GwPriority: network.gatewayPriority,
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
