import { civilTime, monthNames, offsetText, unixMs, weekdayNames } from '../../../../base/calendar.ts'
import { parseDateText } from '../../../../base/date-text.ts'
import type { TimeZone } from '../../../../base/time-zone.ts'
import { utc } from '../../../../base/time-zone.ts'
import { sys } from '../../../sys.ts'
import { prototypeFor, toNumber, toPrimitive } from '../language/operations.ts'
import type { Realm } from '../language/realm.ts'
import type { Code, Obj, Value } from '../language/values.ts'
import { define, isObject } from '../language/values.ts'

const times = new WeakMap<object, number>()

/** Milliseconds of a Date; undefined for another value. */
export const dateValue = (value: Value): number | undefined => (isObject(value) ? times.get(value) : undefined)

const two = (value: number) => String(value).padStart(2, '0')

export function isoText(ms: number): string {
  const t = civilTime(ms, utc)
  return `${String(t.year).padStart(4, '0')}-${two(t.month)}-${two(t.day)}T${two(t.hour)}:${two(t.minute)}:${two(t.second)}.${String(((ms % 1000) + 1000) % 1000).padStart(3, '0')}Z`
}

interface Parts {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  ms: number
}

const partsOf = (ms: number, zone: TimeZone): Parts => {
  const t = civilTime(ms, zone)
  return { year: t.year, month: t.month - 1, day: t.day, hour: t.hour, minute: t.minute, second: t.second, ms: ((ms % 1000) + 1000) % 1000 }
}

/** Fields may be out of range, as in `new Date(2024, 0, 32)`. */
function msOf(parts: Parts, zone: TimeZone): number {
  const year = parts.year + Math.floor(parts.month / 12)
  const month = ((parts.month % 12) + 12) % 12
  const first = unixMs({ year, month: month + 1, day: 1, hour: 0, minute: 0, second: 0 } as never, zone)
  return first + (((parts.day - 1) * 24 + parts.hour) * 60 + parts.minute) * 60_000 + parts.second * 1000 + parts.ms
}

/** Date on the machine's virtual clock, in the time zone that TZ names. Leaves out locales other than en-US. */
export function installDates(realm: Realm, zone: TimeZone): void {
  const { Date: prototype } = realm.intrinsic
  const fn = realm.publish(
    'Date',
    realm.coded(
      'Date',
      7,
      function* (_, args, target) {
        const now = Math.floor(yield* sys.clockRealtime({}))
        if (!target) return fullText(now, zone)
        const date = Object.create(prototypeFor(target, prototype)) as Obj
        times.set(date, args.length === 0 ? now : yield* fromArguments(args, now))
        return date
      },
      true,
    ),
  )
  const fromArguments = function* (args: readonly Value[], now: number): Code<number> {
    if (args.length === 1) {
      const value = dateValue(args[0]) ?? (yield* toPrimitive(realm, args[0]))
      return typeof value === 'string' ? parseText(value, now, zone) : yield* toNumber(realm, value)
    }
    const numbers: number[] = []
    for (const arg of args) numbers.push(yield* toNumber(realm, arg))
    const [year = 0, month = 0, day = 1, hour = 0, minute = 0, second = 0, ms = 0] = numbers
    return msOf({ year: year < 100 ? 1900 + year : year, month, day, hour, minute, second, ms }, zone)
  }
  realm.codeMethod(fn, 'now', 0, function* () {
    return Math.floor(yield* sys.clockRealtime({}))
  })
  realm.codeMethod(fn, 'parse', 1, function* (_, [text]) {
    return parseText(String(text), Math.floor(yield* sys.clockRealtime({})), zone)
  })
  realm.method(fn, 'UTC', 7, (_, [year, month = 0, day = 1, hour = 0, minute = 0, second = 0, ms = 0]) =>
    msOf({ year, month, day, hour, minute, second, ms } as Parts, utc),
  )
  fields(realm, prototype, zone)
  texts(realm, prototype, zone)
}

function parseText(text: string, now: number, zone: TimeZone): number {
  const iso = /^(\d{4})-(\d\d)(?:-(\d\d))?(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?(Z|[+-]\d\d:?\d\d)?)?$/.exec(text.trim())
  if (!iso) return parseDateText(text.replace(/ \([^)]*\)$/, ''), now, zone) ?? Number.NaN
  const [, year, month, day = '1', hour = '0', minute = '0', second = '0', fraction = '0', offset] = iso
  const parts = {
    year: Number(year),
    month: Number(month) - 1,
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    ms: Number(fraction.padEnd(3, '0')),
  }
  if (parts.month > 11 || parts.day > 31 || parts.hour > 24) return Number.NaN
  const local = iso[4] !== undefined && offset === undefined
  const shift =
    offset && offset !== 'Z' ? (offset.startsWith('-') ? 1 : -1) * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2))) * 60_000 : 0
  return msOf(parts, local ? zone : utc) + shift
}

