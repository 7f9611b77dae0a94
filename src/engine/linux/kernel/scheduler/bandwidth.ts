import type { Clock } from '../../../base/clock.ts'
import { unlimited } from '../cgroup/controller.ts'
import type { CpuAccount } from '../cgroup/cpu.ts'

/**
 * Bandwidth control (cpu.max): a quota of CPU time each period; a group that used it up waits for the next one. Models
 * kernel/sched/fair.c's cfs_bandwidth without per-CPU slices. Periods only run while the group has work.
 */
export function startPeriod(account: CpuAccount, clock: Clock, ended: (account: CpuAccount) => void): void {
  account.leftMs = account.quotaMs
  account.usedAtPeriod = account.usedMs
  account.period = clock.schedule(account.periodMs, () => ended(account))
}

export function endPeriod(account: CpuAccount, clock: Clock, ended: (account: CpuAccount) => void): void {
  account.periods++
  if (account.throttledSinceMs !== undefined) {
    account.throttledPeriods++
    account.throttledMs += clock.nowMs - account.throttledSinceMs
    account.throttledSinceMs = undefined
  }
  account.period = undefined
  const idle = account.runnable === 0 && account.usedMs === account.usedAtPeriod
  if (!idle && account.quotaMs !== unlimited) startPeriod(account, clock, ended)
}

/** Whether cpu.max or cpuset.cpus bounds the group or one above it. */
export function limitedAbove(account: CpuAccount): boolean {
  for (let at: CpuAccount | undefined = account; at; at = at.parent) if (at.quotaMs !== unlimited || at.cpuset !== unlimited) return true
  return false
}
