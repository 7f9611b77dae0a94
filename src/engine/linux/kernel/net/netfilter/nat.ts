import type { Ip } from '../ip-text.ts'
import { formatIp, isV4, parseIp } from '../ip-text.ts'
import { hop } from '../journey.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { IcmpMessage, Packet } from '../packet.ts'
import type { Conntrack, Tracked, Tracking, Tuple } from './conntrack.ts'
import { invert, sameTuple } from './conntrack.ts'
import type { NatRange } from './rule.ts'

/** Which end of a packet a hook may change: the destination before routing, the source after it. */
export type Manip = 'source' | 'destination'

const TRIES = 2048

/** Decides how a new connection is translated at this hook (nf_nat_setup_info); `range` undefined keeps its addresses, but sees to a unique port. */
export function decideNat(conntrack: Conntrack, ns: NetNamespace, entry: Tracking, manip: Manip, range: NatRange | undefined): boolean {
  const now = manip === 'source' ? entry.sourceNat : entry.destinationNat
  if (now.decided) return true
  const current = invert(entry.reply)
  const chosen = uniqueTuple(conntrack, ns, entry, current, manip, range)
  if (!chosen) return false
  now.decided = true
  if (sameTuple(chosen, current)) return true
  now.applies = true
  entry.reply = invert(chosen)
  return true
}

function uniqueTuple(
  conntrack: Conntrack,
  ns: NetNamespace,
  entry: Tracking,
  current: Tuple,
  manip: Manip,
  range: NatRange | undefined,
): Tuple | undefined {
  const address = pickAddress(current, manip, range)
  const placed: Tuple = manip === 'source' ? { ...current, source: address } : { ...current, destination: address }
  const port = manip === 'source' ? current.sourcePort : current.destinationPort
  const ports = range?.ports
  const fits = !ports || (port >= ports.from && port <= ports.to)
  if (fits && !range?.random && !conntrack.taken(placed, entry)) return placed
  if (manip === 'destination' && !ports) return placed
  const [from, to] = ports ? [ports.from, ports.to] : defaultPorts(port)
  const count = to - from + 1
  const start = count > 1 ? ns.random.below(count) : 0
  for (let i = 0; i < Math.min(count, TRIES); i++) {
    const candidate = withPort(placed, manip, from + ((start + i) % count))
    if (manip === 'destination' || !conntrack.taken(candidate, entry)) return candidate
  }
  return undefined
}

const withPort = (tuple: Tuple, manip: Manip, port: number): Tuple =>
  tuple.protocol === 'icmp'
    ? { ...tuple, sourcePort: port, destinationPort: port }
    : manip === 'source'
      ? { ...tuple, sourcePort: port }
      : { ...tuple, destinationPort: port }

/** Ports keep their class: low ones stay low. */
const defaultPorts = (port: number): readonly [number, number] => (port < 512 ? [1, 511] : port < 1024 ? [600, 1023] : [1024, 65_535])

/** One address of the range, the same for the same source (find_best_ips_proto). */
function pickAddress(current: Tuple, manip: Manip, range: NatRange | undefined): Ip {
  const own = manip === 'source' ? current.source : current.destination
  if (!range?.addresses) return own
  const [from, to] = [parseIp(range.addresses[0]), parseIp(range.addresses[1])]
  if (from === undefined || to === undefined) return own
  if (!isV4(from) || !isV4(to) || from === to) return from
  const seed = isV4(current.source) ? current.source : 0
  return from + ((Math.imul(seed, 0x9e3779b1) >>> 0) % (to - from + 1))
}

/** Rewrites a packet of a translated connection at a hook (nf_nat_packet). */
export function translate(packet: Packet, tracked: Tracked, manip: Manip): void {
  const { entry, direction, related } = tracked
  if (related) {
    translateError(packet, tracked, manip)
    return
  }
  const reverse = direction === 'reply'
  // A reply's destination is what the original's source translation replaced, and the other way round.
  const applies = (manip === 'source') !== reverse ? entry.sourceNat.applies : entry.destinationNat.applies
  if (!applies) return
  const target = invert(entry.tuple(reverse ? 'original' : 'reply'))
  if (manip === 'source') rewrite(packet, 'source', target.source, target.sourcePort)
  else rewrite(packet, 'destination', target.destination, target.destinationPort)
}

function rewrite(packet: Packet, manip: Manip, ip: Ip, port: number): void {
  const before = manip === 'source' ? [packet.source, packet.sourcePort] : [packet.destination, packet.destinationPort]
  if (before[0] === ip && before[1] === port) return
  if (manip === 'source') packet.source = ip
  else packet.destination = ip
  const { payload } = packet
  if (payload.kind === 'icmp') packet.payload = { ...payload, id: port }
  else packet.payload = manip === 'source' ? { ...payload, sourcePort: port } : { ...payload, destinationPort: port }
  hop(packet, 'translated', { what: manip, from: `${formatIp(before[0] ?? 0)}:${before[1]}`, to: `${formatIp(ip)}:${port}` })
}

/** An ICMP error goes to whoever the connection's packets came from, and quotes the packet as that one knows it. */
function translateError(packet: Packet, { entry, direction }: Tracked, manip: Manip): void {
  const theirs = entry.tuple(direction)
  const known = invert(entry.tuple(direction === 'reply' ? 'original' : 'reply'))
  if (manip === 'source') {
    if (packet.source === theirs.source && packet.source !== known.source) packet.source = known.source
    return
  }
  if (packet.destination === theirs.destination) packet.destination = known.destination
  const message = packet.payload as IcmpMessage
  if (!message.about) return
  const about = message.about.clone()
  about.source = known.destination
  about.destination = known.source
  if (about.payload.kind === 'icmp') about.payload = { ...about.payload, id: known.destinationPort }
  else about.payload = { ...about.payload, sourcePort: known.destinationPort, destinationPort: known.sourcePort }
  packet.payload = { ...message, about }
}
