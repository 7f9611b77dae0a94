import type { Statement } from '../ast.ts'
import { Fault } from '../fault.ts'
import type { Session } from '../session.ts'
import type { Table } from '../store/table.ts'
import type { Outcome } from './outcome.ts'

/** What a finished transaction left to be written to the disk. */
export interface Finished {
  readonly tables: ReadonlySet<Table>
  readonly catalogChanged: boolean
}

/** Ends the session's transaction with all it did. */
export function commit(session: Session): Finished | undefined {
  const { transaction } = session
  session.inBlock = false
  session.failed = false
  if (!transaction) return undefined
  session.transaction = undefined
  session.cluster.transactions.end(transaction)
  return { tables: transaction.dirty, catalogChanged: transaction.catalogChanged }
}

/** Ends it and takes all back. */
export function rollback(session: Session): void {
  const { transaction } = session
  session.inBlock = false
  session.failed = false
  if (!transaction) return
  transaction.rollbackTo(0)
  session.transaction = undefined
  session.cluster.transactions.end(transaction)
}

/** BEGIN, COMMIT, ROLLBACK and savepoints; undefined for other statements. `finished` gets what a COMMIT left to write. */
export function control(statement: Statement, session: Session, finished: (what: Finished) => void): Outcome | undefined {
  switch (statement.kind) {
    case 'begin':
      if (session.inBlock) session.notice('there is already a transaction in progress', '25001', 'WARNING')
      session.inBlock = true
      return { tag: 'BEGIN' }
    case 'commit': {
      if (!session.inBlock && !session.mysql) session.notice('there is no transaction in progress', '25P01', 'WARNING')
      if (session.failed) {
        rollback(session)
        return { tag: 'ROLLBACK' }
      }
      const done = commit(session)
      if (done) finished(done)
      return { tag: 'COMMIT' }
    }
    case 'rollback':
      if (!session.inBlock && !session.mysql) session.notice('there is no transaction in progress', '25P01', 'WARNING')
      rollback(session)
      return { tag: 'ROLLBACK' }
    case 'savepoint':
      requireBlock(session, 'SAVEPOINT')
      session.tx.savepoints.push({ name: statement.name, mark: session.tx.undo.length })
      return { tag: 'SAVEPOINT' }
    case 'release':
      session.tx.savepoints.splice(savepoint(statement.name, session, 'RELEASE SAVEPOINT'))
      return { tag: 'RELEASE' }
    case 'rollback-to': {
      const index = savepoint(statement.name, session, 'ROLLBACK TO SAVEPOINT')
      session.tx.rollbackTo(session.tx.savepoints[index]?.mark ?? 0)
      session.tx.savepoints.splice(index + 1)
      session.failed = false
      return { tag: 'ROLLBACK' }
    }
    default:
      return undefined
  }
}

function requireBlock(session: Session, what: string): void {
  if (!session.inBlock && !session.mysql) throw new Fault('other', { code: '25P01', message: `${what} can only be used in transaction blocks` })
}

function savepoint(name: string, session: Session, what: string): number {
  requireBlock(session, what)
  const index = session.tx.savepoints.findLastIndex((one) => one.name === name)
  if (index < 0)
    throw new Fault('other', {
      code: '3B001',
      message: `savepoint "${name}" does not exist`,
      number: '1305',
      state: '42000',
      mysql: `SAVEPOINT ${name} does not exist`,
    })
  return index
}
