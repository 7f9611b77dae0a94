import type { BuiltinChain, ChainPolicy, TableName, TableState } from '../netfilter-calls.ts'
import type { Predicate } from './match.ts'
import { compile } from './match.ts'
import type { Rule } from './rule.ts'

/** Built-in chains of each table, in the order iptables lists them. */
export const builtinChains: Readonly<Record<TableName, readonly BuiltinChain[]>> = {
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  raw: ['PREROUTING', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
}

/** A rule in a chain, with its counters; its conditions are compiled when the first packet meets it. */
export class CountedRule {
  packets = 0
  bytes = 0
  private compiled: readonly Predicate[] | undefined

  constructor(readonly rule: Rule) {}

  get tests(): readonly Predicate[] {
    this.compiled ??= compile(this.rule)
    return this.compiled
  }

  copy(): CountedRule {
    const copy = new CountedRule(this.rule)
    copy.packets = this.packets
    copy.bytes = this.bytes
    copy.compiled = this.compiled
    return copy
  }
}

export class Chain {
  policyPackets = 0
  policyBytes = 0
  rules: CountedRule[] = []
  /** Rules of the table that lead here. */
  references = 0

  constructor(
    public name: string,
    public policy: ChainPolicy | undefined,
  ) {}
}

/** A netfilter table: its chains by name. */
export class Table {
  readonly chains = new Map<string, Chain>()

  constructor(readonly name: TableName) {
    for (const chain of builtinChains[name]) this.chains.set(chain, new Chain(chain, 'ACCEPT'))
  }

  isBuiltin(chain: string): boolean {
    return (builtinChains[this.name] as readonly string[]).includes(chain)
  }

  state(): TableState {
    return {
      name: this.name,
      chains: [...this.chains.values()].map((chain) => ({
        name: chain.name,
        policy: chain.policy,
        packets: chain.policyPackets,
        bytes: chain.policyBytes,
        references: chain.references,
        rules: chain.rules.map(({ rule, packets, bytes }) => ({ rule, packets, bytes })),
      })),
    }
  }
}

/** The chain a rule leads to. */
export const leadsTo = (rule: Rule): string | undefined => (rule.target && 'chain' in rule.target ? rule.target.chain : undefined)
