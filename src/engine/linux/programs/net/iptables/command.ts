import type { Sys } from '../../../kernel/calls.ts'
import type { Rule } from '../../../kernel/net/netfilter/rule.ts'
import type { TableName } from '../../../kernel/net/netfilter-calls.ts'
import type { Services } from '../services.ts'
import { IptablesFailure, unsimulated, usageError } from './failure.ts'
import { RuleParser } from './rule-parser.ts'

export type Action =
  | 'append'
  | 'insert'
  | 'delete'
  | 'replace'
  | 'check'
  | 'list'
  | 'rules'
  | 'flush'
  | 'zero'
  | 'new'
  | 'remove'
  | 'rename'
  | 'policy'

/** What a command line of iptables, or a line of iptables-restore, asks for. */
export interface Command {
  readonly table: TableName
  readonly action: Action
  readonly chain: string | undefined
  /** Rule number, new name, or policy. */
  readonly extra: string | undefined
  readonly rules: readonly Rule[]
  readonly hasRule: boolean
  readonly numeric: boolean
  readonly verbose: number
  readonly exact: boolean
  readonly lineNumbers: boolean
  readonly counters: readonly [packets: number, bytes: number] | undefined
}

const actions: Readonly<Record<string, Action>> = {
  '-A': 'append',
  '--append': 'append',
  '-I': 'insert',
  '--insert': 'insert',
  '-D': 'delete',
  '--delete': 'delete',
  '-R': 'replace',
  '--replace': 'replace',
  '-C': 'check',
  '--check': 'check',
  '-L': 'list',
  '--list': 'list',
  '-S': 'rules',
  '--list-rules': 'rules',
  '-F': 'flush',
  '--flush': 'flush',
  '-Z': 'zero',
  '--zero': 'zero',
  '-N': 'new',
  '--new': 'new',
  '--new-chain': 'new',
  '-X': 'remove',
  '--delete-chain': 'remove',
  '-E': 'rename',
  '--rename-chain': 'rename',
  '-P': 'policy',
  '--policy': 'policy',
}

const tables: readonly TableName[] = ['filter', 'nat', 'mangle', 'raw', 'security']
const needsChain: ReadonlySet<Action> = new Set(['append', 'insert', 'delete', 'replace', 'check', 'new', 'rename', 'policy'])
/** Words an action may have after the chain. */
const extras: Readonly<Partial<Record<Action, 'number' | 'optional-number' | 'word'>>> = {
  insert: 'optional-number',
  delete: 'optional-number',
  replace: 'number',
  list: 'optional-number',
  rules: 'optional-number',
  zero: 'optional-number',
  rename: 'word',
  policy: 'word',
}

/** `-nvL` as `-n -v -L`; a letter that takes a word takes the rest of its cluster. */
function expand(args: readonly string[]): readonly string[] {
  const words: string[] = []
  for (const arg of args) {
    if (!/^-[A-Za-z46]{2,}/.test(arg) || arg.startsWith('--')) {
      words.push(arg)
      continue
    }
    for (let i = 1; i < arg.length; i++) {
      words.push(`-${arg[i]}`)
      if (!/[nvxfhV46]/.test(arg[i] as string) && i + 1 < arg.length) {
        words.push(arg.slice(i + 1))
        break
      }
    }
  }
  return words
}

export interface CommandContext {
  readonly services: Services
  readonly six: boolean
  /** Whether a name is a user chain of that table; restore knows of chains declared but not made yet. */
  readonly isChain: (table: TableName, name: string) => boolean
}

