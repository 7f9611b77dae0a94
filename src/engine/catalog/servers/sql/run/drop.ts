import type { ObjectName, Statement } from '../ast.ts'
import { Fault } from '../fault.ts'
import type { Session } from '../session.ts'
import type { Schema } from '../store/cluster.ts'
import type { Table } from '../store/table.ts'
import { requireOwner } from './alter.ts'
import type { Outcome } from './outcome.ts'
import { referrers } from './row.ts'

type Drop = Extract<Statement, { kind: 'drop' }>

/** DROP of tables, views, indexes, sequences and schemas; databases and roles have their own rules. */
export function drop(statement: Drop, session: Session): Outcome {
  const { what } = statement
  const tag = `DROP ${what.toUpperCase()}`
  for (const name of statement.names) {
    if (what === 'schema') dropSchema(name, statement, session)
    else if (what === 'index') dropIndex(name, statement, session)
    else dropRelation(name, statement, session)
  }
  session.tx.catalogChanged = true
  return { tag }
}

function leave<T>(things: Map<string, T>, name: string, session: Session): void {
  const before = things.get(name)
  things.delete(name)
  session.tx.undo.push(() => {
    if (before !== undefined) things.set(name, before)
  })
}

function missing({ name, schema }: ObjectName, { what, ifExists }: Drop, session: Session): void {
  const shown = schema === undefined ? name : `${schema}.${name}`
  if (!ifExists)
    throw new Fault('undefined-object', {
      what,
      name: shown,
      ...(session.mysql && { unknownTable: `${schema ?? session.database?.name ?? ''}.${name}` }),
    })
  session.notice(`${what} "${shown}" does not exist, skipping`)
}

function dropRelation(target: ObjectName, statement: Drop, session: Session): void {
  const { name } = target
  const what = statement.what as 'table' | 'view' | 'sequence'
  const key = `${what}s` as const
  const schema = session.schemasFor(target.schema).find((one) => one[key].has(name))
  if (!schema) {
    const other = session.schemasFor(target.schema).find((one) => one.tables.has(name) || one.views.has(name))
    if (other && !session.mysql) throw new Fault('wrong-object', { name, what, is: other.views.has(name) ? 'view' : 'table' })
    missing(target, statement, session)
    return
  }
  const table = what === 'table' ? schema.tables.get(name) : undefined
  if (table) {
    requireOwner(session, table.owner, 'table', name)
    release(table, schema, statement, session)
  }
  leave<unknown>(schema[key], name, session)
}

/** What depends on a table: foreign keys of others, views. */
function release(table: Table, schema: Schema, statement: Drop, session: Session): void {
  const keys = referrers(table, session).filter((one) => one.table !== table && !statement.names.some(({ name }) => name === one.table.name))
  const views = [...schema.views.values()].filter((view) => new RegExp(`\\b${table.name}\\b`).test(view.text))
  if ((keys.length > 0 || (views.length > 0 && !session.mysql)) && !statement.cascade) {
    const details = [
      ...keys.map((one) => `constraint ${one.key.name} on table ${one.table.name} depends on table ${table.name}`),
      ...views.map((view) => `view ${view.name} depends on table ${table.name}`),
    ]
    throw new Fault('dependent', {
      what: 'table',
      name: table.name,
      detail: details.join('\n'),
      by: keys[0]?.table.name ?? '',
      constraint: keys[0]?.key.name ?? '',
    })
  }
  const notices: string[] = []
  for (const { table: other, key } of keys) {
    session.tx.undo.push(other.snapshot())
    other.foreignKeys = other.foreignKeys.filter((one) => one !== key)
    notices.push(`constraint ${key.name} on table ${other.name}`)
  }
  for (const view of session.mysql ? [] : views) {
    leave(schema.views, view.name, session)
    notices.push(`view ${view.name}`)
  }
  if (notices.length === 1) session.notice(`drop cascades to ${notices[0]}`)
  else if (notices.length > 1)
    session.notice(`drop cascades to ${notices.length} other objects`, '00000', 'NOTICE', notices.map((one) => `drop cascades to ${one}`).join('\n'))
  for (const [name, sequence] of schema.sequences) if (sequence.ownedBy?.startsWith(`${table.name}.`)) leave(schema.sequences, name, session)
}

function dropIndex(target: ObjectName, statement: Drop, session: Session): void {
  const tables = statement.on
    ? [session.table(statement.on.schema, statement.on.name)]
    : session.schemasFor(target.schema).flatMap((schema) => [...schema.tables.values()])
  const table = tables.find((one) => one.indexes.some((index) => index.name === target.name))
  if (!table) {
    missing(target, statement, session)
    return
  }
  const index = table.indexes.find((one) => one.name === target.name)
  if (index?.constraint && !session.mysql)
    throw new Fault('other', {
      code: '2BP01',
      message: `cannot drop index ${index.name} because constraint ${index.name} on table ${table.name} requires it`,
      hint: `You can drop constraint ${index.name} on table ${table.name} instead.`,
    })
  session.tx.undo.push(table.snapshot())
  table.indexes = table.indexes.filter((one) => one !== index)
}

function dropSchema(target: ObjectName, statement: Drop, session: Session): void {
  const { schemas } = session.databaseNamed()
  const schema = schemas.get(target.name)
  if (!schema) {
    missing(target, statement, session)
    return
  }
  const inside = [...schema.tables.keys()].map((name) => `table ${target.name}.${name}`)
  if (inside.length > 0 && !statement.cascade)
    throw new Fault('dependent', {
      what: 'schema',
      name: target.name,
      detail: inside.map((one) => `${one} depends on schema ${target.name}`).join('\n'),
    })
  if (inside.length === 1) session.notice(`drop cascades to ${inside[0]}`)
  leave(schemas, target.name, session)
}

/** TRUNCATE. */
export function truncate({ tables, restart, cascade }: Extract<Statement, { kind: 'truncate' }>, session: Session): Outcome {
  const chosen = tables.map(({ schema, name, at }) => session.table(schema, name, at))
  for (const table of chosen) {
    for (const { table: other, key } of referrers(table, session)) {
      if (chosen.includes(other)) continue
      if (!cascade)
        throw new Fault('other', {
          code: '0A000',
          message: 'cannot truncate a table referenced in a foreign key constraint',
          detail: `Table "${other.name}" references "${table.name}".`,
          hint: `Truncate table "${other.name}" at the same time, or use TRUNCATE ... CASCADE.`,
          number: '1701',
          state: '42000',
          mysql: `Cannot truncate a table referenced in a foreign key constraint (\`${session.database?.name}\`.\`${other.name}\`, CONSTRAINT \`${key.name}\`)`,
        })
      session.notice(`truncate cascades to table "${other.name}"`)
      chosen.push(other)
    }
    for (const row of table.visible(session.tx, session.cluster.transactions)) table.delete(row, session.tx, session.cluster.transactions)
    if (session.mysql) table.nextNumber = 1
    if (!restart) continue
    for (const schema of session.schemasFor(undefined))
      for (const sequence of schema.sequences.values())
        if (sequence.ownedBy?.startsWith(`${table.name}.`)) Object.assign(sequence, { value: sequence.start, called: false })
  }
  return { tag: 'TRUNCATE TABLE' }
}
