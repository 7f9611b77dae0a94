import type { Timer } from '../../../../base/clock.ts'
import { BROADCAST_MAC } from '../frame.ts'
import type { Ip } from '../ip-text.ts'
import { formatIp } from '../ip-text.ts'
import { dropPacket } from '../journey.ts'
import { recordFact } from '../net-host.ts'
import type { NeighbourState } from '../netlink-calls.ts'
import type { Packet } from '../packet.ts'
import type { Device } from './device.ts'

/** net.ipv4.neigh.default: base_reachable_time, delay_first_probe_time, retrans_time, mcast_solicit, unres_qlen. */
const REACHABLE_MS = 30_000
const DELAY_MS = 5_000
const RETRANSMIT_MS = 1_000
const PROBES = 3
const QUEUED = 101

/** What is known of a neighbour's link-layer address. */
export interface Neighbour {
  readonly ip: Ip
  mac: string | undefined
  state: NeighbourState
  confirmedMs: number
  readonly queue: Packet[]
  probes: number
  timer: Timer | undefined
}

/**
 * The neighbour table of a device (Models net/core/neighbour.c and net/ipv4/arp.c): resolution by a real exchange of frames, reachability that
 * ages lazily, probes only while an entry is used, to the known address first and, once that failed, to everyone. Leaves out: garbage collection thresholds,
 * proxy ARP, gratuitous ARP on link-up (`arp_notify`, which is off by default too).
 */
export class NeighbourTable {
  private readonly entries = new Map<Ip, Neighbour>()

  constructor(private readonly device: Device) {}

  /** Sends a packet to the neighbour, or keeps it until the address is resolved. */
  send(packet: Packet, nextHop: Ip): void {
    const entry = this.entry(nextHop)
    this.age(entry)
    if (entry.mac !== undefined && entry.state !== 'FAILED') {
      if (entry.state === 'STALE') this.delay(entry)
      this.device.transmit({ source: this.device.mac, destination: entry.mac, payload: packet })
      return
    }
    if (entry.queue.length >= QUEUED) dropPacket(entry.queue.shift() as Packet, 'neighbour-queue-full', { device: this.device.name })
    entry.queue.push(packet)
    if (entry.state !== 'INCOMPLETE' || !entry.timer) {
      entry.state = 'INCOMPLETE'
      entry.probes = 0
      this.probe(entry, packet)
    }
  }

  private entry(ip: Ip): Neighbour {
    let entry = this.entries.get(ip)
    if (!entry) {
      entry = { ip, mac: undefined, state: 'INCOMPLETE', confirmedMs: 0, queue: [], probes: 0, timer: undefined }
      this.entries.set(ip, entry)
    }
    return entry
  }

  /** An answer or any other ARP message from that address. `create` makes an entry for who was not known (a request to us). */
  learn(ip: Ip, mac: string, how: { readonly reply: boolean; readonly create: boolean; readonly elapsedMs: number }): void {
    const entry = how.create ? this.entry(ip) : this.entries.get(ip)
    if (!entry || entry.state === 'PERMANENT') return
    const clock = this.device.namespace.host.clock
    const waited = entry.queue.length > 0
    if (how.reply || waited) {
      entry.state = 'REACHABLE'
      entry.confirmedMs = clock.nowMs
    } else if (entry.mac !== mac || entry.state === 'FAILED') entry.state = 'STALE'
    entry.mac = mac
    entry.probes = 0
    clock.cancel(entry.timer)
    entry.timer = undefined
    if (waited) this.recordResolution(entry)
    const queue = entry.queue.splice(0)
    for (const packet of queue) {
      packet.elapsedMs = how.elapsedMs
      this.device.transmit({ source: this.device.mac, destination: mac, payload: packet })
    }
  }

  private recordResolution(entry: Neighbour): void {
    const cause = entry.queue.find((packet) => packet.recorded)?.cause
    const { host, inode } = this.device.namespace
    recordFact(host, 'neighbour.resolved', { device: this.device.name, netns: inode, address: formatIp(entry.ip), mac: entry.mac }, cause)
  }

  /** The layers above heard from it (dst_confirm): no probe needed. */
  confirm(ip: Ip): void {
    const entry = this.entries.get(ip)
    if (!entry?.mac || entry.state === 'PERMANENT' || entry.state === 'FAILED') return
    const clock = this.device.namespace.host.clock
    entry.confirmedMs = clock.nowMs
    entry.state = 'REACHABLE'
    clock.cancel(entry.timer)
    entry.timer = undefined
  }

  private age(entry: Neighbour): void {
    if (entry.state === 'REACHABLE' && this.device.namespace.host.clock.nowMs - entry.confirmedMs > REACHABLE_MS) entry.state = 'STALE'
  }

  /** A stale address is used meanwhile; unless somebody confirms it within 5 s it is asked again. */
  private delay(entry: Neighbour): void {
    entry.state = 'DELAY'
    const clock = this.device.namespace.host.clock
    entry.timer = clock.schedule(DELAY_MS, () => {
      entry.state = 'PROBE'
      entry.probes = 0
      this.probe(entry, undefined)
    })
  }

  private probe(entry: Neighbour, packet: Packet | undefined): void {
    const clock = this.device.namespace.host.clock
    entry.timer = undefined
    if (entry.probes >= PROBES) {
      this.fail(entry)
      return
    }
    entry.probes++
    entry.timer = clock.schedule(RETRANSMIT_MS + (packet?.elapsedMs ?? 0), () => this.probe(entry, undefined))
    const senderIp = this.device.namespace.sourceFor(this.device, entry.ip)
    this.device.transmit({
      source: this.device.mac,
      destination: entry.state === 'PROBE' && entry.mac ? entry.mac : BROADCAST_MAC,
      payload: {
        kind: 'arp',
        op: 'request',
        senderMac: this.device.mac,
        senderIp,
        targetMac: '00:00:00:00:00:00',
        targetIp: entry.ip,
        elapsedMs: packet?.elapsedMs ?? 0,
        crossings: 0,
      },
    })
  }

  private fail(entry: Neighbour): void {
    entry.state = 'FAILED'
    entry.mac = undefined
    const { host, inode } = this.device.namespace
    const queue = entry.queue.splice(0)
    const cause = queue.find((packet) => packet.recorded)?.cause
    if (queue.length > 0) recordFact(host, 'neighbour.failed', { device: this.device.name, netns: inode, address: formatIp(entry.ip) }, cause)
    for (const packet of queue) {
      packet.elapsedMs = 0
      this.device.namespace.unreachable(packet, 'host')
    }
  }

  /** Set by hand. */
  set(ip: Ip, mac: string, permanent: boolean): void {
    const entry = this.entry(ip)
    this.learn(ip, mac, { reply: true, create: true, elapsedMs: 0 })
    if (permanent) entry.state = 'PERMANENT'
  }

  delete(ip: Ip): boolean {
    const entry = this.entries.get(ip)
    if (entry) this.forget(entry)
    return this.entries.delete(ip)
  }

  has(ip: Ip): boolean {
    return this.entries.has(ip)
  }

  private forget(entry: Neighbour): void {
    this.device.namespace.host.clock.cancel(entry.timer)
    entry.timer = undefined
    for (const packet of entry.queue.splice(0)) dropPacket(packet, 'neighbour-gone', { device: this.device.name })
  }

  /** The device went down or away: everything learnt goes. */
  clear(): void {
    for (const entry of this.entries.values()) this.forget(entry)
    this.entries.clear()
  }

  *list(): Iterable<Neighbour> {
    for (const entry of this.entries.values()) {
      this.age(entry)
      yield entry
    }
  }
}
