import type { GoValue } from '../../../base/go-value.ts'
import type { NetworkCreateResponse } from '../../api/network.ts'
import { type FlagValues, keyValues } from '../command/flag-values.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'
import { subnetContains } from './cidr.ts'

/** docker network create */
export const create: Verb = function* ({ cli, args, flags }) {
  const configFrom = flags.text('config-from')
  const body: GoValue = {
    Driver: flags.text('driver'),
    Scope: flags.text('scope'),
    ...(flags.changed('ipv4') && { EnableIPv4: flags.bool('ipv4') }),
    ...(flags.changed('ipv6') && { EnableIPv6: flags.bool('ipv6') }),
    IPAM: { Driver: flags.text('ipam-driver'), Options: flags.map('ipam-opt'), Config: ipamConfig(flags) },
    Internal: flags.bool('internal'),
    Attachable: flags.bool('attachable'),
    Ingress: flags.bool('ingress'),
    ConfigOnly: flags.bool('config-only'),
    ConfigFrom: configFrom === '' ? null : { Network: configFrom },
    Options: flags.map('opt'),
    Labels: keyValues(flags.list('label')),
    Name: args[0] ?? '',
  }
  const answer = yield* cli.client.json<NetworkCreateResponse>('POST', '/networks/create', { json: body, negotiate: true })
  if (answer.Warning) yield* cli.warn(`WARNING: ${answer.Warning}`)
  yield* cli.print(`${answer.Id}\n`)
  return 0
}

interface Pool {
  readonly Subnet: string
  IPRange?: string
  Gateway?: string
  AuxiliaryAddresses?: Record<string, string>
}

/** Subnets with the ranges, gateways and reserved addresses that lie in them (cli/command/network/create.go). */
function ipamConfig(flags: FlagValues): GoValue {
  const ranges = flags.list('ip-range')
  const gateways = flags.list('gateway')
  const subnets = flags.list('subnet')
  if (subnets.length < ranges.length || subnets.length < gateways.length)
    throw new Failure('every ip-range or gateway must have a corresponding subnet')
  const pools: Pool[] = []
  for (const subnet of subnets) {
    for (const other of pools) {
      if (subnetContains(subnet, other.Subnet) || subnetContains(other.Subnet, subnet))
        throw new Failure('multiple overlapping subnet configuration is not supported')
    }
    pools.push({ Subnet: subnet })
  }
  const poolOf = (address: string) => pools.find((pool) => subnetContains(pool.Subnet, address))
  for (const range of ranges) {
    const pool = poolOf(range)
    if (!pool) throw new Failure(`no matching subnet for range ${range}`)
    if (pool.IPRange) throw new Failure(`cannot configure multiple ranges (${range}, ${pool.IPRange}) on the same subnet (${pool.Subnet})`)
    pool.IPRange = range
  }
  for (const gateway of gateways) {
    const pool = poolOf(gateway)
    if (!pool) throw new Failure(`no matching subnet for gateway ${gateway}`)
    if (pool.Gateway) throw new Failure(`cannot configure multiple gateways (${gateway}, ${pool.Gateway}) for the same subnet (${pool.Subnet})`)
    pool.Gateway = gateway
  }
  for (const [name, address] of Object.entries(flags.map('aux-address'))) {
    const pool = poolOf(address)
    if (!pool) throw new Failure(`no matching subnet for aux-address ${address}`)
    pool.AuxiliaryAddresses = { ...pool.AuxiliaryAddresses, [name]: address }
  }
  return pools.map((pool) => ({
    Subnet: pool.Subnet,
    ...(pool.IPRange !== undefined && { IPRange: pool.IPRange }),
    ...(pool.Gateway !== undefined && { Gateway: pool.Gateway }),
    ...(pool.AuxiliaryAddresses && { AuxiliaryAddresses: pool.AuxiliaryAddresses }),
  }))
}
