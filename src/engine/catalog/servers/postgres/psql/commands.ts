import type { Sys } from '../../../../linux/kernel/calls.ts'
import { run } from '../../../../linux/libc/spawn.ts'
import { print, printError, readFile } from '../../../../linux/libc/stdio.ts'
import { connectAsking } from '../connection.ts'
import { describeRelation, listDatabases, listRelations, listRoles, listSchemas } from './describe.ts'
import type { Sheet } from './format.ts'
import { formatRows } from './format.ts'
import type { Psql } from './psql.ts'

const helpText = `General
  \\copyright             show PostgreSQL usage and distribution terms
  \\crosstabview [COLUMNS] execute query and display result in crosstab
  \\errverbose            show most recent error message at maximum verbosity
  \\g [(OPTIONS)] [FILE]  execute query (and send result to file or |pipe);
                         \\g with no arguments is equivalent to a semicolon
  \\q                     quit psql

Help
  \\? [commands]          show help on backslash commands
  \\h [NAME]              help on syntax of SQL commands, * for all commands

Input/Output
  \\echo [-n] [STRING]    write string to standard output (-n for no newline)
  \\i FILE                execute commands from file

Informational
  \\d[S+]                 list tables, views, and sequences
  \\d[S+]  NAME           describe table, view, sequence, or index
  \\di[S+] [PATTERN]      list indexes
  \\dn[S+] [PATTERN]      list schemas
  \\ds[S+] [PATTERN]      list sequences
  \\dt[S+] [PATTERN]      list tables
  \\du[S+] [PATTERN]      list roles
  \\dv[S+] [PATTERN]      list views
  \\l[+]   [PATTERN]      list databases

Formatting
  \\a                     toggle between unaligned and aligned output mode
  \\pset [NAME [VALUE]]   set table output option
  \\t [on|off]            show only rows (currently off)
  \\x [on|off|auto]       toggle expanded output (currently off)

Connection
  \\c[onnect] {[DBNAME|- USER|- HOST|- PORT|-] | conninfo}
                         connect to new database
  \\conninfo              display information about current connection

Operating System
  \\timing [on|off]       toggle timing of commands (currently off)
  \\! [COMMAND]           execute command in shell or start interactive shell
`

/** A backslash command; the exit code when it ends psql. */
export function* backslash(psql: Psql, text: string): Sys<number | undefined> {
  const [, command = '', rest = ''] = /^\\(\S+)\s*(.*)$/s.exec(text) ?? []
  const args = rest.replace(/;\s*$/, '').trim().split(/\s+/).filter(Boolean)
  const { format } = psql
  switch (command) {
    case 'q':
    case 'quit':
      return 0
    case '?':
      yield* print(helpText)
      return undefined
    case 'c':
    case 'connect':
      yield* reconnect(psql, args)
      return undefined
    case 'conninfo':
      yield* print(connectionText(psql))
      return undefined
    case 'x': {
      format.expanded = switched(format.expanded, args[0])
      yield* psql.say(`Expanded display is ${format.expanded ? 'on' : 'off'}.\n`)
      return undefined
    }
    case 't':
      format.tuplesOnly = switched(format.tuplesOnly, args[0])
      yield* psql.say(`Tuples only is ${format.tuplesOnly ? 'on' : 'off'}.\n`)
      return undefined
    case 'a':
      format.aligned = !format.aligned
      yield* psql.say(`Output format is ${format.aligned ? 'aligned' : 'unaligned'}.\n`)
      return undefined
    case 'timing':
      psql.timing = switched(psql.timing, args[0])
      yield* psql.say(`Timing is ${psql.timing ? 'on' : 'off'}.\n`)
      return undefined
    case 'pset':
      if (args[0] === 'null') {
        format.nullText = (args[1] ?? '').replace(/^'|'$/g, '')
        yield* psql.say(`Null display is "${format.nullText}".\n`)
        return undefined
      }
      yield* psql.complain(`cais: psql: \\pset ${args[0] ?? ''} is not simulated\n`)
      return undefined
    case 'echo':
      yield* print(`${args.map((word) => word.replace(/^'|'$/g, '')).join(' ')}\n`)
      return undefined
    case 'i':
      return yield* include(psql, args[0])
    case '!':
      yield* run(['/bin/sh', '-c', rest === '' ? 'sh' : rest])
      return undefined
    default:
      return yield* informational(psql, command, args[0])
  }
}

