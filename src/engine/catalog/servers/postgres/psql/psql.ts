import { decode } from '../../../../base/utf8.ts'
import type { Sys } from '../../../../linux/kernel/calls.ts'
import type { Main } from '../../../../linux/kernel/program.ts'
import { getopt, optionTable } from '../../../../linux/libc/getopt.ts'
import { print, printError, readAll, readFile } from '../../../../linux/libc/stdio.ts'
import { LineEditor } from '../../../../linux/shell/readline/editor.ts'
import { sys } from '../../../../linux/sys.ts'
import { statementEnd } from '../../sql/lex.ts'
import type { Answer, Connection } from '../connection.ts'
import { connectAsking, targetOf } from '../connection.ts'
import { backslash } from './commands.ts'
import type { Format } from './format.ts'
import { formatRows } from './format.ts'
import { noticeText } from './report.ts'

const RULES = { nameQuote: '"', mysql: false } as const

/** One psql: its connection, its formats, and what it does with lines. Left out: variables, \\copy, \\watch, pagers, .psqlrc. */
export class Psql {
  readonly format: Format = { aligned: true, expanded: false, tuplesOnly: false, separator: '|', footer: true, nullText: '' }
  timing = false
  quiet = false
  interactive = false
  failed = false
  stopOnError = false
  /** File and line of the script being read. */
  private source: { name: string; line: number } | undefined

  constructor(public connection: Connection) {
    this.use(connection)
  }

  use(connection: Connection): void {
    this.connection = connection
    const psql = this
    connection.onNotice = function* (notice) {
      yield* printError(`${psql.place(true)}${noticeText(notice, '')}`)
    }
  }

  /** What stands before a message: `psql:file:3: `. */
  place(server = false): string {
    if (this.source) return `psql:${this.source.name}:${this.source.line}: `
    return server || this.interactive ? '' : 'psql: '
  }

  *say(text: string): Sys<void> {
    if (!this.quiet) yield* print(text)
  }

  *complain(text: string): Sys<void> {
    this.failed = true
    yield* printError(`${this.source ? this.place() : ''}${text}`)
  }

  /** Sends statements and prints what comes; false when the server complained. */
  *send(sql: string): Sys<boolean> {
    const psql = this
    const from = yield* sys.clockMonotonic({})
    const problem = yield* this.connection.query(sql, function* (answer) {
      yield* psql.show(answer)
    })
    if (problem) {
      yield* printError(`${this.place(true)}${noticeText(problem, sql)}`)
      this.failed = true
    }
    if (this.connection.lost) {
      yield* printError(
        'server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.\n',
      )
      if (this.interactive) yield* printError('The connection to the server was lost. Attempting reset: Failed.\n')
    }
    if (this.timing) yield* print(`Time: ${((yield* sys.clockMonotonic({})) - from).toFixed(3)} ms\n`)
    return !problem
  }

  private *show({ columns, rows, tag }: Answer): Sys<void> {
    if (columns) yield* print(formatRows({ columns, rows }, this.format))
    if (!columns || /^(INSERT|UPDATE|DELETE)/.test(tag)) yield* this.say(`${tag}\n`)
  }

  /** Reads a script: statements up to their semicolons, backslash commands by lines. The exit code when it ended psql. */
  *script(text: string, name: string): Sys<number | undefined> {
    const outer = this.source
    this.source = name === '' ? undefined : { name, line: 0 }
    let buffer = ''
    for (const line of text.split('\n')) {
      if (this.source) this.source.line++
      const ended = yield* this.line(buffer, line)
      if (typeof ended === 'number') return ended
      buffer = ended
      if ((this.failed && this.stopOnError) || this.connection.lost) return this.connection.lost ? 2 : 3
    }
    if (buffer.trim() !== '') yield* this.send(buffer)
    this.source = outer
    return undefined
  }

  /** Adds a line to what is being typed; the rest that is no whole statement yet, or an exit code. */
  *line(buffer: string, line: string): Sys<string | number> {
    if (buffer.trim() === '' && /^\s*\\/.test(line)) return (yield* backslash(this, line.trim())) ?? ''
    if (buffer === '' && this.interactive && /^\s*(help|quit|exit)\s*;?\s*$/.test(line)) {
      if (!/help/.test(line)) return 0
      yield* print(
        'You are using psql, the command-line interface to PostgreSQL.\nType:  \\copyright for distribution terms\n       \\h for help with SQL commands\n       \\? for help with psql commands\n       \\g or terminate with semicolon to execute query\n       \\q to quit\n',
      )
      return ''
    }
    const command = /^(.*?)\\(g|gx|q|x)\s*$/.exec(line)
    let rest = buffer === '' ? (command?.[1] ?? line) : `${buffer}\n${command?.[1] ?? line}`
    for (;;) {
      const { end } = statementEnd(rest, RULES)
      if (end === undefined) break
      const statement = rest.slice(0, end).trim()
      rest = rest.slice(end)
      if (statement !== ';') yield* this.send(statement)
      if (this.connection.lost) return 2
      if (this.failed && this.stopOnError) return ''
    }
    if (command) {
      if (rest.trim() !== '' && command[2] !== 'q') yield* this.send(rest.trim())
      return command[2] === 'q' ? 0 : ''
    }
    return rest.trim() === '' || /^\s*--[^\n]*$/.test(rest) ? '' : rest.replace(/^\s*\n/, '')
  }

