import type { Masked, Match, NatRange, Negatable, PortRange, Rule, Target } from '../../../kernel/net/netfilter/rule.ts'

/** A rule as iptables-save writes it, without `-A CHAIN`: leading blank included, empty for a rule without anything. */
export function saveText(rule: Rule): string {
  const parts: string[] = []
  const plain = (flag: string, value: Negatable<string> | undefined) => {
    if (value) parts.push(`${value.not ? '! ' : ''}${flag} ${value.is}`)
  }
  plain('-s', rule.source)
  plain('-d', rule.destination)
  plain('-i', rule.inInterface)
  plain('-o', rule.outInterface)
  plain('-p', rule.protocol)
  for (const match of rule.matches) parts.push(matchText(match))
  if (rule.target) parts.push(targetText(rule.target))
  return parts.map((part) => ` ${part}`).join('')
}

const bang = (negatable: { readonly not?: boolean } | undefined): string => (negatable?.not ? '! ' : '')

export const rangeText = ({ from, to }: PortRange): string => (from === to ? String(from) : `${from}:${to}`)

export const hex = (value: number): string => `0x${value.toString(16)}`

export const maskedText = ({ value, mask }: Masked): string => (mask === 0xffffffff ? hex(value) : `${hex(value)}/${hex(mask)}`)

/** xtables_save_string: quoted unless it is made of plain characters. */
export function quoted(text: string): string {
  if (text !== '' && !/[^A-Za-z0-9_-]/.test(text)) return text
  return `"${text.replace(/["\\']/g, (letter) => `\\${letter}`)}"`
}

function option(name: string, value: Negatable<PortRange> | undefined): string {
  return value ? ` ${bang(value)}${name} ${rangeText(value.is)}` : ''
}

function matchText(match: Match): string {
  const body = optionsText(match)
  return `-m ${match.module === 'conntrack-original' ? 'conntrack' : match.module}${body}`
}

export const probability = (chance: number): string => (chance / 0x80000000).toFixed(11)

function optionsText(match: Match): string {
  switch (match.module) {
    case 'tcp': {
      const { flags } = match
      const list = (names: readonly string[]) => (names.length === 0 ? 'NONE' : names.join(','))
      const text = flags ? ` ${bang(flags)}--tcp-flags ${list(flags.is.mask)} ${list(flags.is.set)}` : ''
      return option('--sport', match.sourcePort) + option('--dport', match.destinationPort) + text
    }
    case 'udp':
      return option('--sport', match.sourcePort) + option('--dport', match.destinationPort)
    case 'icmp': {
      const { type, code } = match.type.is
      return ` ${bang(match.type)}--icmp-type ${type === 255 ? 'any' : code === undefined ? type : `${type}/${code}`}`
    }
    case 'multiport': {
      const name = { source: '--sports', destination: '--dports', either: '--ports' }[match.which]
      return ` ${bang(match.ports)}${name} ${match.ports.is.map(rangeText).join(',')}`
    }
    case 'conntrack':
      return ` ${bang(match.states)}--ctstate ${match.states.is.join(',')}`
    case 'state':
      return ` ${bang(match.states)}--state ${match.states.is.join(',')}`
    case 'conntrack-original':
      return (
        (match.destination ? ` ${bang(match.destination)}--ctorigdst ${match.destination.is}` : '') + option('--ctorigdstport', match.destinationPort)
      )
    case 'addrtype': {
      const list = (name: string, types: Negatable<readonly string[]> | undefined) => (types ? ` ${bang(types)}${name} ${types.is.join(',')}` : '')
      return list('--src-type', match.source) + list('--dst-type', match.destination)
    }
    case 'comment':
      return ` --comment ${quoted(match.text)}`
    case 'statistic':
      if (match.mode === 'random') return ` --mode random ${bang(match.chance)}--probability ${probability(match.chance.is)}`
      return ` --mode nth ${bang(match)}--every ${match.every} --packet ${match.packet}`
    case 'mark':
    case 'connmark':
      return ` ${bang(match.mark)}--mark ${maskedText(match.mark.is)}`
    case 'limit':
      return ` --limit ${match.rate}${match.burst === 5 ? '' : ` --limit-burst ${match.burst}`}`
    default:
      return rareOptionsText(match)
  }
}

