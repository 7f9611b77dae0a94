import type { Expression, Query } from '../ast.ts'
import { Decimal } from '../decimal.ts'
import { Fault } from '../fault.ts'
import { readInterval } from '../text.ts'
import type { SqlType, Value } from '../types.ts'
import { category, resolveType, type, typeText } from '../types.ts'
import { aggregateNamed } from './aggregates.ts'
import { as, commonType, settle, toNumber } from './coerce.ts'
import { functionAlias, functionNamed } from './functions.ts'
import { bindBinary, compareValues } from './operators.ts'
import type { Bound, Env, Scope } from './scope.ts'

/** An aggregate of a query, to be computed once for each group. */
export interface Collected {
  readonly run: (rows: readonly Env[]) => Value
}

/** Where an expression stands: what it may refer to, and what aggregates it adds. */
export interface Place {
  readonly scope: Scope
  /** Absent where aggregates may not be. */
  readonly aggregates?: Collected[]
  /** Name of the clause that refuses them. */
  readonly clause?: string
  /** Grouped: a column must be one of these, by its text. */
  readonly groups?: { readonly keys: ReadonlySet<string>; readonly free: (table: string | undefined, name: string) => boolean }
  /** Binds queries inside; given by the query planner. */
  readonly subquery: (
    query: Query,
    outer: Scope,
  ) => { readonly types: readonly SqlType[]; readonly names: readonly string[]; readonly run: (env: Env) => readonly (readonly Value[])[] }
}

/** The same for two expressions that say the same. */
export const fingerprint = (expression: Expression): string => JSON.stringify(expression, (key, value) => (key === 'at' ? undefined : value))

/** Finds out what an expression means: its type, and code that computes it. */
export function bind(expression: Expression, place: Place): Bound {
  const { scope } = place
  const { session } = scope
  if (place.groups?.keys.has(fingerprint(expression))) return bind(expression, withoutGroups(place))
  switch (expression.kind) {
    case 'literal':
      return bindLiteral(expression, session.mysql)
    case 'column':
      return bindColumn(expression, place)
    case 'star':
      throw new Fault('syntax', { near: '*' }, expression.at)
    case 'default':
      throw new Fault('syntax', { near: 'DEFAULT', defaultHere: 'yes' }, expression.at)
    case 'unary':
      return bindUnary(expression, place)
    case 'binary':
      if (expression.operator === 'and' || expression.operator === 'or') return bindLogic(expression, place)
      return {
        ...bindBinary(expression.operator, bind(expression.left, place), bind(expression.right, place), session, expression.at),
        name: '?column?',
      }
    case 'call':
      return bindCall(expression, place)
    case 'case':
      return bindCase(expression, place)
    case 'cast': {
      const to = resolveType(expression.type, session.mysql)
      const inner = bind(expression.operand, place)
      const [from, target] = [category(inner.type), category(to)]
      const impossible =
        (from === 'boolean' && (target === 'date' || (target === 'number' && to.name !== 'integer'))) ||
        (from === 'date' && target === 'number') ||
        (from === 'number' && target === 'date')
      if (impossible && !session.mysql)
        throw new Fault('cannot-coerce', { from: typeText({ name: inner.type.name }), to: typeText({ name: to.name }) }, expression.at)
      return { ...as(inner, to, session, expression.operand.at), name: inner.name ?? castName(to) }
    }
    case 'in':
      return bindIn(expression, place)
    case 'is': {
      const operand = bind(expression.operand, place)
      const { what, negated } = expression
      const test = what === 'null' ? (value: Value) => value === null : (value: Value) => value !== null && truth(value) === (what === 'true')
      return { type: type('boolean'), name: '?column?', run: (env) => test(operand.run(env)) !== negated }
    }
    case 'exists': {
      const query = place.subquery(expression.query, scope)
      return { type: type('boolean'), name: 'exists', run: (env) => query.run(env).length > 0 }
    }
    case 'subquery':
      return bindSubquery(expression, place)
    case 'interval': {
      const value = readInterval(expression.text)
      if (!value) throw new Fault('invalid-text', { type: 'interval', text: expression.text, kind: 'interval' }, expression.at)
      return { type: type('interval'), name: 'interval', run: () => value }
    }
  }
}