  /** Lines from a terminal, with prompts, editing and history. */
  *converse(): Sys<number> {
    this.interactive = true
    const { parameters, target } = this.connection
    yield* this.say(`psql (${parameters.get('server_version')})\nType "help" for help.\n\n`)
    const history: string[] = []
    const editor = new LineEditor({ input: 0, output: 1, history: () => history, bracketedPaste: true, markSearch: true })
    let buffer = ''
    for (;;) {
      const result = yield* editor.readLine(this.prompt(buffer))
      if (result.kind === 'hangup') return 0
      if (result.kind === 'interrupted') {
        buffer = ''
        continue
      }
      if (result.kind === 'end') {
        yield* print('\\q\n')
        return 0
      }
      if (result.text.trim() !== '' && history.at(-1) !== result.text) history.push(result.text)
      const next = yield* this.line(buffer, result.text)
      if (typeof next === 'number') return next
      buffer = next
      if (target !== this.connection.target) this.failed = false
    }
  }

  private prompt(buffer: string): string {
    const { target, status, parameters } = this.connection
    const { open } = statementEnd(buffer, RULES)
    const state = buffer.trim() === '' ? '=' : open === '' ? '-' : open
    return `${target.database}${state}${status === 'T' ? '*' : status === 'E' ? '!' : ''}${parameters.get('is_superuser') === 'on' ? '#' : '>'} `
  }
}

const spec =
  'a|no-align A c|command= d|dbname= e|echo-queries f|file= F|field-separator= h|host= l|list n|no-readline o|output= p|port= q|quiet R|record-separator= t|tuples-only U|username= v|set= V|version w|no-password W|password x|expanded X|no-psqlrc 1|single-transaction ?|help E|echo-hidden H|html L|log-file= P|pset= s|single-step S|single-line T z 0 csv b|echo-errors'

export const psql: Main = function* ({ argv, env }) {
  const parsed = getopt(argv.slice(1), optionTable(spec))
  if (!parsed.ok) {
    yield* printError(`psql: ${parsed.message}\npsql: hint: Try "psql --help" for more information.\n`)
    return 1
  }
  const options = parsed.value
  if (options.has('version')) {
    yield* print('psql (PostgreSQL) 16.3 (Debian 16.3-1.pgdg120+1)\n')
    return 0
  }
  for (const key of [
    'output',
    'html',
    'log-file',
    'single-step',
    'single-line',
    'csv',
    'single-transaction',
    'record-separator',
    'echo-queries',
    'echo-hidden',
    'T',
    'z',
    '0',
  ])
    if (options.has(key)) {
      yield* printError(`cais: psql: ${key.length === 1 ? '-' : '--'}${key} is not simulated\n`)
      return 1
    }
  const uri = /^postgres(?:ql)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^:/]*)(?::(\d+))?(?:\/(.*))?$/.exec(
    options.value('dbname') ?? options.operands[0] ?? '',
  )
  const database = uri ? uri[5] : (options.value('dbname') ?? options.operands[0] ?? (options.has('list') ? 'postgres' : undefined))
  const user = options.value('username') ?? uri?.[1] ?? options.operands[uri || !options.has('dbname') ? 1 : 0]
  const target = yield* targetOf(
    { host: options.value('host') ?? (uri?.[3] || undefined), port: options.value('port') ?? uri?.[4], user, database },
    env,
  )
  const connected = yield* connectAsking(
    uri?.[2] === undefined ? target : { ...target, password: uri[2] },
    options.has('password') ? 'always' : options.has('no-password') ? 'never' : 'auto',
  )
  if (!connected.ok) {
    yield* printError(`psql: error: ${connected.error.message}\n`)
    return 2
  }
  const session = new Psql(connected.value)
  applyOptions(session, options)
  const code = yield* perform(session, options)
  if (!session.connection.lost) yield* session.connection.close()
  return code
}

type Options = Extract<ReturnType<typeof getopt>, { ok: true }>['value']

function applyOptions(session: Psql, options: Options): void {
  session.quiet = options.has('quiet')
  session.format.tuplesOnly = options.has('tuples-only')
  session.format.aligned = !options.has('no-align') && !options.has('A')
  session.format.expanded = options.has('expanded')
  session.format.separator = options.value('field-separator') ?? '|'
  session.stopOnError = options.values('set').some((word) => /^ON_ERROR_STOP(=(1|on|true))?$/.test(word))
  for (const word of options.values('pset')) {
    if (word === 'pager=off') continue
    if (word.startsWith('null=')) session.format.nullText = word.slice(5)
    if (word === 'footer=off') session.format.footer = false
  }
}

function* perform(session: Psql, options: Options): Sys<number> {
  if (options.has('list')) {
    yield* backslash(session, '\\l')
    return 0
  }
  const actions = options.options.filter(({ key }) => key === 'command' || key === 'file')
  if (actions.length > 0) {
    for (const { key, value = '' } of actions) {
      session.failed = false
      if (key === 'command') {
        if (value.trimStart().startsWith('\\')) yield* backslash(session, value.trim())
        else yield* session.send(value)
        if (session.failed) return 1
      } else {
        const text = value === '-' ? { ok: true as const, value: yield* standardInput() } : yield* readFile(value)
        if (!text.ok) {
          yield* printError(`psql: error: ${value}: No such file or directory\n`)
          return 1
        }
        const ended = yield* session.script(text.value, value === '-' ? '<stdin>' : value)
        if (ended !== undefined) return ended
      }
    }
    return session.connection.lost ? 2 : 0
  }
  if ((yield* sys.tcgetattr({ fd: 0 })).ok) return yield* session.converse()
  return (yield* session.script(yield* standardInput(), '')) ?? (session.connection.lost ? 2 : 0)
}

function* standardInput(): Sys<string> {
  const bytes = yield* readAll(0)
  return bytes.ok ? decode(bytes.value) : ''
}
