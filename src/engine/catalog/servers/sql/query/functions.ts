import { md5 } from '@noble/hashes/legacy.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { civilTime, daysOfDate } from '../../../../base/calendar.ts'
import { strftime } from '../../../../base/strftime.ts'
import { encode } from '../../../../base/utf8.ts'
import { Decimal } from '../decimal.ts'
import { Fault } from '../fault.ts'
import type { Session } from '../session.ts'
import { timestampText } from '../text.ts'
import type { Interval, SqlType, Value } from '../types.ts'
import { category, type, typeText } from '../types.ts'
import { convert, toDecimal, toNumber } from './coerce.ts'
import { compareValues } from './operators.ts'
import { toChar } from './to-char.ts'

/** A function of values: what it takes, what type it gives, what it computes. NULL in gives NULL out unless `nulls`. */
export interface SqlFunction {
  readonly takes: readonly [least: number, most: number]
  /** Type of the text literals among its arguments. */
  readonly open?: SqlType
  readonly nulls?: boolean
  readonly gives: SqlType | ((args: readonly SqlType[]) => SqlType)
  readonly run: (args: readonly Value[], session: Session, types: readonly SqlType[]) => Value
}

const DAY = 86_400_000_000
const text = type('text')
const texts = (most: number, run: (args: readonly string[]) => Value, least = most, gives = text): SqlFunction => ({
  takes: [least, most],
  open: text,
  gives,
  run: (args, session, types) => run(args.map((value, i) => String(convert(value, types[i] ?? text, text, session)))),
})
const same = (args: readonly SqlType[]): SqlType => args.find((one) => one.name !== 'unknown') ?? text
const floats = (run: (...args: number[]) => number, takes = 1): SqlFunction => ({
  takes: [takes, takes],
  open: type('double precision'),
  gives: type('double precision'),
  run: (args) => run(...args.map(toNumber)),
})
const rounding = (decimal: (value: Decimal, scale: number) => Decimal, plain: (value: number) => number): SqlFunction => ({
  takes: [1, 2],
  open: type('numeric'),
  gives: ([first]) => (first && /double|real/.test(first.name) ? first : type('numeric')),
  run: ([value = null, scale = 0]) =>
    typeof value === 'number' && !Number.isInteger(value) ? plain(value) : decimal(toDecimal(value), toNumber(scale)),
})
const constant = (gives: SqlType, run: (session: Session) => Value): SqlFunction => ({ takes: [0, 1], gives, run: (_, session) => run(session) })
const ceiling = (value: Decimal): Decimal => {
  const cut = value.truncate(0)
  return cut.compare(value) < 0 ? cut.plus(new Decimal(1n, 0)) : cut
}
const localNow = (session: Session): number => session.nowMicros + session.zone.offsetMinutes * 60_000_000
const pick = (order: number): SqlFunction => ({
  takes: [1, 64],
  nulls: true,
  gives: same,
  run: (args) =>
    args.reduce((best, value) => (value === null ? best : best === null || Math.sign(compareValues(value, best)) === order ? value : best), null),
})

export const dateParts = (micros: number, part: string): number => {
  const time = civilTime(Math.floor(micros / 1000))
  const seconds = (micros / 1_000_000) % 60
  const parts: Readonly<Record<string, number>> = {
    year: time.year,
    month: time.month,
    day: time.day,
    hour: time.hour,
    minute: time.minute,
    second: seconds < 0 ? seconds + 60 : seconds,
    dow: time.weekday,
    isodow: time.weekday === 0 ? 7 : time.weekday,
    doy: time.yearDay,
    quarter: Math.ceil(time.month / 3),
    epoch: micros / 1_000_000,
  }
  const value = parts[part.toLowerCase()]
  if (value === undefined) throw new Fault('other', { code: '22023', message: `unit "${part}" not recognized for type timestamp with time zone` })
  return value
}

const asMicros = (value: Value, from: SqlType, session: Session): number =>
  toNumber(convert(value, from.name === 'unknown' ? text : from, type('timestamp'), session))

function truncateDate(part: string, micros: number): number {
  const order = ['second', 'minute', 'hour', 'day', 'month', 'year']
  const kept = order.indexOf(part.toLowerCase())
  const stamp = timestampText(micros, 0)
  const cut =
    [stamp.slice(0, 19), stamp.slice(0, 16), stamp.slice(0, 13), stamp.slice(0, 10), stamp.slice(0, 7), stamp.slice(0, 4)][Math.max(0, kept)] ?? stamp
  const full = cut + '0000-01-01 00:00:00'.slice(cut.length)
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = full.split(/[- :]/).map(Number)
  return daysOfDate(year, month, day) * DAY + (hour * 3600 + minute * 60 + second) * 1_000_000
}

