import type { RandomStream } from '../../../base/random.ts'
import type { FactId } from '../../../base/trace.ts'
import type { Errno } from '../errno.ts'
import type { Device, Tap } from './device/device.ts'
import { DeviceTable } from './device/device-table.ts'
import type { InterfaceAddress } from './device/interface-address.ts'
import { onLink } from './device/interface-address.ts'
import { Loopback } from './device/loopback.ts'
import type { Frame } from './frame.ts'
import { Icmp, sendIcmpError, Unreachable } from './ip/icmp-error.ts'
import { receiveFrame, toProtocol } from './ip/input.ts'
import { sendPacket } from './ip/output.ts'
import { connectedRoute, RouteTable } from './ip/route-table.ts'
import { routeTo, sourceOn } from './ip/routing.ts'
import type { Ip } from './ip-text.ts'
import { isV4, linkLocal } from './ip-text.ts'
import { beginJourney, dropPacket } from './journey.ts'
import type { NetHost } from './net-host.ts'
import type { Hook, Netfilter, Verdict } from './netfilter/netfilter.ts'
import type { Packet } from './packet.ts'
import { Protocols } from './protocols.ts'
import { NetSysctls, sysctlDefault } from './sysctl.ts'

const INITIAL_INODE = 4_026_531_840

/**
 * A network namespace (struct net): its devices, addresses, routes, rules, connections and sockets. An unused one is a few empty tables and a
 * loopback device that is down, so thousands may idle.
 */
export class NetNamespace {
  readonly kind = 'net'
  readonly devices: DeviceTable
  readonly loopback: Loopback
  readonly routes = new RouteTable()
  readonly sysctl: NetSysctls
  /** IPv4 tables, once somebody looked at or changed one. */
  netfilter: Netfilter | undefined
  netfilter6: Netfilter | undefined
  private sockets: Protocols | undefined
  private taps: Set<Tap> | undefined
  private readonly localAddresses = new Map<Ip, number>()
  /** Ids this namespace gave to others it is linked with, in order. */
  private readonly peerIds: NetNamespace[] = []
  private lastArrivalMs = 0
  private packets = 0

  constructor(
    readonly host: NetHost,
    /** The namespace that gets network cards back; absent for the initial one itself. */
    private readonly initial?: NetNamespace,
  ) {
    this.sysctl = new NetSysctls(
      (name) =>
        sysctlDefault(
          name,
          (device) => this.devices.get(device) !== undefined,
          (module) => this.loaded(module),
        ),
      (name, value) => this.sysctlChanged(name, value),
    )
    this.devices = new DeviceTable(this)
    this.loopback = new Loopback('lo', '00:00:00:00:00:00', 65_536, this)
    this.devices.add(this.loopback)
  }

  /** Inode in nsfs: `net:[4026531840]`. */
  get inode(): number {
    return this.host.namespaceInode?.(this) ?? INITIAL_INODE
  }

  get random(): RandomStream {
    return this.host.random.stream(`net/${this.host.hostname}`)
  }

  get protocols(): Protocols {
    this.sockets ??= new Protocols(this)
    return this.sockets
  }

  /** Undefined while no socket was ever made here. */
  get usedProtocols(): Protocols | undefined {
    return this.sockets
  }

  private loaded(module: string): boolean {
    return module === 'br_netfilter' ? this.host.bridgeNetfilter === true : this.netfilter !== undefined
  }

  private sysctlChanged(name: string, value: string): void {
    if (name === 'net.ipv4.ip_forward') this.sysctl.put('net.ipv4.conf.all.forwarding', value)
  }

  /** A frame for this namespace that no bridge took. */
  input(device: Device, frame: Frame): void {
    receiveFrame(this, device, frame)
  }

  /** Sends a packet made here; the error a socket sees at once. */
  send(packet: Packet, device?: Device): Errno | undefined {
    return sendPacket(this, packet, { device })
  }

  /** A layer above heard from an address: its neighbour needs no probe. */
  confirmNeighbour(ip: Ip): void {
    const routed = routeTo(this, ip)
    if (routed.ok && routed.value.kind === 'unicast') routed.value.device.knownNeighbours?.confirm(routed.value.nextHop)
  }

  /** Marks a packet of this namespace for the record. */
  record(packet: Packet, cause: FactId | undefined): void {
    packet.name = this.nextPacketName()
    beginJourney(this.host, packet, cause)
  }

  nextPacketName(): string {
    return `${this.host.hostname}/${this.inode}/${++this.packets}`
  }

  /** A packet reached this namespace for good: its protocol sees it when its time has come, never out of order. */
  arrive(packet: Packet): void {
    const { clock } = this.host
    const atMs = Math.max(clock.nowMs + packet.elapsedMs, this.lastArrivalMs)
    this.lastArrivalMs = atMs
    clock.schedule(atMs - clock.nowMs, () => toProtocol(this, packet))
  }

  /** Nobody answers for a packet's next hop, or no route leads on. */
  unreachable(packet: Packet, what: 'host' | 'net'): void {
    sendIcmpError(this, packet, Icmp.unreachable, what === 'host' ? Unreachable.host : Unreachable.net)
    dropPacket(packet, `${what}-unreachable`, { netns: this.inode })
  }

  /** Walks a packet through a hook's chains; a dropped packet's journey has ended. */
  hook(hook: Hook, packet: Packet): Verdict {
    const netfilter = isV4(packet.destination) ? this.netfilter : this.netfilter6
    return netfilter ? netfilter.run(hook, packet) : 'accept'
  }

