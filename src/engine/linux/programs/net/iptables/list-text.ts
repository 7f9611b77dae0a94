import type { Match, Negatable, PortRange, Rule, Target } from '../../../kernel/net/netfilter/rule.ts'
import type { ChainState, RuleState } from '../../../kernel/net/netfilter-calls.ts'
import type { Services } from '../services.ts'
import { icmpTypes } from './match-options.ts'
import { hex, maskedText, natText, pairText, probability, rangeText } from './save-text.ts'

/** How `-L` lists. */
export interface ListStyle {
  readonly numeric: boolean
  readonly verbose: boolean
  readonly exact: boolean
  readonly lineNumbers: boolean
  /** Protocol numbers with -n (1.8.9 only). */
  readonly protocolNumbers: boolean
  readonly services: Services
  /** Name of an address, looked up; undefined keeps the number. */
  readonly hostName: (address: string) => string | undefined
}

/** xtables_print_num: five columns, thousands as K, M, G. */
function count(value: number, style: ListStyle, width: number): string {
  if (style.exact) return `${String(value).padStart(width)} `
  if (value <= 99_999) return `${String(value).padStart(5)} `
  let scaled = Math.floor((value + 500) / 1000)
  for (const unit of ['K', 'M', 'G']) {
    if (scaled <= 9999) return `${String(scaled).padStart(4)}${unit} `
    scaled = Math.floor((scaled + 500) / 1000)
  }
  return `${String(scaled).padStart(4)}T `
}

/** Two heading lines of a chain. */
export function chainHeading(chain: ChainState, style: ListStyle): string {
  const bare = (value: number) => (style.exact ? `${value} ` : count(value, style, 0).trimStart())
  const counters = style.verbose ? ` ${bare(chain.packets)}packets, ${bare(chain.bytes)}bytes` : ''
  const what = chain.policy === undefined ? `(${chain.references} references)` : `(policy ${chain.policy}${counters})`
  const number = style.lineNumbers ? 'num  ' : ''
  const counts = style.verbose ? (style.exact ? '    pkts      bytes ' : ' pkts bytes ') : ''
  const via = style.verbose ? ' in     out    ' : ''
  return `Chain ${chain.name} ${what}\n${number}${counts}${'target'.padEnd(9)}  prot opt${via} ${'source'.padEnd(19)}  ${'destination'.padEnd(19)} \n`
}

export function ruleLine({ rule, packets, bytes }: RuleState, number: number, style: ListStyle): string {
  const heading = style.lineNumbers ? `${String(number).padEnd(4)} ` : ''
  const counts = style.verbose ? count(packets, style, 8) + count(bytes, style, 10) : ''
  const target = `${targetName(rule).padEnd(9)} `
  const proto = `${rule.protocol?.not ? '!' : ' '}${protocolText(rule.protocol?.is, style).padEnd(5)}`
  const via = style.verbose ? ` ${interfaceText(rule.inInterface, style)}${interfaceText(rule.outInterface, style)}` : ''
  const source = `${rule.source?.not ? '!' : ' '}${addressText(rule.source?.is, style).padEnd(19)} `
  const destination = `${rule.destination?.not ? '!' : ' '}${addressText(rule.destination?.is, style).padEnd(19)} `
  const goto = rule.target?.kind === 'goto' ? '[goto] ' : ''
  const matches = rule.matches.map((match) => ` ${matchText(match, rule, style)}`).join('')
  return `${heading}${counts}${target}${proto}-- ${via}${source}${destination}${goto}${matches}${targetDetails(rule.target)}\n`
}

function targetName({ target }: Rule): string {
  if (!target) return ''
  return 'chain' in target ? target.chain : target.kind
}

const numbers: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 }

function protocolText(name: string | undefined, style: ListStyle): string {
  if (style.numeric && style.protocolNumbers) return String(name === undefined ? 0 : (numbers[name] ?? name))
  return name === undefined ? 'all' : name === 'icmpv6' ? 'ipv6-icmp' : name
}

const interfaceText = (name: Negatable<string> | undefined, style: ListStyle): string =>
  `${name ? `${name.not ? '!' : ''}${name.is}` : style.numeric ? '*' : 'any'}`.padEnd(6).concat(' ')

