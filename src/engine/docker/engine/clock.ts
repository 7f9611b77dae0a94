import { parseGoTime, rfc3339Nano, timeOfMs } from '../../base/go-time.ts'
import type { Sys } from '../../linux/kernel/calls.ts'
import { sys } from '../../linux/sys.ts'

/** Now as Go writes a time into JSON: RFC 3339, UTC, up to nine digits of a second. */
export function* now(): Sys<string> {
  return goTime(yield* sys.clockRealtime({}))
}

/** Unix milliseconds as JSON time. */
export const goTime = (unixMs: number): string => rfc3339Nano(timeOfMs(unixMs))

/** JSON time as Unix milliseconds; 0 where it is no time. */
export function unixMsOf(text: string): number {
  const time = parseGoTime(text)
  return time ? time.seconds * 1000 + time.nanos / 1e6 : 0
}
