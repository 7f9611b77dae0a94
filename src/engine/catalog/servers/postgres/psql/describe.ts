import type { Sys } from '../../../../linux/kernel/calls.ts'
import type { Connection } from '../connection.ts'
import type { Sheet } from './format.ts'

/** \d and its family: what psql asks the catalogue, and how it shows the answers. */
const TEXT = 25
const columnsOf = (...names: string[]): { name: string; oid: number }[] => names.map((name) => ({ name, oid: TEXT }))
const like = (pattern: string): string => pattern.replaceAll('*', '%').replaceAll('?', '_').replaceAll("'", "''")

const kinds: Readonly<Record<string, string>> = { r: 'table', v: 'view', i: 'index', S: 'sequence' }

/** \dt, \dv, \di, \ds and \d without a name. */
export function* listRelations(connection: Connection, letters: string, pattern: string | undefined): Sys<Sheet | string> {
  const wanted = [...letters].map((letter) => `'${letter === 't' ? 'r' : letter === 's' ? 'S' : letter}'`).join(', ')
  const match = pattern === undefined ? '' : ` AND c.relname LIKE '${like(pattern)}'`
  const index = letters === 'i'
  const rows = yield* connection.rows(
    `SELECT n.nspname, c.relname, c.relkind, pg_get_userbyid(c.relowner)${index ? ', t.relname' : ''} FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace${index ? ' LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid LEFT JOIN pg_catalog.pg_class t ON t.oid = i.indrelid' : ''} WHERE c.relkind IN (${wanted})${match} ORDER BY 1, 2`,
  )
  if (rows.length === 0) return pattern === undefined ? 'Did not find any relations.' : `Did not find any relation named "${pattern}".`
  return {
    title: 'List of relations',
    columns: columnsOf('Schema', 'Name', 'Type', 'Owner', ...(index ? ['Table'] : [])),
    rows: rows.map(([schema = '', name = '', kind = '', owner = '', table]) => [
      schema,
      name,
      kinds[kind ?? ''] ?? '',
      owner,
      ...(index ? [table ?? ''] : []),
    ]),
  }
}

/** \d NAME. */
export function* describeRelation(connection: Connection, pattern: string): Sys<Sheet[] | string> {
  const [first = '', second] = pattern.replaceAll('"', '').split('.')
  const name = second ?? first
  const found = yield* connection.rows(
    `SELECT c.oid, n.nspname, c.relname, c.relkind FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relname LIKE '${like(name)}'${second === undefined ? '' : ` AND n.nspname = '${like(first)}'`} ORDER BY 2, 3`,
  )
  if (found.length === 0) return `Did not find any relation named "${pattern}".`
  const sheets: Sheet[] = []
  for (const [oid = '', schema = '', relation = '', kind = ''] of found) {
    if (kind === 'r') sheets.push(yield* describeTable(connection, String(oid), `${schema}.${relation}`))
    else if (kind === 'S')
      sheets.push({
        title: `Sequence "${schema}.${relation}"`,
        columns: columnsOf('Type', 'Start', 'Minimum', 'Maximum', 'Increment', 'Cycles?', 'Cache'),
        rows: [['integer', '1', '1', '2147483647', '1', 'no', '1']],
        footers: [],
      })
    else sheets.push(yield* describeOther(connection, String(oid), `${schema}.${relation}`, kind === 'v' ? 'View' : 'Index'))
  }
  return sheets
}

const columnRows = (connection: Connection, oid: string) =>
  connection.rows(
    `SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity FROM pg_catalog.pg_attribute a LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attrelid = ${oid} ORDER BY a.attnum`,
  )

