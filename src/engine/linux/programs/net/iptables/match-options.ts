import type { AddressType, ConnectionState, Match, Negatable, TcpFlag } from '../../../kernel/net/netfilter/rule.ts'
import type { Services } from '../services.ts'
import { masked, portRange } from './argument.ts'
import { unsimulated, usageError } from './failure.ts'

/** An option of a match: how many arguments it takes, and what it makes of them. */
export interface MatchOption {
  readonly arity: number
  readonly apply: (match: Partial<Match>, args: readonly string[], not: boolean, context: MatchParse) => Partial<Match>
}

export interface MatchParse {
  readonly protocol: string | undefined
  readonly services: Services
}

const negatable = <T>(is: T, not: boolean): Negatable<T> => (not ? { is, not } : { is })

const option = (arity: number, apply: (args: readonly string[], not: boolean, context: MatchParse) => object): MatchOption => ({
  arity,
  apply: (match, args, not, context) => ({ ...match, ...apply(args, not, context) }) as Partial<Match>,
})

const port = (key: 'sourcePort' | 'destinationPort', proto: string): MatchOption =>
  option(1, ([text = ''], not, { services }) => ({ [key]: negatable(portRange(text, proto, services), not) }))

const ports = (proto: string): Record<string, MatchOption> => ({
  '--sport': port('sourcePort', proto),
  '--source-port': port('sourcePort', proto),
  '--dport': port('destinationPort', proto),
  '--destination-port': port('destinationPort', proto),
})

const allFlags: readonly TcpFlag[] = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG']

function flags(text: string): readonly TcpFlag[] {
  if (text === 'ALL') return allFlags
  if (text === 'NONE') return []
  const wanted = text.split(',').map((name) => name.toUpperCase())
  const unknown = wanted.find((name) => !(allFlags as readonly string[]).includes(name))
  if (unknown) throw usageError(`Unknown TCP flag \`${unknown}'`)
  return allFlags.filter((flag) => wanted.includes(flag))
}

const stateOrder: readonly ConnectionState[] = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED', 'SNAT', 'DNAT']

function states(text: string): readonly ConnectionState[] {
  const wanted = text.split(',').map((name) => name.toUpperCase())
  const unknown = wanted.find((name) => !(stateOrder as readonly string[]).includes(name))
  if (unknown) throw usageError(`Bad ctstate "${unknown}"`)
  return stateOrder.filter((state) => wanted.includes(state))
}

const addressTypes: readonly AddressType[] = ['UNSPEC', 'UNICAST', 'LOCAL', 'BROADCAST', 'MULTICAST', 'BLACKHOLE', 'UNREACHABLE', 'PROHIBIT']

function addressTypeList(text: string): readonly AddressType[] {
  const wanted = text.split(',').map((name) => name.toUpperCase())
  const unknown = wanted.find((name) => !(addressTypes as readonly string[]).includes(name))
  if (unknown) throw usageError(`addrtype: bad type \`${unknown}'`)
  return addressTypes.filter((type) => wanted.includes(type))
}

/** Names of ICMP types as `iptables -p icmp -h` lists them; without a code any code fits. */
export const icmpTypes: Readonly<Record<string, readonly [type: number, code?: number]>> = {
  any: [255],
  'echo-reply': [0],
  pong: [0],
  'destination-unreachable': [3],
  'network-unreachable': [3, 0],
  'host-unreachable': [3, 1],
  'protocol-unreachable': [3, 2],
  'port-unreachable': [3, 3],
  'fragmentation-needed': [3, 4],
  'source-quench': [4],
  redirect: [5],
  'echo-request': [8],
  ping: [8],
  'time-exceeded': [11],
  'ttl-exceeded': [11],
  'ttl-zero-during-transit': [11, 0],
  'parameter-problem': [12],
  'timestamp-request': [13],
  'timestamp-reply': [14],
}

function icmpType(text: string): { readonly type: number; readonly code?: number } {
  const named = icmpTypes[text.toLowerCase()]
  const [type, code] = named ?? text.split('/').map(Number)
  if (type === undefined || Number.isNaN(type) || type > 255 || Number.isNaN(code ?? 0)) throw usageError(`Invalid ICMP type \`${text}'`)
  return code === undefined ? { type } : { type, code }
}

const unitMs: Readonly<Record<string, number>> = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 }

function rate(text: string): { readonly rate: string; readonly intervalMs: number } {
  const [count = '', unit = 'second'] = text.split('/')
  const full = Object.keys(unitMs).find((name) => name.startsWith(unit.toLowerCase()))
  if (!/^\d+$/.test(count) || Number(count) === 0 || !full) throw usageError(`bad rate "${text}"'`)
  const short = { second: 'sec', minute: 'min', hour: 'hour', day: 'day' }[full]
  return { rate: `${count}/${short}`, intervalMs: (unitMs[full] ?? 1000) / Number(count) }
}

const multiport = (which: 'source' | 'destination' | 'either'): MatchOption =>
  option(1, ([text = ''], not, { protocol, services }) => {
    if (protocol === undefined) throw usageError("multiport needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'")
    return {
      which,
      ports: negatable(
        text.split(',').map((part) => portRange(part, protocol, services)),
        not,
      ),
    }
  })

const recent = (action: 'set' | 'rcheck' | 'update' | 'remove'): MatchOption => option(0, (_args, not) => ({ action, ...(not && { not }) }))

