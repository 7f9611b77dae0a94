import { parseDuration } from '../../base/go-duration.ts'
import type { Filters } from '../api/filters.ts'
import { unixMsOf } from './clock.ts'
import { invalid } from './errdefs.ts'

/** `until=24h`, `until=2024-01-01T00:00:00`, `until=1700000000`: things made later stay. Infinity without the filter. */
export function pruneBefore(filters: Filters, nowMs: number): number {
  const [text, ...more] = filters.get('until') ?? []
  if (text === undefined) return Number.POSITIVE_INFINITY
  if (more.length > 0) throw invalid('more than one until filter specified')
  const ms = momentOf(text, nowMs)
  if (ms === undefined) throw invalid(`invalid until filter: ${text}`)
  return ms
}

/** A point in time as clients write one: how long ago, RFC 3339 in parts, Unix seconds with a fraction. Milliseconds. */
export function momentOf(text: string, nowMs: number): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000
  const ago = parseDuration(text)
  if (ago.ok) return nowMs - ago.value / 1e6
  const date = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d(?:\.\d+)?)?)?(Z|[-+]\d\d:\d\d)?$/.exec(text)
  if (!date) return undefined
  const ms = unixMsOf(`${date[1]}T${date[2] ?? '00:00'}${date[3] ?? ':00'}${date[4] ?? 'Z'}`)
  return ms === 0 ? undefined : ms
}
