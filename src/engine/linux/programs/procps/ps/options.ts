import type { Names } from '../proc/names.ts'
import { fields } from './fields.ts'

/** A column as asked for: a field, its header and its width. */
export interface Column {
  readonly name: string
  readonly header?: string
  readonly width?: number
}

export interface SortKey {
  readonly name: string
  readonly descending: boolean
}

/** Which processes; all empty means the caller's own on its terminal. */
export interface Selection {
  all: boolean
  /** BSD a and x, SysV -a and -d. */
  bsdA: boolean
  bsdX: boolean
  withTerminal: boolean
  notLeaders: boolean
  negate: boolean
  running: boolean
  /** Own terminal (T). */
  ownTerminal: boolean
  pids: number[]
  ppids: number[]
  sids: number[]
  commands: string[]
  users: number[]
  realUsers: number[]
  groups: number[]
  terminals: string[]
}

export interface PsOptions {
  readonly selection: Selection
  columns: Column[]
  /** Columns of -o replace the format; letters choose one. */
  format: string
  extra: Set<string>
  sort: SortKey[]
  forest: 'none' | 'tree' | 'indent'
  threads: boolean
  wide: number
  headers: boolean
  bsd: boolean
  /** BSD e: the environment after the command. */
  environment: boolean
  bsdNames: boolean
}

/** A complaint in ps's words. */
export class UsageError {
  constructor(
    readonly message: string,
    readonly plain = false,
  ) {}
}

function bad(message: string): never {
  throw new UsageError(message)
}

export function parseOptions(args: readonly string[], names: Names): PsOptions {
  const options: PsOptions = {
    selection: {
      all: false,
      bsdA: false,
      bsdX: false,
      withTerminal: false,
      notLeaders: false,
      negate: false,
      running: false,
      ownTerminal: false,
      pids: [],
      ppids: [],
      sids: [],
      commands: [],
      users: [],
      realUsers: [],
      groups: [],
      terminals: [],
    },
    columns: [],
    format: '',
    extra: new Set(),
    sort: [],
    forest: 'none',
    threads: false,
    wide: 0,
    headers: true,
    bsd: false,
    environment: false,
    bsdNames: false,
  }
  const parser = new Parser(options, args, names)
  parser.run()
  return options
}

class Parser {
  private at = 0

  constructor(
    private readonly options: PsOptions,
    private readonly args: readonly string[],
    private readonly names: Names,
  ) {}

  run(): void {
    for (; this.at < this.args.length; this.at++) {
      const word = this.args[this.at] as string
      if (word.startsWith('--')) this.long(word.slice(2))
      else if (/^-\d+$/.test(word)) this.options.selection.pids.push(Number(word.slice(1)))
      else if (word.startsWith('-')) this.sysv(word)
      else if (/^\d[\d,]*$/.test(word)) this.options.selection.pids.push(...word.split(',').filter(Boolean).map(Number))
      else this.bsd(word)
    }
  }

  /** The rest of the word, or the next one. */
  private value(rest: string, complaint: string): string {
    if (rest !== '') return rest
    const next = this.args[++this.at]
    return next ?? bad(complaint)
  }

  private long(word: string): void {
    const { selection } = this.options
    const [name = '', ...parts] = word.split('=')
    const inline = parts.join('=')
    const value = (): string => (parts.length > 0 ? inline : this.value('', `option --${name} requires an argument`))
    const known: Readonly<Record<string, () => void>> = {
      sort: () => this.sort(value()),
      format: () => this.columns(value()),
      forest: () => this.forest('tree'),
      pid: () => selection.pids.push(...this.numbers(value())),
      ppid: () => selection.ppids.push(...this.numbers(value())),
      sid: () => selection.sids.push(...this.numbers(value())),
      user: () => selection.users.push(...this.users(value())),
      User: () => selection.realUsers.push(...this.users(value())),
      group: () => selection.groups.push(...this.groups(value())),
      tty: () => selection.terminals.push(...value().split(',')),
      deselect: () => this.set('negate'),
      headers: () => undefined,
      cols: () => this.columnsLimit(value()),
      columns: () => this.columnsLimit(value()),
      width: () => this.columnsLimit(value()),
      'no-headers': () => this.noHeaders(),
      noheaders: () => this.noHeaders(),
      'no-heading': () => this.noHeaders(),
    }
    const run = known[name]
    if (!run) bad('unknown gnu long option')
    run()
  }

