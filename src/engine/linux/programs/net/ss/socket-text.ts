import type { SocketInfo } from '../../../kernel/net/netlink-calls.ts'
import type { Services } from '../services.ts'
import type { SocketOwner } from '../socket-owners.ts'

/** Sockets to show, and what the columns are made from. */
export interface Listing {
  readonly sockets: readonly SocketInfo[]
  readonly netid: boolean
  readonly state: boolean
  readonly numeric: boolean
  readonly services: Services
  readonly hosts: ReadonlyMap<string, string>
  readonly owners: ReadonlyMap<number, readonly SocketOwner[]> | undefined
  readonly timers: boolean
  readonly headings: boolean
}

export const portName = (listing: Listing, socket: SocketInfo, port: number): string => {
  if (port === 0) return '*'
  return (listing.numeric ? undefined : listing.services.name(port, socket.kind)) ?? String(port)
}

/** `users:(("sshd",pid=812,fd=3))`. */
export function ownersText(listing: Listing, socket: SocketInfo): string {
  const owners = listing.owners?.get(socket.inode)
  if (!owners) return ''
  return `users:(${owners
    .toReversed()
    .map(({ name, pid, fd }) => `("${name}",pid=${pid},fd=${fd})`)
    .join(',')})`
}

export function timerText({ timer }: SocketInfo): string {
  if (!timer) return ''
  const seconds = timer.leftMs / 1000
  const left =
    seconds >= 60
      ? `${Math.floor(seconds / 60)}min${Math.floor(seconds % 60) > 0 ? `${Math.floor(seconds % 60)}sec` : ''}`
      : seconds >= 1
        ? `${Math.floor(seconds)}sec`
        : `${Math.floor(timer.leftMs)}ms`
  return `timer:(${timer.kind},${left},0)`
}