/** Functions both servers have. */
const common: Readonly<Record<string, SqlFunction>> = {
  lower: texts(1, ([a = '']) => a.toLowerCase()),
  upper: texts(1, ([a = '']) => a.toUpperCase()),
  initcap: texts(1, ([a = '']) => a.toLowerCase().replace(/\p{L}[\p{L}\p{N}]*/gu, (word) => word.charAt(0).toUpperCase() + word.slice(1))),
  char_length: texts(1, ([a = '']) => [...a].length, 1, type('integer')),
  octet_length: texts(1, ([a = '']) => encode(a).length, 1, type('integer')),
  reverse: texts(1, ([a = '']) => [...a].reverse().join('')),
  ascii: texts(1, ([a = '']) => a.codePointAt(0) ?? 0, 1, type('integer')),
  btrim: texts(2, ([a = '', set = ' ']) => trim(a, set, true, true), 1),
  ltrim: texts(2, ([a = '', set = ' ']) => trim(a, set, true, false), 1),
  rtrim: texts(2, ([a = '', set = ' ']) => trim(a, set, false, true), 1),
  replace: texts(3, ([a = '', from = '', to = '']) => (from === '' ? a : a.replaceAll(from, to))),
  repeat: texts(2, ([a = '', count = '0']) => a.repeat(Math.min(1_000_000, Math.max(0, Number(count))))),
  left: texts(2, ([a = '', count = '0']) => (Number(count) >= 0 ? a.slice(0, Number(count)) : a.slice(0, Number(count)))),
  right: texts(2, ([a = '', count = '0']) => (Number(count) > 0 ? a.slice(-Number(count)) : a.slice(Math.abs(Number(count))))),
  strpos: texts(2, ([a = '', b = '']) => a.indexOf(b) + 1, 2, type('integer')),
  md5: texts(1, ([a = '']) => bytesToHex(md5(encode(a)))),
  lpad: texts(3, ([a = '', length = '0', fill = ' ']) => a.padStart(Number(length), fill).slice(0, Number(length)), 2),
  rpad: texts(3, ([a = '', length = '0', fill = ' ']) => a.padEnd(Number(length), fill).slice(0, Number(length)), 2),
  substr: texts(
    3,
    ([a = '', from = '1', count]) => {
      const start = Number(from) < 0 ? a.length + Number(from) : Number(from) - 1
      return count === undefined ? a.slice(Math.max(0, start)) : a.slice(Math.max(0, start), Math.max(0, start + Number(count)))
    },
    2,
  ),
  split_part: texts(3, ([a = '', by = '', n = '1']) => a.split(by)[Number(n) - 1] ?? ''),
  concat: {
    takes: [1, 64],
    nulls: true,
    open: text,
    gives: text,
    run: (args, session, types) => args.map((value, i) => (value === null ? '' : String(convert(value, types[i] ?? text, text, session)))).join(''),
  },
  concat_ws: {
    takes: [2, 64],
    nulls: true,
    open: text,
    gives: text,
    run: ([by = null, ...args], session, types) =>
      by === null
        ? null
        : args.flatMap((value, i) => (value === null ? [] : [String(convert(value, types[i + 1] ?? text, text, session))])).join(String(by)),
  },
  nullif: {
    takes: [2, 2],
    nulls: true,
    gives: same,
    run: ([a = null, b = null]) => (a !== null && b !== null && compareValues(a, b) === 0 ? null : a),
  },
  greatest: pick(1),
  least: pick(-1),
  abs: {
    takes: [1, 1],
    open: type('double precision'),
    gives: same,
    run: ([a = null]) => (a instanceof Decimal ? (a.units < 0n ? a.negated() : a) : Math.abs(toNumber(a))),
  },
  round: rounding(
    (value, scale) => value.rescale(Math.max(0, scale)),
    (value) => Math.round(value),
  ),
  trunc: rounding((value, scale) => value.truncate(Math.max(0, scale)), Math.trunc),
  ceil: rounding(ceiling, Math.ceil),
  floor: rounding((value) => ceiling(value.negated()).negated(), Math.floor),
  mod: {
    takes: [2, 2],
    open: type('integer'),
    gives: same,
    run: ([a = null, b = null]) =>
      a instanceof Decimal || b instanceof Decimal ? (toDecimal(a).remainder(toDecimal(b)) ?? null) : toNumber(a) % toNumber(b),
  },
  power: floats((a, b) => a ** b, 2),
  sqrt: floats(Math.sqrt),
  exp: floats(Math.exp),
  ln: floats(Math.log),
  pi: { takes: [0, 0], gives: type('double precision'), run: () => Math.PI },
  sign: floats(Math.sign),
  random: { takes: [0, 0], gives: type('double precision'), run: (_, session) => session.random() },
}

