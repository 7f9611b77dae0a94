import type { TimeZone } from '../../../../base/time-zone.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { localZone } from '../../../libc/local-zone.ts'
import { sys } from '../../../sys.ts'
import type { Names } from '../proc/names.ts'
import { readNames } from '../proc/names.ts'
import { cpuTimes, memInfo, pidDigits, uptimeSeconds } from '../proc/system.ts'

/** What fields need beside the process. */
export interface Context {
  readonly nowMs: number
  readonly uptime: number
  readonly bootMs: number
  readonly zone: TimeZone
  readonly names: Names
  readonly totalKb: number
  readonly pidWidth: number
  /** Namespaces, cgroups, wait channels, looked up before printing where a column wants them. */
  readonly details: Map<string, string>
}

export function* readContext(env: ReadonlyMap<string, string>): Sys<Context> {
  const nowMs = yield* sys.clockRealtime({})
  const uptime = yield* uptimeSeconds()
  const memory = yield* memInfo()
  return {
    nowMs,
    uptime,
    bootMs: (yield* cpuTimes()).count('btime') * 1000,
    zone: yield* localZone(env),
    names: yield* readNames(),
    totalKb: memory('MemTotal'),
    pidWidth: yield* pidDigits(),
    details: new Map(),
  }
}