  private columnsLimit(text: string): void {
    if (!/^[1-9]\d*$/.test(text)) bad('number of columns must follow --cols, --width, or --columns')
    this.options.wide = -Number(text)
  }

  private noHeaders(): void {
    this.options.headers = false
  }

  private forest(kind: 'tree' | 'indent'): void {
    this.options.forest = kind
  }

  private set(flag: 'all' | 'bsdA' | 'bsdX' | 'withTerminal' | 'notLeaders' | 'negate' | 'running' | 'ownTerminal'): void {
    this.options.selection[flag] = true
  }

  private sysv(word: string): void {
    const { options } = this
    for (let i = 1; i < word.length; i++) {
      const letter = word[i] as string
      const rest = word.slice(i + 1)
      const taking = this.sysvTaking(letter, rest, word)
      if (taking === 'bsd') {
        this.bsd(word.slice(1))
        return
      }
      if (taking) return
      if (letter === 'e' || letter === 'A') this.set('all')
      else if (letter === 'a') {
        this.set('withTerminal')
        this.set('notLeaders')
      } else if (letter === 'd') this.set('notLeaders')
      else if (letter === 'N') this.set('negate')
      else if (letter === 'f') options.format = options.format === 'F' ? 'F' : 'f'
      else if ('Fljy'.includes(letter))
        options.format = letter === 'y' ? 'y' : options.format === 'f' && letter === 'F' ? 'F' : options.format === 'y' ? 'y' : letter
      else if (letter === 'H') this.forest('indent')
      else if (letter === 'w') options.wide++
      else if (letter === 'L' || letter === 'T') {
        options.threads = true
        options.extra.add(letter)
      } else if (letter === 'm') options.threads = true
      else if (letter === 'M' || letter === 'Z' || letter === 'P' || letter === 'c') options.extra.add(letter)
      else if (letter === 'V') throw new UsageError('version', true)
      else bad('unsupported SysV option')
    }
  }

  /** Options with a list; 'bsd' when the word is BSD's after all (`-aux`). */
  private sysvTaking(letter: string, rest: string, word: string): boolean | 'bsd' {
    const { selection } = this.options
    if (letter === 'p') selection.pids.push(...this.numbers(this.value(rest, 'list of process IDs must follow -p')))
    else if (letter === 'q') selection.pids.push(...this.numbers(this.value(rest, 'list of process IDs must follow -q')))
    else if (letter === 's') selection.sids.push(...this.numbers(this.value(rest, 'list of session IDs must follow -s')))
    else if (letter === 'C') selection.commands.push(...this.value(rest, 'list of command names must follow -C').split(/[, ]/))
    else if (letter === 'o' || letter === 'O') this.columns(this.value(rest, 'format specification must follow -o'), letter === 'O')
    else if (letter === 't') selection.terminals.push(...this.value(rest, 'list of terminals (pty, tty...) must follow -t').split(/[, ]/))
    else if (letter === 'u' || letter === 'U') {
      if (rest !== '' && /^-[a-z]*u[a-z]*$/.test(word) && rest.split(',').some((name) => this.names.uid(name) === undefined)) return 'bsd'
      const list = this.users(this.value(rest, `list of users must follow -${letter}`))
      selection[letter === 'u' ? 'users' : 'realUsers'].push(...list)
    } else if (letter === 'G') selection.groups.push(...this.groups(this.value(rest, 'list of real groups must follow -G')))
    else if (letter === 'g') {
      const text = this.value(rest, 'list of session leaders OR effective group names must follow -g')
      if (/^[\d, ]+$/.test(text)) selection.sids.push(...this.numbers(text))
      else selection.groups.push(...this.groups(text))
    } else return false
    return true
  }

