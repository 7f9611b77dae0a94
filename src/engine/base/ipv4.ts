/** An IPv4 address as an unsigned 32-bit number. */
export type Ipv4 = number

/** Parses a dotted quad; undefined when it is none. */
export function parseIpv4(text: string): Ipv4 | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (!match) return undefined
  let value = 0
  for (let i = 1; i <= 4; i++) {
    const byte = Number(match[i])
    if (byte > 255) return undefined
    value = value * 256 + byte
  }
  return value
}

export const formatIpv4 = (address: Ipv4): string => `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`

/** Network mask of a prefix length: 24 is 255.255.255.0. */
export const prefixMask = (prefix: number): Ipv4 => (prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0)

/** Prefix length of a mask; undefined when its ones are not contiguous. */
export function maskPrefix(mask: Ipv4): number | undefined {
  for (let prefix = 0; prefix <= 32; prefix++) if (prefixMask(prefix) === mask) return prefix
  return undefined
}

/** A block of addresses: `172.17.0.0/16`. */
export interface Ipv4Block {
  /** As written; may have host bits set (an interface's own address). */
  readonly address: Ipv4
  readonly prefix: number
}

/** Parses `a.b.c.d/n`; a bare address is a /32. */
export function parseIpv4Block(text: string): Ipv4Block | undefined {
  const [head = '', tail, ...more] = text.split('/')
  const address = parseIpv4(head)
  if (address === undefined || more.length > 0) return undefined
  if (tail === undefined) return { address, prefix: 32 }
  if (!/^\d{1,2}$/.test(tail) || Number(tail) > 32) return undefined
  return { address, prefix: Number(tail) }
}

export const networkOf = (block: Ipv4Block): Ipv4 => (block.address & prefixMask(block.prefix)) >>> 0
export const broadcastOf = (block: Ipv4Block): Ipv4 => (block.address | ~prefixMask(block.prefix)) >>> 0

export const blockContains = (block: Ipv4Block, address: Ipv4): boolean => ((address ^ block.address) & prefixMask(block.prefix)) === 0

export const blocksOverlap = (a: Ipv4Block, b: Ipv4Block): boolean => ((a.address ^ b.address) & prefixMask(Math.min(a.prefix, b.prefix))) === 0

export const formatIpv4Block = (block: Ipv4Block): string => `${formatIpv4(block.address)}/${block.prefix}`
