import type { Frame } from '../frame.ts'
import { Device } from './device.ts'

/** The loopback interface: what goes out comes in. */
export class Loopback extends Device {
  readonly kind = 'loopback'

  override get carrier(): boolean {
    return true
  }

  override get resolves(): boolean {
    return false
  }

  /** Linux never learns lo's state. */
  override get operState(): 'UNKNOWN' | 'DOWN' {
    return this.up ? 'UNKNOWN' : 'DOWN'
  }

  protected override send(frame: Frame): void {
    this.receive(frame)
  }
}