function addressText(address: string | undefined, style: ListStyle): string {
  if (address === undefined) return style.numeric ? '0.0.0.0/0' : 'anywhere'
  const [ip = '', prefix] = address.split('/')
  if (prefix !== '32' && prefix !== '128') return address
  return (style.numeric ? undefined : style.hostName(ip)) ?? ip
}

function portText(kind: string, ports: Negatable<PortRange> | undefined, proto: string, style: ListStyle): string {
  if (!ports) return ''
  const name = (port: number) => (style.numeric ? undefined : style.services.name(port, proto)) ?? String(port)
  const { from, to } = ports.is
  return from === to ? ` ${kind}:${ports.not ? '!' : ''}${name(from)}` : ` ${kind}s:${ports.not ? '!' : ''}${name(from)}:${name(to)}`
}

const flagBits = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32 } as const

function matchText(match: Match, rule: Rule, style: ListStyle): string {
  switch (match.module) {
    case 'tcp':
    case 'udp': {
      const ports = portText('spt', match.sourcePort, match.module, style) + portText('dpt', match.destinationPort, match.module, style)
      return `${match.module}${ports}${match.module === 'tcp' ? flagsText(match, style) : ''}`
    }
    case 'icmp': {
      const { type, code } = match.type.is
      const named = Object.entries(icmpTypes).find(([, [t, c]]) => t === type && c === code)?.[0]
      if (!style.numeric && named) return `icmp ${match.type.not ? '!' : ''}${named}`
      return `icmptype ${match.type.not ? '!' : ''}${type}${code === undefined ? '' : ` code ${code}`}`
    }
    case 'multiport': {
      const kind = { source: 'sports', destination: 'dports', either: 'ports' }[match.which]
      const name = (range: PortRange) =>
        range.from === range.to && !style.numeric ? (style.services.name(range.from, rule.protocol?.is ?? '') ?? rangeText(range)) : rangeText(range)
      return `multiport ${kind} ${match.ports.not ? '!' : ''}${match.ports.is.map(name).join(',')}`
    }
    case 'conntrack':
      return `${match.states.not ? '! ' : ''}ctstate ${match.states.is.join(',')}`
    case 'state':
      return `${match.states.not ? '! ' : ''}state ${match.states.is.join(',')}`
    case 'conntrack-original':
      return [
        match.destination && `${match.destination.not ? '! ' : ''}ctorigdst ${match.destination.is.replace(/\/32$/, '')}`,
        match.destinationPort && `${match.destinationPort.not ? '! ' : ''}ctorigdstport ${rangeText(match.destinationPort.is)}`,
      ]
        .filter(Boolean)
        .join(' ')
    case 'addrtype': {
      const list = (name: string, types: Negatable<readonly string[]> | undefined) =>
        types ? ` ${name} ${types.not ? '!' : ''}${types.is.join(',')}` : ''
      return `ADDRTYPE match${list('src-type', match.source)}${list('dst-type', match.destination)}`
    }
    case 'comment':
      return `/* ${match.text} */`
    case 'statistic':
      if (match.mode === 'random') return `statistic mode random${match.chance.not ? ' !' : ''} probability ${probability(match.chance.is)}`
      return `statistic mode nth${match.not ? ' !' : ''} every ${match.every}${match.packet === 0 ? '' : ` packet ${match.packet}`}`
    default:
      return rareMatchText(match)
  }
}

function flagsText(match: Extract<Match, { module: 'tcp' }>, style: ListStyle): string {
  const { flags } = match
  if (!flags) return ''
  const bits = (names: readonly (keyof typeof flagBits)[]) => names.reduce((sum, name) => sum | flagBits[name], 0)
  const text = (names: readonly (keyof typeof flagBits)[]) =>
    style.numeric ? `0x${bits(names).toString(16).padStart(2, '0').toUpperCase()}` : names.length === 0 ? 'NONE' : names.join(',')
  return ` flags:${flags.not ? '!' : ''}${text(flags.is.mask)}/${text(flags.is.set)}`
}

