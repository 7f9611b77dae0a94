import type { Frame } from '../frame.ts'
import { copyFrame, isArp, isGroupMac } from '../frame.ts'
import { dropPacket, hop } from '../journey.ts'
import { bridgeForwardHook, bridgePreroutingHook } from '../netfilter/bridge-netfilter.ts'
import type { RxHandler } from './device.ts'
import { Device } from './device.ts'

/** bridge_ageing_time. */
const AGEING_MS = 300_000

export interface BridgePort {
  readonly device: Device
  readonly number: number
  hairpin: boolean
  isolated: boolean
}

interface Learnt {
  readonly port: Device
  atMs: number
  readonly permanent: boolean
}

/**
 * A learning switch (Models net/bridge): ports, a forwarding database that ages, flooding, hairpin and isolated ports, br_netfilter. Leaves out:
 * spanning tree (a loop of bridges ends when a frame has crossed too many devices), VLANs, multicast snooping.
 */
export class Bridge extends Device implements RxHandler {
  readonly kind = 'bridge'
  readonly ports = new Map<Device, BridgePort>()
  private readonly fdb = new Map<string, Learnt>()
  /** Set by hand: it no longer follows its ports. */
  macFixed = false

  /** A bridge without working ports has none. */
  override get carrier(): boolean {
    for (const port of this.ports.keys()) if (port.running) return true
    return false
  }

  get ageingMs(): number {
    return AGEING_MS
  }

  addPort(device: Device): void {
    const taken = new Set([...this.ports.values()].map((port) => port.number))
    let number = 1
    while (taken.has(number)) number++
    this.ports.set(device, { device, number, hairpin: false, isolated: false })
    device.master = this
    this.followPorts()
  }

  removePort(device: Device): void {
    if (!this.ports.delete(device)) return
    device.master = undefined
    for (const [mac, learnt] of this.fdb) if (learnt.port === device) this.fdb.delete(mac)
    this.followPorts()
  }

  /** The lowest address of its ports, unless it was set. */
  private followPorts(): void {
    if (this.macFixed || this.ports.size === 0) return
    this.mac = [...this.ports.keys()].map((port) => port.mac).sort()[0] ?? this.mac
  }

  /** A frame came in through a port. */
  handleFrame(frame: Frame, from: Device): boolean {
    const port = this.ports.get(from)
    if (!port || !this.up) return false
    const clock = this.namespace.host.clock
    if (!isGroupMac(frame.source)) this.learn(frame.source, from, clock.nowMs)
    if (!isArp(frame.payload)) {
      frame.payload.physicalIn = from
      const outcome = bridgePreroutingHook(this, frame, from)
      if (outcome !== 'bridge') return true
    }
    if (isGroupMac(frame.destination)) {
      this.flood(frame, port)
      this.deliverLocally(copyFrame(frame))
    } else if (this.ownsMac(frame.destination)) this.deliverLocally(frame)
    else this.forward(frame, port)
    return true
  }

  private ownsMac(mac: string): boolean {
    if (mac === this.mac) return true
    for (const port of this.ports.keys()) if (port.mac === mac) return true
    return false
  }

  private learn(mac: string, port: Device, atMs: number): void {
    const known = this.fdb.get(mac)
    if (known?.permanent) return
    if (known?.port === port) known.atMs = atMs
    else this.fdb.set(mac, { port, atMs, permanent: false })
  }

  /** To the bridge's own interface. */
  private deliverLocally(frame: Frame): void {
    this.counters.rxPackets++
    this.counters.rxBytes += isArp(frame.payload) ? 28 : frame.payload.size
    this.namespace.capture(this, frame, 'in')
    if (!isArp(frame.payload)) hop(frame.payload, 'crossed', { device: this.name, netns: this.namespace.inode, direction: 'in' })
    this.namespace.input(this, frame)
  }

  private portOf(mac: string): BridgePort | undefined {
    const known = this.fdb.get(mac)
    if (!known) return undefined
    if (!known.permanent && this.namespace.host.clock.nowMs - known.atMs > AGEING_MS) {
      this.fdb.delete(mac)
      return undefined
    }
    return this.ports.get(known.port)
  }

  /** Between ports. */
  private forward(frame: Frame, from: BridgePort): void {
    const to = this.portOf(frame.destination)
    if (!to) {
      this.flood(frame, from)
      return
    }
    if (!this.maySend(from, to)) {
      if (!isArp(frame.payload)) dropPacket(frame.payload, from === to ? 'no-hairpin' : 'isolated-port', { device: this.name })
      return
    }
    this.passOn(frame, to)
  }

  private maySend(from: BridgePort, to: BridgePort): boolean {
    return (from !== to || to.hairpin) && !(from.isolated && to.isolated) && to.device.up
  }

  private passOn(frame: Frame, to: BridgePort): void {
    if (!isArp(frame.payload) && bridgeForwardHook(this, frame.payload, to.device) === 'taken') return
    if (!isArp(frame.payload)) hop(frame.payload, 'bridged', { bridge: this.name, netns: this.namespace.inode, port: to.device.name })
    to.device.transmit(frame)
  }

  private flood(frame: Frame, from: BridgePort): void {
    for (const port of this.ports.values()) if (this.maySend(from, port)) this.passOn(copyFrame(frame), port)
    // Only the copies are worth a record; the original ends here without one unless it is delivered locally too.
  }

  /** From the bridge's own interface. */
  protected override send(frame: Frame): void {
    const port = isGroupMac(frame.destination) ? undefined : this.portOf(frame.destination)
    if (port) {
      if (!isArp(frame.payload)) frame.payload.physicalOut = port.device
      port.device.transmit(frame)
      return
    }
    for (const each of this.ports.values()) if (each.device.up) each.device.transmit(copyFrame(frame))
  }

  addFdb(mac: string, port: Device, permanent: boolean): void {
    this.fdb.set(mac, { port, atMs: this.namespace.host.clock.nowMs, permanent })
  }

  deleteFdb(mac: string): boolean {
    return this.fdb.delete(mac)
  }

  /** Learnt addresses that have not aged. */
  *learnt(): Iterable<readonly [mac: string, port: Device, permanent: boolean]> {
    for (const [mac, known] of this.fdb) {
      if (known.permanent || this.namespace.host.clock.nowMs - known.atMs <= AGEING_MS) yield [mac, known.port, known.permanent]
    }
  }

  override removed(): void {
    super.removed()
    for (const port of [...this.ports.keys()]) this.removePort(port)
  }
}
