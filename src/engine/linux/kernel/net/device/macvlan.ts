import type { Frame } from '../frame.ts'
import { copyFrame, isArp, isGroupMac } from '../frame.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { RxHandler } from './device.ts'
import { Device } from './device.ts'

/**
 * A second address on a lower device (Models drivers/net/macvlan.c): frames for its MAC are its own. In bridge mode siblings reach each other;
 * in no mode does the lower device's host reach them, as in reality.
 */
export class Macvlan extends Device implements RxHandler {
  readonly kind = 'macvlan'

  constructor(
    name: string,
    mac: string,
    mtu: number,
    namespace: NetNamespace,
    readonly lower: Device,
    readonly mode: 'bridge' | 'private' | 'vepa' | 'passthru',
  ) {
    super(name, mac, mtu, namespace)
    lower.uppers.push(this)
  }

  override get carrier(): boolean {
    return this.lower.running
  }

  protected override get withoutCarrier(): 'LOWERLAYERDOWN' {
    return 'LOWERLAYERDOWN'
  }

  /** Takes what is addressed to it; of broadcasts a copy, so that the lower device and the siblings get theirs. */
  handleFrame(frame: Frame, _from: Device): boolean {
    if (!this.up) return false
    if (isGroupMac(frame.destination)) {
      if (frame.source !== this.mac) this.receive(scrubbed(copyFrame(frame), this.lower.namespace !== this.namespace))
      return false
    }
    if (frame.destination !== this.mac) return false
    this.receive(scrubbed(frame, this.lower.namespace !== this.namespace))
    return true
  }

  protected override send(frame: Frame): void {
    if (this.mode === 'bridge') {
      const siblings = this.lower.uppers.filter((upper): upper is Macvlan => upper instanceof Macvlan && upper !== this && upper.mode === 'bridge')
      const target = siblings.find((sibling) => sibling.mac === frame.destination)
      if (target) {
        target.handleFrame(frame, this.lower)
        return
      }
      if (isGroupMac(frame.destination)) for (const sibling of siblings) sibling.handleFrame(frame, this.lower)
    }
    this.lower.transmit(scrubbed(frame, this.lower.namespace !== this.namespace))
  }

  override removed(): void {
    super.removed()
    const at = this.lower.uppers.indexOf(this)
    if (at >= 0) this.lower.uppers.splice(at, 1)
  }
}

function scrubbed(frame: Frame, crosses: boolean): Frame {
  if (crosses && !isArp(frame.payload)) frame.payload.scrub()
  return frame
}