function rareMatchText(
  match: Exclude<
    Match,
    { module: 'tcp' | 'udp' | 'icmp' | 'multiport' | 'conntrack' | 'state' | 'conntrack-original' | 'addrtype' | 'comment' | 'statistic' }
  >,
): string {
  switch (match.module) {
    case 'mark':
      return `mark match ${match.mark.not ? '!' : ''}${maskedText(match.mark.is)}`
    case 'connmark':
      return `connmark match ${match.mark.not ? '!' : ''}${maskedText(match.mark.is)}`
    case 'limit':
      return `limit: avg ${match.rate} burst ${match.burst}`
    case 'physdev': {
      const flag = (name: string, value: Negatable<true | string> | undefined) =>
        value ? `${value.not ? ' !' : ''} --physdev-${name}${value.is === true ? '' : ` ${value.is}`}` : ''
      return `PHYSDEV match${flag('is-in', match.isIn)}${flag('is-out', match.isOut)}${flag('in', match.in)}${flag('out', match.out)}${flag('is-bridged', match.isBridged)}`
    }
    case 'owner':
      return [
        match.uid && `${match.uid.not ? '! ' : ''}owner UID match ${match.uid.is}`,
        match.gid && `${match.gid.not ? '! ' : ''}owner GID match ${match.gid.is}`,
      ]
        .filter(Boolean)
        .join(' ')
    case 'mac':
      return `MAC${match.source.not ? ' !' : ''}${match.source.is}`
    case 'pkttype':
      return `PKTTYPE ${match.type.not ? '!' : ''}= ${match.type.is}`
    case 'length':
      return `length ${match.bytes.not ? '!' : ''}${rangeText(match.bytes.is)}`
    case 'iprange':
      return [
        match.source && `source IP range ${match.source.not ? '!' : ''}${match.source.is.join('-')}`,
        match.destination && `destination IP range ${match.destination.not ? '!' : ''}${match.destination.is.join('-')}`,
      ]
        .filter(Boolean)
        .join(' ')
    case 'recent': {
      const action = { set: 'SET', rcheck: 'CHECK', update: 'UPDATE', remove: 'REMOVE' }[match.action]
      const limits = `${match.seconds === undefined ? '' : ` seconds: ${match.seconds}`}${match.reap ? ' reap' : ''}${match.hitcount === undefined ? '' : ` hit_count: ${match.hitcount}`}`
      return `recent: ${match.not ? '!' : ''}${action}${limits} name: ${match.name} side: source mask: 255.255.255.255`
    }
    case 'rpfilter':
      return `rpfilter${match.loose ? ' loose' : ''}${match.invert ? ' invert' : ''}`
  }
}

function targetDetails(target: Target | undefined): string {
  if (!target) return ''
  const random = 'to' in target && target.to.random ? ` ${target.to.random}` : ''
  switch (target.kind) {
    case 'DNAT':
    case 'SNAT':
      return ` to:${natText(target.to)}${random}${target.to.persistent ? ' persistent' : ''}`
    case 'MASQUERADE':
      return `${target.to.ports ? ` masq ports: ${pairText(target.to.ports)}` : ''}${random}`
    case 'REDIRECT':
      return `${target.to.ports ? ` redir ports ${pairText(target.to.ports)}` : ''}${random}`
    case 'REJECT':
      return ` reject-with ${target.with}`
    case 'MARK': {
      const { value, mask } = target.mark
      if (value === 0) return ` MARK and ${hex(~mask >>> 0)}`
      if (value === mask) return ` MARK or ${hex(value)}`
      return mask === 0 ? ` MARK xor ${hex(value)}` : mask === 0xffffffff ? ` MARK set ${hex(value)}` : ` MARK xset ${hex(value)}/${hex(mask)}`
    }
    case 'CONNMARK':
      return target.op === 'set' ? ` CONNMARK set ${maskedText(target.mark)}` : ` CONNMARK ${target.op}`
    case 'LOG':
      return ` LOG flags 0 level ${target.level}${target.prefix === '' ? '' : ` prefix "${target.prefix}"`}`
    case 'TCPMSS':
      return ' TCPMSS clamp to PMTU'
    default:
      return ''
  }
}
