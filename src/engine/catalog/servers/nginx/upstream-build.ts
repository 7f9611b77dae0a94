import type { Sys } from '../../../linux/kernel/calls.ts'
import { getaddrinfo } from '../../../linux/libc/resolver.ts'
import type { Building } from './build.ts'
import type { Peer, ProxyPass, Upstream } from './config.ts'
import type { Directive } from './parse.ts'
import { ConfigError } from './parse.ts'
import { parseTimeMs } from './values.ts'

const methods = new Set(['least_conn', 'ip_hash', 'random', 'hash'])

/** An `upstream` block: its servers resolved to peers, its way of choosing. */
export function* buildUpstream(found: Directive, building: Building): Sys<void> {
  const [name = ''] = found.args
  if (building.upstreams.has(name)) throw new ConfigError(`duplicate upstream "${name}"`, found)
  const peers: Peer[] = []
  for (const server of found.block ?? []) if (server.name === 'server') peers.push(...(yield* peersOf(server)))
  if (peers.length === 0) throw new ConfigError('no servers are inside upstream', found)
  const chosen = found.block?.find((directive) => methods.has(directive.name))
  building.upstreams.set(name, {
    name,
    peers,
    method: (chosen?.name as Upstream['method'] | undefined) ?? 'round_robin',
    hashKey: chosen?.name === 'hash' ? chosen.args[0] : undefined,
  })
}

function* peersOf(found: Directive): Sys<readonly Peer[]> {
  const [place = '', ...parameters] = found.args
  const values = { weight: 1, maxFails: 1, failTimeoutMs: 10_000, backup: false, down: false }
  for (const parameter of parameters) {
    const [key = '', value = ''] = parameter.split('=')
    if (parameter === 'backup') values.backup = true
    else if (parameter === 'down') values.down = true
    else if (key === 'weight' && /^[1-9]\d*$/.test(value)) values.weight = Number(value)
    else if (key === 'max_fails' && /^\d+$/.test(value)) values.maxFails = Number(value)
    else if (key === 'fail_timeout' && parseTimeMs(value) !== undefined) values.failTimeoutMs = parseTimeMs(value) ?? 10_000
    else if (key !== 'max_conns') throw new ConfigError(`invalid parameter "${parameter}"`, found)
  }
  return (yield* resolvePlace(place, 80, found)).map((address) => ({ ...address, ...values }))
}

/** Addresses of `host[:port]`; nginx starts with none of them missing. */
function* resolvePlace(
  place: string,
  fallbackPort: number,
  from: Directive,
  shown = place,
): Sys<readonly Pick<Peer, 'name' | 'family' | 'address' | 'port'>[]> {
  const match = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(place)
  if (!match) throw new ConfigError(`invalid host in upstream "${shown}"`, from)
  const port = match[2] ? Number(match[2]) : fallbackPort
  if (port < 1 || port > 65_535) throw new ConfigError(`invalid port in upstream "${shown}"`, from)
  const found = yield* getaddrinfo((match[1] ?? '').replace(/^\[|\]$/g, ''), { port })
  if (!found.ok || found.value.length === 0) throw new ConfigError(`host not found in upstream "${shown}"`, from)
  return found.value.map((address) => ({
    name: address.family === 'inet6' ? `[${address.address}]:${port}` : `${address.address}:${port}`,
    family: address.family,
    address: address.address,
    port,
  }))
}

/** Makes the unnamed upstream of a proxy_pass to a plain host, unless there is one of that name or it holds variables. */
export function* implicitUpstream(pass: ProxyPass, building: Building, from: Directive): Sys<void> {
  if (building.upstreams.has(pass.host) || pass.host.includes('$') || (pass.uri ?? '').includes('$')) return
  const shown = `${pass.host}${pass.uri ?? ''}`
  const addresses = yield* resolvePlace(pass.host, pass.scheme === 'https' ? 443 : 80, from, shown)
  const common = { weight: 1, maxFails: 1, failTimeoutMs: 10_000, backup: false, down: false }
  building.upstreams.set(pass.host, {
    name: pass.host,
    peers: addresses.map((address) => ({ ...address, ...common })),
    method: 'round_robin',
    hashKey: undefined,
  })
}
