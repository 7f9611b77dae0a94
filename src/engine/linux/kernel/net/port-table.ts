import type { Ip } from './ip-text.ts'
import { isAny, isV4 } from './ip-text.ts'
import type { NetNamespace } from './net-namespace.ts'

/** Who holds a port: what bind's rules look at (inet_csk_get_port). */
export interface PortOwner {
  readonly ip: Ip
  readonly family: 'inet' | 'inet6'
  readonly v6Only: boolean
  readonly reuseAddress: boolean
  readonly device: string
  /** A listening TCP socket does not share its port, whatever it says. */
  listening: boolean
}

/** Ports bound in a namespace for one protocol. */
export class PortTable {
  private readonly owners = new Map<number, Set<PortOwner>>()

  constructor(private readonly namespace: NetNamespace) {}

  /** False when somebody else holds the port for an overlapping address. */
  bind(port: number, owner: PortOwner, shareable: boolean): boolean {
    const holders = this.owners.get(port)
    if (holders)
      for (const other of holders)
        if (overlap(owner, other) && !(shareable && owner.reuseAddress && other.reuseAddress && !other.listening)) return false
    if (holders) holders.add(owner)
    else this.owners.set(port, new Set([owner]))
    return true
  }

  release(port: number, owner: PortOwner): void {
    const holders = this.owners.get(port)
    holders?.delete(owner)
    if (holders?.size === 0) this.owners.delete(port)
  }

  isBound(port: number): boolean {
    return this.owners.has(port)
  }

  /** A free port of ip_local_port_range, from a random start: bind takes odd ones first, connect even ones, as Linux does. */
  ephemeral(owner: PortOwner, parity: 'even' | 'odd', acceptable: (port: number) => boolean = () => true): number | undefined {
    const [low = 32_768, high = 60_999] = (this.namespace.sysctl.get('net.ipv4.ip_local_port_range') ?? '').split(/\s+/).map(Number)
    const count = high - low + 1
    const start = this.namespace.random.below(count)
    for (const wanted of parity === 'even' ? [0, 1] : [1, 0]) {
      for (let i = 0; i < count; i++) {
        const port = low + ((start + i) % count)
        if (port % 2 !== wanted) continue
        const holders = this.owners.get(port)
        if (holders && [...holders].some((other) => overlap(owner, other))) continue
        if (acceptable(port)) return port
      }
    }
    return undefined
  }

  get empty(): boolean {
    return this.owners.size === 0
  }
}

function overlap(a: PortOwner, b: PortOwner): boolean {
  if (a.device !== '' && b.device !== '' && a.device !== b.device) return false
  if (isAny(a.ip) && isAny(b.ip)) return a.family === b.family || !(a.family === 'inet6' ? a.v6Only : b.v6Only)
  if (isAny(a.ip)) return covers(a, b.ip)
  if (isAny(b.ip)) return covers(b, a.ip)
  return a.ip === b.ip
}

const covers = (any: PortOwner, ip: Ip): boolean => (any.family === 'inet' ? isV4(ip) : !isV4(ip) || !any.v6Only)
