import type { Clock, Timer } from '../base/clock.ts'
import type { Ethernet, Wire } from '../linux/kernel/net/device/ethernet.ts'
import { copyFrame, type Frame, frameBytes, isArp, isGroupMac } from '../linux/kernel/net/frame.ts'

/** How fast and how far a port of a segment is. */
export interface PortSpeed {
  /** Bits a second in each direction. */
  readonly bitsPerSecond: number
  /** One way, from the card to the segment's middle. */
  readonly latencyMs: number
}

/**
 * An Ethernet segment: cards plugged into a learning switch. Each port sends and receives at its own speed, a frame at a time, so a big transfer
 * takes the time of the slowest port on its way; sparse conversations do not wait behind it. Leaves out collisions, loss and spanning trees.
 */
export class Segment {
  private readonly ports = new Set<Port>()
  private readonly learnt = new Map<string, Port>()

  constructor(
    readonly name: string,
    private readonly clock: Clock,
  ) {}

  /** Plugs a card in; the port it is in now can be pulled and plugged again. */
  plug(card: Ethernet, speed: PortSpeed): Port {
    const port = new Port(this, card, speed, this.clock)
    this.ports.add(port)
    card.wire = port
    return port
  }

  remove(port: Port): void {
    this.ports.delete(port)
    for (const [mac, known] of this.learnt) if (known === port) this.learnt.delete(mac)
  }

  /** A frame has reached the switch after `tookMs` on its sender's cable: on to where its destination was last heard, or to everyone. */
  forward(frame: Frame, from: Port, tookMs: number): void {
    this.learnt.set(frame.source, from)
    const to = isGroupMac(frame.destination) ? undefined : this.learnt.get(frame.destination)
    if (to) {
      if (to !== from) to.receive(frame, tookMs)
      return
    }
    for (const port of this.ports) if (port !== from) port.receive(copyFrame(frame), tookMs)
  }
}

/** A card's place on a segment. */
export class Port implements Wire {
  carrier = true
  private readonly sending = new Queue()
  private readonly receiving = new Queue()
  private readonly underWay = new Set<Timer>()

  constructor(
    private readonly segment: Segment,
    private readonly card: Ethernet,
    private readonly speed: PortSpeed,
    private readonly clock: Clock,
  ) {}

  transmit(frame: Frame): void {
    if (!this.carrier) return
    const tookMs = this.transferMs(frame)
    const sentMs = this.sending.pass(frame, this.clock.nowMs + frame.payload.elapsedMs, tookMs)
    this.after(sentMs + this.speed.latencyMs, () => this.segment.forward(frame, this, tookMs))
  }

  /** Cut-through: what took the sender's port `tookMs` arrives as it comes, unless this port is the slower one. */
  receive(frame: Frame, tookMs: number): void {
    if (!this.carrier) return
    const doneMs = Math.max(this.clock.nowMs, this.receiving.pass(frame, this.clock.nowMs - tookMs, this.transferMs(frame)))
    this.after(doneMs + this.speed.latencyMs, () => {
      if (this.carrier) this.card.deliver(frame)
    })
  }

  /** Pulls the cable or plugs it in again; what is on its way is lost. */
  setCarrier(carrier: boolean): void {
    this.carrier = carrier
    if (carrier) return
    for (const timer of this.underWay) this.clock.cancel(timer)
    this.underWay.clear()
  }

  /** The machine is gone for good. */
  unplug(): void {
    this.setCarrier(false)
    this.segment.remove(this)
  }

  private transferMs(frame: Frame): number {
    return (frameBytes(frame) * 8000) / this.speed.bitsPerSecond
  }

  private after(atMs: number, run: () => void): void {
    const timer = this.clock.schedule(Math.max(0, atMs - this.clock.nowMs), () => {
      this.underWay.delete(timer)
      run()
    })
    this.underWay.add(timer)
  }
}

/** Frames up to this long may overtake: fq_codel lets flows that queue nothing go first. */
const SPARSE_BYTES = 2000

/** One direction of a port: bulk data waits its turn, a frame at a time; small frames of other conversations do not wait behind it. */
class Queue {
  private untilMs = 0
  private readonly flows = new Map<string, number>()

  /** When a frame that is there at `fromMs` and takes `transferMs` is through. */
  pass(frame: Frame, fromMs: number, transferMs: number): number {
    const flow = flowOf(frame)
    if (frameBytes(frame) <= SPARSE_BYTES && (this.flows.get(flow) ?? 0) <= fromMs) return fromMs + transferMs
    this.untilMs = Math.max(fromMs, this.untilMs) + transferMs
    if (this.flows.size > 256) for (const [other, busyMs] of this.flows) if (busyMs <= fromMs) this.flows.delete(other)
    this.flows.set(flow, this.untilMs)
    return this.untilMs
  }
}

/** A conversation's direction: its frames keep their order. */
function flowOf({ payload }: Frame): string {
  if (isArp(payload)) return 'arp'
  return `${payload.source}:${payload.sourcePort} ${payload.destination}:${payload.destinationPort}`
}
