import type { CivilTime } from './calendar.ts'
import { civilTime, dayMs, daysInMonth, monthNames, unixMs, weekdayNames } from './calendar.ts'
import type { TimeZone } from './time-zone.ts'
import { saoPaulo, utc } from './time-zone.ts'

/**
 * Models gnulib's parse_datetime, what `date -d` and `touch -d` read: calendar dates, times of day, zones, days of the week, relative items
 * (`2 days ago`, `next month`, `tomorrow`), `@seconds`, in any order. Left out: military zone letters, embedded TZ="…", most zone names.
 */
interface Found {
  date?: { year?: number; month: number; day: number }
  time?: { hour: number; minute: number; second: number }
  offsetMinutes?: number
  day?: { weekday: number; ordinal: number }
  relative: Record<Unit, number>
  relatives: number
  /** The last relative item, which `ago` turns round. */
  last?: { unit: Unit; amount: number }
}

type Unit = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'

const units: Readonly<Record<string, readonly [Unit, number]>> = {
  year: ['year', 1],
  month: ['month', 1],
  fortnight: ['day', 14],
  week: ['day', 7],
  day: ['day', 1],
  hour: ['hour', 1],
  minute: ['minute', 1],
  min: ['minute', 1],
  second: ['second', 1],
  sec: ['second', 1],
}

const ordinals: Readonly<Record<string, number>> = {
  last: -1,
  this: 0,
  next: 1,
  first: 1,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
  eleventh: 11,
  twelfth: 12,
}

const zoneWords: Readonly<Record<string, TimeZone>> = {
  utc,
  gmt: utc,
  z: utc,
  ut: utc,
  brt: saoPaulo,
  est: { abbreviation: 'EST', offsetMinutes: -300 },
}

/** Unix milliseconds of a date text, undefined when it is not understood. */
export function parseDateText(text: string, nowMs: number, zone: TimeZone): number | undefined {
  const epoch = /^\s*@\s*([-+]?\d+)(?:[.,](\d+))?\s*$/.exec(text)
  if (epoch) return Number(epoch[1]) * 1000 + (epoch[2] ? Number(`0.${epoch[2]}`) * 1000 : 0)
  const found: Found = { relative: { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 }, relatives: 0 }
  let rest = text
    .toLowerCase()
    .replace(/\([^)]*\)/g, ' ')
    .trim()
  while (rest !== '') {
    const used = readers.reduce((length, read) => length || read(rest, found), 0)
    if (used <= 0) return undefined
    rest = rest.slice(used).replace(/^[\s,]+/, '')
  }
  return resolve(found, civilTime(nowMs, zone))
}

type Reader = (rest: string, found: Found) => number

const readers: readonly Reader[] = [isoDate, slashDate, namedDate, timeOfDay, relative, word, plainNumber]

const shortYear = (digits: string): number => (digits.length > 2 ? Number(digits) : Number(digits) + (Number(digits) < 69 ? 2000 : 1900))

function setDate(found: Found, month: number, day: number, year?: number): boolean {
  if (found.date || month < 1 || month > 12 || day < 1 || day > daysInMonth(year ?? 2000, month)) return false
  found.date = year === undefined ? { month, day } : { year, month, day }
  return true
}

function isoDate(rest: string, found: Found): number {
  const m = /^(\d{4,}|\d\d)-(\d{1,2})-(\d{1,2})(t(?=\d)|(?![\d:]))/.exec(rest)
  if (!m) return 0
  return setDate(found, Number(m[2]), Number(m[3]), shortYear(m[1] as string)) ? m[0].length : -1
}

function slashDate(rest: string, found: Found): number {
  const m = /^(\d+)\/(\d{1,2})(?:\/(\d+))?(?!\d)/.exec(rest)
  if (!m) return 0
  const [first, second, third] = [m[1] as string, m[2] as string, m[3]]
  const fine =
    first.length >= 4 && third !== undefined
      ? setDate(found, Number(second), Number(third), Number(first))
      : setDate(found, Number(first), Number(second), third === undefined ? undefined : shortYear(third))
  return fine ? m[0].length : -1
}

const months = monthNames.map((name) => name.toLowerCase())
const monthOf = (name: string): number =>
  months.findIndex((month) => month === name || month.slice(0, 3) === name || (month === 'september' && name === 'sept')) + 1

function namedDate(rest: string, found: Found): number {
  const dayFirst = /^(\d{1,2})[-\s]*([a-z]{3,})\.?(?:[-\s]+(\d{4}|\d\d(?=$|\s))(?![:\d]))?/.exec(rest)
  if (dayFirst && monthOf(dayFirst[2] as string) > 0) {
    const year = dayFirst[3] === undefined ? undefined : shortYear(dayFirst[3])
    return setDate(found, monthOf(dayFirst[2] as string), Number(dayFirst[1]), year) ? dayFirst[0].length : -1
  }
  const monthFirst = /^([a-z]{3,})\.?[-\s]*(\d{1,2})(?![:\d])(?:\s*,\s*(\d{4})|[-\s]+(\d{4})(?![:\d]))?/.exec(rest)
  if (monthFirst && monthOf(monthFirst[1] as string) > 0) {
    const year = monthFirst[3] ?? monthFirst[4]
    return setDate(found, monthOf(monthFirst[1] as string), Number(monthFirst[2]), year === undefined ? undefined : Number(year))
      ? monthFirst[0].length
      : -1
  }
  return 0
}