/** Options of every match by the name given to -m. */
export const matchOptions: Readonly<Record<string, Readonly<Record<string, MatchOption>>>> = {
  tcp: {
    ...ports('tcp'),
    '--tcp-flags': option(2, ([mask = '', set = ''], not) => ({ flags: negatable({ mask: flags(mask), set: flags(set) }, not) })),
    '--syn': option(0, (_args, not) => ({ flags: negatable({ mask: ['FIN', 'SYN', 'RST', 'ACK'], set: ['SYN'] }, not) })),
  },
  udp: ports('udp'),
  icmp: { '--icmp-type': option(1, ([text = ''], not) => ({ type: negatable(icmpType(text), not) })) },
  multiport: {
    '--dports': multiport('destination'),
    '--destination-ports': multiport('destination'),
    '--sports': multiport('source'),
    '--source-ports': multiport('source'),
    '--ports': multiport('either'),
  },
  conntrack: { '--ctstate': option(1, ([text = ''], not) => ({ states: negatable(states(text), not) })) },
  state: { '--state': option(1, ([text = ''], not) => ({ states: negatable(states(text), not) })) },
  addrtype: {
    '--src-type': option(1, ([text = ''], not) => ({ source: negatable(addressTypeList(text), not) })),
    '--dst-type': option(1, ([text = ''], not) => ({ destination: negatable(addressTypeList(text), not) })),
  },
  comment: { '--comment': option(1, ([text = '']) => ({ text })) },
  statistic: {
    '--mode': option(1, ([mode = '']) => {
      if (mode !== 'random' && mode !== 'nth') throw usageError(`Bad mode "${mode}"`)
      return mode === 'nth' ? { mode, every: 0, packet: 0 } : { mode }
    }),
    '--probability': option(1, ([text = ''], not) => {
      const chance = Number(text)
      if (!(chance >= 0 && chance <= 1)) throw usageError(`statistic: bad value for option "--probability", or out of range (0.0 - 1.0).`)
      return { chance: negatable(Math.min(0x80000000, Math.floor(chance * 0x80000000 + 0.5)), not) }
    }),
    '--every': option(1, ([text = ''], not) => ({ every: Number(text), ...(not && { not }) })),
    '--packet': option(1, ([text = '']) => ({ packet: Number(text) })),
  },
  mark: { '--mark': option(1, ([text = ''], not) => ({ mark: negatable(masked(text), not) })) },
  connmark: { '--mark': option(1, ([text = ''], not) => ({ mark: negatable(masked(text), not) })) },
  limit: {
    '--limit': option(1, ([text = '']) => rate(text)),
    '--limit-burst': option(1, ([text = '']) => ({ burst: Number(text) })),
  },
  physdev: {
    '--physdev-in': option(1, ([is = ''], not) => ({ in: negatable(is, not) })),
    '--physdev-out': option(1, ([is = ''], not) => ({ out: negatable(is, not) })),
    '--physdev-is-in': option(0, (_args, not) => ({ isIn: negatable(true, not) })),
    '--physdev-is-out': option(0, (_args, not) => ({ isOut: negatable(true, not) })),
    '--physdev-is-bridged': option(0, (_args, not) => ({ isBridged: negatable(true, not) })),
  },
  owner: {
    '--uid-owner': option(1, ([text = ''], not) => ({ uid: negatable(id(text), not) })),
    '--gid-owner': option(1, ([text = ''], not) => ({ gid: negatable(id(text), not) })),
  },
  mac: { '--mac-source': option(1, ([text = ''], not) => ({ source: negatable(text.toUpperCase(), not) })) },
  pkttype: { '--pkt-type': option(1, ([text = ''], not) => ({ type: negatable(text, not) })) },
  length: { '--length': option(1, ([text = ''], not, { services }) => ({ bytes: negatable(portRange(text, 'tcp', services), not) })) },
  iprange: {
    '--src-range': option(1, ([text = ''], not) => ({ source: negatable(addressPair(text), not) })),
    '--dst-range': option(1, ([text = ''], not) => ({ destination: negatable(addressPair(text), not) })),
  },
  recent: {
    '--set': recent('set'),
    '--rcheck': recent('rcheck'),
    '--update': recent('update'),
    '--remove': recent('remove'),
    '--name': option(1, ([name = '']) => ({ name })),
    '--seconds': option(1, ([text = '']) => ({ seconds: Number(text) })),
    '--hitcount': option(1, ([text = '']) => ({ hitcount: Number(text) })),
    '--reap': option(0, () => ({ reap: true })),
    '--rsource': option(0, () => ({})),
    '--mask': option(1, ([text = '']) => {
      if (text !== '255.255.255.255') throw unsimulated('recent --mask')
      return {}
    }),
  },
  rpfilter: { '--loose': option(0, () => ({ loose: true })), '--invert': option(0, () => ({ invert: true })) },
}

/** conntrack's options on the original direction make a match of their own kind. */
export const originalOptions: Readonly<Record<string, MatchOption>> = {
  '--ctorigdst': option(1, ([text = ''], not) => ({ destination: negatable(text.includes('/') ? text : `${text}/32`, not) })),
  '--ctorigdstport': option(1, ([text = ''], not, { services }) => ({ destinationPort: negatable(portRange(text, 'tcp', services), not) })),
}

/** What a match starts as when -m names it. */
export function freshMatch(module: string): Partial<Match> {
  if (module === 'limit') return { module, rate: '3/hour', intervalMs: 1_200_000, burst: 5 }
  if (module === 'recent') return { module, name: 'DEFAULT' }
  return { module } as Partial<Match>
}

function id(text: string): number {
  if (!/^\d+$/.test(text)) throw unsimulated(`owner ${text} by name`)
  return Number(text)
}

function addressPair(text: string): readonly [string, string] {
  const [from = '', to = from] = text.split('-')
  return [from, to]
}
