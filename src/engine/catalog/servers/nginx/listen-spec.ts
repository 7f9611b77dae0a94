import type { ListenAddress, Server } from './config.ts'
import type { Directive } from './parse.ts'
import { ConfigError, Unmodelled } from './parse.ts'

/** One `listen` of a server. */
export interface ListenSpec extends Listen {
  readonly server: Server
}

interface Listen {
  readonly family: 'inet' | 'inet6'
  readonly address: string
  readonly port: number
  readonly ssl: boolean
  readonly isDefault: boolean
  readonly from: Directive
}

/** `80`, `*:80`, `127.0.0.1:8080`, `[::]:80`, with its parameters (ngx_http_core_listen). */
export function parseListen(found: Directive): Listen {
  const [where = '', ...parameters] = found.args
  if (where.startsWith('unix:')) throw new Unmodelled('"listen unix:" is not simulated', found)
  const match = /^(?:(\[[0-9a-fA-F:]+\]|\*|[\w.-]+):)?(\d+)$/.exec(where) ?? /^(\[[0-9a-fA-F:]+\]|\*|[\w.-]+)()$/.exec(where)
  if (!match) throw new ConfigError(`invalid port in "${where}" of the "listen" directive`, found)
  const [, host = '*', portText] = match
  const port = portText ? Number(portText) : 80
  if (port < 1 || port > 65_535) throw new ConfigError(`invalid port in "${where}" of the "listen" directive`, found)
  for (const parameter of parameters) {
    if (
      /^(default_server|default|ssl|http2|reuseport|bind|deferred|(backlog|rcvbuf|sndbuf|fastopen|so_keepalive|ipv6only|setfib)=\S+)$/.test(parameter)
    )
      continue
    if (parameter === 'proxy_protocol' || parameter === 'quic') throw new Unmodelled(`"listen … ${parameter}" is not simulated`, found)
    throw new ConfigError(`invalid parameter "${parameter}"`, found)
  }
  const six = host.startsWith('[')
  const address = six ? host.slice(1, -1) : host === '*' ? '0.0.0.0' : host === 'localhost' ? '127.0.0.1' : host
  if (!six && !/^\d+\.\d+\.\d+\.\d+$/.test(address)) throw new ConfigError(`host not found in "${where}" of the "listen" directive`, found)
  return {
    family: six ? 'inet6' : 'inet',
    address,
    port,
    ssl: parameters.includes('ssl'),
    isDefault: parameters.includes('default_server') || parameters.includes('default'),
    from: found,
  }
}

const placeOf = (listen: Listen): string => `${listen.family === 'inet6' ? `[${listen.address}]` : listen.address}:${listen.port}`

/** Joins the servers that listen on one address; the first is the default unless another says so. */
export function buildListens(specs: readonly ListenSpec[]): { readonly listens: readonly ListenAddress[]; readonly warnings: readonly string[] } {
  const byPlace = new Map<string, ListenSpec[]>()
  for (const spec of specs) {
    const place = placeOf(spec)
    const there = byPlace.get(place) ?? []
    if (there.some(({ server }) => server === spec.server)) throw new ConfigError(`a duplicate listen ${place}`, spec.from)
    if (spec.isDefault && there.some(({ isDefault }) => isDefault)) throw new ConfigError(`a duplicate default server for ${place}`, spec.from)
    byPlace.set(place, [...there, spec])
  }
  const warnings: string[] = []
  const listens: ListenAddress[] = []
  for (const [place, sharing] of byPlace) {
    const [first] = sharing
    if (!first) continue
    const seen = new Set<string>()
    for (const { server } of sharing) {
      for (const { text, kind } of server.names) {
        if (kind !== 'regex' && seen.has(text)) warnings.push(`conflicting server name "${text}" on ${place}, ignored`)
        seen.add(text)
      }
    }
    const chosen = sharing.find(({ isDefault }) => isDefault) ?? first
    listens.push({
      family: first.family,
      address: first.address,
      port: first.port,
      ssl: sharing.some(({ ssl }) => ssl),
      defaultServer: chosen.server,
      servers: sharing.map(({ server }) => server),
    })
  }
  return { listens, warnings }
}
