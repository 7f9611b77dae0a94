import type { Clock, Timer } from '../base/clock.ts'
import type { Ethernet, Wire } from '../linux/kernel/net/device/ethernet.ts'
import { copyFrame, type Frame, frameBytes, isGroupMac } from '../linux/kernel/net/frame.ts'

/** How fast and how far a port of a segment is. */
export interface PortSpeed {
  /** Bits a second in each direction. */
  readonly bitsPerSecond: number
  /** One way, from the card to the segment's middle. */
  readonly latencyMs: number
}

/**
 * An Ethernet segment: cards plugged into a learning switch. Each port sends and receives at its own speed, a frame at a time, so a big transfer
 * takes the time of the slowest port on its way. Leaves out collisions, loss and spanning trees.
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

  /** A frame has reached the switch: on to where its destination was last heard, or to everyone. */
  forward(frame: Frame, from: Port): void {
    this.learnt.set(frame.source, from)
    const to = isGroupMac(frame.destination) ? undefined : this.learnt.get(frame.destination)
    if (to) {
      if (to !== from) to.receive(frame)
      return
    }
    for (const port of this.ports) if (port !== from) port.receive(copyFrame(frame))
  }
}

/** A card's place on a segment. */
export class Port implements Wire {
  carrier = true
  private sendsUntilMs = 0
  private receivesUntilMs = 0
  private readonly underWay = new Set<Timer>()

  constructor(
    private readonly segment: Segment,
    private readonly card: Ethernet,
    private readonly speed: PortSpeed,
    private readonly clock: Clock,
  ) {}

  transmit(frame: Frame): void {
    if (!this.carrier) return
    const startsMs = Math.max(this.clock.nowMs + frame.payload.elapsedMs, this.sendsUntilMs)
    this.sendsUntilMs = startsMs + this.transferMs(frame)
    this.after(this.sendsUntilMs + this.speed.latencyMs, () => this.segment.forward(frame, this))
  }

  receive(frame: Frame): void {
    if (!this.carrier) return
    // Cut-through: what the sender's port took as long to send arrives as it comes, unless this port is the slower one.
    const transferMs = this.transferMs(frame)
    const doneMs = Math.max(this.clock.nowMs, this.receivesUntilMs + transferMs)
    this.receivesUntilMs = doneMs
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
