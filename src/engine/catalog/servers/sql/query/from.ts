import type { Expression, From, Query } from '../ast.ts'
import { Fault } from '../fault.ts'
import { parseStatements } from '../parse/statement.ts'
import type { Session } from '../session.ts'
import type { Table } from '../store/table.ts'
import type { Value } from '../types.ts'
import { category, type } from '../types.ts'
import type { Place } from './bind.ts'
import { bind, bindCondition } from './bind.ts'
import { settle, toNumber } from './coerce.ts'
import { compareValues } from './operators.ts'
import type { Plan } from './rows.ts'
import type { Env, ScopeColumn } from './scope.ts'
import { Scope } from './scope.ts'

/** Where rows come from: their columns, and the rows themselves for an environment of the query outside. */
export interface Source {
  readonly columns: readonly ScopeColumn[]
  readonly rows: (outer: Env | undefined) => readonly (readonly Value[])[]
}

/** Tables of WITH, by name. */
export type Named = ReadonlyMap<string, Plan>

export interface Context {
  readonly session: Session
  readonly named: Named
  readonly outer?: Scope
  /** Plans a query inside. */
  readonly plan: (query: Query, context: Context) => Plan
}

export const placeOf = (scope: Scope, { named, plan: planQuery }: Context, clause?: string): Place => ({
  scope,
  ...(clause !== undefined && { clause }),
  subquery: (query, outer) => {
    const plan = planQuery(query, { session: scope.session, named, outer, plan: planQuery })
    return { types: plan.columns.map((column) => column.type), names: plan.columns.map((column) => column.name), run: (env) => plan.run(env) }
  },
})

export function planFrom(from: From, context: Context): Source {
  switch (from.kind) {
    case 'table':
      return planTable(from, context)
    case 'query': {
      const plan = context.plan(from.query, context)
      if (from.alias === '' && context.session.mysql)
        throw new Fault('other', { number: '1248', code: '42000', message: 'Every derived table must have its own alias' })
      return named(plan, from.alias, from.columns)
    }
    case 'function':
      return planFunction(from, context)
    case 'join':
      return planJoin(from, context)
  }
}

const named = (plan: Plan, alias: string, columns?: readonly string[]): Source => ({
  columns: plan.columns.map((column, i) => ({ table: alias, name: columns?.[i] ?? column.name, type: column.type })),
  rows: (outer) => plan.run(outer),
})

function planTable({ schema, name, alias = name, columns, at }: Extract<From, { kind: 'table' }>, context: Context): Source {
  const { session } = context
  const common = schema === undefined ? context.named.get(name) : undefined
  if (common) return named(common, alias, columns)
  const rename = (own: readonly { readonly name: string; readonly type: ScopeColumn['type'] }[]): ScopeColumn[] =>
    own.map((column, i) => ({ table: alias, name: columns?.[i] ?? column.name, type: column.type }))
  for (const one of session.schemasFor(schema)) {
    const table = one.tables.get(name)
    if (table)
      return {
        columns: rename(table.columns),
        rows: () =>
          inKeyOrder(
            table,
            Array.from(table.visible(session.tx, session.cluster.transactions), (row) => row.values),
            session,
          ),
      }
    const view = one.views.get(name)
    if (view) {
      const [statement] = parseStatements(view.text, session.flavour.rules)
      if (statement?.kind === 'query')
        return named(context.plan(statement.query, { session, named: new Map(), plan: context.plan }), alias, columns ?? view.columns)
    }
  }
  const virtual = session.flavour.virtual(schema, name)
  if (virtual) return { columns: rename(virtual.columns), rows: () => virtual.rows(session) }
  session.table(schema, name, at)
  throw new Fault('undefined-table', { name }, at)
}

/** InnoDB keeps a table in the order of its primary key; PostgreSQL's heap in the order rows came. */
function inKeyOrder(table: Table, rows: (readonly Value[])[], session: Session): readonly (readonly Value[])[] {
  const key = session.mysql ? table.primaryKey?.columns.map((name) => table.position(name)) : undefined
  return key ? rows.sort((a, b) => key.reduce((order, i) => order || compareValues(a[i] ?? null, b[i] ?? null), 0)) : rows
}

