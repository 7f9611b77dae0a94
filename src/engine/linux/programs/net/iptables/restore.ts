import type { Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { ChainPolicy, TableChange, TableName, TableState } from '../../../kernel/net/netfilter-calls.ts'
import type { Main } from '../../../kernel/program.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import { LineReader, print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { Services } from '../services.ts'
import { readServices } from '../services.ts'
import type { Command } from './command.ts'
import { parseCommand, tableName } from './command.ts'
import { IptablesFailure } from './failure.ts'
import type { Edition } from './iptables.ts'
import { changesOf, editionName, editionOf, explain, readTable, refused } from './iptables.ts'
import { restoreWords } from './words.ts'

const table = optionTable('c|counters t|test v|verbose n|noflush T|table: w|wait=? W|wait-interval: M|modprobe: V|version h|help 4|ipv4 6|ipv6')

const main = (program: string): Main =>
  function* ({ argv, build }) {
    const edition = editionOf(program, build)
    const options = getopt(argv.slice(1), table)
    if (!options.ok) {
      yield* printError(`${program}-restore: ${options.message}\nTry \`${program}-restore -h' or '${program}-restore --help' for more information.\n`)
      return 1
    }
    const parsed = options.value
    if (parsed.has('version')) {
      yield* print(`${editionName(edition).replace(program, `${program}-restore`)}\n`)
      return 0
    }
    let fd = 0
    const path = parsed.operands[0]
    if (path !== undefined) {
      const opened = yield* sys.open({ path, flags: O.RDONLY })
      if (!opened.ok) {
        yield* printError(`Can't open ${path}: ${strerror(opened.error)}\n`)
        return 1
      }
      fd = opened.value
    }
    const restore = new Restore(edition, yield* readServices(), {
      noFlush: parsed.has('noflush'),
      testOnly: parsed.has('test'),
      counters: parsed.has('counters'),
      only: parsed.value('table'),
    })
    return yield* restore.run(new LineReader(fd))
  }

export const iptablesRestore = main('iptables')
export const ip6tablesRestore = main('ip6tables')

interface RestoreOptions {
  readonly noFlush: boolean
  readonly testOnly: boolean
  readonly counters: boolean
  readonly only: string | undefined
}

/** Reads tables line by line; each is committed as a whole. */
class Restore {
  private line = 0
  private table: TableName | undefined
  private state: TableState | undefined
  private changes: TableChange[] = []
  /** Line of each change, for messages. */
  private lines: number[] = []
  private readonly chains = new Set<string>()

  constructor(
    private readonly edition: Edition,
    private readonly services: Services,
    private readonly options: RestoreOptions,
  ) {}

  *run(reader: LineReader): Sys<number> {
    for (;;) {
      const next = yield* reader.next()
      if (!next.ok || !next.value) break
      this.line++
      try {
        yield* this.take(next.value.text)
      } catch (failure) {
        if (!(failure instanceof IptablesFailure)) throw failure
        if (failure.kind === 'usage') yield* explain({ ...this.edition, program: `${this.edition.program}-restore` }, failure)
        else if (failure.message !== '') yield* printError(`${failure.message}\n`)
        yield* printError(
          `Error occurred at line: ${this.line}\nTry \`${this.edition.program}-restore -h' or '${this.edition.program}-restore --help' for more information.\n`,
        )
        return failure.code
      }
    }
    if (this.table === undefined) return 0
    yield* printError(`${this.edition.program}-restore: COMMIT expected at line ${this.line + 1}\n`)
    return 1
  }

  private *take(text: string): Sys<void> {
    if (text === '' || text.startsWith('#')) return
    if (text.startsWith('*')) yield* this.begin(text.slice(1).trim())
    else if (this.table === undefined) throw new IptablesFailure(`${this.edition.program}-restore: line ${this.line} failed`, 1, 'plain')
    else if (text.trim() === 'COMMIT') yield* this.commit()
    else if (text.startsWith(':')) this.declare(text.slice(1))
    else yield* this.command(text)
  }

  private *begin(name: string): Sys<void> {
    this.table = tableName(name)
    this.state = yield* readTable(this.edition, this.table)
    this.chains.clear()
    this.changes = []
    this.lines = []
    if (!this.options.noFlush) this.add({ do: 'reset' })
    else for (const chain of this.state.chains) if (chain.policy === undefined) this.chains.add(chain.name)
  }

  private add(change: TableChange): void {
    this.changes.push(change)
    this.lines.push(this.line)
  }

  /** `:CHAIN POLICY [packets:bytes]`: makes a chain, or empties it when it is there. */
  private declare(text: string): void {
    const [name = '', policy = '-', counts] = text.split(/\s+/)
    const match = /^\[(\d+):(\d+)\]$/.exec(counts ?? '')
    const counters = this.options.counters && match ? { packets: Number(match[1]), bytes: Number(match[2]) } : {}
    const builtin = this.state?.chains.some((chain) => chain.name === name && chain.policy !== undefined) ?? false
    if (builtin) {
      if (policy !== '-') this.add({ do: 'policy', chain: name, policy: policy as ChainPolicy, ...counters })
      return
    }
    if (this.chains.has(name)) this.add({ do: 'flush', chain: name })
    else this.add({ do: 'new-chain', chain: name })
    this.chains.add(name)
  }

  private *command(text: string): Sys<void> {
    const counted = /^\[(\d+):(\d+)\]\s*(.*)$/.exec(text)
    const words = restoreWords(counted?.[3] ?? text)
    if (words.includes('-t') || words.includes('--table'))
      throw new IptablesFailure(`The -t option (seen in line ${this.line}) cannot be used in ${this.edition.program}-restore.`, 2, 'usage')
    const args = ['-t', this.table ?? 'filter', ...words]
    const parsed = yield* parseCommand(args, {
      services: this.services,
      six: this.edition.family === 'ipv6',
      isChain: (_table, name) => this.chains.has(name),
    })
    const command: Command = counted && this.options.counters ? { ...parsed, counters: [Number(counted[1]), Number(counted[2])] } : parsed
    for (const change of changesOf(command)) this.add(change)
    if (command.action === 'new' && command.chain !== undefined) this.chains.add(command.chain)
    if (command.action === 'remove' && command.chain !== undefined) this.chains.delete(command.chain)
  }

  private *commit(): Sys<void> {
    const { table } = this
    this.table = undefined
    if (table === undefined || this.options.testOnly || (this.options.only !== undefined && this.options.only !== table)) return
    const done = yield* sys.netfilterChange({ table, family: this.edition.family, changes: this.changes })
    if (done.ok) return
    const failed = this.lines[done.error.index] ?? this.line
    const change = this.changes[done.error.index]
    const chain = change && 'chain' in change ? change.chain : undefined
    const edition = { ...this.edition, program: `${this.edition.program}-restore` }
    if (this.edition.legacy) throw new IptablesFailure(`${edition.program}: line ${failed} failed`, 1, 'plain')
    const command = { action: 'append', chain } as Command
    throw new IptablesFailure(`${refused(edition, command, done.error).message.replace(/^\s+/, `${editionName(edition)}: `)}`, 1, 'plain')
  }
}
