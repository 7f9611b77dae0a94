import type { From, Statement } from '../ast.ts'
import { Fault } from '../fault.ts'
import { bind, bindCondition } from '../query/bind.ts'
import { as } from '../query/coerce.ts'
import { placeOf, planFrom } from '../query/from.ts'
import { rootContext } from '../query/plan.ts'
import { Scope } from '../query/scope.ts'
import type { Session } from '../session.ts'
import type { Row, Table } from '../store/table.ts'
import type { Value } from '../types.ts'
import { refuseType } from './insert.ts'
import type { Outcome } from './outcome.ts'
import { returned } from './outcome.ts'
import { assigned, defaultValue, deleteRow, replaceRow, tableScope } from './row.ts'

/** Rows of a table that a condition chooses, each with the values of the other tables beside it. */
function chosen(
  table: Table,
  alias: string | undefined,
  other: From | undefined,
  where: Parameters<typeof bindCondition>[0] | undefined,
  session: Session,
) {
  const own = tableScope(table, session, alias)
  const context = rootContext(session)
  const source = other && planFrom(other, context)
  const scope = source ? new Scope(session, [...own.columns, ...source.columns]) : own
  const test = where && bindCondition(where, placeOf(scope, context, 'WHERE'), 'WHERE')
  const rows = Array.from(table.visible(session.tx, session.cluster.transactions))
  const beside = source?.rows(undefined) ?? [[]]
  const found: { readonly row: Row; readonly values: readonly Value[] }[] = []
  for (const row of rows) {
    const match = beside.find((more) => !test || test({ row: [...row.values, ...more] }))
    if (match) found.push({ row, values: [...row.values, ...match] })
  }
  return { scope, found }
}

/** UPDATE … SET … FROM … WHERE … RETURNING. */
export function update(statement: Extract<Statement, { kind: 'update' }>, session: Session): Outcome {
  const table = session.table(statement.table.schema, statement.table.name, statement.table.at)
  const { scope, found } = chosen(table, statement.alias, statement.from, statement.where, session)
  const place = placeOf(scope, rootContext(session), 'UPDATE')
  const set = statement.set.map(({ column: name, value, at }) => {
    const index = table.position(name, session.mysql)
    const column = table.columns[index]
    if (!column) throw new Fault('undefined-column', { name, relation: table.name, table: table.name }, at)
    if (value.kind === 'default') return { index, column, bound: undefined }
    const bound = bind(value, place)
    refuseType(bound.type, column, session, value.at)
    return { index, column, bound: bound.literal ? as(bound, { name: column.type.name }, session) : bound }
  })
  let changed = 0
  const rows = found.map(({ row, values }) => {
    const fresh = [...row.values]
    for (const { index, column, bound } of set)
      fresh[index] = bound ? assigned(bound.run({ row: values }), bound.type, column, session) : defaultValue(column, session)
    if (session.mysql && fresh.every((value, i) => String(value) === String(row.values[i]))) return fresh
    table.columns.forEach((column, i) => {
      if (column.onUpdateNow && !set.some(({ index }) => index === i)) fresh[i] = defaultValue(column, session)
    })
    changed++
    replaceRow(table, row, fresh, session)
    return fresh
  })
  return {
    tag: `UPDATE ${rows.length}`,
    affected: changed,
    matched: rows.length,
    ...returned(statement.returning, tableScope(table, session, statement.alias), rows),
  }
}

/** DELETE FROM … USING … WHERE … RETURNING. */
export function remove(statement: Extract<Statement, { kind: 'delete' }>, session: Session): Outcome {
  const table = session.table(statement.table.schema, statement.table.name, statement.table.at)
  const { found } = chosen(table, statement.alias, statement.using, statement.where, session)
  for (const { row } of found) if (row.xmax !== session.tx.id) deleteRow(table, row, session)
  const rows = found.map(({ row }) => row.values)
  return { tag: `DELETE ${rows.length}`, affected: rows.length, ...returned(statement.returning, tableScope(table, session, statement.alias), rows) }
}
