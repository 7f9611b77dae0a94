import { assert } from '../../../../base/assert.ts'
import type { Frame } from '../frame.ts'
import { frameBytes, isArp } from '../frame.ts'
import { dropPacket, hop } from '../journey.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { LinkKind, OperState } from '../netlink-calls.ts'
import type { InterfaceAddress } from './interface-address.ts'
import { NeighbourTable } from './neighbour.ts'

export interface Counters {
  rxPackets: number
  rxBytes: number
  rxErrors: number
  rxDropped: number
  txPackets: number
  txBytes: number
  txErrors: number
  txDropped: number
}

/** Sees every frame of a device (packet sockets). */
export type Tap = (device: Device, frame: Frame, direction: 'in' | 'out') => void

/** What a device that uses this one as its lower one, or a bridge that has it as a port, does with what arrives. True when it took the frame. */
export interface RxHandler {
  handleFrame(frame: Frame, from: Device): boolean
}

/** Crossing a link more often than this on one host is a loop of bridges. */
const MAX_CROSSINGS = 16
/** Virtual time of one crossing and bytes a CPU moves in a millisecond: about 20 Gbit/s. */
const CROSSING_MS = 0.004
const HOST_BYTES_PER_MS = 2_500_000

/** A network interface (net_device). */
export abstract class Device {
  abstract readonly kind: LinkKind
  index = 0
  up = false
  promiscuous = false
  alias = ''
  txQueueLength = 1000
  /** Bridge it is a port of. */
  master: (Device & RxHandler) | undefined
  readonly addresses: InterfaceAddress[] = []
  readonly counters: Counters = { rxPackets: 0, rxBytes: 0, rxErrors: 0, rxDropped: 0, txPackets: 0, txBytes: 0, txErrors: 0, txDropped: 0 }
  /** Macvlan and such on top of it. */
  readonly uppers: (Device & RxHandler)[] = []
  private tableOfNeighbours: NeighbourTable | undefined

  constructor(
    public name: string,
    public mac: string,
    public mtu: number,
    public namespace: NetNamespace,
  ) {}

  /** A signal is there: the cable is plugged, the other end is up. */
  abstract get carrier(): boolean

  /** Puts a frame on the medium. */
  protected abstract send(frame: Frame): void

  /** Link-layer addresses are resolved: false on loopback. */
  get resolves(): boolean {
    return true
  }

  get qdisc(): string {
    return 'noqueue'
  }

  /** Whether it operates: up, with a carrier. */
  get running(): boolean {
    return this.up && this.carrier
  }

  get operState(): OperState {
    return this.running ? 'UP' : this.up && !this.carrier ? this.withoutCarrier : 'DOWN'
  }

  protected get withoutCarrier(): OperState {
    return 'DOWN'
  }

  get neighbours(): NeighbourTable {
    this.tableOfNeighbours ??= new NeighbourTable(this)
    return this.tableOfNeighbours
  }

  get knownNeighbours(): NeighbourTable | undefined {
    return this.tableOfNeighbours
  }

  /** Sends a frame out of this device. */
  transmit(frame: Frame): void {
    const bytes = frameBytes(frame)
    if (!this.up) {
      if (!isArp(frame.payload)) dropPacket(frame.payload, 'device-down', { device: this.name })
      return
    }
    this.namespace.capture(this, frame, 'out')
    if (!this.carrier) {
      this.counters.txDropped++
      if (!isArp(frame.payload)) dropPacket(frame.payload, 'no-carrier', { device: this.name })
      return
    }
    this.counters.txPackets += this.packetsIn(bytes)
    this.counters.txBytes += bytes
    frame.payload.elapsedMs += CROSSING_MS + bytes / HOST_BYTES_PER_MS
    if (++frame.payload.crossings > MAX_CROSSINGS) {
      if (!isArp(frame.payload)) dropPacket(frame.payload, 'loop', { device: this.name })
      return
    }
    if (!isArp(frame.payload)) hop(frame.payload, 'crossed', { device: this.name, netns: this.namespace.inode, direction: 'out' })
    this.send(frame)
  }

  /** A frame arrived from the medium. */
  receive(frame: Frame): void {
    const bytes = frameBytes(frame)
    if (!this.up) {
      if (!isArp(frame.payload)) dropPacket(frame.payload, 'device-down', { device: this.name })
      return
    }
    this.counters.rxPackets += this.packetsIn(bytes)
    this.counters.rxBytes += bytes
    this.namespace.capture(this, frame, 'in')
    if (!isArp(frame.payload)) hop(frame.payload, 'crossed', { device: this.name, netns: this.namespace.inode, direction: 'in' })
    if (this.master?.handleFrame(frame, this)) return
    for (const upper of this.uppers) if (upper.handleFrame(frame, this)) return
    this.namespace.input(this, frame)
  }

  /** Segments larger than the MTU count as the packets they stand for. */
  private packetsIn(bytes: number): number {
    return Math.max(1, Math.ceil((bytes - 14) / this.mtu))
  }

  /** Moves to another namespace (`ip link set … netns`); the caller took it out of the old one. */
  moved(to: NetNamespace): void {
    assert(!this.up, 'a device goes down before it moves')
    this.namespace = to
    this.tableOfNeighbours = undefined
  }

  /** The device goes for good: other ends and uppers follow. */
  removed(): void {
    this.tableOfNeighbours?.clear()
    for (const upper of [...this.uppers]) upper.namespace.devices.remove(upper)
  }
}
