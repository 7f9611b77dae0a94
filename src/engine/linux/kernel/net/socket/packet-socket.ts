import { err, ok } from '../../../../base/result.ts'
import { encode } from '../../../../base/utf8.ts'
import type { Res } from '../../calls.ts'
import { Poll } from '../../calls.ts'
import type { Maybe } from '../../open-file.ts'
import type { Task } from '../../task.ts'
import type { Device } from '../device/device.ts'
import type { Frame } from '../frame.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { SocketInfo } from '../netlink-calls.ts'
import { describeFrame } from '../packet-text.ts'
import type { SocketAddress } from '../socket-address.ts'
import { arpFrame } from './arp-bytes.ts'
import { blocking } from './blocking.ts'
import type { Received } from './socket.ts'
import { Socket } from './socket.ts'

const QUEUED = 1000

/**
 * A packet socket (AF_PACKET): sees every frame of a namespace's devices, or of the one it is bound to with SO_BINDTODEVICE. What it reads is the
 * frame described as one line of JSON (packet-text.ts) instead of its bytes, since no bytes exist. Sends Ethernet frames that carry ARP; leaves out
 * sending any other.
 */
export class PacketSocket extends Socket {
  private readonly waiting: Uint8Array[] = []
  private readonly tap = (device: Device, frame: Frame, direction: 'in' | 'out'): void => this.see(device, frame, direction)

  constructor(task: Task, namespace: NetNamespace) {
    super(task, namespace, 'packet', 'raw')
    namespace.addTap(this.tap)
  }

  private see(device: Device, frame: Frame, direction: 'in' | 'out'): void {
    if (this.options.device !== '' && this.options.device !== device.name) return
    // Loopback shows each packet once.
    if (device.kind === 'loopback' && direction === 'out') return
    if (this.waiting.length >= QUEUED) return
    const atMs = this.namespace.host.clock.unixMs + frame.payload.elapsedMs
    this.waiting.push(encode(JSON.stringify(describeFrame(device.name, frame, direction, atMs))))
    this.changed.wakeAll()
  }

  override send(_task: Task, bytes: Uint8Array): Maybe<number> {
    const device = this.namespace.devices.get(this.options.device)
    if (!device) return err('ENXIO')
    if (!device.up) return err('ENETDOWN')
    const frame = arpFrame(bytes)
    if (!frame) return err('EOPNOTSUPP')
    device.transmit(frame)
    return ok(bytes.length)
  }

  override receive(_task: Task, count: number, untilMs: number | undefined): Maybe<Received> {
    const attempt = (): Res<Received> | undefined => {
      const bytes = this.waiting.shift()
      return bytes && ok({ bytes: bytes.subarray(0, count) })
    }
    return blocking(attempt, { on: [this.changed], nonBlocking: this.nonBlocking, channel: 'packet_recvmsg', ...this.receiveLimit(untilMs) })
  }

  override name(): SocketAddress {
    return { family: 'unix', path: '' }
  }

  override poll(): number {
    return this.waiting.length > 0 ? Poll.in : 0
  }

  override info(): SocketInfo {
    return {
      family: 'packet',
      kind: 'p_raw',
      state: 'UNCONN',
      inode: this.inode,
      uid: this.uid,
      receiveQueue: 0,
      sendQueue: 0,
      localAddress: '*',
      localPort: 0,
      peerAddress: '*',
      peerPort: 0,
      device: this.options.device,
      timer: undefined,
      v6Only: false,
      peerInode: 0,
      path: '',
    }
  }

  protected override close(): void {
    this.namespace.removeTap(this.tap)
    this.changed.wakeAll()
  }
}
