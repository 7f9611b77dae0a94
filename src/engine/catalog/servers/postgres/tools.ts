import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Main } from '../../../linux/kernel/program.ts'
import type { Parsed } from '../../../linux/libc/getopt.ts'
import { getopt, optionTable } from '../../../linux/libc/getopt.ts'
import { print, printError } from '../../../linux/libc/stdio.ts'
import type { Connection } from './connection.ts'
import { connect, connectAsking, targetOf } from './connection.ts'
import { quoteName } from './definitions.ts'

/** pg_isready, createdb, dropdb, createuser, dropuser: small clients of one statement. */
const connecting = 'h|host= p|port= U|username= w|no-password W|password V|version e|echo'

export const pgIsready: Main = function* ({ argv, env }) {
  const parsed = getopt(argv.slice(1), optionTable('d|dbname= h|host= p|port= q|quiet t|timeout= U|username= V|version'))
  if (!parsed.ok) {
    yield* printError(`pg_isready: ${parsed.message}\npg_isready: hint: Try "pg_isready --help" for more information.\n`)
    return 3
  }
  const options = parsed.value
  const target = yield* targetOf(
    { host: options.value('host'), port: options.value('port'), user: options.value('username'), database: options.value('dbname') },
    env,
  )
  const connected = yield* connect({ ...target, password: '' })
  const message = connected.ok ? '' : connected.error.message
  if (connected.ok) yield* connected.value.close()
  const rejecting = /starting up|shutting down/.test(message)
  const accepting = !rejecting && (connected.ok || /FATAL|fe_sendauth/.test(message))
  const where = `${target.host ?? '/var/run/postgresql'}:${target.port}`
  const state = accepting ? 'accepting connections' : rejecting ? 'rejecting connections' : 'no response'
  if (!options.has('quiet')) yield* print(`${where} - ${state}\n`)
  return accepting ? 0 : rejecting ? 1 : 2
}

function tool(
  name: string,
  spec: string,
  statement: (options: Parsed, user: string) => string | undefined,
  failure: (options: Parsed) => string,
): Main {
  return function* main({ argv, env }) {
    const parsed = getopt(argv.slice(1), optionTable(`${connecting} ${spec}`))
    if (!parsed.ok) {
      yield* printError(`${name}: ${parsed.message}\n${name}: hint: Try "${name} --help" for more information.\n`)
      return 1
    }
    const options = parsed.value
    if (options.has('version')) {
      yield* print(`${name} (PostgreSQL) 16.3 (Debian 16.3-1.pgdg120+1)\n`)
      return 0
    }
    const connection = yield* open(name, options, env)
    if (!connection) return 1
    const sql = statement(options, connection.target.user)
    if (sql === undefined) {
      yield* printError(
        `${name}: error: missing required argument ${name.startsWith('drop') ? 'database' : 'role'} name\n${name}: hint: Try "${name} --help" for more information.\n`,
      )
      return 1
    }
    if (options.has('echo')) yield* print(`${sql}\n`)
    const problem = yield* connection.query(sql)
    yield* connection.close()
    if (!problem) return 0
    yield* printError(
      `${name}: error: ${failure(options)} failed: ERROR:  ${problem.message}\n${problem.detail === undefined ? '' : `DETAIL:  ${problem.detail}\n`}`,
    )
    return 1
  }
}

function* open(name: string, options: Parsed, env: ReadonlyMap<string, string>): Sys<Connection | undefined> {
  const target = yield* targetOf(
    { host: options.value('host'), port: options.value('port'), user: options.value('username'), database: 'postgres' },
    env,
  )
  const connected = yield* connectAsking(target, options.has('password') ? 'always' : options.has('no-password') ? 'never' : 'auto')
  if (connected.ok) return connected.value
  yield* printError(`${name}: error: ${connected.error.message}\n`)
  return undefined
}

export const createdb = tool(
  'createdb',
  'O|owner= E|encoding= T|template= l|locale=',
  (options, user) =>
    `CREATE DATABASE ${quoteName(options.operands[0] ?? user)}${options.has('owner') ? ` OWNER ${quoteName(options.value('owner') ?? '')}` : ''};`,
  () => 'database creation',
)

export const dropdb = tool(
  'dropdb',
  'if-exists f|force',
  ({ operands: [name], has }) => (name === undefined ? undefined : `DROP DATABASE ${has('if-exists') ? 'IF EXISTS ' : ''}${quoteName(name)};`),
  () => 'database removal',
)

export const createuser = tool(
  'createuser',
  's|superuser S|no-superuser d|createdb D|no-createdb r|createrole R|no-createrole l|login L|no-login',
  ({ operands: [name], has }, user) =>
    `CREATE ROLE ${quoteName(name ?? user)} ${has('superuser') ? 'SUPERUSER' : 'NOSUPERUSER'} ${has('createdb') || has('superuser') ? 'CREATEDB' : 'NOCREATEDB'} ${has('createrole') || has('superuser') ? 'CREATEROLE' : 'NOCREATEROLE'} INHERIT ${has('no-login') ? 'NOLOGIN' : 'LOGIN'};`,
  () => 'creation of new role',
)

export const dropuser = tool(
  'dropuser',
  'if-exists',
  ({ operands: [name], has }) => (name === undefined ? undefined : `DROP ROLE ${has('if-exists') ? 'IF EXISTS ' : ''}${quoteName(name)};`),
  ({ operands: [name = ''] }) => `removal of role "${name}"`,
)
