import { monthNames, unixMs } from '../../base/calendar.ts'

/** Unix milliseconds of `Mon, 10 Jun 2024 14:00:00 GMT` (IMF-fixdate, RFC 9110); undefined for anything else. */
export function parseHttpDate(text: string): number | undefined {
  const match = /^\w{3}, (\d{2}) (\w{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/.exec(text)
  if (!match) return undefined
  const month = monthNames.findIndex((name) => name.startsWith(match[2] ?? '?')) + 1
  if (month === 0) return undefined
  const [day, , year, hour, minute, second] = match.slice(1).map(Number)
  return unixMs({ year: year ?? 0, month, day: day ?? 0, hour: hour ?? 0, minute: minute ?? 0, second: second ?? 0 })
}