type Rare = Extract<Match, { module: 'physdev' | 'owner' | 'mac' | 'pkttype' | 'length' | 'iprange' | 'recent' | 'rpfilter' }>

function rareOptionsText(match: Rare): string {
  const one = <T>(name: string, value: Negatable<T> | undefined, text: (is: T) => string = String) =>
    value ? ` ${bang(value)}${name}${text(value.is) === '' ? '' : ` ${text(value.is)}`}` : ''
  switch (match.module) {
    case 'physdev': {
      const none = () => ''
      const names = one('--physdev-in', match.in) + one('--physdev-out', match.out)
      return (
        one('--physdev-is-in', match.isIn, none) +
        one('--physdev-is-out', match.isOut, none) +
        names +
        one('--physdev-is-bridged', match.isBridged, none)
      )
    }
    case 'owner':
      return one('--uid-owner', match.uid) + one('--gid-owner', match.gid)
    case 'mac':
      return one('--mac-source', match.source)
    case 'pkttype':
      return one('--pkt-type', match.type)
    case 'length':
      return one('--length', match.bytes, rangeText)
    case 'iprange':
      return one('--src-range', match.source, (pair) => pair.join('-')) + one('--dst-range', match.destination, (pair) => pair.join('-'))
    case 'recent': {
      const limits = `${match.seconds === undefined ? '' : ` --seconds ${match.seconds}`}${match.reap ? ' --reap' : ''}${match.hitcount === undefined ? '' : ` --hitcount ${match.hitcount}`}`
      return ` ${bang(match)}--${match.action}${limits} --name ${match.name} --mask 255.255.255.255 --rsource`
    }
    case 'rpfilter':
      return `${match.loose ? ' --loose' : ''}${match.invert ? ' --invert' : ''}`
  }
}

/** `172.17.0.2:80`, `10.0.0.1-10.0.0.9`, `:80`. */
export function natText({ addresses, ports }: NatRange): string {
  const [from = '', to] = addresses ?? []
  const range = to === undefined || to === from ? from : `${from}-${to}`
  const shown = from.includes(':') && ports ? `[${range}]` : range
  return ports ? `${shown}:${pairText(ports)}` : shown
}

export const pairText = ({ from, to }: PortRange): string => (from === to ? String(from) : `${from}-${to}`)

function targetText(target: Target): string {
  const extra = 'to' in target ? `${target.to.random ? ` --${target.to.random}` : ''}${target.to.persistent ? ' --persistent' : ''}` : ''
  switch (target.kind) {
    case 'jump':
      return `-j ${target.chain}`
    case 'goto':
      return `-g ${target.chain}`
    case 'DNAT':
      return `-j DNAT --to-destination ${natText(target.to)}${extra}`
    case 'SNAT':
      return `-j SNAT --to-source ${natText(target.to)}${extra}`
    case 'MASQUERADE':
    case 'REDIRECT':
      return `-j ${target.kind}${target.to.ports ? ` --to-ports ${pairText(target.to.ports)}` : ''}${extra}`
    case 'REJECT':
      return `-j REJECT --reject-with ${target.with}`
    case 'MARK':
      return `-j MARK --set-xmark ${hex(target.mark.value)}/${hex(target.mark.mask)}`
    case 'CONNMARK':
      if (target.op === 'set') return `-j CONNMARK --set-xmark ${hex(target.mark.value)}/${hex(target.mark.mask)}`
      return `-j CONNMARK --${target.op}-mark --nfmask 0xffffffff --ctmask 0xffffffff`
    case 'LOG':
      return `-j LOG${target.prefix === '' ? '' : ` --log-prefix ${quoted(target.prefix)}`}${target.level === 4 ? '' : ` --log-level ${target.level}`}`
    case 'TCPMSS':
      return '-j TCPMSS --clamp-mss-to-pmtu'
    default:
      return `-j ${target.kind}`
  }
}
