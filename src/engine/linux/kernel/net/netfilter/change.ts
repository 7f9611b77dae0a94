import type { Result } from '../../../../base/result.ts'
import { err, ok } from '../../../../base/result.ts'
import type { NetfilterError, TableChange } from '../netfilter-calls.ts'
import type { Rule, Target } from './rule.ts'
import { ruleKey } from './rule.ts'
import type { Table } from './table.ts'
import { Chain, CountedRule, leadsTo } from './table.ts'

type Why = NetfilterError['why']

const errnos: Readonly<Record<Why, NetfilterError['errno']>> = {
  permission: 'EPERM',
  'no-such-table': 'ENOENT',
  'no-such-chain': 'ENOENT',
  'chain-exists': 'EEXIST',
  'chain-not-empty': 'ENOTEMPTY',
  'chain-in-use': 'EMLINK',
  'builtin-chain': 'EINVAL',
  'no-such-rule': 'ENOENT',
  'bad-index': 'E2BIG',
  'no-such-target': 'ENOENT',
  'bad-policy': 'ENXIO',
  loop: 'ELOOP',
  'wrong-table': 'EINVAL',
}

/** Applies changes to a table, all or none. */
export function applyChanges(table: Table, changes: readonly TableChange[]): Result<void, NetfilterError> {
  const undo = snapshot(table)
  for (const [index, change] of changes.entries()) {
    const why = applyOne(table, change)
    if (!why) continue
    undo()
    return err({ errno: errnos[why], index, why })
  }
  const touched = changes.some((change) => 'rule' in change || change.do === 'reset')
  if (touched && loops(table)) {
    undo()
    return err({ errno: 'ELOOP', index: changes.length - 1, why: 'loop' })
  }
  return ok(undefined)
}

/** Remembers the table; only the lists are copied, rules are shared. */
function snapshot(table: Table): () => void {
  const before = [...table.chains].map(([name, chain]) => ({
    name,
    chain,
    policy: chain.policy,
    rules: chain.rules,
    references: chain.references,
    packets: chain.policyPackets,
    bytes: chain.policyBytes,
  }))
  for (const { chain } of before) chain.rules = [...chain.rules]
  return () => {
    table.chains.clear()
    for (const saved of before) {
      const { chain } = saved
      chain.name = saved.name
      chain.policy = saved.policy
      chain.rules = saved.rules
      chain.references = saved.references
      chain.policyPackets = saved.packets
      chain.policyBytes = saved.bytes
      table.chains.set(saved.name, chain)
    }
  }
}

function applyOne(table: Table, change: TableChange): Why | undefined {
  switch (change.do) {
    case 'append':
    case 'insert':
    case 'replace':
    case 'delete':
    case 'delete-rule':
      return changeRules(table, change)
    case 'new-chain':
      if (table.chains.has(change.chain)) return 'chain-exists'
      table.chains.set(change.chain, new Chain(change.chain, undefined))
      return undefined
    case 'delete-chain':
      return deleteChains(table, change.chain)
    case 'rename-chain':
      return renameChain(table, change.chain, change.to)
    case 'flush':
      return onChains(table, change.chain, (chain) => {
        for (const { rule } of chain.rules) refer(table, rule, -1)
        chain.rules = []
      })
    case 'policy': {
      const chain = table.chains.get(change.chain)
      if (!chain) return 'no-such-chain'
      if (chain.policy === undefined) return 'bad-policy'
      chain.policy = change.policy
      chain.policyPackets = change.packets ?? chain.policyPackets
      chain.policyBytes = change.bytes ?? chain.policyBytes
      return undefined
    }
    case 'zero':
      return zero(table, change.chain, change.at)
    case 'reset':
      reset(table)
      return undefined
  }
}

function changeRules(
  table: Table,
  change: Extract<TableChange, { do: 'append' | 'insert' | 'replace' | 'delete' | 'delete-rule' }>,
): Why | undefined {
  const chain = table.chains.get(change.chain)
  if (!chain) return 'no-such-chain'
  if (change.do === 'delete' || change.do === 'delete-rule') {
    const at = change.do === 'delete' ? change.at - 1 : positionOf(chain, change.rule)
    if (at < 0) return 'no-such-rule'
    const [gone] = chain.rules.splice(at, 1)
    if (!gone) return 'bad-index'
    refer(table, gone.rule, -1)
    return undefined
  }
  const refused = check(table, change.rule, chain)
  if (refused) return refused
  const counted = new CountedRule(change.rule)
  if (change.do === 'append') {
    counted.packets = change.packets ?? 0
    counted.bytes = change.bytes ?? 0
    chain.rules.push(counted)
  } else if (change.do === 'insert') {
    if (change.at < 1 || change.at > chain.rules.length + 1) return 'bad-index'
    chain.rules.splice(change.at - 1, 0, counted)
  } else {
    const old = chain.rules[change.at - 1]
    if (!old) return 'bad-index'
    chain.rules[change.at - 1] = counted
    refer(table, old.rule, -1)
  }
  refer(table, change.rule, 1)
  return undefined
}

function positionOf(chain: Chain, rule: Rule): number {
  const key = ruleKey(rule)
  return chain.rules.findIndex((counted) => ruleKey(counted.rule) === key)
}

