import { civilTime } from '../../../../base/calendar.ts'
import { utc } from '../../../../base/time-zone.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { localZone } from '../../../libc/local-zone.ts'
import type { Value } from '../core/values.ts'
import * as V from '../core/values.ts'

/** An instant's fields in the process's zone, or in UTC. */
export function* calendarOf(env: ReadonlyMap<string, string>, ms: number, inUtc: boolean): Sys<Value> {
  const zone = inUtc ? utc : yield* localZone(env)
  const time = civilTime(ms, zone)
  const numbers = [
    time.year,
    time.month,
    time.day,
    time.hour,
    time.minute,
    time.second,
    (time.weekday + 6) % 7,
    time.yearDay,
    zone.offsetMinutes * 60,
  ]
  return new V.PyTuple([...numbers.map((one) => BigInt(one)), zone.abbreviation, BigInt(Math.floor(time.nanosecond / 1000))])
}
