import type { Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import { ruleKey } from '../../../kernel/net/netfilter/rule.ts'
import type { ChainPolicy, NetfilterError, NetfilterFamily, TableChange, TableName, TableState } from '../../../kernel/net/netfilter-calls.ts'
import type { Main } from '../../../kernel/program.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { Services } from '../services.ts'
import { readServices } from '../services.ts'
import type { Command } from './command.ts'
import { parseCommand } from './command.ts'
import { IptablesFailure } from './failure.ts'
import { namesIn } from './host-names.ts'
import { chainHeading, ruleLine } from './list-text.ts'
import { quoted, saveText } from './save-text.ts'

/**
 * Models iptables(8) and ip6tables(8) of the releases that distributions ship: 1.4.21 speaks as the legacy tool, 1.8 as the nf_tables one unless
 * its executable says `mode=legacy`.
 */
export interface Edition {
  /** `iptables` or `ip6tables`. */
  readonly program: string
  readonly version: string
  readonly legacy: boolean
  readonly family: NetfilterFamily
}

export function editionOf(program: string, build: ReadonlyMap<string, string>): Edition {
  const version = build.get('version') ?? '1.8.9'
  const legacy = build.get('mode') === 'legacy' || version.startsWith('1.4') || version.startsWith('1.6')
  return { program, version, legacy, family: program.startsWith('ip6') ? 'ipv6' : 'ipv4' }
}

/** `iptables v1.8.9 (nf_tables)`; releases before 1.8 have no mode. */
export const editionName = (edition: Edition): string =>
  `${edition.program} v${edition.version}${edition.version.startsWith('1.8') ? (edition.legacy ? ' (legacy)' : ' (nf_tables)') : ''}`

const main = (program: string): Main =>
  function* ({ argv, build }) {
    const edition = editionOf(program, build)
    const args = argv.slice(1)
    if (args.includes('-V') || args.includes('--version')) {
      yield* print(`${editionName(edition)}\n`)
      return 0
    }
    if (args.includes('-h') || args.includes('--help')) {
      yield* print(`${editionName(edition)}\n\n${help(program)}`)
      return 0
    }
    try {
      return yield* run(edition, args)
    } catch (failure) {
      if (!(failure instanceof IptablesFailure)) throw failure
      return yield* explain(edition, failure)
    }
  }

export const iptables = main('iptables')
export const ip6tables = main('ip6tables')

const help = (program: string): string => `Usage: ${program} -[ACD] chain rule-specification [options]
\t${program} -I chain [rulenum] rule-specification [options]
\t${program} -R chain rulenum rule-specification [options]
\t${program} -D chain rulenum [options]
\t${program} -[LS] [chain [rulenum]] [options]
\t${program} -[FZ] [chain] [options]
\t${program} -[NX] chain
\t${program} -E old-chain-name new-chain-name
\t${program} -P chain target [options]
\t${program} -h (print this help information)
`

export function* explain(edition: Edition, failure: IptablesFailure): Sys<number> {
  const { program } = edition
  if (failure.message === '') return failure.code
  if (failure.kind === 'plain') yield* printError(`${failure.message}\n`)
  else if (failure.kind === 'versioned') yield* printError(`${editionName(edition)}: ${failure.message}\n`)
  else yield* printError(`${editionName(edition)}: ${failure.message}\nTry \`${program} -h' or '${program} --help' for more information.\n`)
  return failure.code
}

/** Reads a table, or fails as the edition does when that is not allowed. */
export function* readTable(edition: Edition, table: TableName): Sys<TableState> {
  const read = yield* sys.netfilterRead({ table, family: edition.family })
  if (read.ok) return read.value
  if (!edition.legacy) throw new IptablesFailure('Could not fetch rule set generation id: Permission denied (you must be root)\n', 4, 'versioned')
  throw new IptablesFailure(
    `can't initialize ${edition.program} table \`${table}': Permission denied (you must be root)\nPerhaps ${edition.program} or your kernel needs to be upgraded.`,
    3,
    'versioned',
  )
}

function* run(edition: Edition, args: readonly string[]): Sys<number> {
  const services = yield* readServices()
  const states = new Map<TableName, TableState>()
  // The table is needed to tell chains from targets; iptables also opens it before it reads the rest.
  const table = tableOf(args)
  if (table) states.set(table, yield* readTable(edition, table))
  const isChain = (name: TableName, chain: string) =>
    states.get(name)?.chains.some((each) => each.name === chain && each.policy === undefined) ?? false
  const command = yield* parseCommand(args, { services, six: edition.family === 'ipv6', isChain })
  const state = states.get(command.table) ?? (yield* readTable(edition, command.table))
  switch (command.action) {
    case 'list':
      return yield* list(edition, command, state, services)
    case 'rules':
      return yield* listRules(edition, command, state)
    case 'check':
      return yield* check(edition, command, state)
    default:
      return yield* change(edition, command)
  }
}

function tableOf(args: readonly string[]): TableName | undefined {
  const at = args.findIndex((arg) => arg === '-t' || arg === '--table')
  const name = at < 0 ? (args.find((arg) => /^(-t|--table=)./.test(arg))?.replace(/^(-t|--table=)/, '') ?? 'filter') : args[at + 1]
  return (['filter', 'nat', 'mangle', 'raw', 'security'] as const).find((table) => table === name)
}

/** Built-in chains in the table's order, then user chains by name. */
export function orderedChains(state: TableState): TableState['chains'] {
  const user = state.chains.filter((chain) => chain.policy === undefined)
  const byName = user.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  return [...state.chains.filter((chain) => chain.policy !== undefined), ...byName]
}

function chosen(edition: Edition, command: Command, state: TableState): TableState['chains'] {
  const chains = orderedChains(state).filter((chain) => command.chain === undefined || chain.name === command.chain)
  if (chains.length === 0) throw new IptablesFailure(`${edition.program}: No chain/target/match by that name.`, 1, 'plain')
  return chains
}

function* list(edition: Edition, command: Command, state: TableState, services: Services): Sys<number> {
  const names = command.numeric ? new Map<string, string>() : yield* namesIn(state, command.chain)
  const { numeric, exact, lineNumbers } = command
  const protocolNumbers = edition.version === '1.8.9' || edition.version === '1.8.8'
  const style = {
    numeric,
    exact,
    lineNumbers,
    verbose: command.verbose > 0,
    protocolNumbers,
    services,
    hostName: (address: string) => names.get(address),
  }
  const only = command.extra === undefined ? undefined : Number(command.extra)
  const parts = chosen(edition, command, state).map((chain) => {
    const lines = chain.rules.map((rule, i) => (only === undefined || only === i + 1 ? ruleLine(rule, i + 1, style) : ''))
    return (only === undefined ? chainHeading(chain, style) : '') + lines.join('')
  })
  yield* print(parts.join(only === undefined ? '\n' : ''))
  return 0
}

function* listRules(edition: Edition, command: Command, state: TableState): Sys<number> {
  const chains = chosen(edition, command, state)
  const only = command.extra === undefined ? undefined : Number(command.extra)
  const counters = (packets: number, bytes: number) => (command.verbose > 0 ? ` -c ${packets} ${bytes}` : '')
  let text = ''
  if (only === undefined) {
    for (const { name, policy, packets, bytes } of chains)
      text += policy === undefined ? `-N ${quotedChain(name)}\n` : `-P ${name} ${policy}${counters(packets, bytes)}\n`
  }
  for (const { name, rules } of chains) {
    rules.forEach(({ rule, packets, bytes }, i) => {
      if (only !== undefined && only !== i + 1) return
      text += `-A ${quotedChain(name)}${withCounters(saveText(rule), counters(packets, bytes))}\n`
    })
  }
  yield* print(text)
  return 0
}

const quotedChain = (name: string): string => (/^[A-Za-z0-9_:.+-]+$/.test(name) ? name : quoted(name))

/** Counters stand before the target. */
function withCounters(text: string, counters: string): string {
  const at = counters === '' ? -1 : text.search(/ -[jg] \S/)
  return at < 0 ? text + counters : text.slice(0, at) + counters + text.slice(at)
}

function* check(edition: Edition, command: Command, state: TableState): Sys<number> {
  const chain = state.chains.find((each) => each.name === command.chain)
  if (!chain) throw new IptablesFailure(`${edition.program}: No chain/target/match by that name.`, 1, 'plain')
  const keys = new Set(chain.rules.map(({ rule }) => ruleKey(rule)))
  if (command.rules.every((rule) => keys.has(ruleKey(rule)))) return 0
  throw new IptablesFailure(`${edition.program}: Bad rule (does a matching rule exist in that chain?).`, 1, 'plain')
}

function* change(edition: Edition, command: Command): Sys<number> {
  const changes = changesOf(command)
  const changed = yield* sys.netfilterChange({ table: command.table, family: edition.family, changes })
  if (changed.ok) return 0
  throw refused(edition, command, changed.error)
}

/** The changes a command makes. */
export function changesOf(command: Command): readonly TableChange[] {
  const chain = command.chain ?? ''
  const number = command.extra === undefined ? 1 : Number(command.extra)
  const [packets, bytes] = command.counters ?? []
  switch (command.action) {
    case 'append':
      return command.rules.map((rule) => ({ do: 'append', chain, rule, ...(packets !== undefined && bytes !== undefined && { packets, bytes }) }))
    case 'insert':
      return command.rules.map((rule, i) => ({ do: 'insert', chain, rule, at: number + i }))
    case 'replace':
      return command.rules.map((rule) => ({ do: 'replace', chain, rule, at: number }))
    case 'delete':
      return command.extra !== undefined ? [{ do: 'delete', chain, at: number }] : command.rules.map((rule) => ({ do: 'delete-rule', chain, rule }))
    case 'flush':
      return [{ do: 'flush', ...optional(command.chain) }]
    case 'zero':
      return [{ do: 'zero', ...optional(command.chain), ...(command.extra !== undefined && { at: number }) }]
    case 'new':
      return [{ do: 'new-chain', chain }]
    case 'remove':
      return [{ do: 'delete-chain', ...optional(command.chain) }]
    case 'rename':
      return [{ do: 'rename-chain', chain, to: command.extra ?? '' }]
    case 'policy':
      if (command.extra !== 'ACCEPT' && command.extra !== 'DROP')
        throw new IptablesFailure("iptables: Bad policy name. Run `dmesg' for more information.", 1, 'plain')
      return [{ do: 'policy', chain, policy: command.extra as ChainPolicy, ...(packets !== undefined && bytes !== undefined && { packets, bytes }) }]
    default:
      return []
  }
}

const optional = (chain: string | undefined) => (chain === undefined ? {} : { chain })

/** iptc_strerror, or what nft's front end says. */
export function refused(edition: Edition, command: Command, error: NetfilterError): IptablesFailure {
  const plain = (text: string) => new IptablesFailure(`${edition.program}: ${text}`, 1, 'plain')
  switch (error.why) {
    case 'permission':
      return new IptablesFailure('Could not fetch rule set generation id: Permission denied (you must be root)\n', 4, 'versioned')
    case 'no-such-chain':
    case 'no-such-target':
      return plain('No chain/target/match by that name.')
    case 'chain-exists':
      return plain(command.action === 'rename' ? 'File exists.' : 'Chain already exists.')
    case 'chain-not-empty':
      return edition.legacy
        ? plain('Directory not empty.')
        : new IptablesFailure(` CHAIN_DEL failed (Device or resource busy): chain ${command.chain ?? ''}`, 4, 'versioned')
    case 'chain-in-use':
      return edition.legacy
        ? plain('Too many links.')
        : new IptablesFailure(` CHAIN_DEL failed (Device or resource busy): chain ${command.chain ?? ''}`, 4, 'versioned')
    case 'builtin-chain':
      return plain("Invalid argument. Run `dmesg' for more information.")
    case 'no-such-rule':
      return plain('Bad rule (does a matching rule exist in that chain?).')
    case 'bad-index':
      return plain(`Index of ${{ insert: 'insertion', replace: 'replacement' }[command.action as 'insert' | 'replace'] ?? 'deletion'} too big.`)
    case 'bad-policy':
      return plain('Bad built-in chain name.')
    case 'loop':
      return edition.legacy
        ? plain('Too many levels of symbolic links.')
        : new IptablesFailure(` RULE_APPEND failed (Too many links): rule in chain ${command.chain ?? ''}`, 4, 'versioned')
    case 'wrong-table':
      return edition.legacy
        ? plain("Invalid argument. Run `dmesg' for more information.")
        : new IptablesFailure(
            ` RULE_${command.action === 'insert' ? 'INSERT' : 'APPEND'} failed (Invalid argument): rule in chain ${command.chain ?? ''}`,
            4,
            'versioned',
          )
    case 'no-such-table':
      return plain(strerror(error.errno))
  }
}
