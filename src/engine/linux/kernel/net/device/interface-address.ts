import { broadcastOf, networkOf } from '../../../../base/ipv4.ts'
import type { Ip } from '../ip-text.ts'
import { formatIp, ipv6Groups, isV4 } from '../ip-text.ts'
import type { AddressScope } from '../netlink-calls.ts'

/** An address of an interface (in_ifaddr). */
export interface InterfaceAddress {
  readonly address: Ip
  readonly prefix: number
  readonly broadcast: Ip | undefined
  readonly scope: AddressScope
  readonly label: string
  readonly peer: Ip | undefined
  readonly secondary: boolean
  readonly noPrefixRoute: boolean
  /** Virtual time when a lease ends; undefined for ever. */
  readonly validUntilMs: number | undefined
}

/** Whether an address lies in the interface's subnet (IPv4) or prefix (IPv6). */
export function onLink(own: InterfaceAddress, other: Ip): boolean {
  const base = own.peer ?? own.address
  return samePrefix(base, other, own.prefix)
}

export function samePrefix(a: Ip, b: Ip, prefix: number): boolean {
  if (isV4(a) && isV4(b)) return networkOf({ address: a, prefix }) === networkOf({ address: b, prefix })
  if (isV4(a) || isV4(b)) return false
  const [left, right] = [ipv6Groups(a), ipv6Groups(b)]
  if (!left || !right) return false
  for (let bit = 0; bit < prefix; bit += 16) {
    const mask = prefix - bit >= 16 ? 0xffff : (0xffff << (16 - (prefix - bit))) & 0xffff
    if ((((left[bit / 16] ?? 0) ^ (right[bit / 16] ?? 0)) & mask) !== 0) return false
  }
  return true
}

export const subnetBroadcast = (own: InterfaceAddress): Ip | undefined =>
  isV4(own.address) && own.prefix < 31 ? broadcastOf({ address: own.address, prefix: own.prefix }) : undefined

export const prefixText = (own: InterfaceAddress): string => `${formatIp(own.address)}/${own.prefix}`