function* describeTable(connection: Connection, oid: string, name: string): Sys<Sheet> {
  const columns = yield* columnRows(connection, oid)
  const indexes = yield* connection.rows(
    `SELECT c.relname, i.indisprimary, i.indisunique, pg_get_indexdef(i.indexrelid), x.contype FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid LEFT JOIN pg_catalog.pg_constraint x ON x.conname = c.relname AND x.conrelid = i.indrelid WHERE i.indrelid = ${oid} ORDER BY i.indisprimary DESC, c.relname`,
  )
  const constraints = yield* connection.rows(
    `SELECT conname, pg_get_constraintdef(oid), contype FROM pg_catalog.pg_constraint WHERE conrelid = ${oid} ORDER BY 1`,
  )
  const referenced = yield* connection.rows(
    `SELECT x.conname, c.relname, pg_get_constraintdef(x.oid) FROM pg_catalog.pg_constraint x JOIN pg_catalog.pg_class c ON c.oid = x.conrelid WHERE x.confrelid = ${oid} AND x.contype = 'f' ORDER BY 1`,
  )
  const footers: string[] = []
  const section = (title: string, lines: readonly string[]): void => {
    if (lines.length > 0) footers.push(title, ...lines.map((line) => `    ${line}`))
  }
  section(
    'Indexes:',
    indexes.map(([index, primary, unique, definition, constraint]) => {
      const method = /USING (.*)$/.exec(definition ?? '')?.[1] ?? ''
      const what = primary === 't' ? 'PRIMARY KEY, ' : unique === 't' ? (constraint === 'u' ? 'UNIQUE CONSTRAINT, ' : 'UNIQUE, ') : ''
      return `"${index}" ${what}${method}`
    }),
  )
  const written = (kind: string) =>
    constraints.filter(([, , type]) => type === kind).map(([constraint, definition]) => `"${constraint}" ${definition}`)
  section('Check constraints:', written('c'))
  section('Foreign-key constraints:', written('f'))
  section(
    'Referenced by:',
    referenced.map(([constraint, table, definition]) => `TABLE "${table}" CONSTRAINT "${constraint}" ${definition}`),
  )
  return {
    title: `Table "${name}"`,
    columns: columnsOf('Column', 'Type', 'Collation', 'Nullable', 'Default'),
    rows: columns.map(columnLine),
    footers,
  }
}

function columnLine([column = '', type = '', notNull = '', value, identity]: readonly (string | null)[]): (string | null)[] {
  const generated = identity === 'a' ? 'generated always as identity' : identity === 'd' ? 'generated by default as identity' : undefined
  return [column, type, '', notNull === 't' ? 'not null' : '', generated ?? value ?? '']
}

function* describeOther(connection: Connection, oid: string, name: string, what: 'View' | 'Index'): Sys<Sheet> {
  const title = `${what} "${name}"`
  if (what === 'View') {
    const shape = yield* connection.rows(
      `SELECT column_name FROM information_schema.columns WHERE table_name = '${like(name.split('.').at(-1) ?? '')}'`,
    )
    return {
      title,
      columns: columnsOf('Column', 'Type', 'Collation', 'Nullable', 'Default'),
      rows: shape.map(([column = '']) => [column, '', '', '', '']),
      footers: [],
    }
  }
  const [row] = yield* connection.rows(`SELECT pg_get_indexdef(${oid})`)
  const keys = /\((.*)\)$/.exec(row?.[0] ?? '')?.[1]?.split(', ') ?? []
  const table = / ON (\S+) /.exec(row?.[0] ?? '')?.[1] ?? ''
  return {
    title,
    columns: columnsOf('Column', 'Type', 'Key?', 'Definition'),
    rows: keys.map((key) => [key, '', 'yes', key]),
    footers: [`btree, for table "${table}"`],
  }
}

/** \l. */
export function* listDatabases(connection: Connection): Sys<Sheet> {
  const rows = yield* connection.rows(
    'SELECT datname, pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype FROM pg_catalog.pg_database ORDER BY 1',
  )
  return {
    title: 'List of databases',
    columns: columnsOf('Name', 'Owner', 'Encoding', 'Locale Provider', 'Collate', 'Ctype', 'ICU Locale', 'ICU Rules', 'Access privileges'),
    rows: rows.map(([name = '', owner = '', encoding = '', collate = '', ctype = '']) => {
      const template = name?.startsWith('template') ? `=c/${owner}          +\n${owner}=CTc/${owner}` : ''
      return [name, owner, encoding, 'libc', collate, ctype, '', '', template.replace(/ +\+/, '')]
    }),
  }
}

/** \du. */
export function* listRoles(connection: Connection, pattern: string | undefined): Sys<Sheet> {
  const match = pattern === undefined ? '' : ` WHERE rolname LIKE '${like(pattern)}'`
  const rows = yield* connection.rows(
    `SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls FROM pg_catalog.pg_roles${match} ORDER BY 1`,
  )
  const words = ['Superuser', 'Create role', 'Create DB']
  return {
    title: 'List of roles',
    columns: columnsOf('Role name', 'Attributes'),
    rows: rows.map(([name = '', ...flags]) => {
      const attributes = words.filter((_, i) => flags[i] === 't')
      if (flags[3] !== 't') attributes.push('Cannot login')
      if (flags[4] === 't') attributes.push('Replication')
      if (flags[5] === 't') attributes.push('Bypass RLS')
      return [name, attributes.join(', ')]
    }),
    footers: [],
  }
}

/** \dn. */
export function* listSchemas(connection: Connection): Sys<Sheet> {
  const rows = yield* connection.rows(
    "SELECT nspname, pg_get_userbyid(nspowner) FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1",
  )
  return {
    title: 'List of schemas',
    columns: columnsOf('Name', 'Owner'),
    rows: rows.map(([name = '', owner = '']) => [name, name === 'public' ? 'pg_database_owner' : owner]),
  }
}
