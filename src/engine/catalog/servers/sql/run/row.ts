import { Fault } from '../fault.ts'
import { bind } from '../query/bind.ts'
import { as, convert } from '../query/coerce.ts'
import { placeOf } from '../query/from.ts'
import { rootContext } from '../query/plan.ts'
import { Scope } from '../query/scope.ts'
import type { Session } from '../session.ts'
import type { Column, ForeignKey, Row, Table } from '../store/table.ts'
import { toText } from '../text.ts'
import type { Value } from '../types.ts'

/** Checks on rows as they go into a table: defaults, NOT NULL, CHECK, foreign keys. */
export const tableScope = (table: Table, session: Session, alias = table.name): Scope =>
  new Scope(
    session,
    table.columns.map(({ name, type }) => ({ table: alias, name, type })),
  )

/** The value of a column nobody gave one. */
export function defaultValue(column: Column, session: Session): Value {
  if (column.sequence !== undefined) return nextValue(column.sequence, session)
  if (!column.default) return null
  const bound = bind(column.default.expression, placeOf(new Scope(session, []), rootContext(session), 'DEFAULT expressions'))
  return as(bound, column.type, session).run({ row: [] })
}

export function nextValue(name: string, session: Session): number {
  const bare = name.replace(/^public\./, '').replaceAll('"', '')
  for (const schema of session.databaseNamed().schemas.values()) {
    const sequence = schema.sequences.get(bare)
    if (!sequence) continue
    sequence.value = sequence.called ? sequence.value + sequence.increment : sequence.value
    sequence.called = true
    session.tx.catalogChanged = true
    session.currentValues.set(bare, sequence.value)
    return sequence.value
  }
  throw new Fault('undefined-table', { name: bare })
}

const rowText = (table: Table, values: readonly Value[], session: Session): string =>
  values.map((value, i) => (value === null ? 'null' : toText(value, table.columns[i]?.type ?? { name: 'text' }, session.zone))).join(', ')

/** NOT NULL and CHECK. */
export function checkRow(table: Table, values: readonly Value[], session: Session): void {
  const nulls = table.columns.findIndex((column, i) => column.notNull && values[i] === null)
  const column = table.columns[nulls]
  if (column) throw new Fault('not-null', { column: column.name, table: table.name, row: rowText(table, values, session) })
  for (const { name, expression } of table.checks) {
    const bound = bind(expression, placeOf(tableScope(table, session), rootContext(session)))
    const value = bound.run({ row: values })
    if (value === false || value === 0) throw new Fault('check', { constraint: name, table: table.name, row: rowText(table, values, session) })
  }
}

const shown = (names: readonly string[], values: readonly Value[]): string =>
  `(${names.join(', ')})=(${values.map((value) => String(value)).join(', ')})`

const pick = (table: Table, names: readonly string[], values: readonly Value[]): Value[] => names.map((name) => values[table.position(name)] ?? null)

const same = (a: readonly Value[], b: readonly Value[]): boolean => a.every((value, i) => value !== null && String(value) === String(b[i]))

/** Every foreign key of the row has its target. */
export function checkReferences(table: Table, values: readonly Value[], session: Session): void {
  for (const key of table.foreignKeys) {
    const own = pick(table, key.columns, values)
    if (own.includes(null)) continue
    const target = session.table(undefined, key.table)
    const primary = target.indexes.find((index) => index.unique && index.columns.join() === key.targets.join())
    const probe = target.columns.map((column) => own[key.targets.indexOf(column.name)] ?? null)
    if (primary && target.findKey(primary, probe, session.tx, session.cluster.transactions)) continue
    throw new Fault('foreign-key', {
      constraint: key.name,
      table: table.name,
      target: target.name,
      key: shown(key.columns, own),
      columns: key.columns.join(', '),
      targets: key.targets.join(', '),
      database: session.database?.name ?? '',
      actions: actionsText(key),
    })
  }
}

const actionsText = (key: ForeignKey): string =>
  `${key.onDelete === 'NO ACTION' ? '' : ` ON DELETE ${key.onDelete}`}${key.onUpdate === 'NO ACTION' ? '' : ` ON UPDATE ${key.onUpdate}`}`

/** What refers to a table. */
export function referrers(target: Table, session: Session): { readonly table: Table; readonly key: ForeignKey }[] {
  return [...session.cluster.databases.values()]
    .flatMap((database) => [...database.schemas.values()])
    .filter((schema) => schema.tables.get(target.name) === target)
    .flatMap((schema) => [...schema.tables.values()])
    .flatMap((table) => table.foreignKeys.filter((key) => key.table === target.name).map((key) => ({ table, key })))
}

/** A row goes or its key changes: what refers to it is refused, follows, or is cleared. */
export function releaseReferences(target: Table, before: readonly Value[], after: readonly Value[] | undefined, session: Session): void {
  const { transactions } = session.cluster
  for (const { table, key } of referrers(target, session)) {
    const old = pick(target, key.targets, before)
    const fresh = after && pick(target, key.targets, after)
    if (old.includes(null) || (fresh && same(old, fresh))) continue
    const action = after ? key.onUpdate : key.onDelete
    const children = Array.from(table.visible(session.tx, transactions)).filter((row) => same(pick(table, key.columns, row.values), old))
    if (children.length === 0) continue
    if (action === 'NO ACTION' || action === 'RESTRICT')
      throw new Fault('foreign-key-referenced', {
        constraint: key.name,
        table: target.name,
        by: table.name,
        key: shown(key.targets, old),
        columns: key.columns.join(', '),
        targets: key.targets.join(', '),
        database: session.database?.name ?? '',
        actions: actionsText(key),
      })
    for (const row of children) {
      if (action === 'CASCADE' && !fresh) deleteRow(table, row, session)
      else {
        const values = table.columns.map((column, i) => {
          const at = key.columns.indexOf(column.name)
          if (at < 0) return row.values[i] ?? null
          return action === 'CASCADE' ? (fresh?.[at] ?? null) : action === 'SET DEFAULT' ? defaultValue(column, session) : null
        })
        replaceRow(table, row, values, session)
      }
    }
  }
}

export function deleteRow(table: Table, row: Row, session: Session): void {
  table.delete(row, session.tx, session.cluster.transactions)
  releaseReferences(table, row.values, undefined, session)
}

/** Ends a row and puts another in its place. */
export function replaceRow(table: Table, row: Row, values: readonly Value[], session: Session): Row {
  checkRow(table, values, session)
  table.delete(row, session.tx, session.cluster.transactions)
  const fresh = table.insert(values, session.tx, session.cluster.transactions)
  checkReferences(table, values, session)
  releaseReferences(table, row.values, values, session)
  return fresh
}

/** Puts a value into a column, as INSERT and UPDATE do. */
export const assigned = (value: Value, from: Parameters<typeof convert>[1], column: Column, session: Session, at?: number): Value =>
  convert(value, from, column.type, session, { assign: true, column: column.name, ...(at !== undefined && { at }) })
