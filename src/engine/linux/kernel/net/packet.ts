import type { FactId, FactValue } from '../../../base/trace.ts'
import type { ContentSlice } from '../content.ts'
import type { Device } from './device/device.ts'
import type { Ip } from './ip-text.ts'
import type { NetHost } from './net-host.ts'
import type { Tracked } from './netfilter/conntrack.ts'

/** What a segment carries: ordinary bytes, or a piece of synthetic content that is never materialised on the way. */
export type Chunk = Uint8Array | ContentSlice

export const isBytes = (chunk: Chunk): chunk is Uint8Array => chunk instanceof Uint8Array

export const TcpFlags = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32 } as const

/** A TCP segment. Sequence numbers count without wrapping; tcpdump shows them modulo 2^32. */
export interface TcpSegment {
  readonly kind: 'tcp'
  readonly sourcePort: number
  readonly destinationPort: number
  readonly seq: number
  readonly ack: number
  readonly flags: number
  readonly window: number
  readonly chunks: readonly Chunk[]
  /** Bytes in the chunks. */
  readonly length: number
}

export interface UdpDatagram {
  readonly kind: 'udp'
  readonly sourcePort: number
  readonly destinationPort: number
  readonly data: Uint8Array
}

export interface IcmpMessage {
  readonly kind: 'icmp'
  readonly type: number
  readonly code: number
  readonly id: number
  readonly sequence: number
  readonly data: Uint8Array
  /** The packet an error is about. */
  readonly about?: Packet
  /** Next-hop MTU of «fragmentation needed». */
  readonly mtu?: number
}

export type Payload = TcpSegment | UdpDatagram | IcmpMessage

const HEADER_BYTES = { tcp: 40, udp: 28, icmp: 28 } as const

/** One step of a packet's journey through a host: see journey.ts. */
export type Hop = Readonly<Record<string, FactValue>>

/** What is written down of a packet on its way. */
export interface Journey {
  readonly host: NetHost
  readonly hops: Hop[]
}

/** An IP packet on its way through one host. Headers change where NAT and forwarding change them; payloads are replaced, never changed. */
export class Packet {
  ttl = 64
  tos = 0
  mark = 0
  /** Number of the packet on the host that made it, for the record. */
  name = ''
  /** Virtual time used since the event that started this walk, milliseconds. */
  elapsedMs = 0
  /** Connection tracking entry and direction, once tracked in the current namespace. */
  tracked: Tracked | undefined
  untracked = false
  inDevice: Device | undefined
  outDevice: Device | undefined
  /** Bridge ports it came in through and goes out of. */
  physicalIn: Device | undefined
  physicalOut: Device | undefined
  /** Owner of the socket that sent it, for the owner match and ss. */
  uid: number | undefined
  gid: number | undefined
  journey: Journey | undefined
  /** Worth recording on every host it passes. */
  recorded = false
  /** The fact that made it go, or its latest one: what an answer is caused by. */
  cause: FactId | undefined
  /** Layer-2 crossings on this host: a loop of bridges ends here. */
  crossings = 0
  /** Came in as a link-layer broadcast or multicast: no ICMP errors about it. */
  broadcast = false
  /** IP_DF: not set, since nothing fragments. */
  dontFragment = true

  constructor(
    public source: Ip,
    public destination: Ip,
    public payload: Payload,
  ) {}

  /** IP length: headers and data. */
  get size(): number {
    const payload = this.payload
    const data = payload.kind === 'tcp' ? payload.length : payload.data.length
    return HEADER_BYTES[payload.kind] + data
  }

  get sourcePort(): number {
    return this.payload.kind === 'icmp' ? this.payload.id : this.payload.sourcePort
  }

  get destinationPort(): number {
    return this.payload.kind === 'icmp' ? this.payload.id : this.payload.destinationPort
  }

  /** A copy that can go another way (flooding, capture). */
  clone(): Packet {
    const copy = new Packet(this.source, this.destination, this.payload)
    Object.assign(copy, this)
    if (this.journey) copy.journey = { ...this.journey, hops: [...this.journey.hops] }
    return copy
  }

  /** Forgets what belongs to the namespace it leaves, as skb_scrub_packet does. */
  scrub(): void {
    this.tracked = undefined
    this.untracked = false
    this.mark = 0
    this.inDevice = undefined
    this.outDevice = undefined
    this.physicalIn = undefined
    this.physicalOut = undefined
    this.uid = undefined
    this.gid = undefined
  }
}

/** Flags as tcpdump prints them: `S.`, `P.`, `F.`. */
export function tcpFlagsText(flags: number): string {
  let text = ''
  if (flags & TcpFlags.fin) text += 'F'
  if (flags & TcpFlags.syn) text += 'S'
  if (flags & TcpFlags.rst) text += 'R'
  if (flags & TcpFlags.psh) text += 'P'
  if (flags & TcpFlags.ack) text += '.'
  return text === '' ? 'none' : text
}
