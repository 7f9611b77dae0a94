import type { Clock } from '../../../../base/clock.ts'
import { limits } from '../../../../base/limits.ts'
import { isIcmpError } from '../ip/icmp-error.ts'
import type { Ip } from '../ip-text.ts'
import { formatIp } from '../ip-text.ts'
import type { ConntrackEntry, ConntrackTuple } from '../netfilter-calls.ts'
import type { IcmpMessage, Packet, TcpSegment } from '../packet.ts'
import { TcpFlags } from '../packet.ts'

export interface Tuple {
  readonly protocol: 'tcp' | 'udp' | 'icmp'
  readonly source: Ip
  readonly destination: Ip
  readonly sourcePort: number
  readonly destinationPort: number
}

export const invert = (tuple: Tuple): Tuple => ({
  protocol: tuple.protocol,
  source: tuple.destination,
  destination: tuple.source,
  sourcePort: tuple.destinationPort,
  destinationPort: tuple.sourcePort,
})

export const sameTuple = (a: Tuple, b: Tuple): boolean => keyOf(a) === keyOf(b)

export const tupleOf = (packet: Packet): Tuple => ({
  protocol: packet.payload.kind,
  source: packet.source,
  destination: packet.destination,
  sourcePort: packet.sourcePort,
  destinationPort: packet.destinationPort,
})

const keyOf = (tuple: Tuple): string => `${tuple.protocol} ${tuple.source}:${tuple.sourcePort} ${tuple.destination}:${tuple.destinationPort}`

export type Direction = 'original' | 'reply'

/** A packet's place in a tracked connection. */
export interface Tracked {
  readonly entry: Tracking
  readonly direction: Direction
  /** An ICMP error about the connection. */
  readonly related: boolean
}

type TcpTracking = 'SYN_SENT' | 'SYN_RECV' | 'ESTABLISHED' | 'FIN_WAIT' | 'CLOSE_WAIT' | 'LAST_ACK' | 'TIME_WAIT' | 'CLOSE'

/** Seconds an entry lives without traffic (nf_conntrack_proto_tcp.c, _udp.c, _icmp.c). */
const tcpTimeouts: Readonly<Record<TcpTracking, number>> = {
  SYN_SENT: 120,
  SYN_RECV: 60,
  ESTABLISHED: 432_000,
  FIN_WAIT: 120,
  CLOSE_WAIT: 60,
  LAST_ACK: 30,
  TIME_WAIT: 120,
  CLOSE: 10,
}

/** A tracked connection (nf_conn): its two tuples differ from each other's inverse where NAT translates. */
export class Tracking {
  reply: Tuple
  confirmed = false
  replied = false
  assured = false
  state: TcpTracking | undefined
  mark = 0
  expiresMs = 0
  readonly sourceNat = { decided: false, applies: false }
  readonly destinationNat = { decided: false, applies: false }
  readonly counted = { original: { packets: 0, bytes: 0 }, reply: { packets: 0, bytes: 0 } }
  icmp: { readonly type: number; readonly code: number; readonly id: number } | undefined

  constructor(readonly original: Tuple) {
    this.reply = invert(original)
  }

  tuple(direction: Direction): Tuple {
    return direction === 'original' ? this.original : this.reply
  }
}

/**
 * The connection tracking table of a namespace (Models net/netfilter/nf_conntrack_core.c): entries by both their tuples, expiring lazily. Leaves
 * out: expectations and helpers (FTP and the like), zones, window checks.
 */
export class Conntrack {
  private readonly entries = new Map<string, { readonly entry: Tracking; readonly direction: Direction }>()
  private sweepAt = 256

  constructor(private readonly clock: Clock) {}

  /** Finds or begins the connection of a packet; false when the table is full. */
  track(packet: Packet): boolean {
    if (packet.tracked || packet.untracked) return true
    const { payload } = packet
    if (payload.kind === 'icmp' && isIcmpError(payload)) {
      this.trackError(packet, payload)
      return true
    }
    const tuple = tupleOf(packet)
    let found = this.find(tuple)
    if (found && payload.kind === 'tcp' && startsAnew(found.entry, found.direction, payload)) {
      this.delete(found.entry)
      found = undefined
    }
    if (!found) {
      if (!mayBegin(packet)) return true
      if (this.entries.size >= 2 * limits.conntrackEntries && this.sweep() >= 2 * limits.conntrackEntries) return false
      const entry = new Tracking(tuple)
      if (payload.kind === 'icmp') entry.icmp = { type: payload.type, code: payload.code, id: payload.id }
      found = { entry, direction: 'original' }
    }
    packet.tracked = { ...found, related: false }
    this.update(found.entry, found.direction, packet)
    return true
  }

  private trackError(packet: Packet, message: IcmpMessage): void {
    const found = message.about && this.find(invert(tupleOf(message.about)))
    if (found) packet.tracked = { ...found, related: true }
  }

