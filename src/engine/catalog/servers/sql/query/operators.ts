import { Decimal } from '../decimal.ts'
import { Fault } from '../fault.ts'
import type { Session } from '../session.ts'
import { addInterval, checkRange, jsonbText } from '../text.ts'
import type { Interval, SqlType, Value } from '../types.ts'
import { category, type, typeText } from '../types.ts'
import { as, convert, settle, toDecimal, toNumber } from './coerce.ts'
import { matcher } from './pattern.ts'
import type { Bound, Env } from './scope.ts'

const DAY = 86_400_000_000

/** -1, 0, 1 for values of one type; texts by code point, as the C collation. */
export function compareValues(a: Value, b: Value): number {
  if (a instanceof Decimal || b instanceof Decimal) return toDecimal(a).compare(toDecimal(b))
  if (typeof a === 'object' && typeof b === 'object' && a && b) return intervalMicros(a) - intervalMicros(b)
  const [x, y] = [a as string | number | boolean, b as string | number | boolean]
  return x < y ? -1 : x > y ? 1 : 0
}

const intervalMicros = ({ months, days, micros }: Interval): number => (months * 30 + days) * DAY + micros

/** Dictionary order as en_US.UTF-8 and utf8mb4_0900_ai_ci have it: letters first, then case; code points break ties. */
export function collate(a: string, b: string): number {
  const [x, y] = [fold(a), fold(b)]
  return x < y ? -1 : x > y ? 1 : a > b ? -1 : a < b ? 1 : 0
}

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

const unknownOperator = (operator: string, left: Bound, right: Bound, at: number): never => {
  throw new Fault('undefined-operator', { operator, left: typeText({ name: left.type.name }), right: typeText({ name: right.type.name }) }, at)
}

/** Makes both sides comparable. */
function pair(
  left: Bound,
  right: Bound,
  operator: string,
  session: Session,
  at: number,
): { a: Bound; b: Bound; compare: (a: Value, b: Value) => number } {
  if (left.type.name === 'unknown' && right.type.name === 'unknown')
    return pair(settle(left, type('text'), session), settle(right, type('text'), session), operator, session, at)
  const a = loosely(settle(left, right.type, session), right, session)
  const b = loosely(settle(right, left.type, session), left, session)
  const [x, y] = [category(a.type), category(b.type)]
  if (x !== y && !session.mysql) return unknownOperator(operator, a, b, at)
  if (x === 'json' && a.type.name === 'json') return unknownOperator(operator, a, b, at)
  if (x === 'date' && y === 'date' && a.type.name !== b.type.name) {
    const to = a.type.name === 'timestamptz' || b.type.name === 'timestamptz' ? type('timestamptz') : type('timestamp')
    return { a: as(a, to, session), b: as(b, to, session), compare: compareValues }
  }
  if (session.mysql && x === 'string' && y === 'string') return { a, b, compare: (p, q) => compareValues(fold(String(p)), fold(String(q))) }
  if (session.mysql && x !== y) return { a, b, compare: (p, q) => compareValues(toNumber(p), toNumber(q)) }
  return { a, b, compare: compareValues }
}

/** MySQL reads texts beside dates as dates. */
function loosely(bound: Bound, other: Bound, session: Session): Bound {
  return session.mysql && category(other.type) === 'date' && category(bound.type) === 'string' ? as(bound, other.type, session) : bound
}

const tests: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '>': (order) => order > 0,
  '<=': (order) => order <= 0,
  '>=': (order) => order >= 0,
}

