import { hop } from '../journey.ts'
import type { Packet } from '../packet.ts'
import type { MatchContext } from './match.ts'
import type { NatRange, RejectWith, Target } from './rule.ts'
import type { Chain, CountedRule, Table } from './table.ts'

export type TableVerdict =
  | 'accept'
  /** By a rule, or by a chain's policy. */
  | { readonly drop: string }
  | { readonly reject: RejectWith }
  | { readonly nat: 'MASQUERADE' | 'SNAT' | 'DNAT' | 'REDIRECT'; readonly to: NatRange }

/** Told what LOG prints. */
export type LogLine = (prefix: string, level: number) => void

/** Walks a packet through a table's chain (ipt_do_table): rules in order, user chains called and returned from, the policy at the end. */
export function traverse(table: Table, chainName: string, packet: Packet, context: MatchContext, log: LogLine): TableVerdict {
  const start = table.chains.get(chainName)
  if (!start) return 'accept'
  const stack: { readonly chain: Chain; readonly next: number }[] = []
  let [chain, at]: [Chain, number] = [start, 0]
  for (;;) {
    const rule = chain.rules[at]
    if (!rule) {
      const caller = stack.pop()
      if (caller) {
        ;[chain, at] = [caller.chain, caller.next]
        continue
      }
      return policyOf(start, table, packet)
    }
    at++
    if (!rule.tests.every((test) => test(packet, context))) continue
    rule.packets++
    rule.bytes += packet.size
    const { target } = rule.rule
    note(table, chain, at, rule, packet)
    if (!target) continue
    if (target.kind === 'jump' || target.kind === 'goto') {
      const next = table.chains.get(target.chain)
      if (!next) continue
      if (target.kind === 'jump') stack.push({ chain, next: at })
      ;[chain, at] = [next, 0]
      continue
    }
    if (target.kind === 'RETURN') {
      at = chain.rules.length
      continue
    }
    const verdict = apply(target, packet, `${table.name}/${chain.name} rule ${at}`, log)
    if (verdict) return verdict
  }
}

/** Only packets that are recorded leave a trace of each rule they met. */
function note(table: Table, chain: Chain, number: number, { rule }: CountedRule, packet: Packet): void {
  if (!packet.journey) return
  const { target } = rule
  const name = target === undefined ? '' : 'chain' in target ? target.chain : target.kind
  hop(packet, 'matched-rule', { table: table.name, chain: chain.name, rule: number, target: name })
}

function policyOf(chain: Chain, table: Table, packet: Packet): TableVerdict {
  chain.policyPackets++
  chain.policyBytes += packet.size
  if (chain.policy !== 'DROP') return 'accept'
  hop(packet, 'matched-rule', { table: table.name, chain: chain.name, rule: 'policy', target: 'DROP' })
  return { drop: `${table.name}/${chain.name} policy` }
}

/** A target's effect; undefined goes on with the next rule. */
function apply(target: Target, packet: Packet, where: string, log: LogLine): TableVerdict | undefined {
  switch (target.kind) {
    case 'ACCEPT':
      return 'accept'
    case 'DROP':
      return { drop: where }
    case 'REJECT':
      return { reject: target.with }
    case 'MASQUERADE':
    case 'SNAT':
    case 'DNAT':
    case 'REDIRECT':
      return { nat: target.kind, to: target.to }
    case 'MARK':
      packet.mark = ((packet.mark & ~target.mark.mask) ^ target.mark.value) >>> 0
      return undefined
    case 'CONNMARK':
      connmark(target, packet)
      return undefined
    case 'LOG':
      log(target.prefix, target.level)
      return undefined
    case 'NOTRACK':
      packet.untracked = true
      return undefined
    default:
      return undefined
  }
}

function connmark(target: Extract<Target, { kind: 'CONNMARK' }>, packet: Packet): void {
  const entry = packet.tracked?.entry
  if (!entry) return
  const { value, mask } = target.mark
  if (target.op === 'set') entry.mark = ((entry.mark & ~mask) ^ value) >>> 0
  else if (target.op === 'save') entry.mark = ((entry.mark & ~mask) ^ (packet.mark & mask)) >>> 0
  else packet.mark = ((packet.mark & ~mask) ^ (entry.mark & mask)) >>> 0
}
