import { decode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Main } from '../../../linux/kernel/program.ts'
import type { Parsed } from '../../../linux/libc/getopt.ts'
import { getopt, optionTable } from '../../../linux/libc/getopt.ts'
import { displayWidth } from '../../../linux/libc/locale.ts'
import { print, printError, readAll, readFile } from '../../../linux/libc/stdio.ts'
import { LineEditor } from '../../../linux/shell/readline/editor.ts'
import { sys } from '../../../linux/sys.ts'
import { statementEnd } from '../sql/lex.ts'
import type { Client } from './client.ts'
import { connect, connectOptions, query } from './client.ts'
import { flavour, VERSION } from './server.ts'
import type { Reply } from './wire.ts'

/** The mysql client: interactive with tables, batch with tabs. Left out: \G's pager, delimiter, status, tee. */
const warning = 'mysql: [Warning] Using a password on the command line interface can be insecure.\n'

export const mysql: Main = function* ({ argv, env }) {
  const parsed = getopt(
    argv.slice(1),
    optionTable(`${connectOptions} D|database= e|execute= N|skip-column-names t|table B|batch s|silent V|version f|force`),
  )
  if (!parsed.ok) {
    yield* printError(`mysql: [ERROR] ${parsed.message.replace('unrecognized', 'unknown')}.\n`)
    return 7
  }
  const options = parsed.value
  if (options.has('version')) {
    yield* print(`mysql  Ver ${VERSION} for Linux on x86_64 (MySQL Community Server - GPL)\n`)
    return 0
  }
  if (options.value('password') !== undefined) yield* printError(warning)
  const connected = yield* connect(options, env, options.value('database') ?? options.operands[0])
  if (!connected.ok) {
    yield* printError(`ERROR ${connected.error}\n`)
    return 1
  }
  const client = connected.value
  const terminal = (yield* sys.tcgetattr({ fd: 0 })).ok
  const command = options.value('execute')
  if (command !== undefined) return yield* batch(client, command, options, (yield* sys.tcgetattr({ fd: 1 })).ok)
  if (terminal && !options.has('batch')) return yield* converse(client)
  const text = yield* readAll(0)
  return yield* batch(client, text.ok ? decode(text.value) : '', options, false)
}

function* batch(client: Client, text: string, options: Parsed, terminal: boolean): Sys<number> {
  let rest = text
  let line = 1
  while (rest.trim() !== '') {
    const { end = rest.length } = statementEnd(rest, flavour.rules)
    const statement = rest.slice(0, end).replace(/;\s*$/, '')
    line += (/^\s*/.exec(statement)?.[0].match(/\n/g) ?? []).length
    const reply = statement.trim() === '' ? {} : yield* query(client, statement.trim())
    if (!reply) return 1
    if (reply.error) {
      yield* printError(`ERROR ${reply.error.number} (${reply.error.state}) at line ${line}: ${reply.error.message}\n`)
      if (!options.has('force')) return 1
    }
    if (reply.columns && (reply.rows?.length ?? 0) > 0) {
      const shown = (cell: string | null): string => (cell ?? 'NULL').replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t')
      if (options.has('table') || (terminal && !options.has('batch'))) yield* print(grid(reply, options.has('skip-column-names')))
      else
        yield* print(
          [...(options.has('skip-column-names') ? [] : [reply.columns.map(({ name }) => name)]), ...(reply.rows ?? [])]
            .map((row) => `${row.map(shown).join('\t')}\n`)
            .join(''),
        )
    }
    line += (statement.replace(/^\s*/, '').match(/\n/g) ?? []).length
    rest = rest.slice(end)
  }
  return 0
}

/** Rows in a frame. */
function grid({ columns = [], rows = [] }: Reply, bare = false): string {
  const widths = columns.map(({ name }, i) => Math.max(bare ? 0 : displayWidth(name), ...rows.map((row) => displayWidth(row[i] ?? 'NULL'))))
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`
  const cell = (text: string, i: number, right: boolean): string => {
    const blanks = ' '.repeat((widths[i] ?? 0) - displayWidth(text))
    return right ? ` ${blanks}${text} ` : ` ${text}${blanks} `
  }
  const head = bare ? '' : `|${columns.map(({ name }, i) => cell(name, i, false)).join('|')}|\n${rule}`
  const body = rows.map((row) => `|${row.map((text, i) => cell(text ?? 'NULL', i, columns[i]?.numeric ?? false)).join('|')}|\n`).join('')
  return `${rule}${head}${body}${rule}`
}

/** \G: a column a line. */
function vertical({ columns = [], rows = [] }: Reply): string {
  const width = Math.max(...columns.map(({ name }) => displayWidth(name)))
  return rows
    .map(
      (row, number) =>
        `${'*'.repeat(27)} ${number + 1}. row ${'*'.repeat(27)}\n${row.map((text, i) => `${(columns[i]?.name ?? '').padStart(width)}: ${text ?? 'NULL'}\n`).join('')}`,
    )
    .join('')
}

function* converse(client: Client): Sys<number> {
  yield* print(
    `Welcome to the MySQL monitor.  Commands end with ; or \\g.\nYour MySQL connection id is ${client.connection}\nServer version: ${VERSION} MySQL Community Server - GPL\n\nCopyright (c) 2000, 2024, Oracle and/or its affiliates.\n\nOracle is a registered trademark of Oracle Corporation and/or its\naffiliates. Other names may be trademarks of their respective\nowners.\n\nType 'help;' or '\\h' for help. Type '\\c' to clear the current input statement.\n\n`,
  )
  const history: string[] = []
  const editor = new LineEditor({ input: 0, output: 1, history: () => history })
  let buffer = ''
  for (;;) {
    const { open } = statementEnd(buffer, flavour.rules)
    const prompt = buffer.trim() === '' ? 'mysql> ' : /['"`]/.test(open) ? `    ${open}> ` : '    -> '
    const result = yield* editor.readLine(prompt)
    if (result.kind === 'hangup') return 0
    if (result.kind === 'end') {
      yield* print('Bye\n')
      return 0
    }
    if (result.kind === 'interrupted') {
      buffer = ''
      continue
    }
    if (result.text.trim() !== '') history.push(result.text)
    const next = yield* oneLine(client, buffer, result.text)
    if (next === undefined) return 0
    buffer = next
  }
}

