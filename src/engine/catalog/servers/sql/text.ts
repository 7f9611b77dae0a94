import { civilTime, daysInMonth, daysOfDate } from '../../../base/calendar.ts'
import type { TimeZone } from '../../../base/time-zone.ts'
import { utc } from '../../../base/time-zone.ts'
import { Decimal } from './decimal.ts'
import { Fault } from './fault.ts'
import type { Interval, SqlType, Value } from './types.ts'
import { typeText } from './types.ts'

/** Values as text and back: input and output functions of the types. */
const pad = (value: number, width = 2): string => String(value).padStart(width, '0')

const DAY = 86_400_000_000

function clockText(micros: number, digits?: number): string {
  const fraction = micros % 1_000_000
  const seconds = Math.floor(micros / 1_000_000)
  const shown = fraction === 0 || digits === 0 ? '' : `.${pad(fraction, 6).replace(/0+$/, '')}`
  return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}${shown}`
}

function dateText(days: number): string {
  const { year, month, day } = civilTime(days * 86_400_000)
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}`
}

export function timestampText(micros: number, digits?: number): string {
  const days = Math.floor(micros / DAY)
  return `${dateText(days)} ${clockText(micros - days * DAY, digits)}`
}

export function intervalText({ months, days, micros }: Interval): string {
  const parts: string[] = []
  const many = (count: number, unit: string): void => {
    if (count !== 0) parts.push(`${count} ${unit}${Math.abs(count) === 1 ? '' : 's'}`)
  }
  many(Math.trunc(months / 12), 'year')
  many(months % 12, 'mon')
  many(days, 'day')
  if (micros !== 0 || parts.length === 0) parts.push(`${micros < 0 ? '-' : ''}${clockText(Math.abs(micros))}`)
  return parts.join(' ')
}

/** A value as a client sees it; MySQL shows booleans as 1 and 0. */
export function toText(value: Exclude<Value, null>, { name, precision, length }: SqlType, zone: TimeZone = utc, mysql = false): string {
  if (typeof value === 'boolean') return mysql ? (value ? '1' : '0') : value ? 't' : 'f'
  if (value instanceof Decimal) return value.toString()
  if (typeof value === 'object') return intervalText(value)
  if (typeof value === 'string') return name === 'character' && length !== undefined && !mysql ? value.padEnd(length) : value
  switch (name) {
    case 'date':
      return dateText(value)
    case 'time':
      return clockText(value, precision)
    case 'timestamp':
      return timestampText(value, precision)
    case 'timestamptz': {
      const { offsetMinutes } = zone
      const sign = offsetMinutes < 0 ? '-' : '+'
      const minutes = Math.abs(offsetMinutes)
      return `${timestampText(value + offsetMinutes * 60_000_000, precision)}${sign}${pad(Math.floor(minutes / 60))}${minutes % 60 ? `:${pad(minutes % 60)}` : ''}`
    }
    case 'real':
      return String(Number(value.toPrecision(6)))
    default:
      return Number.isFinite(value) ? floatText(value) : value > 0 ? 'Infinity' : value < 0 ? '-Infinity' : 'NaN'
  }
}

const floatText = (value: number): string => String(value).replace(/e([+-])(\d)$/, 'e$10$2')

const ranges: Readonly<Record<string, number>> = { smallint: 32_767, integer: 2_147_483_647, bigint: Number.MAX_SAFE_INTEGER, oid: 4_294_967_295 }

/** Throws when a whole number does not fit its type. */
export function checkRange(value: number, type: SqlType): number {
  const limit = ranges[type.name]
  if (limit !== undefined && (value > limit || value < -limit - 1)) throw new Fault('out-of-range', { type: type.name, label: type.label ?? '' })
  return value
}

const truths = ['t', 'true', 'y', 'yes', 'on', '1']
const falsehoods = ['f', 'false', 'n', 'no', 'off', '0']

export interface Moment {
  readonly nowMicros: number
  readonly zone: TimeZone
}

/** Reads a text as a value of a type; a fault `invalid-text` when it is none. */
export function fromText(text: string, type: SqlType, moment: Moment, at?: number): Value {
  const value = read(text, type, moment, at)
  if (value === undefined) throw new Fault('invalid-text', { type: typeText({ name: type.name }), text, kind: type.name }, at)
  return value
}

