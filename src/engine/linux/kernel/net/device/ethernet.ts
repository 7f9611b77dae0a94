import type { Frame } from '../frame.ts'
import { isArp } from '../frame.ts'
import { beginJourney, endJourney } from '../journey.ts'
import { Device } from './device.ts'

/** The medium a network card is connected to: a cable, a switch, a hypervisor's virtual network (machine/). */
export interface Wire {
  /** The other side is there and powered. */
  readonly carrier: boolean
  /** Takes a frame now (with `payload.elapsedMs` already gone by); it arrives at other cards through `deliver`. */
  transmit(frame: Frame, from: Ethernet): void
}

/** A network card. */
export class Ethernet extends Device {
  readonly kind = 'ethernet'
  wire: Wire | undefined

  override get carrier(): boolean {
    return this.wire?.carrier === true
  }

  override get qdisc(): string {
    return this.up ? 'fq_codel' : 'noop'
  }

  protected override send(frame: Frame): void {
    const { payload } = frame
    if (!isArp(payload)) {
      endJourney(payload, 'sent', { device: this.name })
      payload.scrub()
    }
    this.wire?.transmit(frame, this)
  }

  /** A frame arrives from the wire, in an event of its own. */
  deliver(frame: Frame): void {
    const { payload } = frame
    payload.elapsedMs = 0
    payload.crossings = 0
    if (!isArp(payload) && payload.recorded) beginJourney(this.namespace.host, payload, payload.cause)
    this.receive(frame)
  }
}
