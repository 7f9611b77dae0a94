import type { From, Query, QueryBody, Statement } from '../ast.ts'
import { Fault } from '../fault.ts'
import { planQuery, rootContext } from '../query/plan.ts'
import type { Session } from '../session.ts'
import { alterTable } from './alter.ts'
import { remove, update } from './change.ts'
import { createIndex, createTable, createView, enter, relationExists } from './define.ts'
import { drop, truncate } from './drop.ts'
import { insert } from './insert.ts'
import type { Outcome } from './outcome.ts'
import { alterRole, createDatabase, createRole, dropDatabase, dropRoles, grant, mayUse } from './roles.ts'

/**
 * Runs one statement (not BEGIN, COMMIT and their like, which are `control.ts`'s; not SET and SHOW, which are the server's) inside the
 * session's transaction. Throws a Fault, or MustWait when another transaction has to end first; the caller takes back what was done then.
 */
export function execute(statement: Statement, session: Session, inUse: (database: string) => number): Outcome | undefined {
  requirePrivileges(statement, session)
  switch (statement.kind) {
    case 'query': {
      const plan = planQuery(statement.query, rootContext(session))
      const rows = plan.run(undefined)
      return { tag: `SELECT ${rows.length}`, columns: plan.columns, rows }
    }
    case 'insert':
      return insert(statement, session)
    case 'update':
      return update(statement, session)
    case 'delete':
      return remove(statement, session)
    case 'create-table':
      return createTable(statement, session)
    case 'alter-table':
      return alterTable(statement, session)
    case 'create-index':
      return createIndex(statement, session)
    case 'create-view':
      return createView(statement, session)
    case 'create-sequence':
      return createSequence(statement, session)
    case 'create-schema':
      return createSchema(statement, session)
    case 'create-database':
      return createDatabase(statement, session)
    case 'create-role':
      return createRole(statement, session)
    case 'alter-role':
      return alterRole(statement, session)
    case 'alter-database':
      return alterDatabase(statement, session)
    case 'truncate':
      return truncate(statement, session)
    case 'grant':
      return grant(statement, session)
    case 'drop':
      if (statement.what === 'database') return dropDatabase(statement, session, inUse)
      return statement.what === 'role' ? dropRoles(statement, session) : drop(statement, session)
    default:
      return undefined
  }
}

function createSequence(
  { name: { schema, name, at }, ifNotExists, start, increment }: Extract<Statement, { kind: 'create-sequence' }>,
  session: Session,
): Outcome {
  const home = session.schemaNamed(schema, at)
  if (relationExists(home, name)) {
    if (!ifNotExists) throw new Fault('duplicate-table', { name })
    session.notice(`relation "${name}" already exists, skipping`, '42P07')
  } else enter(home.sequences, name, { name, oid: session.cluster.oid(), value: start, called: false, start, increment }, session)
  return { tag: 'CREATE SEQUENCE' }
}

function createSchema({ name, ifNotExists }: Extract<Statement, { kind: 'create-schema' }>, session: Session): Outcome {
  const database = session.databaseNamed()
  if (database.schemas.has(name)) {
    if (!ifNotExists) throw new Fault('duplicate-object', { what: 'schema', name })
    session.notice(`schema "${name}" already exists, skipping`, '42P06')
    return { tag: 'CREATE SCHEMA' }
  }
  session.cluster.createSchema(database, name, session.role)
  session.tx.undo.push(() => void database.schemas.delete(name))
  session.tx.catalogChanged = true
  return { tag: 'CREATE SCHEMA' }
}

function alterDatabase({ name, renameTo, owner }: Extract<Statement, { kind: 'alter-database' }>, session: Session): Outcome {
  const { databases, roles } = session.cluster
  const database = databases.get(name)
  if (!database) throw new Fault('undefined-object', { what: 'database', name })
  if (owner !== undefined) {
    if (!roles.has(owner)) throw new Fault('undefined-object', { what: 'role', name: owner })
    database.owner = owner
  }
  if (renameTo !== undefined) {
    if (database === session.database) throw new Fault('other', { code: '0A000', message: 'current database cannot be renamed' })
    if (databases.has(renameTo)) throw new Fault('duplicate-database', { name: renameTo })
    databases.delete(name)
    database.name = renameTo
    databases.set(renameTo, database)
  }
  session.tx.catalogChanged = true
  return { tag: 'ALTER DATABASE' }
}

/** PostgreSQL's privileges on tables; a role that may not use one is refused. */
function requirePrivileges(statement: Statement, session: Session): void {
  if (session.superuser) return
  const require = (privilege: string, schema: string | undefined, name: string): void => {
    for (const one of session.schemasFor(schema)) {
      const table = one.tables.get(name) ?? one.views.get(name)
      if (!table) continue
      if (!mayUse(session, privilege, table))
        throw new Fault('denied', { what: `permission denied for ${one.tables.has(name) ? 'table' : 'view'} ${name}`, privilege, table: name })
      return
    }
  }
  if (statement.kind === 'query') for (const { schema, name } of tablesIn(statement.query)) require('SELECT', schema, name)
  else if (statement.kind === 'insert' || statement.kind === 'update' || statement.kind === 'delete')
    require(statement.kind.toUpperCase(), statement.table.schema, statement.table.name)
  else if (statement.kind === 'create-table' && !session.mysql) {
    const schema = session.schemaNamed(statement.table.schema)
    if (
      schema.name === 'public' &&
      schema.owner !== session.role &&
      session.database?.owner !== session.role &&
      !session.cluster.grants.some((one) => one.role === session.role && one.object === 'public')
    )
      throw new Fault('denied', { what: 'permission denied for schema public', place: String(statement.table.at) }, statement.table.at)
  }
}

function tablesIn(query: Query): { readonly schema?: string; readonly name: string }[] {
  const common = new Set(query.with.map(({ name }) => name))
  const inFrom = (from: From | undefined): { schema?: string; name: string }[] => {
    if (!from) return []
    if (from.kind === 'table') return [from]
    if (from.kind === 'query') return tablesIn(from.query)
    return from.kind === 'join' ? [...inFrom(from.left), ...inFrom(from.right)] : []
  }
  const inBody = (body: QueryBody): { schema?: string; name: string }[] =>
    body.kind === 'select' ? inFrom(body.from) : body.kind === 'set' ? [...inBody(body.left), ...inBody(body.right)] : []
  return [...query.with.flatMap((table) => tablesIn(table.query)), ...inBody(query.body).filter(({ name }) => !common.has(name))]
}
