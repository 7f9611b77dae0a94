import { Failure } from '../failure.ts'
import { isIpAddress } from './flag-checks.ts'

/** Models docker/go-connections nat: `-p [ip:][host]:container[/protocol]` with ranges, and `--expose`. */
export interface PublishedPorts {
  readonly exposed: Record<string, Record<string, never>>
  readonly bindings: Record<string, { HostIp: string; HostPort: string }[]>
}

export function publishedPorts(publish: readonly string[], expose: readonly string[]): PublishedPorts {
  const exposed: Record<string, Record<string, never>> = {}
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {}
  for (const text of publish) {
    for (const { port, ip, hostPort } of parseSpec(standardNotation(text))) {
      exposed[port] = {}
      bindings[port] = [...(bindings[port] ?? []), { HostIp: ip, HostPort: hostPort }]
    }
  }
  for (const text of expose) {
    if (text.includes(':')) throw new Failure(`invalid port format for --expose: ${text}`)
    const [range = '', protocol = 'tcp'] = text.split('/')
    const ports = portRange(range)
    if (!ports) throw new Failure(`invalid range format for --expose: ${text}, error: ${rangeProblem(range)}`)
    for (let port = ports.first; port <= ports.last; port++) exposed[`${port}/${protocol || 'tcp'}`] ??= {}
  }
  return { exposed: sorted(exposed), bindings: sorted(bindings) }
}

const sorted = <T>(map: Record<string, T>): Record<string, T> => Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)))

/** `published=8080,target=80,protocol=tcp` as `8080:80/tcp`. */
function standardNotation(text: string): string {
  if (!text.includes('=')) return text
  const params: Record<string, string> = { protocol: 'tcp' }
  for (const param of text.split(',')) {
    const at = param.indexOf('=')
    if (at <= 0) throw new Failure(`invalid publish opts format (should be name=value but got '${param}')`)
    params[param.slice(0, at)] = param.slice(at + 1)
  }
  return `${params.published ?? ''}:${params.target ?? ''}/${params.protocol}`
}

function parseSpec(text: string): { port: string; ip: string; hostPort: string }[] {
  const parts = text.split(':')
  const container = parts.pop() as string
  const host = parts.pop() ?? ''
  const ip = parts.join(':').replace(/^\[(.*)\]$/, '$1')
  const [range = '', protocolText = ''] = container.split('/')
  const protocol = (protocolText || 'tcp').toLowerCase()
  if (!['tcp', 'udp', 'sctp'].includes(protocol)) throw new Failure(`Invalid proto: ${protocol}`)
  if (ip !== '' && !isIpAddress(ip)) throw new Failure(`Invalid ip address: ${ip}`)
  if (range === '') throw new Failure(`No port specified: ${text}<empty>`)
  const inside = portRange(range)
  if (!inside) throw new Failure(`Invalid containerPort: ${range}`)
  const outside = host === '' ? undefined : portRange(host)
  if (host !== '' && !outside) throw new Failure(`Invalid hostPort: ${host}`)
  const count = inside.last - inside.first + 1
  if (outside && outside.last - outside.first !== inside.last - inside.first && count !== 1) {
    throw new Failure(`Invalid ranges specified for container and host Ports: ${range} and ${host}`)
  }
  return Array.from({ length: count }, (_, i) => {
    const dynamic = outside && count === 1 && outside.first !== outside.last
    const hostPort = !outside ? '' : dynamic ? `${outside.first}-${outside.last}` : String(outside.first + i)
    return { port: `${inside.first + i}/${protocol}`, ip, hostPort }
  })
}

function portRange(text: string): { readonly first: number; readonly last: number } | undefined {
  const match = /^(\d+)(?:-(\d+).*)?$/.exec(text)
  if (!match) return undefined
  const first = Number(match[1])
  const last = Number(match[2] ?? match[1])
  return first > 65_535 || last > 65_535 || last < first ? undefined : { first, last }
}

const rangeProblem = (text: string): string =>
  text === ''
    ? 'empty string specified for ports'
    : /^\d+-\d+$/.test(text)
      ? `invalid range specified for port: ${text}`
      : `strconv.ParseUint: parsing "${text}": invalid syntax`
