import type { Session, VirtualTable } from '../sql/session.ts'
import { tablesOf } from '../sql/store/cluster.ts'
import type { TypeKind, Value } from '../sql/types.ts'
import { type, typeText } from '../sql/types.ts'
import { constraintsOf, defaultText, indexDefinition, indexOid, relations, typeModifier } from './definitions.ts'
import { typeOids } from './protocol.ts'
import { defaults } from './settings.ts'

/** pg_catalog and information_schema, computed from the cluster: the columns that people and psql ask for. */
export interface Activity {
  readonly pid: number
  readonly database: string
  readonly role: string
  readonly address: string | undefined
  application: string
  state: string
  query: string
}

const short: Readonly<Record<string, TypeKind>> = {
  o: 'oid',
  n: 'name',
  t: 'text',
  b: 'boolean',
  i: 'integer',
  l: 'bigint',
  r: 'real',
  c: 'character varying',
}

/** `n relname, o oid`: a letter for the type, the name. */
const table = (columns: string, rows: (session: Session) => readonly (readonly Value[])[]): VirtualTable => ({
  columns: columns.split(', ').map((word) => ({ name: word.slice(2), type: type(short[word[0] ?? ''] ?? 'text') })),
  rows,
})

const roleOid = (session: Session, name: string): number => session.cluster.roles.get(name)?.oid ?? 10

const schemaTables = (session: Session) => (session.database ? [...tablesOf(session.database)] : [])

function pgCatalog(activity: () => readonly Activity[]): Readonly<Record<string, VirtualTable>> {
  return {
    pg_database: table('o oid, n datname, o datdba, i encoding, t datcollate, t datctype, b datistemplate, b datallowconn', (session) =>
      [...session.cluster.databases.values()].map((one) => [
        one.oid,
        one.name,
        roleOid(session, one.owner),
        6,
        'en_US.utf8',
        'en_US.utf8',
        one.template,
        one.name !== 'template0',
      ]),
    ),
    pg_roles: table(
      'o oid, n rolname, b rolsuper, b rolinherit, b rolcreaterole, b rolcreatedb, b rolcanlogin, b rolreplication, i rolconnlimit, b rolbypassrls',
      ({ cluster }) =>
        [...cluster.roles.values()].map((role) => [
          role.oid,
          role.name,
          role.superuser,
          true,
          role.createrole,
          role.createdb,
          role.login,
          role.oid === 10,
          -1,
          role.oid === 10,
        ]),
    ),
    pg_user: table('n usename, o usesysid, b usecreatedb, b usesuper, t passwd', ({ cluster }) =>
      [...cluster.roles.values()].filter((role) => role.login).map((role) => [role.name, role.oid, role.createdb, role.superuser, '********']),
    ),
    pg_authid: table('o oid, n rolname, b rolsuper, t rolpassword', ({ cluster }) =>
      [...cluster.roles.values()].map((role) => [role.oid, role.name, role.superuser, role.password ?? null]),
    ),
    pg_namespace: table('o oid, n nspname, o nspowner', (session) => [
      ...[...(session.database?.schemas.values() ?? [])].map((schema) => [schema.oid, schema.name, roleOid(session, schema.owner)]),
      [11, 'pg_catalog', 10],
      [13_000, 'information_schema', 10],
    ]),
    pg_class: table('o oid, n relname, o relnamespace, o relowner, t relkind, r reltuples, b relhasindex', (session) =>
      [...relations(session)].map((one) => [
        one.oid,
        one.name,
        one.schema.oid,
        roleOid(session, one.owner),
        one.kind,
        one.table?.rows.length ?? 0,
        (one.table?.indexes.length ?? 0) > 0,
      ]),
    ),
    pg_attribute: table('o attrelid, n attname, o atttypid, i atttypmod, i attnum, b attnotnull, b atthasdef, t attidentity', (session) =>
      schemaTables(session).flatMap(({ table: { oid, columns } }) =>
        columns.map((column, i) => [
          oid,
          column.name,
          typeOids[column.type.name] ?? 25,
          typeModifier(column.type),
          i + 1,
          column.notNull,
          defaultText(column) !== undefined,
          column.identity === 'always' ? 'a' : column.identity ? 'd' : '',
        ]),
      ),
    ),
    pg_attrdef: table('o adrelid, i adnum, t adbin', (session) =>
      schemaTables(session).flatMap(({ table: { oid, columns } }) =>
        columns.flatMap((column, i) => (defaultText(column) === undefined ? [] : [[oid, i + 1, defaultText(column) ?? null]])),
      ),
    ),
    pg_index: table('o indexrelid, o indrelid, b indisunique, b indisprimary, t indkey', (session) =>
      schemaTables(session).flatMap(({ table: one }) =>
        one.indexes.map((index, i) => [
          indexOid(one, i),
          one.oid,
          index.unique,
          index.constraint === 'primary',
          index.columns.map((name) => one.position(name) + 1).join(' '),
        ]),
      ),
    ),
    pg_constraint: table('o oid, n conname, o conrelid, o confrelid, t contype', (session) =>
      schemaTables(session).flatMap(({ schema, table: one }) =>
        constraintsOf(one).map(({ oid, name, target, kind }) => [oid, name, one.oid, schema.tables.get(target)?.oid ?? 0, kind]),
      ),
    ),
    pg_tables: table('n schemaname, n tablename, n tableowner, n tablespace, b hasindexes', (session) =>
      schemaTables(session).map(({ schema, table: one }) => [schema.name, one.name, one.owner, null, one.indexes.length > 0]),
    ),
    pg_views: table('n schemaname, n viewname, n viewowner, t definition', (session) =>
      [...(session.database?.schemas.values() ?? [])].flatMap((schema) =>
        [...schema.views.values()].map((view) => [schema.name, view.name, view.owner, ` ${view.text};`]),
      ),
    ),
    pg_indexes: table('n schemaname, n tablename, n indexname, n tablespace, t indexdef', (session) =>
      schemaTables(session).flatMap(({ schema, table: one }) =>
        one.indexes.map((index) => [schema.name, one.name, index.name, null, indexDefinition(schema, one, index)]),
      ),
    ),
    pg_sequences: table('n schemaname, n sequencename, n sequenceowner, l start_value, l increment_by, l last_value', (session) =>
      [...(session.database?.schemas.values() ?? [])].flatMap((schema) =>
        [...schema.sequences.values()].map((one) => [schema.name, one.name, schema.owner, one.start, one.increment, one.called ? one.value : null]),
      ),
    ),
    pg_extension: table('o oid, n extname, t extversion', () => [[13_700, 'plpgsql', '1.0']]),
    pg_settings: table('t name, t setting', (session) => Object.entries(defaults).map(([name, value]) => [name, session.setting(name, value)])),
    pg_stat_activity: table('n datname, i pid, n usename, t application_name, t client_addr, t state, t query, t backend_type', () =>
      activity().map((one) => [one.database, one.pid, one.role, one.application, one.address ?? null, one.state, one.query, 'client backend']),
    ),
  }
}

