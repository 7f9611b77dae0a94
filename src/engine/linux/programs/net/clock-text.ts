import { civilTime } from '../../../base/calendar.ts'
import { strftime } from '../../../base/strftime.ts'
import type { TimeZone } from '../../../base/time-zone.ts'

/** `Mon Jun 10 11:00:00 2024`, as ctime(3) writes it. */
export const asctime = (unixMs: number, zone: TimeZone): string => strftime('%a %b %e %H:%M:%S %Y', civilTime(unixMs, zone))
