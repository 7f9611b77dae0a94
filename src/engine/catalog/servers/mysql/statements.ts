import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import { Fault } from '../sql/fault.ts'
import { parseStatements } from '../sql/parse/statement.ts'
import type { Finished } from '../sql/run/control.ts'
import { commit, control, rollback } from '../sql/run/control.ts'
import { execute } from '../sql/run/execute.ts'
import type { Outcome } from '../sql/run/outcome.ts'
import type { Session } from '../sql/session.ts'
import type { Layout } from '../sql/store/files.ts'
import { save } from '../sql/store/files.ts'
import { MustWait } from '../sql/store/transaction.ts'
import { toText } from '../sql/text.ts'
import { category } from '../sql/types.ts'
import { problemOf } from './faults.ts'
import { answer } from './show.ts'
import type { Reply } from './wire.ts'

const definitions = new Set([
  'create-table',
  'alter-table',
  'create-index',
  'create-view',
  'drop',
  'truncate',
  'create-database',
  'create-role',
  'alter-role',
  'grant',
])

/** Runs one statement and says what came of it. Definitions commit what was open, as in MySQL. */
export function* runStatement(session: Session, sql: string, layout: Layout): Sys<Reply> {
  const { cluster } = session
  const mark = session.transaction?.undo.length ?? 0
  try {
    const [statement] = parseStatements(sql, session.flavour.rules)
    if (!statement) return { error: { number: 1065, state: '42000', message: 'Query was empty' } }
    yield* sys.compute({ ms: 0.3 })
    session.nowMicros = Math.round((yield* sys.clockRealtime({})) * 1000)
    if (definitions.has(statement.kind)) yield* store(session, commit(session), layout)
    const before = session.transaction
    let done: Finished | undefined
    let outcome: Outcome | undefined = control(statement, session, (what) => {
      done = what
    })
    if (before && !session.transaction) yield* sys.futexWake({ on: before })
    yield* store(session, done, layout)
    outcome ??= answer(statement, session)
    while (!outcome) {
      const start = session.tx.undo.length
      try {
        outcome = execute(statement, session, () => 0) ?? { tag: '' }
      } catch (error) {
        if (!(error instanceof MustWait)) throw error
        session.tx.rollbackTo(start)
        while (cluster.transactions.active.has(error.transaction.id)) yield* sys.futexWait({ on: error.transaction, timeoutMs: 1000 })
      }
    }
    if (!session.inBlock) {
      const ended = session.transaction
      yield* store(session, commit(session), layout)
      if (ended) yield* sys.futexWake({ on: ended })
    }
    if (session.sleepMs > 0) {
      const ms = session.sleepMs
      session.sleepMs = 0
      yield* sys.nanosleep({ ms })
    }
    return replyOf(outcome, session)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    if (session.inBlock) session.transaction?.rollbackTo(mark)
    else rollback(session)
    return { error: problemOf(error) }
  }
}

function* store(session: Session, finished: Finished | undefined, layout: Layout): Sys<void> {
  if (finished && (finished.catalogChanged || finished.tables.size > 0)) yield* save(session.cluster, finished, layout)
}

function replyOf({ columns, rows, affected, matched, tag }: Outcome, session: Session): Reply {
  const warnings = session.notices.splice(0).length
  const base = {
    warnings,
    ...(session.database && { database: session.database.name }),
    ...(matched !== undefined && tag.startsWith('UPDATE') && { matched }),
  }
  if (!columns) return { ...base, affected: affected ?? 0 }
  return {
    ...base,
    columns: columns.map(({ name, type }) => ({ name, numeric: category(type) === 'number' || type.name === 'boolean' })),
    rows: (rows ?? []).map((row) =>
      row.map((value, i) => (value === null ? null : toText(value, columns[i]?.type ?? { name: 'text' }, session.zone, true))),
    ),
  }
}