const informationSchema: Readonly<Record<string, VirtualTable>> = {
  tables: table('n table_catalog, n table_schema, n table_name, c table_type', (session) => [
    ...schemaTables(session).map(({ schema, table: one }) => [session.database?.name ?? '', schema.name, one.name, 'BASE TABLE']),
    ...[...(session.database?.schemas.values() ?? [])].flatMap((schema) =>
      [...schema.views.keys()].map((name) => [session.database?.name ?? '', schema.name, name, 'VIEW']),
    ),
  ]),
  schemata: table('n catalog_name, n schema_name, n schema_owner', (session) =>
    [...(session.database?.schemas.values() ?? [])].map((schema) => [session.database?.name ?? '', schema.name, schema.owner]),
  ),
  columns: table(
    'n table_catalog, n table_schema, n table_name, n column_name, i ordinal_position, c column_default, c is_nullable, c data_type, i character_maximum_length, i numeric_precision, i numeric_scale',
    (session) =>
      schemaTables(session).flatMap(({ schema, table: one }) =>
        one.columns.map((column, i) => [
          session.database?.name ?? '',
          schema.name,
          one.name,
          column.name,
          i + 1,
          defaultText(column) ?? null,
          column.notNull ? 'NO' : 'YES',
          typeText({ name: column.type.name }),
          column.type.length ?? null,
          column.type.precision ?? ({ smallint: 16, integer: 32, bigint: 64 } as Record<string, number>)[column.type.name] ?? null,
          column.type.scale ?? (/int/.test(column.type.name) ? 0 : null),
        ]),
      ),
  ),
  table_constraints: table('n constraint_schema, n constraint_name, n table_schema, n table_name, c constraint_type', (session) =>
    schemaTables(session).flatMap(({ schema, table: one }) =>
      constraintsOf(one).map(({ name, kind }) => [
        schema.name,
        name,
        schema.name,
        one.name,
        { p: 'PRIMARY KEY', u: 'UNIQUE', c: 'CHECK', f: 'FOREIGN KEY' }[kind],
      ]),
    ),
  ),
}

/** Looks a system table up; `activity` lists the server's sessions. */
export function systemTables(activity: () => readonly Activity[]): (schema: string | undefined, name: string) => VirtualTable | undefined {
  const own = pgCatalog(activity)
  return (schema, name) => {
    if (schema === 'information_schema') return Object.hasOwn(informationSchema, name) ? informationSchema[name] : undefined
    return (schema === undefined || schema === 'pg_catalog') && Object.hasOwn(own, name) ? own[name] : undefined
  }
}
