import { civilTime, offsetText, parseRfc3339, rfc3339 } from './calendar.ts'
import { type TimeZone, utc } from './time-zone.ts'

/** Models Go's time.Time: whole seconds and nanoseconds apart, so that no digit of a nanosecond stamp is lost. */
export interface GoTime {
  readonly seconds: number
  readonly nanos: number
}

export const timeOfMs = (ms: number): GoTime => {
  const seconds = Math.floor(ms / 1000)
  return { seconds, nanos: Math.min(999_999_999, Math.round((ms - seconds * 1000) * 1e6)) }
}

export const msOfTime = (time: GoTime): number => time.seconds * 1000 + time.nanos / 1e6

/** Reads RFC 3339 with any number of fraction digits (nine kept). */
export function parseGoTime(text: string): GoTime | undefined {
  const fraction = /\.(\d+)/.exec(text)
  const whole = parseRfc3339(fraction ? text.replace(fraction[0], '') : text)
  if (whole === undefined) return undefined
  return { seconds: Math.floor(whole / 1000), nanos: fraction ? Number((fraction[1] as string).slice(0, 9).padEnd(9, '0')) : 0 }
}

/** Time.String: `2026-11-22 13:34:54.544494339 +0000 UTC`. */
export function timeText(time: GoTime, zone: TimeZone = utc): string {
  const civil = civilTime(time.seconds * 1000, zone)
  const two = (n: number) => String(n).padStart(2, '0')
  const fraction = String(time.nanos).padStart(9, '0').replace(/0+$/, '')
  const clock = `${two(civil.hour)}:${two(civil.minute)}:${two(civil.second)}${fraction && `.${fraction}`}`
  const name = /^[A-Z]/.test(zone.abbreviation) ? zone.abbreviation : offsetText(zone, '').replace(/00$/, '')
  return `${String(civil.year).padStart(4, '0')}-${two(civil.month)}-${two(civil.day)} ${clock} ${offsetText(zone, '')} ${name}`
}

/** RFC3339 with nanoseconds: trailing zeros dropped, or all nine digits with `fixed` (docker's log and event stamps). */
export function rfc3339Nano(time: GoTime, options: { zone?: TimeZone; fixed?: boolean } = {}): string {
  const text = rfc3339(time.seconds * 1000, options.zone ? { zone: options.zone } : {})
  const nanos = String(time.nanos).padStart(9, '0')
  const fraction = options.fixed ? nanos : nanos.replace(/0+$/, '')
  return fraction === '' ? text : text.replace(/(:\d\d)(Z|[-+]\d\d:\d\d)$/, `$1.${fraction}$2`)
}