/** PostgreSQL's own. */
const postgres: Readonly<Record<string, SqlFunction>> = {
  length: texts(1, ([a = '']) => [...a].length, 1, type('integer')),
  now: constant(type('timestamptz'), (session) => session.nowMicros),
  current_date: constant(type('date'), (session) => Math.floor(localNow(session) / DAY)),
  localtimestamp: constant(type('timestamp'), localNow),
  localtime: constant(type('time'), (session) => localNow(session) % DAY),
  gen_random_uuid: constant(type('uuid'), uuid),
  chr: { takes: [1, 1], gives: text, run: ([a = null]) => String.fromCodePoint(toNumber(a)) },
  starts_with: texts(2, ([a = '', b = '']) => a.startsWith(b), 2, type('boolean')),
  to_char: {
    takes: [2, 2],
    gives: text,
    run: ([value = null, format = null], session, [from = text]) => toChar(value, from, String(format), session),
  },
  to_date: texts(2, ([a = '', format = '']) => readDate(a, format), 2, type('date')),
  date_trunc: {
    takes: [2, 2],
    open: text,
    gives: ([, second]) => (second?.name === 'timestamptz' ? second : type('timestamp')),
    run: ([part = null, at = null], session, [, from = text]) => {
      const micros = truncateDate(String(part), asMicros(at, from, session))
      return from.name === 'timestamptz' ? micros - session.zone.offsetMinutes * 60_000_000 : micros
    },
  },
  extract: {
    takes: [2, 2],
    open: text,
    gives: type('numeric'),
    run: ([part = null, at = null], session, [, from = text]) => extract(String(part), at, from, session),
  },
  age: {
    takes: [1, 2],
    open: type('timestamptz'),
    gives: type('interval'),
    run: ([a = null, b = null], session, types) =>
      age(
        asMicros(b === null ? Math.floor(localNow(session) / DAY) * DAY : a, types[0] ?? text, session),
        asMicros(b ?? a, types[b === null ? 0 : 1] ?? text, session),
      ),
  },
  timezone: {
    takes: [2, 2],
    open: text,
    gives: ([, second]) => type(second?.name === 'timestamptz' ? 'timestamp' : 'timestamptz'),
    run: ([, at = null]) => at,
  },
  pg_sleep: {
    takes: [1, 1],
    gives: type('text'),
    run: ([seconds = null], session) => {
      session.sleepMs += toNumber(seconds) * 1000
      return ''
    },
  },
}

/** MySQL's own. */
const mysql: Readonly<Record<string, SqlFunction>> = {
  length: texts(1, ([a = '']) => encode(a).length, 1, type('bigint')),
  now: constant({ ...type('timestamp'), precision: 0 }, (session) => Math.floor(localNow(session) / 1_000_000) * 1_000_000),
  current_date: constant(type('date'), (session) => Math.floor(localNow(session) / DAY)),
  localtime: constant({ ...type('time'), precision: 0 }, (session) => localNow(session) % DAY),
  if: {
    takes: [3, 3],
    nulls: true,
    gives: ([, second = text, third = text]) => (second.name === 'unknown' ? third : second),
    run: ([test = null, yes = null, no = null]) => (test !== null && toNumber(test) !== 0 ? yes : no),
  },
  isnull: { takes: [1, 1], nulls: true, gives: type('integer'), run: ([a = null]) => (a === null ? 1 : 0) },
  rand: { takes: [0, 1], gives: type('double precision'), run: (_, session) => session.random() },
  uuid: constant(text, uuid),
  unix_timestamp: {
    takes: [0, 1],
    gives: type('bigint'),
    run: ([at], session, [from = text]) => Math.floor((at === undefined ? session.nowMicros : asMicros(at, from, session)) / 1_000_000),
  },
  date_format: {
    takes: [2, 2],
    open: text,
    gives: text,
    run: ([at = null, format = null], session, [from = text]) =>
      strftime(String(format).replaceAll('%i', '%M').replaceAll('%s', '%S').replaceAll('%h', '%I'), civilTime(asMicros(at, from, session) / 1000)),
  },
  date: {
    takes: [1, 1],
    open: text,
    gives: type('date'),
    run: ([at = null], session, [from = text]) => Math.floor(asMicros(at, from, session) / DAY),
  },
  datediff: {
    takes: [2, 2],
    open: text,
    gives: type('bigint'),
    run: ([a = null, b = null], session, types) =>
      Math.floor(asMicros(a, types[0] ?? text, session) / DAY) - Math.floor(asMicros(b, types[1] ?? text, session) / DAY),
  },
  sleep: {
    takes: [1, 1],
    gives: type('integer'),
    run: ([seconds = null], session) => {
      session.sleepMs += toNumber(seconds) * 1000
      return 0
    },
  },
  instr: texts(2, ([a = '', b = '']) => a.toLowerCase().indexOf(b.toLowerCase()) + 1, 2, type('bigint')),
  connection_id: constant(type('bigint'), (session) => session.pid),
  last_insert_id: constant(type('bigint'), (session) => session.lastInsertId),
  ...Object.fromEntries(
    ['year', 'month', 'day', 'hour', 'minute', 'second', 'quarter'].map((part) => [
      part,
      {
        takes: [1, 1],
        open: text,
        gives: type('integer'),
        run: ([at = null]: readonly Value[], session: Session, [from = text]: readonly SqlType[]) =>
          Math.floor(dateParts(asMicros(at, from, session), part)),
      } as SqlFunction,
    ]),
  ),
}

