import type { TimeZone } from '../../base/time-zone.ts'
import { namedZone, parseTimeZone, utc } from '../../base/time-zone.ts'
import type { Sys } from '../kernel/calls.ts'
import { sys } from '../sys.ts'

/** The zone a program shows times in: TZ, else what /etc/localtime links to, else UTC. */
export function* localZone(env: ReadonlyMap<string, string>): Sys<TimeZone> {
  const tz = env.get('TZ')
  if (tz !== undefined && tz !== '') return parseTimeZone(tz)
  const link = yield* sys.readlink({ path: '/etc/localtime' })
  const name = link.ok ? link.value.split('/zoneinfo/')[1] : undefined
  return (name ? namedZone(name) : undefined) ?? utc
}