const switched = (now: boolean, word: string | undefined): boolean => (word === undefined ? !now : word === 'on' || word === '1' || word === 'true')

function* include(psql: Psql, path: string | undefined): Sys<number | undefined> {
  const file = path === undefined ? undefined : yield* readFile(path)
  if (!file) yield* psql.complain('\\i: missing required argument\n')
  else if (!file.ok) yield* psql.complain(`${path}: No such file or directory\n`)
  else return yield* psql.script(file.value, path ?? '')
  return undefined
}

function connectionText({ connection: { target, address } }: Psql): string {
  const { host, port, user, database } = target
  if (host === undefined || host.startsWith('/'))
    return `You are connected to database "${database}" as user "${user}" via socket in "${host ?? '/var/run/postgresql'}" at port "${port}".\n`
  return `You are connected to database "${database}" as user "${user}" on host "${host}"${address && address !== host ? ` (address "${address}")` : ''} at port "${port}".\n`
}

function* reconnect(psql: Psql, args: readonly string[]): Sys<void> {
  const old = psql.connection.target
  const given = (index: number): string | undefined => (args[index] === '-' ? undefined : args[index])
  const host = given(2) ?? old.host
  const user = given(1) ?? old.user
  const target = {
    database: given(0)?.replaceAll('"', '') ?? old.database,
    user,
    port: Number(given(3) ?? old.port),
    ...(host !== undefined && { host }),
    ...(old.password !== undefined && user === old.user && { password: old.password }),
  }
  const connected = yield* connectAsking(target, 'auto')
  if (!connected.ok) {
    yield* printError(`${psql.place()}${connected.error.message}\nPrevious connection kept\n`)
    psql.failed = true
    return
  }
  yield* psql.connection.close()
  psql.use(connected.value)
  yield* psql.say(`You are now connected to database "${target.database}" as user "${target.user}".\n`)
}

function* informational(psql: Psql, command: string, pattern: string | undefined): Sys<number | undefined> {
  const { connection } = psql
  const show = function* (sheet: Sheet): Sys<undefined> {
    yield* print(formatRows(sheet, psql.format))
    return undefined
  }
  const letters = /^d([tvis]*)S?\+?$/.exec(command)?.[1]
  if (letters === '' && pattern !== undefined) {
    const found = yield* describeRelation(connection, pattern)
    if (typeof found === 'string') yield* psql.complain(`${found}\n`)
    else for (const sheet of found) yield* show(sheet)
    return undefined
  }
  if (letters !== undefined) {
    const found = yield* listRelations(connection, letters === '' ? 'tvs' : letters, pattern)
    if (typeof found === 'string') yield* psql.complain(`${found}\n`)
    else yield* show(found)
    return undefined
  }
  if (/^(l|list)\+?$/.test(command)) return yield* show(yield* listDatabases(connection))
  if (/^d[ug]\+?$/.test(command)) return yield* show(yield* listRoles(connection, pattern))
  if (/^dn\+?$/.test(command)) return yield* show(yield* listSchemas(connection))
  if (/^(copy|h|help|e|ef|s|o|w|watch|g|gx|gset|set|unset|password|df|dp|z|dx|dT|encoding|if|else|endif|sf|sv|p|r)\+?$/.test(command)) {
    if (command === 'p') yield* print('Query buffer is empty.\n')
    else if (command === 'r') yield* print('Query buffer reset (cleared).\n')
    else yield* psql.complain(`cais: psql: \\${command} is not simulated\n`)
    return undefined
  }
  yield* psql.complain(`invalid command \\${command}\n`)
  if (psql.interactive) yield* printError('Try \\? for help.\n')
  return undefined
}