function timeOfDay(rest: string, found: Found): number {
  const m =
    /^(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(a\.?m\.?|p\.?m\.?)?(?:\s*([-+])(\d{1,2})(?::?(\d\d))?(?![\d:]|\s*[a-z]))?/.exec(rest) ??
    /^(\d{1,2})()()()\s*(a\.?m\.?|p\.?m\.?)(?![a-z])/.exec(rest)
  if (!m) return 0
  let hour = Number(m[1])
  if (m[5]) {
    if (hour < 1 || hour > 12) return -1
    hour = (hour % 12) + (m[5].startsWith('p') ? 12 : 0)
  }
  const minute = Number(m[2] || 0)
  const second = Number(m[3] || 0) + (m[4] ? Number(`0.${m[4]}`) : 0)
  if (found.time || hour > 24 || minute > 59 || second >= 61) return -1
  found.time = { hour, minute, second }
  if (m[6]) found.offsetMinutes = (m[6] === '-' ? -1 : 1) * (Number(m[7]) * 60 + Number(m[8] ?? 0))
  return m[0].length
}

function relative(rest: string, found: Found): number {
  const m = /^([-+]\s*)?(\d+|[a-z]+)?\s*(year|month|fortnight|week|day|hour|minute|min|second|sec)s?(?![a-z])/.exec(rest)
  if (!m) return 0
  const [unit, factor] = units[m[3] as string] as readonly [Unit, number]
  const count = m[2] === undefined ? 1 : /^\d/.test(m[2]) ? Number(m[2]) : ordinals[m[2]]
  if (count === undefined) return 0
  const amount = count * factor * (m[1]?.startsWith('-') ? -1 : 1)
  addRelative(found, unit, amount)
  return m[0].length
}

function addRelative(found: Found, unit: Unit, amount: number): void {
  found.relative[unit] += amount
  found.relatives++
  found.last = { unit, amount }
}

const days = weekdayNames.map((name) => name.toLowerCase())

function word(rest: string, found: Found): number {
  const m = /^([a-z]+)(?:\s+([a-z]+))?/.exec(rest)
  if (!m) return 0
  const name = m[1] as string
  const dayOf = (text: string | undefined) =>
    text === undefined || text.length < 3
      ? -1
      : days.findIndex((day) => day === text || day.slice(0, 3) === text || (text.length === 4 && day.startsWith(text)))
  const simple: Readonly<Record<string, number>> = { now: 0, today: 0, tomorrow: 1, yesterday: -1 }
  if (name in simple) addRelative(found, 'day', simple[name] as number)
  else if (name === 'midnight') found.time ??= { hour: 0, minute: 0, second: 0 }
  else if (name === 'ago' && found.last) {
    found.relative[found.last.unit] -= 2 * found.last.amount
  } else if (dayOf(name) >= 0) {
    found.day = { weekday: dayOf(name), ordinal: 0 }
    return name.length + (rest[name.length] === '.' ? 1 : 0)
  } else if (name in ordinals && dayOf(m[2]) >= 0) {
    found.day = { weekday: dayOf(m[2]), ordinal: ordinals[name] as number }
    return m[0].length
  } else if (name in zoneWords) found.offsetMinutes = (zoneWords[name] as TimeZone).offsetMinutes
  else if (name === 't' && found.date) return 1
  else return 0
  return name.length
}

function plainNumber(rest: string, found: Found): number {
  const offset = /^([-+])(\d\d):?(\d\d)?(?![\d:])/.exec(rest)
  if (offset && found.time) {
    found.offsetMinutes = (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3] ?? 0))
    return offset[0].length
  }
  const m = /^\d+(?![:\d])/.exec(rest)
  if (!m) return 0
  const digits = m[0]
  if (found.date && found.date.year === undefined && found.time && digits.length >= 4) found.date.year = Number(digits)
  else if (!found.date && digits.length === 8)
    return setDate(found, Number(digits.slice(4, 6)), Number(digits.slice(6)), Number(digits.slice(0, 4))) ? 8 : -1
  else if (!found.time && digits.length <= 4) {
    const hour = Number(digits.length <= 2 ? digits : digits.slice(0, -2))
    const minute = digits.length <= 2 ? 0 : Number(digits.slice(-2))
    if (hour > 23 || minute > 59) return -1
    found.time = { hour, minute, second: 0 }
  } else return -1
  return digits.length
}

function resolve(found: Found, now: CivilTime): number {
  const zone = found.offsetMinutes === undefined ? now.zone : { abbreviation: '', offsetMinutes: found.offsetMinutes }
  const today = civilTime(now.atMs, zone)
  const keepsTime = found.time === undefined && found.relatives > 0 && !found.date && !found.day
  const fraction = keepsTime ? now.nanosecond / 1e6 : 0
  const time = found.time ?? (keepsTime ? { hour: today.hour, minute: today.minute, second: today.second } : { hour: 0, minute: 0, second: 0 })
  const date = { year: found.date?.year ?? today.year, month: found.date?.month ?? today.month, day: found.date?.day ?? today.day }
  const { relative: by } = found
  let days = by.day
  if (found.day && !found.date) {
    const { weekday, ordinal } = found.day
    days += ((weekday - today.weekday + 7) % 7) + 7 * (ordinal - (ordinal > 0 && today.weekday !== weekday ? 1 : 0))
  }
  const base = unixMs({ ...date, year: date.year + by.year, month: date.month + by.month, hour: time.hour, minute: time.minute }, zone)
  return base + days * dayMs + by.hour * 3_600_000 + by.minute * 60_000 + (by.second + time.second) * 1000 + fraction
}
