import type { TimeZone } from './time-zone.ts'
import { utc } from './time-zone.ts'

/**
 * Models civil time: the proleptic Gregorian calendar over Unix milliseconds, without leap seconds. The conversions between days and dates
 * are the well-known era arithmetic (400 years have 146,097 days).
 */
export interface CivilTime {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** 0 to 999,999,999. */
  readonly nanosecond: number
  /** 0 is Sunday. */
  readonly weekday: number
  /** 1 to 366. */
  readonly yearDay: number
  /** Unix milliseconds of the instant. */
  readonly atMs: number
  readonly zone: TimeZone
}

export const dayMs = 86_400_000

export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const
export const weekdayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const

/** Days since 1970-01-01; month and day may lie outside their ranges and carry over. */
export function daysOfDate(year: number, month: number, day: number): number {
  const carried = year + Math.floor((month - 1) / 12)
  const monthInYear = (((month - 1) % 12) + 12) % 12
  const y = monthInYear < 2 ? carried - 1 : carried
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * ((monthInYear + 10) % 12) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** The date of a day counted from 1970-01-01. */
export function dateOfDays(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const z = days + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1 }
}

/** An instant (Unix milliseconds) as civil time in a zone. */
export function civilTime(atMs: number, zone: TimeZone = utc): CivilTime {
  const localMs = atMs + zone.offsetMinutes * 60_000
  const days = Math.floor(localMs / dayMs)
  const inDayMs = localMs - days * dayMs
  const seconds = Math.floor(inDayMs / 1000)
  const date = dateOfDays(days)
  return {
    ...date,
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    nanosecond: Math.min(999_999_999, Math.round((inDayMs - seconds * 1000) * 1_000_000)),
    weekday: (((days + 4) % 7) + 7) % 7,
    yearDay: days - daysOfDate(date.year, 1, 1) + 1,
    atMs,
    zone,
  }
}

/** The instant of a civil time; fields may lie outside their ranges and carry over, as mktime(3) lets them. */
export function unixMs(
  fields: { year: number; month: number; day: number; hour?: number; minute?: number; second?: number; millisecond?: number },
  zone: TimeZone = utc,
): number {
  const { year, month, day, hour = 0, minute = 0, second = 0, millisecond = 0 } = fields
  return daysOfDate(year, month, day) * dayMs + ((hour * 60 + minute - zone.offsetMinutes) * 60 + second) * 1000 + millisecond
}

export const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

export const daysInMonth = (year: number, month: number): number => daysOfDate(year, month + 1, 1) - daysOfDate(year, month, 1)

/** ISO 8601 week and the year it belongs to. */
export function isoWeek(time: CivilTime): { readonly year: number; readonly week: number } {
  const thursday = time.yearDay + 3 - ((time.weekday + 6) % 7)
  const inYear = isLeapYear(time.year) ? 366 : 365
  if (thursday < 1) return { year: time.year - 1, week: Math.floor((thursday - 1 + (isLeapYear(time.year - 1) ? 366 : 365)) / 7) + 1 }
  if (thursday > inYear) return { year: time.year + 1, week: 1 }
  return { year: time.year, week: Math.floor((thursday - 1) / 7) + 1 }
}

const two = (n: number) => String(n).padStart(2, '0')

/** `+00:00`, `-03:00`; with another separator `-0300`. */
export function offsetText(zone: TimeZone, separator = ':'): string {
  const minutes = Math.abs(zone.offsetMinutes)
  return `${zone.offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${separator}${two(minutes % 60)}`
}

/**
 * RFC 3339 as Go prints it: `2024-06-10T14:00:00Z`, with an offset instead of Z in other zones. `fraction: 'nano'` is RFC3339Nano (trailing
 * zeros dropped), a number that many digits.
 */
export function rfc3339(atMs: number, options: { zone?: TimeZone; fraction?: number | 'nano' } = {}): string {
  const zone = options.zone ?? utc
  const time = civilTime(atMs, zone)
  const nanos = String(time.nanosecond).padStart(9, '0')
  const digits = options.fraction === 'nano' ? nanos.replace(/0+$/, '') : nanos.slice(0, options.fraction ?? 0)
  const date = `${String(time.year).padStart(4, '0')}-${two(time.month)}-${two(time.day)}`
  const clock = `${two(time.hour)}:${two(time.minute)}:${two(time.second)}${digits && `.${digits}`}`
  return `${date}T${clock}${zone.offsetMinutes === 0 ? 'Z' : offsetText(zone)}`
}

/** Unix milliseconds of an RFC 3339 text, undefined when it is none. */
export function parseRfc3339(text: string): number | undefined {
  const m = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|([-+])(\d\d):(\d\d))$/.exec(text)
  if (!m) return undefined
  const [year, month, day, hour, minute, second] = m.slice(1, 7).map(Number) as [number, number, number, number, number, number]
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || second > 60) return undefined
  const offset = m[9] ? (Number(m[10]) * 60 + Number(m[11])) * (m[9] === '-' ? -1 : 1) : 0
  const base = unixMs({ year, month, day, hour, minute: minute - offset, second })
  return base + (m[7] ? Number(`0${m[7]}`) * 1000 : 0)
}