/** Reads a command line; what is wrong with it is thrown as iptables says it. */
export function* parseCommand(args: readonly string[], context: CommandContext): Sys<Command> {
  const words = expand(args)
  let table: TableName = 'filter'
  const named = words.findIndex((word, i) => word === '-t' || word === '--table' || (word.startsWith('--table=') && i >= 0))
  if (named >= 0) table = tableName(words[named]?.startsWith('--table=') ? (words[named]?.slice(8) ?? '') : words[named + 1])
  const parser = new RuleParser(context.services, context.six, (name) => context.isChain(table, name))
  let [action, chain, extra]: [Action | undefined, string | undefined, string | undefined] = [undefined, undefined, undefined]
  let [numeric, verbose, exact, lineNumbers]: [boolean, number, boolean, boolean] = [false, 0, false, false]
  let counters: readonly [number, number] | undefined
  let not = false
  for (let at = 0; at < words.length; ) {
    const word = words[at] as string
    const wanted = actions[word]
    if (wanted) {
      if (action && !(action === 'list' && wanted === 'zero')) throw usageError(`Cannot use -${letterOf(wanted)} with -${letterOf(action)}`)
      action ??= wanted
      at++
      if (isOperand(words[at])) chain = words[at++]
      else if (needsChain.has(wanted)) throw usageError(`option "${word}" requires an argument`)
      const more = extras[wanted]
      if (chain !== undefined && more && isOperand(words[at]) && (more === 'word' || more === 'number' || /^\d+$/.test(words[at] as string)))
        extra = words[at++]
      if (more === 'number' && extra === undefined) throw usageError('-R requires a rule number')
      if (more === 'word' && extra === undefined) throw usageError(`-${letterOf(wanted)} requires a chain and a policy`)
      if (wanted === 'new' || wanted === 'rename') checkChainName(wanted === 'rename' ? (extra ?? '') : (chain ?? ''))
      continue
    }
    switch (word) {
      case '!':
        if (not) throw usageError("Multiple `!' flags not allowed")
        not = true
        at++
        continue
      case '-t':
      case '--table':
        at += 2
        continue
      case '-n':
      case '--numeric':
        numeric = true
        break
      case '-v':
      case '--verbose':
        verbose++
        break
      case '-x':
      case '--exact':
        exact = true
        break
      case '--line-numbers':
      case '--line-number':
        lineNumbers = true
        break
      case '-w':
      case '--wait':
        if (/^\d+$/.test(words[at + 1] ?? '')) at++
        break
      case '-c':
      case '--set-counters':
        counters = [Number(words[at + 1]), Number(words[at + 2])]
        at += 2
        break
      case '-4':
      case '--ipv4':
        if (context.six) throw new IptablesFailure('', 0, 'plain')
        break
      case '-6':
      case '--ipv6':
        break
      case '--modprobe':
      case '-W':
      case '--wait-interval':
        throw unsimulated(word)
      default: {
        if (word.startsWith('--table=') || /^(--wait|-w)=?\d+$/.test(word)) break
        const used = yield* parser.option(words, at, not)
        if (used === undefined) throw word.startsWith('-') ? usageError(`unknown option "${word}"`) : usageError(`Bad argument \`${word}'`)
        at += used
        not = false
        continue
      }
    }
    at++
  }
  if (!action) throw usageError('no command specified')
  const hasRule = parser.given
  const rules =
    action === 'append' || action === 'insert' || action === 'replace' || action === 'check' || (action === 'delete' && extra === undefined)
      ? parser.rules()
      : []
  if (rules.length > 0 && chain) for (const rule of rules) checkInterfaces(rule, chain)
  return { table, action, chain, extra, rules, hasRule, numeric, verbose, exact, lineNumbers, counters }
}

const isOperand = (word: string | undefined): boolean => word !== undefined && !word.startsWith('-') && word !== '!'

const letterOf = (action: Action): string =>
  Object.entries(actions)
    .find(([, name]) => name === action)?.[0]
    .slice(1) ?? ''

export function tableName(text: string | undefined): TableName {
  const found = tables.find((name) => name === text)
  if (!found)
    throw new IptablesFailure(
      `can't initialize iptables table \`${text ?? ''}': Table does not exist (do you need to insmod?)\nPerhaps iptables or your kernel needs to be upgraded.`,
      3,
      'versioned',
    )
  return found
}

function checkChainName(name: string): void {
  if (name.length > 28) throw usageError(`chain name \`${name}' too long (must be under 29 chars)`)
  if (/^[-!]/.test(name)) throw usageError(`chain name not allowed to start with \`${name[0]}'\n`)
  if (/\s/.test(name)) throw usageError('Invalid chain name')
}

function checkInterfaces(rule: Rule, chain: string): void {
  if (rule.outInterface && (chain === 'PREROUTING' || chain === 'INPUT')) throw usageError(`Can't use -o with ${chain}\n`)
  if (rule.inInterface && (chain === 'POSTROUTING' || chain === 'OUTPUT')) throw usageError(`Can't use -i with ${chain}\n`)
}
