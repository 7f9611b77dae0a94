import type { Expression, From, Query, Select } from '../ast.ts'
import { Fault } from '../fault.ts'
import type { Value } from '../types.ts'
import { type } from '../types.ts'
import { aggregateNamed } from './aggregates.ts'
import type { Collected, Place } from './bind.ts'
import { bind, bindCondition, fingerprint } from './bind.ts'
import { settle } from './coerce.ts'
import type { Context } from './from.ts'
import { placeOf, planFrom } from './from.ts'
import { compareKeys, positionOf, sortKey } from './order.ts'
import type { Body, Rows } from './rows.ts'
import { rowKey } from './rows.ts'
import type { Bound, Env } from './scope.ts'
import { Scope } from './scope.ts'

interface Item {
  readonly name: string
  readonly bound: Bound
  readonly expression: Expression
}

/** SELECT … FROM … WHERE … GROUP BY … HAVING, with the ORDER BY that sees its tables. */
export function planSelect(given: Select, context: Context): Body {
  const { session } = context
  const select = withSeries(given)
  const source = select.from ? planFrom(select.from, context) : { columns: [], rows: () => [[]] }
  const scope = new Scope(session, source.columns, context.outer)
  const plain = placeOf(scope, context, 'WHERE')
  const where = select.where && bindCondition(select.where, plain, 'WHERE')
  const grouped = select.group.length > 0 || hasAggregate(select)
  const aggregates: Collected[] = []
  const groupBy = select.group.map((expression) => groupExpression(expression, select, scope))
  const keys = groupBy.map((expression) => bind(expression, { ...plain, clause: 'GROUP BY' }))
  const place: Place = { ...plain, aggregates, ...(grouped && { groups: groupsOf(groupBy, scope) }) }
  const items = expandItems(select, scope).map((item) => makeItem(item, place))
  const having = select.having && bindCondition(select.having, place, 'HAVING')
  const envs = (outer: Env | undefined): readonly Env[] => {
    const under = outer ? { outer } : {}
    let rows: readonly Env[] = source.rows(outer).map((row) => ({ row, ...under }))
    if (where) rows = rows.filter(where)
    if (!grouped) return rows
    const groups = collect(rows, keys, select.group.length === 0)
    const made = groups.map((members) => ({
      row: members[0]?.row ?? source.columns.map(() => null),
      aggregates: aggregates.map(({ run }) => run(members)),
      ...under,
    }))
    return having ? made.filter(having) : made
  }
  const project = (env: Env): Value[] => items.map(({ bound }) => bound.run(env))
  const unique = (rows: { readonly row: readonly Value[]; readonly env: Env }[]) =>
    select.distinct ? [...new Map(rows.toReversed().map((one) => [rowKey(one.row), one])).values()].toReversed() : rows
  const rowsOf = (outer: Env | undefined) => unique(envs(outer).map((env) => ({ env, row: project(env) })))
  return {
    columns: items.map(({ name, bound }) => ({ name, type: bound.type })),
    run: (outer) => rowsOf(outer).map(({ row }) => row),
    ordered: (order) => orderedRows(order, items, place, rowsOf),
  }
}

/** generate_series among the items means rows: it moves to FROM. */
function withSeries(select: Select): Select {
  const series = select.items.find(({ expression }) => expression.kind === 'call' && expression.name === 'generate_series')?.expression
  if (series?.kind !== 'call') return select
  const rows: From = { kind: 'function', call: series, alias: 'generate_series' }
  const items = select.items.map((item) =>
    item.expression === series ? { ...item, expression: { kind: 'column', name: 'generate_series', at: series.at } as const } : item,
  )
  return { ...select, items, from: select.from ? { kind: 'join', how: 'cross', left: select.from, right: rows } : rows }
}

function orderedRows(
  order: Query['order'],
  items: readonly Item[],
  place: Place,
  rowsOf: (outer: Env | undefined) => { readonly row: readonly Value[]; readonly env: Env }[],
) {
  const { session } = place.scope
  const sorts = order.map((item) => {
    const { by } = item
    const position = positionOf(by, items.length) ?? (by.kind === 'column' && by.table === undefined ? indexOrNothing(items, by.name) : undefined)
    if (position !== undefined)
      return {
        key: sortKey(item, items[position]?.bound.type ?? type('text'), session),
        run: (_: Env, row: readonly Value[]) => row[position] ?? null,
      }
    const bound = settle(bind(by, place), type('text'), session)
    return { key: sortKey(item, bound.type, session), run: (env: Env) => bound.run(env) }
  })
  const keys = sorts.map(({ key }) => key)
  return (outer: Env | undefined): Rows =>
    rowsOf(outer)
      .map(({ row, env }) => ({ row, values: sorts.map(({ run }) => run(env, row)) }))
      .sort((a, b) => compareKeys(a.values, b.values, keys))
      .map(({ row }) => row)
}