/** A binary operator on two bound expressions. */
export function bindBinary(operator: string, left: Bound, right: Bound, session: Session, at: number): Bound {
  const test = tests[operator]
  if (test) {
    const { a, b, compare } = pair(left, right, operator, session, at)
    return boolean((env) => {
      const x = a.run(env)
      const y = b.run(env)
      return x === null || y === null ? null : test(compare(x, y))
    })
  }
  if (operator === 'is distinct from' || operator === 'is not distinct from' || operator === '<=>') {
    const { a, b, compare } = pair(left, right, '=', session, at)
    const same = operator !== 'is distinct from'
    return boolean((env) => {
      const x = a.run(env)
      const y = b.run(env)
      return (x === null || y === null ? x === y : compare(x, y) === 0) === same
    })
  }
  if (/(like|regexp|rlike)$|^!?~\*?$/.test(operator)) return bindPattern(operator, left, right, session, at)
  if (operator === '||') return bindConcatenation(left, right, session, at)
  if (operator === '->' || operator === '->>') return bindJson(operator, left, right, session)
  return bindArithmetic(operator, left, right, session, at)
}

const boolean = (run: (env: Env) => boolean | null): Bound => ({ type: type('boolean'), run })

function bindPattern(operator: string, left: Bound, right: Bound, session: Session, at: number): Bound {
  const text = type('text')
  const a = settle(left, text, session)
  const b = settle(right, text, session)
  if (!session.mysql && category(a.type) !== 'string') return unknownOperator(operator === 'like' ? '~~' : operator, a, b, at)
  const match = matcher(operator, session.mysql)
  return boolean((env) => {
    const x = a.run(env)
    const y = b.run(env)
    return x === null || y === null ? null : match(String(convert(x, a.type, text, session)), String(y))
  })
}

function bindConcatenation(left: Bound, right: Bound, session: Session, at: number): Bound {
  if (category(left.type) !== 'string' && category(right.type) !== 'string' && left.type.name !== 'unknown' && right.type.name !== 'unknown')
    return unknownOperator('||', left, right, at)
  const a = as(left, type('text'), session)
  const b = as(right, type('text'), session)
  return {
    type: type('text'),
    run: (env) => {
      const x = a.run(env)
      const y = b.run(env)
      return x === null || y === null ? null : String(x) + String(y)
    },
  }
}

function bindJson(operator: string, left: Bound, right: Bound, session: Session): Bound {
  const key = settle(right, type('text'), session)
  return {
    type: operator === '->' ? left.type : type('text'),
    run: (env) => {
      const [x, y] = [left.run(env), key.run(env)]
      if (x === null || y === null) return null
      const whole: unknown = JSON.parse(String(x))
      const path = session.mysql ? String(y).replace(/^\$\.?/, '') : String(y)
      const part = typeof whole === 'object' && whole !== null ? (whole as Record<string, unknown>)[path] : undefined
      if (part === undefined || (part === null && operator === '->>')) return null
      if (operator === '->>' && typeof part === 'string') return part
      return jsonbText(part)
    },
  }
}

const whole = ['smallint', 'integer', 'bigint', 'oid']

function bindArithmetic(operator: string, left: Bound, right: Bound, session: Session, at: number): Bound {
  const dates = bindDateArithmetic(operator, left, right, session)
  if (dates) return dates
  const typed = (bound: Bound, other: Bound): Bound =>
    settle(bound, category(other.type) === 'number' ? other.type : session.mysql ? type('double precision') : type('integer'), session)
  if (left.type.name === 'unknown' && right.type.name === 'unknown' && !session.mysql && (left.literal || right.literal))
    throw new Fault('undefined-operator', { operator, left: 'unknown', right: 'unknown', ambiguous: 'yes' }, at)
  const a = typed(left, right)
  const b = typed(right, left)
  if ((category(a.type) !== 'number' || category(b.type) !== 'number') && !session.mysql) return unknownOperator(operator, a, b, at)
  const result = resultType(operator, a.type, b.type, session)
  const compute = arithmetic(operator, result, session, at)
  return {
    type: result,
    run: (env) => {
      const x = a.run(env)
      const y = b.run(env)
      return x === null || y === null ? null : compute(x, y)
    },
  }
}

