import type { Frame } from '../frame.ts'
import { isArp } from '../frame.ts'
import { Device } from './device.ts'

/** One end of a virtual cable (Models drivers/net/veth.c): what one end sends, the other receives, in whatever namespace it is. */
export class Veth extends Device {
  readonly kind = 'veth'
  peer: Veth | undefined

  override get carrier(): boolean {
    return this.up && this.peer?.up === true
  }

  protected override get withoutCarrier(): 'LOWERLAYERDOWN' {
    return 'LOWERLAYERDOWN'
  }

  protected override send(frame: Frame): void {
    const peer = this.peer
    if (!peer) return
    if (!isArp(frame.payload) && peer.namespace !== this.namespace) frame.payload.scrub()
    peer.receive(frame)
  }

  override removed(): void {
    super.removed()
    const peer = this.peer
    this.peer = undefined
    if (!peer) return
    peer.peer = undefined
    peer.namespace.devices.remove(peer)
  }
}
