import { formatIpv4, maskPrefix, networkOf, parseIpv4 } from '../../../../base/ipv4.ts'
import type { Sys } from '../../../kernel/calls.ts'
import type { Masked, NatRange, PortRange } from '../../../kernel/net/netfilter/rule.ts'
import { getaddrinfo } from '../../../libc/resolver.ts'
import type { Services } from '../services.ts'
import { usageError } from './failure.ts'

/** Arguments of options as values: networks, ports, marks, translations. */

const protocolNames: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'icmpv6', 'ipv6-icmp': 'icmpv6' }
const known: ReadonlySet<string> = new Set([
  'tcp',
  'udp',
  'icmp',
  'icmpv6',
  'all',
  'sctp',
  'esp',
  'ah',
  'udplite',
  'dccp',
  'gre',
  'igmp',
  'ipencap',
  'vrrp',
])

/** A protocol's name; `all` (and 0) is undefined: any. */
export function protocol(text: string): string | undefined {
  const name = protocolNames[text] ?? text.toLowerCase()
  if (name === 'all' || name === '0') return undefined
  if (!known.has(name)) throw usageError(`unknown protocol "${text}" specified`)
  return name
}

/** Networks of `-s a,b/24`: canonical, with host bits cleared; host names are looked up. Undefined stands for everything. */
export function* networks(text: string, six: boolean): Sys<readonly (string | undefined)[]> {
  const found: (string | undefined)[] = []
  for (const part of text.split(','))
    found.push(...(six ? [part === '::/0' ? undefined : part.includes('/') ? part : `${part}/128`] : yield* network(part)))
  return found
}

function* network(text: string): Sys<readonly (string | undefined)[]> {
  const [head = '', tail] = text.split('/')
  const prefix = tail === undefined ? 32 : prefixOf(tail)
  const padded = /^\d+(\.\d+){0,2}$/.test(head) && tail !== undefined ? [...head.split('.'), '0', '0', '0'].slice(0, 4).join('.') : head
  const address = parseIpv4(padded)
  if (prefix === undefined) throw usageError(`invalid mask \`${tail}' specified`)
  if (address !== undefined) return [prefix === 0 ? undefined : `${formatIpv4(networkOf({ address, prefix }))}/${prefix}`]
  const looked = yield* getaddrinfo(head, { port: 0, family: 'inet' })
  if (!looked.ok) throw usageError(`host/network \`${head}' not found`)
  return looked.value.map((found) => `${found.address}/${prefix}`)
}

function prefixOf(text: string): number | undefined {
  if (/^\d{1,2}$/.test(text)) return Number(text) <= 32 ? Number(text) : undefined
  const mask = parseIpv4(text)
  return mask === undefined ? undefined : maskPrefix(mask)
}

/** `80`, `http`, `1024:65535`, `:1023`, `1024:`. */
export function portRange(text: string, proto: string, services: Services): PortRange {
  const parts = text.split(':')
  if (parts.length > 2) throw usageError(`invalid port/service \`${text}' specified`)
  const [low = '', high] = parts
  const from = low === '' && high !== undefined ? 0 : port(low, proto, services)
  const to = high === undefined ? from : high === '' ? 65_535 : port(high, proto, services)
  if (from > to) throw usageError(`invalid portrange (min > max)`)
  return { from, to }
}

function port(text: string, proto: string, services: Services): number {
  const number = /^\d+$/.test(text) ? Number(text) : services.port(text, proto)
  if (number === undefined || number > 65_535) throw usageError(`invalid port/service \`${text}' specified`)
  return number
}

/** `0x4000/0x4000`, `1`. */
export function masked(text: string): Masked {
  const [value = '', mask] = text.split('/')
  const parse = (part: string) => {
    const number = Number(part)
    if (!/^(0x[0-9a-fA-F]+|\d+)$/.test(part) || number > 0xffffffff) throw usageError(`bad mark value "${text}"`)
    return number
  }
  return { value: parse(value), mask: mask === undefined ? 0xffffffff : parse(mask) }
}

/** `10.0.0.1`, `10.0.0.1-10.0.0.5:80`, `10.0.0.1:80-90`, `[fd00::1]:80`. */
export function natRange(text: string, option: string): NatRange {
  const match = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d+)(?:-(\d+))?)?$/.exec(text)
  if (!match) {
    if (/^[0-9a-fA-F:]+$/.test(text)) return { addresses: [text, text] }
    throw usageError(`Bad IP address "${text}"`)
  }
  const [, six, four = '', low, high] = match
  const [from = '', to] = (six ?? four).split('-')
  if (from !== '' && six === undefined && (parseIpv4(from) === undefined || (to !== undefined && parseIpv4(to) === undefined))) {
    throw usageError(`Bad IP address "${from}"`)
  }
  if (from === '' && low === undefined) throw usageError(`option "${option}" requires an argument`)
  const ports = low === undefined ? undefined : natPorts(low, high)
  return { ...(from !== '' && { addresses: [from, to ?? from] as const }), ...(ports && { ports }) }
}

function natPorts(low: string, high: string | undefined): PortRange {
  const [from, to] = [Number(low), Number(high ?? low)]
  if (from < 1 || to > 65_535) throw usageError(`Port range \`${low}' invalid`)
  if (from > to) throw usageError(`Port range \`${low}-${high}' funky`)
  return { from, to }
}

/** `8080` or `1024-31000` of --to-ports. */
export function portPair(text: string): PortRange {
  const [low = '', high] = text.split('-')
  if (!/^\d+$/.test(low) || (high !== undefined && !/^\d+$/.test(high))) throw usageError(`Port \`${text}' not valid`)
  return natPorts(low, high)
}
