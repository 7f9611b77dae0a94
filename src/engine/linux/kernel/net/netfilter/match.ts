import { blockContains, parseIpv4Block } from '../../../../base/ipv4.ts'
import type { Device } from '../device/device.ts'
import { samePrefix } from '../device/interface-address.ts'
import { addressType, routeTo } from '../ip/routing.ts'
import type { Ip } from '../ip-text.ts'
import { formatIp, isV4, parseIp } from '../ip-text.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { Packet } from '../packet.ts'
import { TcpFlags } from '../packet.ts'
import type { ConnectionState, Match, Negatable, PortRange, Rule } from './rule.ts'

/** What a rule is asked about besides the packet. */
export interface MatchContext {
  readonly namespace: NetNamespace
  readonly in: Device | undefined
  readonly out: Device | undefined
}

export type Predicate = (packet: Packet, context: MatchContext) => boolean

const flip = <T>(negatable: Negatable<T>, predicate: Predicate): Predicate =>
  negatable.not ? (packet, context) => !predicate(packet, context) : predicate

/** A rule's conditions as functions, all of which must hold. */
export function compile(rule: Rule): readonly Predicate[] {
  const tests: Predicate[] = []
  const { source, destination, inInterface, outInterface, protocol } = rule
  if (protocol) tests.push(flip(protocol, (packet) => protocolIs(packet, protocol.is)))
  if (source)
    tests.push(
      flip(
        source,
        addressTest(source.is, (packet) => packet.source),
      ),
    )
  if (destination)
    tests.push(
      flip(
        destination,
        addressTest(destination.is, (packet) => packet.destination),
      ),
    )
  if (inInterface) tests.push(flip(inInterface, (_packet, { in: device }) => nameFits(inInterface.is, device)))
  if (outInterface) tests.push(flip(outInterface, (_packet, { out }) => nameFits(outInterface.is, out)))
  for (const match of rule.matches) tests.push(compileMatch(match))
  return tests
}

function protocolIs(packet: Packet, name: string): boolean {
  const { kind } = packet.payload
  return kind === name || (name === 'icmpv6' && kind === 'icmp' && !isV4(packet.source))
}

function addressTest(text: string, pick: (packet: Packet) => Ip): Predicate {
  const block = parseIpv4Block(text)
  if (block) {
    return (packet) => {
      const ip = pick(packet)
      return isV4(ip) && blockContains(block, ip)
    }
  }
  const [head = '', prefix = '128'] = text.split('/')
  const base = parseIp(head)
  return (packet) => base !== undefined && samePrefix(base, pick(packet), Number(prefix))
}

const nameFits = (pattern: string, device: Device | undefined): boolean =>
  pattern.endsWith('+') ? (device?.name ?? '').startsWith(pattern.slice(0, -1)) : device?.name === pattern

const within = (port: number, range: PortRange): boolean => port >= range.from && port <= range.to

function portTests(match: { readonly sourcePort?: Negatable<PortRange>; readonly destinationPort?: Negatable<PortRange> }): Predicate {
  const { sourcePort, destinationPort } = match
  return (packet) =>
    (!sourcePort || within(packet.sourcePort, sourcePort.is) !== (sourcePort.not === true)) &&
    (!destinationPort || within(packet.destinationPort, destinationPort.is) !== (destinationPort.not === true))
}

function compileMatch(match: Match): Predicate {
  switch (match.module) {
    case 'tcp':
      return tcpTest(match)
    case 'udp':
      return portTests(match)
    case 'icmp':
      return flip(match.type, ({ payload }) => {
        const { type, code } = match.type.is
        return payload.kind === 'icmp' && (type === 255 || (payload.type === type && (code === undefined || payload.code === code)))
      })
    case 'multiport':
      return flip(match.ports, (packet) => {
        const fits = (port: number) => match.ports.is.some((range) => within(port, range))
        return (match.which !== 'destination' && fits(packet.sourcePort)) || (match.which !== 'source' && fits(packet.destinationPort))
      })
    case 'conntrack':
    case 'state':
      return flip(match.states, (packet) => match.states.is.some((state) => inState(packet, state)))
    case 'addrtype':
      return addrtypeTest(match)
    case 'comment':
      return () => true
    case 'mark':
      return flip(match.mark, (packet) => (packet.mark & match.mark.is.mask) >>> 0 === match.mark.is.value)
    case 'connmark':
      return flip(match.mark, (packet) => ((packet.tracked?.entry.mark ?? 0) & match.mark.is.mask) >>> 0 === match.mark.is.value)
    default:
      return compileRareMatch(match)
  }
}

type Rare = Exclude<Match, { module: 'tcp' | 'udp' | 'icmp' | 'multiport' | 'conntrack' | 'state' | 'addrtype' | 'comment' | 'mark' | 'connmark' }>

function compileRareMatch(match: Rare): Predicate {
  switch (match.module) {
    case 'conntrack-original':
      return originalTest(match)
    case 'statistic':
      return statisticTest(match)
    case 'limit':
      return limitTest(match.intervalMs, match.burst)
    case 'physdev':
      return physdevTest(match)
    case 'owner':
      return (packet) => fitsId(match.uid, packet.uid) && fitsId(match.gid, packet.gid)
    case 'mac':
      return () => false
    case 'pkttype':
      return flip(match.type, (packet) => match.type.is === (packet.broadcast ? 'broadcast' : 'unicast'))
    case 'length':
      return flip(match.bytes, (packet) => within(packet.size, match.bytes.is))
    case 'iprange':
      return (packet) => inRange(match.source, packet.source) && inRange(match.destination, packet.destination)
    case 'recent':
      return recentTest(match)
    case 'rpfilter':
      return (packet, { namespace, in: device }) => {
        const back = routeTo(namespace, packet.source)
        const fits = back.ok && (match.loose === true || back.value.device === device)
        return fits !== (match.invert === true)
      }
  }
}