/** Adds a line; what is left over, undefined when the client ends. */
function* oneLine(client: Client, buffer: string, line: string): Sys<string | undefined> {
  if (buffer === '' && /^\s*(exit|quit|\\q)\s*;?\s*$/i.test(line)) {
    yield* print('Bye\n')
    return undefined
  }
  if (/\\c\s*$/.test(line)) return ''
  if (buffer === '' && /^\s*use\s+[^\s;]+\s*$/i.test(line)) return yield* oneLine(client, '', `${line};`)
  const source = /^\s*(?:source|\\\.)\s+(\S+?);?\s*$/i.exec(line)
  if (buffer === '' && source?.[1]) {
    const text = yield* readFile(source[1])
    if (!text.ok) yield* print(`ERROR: \nFailed to open file '${source[1]}', error: 2\n`)
    else for (const part of text.value.split('\n')) buffer = (yield* oneLine(client, buffer, part)) ?? ''
    return ''
  }
  const upright = /\\G\s*$/.test(line)
  let rest = `${buffer}${buffer === '' ? '' : '\n'}${line.replace(/\\[gG]\s*$/, ';')}`
  for (;;) {
    const { end } = statementEnd(rest, flavour.rules)
    if (end === undefined) return rest.trim() === '' ? '' : rest
    const statement = rest.slice(0, end - 1).trim()
    rest = rest.slice(end)
    if (statement === '') yield* print('ERROR: \nNo query specified\n\n')
    else yield* send(client, statement, upright)
  }
}

function* send(client: Client, statement: string, upright: boolean): Sys<void> {
  const from = yield* sys.clockMonotonic({})
  const reply = yield* query(client, statement)
  if (!reply) {
    yield* print('ERROR 2013 (HY000): Lost connection to MySQL server during query\n')
    return
  }
  const seconds = `(${(((yield* sys.clockMonotonic({})) - from) / 1000).toFixed(2)} sec)`
  if (reply.error) {
    yield* print(`ERROR ${reply.error.number} (${reply.error.state}): ${reply.error.message}\n`)
    return
  }
  client.database = reply.database
  if (/^use\b/i.test(statement)) {
    yield* print('Database changed\n')
    return
  }
  if (reply.columns) {
    const count = reply.rows?.length ?? 0
    if (count === 0) yield* print(`Empty set ${seconds}\n\n`)
    else yield* print(`${upright ? vertical(reply) : grid(reply)}${count} row${count === 1 ? '' : 's'} in set ${seconds}\n\n`)
    return
  }
  const affected = reply.affected ?? 0
  yield* print(
    `Query OK, ${affected} row${affected === 1 ? '' : 's'} affected${reply.warnings ? `, ${reply.warnings} warning${reply.warnings === 1 ? '' : 's'}` : ''} ${seconds}\n`,
  )
  if (reply.matched !== undefined) yield* print(`Rows matched: ${reply.matched}  Changed: ${affected}  Warnings: 0\n`)
  else if (/^insert\b/i.test(statement) && affected > 1) yield* print(`Records: ${affected}  Duplicates: 0  Warnings: 0\n`)
  yield* print('\n')
}

/** mysqladmin: ping and status. */
export const mysqladmin: Main = function* ({ argv, env }) {
  const parsed = getopt(argv.slice(1), optionTable(`${connectOptions} s|silent V|version`))
  if (!parsed.ok) {
    yield* printError(`mysqladmin: [ERROR] ${parsed.message}.\n`)
    return 7
  }
  const options = parsed.value
  const [command] = options.operands
  if (command !== 'ping') {
    yield* printError(
      command === undefined
        ? 'mysqladmin  Ver 8.4.0 for Linux on x86_64 (MySQL Community Server - GPL)\nUsage: mysqladmin [OPTIONS] command command....\n'
        : `cais: mysqladmin: ${command} is not simulated\n`,
    )
    return 1
  }
  if (options.value('password') !== undefined) yield* printError(warning.replace('mysql:', 'mysqladmin:'))
  const connected = yield* connect(options, env)
  if (connected.ok || connected.error.startsWith('1045')) {
    if (!connected.ok)
      yield* printError(`mysqladmin: connect to server at 'localhost' failed\nerror: '${connected.error.replace(/^\d+ \(\w+\): /, '')}'\n`)
    else yield* print('mysqld is alive\n')
    // Refused is alive, too.
    return 0
  }
  yield* printError(
    `mysqladmin: connect to server at '${options.value('host') ?? 'localhost'}' failed\nerror: '${connected.error.replace(/^\d+ \(\w+\): /, '')}'\nCheck that mysqld is running and that the socket: '/var/run/mysqld/mysqld.sock' exists!\n`,
  )
  return 1
}
