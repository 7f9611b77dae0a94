import type { Statement } from '../sql/ast.ts'
import { Fault } from '../sql/fault.ts'
import type { Outcome } from '../sql/run/outcome.ts'
import type { Session } from '../sql/session.ts'
import type { Column, Table } from '../sql/store/table.ts'
import type { Value } from '../sql/types.ts'
import { type } from '../sql/types.ts'
import { SCHEMA, VERSION } from './server.ts'

/** SHOW, DESCRIBE, USE and SET. */
const table = (names: readonly string[], rows: readonly (readonly Value[])[]): Outcome => ({
  tag: 'SHOW',
  columns: names.map((name) => ({ name, type: type('text') })),
  rows,
})

const matches = (pattern: string | undefined) => {
  const source = (pattern ?? '%')
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.')
  const test = new RegExp(`^${source}$`, 'i')
  return (name: string): boolean => test.test(name)
}

export function answer(statement: Statement, session: Session): Outcome | undefined {
  switch (statement.kind) {
    case 'use': {
      const database = session.databaseNamed(statement.database)
      if (!mayOpen(session, database.name))
        throw new Fault('other', {
          number: '1044',
          state: '42000',
          mysql: `Access denied for user '${session.role.replace('@', "'@'")}' to database '${database.name}'`,
        })
      session.database = database
      return { tag: 'USE' }
    }
    case 'describe':
      return describe(session.table(statement.table.schema, statement.table.name))
    case 'set':
      session.settings.set(statement.name, statement.value)
      return { tag: 'SET' }
    case 'no-op':
      return { tag: statement.tag }
    case 'show':
      return show(statement, session)
    default:
      return undefined
  }
}

/** Whether an account sees a database at all. */
export const mayOpen = (session: Session, name: string): boolean =>
  session.superuser ||
  name === 'information_schema' ||
  session.cluster.grants.some((grant) => grant.role === session.role && (grant.database === '*' || grant.database === name))

function show(statement: Extract<Statement, { kind: 'show' }>, session: Session): Outcome {
  const like = matches(statement.like)
  switch (statement.what) {
    case 'databases': {
      const names = [...session.cluster.databases.keys()].filter((name) => mayOpen(session, name) && like(name)).sort()
      return table(
        ['Database'],
        names.map((name) => [name]),
      )
    }
    case 'tables': {
      const database = session.databaseNamed(statement.from)
      const schema = database.schemas.get(SCHEMA)
      const names = [...(schema?.tables.keys() ?? []), ...(schema?.views.keys() ?? [])].filter(like).sort()
      const head = `Tables_in_${database.name}`
      return statement.full
        ? table(
            [head, 'Table_type'],
            names.map((name) => [name, schema?.tables.has(name) ? 'BASE TABLE' : 'VIEW']),
          )
        : table(
            [head],
            names.map((name) => [name]),
          )
    }
    case 'create-table': {
      const found = session.table(undefined, statement.name ?? '')
      return table(['Table', 'Create Table'], [[found.name, createText(found)]])
    }
    case 'processlist':
      return table(
        ['Id', 'User', 'Host', 'db', 'Command', 'Time', 'State', 'Info'],
        [
          [
            String(session.pid),
            session.role.split('@')[0] ?? '',
            session.host,
            session.database?.name ?? null,
            'Query',
            '0',
            'init',
            'show processlist',
          ],
        ],
      )
    case 'grants':
      return grants(session)
    case 'warnings':
      return table(['Level', 'Code', 'Message'], [])
    case 'variables': {
      const variables: readonly (readonly [string, string])[] = [
        ['datadir', '/var/lib/mysql/'],
        ['max_connections', '151'],
        ['port', '3306'],
        ['socket', '/var/run/mysqld/mysqld.sock'],
        ['version', VERSION],
        ['version_comment', 'MySQL Community Server - GPL'],
      ]
      return table(
        ['Variable_name', 'Value'],
        variables.filter(([name]) => like(name)),
      )
    }
    default:
      throw new Fault('not-simulated', { what: `SHOW ${statement.what.toUpperCase()}` })
  }
}

function grants(session: Session): Outcome {
  const [name = '', host = ''] = session.role.split('@')
  const account = `\`${name}\`@\`${host}\``
  const shown = (part: string): string => (part === '*' ? '*' : `\`${part}\``)
  const lines = session.superuser
    ? [`GRANT ALL PRIVILEGES ON *.* TO ${account} WITH GRANT OPTION`]
    : [
        `GRANT USAGE ON *.* TO ${account}`,
        ...session.cluster.grants
          .filter((grant) => grant.role === session.role)
          .map((grant) => `GRANT ${grant.privilege} ON ${shown(grant.database)}.${shown(grant.object)} TO ${account}`),
      ]
  return table(
    [`Grants for ${session.role}`],
    lines.map((line) => [line]),
  )
}

function keyOf(of: Table, column: Column): string {
  if (of.primaryKey?.columns.includes(column.name)) return 'PRI'
  const index = of.indexes.find((one) => one.columns[0] === column.name)
  return index ? (index.unique && index.columns.length === 1 ? 'UNI' : 'MUL') : ''
}

const extraOf = (column: Column): string => {
  if (column.autoIncrement) return 'auto_increment'
  return column.default?.text === 'CURRENT_TIMESTAMP' ? `DEFAULT_GENERATED${column.onUpdateNow ? ' on update CURRENT_TIMESTAMP' : ''}` : ''
}

const describe = (of: Table): Outcome =>
  table(
    ['Field', 'Type', 'Null', 'Key', 'Default', 'Extra'],
    of.columns.map((column) => [
      column.name,
      column.type.label ?? column.type.name,
      column.notNull ? 'NO' : 'YES',
      keyOf(of, column),
      column.default?.text ?? null,
      extraOf(column),
    ]),
  )

const ticks = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(',')

/** SHOW CREATE TABLE. */
function createText(of: Table): string {
  const lines = of.columns.map((column) => {
    const byDefault = column.default
      ? ` DEFAULT ${column.default.text === 'CURRENT_TIMESTAMP' ? column.default.text : `'${column.default.text}'`}`
      : column.notNull
        ? ''
        : ' DEFAULT NULL'
    return `  \`${column.name}\` ${column.type.label ?? column.type.name}${column.notNull ? ' NOT NULL' : ''}${column.autoIncrement ? ' AUTO_INCREMENT' : byDefault}`
  })
  for (const index of of.indexes)
    lines.push(
      `  ${index.constraint === 'primary' ? 'PRIMARY KEY' : `${index.unique ? 'UNIQUE ' : ''}KEY \`${index.name}\``} (${ticks(index.columns)})`,
    )
  for (const key of of.foreignKeys)
    lines.push(
      `  CONSTRAINT \`${key.name}\` FOREIGN KEY (${ticks(key.columns)}) REFERENCES \`${key.table}\` (${ticks(key.targets)})${key.onDelete === 'NO ACTION' ? '' : ` ON DELETE ${key.onDelete}`}`,
    )
  const next = of.columns.some((column) => column.autoIncrement) && of.nextNumber > 1 ? ` AUTO_INCREMENT=${of.nextNumber}` : ''
  return `CREATE TABLE \`${of.name}\` (\n${lines.join(',\n')}\n) ENGINE=InnoDB${next} DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci`
}
