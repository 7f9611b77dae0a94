import { parseTimeZone } from '../../../base/time-zone.ts'
import { encode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { Statement } from '../sql/ast.ts'
import { Fault } from '../sql/fault.ts'
import { parseStatements } from '../sql/parse/statement.ts'
import type { Finished } from '../sql/run/control.ts'
import { commit, control, rollback } from '../sql/run/control.ts'
import { execute } from '../sql/run/execute.ts'
import type { Outcome } from '../sql/run/outcome.ts'
import type { Session } from '../sql/session.ts'
import { save } from '../sql/store/files.ts'
import { MustWait } from '../sql/store/transaction.ts'
import { toText } from '../sql/text.ts'
import { type } from '../sql/types.ts'
import { typeModifier } from './definitions.ts'
import { problemOf } from './faults.ts'
import { problemFields } from './problem-fields.ts'
import type { Wire } from './protocol.ts'
import { Fields, typeOids } from './protocol.ts'
import type { Server } from './server.ts'
import { log } from './server.ts'
import { defaults, sessionSettings } from './settings.ts'

/** CPU of a statement: parsing and planning, then the rows. */
const STATEMENT_MS = 0.25
const ROW_MS = 0.0005

const settingOf = (server: Server, session: Session, name: string): string | undefined =>
  session.settings.get(name) ?? server.settings.get(name) ?? defaults[name]

/** Settings that the client is told at the start. */
export function reportedSettings(server: Server, session: Session): (readonly [string, string])[] {
  const names = [
    'in_hot_standby',
    'integer_datetimes',
    'TimeZone',
    'IntervalStyle',
    'is_superuser',
    'application_name',
    'default_transaction_read_only',
    'scram_iterations',
    'DateStyle',
    'standard_conforming_strings',
    'session_authorization',
    'client_encoding',
    'server_version',
    'server_encoding',
  ]
  const own: Readonly<Record<string, string>> = {
    in_hot_standby: 'off',
    is_superuser: session.superuser ? 'on' : 'off',
    session_authorization: session.role,
    scram_iterations: '4096',
    default_transaction_read_only: 'off',
  }
  return names.map((name) => [name, own[name] ?? settingOf(server, session, name.toLowerCase()) ?? ''])
}

/** Answers one Query message: its statements one after the other, in one transaction unless BEGIN and COMMIT say otherwise. */
export function* runQuery(server: Server, wire: Wire, session: Session, sql: string, title: string): Sys<void> {
  try {
    const statements = parseStatements(sql, server.flavour.rules)
    if (statements.length === 0) wire.put('I')
    for (const statement of statements) yield* runStatement(server, wire, session, statement, title)
    if (!session.inBlock) {
      const ended = session.transaction
      yield* finish(server, commit(session))
      if (ended) yield* sys.futexWake({ on: ended })
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    sendNotices(wire, session)
    const problem = problemOf(error)
    if (session.inBlock) {
      session.tx.rollbackTo(session.tx.savepoints.at(-1)?.mark ?? 0)
      session.failed = true
    } else {
      const ended = session.transaction
      rollback(session)
      if (ended) yield* sys.futexWake({ on: ended })
    }
    wire.put('E', problemFields(problem))
    yield* log(problem.severity, `${problem.message}${problem.position === undefined ? '' : ` at character ${problem.position}`}`)
    if (problem.detail !== undefined) yield* log('DETAIL', problem.detail)
    if (problem.hint !== undefined) yield* log('HINT', problem.hint)
    yield* log('STATEMENT', sql.trim())
  }
}

function* finish(server: Server, finished: Finished | undefined): Sys<void> {
  if (!finished) return
  if (finished.catalogChanged || finished.tables.size > 0) yield* save(server.cluster, finished, server.layout)
}

function sendNotices(wire: Wire, session: Session): void {
  for (const { severity, code, message, detail } of session.notices.splice(0))
    wire.put('N', problemFields({ severity, code, message, ...(detail !== undefined && { detail }) }))
}

function* runStatement(server: Server, wire: Wire, session: Session, statement: Statement, title: string): Sys<void> {
  if (session.failed && !['rollback', 'commit', 'rollback-to'].includes(statement.kind))
    throw new Fault('other', { code: '25P02', message: 'current transaction is aborted, commands ignored until end of transaction block' })
  if (server.settings.get('log_statement') === 'all') yield* log('LOG', `statement: ${statement.kind}`)
  if (!session.transaction) session.nowMicros = Math.round((yield* sys.clockRealtime({})) * 1000)
  yield* sys.compute({ ms: STATEMENT_MS })
  const before = session.transaction
  let done: Finished | undefined
  let outcome: Outcome | undefined = control(statement, session, (what) => {
    done = what
  })
  if (outcome && before && !session.transaction) yield* sys.futexWake({ on: before })
  yield* finish(server, done)
  outcome ??= setOrShow(server, wire, session, statement) ?? (yield* executeWaiting(server, session, statement, title))
  sendNotices(wire, session)
  if (session.sleepMs > 0) {
    const ms = session.sleepMs
    session.sleepMs = 0
    yield* sys.nanosleep({ ms })
  }
  yield* sys.compute({ ms: ((outcome.rows?.length ?? 0) + (outcome.affected ?? 0)) * ROW_MS })
  sendOutcome(wire, session, outcome)
}

/** Runs a statement, again from its start whenever another transaction had to end first. */
function* executeWaiting(server: Server, session: Session, statement: Statement, title: string): Sys<Outcome> {
  const inUse = (name: string): number => [...server.sessions.values()].filter((one) => one.database === name && one.pid !== session.pid).length
  for (;;) {
    const mark = session.tx.undo.length
    try {
      const outcome = execute(statement, session, inUse)
      if (outcome) return outcome
      throw new Fault('not-simulated', { what: statement.kind })
    } catch (error) {
      if (!(error instanceof MustWait)) throw error
      session.tx.rollbackTo(mark)
      yield* sys.prctl({ title: `${title} ${statement.kind.toUpperCase()} waiting` })
      while (server.cluster.transactions.active.has(error.transaction.id)) yield* sys.futexWait({ on: error.transaction, timeoutMs: 1000 })
    }
  }
}

function sendOutcome(wire: Wire, session: Session, outcome: Outcome): void {
  const { columns, rows } = outcome
  if (columns) {
    const fields = new Fields().int16(columns.length)
    for (const { name, type: of } of columns)
      fields
        .text(name)
        .int32(0)
        .int16(0)
        .int32(typeOids[of.name] ?? 25)
        .int16(-1)
        .int32(typeModifier(of))
        .int16(0)
    wire.put('T', fields)
    for (const row of rows ?? []) {
      const cells = new Fields().int16(row.length)
      row.forEach((value, i) => {
        if (value === null) cells.int32(-1)
        else {
          const bytes = encode(toText(value, columns[i]?.type ?? type('text'), session.zone))
          cells.int32(bytes.length).bytes(bytes)
        }
      })
      wire.put('D', cells)
    }
  }
  wire.put('C', new Fields().text(outcome.tag))
}

const showNames: Readonly<Record<string, string>> = { timezone: 'TimeZone', datestyle: 'DateStyle', intervalstyle: 'IntervalStyle' }

function setOrShow(server: Server, wire: Wire, session: Session, statement: Statement): Outcome | undefined {
  if (statement.kind === 'no-op') return { tag: statement.tag }
  if (statement.kind === 'set') {
    const name = statement.name.toLowerCase()
    if (!sessionSettings.has(name)) {
      if (Object.hasOwn(defaults, name))
        throw new Fault('other', {
          code: '55P02',
          message: `parameter "${name}" cannot be changed ${name === 'server_version' ? '' : 'without restarting the server'}`.trim(),
        })
      throw new Fault('other', { code: '42704', message: `unrecognized configuration parameter "${statement.name}"` })
    }
    const value = statement.value === 'default' ? (server.settings.get(name) ?? defaults[name] ?? '') : statement.value
    session.settings.set(name, value)
    if (name === 'timezone') {
      session.zone = parseTimeZone(value)
      wire.put('S', new Fields().text('TimeZone').text(value))
    }
    return { tag: 'SET' }
  }
  if (statement.kind !== 'show') return undefined
  const text = type('text')
  if (statement.what === 'all') {
    const rows = Object.keys(defaults)
      .sort()
      .map((name) => [name, settingOf(server, session, name) ?? '', ''])
    return { tag: 'SHOW', columns: ['name', 'setting', 'description'].map((name) => ({ name, type: text })), rows }
  }
  const name = (statement.name ?? '').toLowerCase()
  const value = name === 'data_directory' ? server.dataDirectory : settingOf(server, session, name)
  if (value === undefined) throw new Fault('other', { code: '42704', message: `unrecognized configuration parameter "${statement.name}"` })
  return { tag: 'SHOW', columns: [{ name: showNames[name] ?? name, type: text }], rows: [[value]] }
}