function fitsId(wanted: Negatable<number> | undefined, id: number | undefined): boolean {
  return !wanted || (id !== undefined && (id === wanted.is) !== (wanted.not === true))
}

const flagBits = { FIN: TcpFlags.fin, SYN: TcpFlags.syn, RST: TcpFlags.rst, PSH: TcpFlags.psh, ACK: TcpFlags.ack, URG: TcpFlags.urg } as const

function tcpTest(match: Extract<Match, { module: 'tcp' }>): Predicate {
  const ports = portTests(match)
  const { flags } = match
  if (!flags) return ports
  const mask = flags.is.mask.reduce((bits, flag) => bits | flagBits[flag], 0)
  const set = flags.is.set.reduce((bits, flag) => bits | flagBits[flag], 0)
  return (packet, context) =>
    ports(packet, context) && packet.payload.kind === 'tcp' && ((packet.payload.flags & mask) === set) !== (flags.not === true)
}

/** What conntrack says of a packet. */
export function inState(packet: Packet, state: ConnectionState): boolean {
  const { tracked } = packet
  if (state === 'UNTRACKED') return packet.untracked
  if (!tracked) return state === 'INVALID' && !packet.untracked
  const { entry, direction, related } = tracked
  if (state === 'SNAT') return entry.sourceNat.applies
  if (state === 'DNAT') return entry.destinationNat.applies
  if (related) return state === 'RELATED'
  return state === (direction === 'reply' || entry.replied ? 'ESTABLISHED' : 'NEW')
}

function addrtypeTest(match: Extract<Match, { module: 'addrtype' }>): Predicate {
  const { source, destination } = match
  return (packet, { namespace }) =>
    (!source || source.is.includes(addressType(namespace, packet.source)) !== (source.not === true)) &&
    (!destination || destination.is.includes(addressType(namespace, packet.destination)) !== (destination.not === true))
}

function originalTest(match: Extract<Match, { module: 'conntrack-original' }>): Predicate {
  const { destination, destinationPort } = match
  const block = destination && parseIpv4Block(destination.is)
  return ({ tracked }) => {
    const original = tracked?.entry.original
    if (!original) return false
    const fits = !block || !isV4(original.destination) || blockContains(block, original.destination) !== (destination?.not === true)
    return fits && (!destinationPort || within(original.destinationPort, destinationPort.is) !== (destinationPort.not === true))
  }
}

function statisticTest(match: Extract<Match, { module: 'statistic' }>): Predicate {
  if (match.mode === 'random') return flip(match.chance, (_packet, { namespace }) => namespace.random.below(0x80000000) < match.chance.is)
  let count = match.every - 1 - match.packet
  return () => {
    const hit = count === match.every - 1
    count = hit ? 0 : count + 1
    return hit !== (match.not === true)
  }
}

/** A token bucket (xt_limit): full at the beginning. */
function limitTest(intervalMs: number, burst: number): Predicate {
  let [tokens, filledMs]: [number, number | undefined] = [burst, undefined]
  return (_packet, { namespace }) => {
    const { nowMs } = namespace.host.clock
    tokens = Math.min(burst, tokens + (nowMs - (filledMs ?? nowMs)) / intervalMs)
    filledMs = nowMs
    if (tokens < 1) return false
    tokens--
    return true
  }
}

function physdevTest(match: Extract<Match, { module: 'physdev' }>): Predicate {
  const is = (wanted: Negatable<true> | undefined, value: boolean) => !wanted || value !== (wanted.not === true)
  const named = (wanted: Negatable<string> | undefined, device: Device | undefined) =>
    !wanted || nameFits(wanted.is, device) !== (wanted.not === true)
  return (packet) =>
    named(match.in, packet.physicalIn) &&
    named(match.out, packet.physicalOut) &&
    is(match.isIn, packet.physicalIn !== undefined) &&
    is(match.isOut, packet.physicalOut !== undefined) &&
    is(match.isBridged, packet.physicalIn !== undefined && packet.physicalOut !== undefined)
}

function inRange(wanted: Negatable<readonly [string, string]> | undefined, ip: Ip): boolean {
  if (!wanted) return true
  const [from, to] = [parseIp(wanted.is[0]), parseIp(wanted.is[1])]
  const inside = isV4(ip) && from !== undefined && to !== undefined && ip >= Number(from) && ip <= Number(to)
  return inside !== (wanted.not === true)
}

/** Addresses seen lately, by list (xt_recent); kept with the rule that names the list first in a namespace. */
const recentLists = new WeakMap<NetNamespace, Map<string, Map<string, number[]>>>()

function recentTest(match: Extract<Match, { module: 'recent' }>): Predicate {
  return (packet, { namespace }) => {
    const lists = recentLists.get(namespace) ?? new Map<string, Map<string, number[]>>()
    recentLists.set(namespace, lists)
    const list = lists.get(match.name) ?? new Map<string, number[]>()
    lists.set(match.name, list)
    const key = formatIp(packet.source)
    const { nowMs } = namespace.host.clock
    const seen = list.get(key)
    const fresh = (seen ?? []).filter((atMs) => match.seconds === undefined || nowMs - atMs <= match.seconds * 1000)
    let hit = seen !== undefined && fresh.length >= (match.hitcount ?? 1)
    if (match.action === 'set' || (match.action === 'update' && hit)) list.set(key, [...(seen ?? []), nowMs].slice(-20))
    if (match.action === 'set') hit = true
    if ((match.action === 'remove' && hit) || (match.reap && seen && fresh.length === 0)) list.delete(key)
    return hit !== (match.not === true)
  }
}