const indexOrNothing = (items: readonly Item[], name: string): number | undefined => {
  const index = items.findIndex((item) => item.name === name)
  return index < 0 ? undefined : index
}

function makeItem({ expression, alias, text }: Select['items'][number], place: Place): Item {
  const { session } = place.scope
  const bound = settle(bind(expression, place), type('text'), session)
  const own = bound.name ?? '?column?'
  const name =
    alias ??
    (session.mysql && expression.kind !== 'column'
      ? expression.kind === 'literal' && expression.type === 'string'
        ? String(expression.value)
        : text
      : own)
  return { name, bound, expression }
}

/** GROUP BY 1 and GROUP BY alias mean the item. */
function groupExpression(expression: Expression, select: Select, scope: Scope): Expression {
  if (expression.kind === 'literal' && expression.type === 'number') {
    const item = select.items[Number(expression.value) - 1]
    if (!item) throw new Fault('position-range', { position: String(expression.value), clause: 'GROUP BY' }, expression.at)
    return item.expression
  }
  if (expression.kind !== 'column' || expression.table !== undefined || scope.has(expression.name)) return expression
  return select.items.find((item) => item.alias === expression.name)?.expression ?? expression
}

function groupsOf(expressions: readonly Expression[], scope: Scope): NonNullable<Place['groups']> {
  const { session } = scope
  const keys = new Set<string>()
  for (const expression of expressions) {
    keys.add(fingerprint(expression))
    if (expression.kind !== 'column') continue
    const { column } = scope.find(expression.table, expression.name, expression.at)
    keys.add(`${column.table}.${column.name}`)
  }
  // Grouping by a table's primary key settles all its columns.
  const settled = (table: string | undefined): boolean => {
    for (const schema of session.schemasFor(undefined)) {
      const key = schema.tables.get(table ?? '')?.primaryKey
      if (key?.columns.every((name) => keys.has(`${table}.${name}`))) return true
    }
    return false
  }
  return { keys, free: (table) => settled(table) }
}

function collect(rows: readonly Env[], keys: readonly Bound[], always: boolean): (readonly Env[])[] {
  const groups = new Map<string, Env[]>()
  for (const env of rows) {
    const key = rowKey(keys.map(({ run }) => run(env)))
    const group = groups.get(key)
    if (group) group.push(env)
    else groups.set(key, [env])
  }
  return groups.size === 0 && always ? [[]] : [...groups.values()]
}

/** `*` and `t.*` as their columns. */
export function expandItems({ items }: Pick<Select, 'items'>, scope: Scope): Select['items'] {
  return items.flatMap((item) => {
    const { expression } = item
    if (expression.kind !== 'star') return [item]
    const columns = scope.columns.filter((column) => (expression.table === undefined ? !column.hidden : column.table === expression.table))
    if (columns.length === 0 && expression.table !== undefined)
      throw new Fault('undefined-alias', { table: expression.table, name: '*' }, expression.at)
    if (scope.columns.length === 0)
      throw new Fault(
        'other',
        { code: '42601', message: 'SELECT * with no tables specified is not valid', number: '1096', mysql: 'No tables used' },
        expression.at,
      )
    return columns.map((column) => ({
      text: column.name,
      alias: column.name,
      expression: { kind: 'column', table: column.table, name: column.name, at: expression.at } as const,
    }))
  })
}

function hasAggregate({ items, having }: Select): boolean {
  const found = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.some(found)
    if (typeof value !== 'object' || value === null) return false
    const node = value as { kind?: string; name?: string; body?: unknown }
    if (node.body !== undefined) return false
    if (node.kind === 'call' && aggregateNamed(node.name ?? '')) return true
    return Object.values(value).some(found)
  }
  return having !== undefined || found(items.map(({ expression }) => expression))
}