function read(text: string, type: SqlType, moment: Moment, at?: number): Value | undefined {
  const word = text.trim()
  switch (type.name) {
    case 'boolean': {
      const lower = word.toLowerCase()
      return truths.includes(lower) ? true : falsehoods.includes(lower) ? false : undefined
    }
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'oid':
    case 'regclass':
      if (!/^[+-]?\d+$/.test(word)) return undefined
      if (Math.abs(Number(word)) > (ranges[type.name] ?? Number.MAX_SAFE_INTEGER) + (word.startsWith('-') ? 1 : 0))
        throw new Fault('out-of-range', { type: type.name, text: word, label: type.label ?? '' }, at)
      return Number(word)
    case 'numeric':
      return Decimal.parse(word)
    case 'real':
    case 'double precision':
      return word !== '' && /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|NaN|-?Infinity)$/i.test(word) ? Number(word) : undefined
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return readDate(word, type, moment, at)
    case 'time': {
      const match = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?$/.exec(word)
      return match ? Math.round((Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0)) * 1_000_000) : undefined
    }
    case 'interval':
      return readInterval(word)
    case 'json':
    case 'jsonb':
      try {
        const parsed: unknown = JSON.parse(word)
        return type.name === 'jsonb' ? jsonbText(parsed) : text
      } catch {
        throw new Fault('invalid-text', { type: 'json', text, kind: 'json' }, at)
      }
    case 'uuid':
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(word) ? word.toLowerCase() : undefined
    default:
      return text
  }
}

/** jsonb's own way to write JSON: blanks after colons and commas, keys by length then bytes. */
export function jsonbText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonbText).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1))
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}: ${jsonbText(one)}`).join(', ')}}`
}

function readDate(text: string, { name }: SqlType, { nowMicros, zone }: Moment, at?: number): number | undefined {
  const local = nowMicros + zone.offsetMinutes * 60_000_000
  const today = Math.floor(local / DAY)
  const named: Readonly<Record<string, number>> = { today, tomorrow: today + 1, yesterday: today - 1 }
  const special = named[text.toLowerCase()]
  if (text.toLowerCase() === 'now') return name === 'date' ? today : name === 'timestamptz' ? nowMicros : local
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/.exec(text)
  if (!match && special === undefined) return undefined
  const [, year = '0', month = '0', day = '0', hour = '0', minute = '0', second = '0', fraction = '0', offset] = match ?? []
  if (
    match &&
    (Number(month) < 1 ||
      Number(month) > 12 ||
      Number(day) < 1 ||
      Number(day) > 31 ||
      Number(hour) > 24 ||
      daysInMonth(Number(year), Number(month)) < Number(day))
  )
    throw new Fault('invalid-text', { type: name, text, kind: 'date-range' }, at)
  const days = special ?? daysOfDate(Number(year), Number(month), Number(day))
  if (name === 'date') return days
  const micros = days * DAY + (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1_000_000 + Math.round(Number(fraction) * 1_000_000)
  if (name === 'timestamp') return micros
  const given = offset === undefined ? zone.offsetMinutes : offset === 'Z' ? 0 : offsetMinutesOf(offset)
  return micros - given * 60_000_000
}

function offsetMinutesOf(text: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(text) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

/** `1 day 2 hours`, `01:30:00`, `1 month`. */
export function readInterval(text: string): Interval | undefined {
  let [months, days, micros] = [0, 0, 0]
  const rest = text.replace(/(-?)(\d+):(\d{2})(?::(\d{2}(?:\.\d+)?))?/, (_, sign, h, m, s) => {
    micros += (sign ? -1 : 1) * (Number(h) * 3600 + Number(m) * 60 + Number(s ?? 0)) * 1_000_000
    return ''
  })
  const leftover = rest.replace(/([+-]?\d+(?:\.\d+)?)\s*([a-z]+)\s*/gi, (whole, amount, unit) => {
    const count = Number(amount)
    const name = String(unit).toLowerCase().replace(/s$/, '')
    if (/^(year|yr|y)$/.test(name)) months += count * 12
    else if (/^(month|mon)$/.test(name)) months += count
    else if (/^(week|w)$/.test(name)) days += count * 7
    else if (/^(day|d)$/.test(name)) days += count
    else if (/^(hour|hr|h)$/.test(name)) micros += count * 3_600_000_000
    else if (/^(minute|min|m)$/.test(name)) micros += count * 60_000_000
    else if (/^(second|sec|s|)$/.test(name)) micros += count * 1_000_000
    else return whole
    return ''
  })
  return leftover.trim() === '' ? { months, days: Math.trunc(days), micros: micros + (days % 1) * DAY } : undefined
}

/** A moment (microseconds) some interval later. */
export function addInterval(micros: number, { months, days, micros: rest }: Interval, sign = 1): number {
  let at = micros
  if (months !== 0) {
    const { year, month, day } = civilTime(Math.floor(at / DAY) * 86_400_000)
    const index = year * 12 + month - 1 + sign * months
    const [newYear, newMonth] = [Math.floor(index / 12), (((index % 12) + 12) % 12) + 1]
    const last = daysInMonth(newYear, newMonth)
    at = daysOfDate(newYear, newMonth, Math.min(day, last)) * DAY + (at - Math.floor(at / DAY) * DAY)
  }
  return at + sign * (days * DAY + rest)
}
