import { civilTime, monthNames, weekdayNames } from '../../../../base/calendar.ts'
import type { Session } from '../session.ts'
import type { SqlType, Value } from '../types.ts'
import { category, type } from '../types.ts'
import { convert, toDecimal, toNumber } from './coerce.ts'

const two = (value: number): string => String(value).padStart(2, '0')

/** to_char of dates (YYYY MM DD HH24 MI SS Mon Day …) and numbers (9 0 . , FM). */
export function toChar(value: Value, from: SqlType, format: string, session: Session): string {
  return category(from) === 'number' ? numberText(value, format) : dateText(toNumber(convert(value, from, type('timestamp'), session)), format)
}

function dateText(micros: number, format: string): string {
  const time = civilTime(Math.floor(micros / 1000))
  const month = monthNames[time.month - 1] ?? ''
  const day = weekdayNames[time.weekday] ?? ''
  const hour12 = time.hour % 12 === 0 ? 12 : time.hour % 12
  const fields: Readonly<Record<string, string>> = {
    YYYY: String(time.year).padStart(4, '0'),
    YY: two(time.year % 100),
    MM: two(time.month),
    DD: two(time.day),
    HH24: two(time.hour),
    HH12: two(hour12),
    HH: two(hour12),
    MI: two(time.minute),
    SS: two(time.second),
    MS: String(Math.floor(time.nanosecond / 1_000_000)).padStart(3, '0'),
    US: String(Math.floor(time.nanosecond / 1000)).padStart(6, '0'),
    Month: month.padEnd(9),
    MONTH: month.toUpperCase().padEnd(9),
    FMMonth: month,
    Mon: month.slice(0, 3),
    MON: month.slice(0, 3).toUpperCase(),
    Day: day.padEnd(9),
    FMDay: day,
    DAY: day.toUpperCase().padEnd(9),
    Dy: day.slice(0, 3),
    AM: time.hour < 12 ? 'AM' : 'PM',
    PM: time.hour < 12 ? 'AM' : 'PM',
    Q: String(Math.ceil(time.month / 3)),
  }
  return format.replace(
    /"([^"]*)"|FMMonth|FMDay|YYYY|YY|MM|DD|HH24|HH12|HH|MI|SS|MS|US|Month|MONTH|Mon|MON|Day|DAY|Dy|AM|PM|Q/g,
    (word, quoted) => quoted ?? fields[word] ?? word,
  )
}

function numberText(value: Value, pattern: string): string {
  const fill = pattern.startsWith('FM')
  const format = fill ? pattern.slice(2) : pattern
  const [whole = '', fraction = ''] = format.split('.')
  const decimals = fraction.replace(/[^09]/g, '').length
  const rounded = toDecimal(value).rescale(decimals)
  const negative = rounded.units < 0n
  const [digits = '0', rest = ''] = rounded.toString().replace('-', '').split('.')
  const places = whole.replace(/[^09]/g, '').length
  if (digits.length > places) return `${fill ? '' : ' '}${format.replace(/[09]/g, '#')}`
  let left = digits === '0' && !whole.includes('0') && decimals > 0 ? '' : digits
  const zeroAt = whole.replace(/,/g, '').indexOf('0')
  if (zeroAt >= 0) left = left.padStart(places - zeroAt, '0')
  let at = left.length - 1
  let out = ''
  for (let i = whole.length - 1; i >= 0; i--) {
    if (whole[i] === ',') out = at >= 0 ? `,${out}` : out
    else if (at >= 0) out = (left[at--] ?? '') + out
  }
  const shown = `${negative ? '-' : fill ? '' : ' '}${out}${decimals > 0 ? `.${rest}` : ''}`
  return fill ? shown : shown.padStart(format.length + 1)
}
