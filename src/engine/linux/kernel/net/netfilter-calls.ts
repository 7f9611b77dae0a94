import type { Result } from '../../../base/result.ts'
import type { Res } from '../calls.ts'
import type { Errno } from '../errno.ts'
import type { Rule } from './netfilter/rule.ts'

/** Configuration of netfilter tables (what iptables(8) and conntrack(8) do) in the caller's network namespace. All need CAP_NET_ADMIN. */
export interface NetfilterCalls {
  /** A table as it is; reading one that was never used creates it, as loading iptable_nat does. */
  netfilterRead(a: { table: TableName; family?: NetfilterFamily }): Res<TableState>
  /** All changes or none (iptables-restore commits a table at once); the error names the change that failed. */
  netfilterChange(a: { table: TableName; family?: NetfilterFamily; changes: readonly TableChange[] }): Result<void, NetfilterError>
  /** Tables in use (/proc/net/ip_tables_names). */
  netfilterTables(a: { family?: NetfilterFamily }): readonly TableName[]
  conntrackList(a: object): Res<readonly ConntrackEntry[]>
  /** Deletes the entries that match (all of them when no field is given); answers how many. */
  conntrackDelete(a: { protocol?: string; source?: string; destination?: string; destinationPort?: number }): Res<number>
}

export type NetfilterFamily = 'ipv4' | 'ipv6'
export type TableName = 'filter' | 'nat' | 'mangle' | 'raw' | 'security'
export type BuiltinChain = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING'
export type ChainPolicy = 'ACCEPT' | 'DROP'

export interface TableState {
  readonly name: TableName
  /** Built-in chains in the table's order, then user chains in order of creation. */
  readonly chains: readonly ChainState[]
}

export interface ChainState {
  readonly name: string
  /** Undefined for a user chain. */
  readonly policy: ChainPolicy | undefined
  /** Packets and bytes that reached the policy. */
  readonly packets: number
  readonly bytes: number
  /** Rules that jump or go to a user chain. */
  readonly references: number
  readonly rules: readonly RuleState[]
}

export interface RuleState {
  readonly rule: Rule
  readonly packets: number
  readonly bytes: number
}

/** Rule numbers count from 1. */
export type TableChange =
  | { readonly do: 'append'; readonly chain: string; readonly rule: Rule; readonly packets?: number; readonly bytes?: number }
  | { readonly do: 'insert'; readonly chain: string; readonly rule: Rule; readonly at: number }
  | { readonly do: 'replace'; readonly chain: string; readonly rule: Rule; readonly at: number }
  /** By number or by specification. */
  | { readonly do: 'delete'; readonly chain: string; readonly at: number }
  | { readonly do: 'delete-rule'; readonly chain: string; readonly rule: Rule }
  | { readonly do: 'new-chain'; readonly chain: string }
  /** Without a name: every empty, unreferenced user chain. */
  | { readonly do: 'delete-chain'; readonly chain?: string }
  | { readonly do: 'rename-chain'; readonly chain: string; readonly to: string }
  | { readonly do: 'flush'; readonly chain?: string }
  | { readonly do: 'policy'; readonly chain: string; readonly policy: ChainPolicy; readonly packets?: number; readonly bytes?: number }
  | { readonly do: 'zero'; readonly chain?: string; readonly at?: number }
  /** Empties the table: what iptables-restore does first without --noflush. */
  | { readonly do: 'reset' }

export interface NetfilterError {
  readonly errno: Errno
  /** Index into the changes. */
  readonly index: number
  readonly why:
    | 'permission'
    | 'no-such-table'
    | 'no-such-chain'
    | 'chain-exists'
    | 'chain-not-empty'
    | 'chain-in-use'
    | 'builtin-chain'
    | 'no-such-rule'
    | 'bad-index'
    | 'no-such-target'
    | 'bad-policy'
    | 'loop'
    | 'wrong-table'
}

export interface ConntrackTuple {
  readonly source: string
  readonly destination: string
  readonly sourcePort: number
  readonly destinationPort: number
  readonly packets: number
  readonly bytes: number
}

export interface ConntrackEntry {
  readonly protocol: 'tcp' | 'udp' | 'icmp'
  /** Seconds until it expires. */
  readonly timeoutSeconds: number
  /** TCP state as in /proc/net/nf_conntrack. */
  readonly state: string | undefined
  readonly original: ConntrackTuple
  readonly reply: ConntrackTuple
  readonly assured: boolean
  readonly replied: boolean
  readonly mark: number
  /** ICMP type, code and id of the original direction. */
  readonly icmp?: { readonly type: number; readonly code: number; readonly id: number }
}
