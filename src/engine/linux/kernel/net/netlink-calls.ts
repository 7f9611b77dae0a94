import type { Result } from '../../../base/result.ts'
import type { Fd, Pid } from '../calls.ts'
import type { Errno } from '../errno.ts'

/**
 * Configuration of links, addresses, routes and neighbours (rtnetlink(7)) in the caller's network namespace. Reading is free, changing needs
 * CAP_NET_ADMIN. Addresses are texts; a prefix is written `172.17.0.1/16`.
 */
export interface NetlinkCalls {
  /** By index. */
  linkList(a: object): NetlinkRes<readonly LinkInfo[]>
  linkAdd(a: LinkSpec): NetlinkRes<void>
  /** ENODEV when there is none; fields left out stay. */
  linkSet(a: LinkChange): NetlinkRes<void>
  linkDelete(a: { name: string }): NetlinkRes<void>
  /** Id of another namespace as `link-netnsid` shows it (RTM_GETNSID); undefined when it has none here. */
  namespaceId(a: { namespace: NetNamespaceTarget }): NetlinkRes<number | undefined>
  addressList(a: { device?: string }): NetlinkRes<readonly AddressInfo[]>
  addressAdd(a: AddressSpec): NetlinkRes<void>
  addressDelete(a: { device: string; address: string }): NetlinkRes<void>
  /** The main table as `ip route` lists it; `table: 'local'` the kernel's own. */
  routeList(a: { table?: RouteTableName; family?: 'inet' | 'inet6' }): NetlinkRes<readonly RouteInfo[]>
  routeAdd(a: RouteSpec & { replace?: boolean }): NetlinkRes<void>
  routeDelete(a: Partial<RouteSpec> & { destination: string }): NetlinkRes<void>
  /** The route a packet to that address would take. */
  routeGet(a: { destination: string; source?: string }): NetlinkRes<RouteInfo & { readonly local: boolean }>
  neighbourList(a: { device?: string }): NetlinkRes<readonly NeighbourInfo[]>
  neighbourAdd(a: { device: string; address: string; mac: string; permanent?: boolean; replace?: boolean }): NetlinkRes<void>
  neighbourDelete(a: { device: string; address: string }): NetlinkRes<void>
  /** Forwarding databases of bridges and VXLANs (`bridge fdb`). */
  fdbList(a: { device?: string }): NetlinkRes<readonly FdbInfo[]>
  fdbAdd(a: { device: string; mac: string; remote?: string; permanent?: boolean }): NetlinkRes<void>
  fdbDelete(a: { device: string; mac: string; remote?: string }): NetlinkRes<void>
  /** Every socket of the namespace (inet_diag and unix_diag), in the kernel's order. */
  socketDiag(a: { families?: readonly ('tcp' | 'udp' | 'raw' | 'unix' | 'packet' | 'icmp')[] }): NetlinkRes<readonly SocketInfo[]>
}

export type NetlinkRes<T> = Result<T, NetlinkError>

export interface NetlinkError {
  readonly errno: Errno
  /** The kernel's explanation (NLMSGERR_ATTR_MSG), which ip(8) prints as `Error: …`. */
  readonly message?: string
}

export type LinkKind = 'loopback' | 'ethernet' | 'veth' | 'bridge' | 'dummy' | 'macvlan' | 'vxlan'
export type OperState = 'UP' | 'DOWN' | 'UNKNOWN' | 'LOWERLAYERDOWN'

/** A network namespace by one of its processes or by an open /proc/PID/ns/net. */
export type NetNamespaceTarget = { readonly pid: Pid } | { readonly fd: Fd }

export interface LinkStatistics {
  readonly rxPackets: number
  readonly rxBytes: number
  readonly rxErrors: number
  readonly rxDropped: number
  readonly txPackets: number
  readonly txBytes: number
  readonly txErrors: number
  readonly txDropped: number
}

export interface LinkInfo {
  readonly index: number
  readonly name: string
  readonly kind: LinkKind
  readonly mac: string
  readonly mtu: number
  readonly up: boolean
  readonly carrier: boolean
  readonly promiscuous: boolean
  readonly operState: OperState
  readonly qdisc: string
  readonly txQueueLength: number
  /** Bridge it is a port of. */
  readonly master: string | undefined
  /** Index of the other end (veth) or of the lower device (macvlan, vxlan), in the namespace of `linkNamespaceId`. */
  readonly linkIndex: number | undefined
  /** Name of it when it is in this namespace. */
  readonly linkName: string | undefined
  /** Id of the namespace of the other end when that is another one. */
  readonly linkNamespaceId: number | undefined
  readonly alias: string
  readonly statistics: LinkStatistics
  readonly bridge?: { readonly id: string; readonly stp: boolean; readonly ageingSeconds: number; readonly vlanFiltering: boolean }
  readonly port?: { readonly number: number; readonly state: 'forwarding' | 'disabled'; readonly hairpin: boolean; readonly isolated: boolean }
  readonly macvlan?: { readonly mode: 'bridge' | 'private' | 'vepa' | 'passthru' }
  readonly vxlan?: { readonly id: number; readonly port: number; readonly local?: string; readonly remote?: string; readonly learning: boolean }
}