  private find(tuple: Tuple): { readonly entry: Tracking; readonly direction: Direction } | undefined {
    const found = this.entries.get(keyOf(tuple))
    if (!found || found.entry.expiresMs > this.clock.nowMs) return found
    this.delete(found.entry)
    return undefined
  }

  private update(entry: Tracking, direction: Direction, packet: Packet): void {
    const counted = entry.counted[direction]
    counted.packets++
    counted.bytes += packet.size
    if (direction === 'reply') entry.replied = true
    let seconds = 30
    if (packet.payload.kind === 'tcp') {
      entry.state = nextState(entry.state, direction, packet.payload)
      if (entry.state === 'ESTABLISHED' && entry.replied) entry.assured = true
      seconds = tcpTimeouts[entry.state]
    } else if (packet.payload.kind === 'udp' && entry.replied) {
      if (entry.counted.original.packets > 1) entry.assured = true
      if (entry.assured) seconds = 120
    }
    entry.expiresMs = this.clock.nowMs + seconds * 1000
  }

  /** The packet got through: its connection is real. False when another one took the translated addresses meanwhile. */
  confirm(packet: Packet): boolean {
    const entry = packet.tracked?.entry
    if (!entry || entry.confirmed || packet.tracked?.related) return true
    if (this.find(entry.reply) || this.find(entry.original)) return false
    entry.confirmed = true
    this.entries.set(keyOf(entry.original), { entry, direction: 'original' })
    this.entries.set(keyOf(entry.reply), { entry, direction: 'reply' })
    if (this.entries.size > this.sweepAt) this.sweepAt = Math.max(256, 2 * this.sweep())
    return true
  }

  /** Whether some other connection's answers would look like the answers to that tuple. */
  taken(tuple: Tuple, except: Tracking): boolean {
    const found = this.find(invert(tuple))
    return found !== undefined && found.entry !== except
  }

  delete(entry: Tracking): void {
    for (const key of [keyOf(entry.original), keyOf(entry.reply)]) if (this.entries.get(key)?.entry === entry) this.entries.delete(key)
  }

  /** Forgets what expired; answers how many keys are left. */
  private sweep(): number {
    for (const { entry } of [...this.entries.values()]) if (entry.expiresMs <= this.clock.nowMs) this.delete(entry)
    return this.entries.size
  }

  /** Living entries, oldest first. */
  list(): readonly Tracking[] {
    this.sweep()
    return [...this.entries.values()].filter(({ direction }) => direction === 'original').map(({ entry }) => entry)
  }

  get count(): number {
    return this.list().length
  }

  describe(entry: Tracking): ConntrackEntry {
    return {
      protocol: entry.original.protocol,
      timeoutSeconds: Math.max(0, Math.floor((entry.expiresMs - this.clock.nowMs) / 1000)),
      state: entry.state,
      original: shown(entry.original, entry.counted.original),
      reply: shown(entry.reply, entry.counted.reply),
      assured: entry.assured,
      replied: entry.replied,
      mark: entry.mark,
      ...(entry.icmp && { icmp: entry.icmp }),
    }
  }
}

const shown = (tuple: Tuple, counted: { readonly packets: number; readonly bytes: number }): ConntrackTuple => ({
  source: formatIp(tuple.source),
  destination: formatIp(tuple.destination),
  sourcePort: tuple.sourcePort,
  destinationPort: tuple.destinationPort,
  packets: counted.packets,
  bytes: counted.bytes,
})

/** A reset or an echo reply out of nowhere begins nothing: INVALID. Other segments are picked up (nf_conntrack_tcp_loose). */
function mayBegin({ payload }: Packet): boolean {
  if (payload.kind === 'tcp') return (payload.flags & TcpFlags.rst) === 0
  return payload.kind === 'udp' || payload.type === 8
}

/** A new SYN over the remains of an old connection. */
function startsAnew(entry: Tracking, direction: Direction, segment: TcpSegment): boolean {
  const opening = (segment.flags & (TcpFlags.syn | TcpFlags.ack)) === TcpFlags.syn
  return opening && direction === 'original' && (entry.state === 'TIME_WAIT' || entry.state === 'CLOSE' || entry.state === 'LAST_ACK')
}

function nextState(state: TcpTracking | undefined, direction: Direction, { flags }: TcpSegment): TcpTracking {
  if (flags & TcpFlags.rst) return 'CLOSE'
  if (flags & TcpFlags.syn) return flags & TcpFlags.ack ? (state === 'ESTABLISHED' ? state : 'SYN_RECV') : (state ?? 'SYN_SENT')
  if (flags & TcpFlags.fin) {
    if (state === 'FIN_WAIT' || state === 'CLOSE_WAIT') return 'LAST_ACK'
    return state === 'LAST_ACK' || state === 'TIME_WAIT' ? state : 'FIN_WAIT'
  }
  if (state === undefined) return 'ESTABLISHED'
  if (state === 'SYN_RECV') return direction === 'original' ? 'ESTABLISHED' : state
  if (state === 'FIN_WAIT') return 'CLOSE_WAIT'
  return state === 'LAST_ACK' ? 'TIME_WAIT' : state
}
