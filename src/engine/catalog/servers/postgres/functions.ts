import { Fault } from '../sql/fault.ts'
import { nextValue } from '../sql/run/row.ts'
import type { Flavour, Session } from '../sql/session.ts'
import { tablesOf } from '../sql/store/cluster.ts'
import type { Value } from '../sql/types.ts'
import { type } from '../sql/types.ts'
import { constraintsOf, formatType, indexDefinition, indexOid, relations } from './definitions.ts'
import { VERSION } from './settings.ts'

type ServerFunction = NonNullable<ReturnType<Flavour['function']>>

const text = type('text')
const give = (gives: ServerFunction['gives'], run: ServerFunction['run']): ServerFunction => ({ gives, run })

const sizeText = (bytes: number): string => {
  if (bytes < 10_240) return `${bytes} bytes`
  let size = bytes / 1024
  for (const unit of ['kB', 'MB', 'GB']) {
    if (size < 10_240) return `${Math.round(size)} ${unit}`
    size /= 1024
  }
  return `${Math.round(size)} TB`
}

function tableOf(argument: Value, session: Session) {
  const wanted = String(argument)
    .replaceAll('"', '')
    .replace(/^public\./, '')
  const found = [...relations(session)].find((one) => String(one.oid) === wanted || one.name === wanted)
  if (!found) throw new Fault('undefined-table', { name: wanted })
  return found
}

/** Pages of a relation at 8 kB, about what its rows need. */
const relationBytes = (argument: Value, session: Session): number => {
  const { table } = tableOf(argument, session)
  return table ? Math.ceil((table.rows.length * (28 + table.columns.length * 8)) / 8192) * 8192 : 8192
}

const sequence = (name: Value, session: Session) => {
  const bare = String(name)
    .replace(/^public\./, '')
    .replaceAll('"', '')
  const found = session.schemasFor(undefined).flatMap((schema) => schema.sequences.get(bare) ?? [])[0]
  if (!found) throw new Fault('undefined-table', { name: bare })
  return found
}

/** Functions that ask the server: who, where, what is defined. */
const functions: Readonly<Record<string, ServerFunction>> = {
  version: give(text, () => `PostgreSQL ${VERSION} on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14) 12.2.0, 64-bit`),
  current_user: give(type('name'), (_, session) => session.role),
  session_user: give(type('name'), (_, session) => session.role),
  user: give(type('name'), (_, session) => session.role),
  current_role: give(type('name'), (_, session) => session.role),
  current_database: give(type('name'), (_, session) => session.database?.name ?? ''),
  current_catalog: give(type('name'), (_, session) => session.database?.name ?? ''),
  current_schema: give(type('name'), (_, session) => session.schemasFor(undefined)[0]?.name ?? null),
  pg_backend_pid: give(type('integer'), (_, session) => session.pid),
  pg_get_userbyid: give(
    type('name'),
    ([oid = null], { cluster }) =>
      [...cluster.roles.values()].find((role) => String(role.oid) === String(oid))?.name ?? `unknown (OID=${String(oid)})`,
  ),
  pg_encoding_to_char: give(type('name'), () => 'UTF8'),
  format_type: give(text, ([oid = null, modifier = null]) => formatType(Number(oid), modifier === null ? -1 : Number(modifier))),
  pg_get_expr: give(text, ([expression = null]) => expression),
  pg_get_indexdef: give(text, ([oid = null], session) => {
    for (const { schema, table } of session.database ? tablesOf(session.database) : []) {
      const index = table.indexes.find((_, i) => indexOid(table, i) === Number(oid))
      if (index) return indexDefinition(schema, table, index)
    }
    return null
  }),
  pg_get_constraintdef: give(text, ([oid = null], session) => {
    for (const { table } of session.database ? tablesOf(session.database) : []) {
      const found = constraintsOf(table).find((one) => one.oid === Number(oid))
      if (found) return found.definition
    }
    return null
  }),
  pg_get_viewdef: give(text, ([name = null], session) => {
    const { name: view, schema } = tableOf(name, session)
    return ` ${schema.views.get(view)?.text ?? ''};`
  }),
  pg_table_is_visible: give(type('boolean'), ([oid = null], session) =>
    [...relations(session)].some((one) => one.oid === Number(oid) && session.schemasFor(undefined).includes(one.schema)),
  ),
  pg_relation_size: give(type('bigint'), ([name = null], session) => relationBytes(name, session)),
  pg_total_relation_size: give(type('bigint'), ([name = null], session) => relationBytes(name, session) * 2),
  pg_table_size: give(type('bigint'), ([name = null], session) => relationBytes(name, session)),
  pg_database_size: give(type('bigint'), () => 7_602_703),
  pg_size_pretty: give(text, ([bytes = null]) => (bytes === null ? null : sizeText(Number(bytes)))),
  pg_is_in_recovery: give(type('boolean'), () => false),
  nextval: give(type('bigint'), ([name = null], session) => nextValue(String(name), session)),
  currval: give(type('bigint'), ([name = null], session) => {
    const found = sequence(name, session)
    const value = session.currentValues.get(found.name)
    if (value === undefined)
      throw new Fault('other', { code: '55000', message: `currval of sequence "${found.name}" is not yet defined in this session` })
    return value
  }),
  lastval: give(type('bigint'), (_, session) => [...session.currentValues.values()].at(-1) ?? null),
  setval: give(type('bigint'), ([name = null, value = null, called = 'true'], session) => {
    Object.assign(sequence(name, session), { value: Number(value), called: String(called) !== 'false' })
    session.tx.catalogChanged = true
    return Number(value)
  }),
  current_setting: give(text, ([name = null], session) => session.setting(String(name).toLowerCase(), '')),
  txid_current: give(type('bigint'), (_, session) => session.tx.id),
  inet_server_port: give(type('integer'), (_, session) => Number(session.setting('port', '5432'))),
}

export const serverFunction = (name: string): ServerFunction | undefined => (Object.hasOwn(functions, name) ? functions[name] : undefined)