export interface LinkSpec {
  readonly kind: Exclude<LinkKind, 'loopback' | 'ethernet'>
  /** Absent: the kernel picks the next free one (`veth0`). */
  readonly name?: string
  readonly mac?: string
  readonly mtu?: number
  readonly namespace?: NetNamespaceTarget
  /** veth only. */
  readonly peer?: { readonly name?: string; readonly mac?: string; readonly mtu?: number; readonly namespace?: NetNamespaceTarget }
  /** Lower device: macvlan, vxlan. */
  readonly lower?: string
  readonly macvlanMode?: 'bridge' | 'private' | 'vepa' | 'passthru'
  readonly vxlan?: { readonly id: number; readonly port?: number; readonly local?: string; readonly remote?: string; readonly learning?: boolean }
}

export interface LinkChange {
  readonly name: string
  readonly up?: boolean
  /** Null takes it out of its bridge. */
  readonly master?: string | null
  readonly namespace?: NetNamespaceTarget
  readonly newName?: string
  readonly mac?: string
  readonly mtu?: number
  readonly promiscuous?: boolean
  readonly alias?: string
  readonly txQueueLength?: number
  /** Of a bridge port. */
  readonly hairpin?: boolean
  readonly isolated?: boolean
}

export interface AddressSpec {
  readonly device: string
  /** `172.17.0.1/16`. */
  readonly address: string
  readonly broadcast?: string
  readonly scope?: AddressScope
  readonly label?: string
  /** Point-to-point peer. */
  readonly peer?: string
  /** Leave the subnet's route out. */
  readonly noPrefixRoute?: boolean
  /** Seconds left of a lease; shown as `dynamic`. */
  readonly validSeconds?: number
}

export type AddressScope = 'global' | 'link' | 'host'

export interface AddressInfo extends AddressSpec {
  readonly family: 'inet' | 'inet6'
  readonly deviceIndex: number
  readonly scope: AddressScope
  readonly label: string
  /** A further address in a subnet that the device already has one in. */
  readonly secondary: boolean
}

export type RouteTableName = 'main' | 'local'
export type RouteProtocol = 'kernel' | 'boot' | 'static' | 'dhcp' | 'ra'
export type RouteKind = 'unicast' | 'local' | 'broadcast' | 'unreachable' | 'blackhole' | 'prohibit'

export interface RouteSpec {
  /** `default` or a prefix. */
  readonly destination: string
  readonly via?: string
  readonly device?: string
  readonly source?: string
  readonly metric?: number
  readonly scope?: AddressScope | 'nowhere'
  readonly protocol?: RouteProtocol
  readonly kind?: RouteKind
  readonly mtu?: number
  readonly onLink?: boolean
}

export interface RouteInfo extends RouteSpec {
  readonly family: 'inet' | 'inet6'
  readonly scope: AddressScope | 'nowhere'
  readonly protocol: RouteProtocol
  readonly kind: RouteKind
  /** The device has no carrier, or is down. */
  readonly linkDown: boolean
}

export type NeighbourState = 'INCOMPLETE' | 'REACHABLE' | 'STALE' | 'DELAY' | 'PROBE' | 'FAILED' | 'PERMANENT' | 'NOARP'

export interface NeighbourInfo {
  readonly device: string
  readonly address: string
  readonly mac: string | undefined
  readonly state: NeighbourState
}

export interface FdbInfo {
  readonly device: string
  readonly mac: string
  readonly master: string | undefined
  readonly permanent: boolean
  readonly self: boolean
  readonly remote?: string
}

export type TcpStateName =
  | 'ESTAB'
  | 'SYN-SENT'
  | 'SYN-RECV'
  | 'FIN-WAIT-1'
  | 'FIN-WAIT-2'
  | 'TIME-WAIT'
  | 'CLOSE'
  | 'CLOSE-WAIT'
  | 'LAST-ACK'
  | 'LISTEN'
  | 'CLOSING'
  | 'UNCONN'

export interface SocketInfo {
  readonly family: 'inet' | 'inet6' | 'unix' | 'packet'
  readonly kind: 'tcp' | 'udp' | 'raw' | 'icmp' | 'u_str' | 'u_dgr' | 'u_seq' | 'p_raw' | 'p_dgr'
  readonly state: TcpStateName
  /** Inode as in /proc/PID/fd: `socket:[N]`; 0 for a connection no process holds any more. */
  readonly inode: number
  readonly uid: number
  /** Accepted-queue length of a listener, else bytes waiting. */
  readonly receiveQueue: number
  /** Backlog of a listener, else bytes not acknowledged. */
  readonly sendQueue: number
  readonly localAddress: string
  readonly localPort: number
  readonly peerAddress: string
  readonly peerPort: number
  /** SO_BINDTODEVICE. */
  readonly device: string
  /** Running timer as ss -o shows it: `timewait`, `on`, and how long it has left. */
  readonly timer: { readonly kind: 'timewait' | 'on' | 'persist'; readonly leftMs: number } | undefined
  readonly v6Only: boolean
  /** Unix: inode of the other end. */
  readonly peerInode: number
  /** Unix: path, `@name`, or empty. */
  readonly path: string
}