const castName = (to: SqlType): string =>
  ({
    integer: 'int4',
    bigint: 'int8',
    smallint: 'int2',
    boolean: 'bool',
    'double precision': 'float8',
    real: 'float4',
    'character varying': 'varchar',
    character: 'bpchar',
  })[to.name as 'integer'] ?? to.name

const truth = (value: Value): boolean => (typeof value === 'boolean' ? value : toNumber(value) !== 0)

const withoutGroups = ({ groups: _, ...place }: Place): Place => place

function bindLiteral({ value, type: kind, at }: Extract<Expression, { kind: 'literal' }>, mysql: boolean): Bound {
  const name = '?column?'
  if (kind === 'null') return { type: type('unknown'), name, run: () => null }
  if (kind === 'boolean')
    return mysql ? { type: type('integer'), name, run: () => (value ? 1 : 0) } : { type: type('boolean'), name: 'bool', run: () => value }
  const text = String(value)
  if (kind === 'string')
    return mysql ? { type: type('text'), name, run: () => text } : { type: type('unknown'), name, literal: { text, at }, run: () => text }
  if (/[.eE]/.test(text)) {
    const exact = Decimal.parse(text) ?? new Decimal(0n, 0)
    return { type: type('numeric'), name, run: () => exact }
  }
  const number = Number(text)
  if (!Number.isSafeInteger(number)) {
    const exact = Decimal.parse(text) ?? new Decimal(0n, 0)
    return { type: type('numeric'), name, run: () => exact }
  }
  return { type: type(Math.abs(number) > 2_147_483_647 || mysql ? 'bigint' : 'integer'), name, run: () => number }
}

function bindColumn({ table, name, at }: Extract<Expression, { kind: 'column' }>, { scope, groups }: Place): Bound {
  const { depth, index, column } = scope.find(table, name, at)
  if (groups && depth === 0 && !groups.keys.has(`${column.table}.${column.name}`) && !groups.free(column.table, column.name))
    throw new Fault('grouping', { column: `${column.table}.${column.name}` }, at)
  return {
    type: column.type,
    name: column.name,
    run: (env) => {
      let at: Env | undefined = env
      for (let i = 0; i < depth; i++) at = at?.outer
      return at?.row[index] ?? null
    },
  }
}

function condition(expression: Expression, place: Place, what: string): Bound {
  const bound = settle(bind(expression, place), type('boolean'), place.scope.session)
  if (bound.type.name !== 'boolean' && !place.scope.session.mysql)
    throw new Fault('condition-type', { what, type: typeText({ name: bound.type.name }) }, expression.at)
  return bound
}

/** An expression that has to be a condition. */
export function bindCondition(expression: Expression, place: Place, what: string): (env: Env) => boolean {
  const { run } = condition(expression, place, what)
  return (env) => {
    const value = run(env)
    return value !== null && truth(value)
  }
}

function bindLogic({ operator, left, right }: Extract<Expression, { kind: 'binary' }>, place: Place): Bound {
  const word = operator.toUpperCase()
  const a = condition(left, place, word).run
  const b = condition(right, place, word).run
  const decisive = operator === 'or'
  return {
    type: type('boolean'),
    name: '?column?',
    run: (env) => {
      const x = a(env)
      if (x !== null && truth(x) === decisive) return decisive
      const y = b(env)
      if (y !== null && truth(y) === decisive) return decisive
      return x === null || y === null ? null : !decisive
    },
  }
}