const aliases: Readonly<Record<string, string>> = {
  character_length: 'char_length',
  ceiling: 'ceil',
  pow: 'power',
  trim: 'btrim',
  substring: 'substr',
  mid: 'substr',
  current_timestamp: 'now',
  transaction_timestamp: 'now',
  statement_timestamp: 'now',
  clock_timestamp: 'now',
  date_part: 'extract',
  ucase: 'upper',
  lcase: 'lower',
  curdate: 'current_date',
  sysdate: 'now',
  truncate: 'trunc',
  ifnull: 'coalesce',
}

export function functionNamed(name: string, isMysql: boolean): SqlFunction | undefined {
  const own = isMysql ? mysql : postgres
  const real = aliases[name] ?? name
  return Object.hasOwn(own, real) ? own[real] : Object.hasOwn(common, real) ? common[real] : undefined
}

export const functionAlias = (name: string): string => aliases[name] ?? name

function trim(value: string, set: string, start: boolean, end: boolean): string {
  let [from, to] = [0, value.length]
  while (start && from < to && set.includes(value[from] as string)) from++
  while (end && to > from && set.includes(value[to - 1] as string)) to--
  return value.slice(from, to)
}

function uuid(session: Session): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(session.random() * 16))
  digits[12] = 4
  digits[16] = ((digits[16] ?? 0) & 3) | 8
  return digits
    .map((digit) => digit.toString(16))
    .join('')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function extract(part: string, at: Value, from: SqlType, session: Session): Value {
  if (category(from) === 'interval') {
    const { months, days, micros } = at as Interval
    const seconds = micros / 1_000_000
    const parts: Readonly<Record<string, number>> = {
      year: Math.trunc(months / 12),
      month: months % 12,
      day: days,
      hour: Math.trunc(seconds / 3600),
      minute: Math.trunc(seconds / 60) % 60,
      second: seconds % 60,
      epoch: (months * 30 + days) * 86_400 + seconds,
    }
    return Decimal.of(parts[part.toLowerCase()] ?? 0).rescale(/second|epoch/.test(part) ? 6 : 0)
  }
  if (category(from) !== 'date') throw new Fault('undefined-function', { name: 'extract', arguments: `unknown, ${typeText(from)}` })
  const micros = part.toLowerCase() === 'epoch' && from.name === 'timestamptz' ? toNumber(at) : asMicros(at, from, session)
  return Decimal.of(dateParts(micros, part)).rescale(/^(second|epoch)$/i.test(part) && from.name !== 'date' ? 6 : 0)
}

function age(a: number, b: number): Interval {
  const sign = a < b ? -1 : 1
  const [late, early] = a < b ? [b, a] : [a, b]
  const x = civilTime(Math.floor(late / 1000))
  const y = civilTime(Math.floor(early / 1000))
  let months = (x.year - y.year) * 12 + x.month - y.month
  let micros = (late % DAY) - (early % DAY)
  let days = x.day - y.day
  if (micros < 0) {
    micros += DAY
    days--
  }
  if (days < 0) {
    months--
    days += civilTime(Math.floor(late / 1000) - x.day * 86_400_000).day
  }
  return { months: sign * months, days: sign * days, micros: sign * micros }
}

function readDate(value: string, format: string): Value {
  const found: Record<string, number> = {}
  let at = 0
  for (const piece of format.toUpperCase().match(/YYYY|MM|DD|./g) ?? []) {
    if (piece.length > 1) found[piece] = Number.parseInt(value.slice(at, at + piece.length), 10)
    at += piece.length
  }
  const { YYYY = 1970, MM = 1, DD = 1 } = found
  return daysOfDate(YYYY, MM, DD)
}
