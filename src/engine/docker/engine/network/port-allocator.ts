import type { Sys } from '../../../linux/kernel/calls.ts'
import { readFile } from '../../../linux/libc/stdio.ts'
import { internal } from '../errdefs.ts'

/** Host ports this daemon gave away (libnetwork/portallocator). Unasked-for ones come from the host's ephemeral range, one after the other. */
export class PortAllocator {
  private readonly taken = new Map<string, Set<number>>()
  private readonly last = new Map<string, number>()
  private begin = 32_768
  private end = 60_999;

  *initialise(): Sys<void> {
    const range = yield* readFile('/proc/sys/net/ipv4/ip_local_port_range')
    const [begin, end] = range.ok ? range.value.trim().split(/\s+/).map(Number) : []
    if (begin && end) {
      this.begin = begin
      this.end = end
    }
  }

  private set(protocol: string, ip: string): Set<number> {
    const key = `${protocol}/${ip}`
    const known = this.taken.get(key) ?? new Set<number>()
    this.taken.set(key, known)
    return known
  }

  /** An address without a port set of its own is also covered by the wildcard's. */
  private free(protocol: string, ips: readonly string[], port: number): string | undefined {
    for (const ip of ips) {
      const wildcard = ip.includes(':') ? '::' : '0.0.0.0'
      if (this.set(protocol, ip).has(port)) return ip
      if (ip !== wildcard && this.set(protocol, wildcard).has(port)) return ip
      if (ip !== wildcard) continue
      for (const [key, ports] of this.taken) {
        const [family = '', other = ''] = [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)]
        if (family === protocol && other.includes(':') === ip.includes(':') && ports.has(port)) return ip
      }
    }
    return undefined
  }

  /** The same port on all addresses; start 0 for any. Throws as upstream when there is none. */
  request(protocol: string, ips: readonly string[], start: number, end: number): number {
    if (start !== 0 && start === end) {
      const clash = this.free(protocol, ips, start)
      if (clash !== undefined) throw internal(`Bind for ${clash}:${start} failed: port is already allocated`)
      this.take(protocol, ips, start)
      return start
    }
    const [low, high] = start === 0 ? [this.begin, this.end] : [start, end]
    const key = `${protocol} ${low}`
    const count = high - low + 1
    let port = this.last.get(key) ?? low - 1
    for (let i = 0; i < count; i++) {
      port = port + 1 > high ? low : port + 1
      if (this.free(protocol, ips, port) !== undefined) continue
      this.last.set(key, port)
      this.take(protocol, ips, port)
      return port
    }
    throw internal('all ports are allocated')
  }

  private take(protocol: string, ips: readonly string[], port: number): void {
    for (const ip of ips) this.set(protocol, ip).add(port)
  }

  release(protocol: string, ip: string, port: number): void {
    this.set(protocol, ip).delete(port)
  }
}