function bindUnary({ operator, operand, at }: Extract<Expression, { kind: 'unary' }>, place: Place): Bound {
  const { session } = place.scope
  if (operator === 'not') {
    const { run } = condition(operand, place, 'NOT')
    return {
      type: type('boolean'),
      name: '?column?',
      run: (env) => {
        const value = run(env)
        return value === null ? null : !truth(value)
      },
    }
  }
  const bound = settle(bind(operand, place), type('integer'), session)
  if (operator === '+') return bound
  if (category(bound.type) !== 'number' && bound.type.name !== 'interval' && !session.mysql)
    throw new Fault('undefined-operator', { operator, left: '', right: typeText({ name: bound.type.name }) }, at)
  return {
    type: bound.type,
    name: '?column?',
    run: (env) => {
      const value = bound.run(env)
      if (value === null) return null
      if (value instanceof Decimal) return value.negated()
      if (typeof value === 'object') return { months: -value.months, days: -value.days, micros: -value.micros }
      return -toNumber(value)
    },
  }
}

function bindCase({ subject, branches, otherwise, at }: Extract<Expression, { kind: 'case' }>, place: Place): Bound {
  const { session } = place.scope
  const tests = branches.map(([when]) =>
    subject
      ? bindCondition({ kind: 'binary', operator: '=', left: subject, right: when, at: when.at }, place, 'CASE/WHEN')
      : bindCondition(when, place, 'CASE/WHEN'),
  )
  const results = [...branches.map(([, then]) => bind(then, place)), ...(otherwise ? [bind(otherwise, place)] : [])]
  const to = commonType(results, session, 'CASE', at)
  const typed = results.map((result) => as(result, to, session))
  return {
    type: to,
    name: 'case',
    run: (env) => {
      const index = tests.findIndex((test) => test(env))
      const result = typed[index >= 0 ? index : otherwise ? branches.length : -1]
      return result ? result.run(env) : null
    },
  }
}

function bindIn({ operand, list, negated, at }: Extract<Expression, { kind: 'in' }>, place: Place): Bound {
  const { session } = place.scope
  const left = bind(operand, place)
  if (!('body' in list)) {
    const tests = list.map((item) => bindBinary('=', left, bind(item, place), session, at))
    return membership((env) => tests.map((test) => test.run(env)), negated)
  }
  const query = place.subquery(list, place.scope)
  const [only = type('text')] = query.types
  if (query.types.length !== 1) throw new Fault('many-columns', { in: 'yes' }, at)
  const cell: { value: Value } = { value: null }
  const equal = bindBinary('=', left, { type: only, run: () => cell.value }, session, at)
  const test = (env: Env): Value[] =>
    query.run(env).map(([value = null]) => {
      cell.value = value
      return equal.run(env)
    })
  return membership(test, negated)
}

const membership = (test: (env: Env) => Value[], negated: boolean): Bound => ({
  type: type('boolean'),
  name: '?column?',
  run: (env) => {
    const results = test(env)
    if (results.includes(true)) return !negated
    return results.includes(null) ? null : negated
  },
})

function bindSubquery({ query, at }: Extract<Expression, { kind: 'subquery' }>, place: Place): Bound {
  const { types, names, run } = place.subquery(query, place.scope)
  if (types.length !== 1) throw new Fault('many-columns', {}, at)
  return {
    type: types[0] ?? type('text'),
    name: names[0] ?? '?column?',
    run: (env) => {
      const rows = run(env)
      if (rows.length > 1) throw new Fault('many-rows')
      return rows[0]?.[0] ?? null
    },
  }
}

