import type { Ipv4, Ipv4Block } from '../../../base/ipv4.ts'
import { blockContains, blocksOverlap, broadcastOf, formatIpv4Block, networkOf, parseIpv4Block } from '../../../base/ipv4.ts'

/** Address management of one host (libnetwork ipams/defaultipam): pools for networks, addresses for endpoints. IPv4 only. */
export interface AddressPool {
  readonly base: string
  readonly size: number
}

/** What Docker takes subnets from when it is not told one. */
export const defaultPools: readonly AddressPool[] = [
  { base: '172.17.0.0/16', size: 16 },
  { base: '172.18.0.0/16', size: 16 },
  { base: '172.19.0.0/16', size: 16 },
  { base: '172.20.0.0/14', size: 16 },
  { base: '172.24.0.0/14', size: 16 },
  { base: '172.28.0.0/14', size: 16 },
  { base: '192.168.0.0/16', size: 20 },
]

/** The first subnet of the pools that touches nothing in use; undefined when they are exhausted. */
export function freeSubnet(pools: readonly AddressPool[], used: readonly Ipv4Block[]): Ipv4Block | undefined {
  for (const { base, size } of pools) {
    const whole = parseIpv4Block(base)
    if (!whole) continue
    const step = 2 ** (32 - size)
    const end = broadcastOf(whole)
    for (let address = networkOf(whole); address <= end; address += step) {
      const candidate = { address, prefix: size }
      if (!used.some((block) => blocksOverlap(block, candidate))) return candidate
    }
  }
  return undefined
}

/** The addresses of one subnet: lowest free first. */
export class AddressSet {
  private readonly taken = new Set<Ipv4>()

  constructor(
    readonly subnet: Ipv4Block,
    /** Where unasked-for addresses come from. */
    readonly range: Ipv4Block = subnet,
  ) {
    this.taken.add(networkOf(subnet))
    if (subnet.prefix < 31) this.taken.add(broadcastOf(subnet))
  }

  contains(address: Ipv4): boolean {
    return blockContains(this.subnet, address)
  }

  /** False when it is taken already. */
  take(address: Ipv4): boolean {
    if (this.taken.has(address)) return false
    this.taken.add(address)
    return true
  }

  /** Undefined when the range is full. */
  next(): Ipv4 | undefined {
    const end = broadcastOf(this.range)
    for (let address = networkOf(this.range); address <= end; address++) if (this.take(address)) return address
    return undefined
  }

  release(address: Ipv4): void {
    this.taken.delete(address)
  }

  get text(): string {
    return formatIpv4Block({ address: networkOf(this.subnet), prefix: this.subnet.prefix })
  }
}
