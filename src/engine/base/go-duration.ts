import { goQuote } from './go-quote.ts'
import { err, ok, type Result } from './result.ts'

/** Models Go's time.Duration, in nanoseconds (exact up to about 104 days). */

const unitNs: Record<string, number> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 }

/** time.ParseDuration: `1h30m`, `1.5s`, `-2ms`; nanoseconds, or Go's message. */
export function parseDuration(text: string): Result<number, string> {
  const invalid = err(`time: invalid duration ${goQuote(text)}`)
  const sign = /^[-+]/.exec(text)?.[0] ?? ''
  let rest = text.slice(sign.length)
  if (rest === '0') return ok(0)
  if (rest === '') return invalid
  let total = 0
  while (rest !== '') {
    const number = /^(\d*)(\.(\d*))?/.exec(rest)
    if (!number || ((number[1] ?? '') === '' && (number[3] ?? '') === '')) return invalid
    rest = rest.slice(number[0].length)
    const unit = /^[^\d.]+/.exec(rest)?.[0] ?? ''
    if (unit === '') return err(`time: missing unit in duration ${goQuote(text)}`)
    const scale = unitNs[unit]
    if (scale === undefined) return err(`time: unknown unit ${goQuote(unit)} in duration ${goQuote(text)}`)
    total += Number(number[1] || 0) * scale + Math.trunc(Number(`0.${number[3] || 0}`) * scale)
    rest = rest.slice(unit.length)
  }
  return ok(sign === '-' ? -total : total)
}

/** Duration.String: `1h30m0s`, `1.5s`, `250ms`, `0s`. */
export function formatDuration(ns: number): string {
  if (ns === 0) return '0s'
  const sign = ns < 0 ? '-' : ''
  const size = Math.abs(ns)
  if (size < 1e3) return `${sign}${size}ns`
  if (size < 1e6) return `${sign}${decimal(size, 1e3)}µs`
  if (size < 1e9) return `${sign}${decimal(size, 1e6)}ms`
  const minutes = Math.floor(size / 60e9)
  const seconds = `${decimal(size - minutes * 60e9, 1e9)}s`
  if (minutes === 0) return sign + seconds
  if (minutes < 60) return `${sign}${minutes}m${seconds}`
  return `${sign}${Math.floor(minutes / 60)}h${minutes % 60}m${seconds}`
}

function decimal(ns: number, unit: number): string {
  const whole = Math.floor(ns / unit)
  const digits = String(unit).length - 1
  const fraction = String(Math.round(ns - whole * unit))
    .padStart(digits, '0')
    .replace(/0+$/, '')
  return fraction === '' ? String(whole) : `${whole}.${fraction}`
}