function fields(realm: Realm, prototype: Obj, zone: TimeZone): void {
  const names = { FullYear: 'year', Month: 'month', Date: 'day', Hours: 'hour', Minutes: 'minute', Seconds: 'second', Milliseconds: 'ms' } as const
  for (const [name, field] of Object.entries(names))
    for (const [prefix, where] of [
      ['', zone],
      ['UTC', utc],
    ] as const) {
      realm.method(prototype, `get${prefix}${name}`, 0, (self) => timed(self, (at) => partsOf(at, where)[field]))
      realm.method(prototype, `set${prefix}${name}`, 1, (self, values) => {
        const parts = partsOf(dateValue(self) ?? Number.NaN, where)
        const order = Object.values(names)
        for (const [index, value] of values.entries()) parts[order[order.indexOf(field) + index] ?? 'ms'] = Number(value)
        times.set(self as object, msOf(parts, where))
        return dateValue(self)
      })
    }
  for (const [name, where] of [
    ['getDay', zone],
    ['getUTCDay', utc],
  ] as const)
    realm.method(prototype, name, 0, (self) => timed(self, (ms) => civilTime(ms, where).weekday))
  for (const name of ['getTime', 'valueOf'])
    realm.method(prototype, name, 0, (self) => dateValue(self) ?? realm.fail('TypeError', 'this is not a Date object.'))
  realm.method(prototype, 'setTime', 1, (self, [ms]) => {
    times.set(self as object, Number(ms))
    return ms
  })
  realm.method(prototype, 'getTimezoneOffset', 0, () => -zone.offsetMinutes || 0)
}

const timed = (self: Value, code: (ms: number) => Value): Value => {
  const ms = dateValue(self) ?? Number.NaN
  return Number.isNaN(ms) ? Number.NaN : code(ms)
}

const dayText = (ms: number, zone: TimeZone): string => {
  const t = civilTime(ms, zone)
  return `${(weekdayNames[t.weekday] ?? '').slice(0, 3)} ${(monthNames[t.month - 1] ?? '').slice(0, 3)} ${two(t.day)} ${t.year}`
}
const clockText = (ms: number, zone: TimeZone): string => {
  const t = civilTime(ms, zone)
  return `${two(t.hour)}:${two(t.minute)}:${two(t.second)}`
}
const zoneText = (zone: TimeZone): string =>
  `GMT${offsetText(zone, '')} (${zone.offsetMinutes === 0 ? 'Coordinated Universal Time' : 'Brasilia Standard Time'})`
const fullText = (ms: number, zone: TimeZone): string =>
  Number.isNaN(ms) ? 'Invalid Date' : `${dayText(ms, zone)} ${clockText(ms, zone)} ${zoneText(zone)}`
const usDate = (ms: number, zone: TimeZone): string => {
  const t = civilTime(ms, zone)
  return `${t.month}/${t.day}/${t.year}`
}
const usTime = (ms: number, zone: TimeZone): string => {
  const t = civilTime(ms, zone)
  return `${t.hour % 12 || 12}:${two(t.minute)}:${two(t.second)} ${t.hour < 12 ? 'AM' : 'PM'}`
}

function texts(realm: Realm, prototype: Obj, zone: TimeZone): void {
  const forms: Readonly<Record<string, (ms: number) => string>> = {
    toString: (ms: number) => fullText(ms, zone),
    toDateString: (ms) => dayText(ms, zone),
    toTimeString: (ms) => `${clockText(ms, zone)} ${zoneText(zone)}`,
    toLocaleString: (ms: number) => `${usDate(ms, zone)}, ${usTime(ms, zone)}`,
    toLocaleDateString: (ms) => usDate(ms, zone),
    toLocaleTimeString: (ms) => usTime(ms, zone),
    toUTCString: (ms) => {
      const [weekday, month, day, year] = dayText(ms, utc).split(' ')
      return `${weekday}, ${day} ${month} ${year} ${clockText(ms, utc)} GMT`
    },
  }
  for (const [name, form] of Object.entries(forms))
    realm.method(prototype, name, 0, (self) => (Number.isNaN(dateValue(self)) ? 'Invalid Date' : form(dateValue(self) ?? 0)))
  realm.method(prototype, 'toISOString', 0, (self) =>
    Number.isNaN(dateValue(self)) ? realm.fail('RangeError', 'Invalid time value') : isoText(dateValue(self) ?? 0),
  )
  realm.method(prototype, 'toJSON', 1, (self) => (Number.isNaN(dateValue(self)) ? null : isoText(dateValue(self) ?? 0)))
  realm.method(prototype, Symbol.toPrimitive, 1, (self, [hint]) => (hint === 'number' ? dateValue(self) : fullText(dateValue(self) ?? 0, zone)))
  define(prototype, 'toGMTString', prototype.toUTCString)
}
