import type { Ipv4 } from '../../../base/ipv4.ts'
import { formatIpv4, parseIpv4 } from '../../../base/ipv4.ts'

/** An address inside the kernel: IPv4 as a number, IPv6 as its canonical text. */
export type Ip = Ipv4 | string

export const ANY4: Ip = 0
export const ANY6: Ip = '::'
export const LOOPBACK4: Ipv4 = 0x7f000001
export const LOOPBACK6 = '::1'

export const isV4 = (ip: Ip): ip is Ipv4 => typeof ip === 'number'
export const isAny = (ip: Ip): boolean => ip === ANY4 || ip === ANY6
export const isLoopback = (ip: Ip): boolean => (isV4(ip) ? ip >>> 24 === 127 : ip === LOOPBACK6)
export const isMulticast = (ip: Ip): boolean => (isV4(ip) ? ip >>> 28 === 14 : ip.startsWith('ff'))

export const formatIp = (ip: Ip): string => (isV4(ip) ? formatIpv4(ip) : ip)

/** Parses either family; IPv4-mapped IPv6 (`::ffff:1.2.3.4`) becomes IPv4. Undefined when it is no address. */
export function parseIp(text: string): Ip | undefined {
  if (!text.includes(':')) return parseIpv4(text)
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)
  if (mapped) return parseIpv4(mapped[1] as string)
  return canonicalIpv6(text)
}

/** RFC 5952 text of an IPv6 address; undefined when it is none. */
export function canonicalIpv6(text: string): string | undefined {
  const groups = ipv6Groups(text)
  return groups && formatIpv6(groups)
}

/** The eight 16-bit groups. */
export function ipv6Groups(text: string): readonly number[] | undefined {
  if (!/^[0-9a-fA-F:]+$/.test(text)) return undefined
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const parse = (part: string | undefined) => (part ? part.split(':') : [])
  const head = parse(halves[0])
  const tail = parse(halves[1])
  if ([...head, ...tail].some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  return [...head, ...new Array<string>(missing).fill('0'), ...tail].map((group) => Number.parseInt(group, 16))
}

export function formatIpv6(groups: readonly number[]): string {
  let [from, length] = [-1, 1]
  for (let i = 0; i < 8; i++) {
    let run = 0
    while (i + run < 8 && groups[i + run] === 0) run++
    if (run > length) [from, length] = [i, run]
  }
  const hex = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':')
  return from < 0 ? hex(groups) : `${hex(groups.slice(0, from))}::${hex(groups.slice(from + length))}`
}

/** Link-local address derived from a MAC (modified EUI-64). */
export function linkLocal(mac: string): string {
  const bytes = mac.split(':').map((part) => Number.parseInt(part, 16))
  const at = (i: number) => bytes[i] ?? 0
  return formatIpv6([0xfe80, 0, 0, 0, ((at(0) ^ 2) << 8) | at(1), (at(2) << 8) | 0xff, 0xfe00 | at(3), (at(4) << 8) | at(5)])
}