  private bsd(word: string): void {
    const { options } = this
    const { selection } = options
    options.bsd = true
    for (let i = 0; i < word.length; i++) {
      const letter = word[i] as string
      const rest = word.slice(i + 1)
      if (letter === 'a') this.set('bsdA')
      else if (letter === 'x') this.set('bsdX')
      else if (letter === 'g') continue
      else if (letter === 'r') this.set('running')
      else if (letter === 'T') this.set('ownTerminal')
      else if (letter === 'f') this.forest('tree')
      else if ('uljvsX'.includes(letter)) options.format = `bsd-${letter}`
      else if (letter === 'w') options.wide++
      else if (letter === 'h') options.headers = false
      else if (letter === 'e') options.environment = true
      else if (letter === 'c') options.bsdNames = true
      else if (letter === 'H' || letter === 'm') options.threads = true
      else if (letter === 'p') {
        selection.pids.push(...this.numbers(this.value(rest, 'list of process IDs must follow p')))
        return
      } else if (letter === 't') {
        selection.terminals.push(...this.value(rest, 'list of terminals (pty, tty...) must follow t').split(','))
        return
      } else if (letter === 'U') {
        selection.users.push(...this.users(this.value(rest, 'list of users must follow U')))
        return
      } else if (letter === 'o' || letter === 'O') {
        this.columns(this.value(rest, 'format specification must follow o'), letter === 'O')
        return
      } else if (letter === 'k') {
        this.sort(this.value(rest, "long sort specification must follow 'k'"))
        return
      } else bad('unsupported option (BSD syntax)')
    }
  }

  private numbers(text: string): number[] {
    const parts = text.split(/[, ]+/).filter(Boolean)
    if (parts.length === 0 || parts.some((part) => !/^\d+$/.test(part))) bad('process ID list syntax error')
    return parts.map(Number)
  }

  private users(text: string): number[] {
    return text
      .split(/[, ]+/)
      .filter(Boolean)
      .map((name) => this.names.uid(name) ?? bad('user name does not exist'))
  }

  private groups(text: string): number[] {
    return text
      .split(/[, ]+/)
      .filter(Boolean)
      .map((name) => this.names.gid(name) ?? bad('group name does not exist'))
  }

  private sort(text: string): void {
    for (const part of text.split(',')) {
      const name = part.replace(/^[-+]/, '')
      if (!fields[name]) bad('unknown sort specifier')
      this.options.sort.push({ name, descending: part.startsWith('-') })
    }
  }

  /** `pid,user:20,args=COMMAND LINE`: the text after `=` is a header, up to a comma. */
  private columns(text: string, inserted = false): void {
    if (inserted) this.options.columns.push({ name: 'pid' })
    let rest = text.trim()
    while (rest !== '') {
      const m = /^([^=,:\s]+)(?::(\d+))?(=)?/.exec(rest)
      if (!m) bad('improper format list')
      const name = m[1] as string
      const field = fields[name] ?? fields[name.toLowerCase()]
      if (!field) {
        if (name === 'label' || name.includes('%')) throw new UsageError(`cais: ps: format ${name} is not simulated`, true)
        bad(`unknown user-defined format specifier "${name}"`)
      }
      rest = rest.slice(m[0].length)
      const width = m[2] ? { width: Number(m[2]) } : {}
      const header = m[3] ? { header: /^[^,]*/.exec(rest)?.[0] ?? '' } : {}
      rest = rest.slice(header.header?.length ?? 0).replace(/^[,\s]+/, '')
      this.options.columns.push({ name, ...header, ...width })
    }
    if (inserted)
      for (const name of ['state', 'tname', 'time', 'args']) this.options.columns.push(name === 'args' ? { name, header: 'COMMAND' } : { name })
  }
}
