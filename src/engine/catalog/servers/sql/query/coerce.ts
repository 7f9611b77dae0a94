import { Decimal } from '../decimal.ts'
import { Fault } from '../fault.ts'
import type { Session } from '../session.ts'
import { checkRange, fromText, toText } from '../text.ts'
import type { SqlType, Value } from '../types.ts'
import { category, type, typeText } from '../types.ts'
import type { Bound } from './scope.ts'

const DAY = 86_400_000_000

export const moment = (session: Session) => ({ nowMicros: session.nowMicros, zone: session.zone })

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value
  if (value instanceof Decimal) return value.toNumber()
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'string' ? Number.parseFloat(value) || 0 : 0
}

export const toDecimal = (value: Value): Decimal => (value instanceof Decimal ? value : Decimal.of(toNumber(value)))

/** Changes a value's type; sizes are applied as a cast does (texts cut, numbers rounded) or, for `assign`, refused when too long. */
export function convert(
  value: Value,
  from: SqlType,
  to: SqlType,
  session: Session,
  options: { assign?: boolean; at?: number; column?: string } = {},
): Value {
  if (value === null) return null
  const kind = category(to)
  if (kind === 'string' || to.name === 'bytea')
    return sized(category(from) === 'string' || from.name === 'unknown' ? String(value) : castText(value, from, session), to, options)
  if (to.name === 'json' || to.name === 'jsonb' || to.name === 'uuid' || to.name === 'interval' || to.name === 'time')
    return typeof value === 'string' ? fromText(value, to, moment(session), options.at) : value
  if (to.name === 'boolean') {
    if (typeof value === 'boolean') return value
    return typeof value === 'string' ? fromText(value, to, moment(session), options.at) : toNumber(value) !== 0
  }
  if (kind === 'number') return number(value, to, session, options)
  if (kind === 'date') return date(value, from, to, session, options.at)
  return value
}

const castText = (value: Exclude<Value, null>, from: SqlType, session: Session): string =>
  typeof value === 'boolean' && !session.mysql ? (value ? 'true' : 'false') : toText(value, from, session.zone, session.mysql)

function sized(text: string, to: SqlType, { assign, column }: { assign?: boolean; column?: string }): string {
  if (to.values && !to.values.includes(text)) throw new Fault('too-long', { column: column ?? '', type: 'enum' })
  const trimmed = to.name === 'character' ? text.trimEnd() : text
  if (to.length === undefined || trimmed.length <= to.length) return trimmed
  const over = trimmed.slice(to.length)
  if (assign && over.trim() !== '') throw new Fault('too-long', { type: typeText(to), column: column ?? '' })
  return trimmed.slice(0, to.length)
}

function number(value: Value, to: SqlType, session: Session, { at, column }: { at?: number; column?: string }): Value {
  if (typeof value === 'string') {
    if (session.mysql) {
      const match = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/.exec(value)
      if (!match && column !== undefined) throw new Fault('invalid-text', { type: to.name, text: value, column, kind: to.name }, at)
      return number(Decimal.parse(match?.[0] ?? '') ?? toNumber(value), to, session, column === undefined ? {} : { column })
    }
    return number(fromText(value, to, moment(session), at), to, session, {})
  }
  if (to.name === 'numeric') {
    const exact = toDecimal(value)
    if (to.precision === undefined) return exact
    const rounded = exact.rescale(to.scale ?? 0)
    const digits = to.precision - (to.scale ?? 0)
    if (rounded.truncate(0).toString().replace('-', '').replace(/^0$/, '').length > digits)
      throw new Fault('numeric-overflow', {
        precision: String(to.precision),
        scale: String(to.scale ?? 0),
        digits: String(digits),
        column: column ?? '',
      })
    return rounded
  }
  if (to.name === 'real' || to.name === 'double precision') return toNumber(value)
  const whole = value instanceof Decimal ? value.rescale(0).toNumber() : session.mysql ? Math.round(toNumber(value)) : roundEven(toNumber(value))
  try {
    return checkRange(whole, to)
  } catch (error) {
    if (error instanceof Fault) throw new Fault(error.kind, { ...error.facts, column: column ?? '' }, at)
    throw error
  }
}

function roundEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  return rest < 0.5 ? floor : rest > 0.5 ? floor + 1 : floor % 2 === 0 ? floor : floor + 1
}

function date(value: Value, from: SqlType, to: SqlType, session: Session, at?: number): Value {
  if (typeof value === 'string') return fromText(value, to, moment(session), at)
  if (typeof value !== 'number' || from.name === to.name) return value
  const shift = session.zone.offsetMinutes * 60_000_000
  const local = from.name === 'date' ? value * DAY : from.name === 'timestamptz' ? value + shift : value
  if (to.name === 'date') return Math.floor(local / DAY)
  return to.name === 'timestamptz' ? local - shift : local
}

/** Gives an open literal a type; other expressions stay as they are. */
export function settle(bound: Bound, to: SqlType, session: Session): Bound {
  if (bound.type.name !== 'unknown') return bound
  const name = bound.name === undefined ? {} : { name: bound.name }
  if (!bound.literal) return { ...name, type: to, run: bound.run }
  const { text, at } = bound.literal
  const value = convert(text, type('unknown'), to, session, { at })
  return { ...name, type: to, run: () => value }
}

/** An expression as another type, with the errors of an assignment or cast. */
export function as(bound: Bound, to: SqlType, session: Session, at?: number): Bound {
  const settled = settle(bound, to, session)
  if (settled.type === to) return settled
  const { run, type: from } = settled
  return { ...settled, type: to, run: (env) => convert(run(env), from, to, session, at === undefined ? {} : { at }) }
}

const rank = ['smallint', 'integer', 'oid', 'regclass', 'bigint', 'numeric', 'real', 'double precision']

/** The type that several expressions share (CASE, COALESCE, UNION, VALUES). */
export function commonType(bounds: readonly Bound[], session: Session, where: string, at?: number): SqlType {
  let found: SqlType | undefined
  for (const bound of bounds) {
    if (bound.type.name === 'unknown') continue
    if (!found) {
      found = bound.type
      continue
    }
    const [a, b] = [category(found), category(bound.type)]
    if (a === 'number' && b === 'number') {
      if (rank.indexOf(bound.type.name) > rank.indexOf(found.name)) found = bound.type
    } else if (a === 'date' && b === 'date') found = bound.type.name === 'timestamptz' ? bound.type : found.name === 'date' ? bound.type : found
    else if (a !== b) {
      if (session.mysql) found = type('text')
      else throw new Fault('datatype', { where, left: typeText({ name: found.name }), right: typeText({ name: bound.type.name }) }, at)
    } else if (a === 'string' && found.length !== bound.type.length) found = type('text')
  }
  if (!found) return type('text')
  const same = bounds.every((bound) => bound.type.name === 'unknown' || bound.type === found)
  return same || session.mysql ? found : type(found.name)
}