  capture(device: Device, frame: Frame, direction: 'in' | 'out'): void {
    if (this.taps) for (const tap of this.taps) tap(device, frame, direction)
  }

  addTap(tap: Tap): void {
    this.taps ??= new Set()
    this.taps.add(tap)
  }

  removeTap(tap: Tap): void {
    this.taps?.delete(tap)
    if (this.taps?.size === 0) this.taps = undefined
  }

  /** An address of this namespace, 127.0.0.0/8 included while lo is up. */
  isLocal(ip: Ip): boolean {
    if (this.localAddresses.has(ip)) return true
    if (isV4(ip)) return ip >>> 24 === 127 && this.loopback.up && this.localAddresses.has(0x7f000001)
    return ip.startsWith('fe80:') && [...this.devices].some((device) => device.up && this.hasIpv6(device) && this.linkLocalOf(device) === ip)
  }

  /** Source address for an ARP question. */
  sourceFor(device: Device, target: Ip): Ip {
    return sourceOn(this, device, target, target)
  }

  hasIpv6(device: Device): boolean {
    return !this.sysctl.flag('net.ipv6.conf.all.disable_ipv6') && !this.sysctl.flag(`net.ipv6.conf.${device.name}.disable_ipv6`)
  }

  linkLocalOf(device: Device): string {
    return linkLocal(device.mac)
  }

  /** Adds an address to a device; EEXIST when it has it already. */
  addAddress(device: Device, address: InterfaceAddress): Errno | undefined {
    if (device.addresses.some((own) => own.address === address.address && own.prefix === address.prefix)) return 'EEXIST'
    const secondary =
      isV4(address.address) && device.addresses.some((own) => own.prefix === address.prefix && !own.secondary && onLink(own, address.address))
    const added = { ...address, secondary }
    device.addresses.push(added)
    this.localAddresses.set(address.address, (this.localAddresses.get(address.address) ?? 0) + 1)
    if (device.up) this.connect(device, added)
    return undefined
  }

  /** The subnet's route, as the kernel adds it with the address. */
  private connect(device: Device, address: InterfaceAddress): void {
    const base = address.peer ?? address.address
    if (!isV4(base) || !isV4(address.address) || address.noPrefixRoute || address.secondary || address.prefix === 32) {
      if (!isV4(base) || !isV4(address.address) || address.peer === undefined) return
    }
    if (device === this.loopback && address.address >>> 24 === 127) return
    this.routes.add({ ...connectedRoute(device, base, address.prefix), source: address.address })
  }

  removeAddress(device: Device, address: InterfaceAddress): void {
    const at = device.addresses.indexOf(address)
    if (at < 0) return
    device.addresses.splice(at, 1)
    const left = (this.localAddresses.get(address.address) ?? 1) - 1
    if (left > 0) this.localAddresses.set(address.address, left)
    else this.localAddresses.delete(address.address)
    if (!isV4(address.address)) return
    this.routes.deleteWhere((route) => route.device === device && route.source === address.address && route.protocol === 'kernel')
    // Without promote_secondaries the subnet's further addresses go with the first; the routes that used the address as source go anyway.
    this.routes.deleteWhere((route) => route.source === address.address && left <= 0)
    if (!address.secondary)
      for (const other of device.addresses.filter((own) => own.secondary && onLink(address, own.address))) this.removeAddress(device, other)
  }

  forgetAddresses(device: Device): void {
    for (const address of [...device.addresses]) this.removeAddress(device, address)
  }

  /** `ip link set DEV up|down`: routes of a device that goes down are gone for good, those of its subnets come back with it. */
  setUp(device: Device, up: boolean): void {
    if (device.up === up) return
    device.up = up
    if (up) {
      if (device === this.loopback) this.bringUpLoopback()
      for (const address of device.addresses) this.connect(device, address)
      return
    }
    this.routes.deleteWhere((route) => route.device === device)
    device.knownNeighbours?.clear()
  }

  private bringUpLoopback(): void {
    const own = {
      prefix: 8,
      broadcast: undefined,
      scope: 'host',
      label: 'lo',
      peer: undefined,
      secondary: false,
      noPrefixRoute: false,
      validUntilMs: undefined,
    } as const
    if (!this.localAddresses.has(0x7f000001)) this.addAddress(this.loopback, { ...own, address: 0x7f000001 })
    if (!this.localAddresses.has('::1') && this.hasIpv6(this.loopback)) this.addAddress(this.loopback, { ...own, address: '::1', prefix: 128 })
  }

  /** This namespace's id for another (RTM_NEWNSID), given at first need. */
  peerId(other: NetNamespace): number {
    const known = this.peerIds.indexOf(other)
    if (known >= 0) return known
    this.peerIds.push(other)
    return this.peerIds.length - 1
  }

  knownPeerId(other: NetNamespace): number | undefined {
    const known = this.peerIds.indexOf(other)
    return known < 0 ? undefined : known
  }

  /** The last process and reference went: virtual devices are removed, cards are handed back, sockets' leftovers forgotten. */
  destroy(): void {
    const { initial } = this
    for (const device of this.devices.list()) {
      if (device.kind !== 'ethernet' || !initial) {
        this.devices.remove(device)
        continue
      }
      this.devices.take(device)
      device.moved(initial)
      if (initial.devices.get(device.name)) device.name = initial.devices.freeName('dev')
      initial.devices.add(device)
    }
    this.sockets?.destroy()
    this.netfilter = undefined
    this.netfilter6 = undefined
  }
}
