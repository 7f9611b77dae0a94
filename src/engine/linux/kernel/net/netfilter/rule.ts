/** A netfilter rule as plain data: what iptables' arguments say, in iptables' own terms. Texts such as `172.17.0.0/16` are kept canonical. */
export interface Rule {
  /** `10.0.0.0/8`; a bare address is written with /32. */
  readonly source?: Negatable<string>
  readonly destination?: Negatable<string>
  /** A name, or a prefix ending in `+`. */
  readonly inInterface?: Negatable<string>
  readonly outInterface?: Negatable<string>
  /** `tcp`, `udp`, `icmp`, ...; absent for all. */
  readonly protocol?: Negatable<string>
  /** Extension matches, in the order given. */
  readonly matches: readonly Match[]
  /** Absent: the rule only counts. */
  readonly target?: Target
}

export interface Negatable<T> {
  readonly is: T
  readonly not?: boolean
}

/** Inclusive; from and to are equal for one port. */
export interface PortRange {
  readonly from: number
  readonly to: number
}

export type TcpFlag = 'FIN' | 'SYN' | 'RST' | 'PSH' | 'ACK' | 'URG'
export type ConnectionState = 'INVALID' | 'NEW' | 'RELATED' | 'ESTABLISHED' | 'UNTRACKED' | 'SNAT' | 'DNAT'
export type AddressType = 'UNSPEC' | 'UNICAST' | 'LOCAL' | 'BROADCAST' | 'MULTICAST' | 'BLACKHOLE' | 'UNREACHABLE' | 'PROHIBIT'

export type Match =
  | {
      readonly module: 'tcp'
      readonly sourcePort?: Negatable<PortRange>
      readonly destinationPort?: Negatable<PortRange>
      readonly flags?: Negatable<{ readonly mask: readonly TcpFlag[]; readonly set: readonly TcpFlag[] }>
    }
  | { readonly module: 'udp'; readonly sourcePort?: Negatable<PortRange>; readonly destinationPort?: Negatable<PortRange> }
  /** Undefined code: any; type 255 is any type. */
  | { readonly module: 'icmp'; readonly type: Negatable<{ readonly type: number; readonly code?: number }> }
  | { readonly module: 'multiport'; readonly which: 'source' | 'destination' | 'either'; readonly ports: Negatable<readonly PortRange[]> }
  | { readonly module: 'conntrack' | 'state'; readonly states: Negatable<readonly ConnectionState[]> }
  | { readonly module: 'conntrack-original'; readonly destination?: Negatable<string>; readonly destinationPort?: Negatable<PortRange> }
  | { readonly module: 'addrtype'; readonly source?: Negatable<readonly AddressType[]>; readonly destination?: Negatable<readonly AddressType[]> }
  | { readonly module: 'comment'; readonly text: string }
  /** `chance` of 2^31, as the kernel stores a probability. */
  | { readonly module: 'statistic'; readonly mode: 'random'; readonly chance: Negatable<number> }
  | { readonly module: 'statistic'; readonly mode: 'nth'; readonly every: number; readonly packet: number; readonly not?: boolean }
  | { readonly module: 'mark' | 'connmark'; readonly mark: Negatable<Masked> }
  /** Tokens a second times 10000 is how xt_limit counts; here the interval between two in milliseconds. */
  | { readonly module: 'limit'; readonly rate: string; readonly intervalMs: number; readonly burst: number }
  | {
      readonly module: 'physdev'
      readonly in?: Negatable<string>
      readonly out?: Negatable<string>
      readonly isIn?: Negatable<true>
      readonly isOut?: Negatable<true>
      readonly isBridged?: Negatable<true>
    }
  | { readonly module: 'owner'; readonly uid?: Negatable<number>; readonly gid?: Negatable<number> }
  | { readonly module: 'mac'; readonly source: Negatable<string> }
  | { readonly module: 'pkttype'; readonly type: Negatable<'unicast' | 'broadcast' | 'multicast'> }
  | { readonly module: 'length'; readonly bytes: Negatable<PortRange> }
  | {
      readonly module: 'iprange'
      readonly source?: Negatable<readonly [string, string]>
      readonly destination?: Negatable<readonly [string, string]>
    }
  | {
      readonly module: 'recent'
      readonly action: 'set' | 'rcheck' | 'update' | 'remove'
      readonly name: string
      readonly seconds?: number
      readonly hitcount?: number
      readonly reap?: boolean
      readonly not?: boolean
    }
  | { readonly module: 'rpfilter'; readonly loose?: boolean; readonly invert?: boolean }

export interface Masked {
  readonly value: number
  /** 0xffffffff for all bits. */
  readonly mask: number
}

export type RejectWith =
  | 'icmp-net-unreachable'
  | 'icmp-host-unreachable'
  | 'icmp-proto-unreachable'
  | 'icmp-port-unreachable'
  | 'icmp-net-prohibited'
  | 'icmp-host-prohibited'
  | 'icmp-admin-prohibited'
  | 'tcp-reset'

/** Where NAT sends or makes a packet appear from. */
export interface NatRange {
  readonly addresses?: readonly [from: string, to: string]
  readonly ports?: PortRange
  readonly random?: 'random' | 'random-fully'
  readonly persistent?: boolean
}

export type Target =
  | { readonly kind: 'ACCEPT' | 'DROP' | 'RETURN' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  | { readonly kind: 'REJECT'; readonly with: RejectWith }
  | { readonly kind: 'MASQUERADE' | 'SNAT' | 'DNAT' | 'REDIRECT'; readonly to: NatRange }
  /** mark = (mark & ~mask) ^ value. */
  | { readonly kind: 'MARK'; readonly mark: Masked }
  | { readonly kind: 'CONNMARK'; readonly op: 'set' | 'save' | 'restore'; readonly mark: Masked }
  | { readonly kind: 'LOG'; readonly prefix: string; readonly level: number }
  | { readonly kind: 'NOTRACK' }
  | { readonly kind: 'TCPMSS'; readonly clampToPmtu: true }

/** A rule as a text that is equal exactly when the rules are. */
export function ruleKey(rule: Rule): string {
  return JSON.stringify(rule, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
