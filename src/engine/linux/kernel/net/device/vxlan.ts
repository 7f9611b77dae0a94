import type { ArpMessage, Frame } from '../frame.ts'
import { copyFrame, frameBytes, isArp, isGroupMac } from '../frame.ts'
import type { Ip } from '../ip-text.ts'
import { ANY4 } from '../ip-text.ts'
import { beginJourney, endJourney } from '../journey.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { UdpDatagram } from '../packet.ts'
import { Packet } from '../packet.ts'
import type { UdpReceiver } from '../udp-layer.ts'
import { Device } from './device.ts'

export interface VxlanSettings {
  readonly id: number
  /** UDP port: 4789 by IANA, 8472 by Linux. */
  readonly port: number
  readonly local: Ip | undefined
  /** Where frames for unknown addresses go. */
  readonly remote: Ip | undefined
  readonly learning: boolean
  readonly lower: Device | undefined
  /** The namespace whose addresses and routes carry it: where it was made, wherever it moves. */
  readonly underlay: NetNamespace
}

/** An encapsulated frame: the UDP payload. */
export interface Encapsulated extends UdpDatagram {
  readonly vxlan: { readonly id: number; readonly frame: Frame }
}

/** Everything a VXLAN header and the inner Ethernet header add to the inner packet. */
const OVERHEAD = 8
const EMPTY = new Uint8Array(0)

/**
 * A VXLAN tunnel end (Models drivers/net/vxlan): frames travel inside UDP datagrams to the host that the forwarding database names; frames for
 * nobody known go to all remotes. Leaves out: multicast groups, netlink notifications of misses.
 */
export class Vxlan extends Device {
  readonly kind = 'vxlan'
  /** MAC (all zero: everybody) to the hosts behind which it is. */
  readonly fdb = new Map<string, { readonly remotes: Set<Ip>; readonly permanent: boolean }>()

  constructor(
    name: string,
    mac: string,
    mtu: number,
    namespace: NetNamespace,
    readonly settings: VxlanSettings,
  ) {
    super(name, mac, mtu, namespace)
    if (settings.remote !== undefined) this.addRemote('00:00:00:00:00:00', settings.remote, true)
    endsOf(settings.underlay, settings.port).devices.add(this)
  }

  override get carrier(): boolean {
    return this.settings.lower?.running ?? true
  }

  override get operState(): 'UNKNOWN' | 'DOWN' {
    return this.up ? 'UNKNOWN' : 'DOWN'
  }

  addRemote(mac: string, remote: Ip, permanent: boolean): void {
    const known = this.fdb.get(mac)
    if (known && mac === '00:00:00:00:00:00') known.remotes.add(remote)
    else this.fdb.set(mac, { remotes: new Set([remote]), permanent })
  }

  protected override send(frame: Frame): void {
    const known = isGroupMac(frame.destination) ? undefined : this.fdb.get(frame.destination)
    const targets = [...((known ?? this.fdb.get('00:00:00:00:00:00'))?.remotes ?? [])]
    for (const remote of targets) this.encapsulate(remote === targets.at(-1) ? frame : copyFrame(frame), remote)
  }

  private encapsulate(frame: Frame, remote: Ip): void {
    const { underlay, port, id, local, lower } = this.settings
    const inner = frame.payload
    const datagram: Encapsulated = { kind: 'udp', sourcePort: sourcePort(frame), destinationPort: port, data: EMPTY, vxlan: { id, frame } }
    const outer = new Encapsulation(local ?? ANY4, remote, datagram, frameBytes(frame) + OVERHEAD)
    outer.elapsedMs = inner.elapsedMs
    if (!isArp(inner) && inner.recorded) {
      endJourney(inner, 'sent', { device: this.name, vni: id })
      outer.name = inner.name
      beginJourney(underlay.host, outer, inner.cause)
    }
    underlay.send(outer, lower)
  }

  /** A datagram for this tunnel arrived from a remote. */
  decapsulate(frame: Frame, from: Ip, outer: Packet): void {
    const inner: Packet | ArpMessage = frame.payload
    inner.elapsedMs = 0
    inner.crossings = 0
    if (this.settings.learning && !isGroupMac(frame.source)) this.addRemote(frame.source, from, false)
    if (!isArp(inner)) {
      inner.scrub()
      if (inner.recorded) beginJourney(this.namespace.host, inner, outer.cause ?? inner.cause)
    }
    this.receive(frame)
  }

  override removed(): void {
    super.removed()
    endsOf(this.settings.underlay, this.settings.port).devices.delete(this)
  }
}

/** A datagram whose length is that of the frame inside. */
class Encapsulation extends Packet {
  constructor(
    source: Ip,
    destination: Ip,
    payload: Encapsulated,
    private readonly bytes: number,
  ) {
    super(source, destination, payload)
  }

  override get size(): number {
    return 28 + this.bytes
  }

  override clone(): Encapsulation {
    return Object.assign(new Encapsulation(this.source, this.destination, this.payload as Encapsulated, this.bytes), this)
  }
}

/** Flows keep their port, so that conntrack and load balancing see one flow. */
function sourcePort({ payload }: Frame): number {
  const seed = isArp(payload) ? 0 : payload.sourcePort * 31 + payload.destinationPort
  return 32_768 + (seed % 28_232)
}

/** The kernel's UDP socket of a VXLAN port, shared by the tunnels that use it. */
class TunnelEnd implements UdpReceiver {
  readonly family = 'inet'
  readonly localIp = ANY4
  readonly v6Only = false
  readonly device = ''
  readonly remote = undefined
  readonly devices = new Set<Vxlan>()

  constructor(readonly localPort: number) {}

  deliver(packet: Packet, datagram: UdpDatagram): void {
    const { vxlan } = datagram as Partial<Encapsulated>
    if (!vxlan) return
    for (const device of this.devices) if (device.settings.id === vxlan.id) device.decapsulate(vxlan.frame, packet.source, packet)
  }

  error(): void {}
}

const ends = new WeakMap<NetNamespace, Map<number, TunnelEnd>>()

function endsOf(namespace: NetNamespace, port: number): TunnelEnd {
  const byPort = ends.get(namespace) ?? new Map<number, TunnelEnd>()
  ends.set(namespace, byPort)
  let end = byPort.get(port)
  if (!end) {
    end = new TunnelEnd(port)
    byPort.set(port, end)
    namespace.protocols.udp.add(port, end)
  }
  return end
}
