import type { Statement } from '../ast.ts'
import { Fault } from '../fault.ts'
import { bind } from '../query/bind.ts'
import { as } from '../query/coerce.ts'
import { placeOf } from '../query/from.ts'
import { planQuery, rootContext } from '../query/plan.ts'
import { Scope } from '../query/scope.ts'
import type { Session } from '../session.ts'
import type { Column, Index, Row, Table } from '../store/table.ts'
import type { SqlType, Value } from '../types.ts'
import type { Outcome } from './outcome.ts'
import { returned } from './outcome.ts'
import { assigned, checkReferences, checkRow, defaultValue, deleteRow, replaceRow, tableScope } from './row.ts'

type Insert = Extract<Statement, { kind: 'insert' }>
type Given = readonly (readonly (Value | undefined)[])[]

/** INSERT: rows from VALUES or a query, defaults, ON CONFLICT, REPLACE, RETURNING. */
export function insert(statement: Insert, session: Session): Outcome {
  const table = session.table(statement.table.schema, statement.table.name, statement.table.at)
  const columns = targetColumns(statement, table, session)
  let count = 0
  let firstNumber: number | undefined
  const rows: (readonly Value[])[] = []
  for (const given of rowsOf(statement, columns, session)) {
    const values = table.columns.map((column): Value => {
      const index = columns.indexOf(column)
      const value = index < 0 ? undefined : given[index]
      if (column.autoIncrement && (value === undefined || value === null || value === 0)) {
        const number = table.nextNumber
        firstNumber ??= number
        return number
      }
      return value === undefined ? defaultValue(column, session) : value
    })
    const auto = table.columns.findIndex((column) => column.autoIncrement)
    const number = values[auto]
    if (typeof number === 'number' && number >= table.nextNumber) table.nextNumber = number + 1
    const done = place(statement, table, values, session)
    if (!done) continue
    count += done.counts
    rows.push(done.row.values)
  }
  if (firstNumber !== undefined) session.lastInsertId = firstNumber
  return { tag: `INSERT 0 ${count}`, affected: count, ...returned(statement.returning, tableScope(table, session), rows) }
}

function targetColumns(statement: Insert, table: Table, session: Session): readonly Column[] {
  if (!statement.columns || statement.columns.length === 0) return table.columns
  const seen = new Set<string>()
  return statement.columns.map(({ name, at }) => {
    const column = table.columns[table.position(name, session.mysql)]
    if (!column) throw new Fault('undefined-column', { name, relation: table.name }, at)
    if (seen.has(name)) throw new Fault('duplicate-column', { name, twice: 'yes', table: table.name }, at)
    seen.add(name)
    return column
  })
}

/** The rows to put in, one value a column; undefined asks for the default. */
function rowsOf(statement: Insert, columns: readonly Column[], session: Session): Given {
  const { source } = statement
  if (!source) return [[]]
  if (source.body.kind !== 'values' || source.order.length > 0) {
    const plan = planQuery(source, rootContext(session))
    if (plan.columns.length > columns.length) throw new Fault('too-many-expressions', { row: '1' })
    if (plan.columns.length < columns.length && (statement.columns || session.mysql)) throw new Fault('too-few-expressions', { row: '1' })
    return plan
      .run(undefined)
      .map((row) => row.map((value, i) => assigned(value, plan.columns[i]?.type ?? { name: 'text' }, columns[i] as Column, session)))
  }
  const place = placeOf(new Scope(session, []), rootContext(session), 'VALUES')
  const { rows } = source.body
  return rows.map((row, number) => {
    if (session.mysql && row.length === 0) return []
    const last = row[columns.length]
    if (last) throw new Fault('too-many-expressions', { row: String(number + 1) }, last.at)
    if (row.length < columns.length && (session.mysql || statement.columns))
      throw new Fault('too-few-expressions', { row: String(number + 1) }, statement.columns?.[row.length]?.at)
    return row.map((expression, i) => {
      if (expression.kind === 'default') return undefined
      const column = columns[i] as Column
      if (column.identity === 'always') throw new Fault('default-column', { column: column.name })
      const bound = bind(expression, place)
      refuseType(bound.type, column, session, expression.at)
      const value = bound.literal ? bound.literal.text : bound.run({ row: [] })
      if (
        bound.literal &&
        /boolean|integer|smallint|bigint|numeric|double precision|real|date|time|timestamp|timestamptz|interval|json|jsonb|uuid/.test(
          column.type.name,
        )
      )
        return assigned(as(bound, { name: column.type.name }, session).run({ row: [] }), { name: column.type.name }, column, session, expression.at)
      return assigned(value, bound.type, column, session, expression.at)
    })
  })
}

/** PostgreSQL changes types on assignment only where nothing can be lost in meaning. */
export function refuseType(from: SqlType, { name, type: to }: Column, session: Session, at: number): void {
  if (session.mysql || from.name === 'unknown' || from.name === to.name) return
  const group = (of: SqlType): string =>
    /integer|smallint|bigint|numeric|real|double|oid/.test(of.name)
      ? 'number'
      : /text|character|name/.test(of.name)
        ? 'text'
        : /date|timestamp/.test(of.name)
          ? 'date'
          : of.name.replace('jsonb', 'json')
  if (group(from) === group(to) || group(to) === 'text') return
  throw new Fault('datatype', { column: name, to: to.name, from: from.name }, at)
}

function place(
  statement: Insert,
  table: Table,
  values: readonly Value[],
  session: Session,
): { readonly row: Row; readonly counts: number } | undefined {
  const { transactions } = session.cluster
  const { conflict } = statement
  checkRow(table, values, session)
  if (conflict || statement.replace || statement.ignore) {
    const wanted = (index: Index): boolean => !conflict || conflict.columns.length === 0 || conflict.columns.join() === index.columns.join()
    const indexes = table.indexes.filter((index) => index.unique && wanted(index))
    if (indexes.length === 0 && conflict && conflict.columns.length > 0) throw new Fault('no-unique', { conflict: 'yes' })
    for (const index of indexes) {
      const existing = table.findKey(index, values, session.tx, transactions)
      if (!existing) continue
      if (statement.replace) {
        deleteRow(table, existing, session)
        continue
      }
      if (statement.ignore || !conflict?.set) return undefined
      return update(conflict, table, existing, values, session)
    }
  }
  const row = table.insert(values, session.tx, transactions)
  checkReferences(table, values, session)
  return { row, counts: 1 }
}

function update(conflict: NonNullable<Insert['conflict']>, table: Table, existing: Row, values: readonly Value[], session: Session) {
  const own = tableScope(table, session).columns
  const scope = new Scope(session, [...own, ...own.map((column) => ({ ...column, table: 'excluded', hidden: true }))])
  const place = placeOf(scope, rootContext(session))
  const env = { row: [...existing.values, ...values] }
  if (conflict.where && bind(conflict.where, place).run(env) !== true) return undefined
  const fresh = [...existing.values]
  for (const { column, value, at } of conflict.set ?? []) {
    const index = table.position(column, session.mysql)
    const target = table.columns[index]
    if (!target) throw new Fault('undefined-column', { name: column, relation: table.name }, at)
    const bound = bind(value, place)
    fresh[index] = assigned(bound.run(env), bound.type, target, session, at)
  }
  return { row: replaceRow(table, existing, fresh, session), counts: session.mysql ? 2 : 1 }
}
