import { daysInMonth, unixMs } from '../../../base/calendar.ts'
import { parseDuration } from '../../../base/go-duration.ts'
import { goQuote } from '../../../base/go-quote.ts'
import { err, ok, type Result } from '../../../base/result.ts'
import type { TimeZone } from '../../../base/time-zone.ts'

/**
 * `--since` and `--until`: a duration before now (`42m`), an RFC 3339 time, a date, or Unix seconds; as the API wants it, `seconds.nanoseconds`. Models
 * moby api/types/time. The error is the client's message.
 */
export function apiTimestamp(text: string, nowMs: number, zone: TimeZone): Result<string, string> {
  const duration = parseDuration(text)
  if (text !== '0' && duration.ok) return ok(String(Math.floor((nowMs - duration.value / 1e6) / 1000)))
  const time = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d)(?::(\d\d))?(?::(\d\d))?(?:\.(\d{1,9}))?)?(Z|z|[-+]\d\d:\d\d)?$/.exec(text)
  if (time) {
    const [year, month, day, hour, minute, second] = time.slice(1, 7).map((part) => Number(part ?? 0)) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    if (month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month) && hour < 24 && minute < 60 && second < 60) {
      const offset = time[8]
      const seconds = Math.floor(unixMs({ year, month, day, hour, minute, second }, offset ? offsetZone(offset) : zone) / 1000)
      return ok(`${seconds}.${(time[7] ?? '').padEnd(9, '0')}`)
    }
  }
  if (text.includes('-') && !/^-?\d+$/.test(text))
    return err(`parsing time ${goQuote(text)} as ${goQuote('2006-01-02')}: cannot parse ${goQuote(text)} as "2006"`)
  if (/^-?\d+(\.\d*)?$/.test(text)) return ok(text)
  return err(`failed to parse value as time or duration: ${goQuote(text)}`)
}

function offsetZone(text: string): TimeZone {
  if (/^z$/i.test(text)) return { abbreviation: 'UTC', offsetMinutes: 0 }
  const sign = text.startsWith('-') ? -1 : 1
  return { abbreviation: text, offsetMinutes: sign * (Number(text.slice(1, 3)) * 60 + Number(text.slice(4, 6))) }
}
