import type { Expression, Query, QueryBody } from '../ast.ts'
import { Fault } from '../fault.ts'
import type { Session } from '../session.ts'
import type { SqlType, Value } from '../types.ts'
import { type } from '../types.ts'
import { bind } from './bind.ts'
import { as, commonType, settle, toNumber } from './coerce.ts'
import type { Context, Named } from './from.ts'
import { placeOf } from './from.ts'
import { orderRows } from './order.ts'
import type { Body, Plan, Rows } from './rows.ts'
import { distinctRows, rowKey } from './rows.ts'
import type { Bound, Env } from './scope.ts'
import { Scope } from './scope.ts'
import { planSelect } from './select.ts'

/** What a statement's queries are planned in. */
export const rootContext = (session: Session): Context => ({ session, named: new Map(), plan: planQuery })

/** Plans a whole query. */
export function planQuery(query: Query, context: Context): Plan {
  let named: Named = context.named
  for (const table of query.with) named = new Map(named).set(table.name, planCommon(table, { ...context, named }))
  const inside = { ...context, named }
  const body = planBody(query.body, inside)
  const ordered = query.order.length === 0 ? body.run : body.ordered ? body.ordered(query.order) : orderRows(body, query.order, inside)
  const count = (expression: Expression | undefined, what: string): ((outer: Env | undefined) => number) | undefined => {
    if (!expression) return undefined
    const bound = settle(bind(expression, placeOf(new Scope(context.session, [], context.outer), inside)), type('bigint'), context.session)
    return (outer) => {
      const value = bound.run({ row: [], ...(outer && { outer }) })
      if (value === null) return what === 'LIMIT' ? Number.POSITIVE_INFINITY : 0
      if (toNumber(value) < 0) throw new Fault('other', { code: what === 'LIMIT' ? '2201W' : '2201X', message: `${what} must not be negative` })
      return toNumber(value)
    }
  }
  const limit = count(query.limit, 'LIMIT')
  const offset = count(query.offset, 'OFFSET')
  return {
    columns: body.columns.map(({ name, type: of }) => ({ name, type: of.name === 'unknown' ? type('text') : of })),
    run: (outer) => {
      const rows = ordered(outer)
      if (!limit && !offset) return rows
      const from = offset?.(outer) ?? 0
      return rows.slice(from, limit ? from + limit(outer) : undefined)
    },
  }
}

function planCommon({ name, columns, query, recursive }: Query['with'][number], context: Context): Plan {
  const rename = (plan: Plan): Plan => ({ ...plan, columns: plan.columns.map((column, i) => ({ ...column, name: columns?.[i] ?? column.name })) })
  const { body } = query
  if (!recursive || body.kind !== 'set' || body.operator !== 'union') return rename(planQuery(query, context))
  const first = rename(planBody(body.left, context))
  let working: Rows = []
  const self: Plan = { columns: first.columns, run: () => working }
  const step = planBody(body.right, { ...context, named: new Map(context.named).set(name, self) })
  return {
    columns: first.columns,
    run: (outer) => {
      const seen = new Set<string>()
      const fresh = (rows: Rows): Rows => (body.all ? rows : rows.filter((row) => !seen.has(rowKey(row)) && seen.add(rowKey(row))))
      working = fresh(first.run(outer))
      const all: (readonly Value[])[] = [...working]
      while (working.length > 0) {
        working = fresh(step.run(outer))
        all.push(...working)
        if (all.length > 1_000_000) throw new Fault('other', { code: '53200', message: 'out of memory' })
      }
      return all
    },
  }
}

function planBody(body: QueryBody, context: Context): Body {
  switch (body.kind) {
    case 'select':
      return planSelect(body, context)
    case 'values':
      return planValues(body.rows, context, body.at)
    case 'set':
      return planSet(body, context)
  }
}

function planValues(rows: readonly (readonly Expression[])[], context: Context, at: number): Plan {
  const place = placeOf(new Scope(context.session, [], context.outer), context, 'VALUES')
  const bound = rows.map((row) => row.map((expression) => bind(expression, place)))
  const width = bound[0]?.length ?? 0
  if (bound.some((row) => row.length !== width)) throw new Fault('value-count', {}, at)
  const types = Array.from({ length: width }, (_, i) =>
    commonType(
      bound.flatMap((row) => row[i] ?? []),
      context.session,
      'VALUES',
      at,
    ),
  )
  const typed = bound.map((row) => row.map((one, i) => as(one, types[i] ?? type('text'), context.session)))
  return {
    columns: types.map((of, i) => ({ name: context.session.mysql ? `column_${i}` : `column${i + 1}`, type: of })),
    run: (outer) => typed.map((row) => row.map((one) => one.run({ row: [], ...(outer && { outer }) }))),
  }
}

function planSet({ operator, all, left, right, at }: Extract<QueryBody, { kind: 'set' }>, context: Context): Plan {
  const a = planBody(left, context)
  const b = planBody(right, context)
  if (a.columns.length !== b.columns.length) throw new Fault('union-count', { operator: operator.toUpperCase() }, at)
  const slot = (of: SqlType): Bound => ({ type: of, run: () => null })
  const columns = a.columns.map((column, i) => ({
    name: column.name,
    type: commonType([slot(column.type), slot(b.columns[i]?.type ?? column.type)], context.session, operator.toUpperCase(), at),
  }))
  const converted = (plan: Plan, outer: Env | undefined): Rows => {
    const cells = plan.columns.map((column, i) => {
      const cell: { value: Value } = { value: null }
      return { cell, bound: as({ type: column.type, run: () => cell.value }, columns[i]?.type ?? column.type, context.session) }
    })
    return plan.run(outer).map((row) =>
      cells.map(({ cell, bound }, i) => {
        cell.value = row[i] ?? null
        return bound.run({ row: [] })
      }),
    )
  }
  return { columns, run: (outer) => combine(operator, all, converted(a, outer), converted(b, outer)) }
}

function combine(operator: 'union' | 'intersect' | 'except', all: boolean, a: Rows, b: Rows): Rows {
  if (operator === 'union') return all ? [...a, ...b] : distinctRows([...a, ...b])
  const counts = new Map<string, number>()
  for (const row of b) counts.set(rowKey(row), (counts.get(rowKey(row)) ?? 0) + 1)
  const kept = a.filter((row) => {
    const left = counts.get(rowKey(row)) ?? 0
    if (all && left > 0) counts.set(rowKey(row), left - 1)
    return left > 0 === (operator === 'intersect')
  })
  return all ? kept : distinctRows(kept)
}
