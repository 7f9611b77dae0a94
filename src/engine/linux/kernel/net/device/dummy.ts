import type { Frame } from '../frame.ts'
import { isArp } from '../frame.ts'
import { dropPacket } from '../journey.ts'
import { Device } from './device.ts'

/** A device that swallows what it is given: somewhere to keep addresses. */
export class Dummy extends Device {
  readonly kind = 'dummy'

  override get carrier(): boolean {
    return true
  }

  override get resolves(): boolean {
    return false
  }

  override get operState(): 'UNKNOWN' | 'DOWN' {
    return this.up ? 'UNKNOWN' : 'DOWN'
  }

  protected override send(frame: Frame): void {
    if (!isArp(frame.payload)) dropPacket(frame.payload, 'dummy-device', { device: this.name })
  }
}
