import type { Timer } from '../../../base/clock.ts'
import type { Share } from '../scheduler/share.ts'
import { unlimited } from './controller.ts'

/** The cpu controller's state of one group: what it used, its weight and its bandwidth (cpu.max). Times in milliseconds. */
export class CpuAccount {
  userMs = 0
  systemMs = 0
  /** 1 to 10000. */
  weight = 100
  /** CPU time a period; unlimited when cpu.max says `max`. */
  quotaMs = unlimited
  periodMs = 100
  periods = 0
  throttledPeriods = 0
  throttledMs = 0
  /** Running work of processes directly in the group, by nice value. */
  readonly shares = new Map<number, Share>()
  /** Groups below with bursts somewhere. */
  readonly active = new Set<CpuAccount>()
  /** Bursts here and below. */
  runnable = 0
  /** CPUs that cpuset.cpus leaves it. */
  cpuset = unlimited
  /** What is left of the quota in this period. */
  leftMs = 0
  throttledSinceMs: number | undefined
  period: Timer | undefined
  /** CPU used when the period began. */
  usedAtPeriod = 0

  constructor(readonly parent: CpuAccount | undefined) {}

  get usedMs(): number {
    return this.userMs + this.systemMs
  }

  get throttled(): boolean {
    return this.throttledSinceMs !== undefined
  }
}
