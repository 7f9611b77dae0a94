import type { Query } from '../ast.ts'
import { Fault } from '../fault.ts'
import type { Session } from '../session.ts'
import type { SqlType, Value } from '../types.ts'
import { category } from '../types.ts'
import { bind } from './bind.ts'
import type { Context } from './from.ts'
import { placeOf } from './from.ts'
import { collate, compareValues } from './operators.ts'
import type { Plan, Rows } from './rows.ts'
import type { Env } from './scope.ts'
import { Scope } from './scope.ts'

export interface SortKey {
  readonly type: SqlType
  readonly descending: boolean
  readonly nullsFirst: boolean
}

/** PostgreSQL puts NULLs last when ascending, MySQL first. */
export const sortKey = (item: Query['order'][number], of: SqlType, session: Session): SortKey => ({
  type: of,
  descending: item.descending,
  nullsFirst: item.nullsFirst ?? item.descending !== session.mysql,
})

/** Order of two rows of sort keys. */
export function compareKeys(a: readonly Value[], b: readonly Value[], keys: readonly SortKey[]): number {
  for (const [i, { type, descending, nullsFirst }] of keys.entries()) {
    const [x = null, y = null] = [a[i], b[i]]
    if (x === null || y === null) {
      if (x === y) continue
      return (x === null) === nullsFirst ? -1 : 1
    }
    const order = category(type) === 'string' ? collate(String(x), String(y)) : compareValues(x, y)
    if (order !== 0) return descending ? -order : order
  }
  return 0
}

/** The place of an ORDER BY number. */
export function positionOf(by: Query['order'][number]['by'], count: number): number | undefined {
  if (by.kind !== 'literal' || by.type !== 'number' || !/^\d+$/.test(String(by.value))) return undefined
  const position = Number(by.value)
  if (position < 1 || position > count) throw new Fault('position-range', { position: String(position), clause: 'ORDER BY' }, by.at)
  return position - 1
}

/** Sorts a query that is seen by its columns alone: UNION, VALUES. */
export function orderRows(plan: Plan, order: Query['order'], context: Context): (outer: Env | undefined) => Rows {
  const scope = new Scope(
    context.session,
    plan.columns.map(({ name, type }) => ({ table: '', name, type })),
    context.outer,
  )
  const bound = order.map((item) => {
    const position = positionOf(item.by, plan.columns.length)
    if (position !== undefined)
      return { key: sortKey(item, plan.columns[position]?.type ?? { name: 'text' }, context.session), run: (env: Env) => env.row[position] ?? null }
    const { type, run } = bind(item.by, placeOf(scope, context))
    return { key: sortKey(item, type, context.session), run }
  })
  const keys = bound.map(({ key }) => key)
  return (outer) =>
    plan
      .run(outer)
      .map((row) => ({ row, values: bound.map(({ run }) => run({ row, ...(outer && { outer }) })) }))
      .sort((a, b) => compareKeys(a.values, b.values, keys))
      .map(({ row }) => row)
}
