import type { Sys } from '../../../kernel/calls.ts'
import type { TableState } from '../../../kernel/net/netfilter-calls.ts'
import { hostName } from '../../../libc/resolver.ts'

/** Names of the single addresses that a table's rules mention, looked up as `iptables -L` without -n does. */
export function* namesIn(state: TableState, chain: string | undefined): Sys<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  const asked = new Set<string>()
  for (const { name, rules } of state.chains) {
    if (chain !== undefined && name !== chain) continue
    for (const { rule } of rules) {
      for (const side of [rule.source, rule.destination]) {
        const [ip = '', prefix] = side?.is.split('/') ?? []
        if (prefix !== '32' || asked.has(ip)) continue
        asked.add(ip)
        const found = yield* hostName(ip)
        if (found) names.set(ip, found)
      }
    }
  }
  return names
}