function resultType(operator: string, a: SqlType, b: SqlType, session: Session): SqlType {
  const names = [a.name, b.name]
  if (operator === 'div') return type('bigint')
  if (operator === '^') return names.includes('numeric') ? type('numeric') : type('double precision')
  if (names.some((name) => name === 'double precision' || name === 'real') || names.some((name) => !whole.includes(name) && name !== 'numeric'))
    return type('double precision')
  if (names.includes('numeric') || (session.mysql && operator === '/')) return type('numeric')
  return names.includes('bigint') || session.mysql ? type('bigint') : names.includes('integer') ? type('integer') : type('smallint')
}

function arithmetic(operator: string, result: SqlType, session: Session, at: number): (x: Value, y: Value) => Value {
  const byZero = (): Value => {
    if (session.mysql) return null
    throw new Fault('division-by-zero')
  }
  if (result.name === 'numeric' && operator !== '^') return (x, y) => exact(operator, toDecimal(x), toDecimal(y), session) ?? byZero()
  return (x, y) => {
    const [a, b] = [toNumber(x), toNumber(y)]
    if ((operator === '/' || operator === '%' || operator === 'div') && b === 0) return byZero()
    const value = plain(operator, a, b, whole.includes(result.name))
    if (value === undefined) throw new Fault('undefined-operator', { operator, left: result.name, right: result.name }, at)
    return result.name === 'numeric' ? Decimal.of(value) : whole.includes(result.name) ? checkRange(value, result) : value
  }
}

function exact(operator: string, a: Decimal, b: Decimal, session: Session): Decimal | undefined {
  switch (operator) {
    case '+':
      return a.plus(b)
    case '-':
      return a.plus(b.negated())
    case '*':
      return a.times(b)
    case '/':
      return session.mysql ? a.over(b, a.scale + 4) : a.over(b)
    default:
      return a.remainder(b)
  }
}

function plain(operator: string, a: number, b: number, integers: boolean): number | undefined {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return integers ? Math.trunc(a / b) : a / b
    case 'div':
      return Math.trunc(a / b)
    case '%':
      return a % b
    case '^':
      return a ** b
    case '&':
      return Number(BigInt(a) & BigInt(b))
    case '|':
      return Number(BigInt(a) | BigInt(b))
    case '#':
      return Number(BigInt(a) ^ BigInt(b))
    default:
      return undefined
  }
}

function bindDateArithmetic(operator: string, left: Bound, right: Bound, session: Session): Bound | undefined {
  if (operator === '+' && category(left.type) !== 'date' && category(right.type) === 'date') return bindDateArithmetic('+', right, left, session)
  if (operator !== '+' && operator !== '-') return undefined
  const sign = operator === '+' ? 1 : -1
  const both = (to: SqlType, compute: (x: Value, y: Value) => Value, a = left, b = right): Bound => ({
    type: to,
    run: (env) => {
      const x = a.run(env)
      const y = b.run(env)
      return x === null || y === null ? null : compute(x, y)
    },
  })
  const [a, b] = [category(left.type), category(right.type)]
  if (a === 'interval' && b === 'interval') {
    const plus = (x: Interval, y: Interval): Interval => ({
      months: x.months + sign * y.months,
      days: x.days + sign * y.days,
      micros: x.micros + sign * y.micros,
    })
    return both(left.type, (x, y) => plus(x as Interval, y as Interval))
  }
  if (a !== 'date') return undefined
  if (b === 'interval') {
    const to = left.type.name === 'date' ? type('timestamp') : left.type
    return both(to, (x, y) => addInterval(toNumber(x), y as Interval, sign), as(left, to, session))
  }
  if (left.type.name === 'date' && b === 'number') return both(left.type, (x, y) => toNumber(x) + sign * toNumber(y))
  if (b !== 'date' || operator !== '-') return undefined
  if (left.type.name === 'date' && right.type.name === 'date') return both(type('integer'), (x, y) => toNumber(x) - toNumber(y))
  const to = type('timestamptz')
  const difference = (x: Value, y: Value): Interval => {
    const micros = toNumber(x) - toNumber(y)
    const days = Math.trunc(micros / DAY)
    return { months: 0, days, micros: micros - days * DAY }
  }
  return both(type('interval'), difference, as(left, to, session), as(right, to, session))
}