const natOnly: ReadonlySet<Target['kind']> = new Set(['MASQUERADE', 'SNAT', 'DNAT', 'REDIRECT'])
const natChains: Readonly<Partial<Record<Target['kind'], readonly string[]>>> = {
  MASQUERADE: ['POSTROUTING'],
  SNAT: ['POSTROUTING', 'INPUT'],
  DNAT: ['PREROUTING', 'OUTPUT'],
  REDIRECT: ['PREROUTING', 'OUTPUT'],
}

/** Targets only work in their table and, from a built-in chain, at their hooks. */
function check(table: Table, rule: Rule, chain: Chain): Why | undefined {
  const { target } = rule
  if (!target) return undefined
  const next = leadsTo(rule)
  if (next !== undefined) return table.chains.has(next) && !table.isBuiltin(next) ? undefined : 'no-such-target'
  if (natOnly.has(target.kind)) {
    if (table.name !== 'nat') return 'wrong-table'
    if (table.isBuiltin(chain.name) && !natChains[target.kind]?.includes(chain.name)) return 'wrong-table'
  }
  if (target.kind === 'REJECT' && table.name !== 'filter') return 'wrong-table'
  if (target.kind === 'NOTRACK' && table.name !== 'raw') return 'wrong-table'
  if (target.kind === 'TCPMSS' && table.name !== 'mangle') return 'wrong-table'
  return target.kind === 'MARK' && table.name !== 'mangle' && table.name !== 'nat' && table.name !== 'filter' ? 'wrong-table' : undefined
}

function refer(table: Table, rule: Rule, by: 1 | -1): void {
  const next = leadsTo(rule)
  const chain = next === undefined ? undefined : table.chains.get(next)
  if (chain) chain.references += by
}

function deleteChains(table: Table, name: string | undefined): Why | undefined {
  if (name === undefined) {
    const user = [...table.chains.values()].filter((chain) => chain.policy === undefined)
    if (user.some((chain) => chain.rules.length > 0)) return 'chain-not-empty'
    if (user.some((chain) => chain.references > 0)) return 'chain-in-use'
    for (const chain of user) table.chains.delete(chain.name)
    return undefined
  }
  const chain = table.chains.get(name)
  if (!chain) return 'no-such-chain'
  if (chain.policy !== undefined) return 'builtin-chain'
  if (chain.rules.length > 0) return 'chain-not-empty'
  if (chain.references > 0) return 'chain-in-use'
  table.chains.delete(name)
  return undefined
}

function renameChain(table: Table, from: string, to: string): Why | undefined {
  const chain = table.chains.get(from)
  if (!chain) return 'no-such-chain'
  if (chain.policy !== undefined) return 'builtin-chain'
  if (table.chains.has(to)) return 'chain-exists'
  const chains = [...table.chains.values()]
  table.chains.clear()
  chain.name = to
  for (const each of chains) {
    table.chains.set(each.name, each)
    each.rules = each.rules.map((counted) => (leadsTo(counted.rule) === from ? retargeted(counted, to) : counted))
  }
  return undefined
}

function retargeted(counted: CountedRule, chain: string): CountedRule {
  const { target } = counted.rule
  if (!target || !('chain' in target)) return counted
  const renamed = new CountedRule({ ...counted.rule, target: { ...target, chain } })
  renamed.packets = counted.packets
  renamed.bytes = counted.bytes
  return renamed
}

function onChains(table: Table, name: string | undefined, act: (chain: Chain) => void): Why | undefined {
  if (name === undefined) {
    for (const chain of table.chains.values()) act(chain)
    return undefined
  }
  const chain = table.chains.get(name)
  if (!chain) return 'no-such-chain'
  act(chain)
  return undefined
}

function zero(table: Table, name: string | undefined, at: number | undefined): Why | undefined {
  let why: Why | undefined
  const missing = onChains(table, name, (chain) => {
    const rules = at === undefined ? chain.rules : chain.rules.slice(at - 1, at)
    if (at !== undefined && rules.length === 0) why = 'bad-index'
    for (const rule of rules) {
      rule.packets = 0
      rule.bytes = 0
    }
    if (at !== undefined) return
    chain.policyPackets = 0
    chain.policyBytes = 0
  })
  return missing ?? why
}

function reset(table: Table): void {
  for (const chain of [...table.chains.values()]) {
    if (chain.policy === undefined) table.chains.delete(chain.name)
    else {
      chain.rules = []
      chain.policy = 'ACCEPT'
      chain.policyPackets = 0
      chain.policyBytes = 0
    }
  }
}

/** Whether some chain leads back to itself. */
function loops(table: Table): boolean {
  const state = new Map<string, 'open' | 'done'>()
  const visit = (name: string): boolean => {
    const seen = state.get(name)
    if (seen) return seen === 'open'
    state.set(name, 'open')
    for (const { rule } of table.chains.get(name)?.rules ?? []) {
      const next = leadsTo(rule)
      if (next !== undefined && visit(next)) return true
    }
    state.set(name, 'done')
    return false
  }
  return [...table.chains.keys()].some(visit)
}