function planFunction({ call, alias, columns }: Extract<From, { kind: 'function' }>, context: Context): Source {
  const { session } = context
  const place = placeOf(new Scope(session, [], context.outer), context)
  const column = (of: ScopeColumn['type']): ScopeColumn[] => [{ table: alias, name: columns?.[0] ?? alias, type: of }]
  const under = (outer: Env | undefined): Env => ({ row: [], ...(outer && { outer }) })
  if (call.name !== 'generate_series') {
    const bound = bind(call, place)
    return { columns: column(bound.type), rows: (outer) => [[bound.run(under(outer))]] }
  }
  const args = call.args.map((argument) => settle(bind(argument, place), type('integer'), session))
  const [from, to, step] = args
  if (!from || !to) throw new Fault('undefined-function', { name: 'generate_series', arguments: '' }, call.at)
  if (category(from.type) !== 'number') throw new Fault('not-simulated', { what: 'generate_series of dates' }, call.at)
  return {
    columns: column(from.type),
    rows: (outer) => {
      const env = under(outer)
      const [first, last, by] = [toNumber(from.run(env)), toNumber(to.run(env)), step ? toNumber(step.run(env)) : 1]
      if (by === 0) throw new Fault('other', { code: '22023', message: 'step size cannot equal zero' })
      const rows: Value[][] = []
      for (let value = first; by > 0 ? value <= last : value >= last; value += by) {
        if (rows.length >= 1_000_000) throw new Fault('other', { code: '53200', message: 'out of memory' })
        rows.push([value])
      }
      return rows
    },
  }
}

function planJoin({ how, left: leftFrom, right: rightFrom, on, using, natural }: Extract<From, { kind: 'join' }>, context: Context): Source {
  const left = planFrom(leftFrom, context)
  const right = planFrom(rightFrom, context)
  checkAliases(left, right)
  const shared = natural
    ? left.columns.filter((column) => right.columns.some((other) => other.name === column.name)).map((column) => column.name)
    : using
  const columns = [...left.columns, ...right.columns.map((column) => (shared?.includes(column.name) ? { ...column, hidden: true } : column))]
  const scope = new Scope(context.session, columns, context.outer)
  const test = joinTest(scope, left, right, on, shared, context)
  const nullsLeft = left.columns.map(() => null)
  const nullsRight = right.columns.map(() => null)
  const rows = (outer: Env | undefined): Value[][] => {
    const others = right.rows(outer)
    const met = new Set<number>()
    const found: Value[][] = []
    for (const one of left.rows(outer)) {
      let matched = false
      others.forEach((other, index) => {
        const row = [...one, ...other]
        if (test && !test({ row, ...(outer && { outer }) })) return
        matched = true
        met.add(index)
        found.push(row)
      })
      if (!matched && (how === 'left' || how === 'full')) found.push([...one, ...nullsRight])
    }
    if (how === 'right' || how === 'full')
      others.forEach((other, index) => {
        if (!met.has(index)) found.push([...nullsLeft, ...other])
      })
    return found
  }
  return { columns, rows }
}

function checkAliases(left: Source, right: Source): void {
  const names = new Set(left.columns.map((column) => column.table))
  const twice = right.columns.find((column) => column.table !== '' && names.has(column.table))
  if (twice) throw new Fault('duplicate-alias', { name: twice.table })
}

function joinTest(
  scope: Scope,
  left: Source,
  right: Source,
  on: Expression | undefined,
  shared: readonly string[] | undefined,
  context: Context,
): ((env: Env) => boolean) | undefined {
  if (on) return bindCondition(on, placeOf(scope, context, 'JOIN conditions'), 'JOIN/ON')
  if (!shared || shared.length === 0) return undefined
  const pairs = shared.map((name) => {
    const a = left.columns.findIndex((column) => column.name === name)
    const b = right.columns.findIndex((column) => column.name === name)
    if (a < 0 || b < 0)
      throw new Fault('other', {
        code: '42703',
        message: `column "${name}" specified in USING clause does not exist in ${a < 0 ? 'left' : 'right'} table`,
      })
    return [a, left.columns.length + b] as const
  })
  return ({ row }) => pairs.every(([a, b]) => row[a] !== null && String(row[a]) === String(row[b]))
}