function bindCall(call: Extract<Expression, { kind: 'call' }>, place: Place): Bound {
  const { session } = place.scope
  if (call.name.endsWith(' over')) throw new Fault('not-simulated', { what: 'window functions' }, call.at)
  const aggregate = aggregateNamed(call.name)
  if (aggregate) return bindAggregate(call, aggregate, place)
  const args = call.args.map((argument) => bind(argument, place))
  const name = functionAlias(call.name)
  const label = session.mysql ? '?column?' : call.name
  if (name === 'coalesce') {
    const to = commonType(args, session, 'COALESCE', call.at)
    const typed = args.map((argument) => as(argument, to, session))
    return {
      type: to,
      name: label,
      run: (env) => {
        for (const argument of typed) {
          const value = argument.run(env)
          if (value !== null) return value
        }
        return null
      },
    }
  }
  const found = functionNamed(call.name, session.mysql)
  if (!found) return bindServerCall(call, args, place)
  const shown = args.map((argument) => typeText({ name: argument.type.name })).join(', ')
  if (args.length < found.takes[0] || args.length > found.takes[1])
    throw new Fault('undefined-function', { name: call.name, arguments: shown }, call.at)
  const settled = args.map((argument) => settle(argument, found.open ?? type('text'), session))
  const types = settled.map((argument) => argument.type)
  if (
    !session.mysql &&
    found.open?.name === 'text' &&
    types[0] &&
    category(types[0]) === 'number' &&
    /^(lower|upper|length|char_length|reverse|btrim|replace|initcap|substr|left|right)$/.test(name)
  )
    throw new Fault('undefined-function', { name: call.name, arguments: shown }, call.at)
  return {
    type: typeof found.gives === 'function' ? found.gives(types) : found.gives,
    name: label,
    run: (env) => {
      const values = settled.map((argument) => argument.run(env))
      return !found.nulls && values.includes(null) ? null : found.run(values, session, types)
    },
  }
}

/** version(), current_user, nextval(): what only the server knows. */
function bindServerCall(call: Extract<Expression, { kind: 'call' }>, args: readonly Bound[], { scope: { session } }: Place): Bound {
  const settled = args.map((argument) => settle(argument, type('text'), session))
  const found = session.flavour.function(call.name)
  if (!found)
    throw new Fault(
      'undefined-function',
      { name: call.name, arguments: args.map((argument) => typeText({ name: argument.type.name })).join(', ') },
      call.at,
    )
  return {
    type: found.gives,
    name: session.mysql ? '?column?' : call.name,
    run: (env) =>
      found.run(
        settled.map((argument) => argument.run(env)),
        session,
      ),
  }
}

function bindAggregate(call: Extract<Expression, { kind: 'call' }>, aggregate: NonNullable<ReturnType<typeof aggregateNamed>>, place: Place): Bound {
  const { session } = place.scope
  const { aggregates } = place
  if (!aggregates) throw new Fault('aggregate-here', { clause: place.clause ?? 'WHERE' }, call.at)
  const { aggregates: _, groups: __, ...rest } = place
  const inner: Place = { ...rest, clause: 'nested' }
  const everything = call.args[0]?.kind === 'star'
  const argument = everything || !call.args[0] ? undefined : settle(bind(call.args[0], inner), type('text'), session)
  if (!argument && !everything)
    throw new Fault('undefined-function', { name: call.name, arguments: '', star: call.name === 'count' ? 'yes' : '' }, call.at)
  const extra = call.args[1] ? settle(bind(call.args[1], inner), type('text'), session) : undefined
  const filter = call.filter && bindCondition(call.filter, inner, 'FILTER')
  const order = call.order?.map(({ by, descending }) => ({ by: bind(by, inner), sign: descending ? -1 : 1 }))
  const gives = aggregate.gives(argument?.type, session.mysql)
  if (!gives) throw new Fault('undefined-function', { name: call.name, arguments: argument ? typeText({ name: argument.type.name }) : '' }, call.at)
  const index = aggregates.length
  aggregates.push({
    run: (rows) => {
      let chosen = filter ? rows.filter(filter) : rows
      if (order) chosen = chosen.toSorted((a, b) => order.reduce((result, { by, sign }) => result || sign * compareValues(by.run(a), by.run(b)), 0))
      let values = argument ? chosen.map(argument.run).filter((value) => value !== null) : chosen.map(() => true)
      if (call.distinct) values = [...new Map(values.map((value) => [String(value), value])).values()]
      return aggregate.run(values, argument?.type, extra && chosen[0] ? extra.run(chosen[0]) : null, session.mysql)
    },
  })
  return { type: gives, name: session.mysql ? '?column?' : call.name, run: (env) => env.aggregates?.[index] ?? null }
}
