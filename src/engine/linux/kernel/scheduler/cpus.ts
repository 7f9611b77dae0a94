import type { Clock, Timer } from '../../../base/clock.ts'
import { unlimited } from '../cgroup/controller.ts'
import type { CpuAccount } from '../cgroup/cpu.ts'
import type { Task } from '../task.ts'
import { endPeriod, limitedAbove, startPeriod } from './bandwidth.ts'
import type { Burst } from './burst.ts'
import { fairShares, niceWeight } from './fair-share.ts'
import { LoadAverage } from './load-average.ts'

/** What remains below this is done: floating-point dust, milliseconds. */
const dustMs = 1e-7

/**
 * The host's CPUs: bursts of work share them by weight through the cgroup tree, each on at most one CPU, within cpu.max and cpuset.cpus.
 * Models CFS with group scheduling and bandwidth control as a fluid: exact shares, no time slices. Leaves out placement on a particular
 * CPU, real-time classes and migration cost. Event-driven: something happens only when a burst begins or ends or a quota runs out.
 */
export class Cpus {
  private readonly bursts = new Set<Burst>()
  private readonly load = new LoadAverage()
  /** More bursts than CPUs, or a limit somewhere: rates are computed and one timer serves all. */
  private shared = false
  private timer: Timer | undefined
  /** Totals for /proc/stat, milliseconds. */
  userMs = 0
  systemMs = 0
  niceMs = 0

  constructor(
    readonly count: number,
    private readonly clock: Clock,
  ) {}

  /** Gives the task that much CPU work; `done` runs when it is finished. */
  run(task: Task, ms: number, mode: 'user' | 'system', done: () => void): void {
    const burst: Burst = { task, mode, remainingMs: ms, rate: 0, settledMs: this.clock.nowMs, timer: undefined, done }
    task.burst = burst
    this.add(burst)
  }

  /** Takes the work away (the task stops or dies); what is left stays in the burst. */
  remove(burst: Burst): void {
    if (!this.bursts.has(burst)) return
    if (this.shared) this.settleAll()
    else this.settle(burst)
    this.drop(burst)
    this.rebalance()
  }

  /** Puts back what `remove` took away. */
  resume(burst: Burst): void {
    if (!this.bursts.has(burst)) this.add(burst)
  }

  add(burst: Burst): void {
    if (this.shared) this.settleAll()
    burst.settledMs = this.clock.nowMs
    this.bursts.add(burst)
    const account = burst.task.process.cgroup.cpu
    account.bursts.add(burst)
    for (let at: CpuAccount | undefined = account; at; at = at.parent) {
      if (at.runnable++ === 0) at.parent?.active.add(at)
      if (at.quotaMs !== unlimited && !at.period) startPeriod(at, this.clock, this.periodEnded)
    }
    this.load.set(this.clock.nowMs, this.bursts.size)
    this.rebalance(burst)
  }

  /** Moves what the process has running to where it belongs after its cgroup changed: take out before, put back after. */
  takeOut(tasks: readonly Task[]): Burst[] {
    const out = tasks.flatMap((task) => (task.burst && this.bursts.has(task.burst) ? [task.burst] : []))
    for (const burst of out) this.remove(burst)
    return out
  }

  /** A weight, quota or cpuset changed. */
  reconsider(account: CpuAccount): void {
    if (account.quotaMs === unlimited) {
      this.clock.cancel(account.period)
      account.period = undefined
      account.throttledSinceMs = undefined
    } else if (account.runnable > 0 && !account.period) startPeriod(account, this.clock, this.periodEnded)
    if (this.shared) this.settleAll()
    this.rebalance()
  }

  /** Brings every account up to now: before anybody reads times. */
  settleAll(): void {
    for (const burst of this.bursts) this.settle(burst)
  }

  loadAverage(): readonly [number, number, number] {
    return this.load.at(this.clock.nowMs)
  }

  get running(): number {
    return this.bursts.size
  }

  private settle(burst: Burst): void {
    const now = this.clock.nowMs
    const progress = Math.min(burst.rate * (now - burst.settledMs), burst.remainingMs)
    burst.settledMs = now
    if (progress <= 0) return
    burst.remainingMs -= progress
    charge(burst.task, burst.mode, progress)
    if (burst.mode === 'system') this.systemMs += progress
    else if (burst.task.process.nice > 0) this.niceMs += progress
    else this.userMs += progress
  }

  private drop(burst: Burst): void {
    this.clock.cancel(burst.timer)
    burst.timer = undefined
    this.bursts.delete(burst)
    const account = burst.task.process.cgroup.cpu
    account.bursts.delete(burst)
    for (let at: CpuAccount | undefined = account; at; at = at.parent) if (--at.runnable === 0) at.parent?.active.delete(at)
    this.load.set(this.clock.nowMs, this.bursts.size)
  }

  private finish(burst: Burst): void {
    this.drop(burst)
    burst.task.burst = undefined
    burst.done()
  }

  /** Gives everybody the rate that is due now. `added` is the only change when rates were not shared. */
  private rebalance(added?: Burst): void {
    const shared = this.contended()
    if (!shared && !this.shared) {
      if (added) this.runAlone(added)
      return
    }
    if (!this.shared) {
      this.settleAll()
      for (const burst of this.bursts) {
        this.clock.cancel(burst.timer)
        burst.timer = undefined
      }
    }
    this.shared = shared
    this.clock.cancel(this.timer)
    this.timer = undefined
    if (!shared) {
      for (const burst of this.bursts) this.runAlone(burst)
      return
    }
    const root = this.rootAccount()
    if (!root) return
    divide(root, this.count)
    this.scheduleNext()
  }

  private runAlone(burst: Burst): void {
    burst.rate = 1
    this.clock.cancel(burst.timer)
    burst.timer = this.clock.schedule(burst.remainingMs, () => {
      burst.timer = undefined
      this.settle(burst)
      this.finish(burst)
    })
  }

  private contended(): boolean {
    if (this.bursts.size > this.count) return true
    for (const burst of this.bursts) if (limitedAbove(burst.task.process.cgroup.cpu)) return true
    return false
  }

  private rootAccount(): CpuAccount | undefined {
    for (const burst of this.bursts) {
      let at = burst.task.process.cgroup.cpu
      while (at.parent) at = at.parent
      return at
    }
    return undefined
  }

  /** One timer for whatever comes first: the end of a burst or of a quota. */
  private scheduleNext(): void {
    let nextMs = Number.POSITIVE_INFINITY
    for (const burst of this.bursts) if (burst.rate > 0) nextMs = Math.min(nextMs, burst.remainingMs / burst.rate)
    for (const account of this.limitedAccounts()) {
      const rate = consumption(account)
      if (rate > 0) nextMs = Math.min(nextMs, Math.max(0, account.leftMs) / rate)
    }
    if (nextMs < Number.POSITIVE_INFINITY) this.timer = this.clock.schedule(nextMs, this.nextReached)
  }

  private readonly nextReached = (): void => {
    this.timer = undefined
    this.settleAll()
    for (const account of this.limitedAccounts()) if (account.leftMs <= dustMs && !account.throttled) account.throttledSinceMs = this.clock.nowMs
    const ended = [...this.bursts].filter((burst) => burst.remainingMs <= dustMs)
    for (const burst of ended) this.finish(burst)
    this.rebalance()
  }

  private readonly periodEnded = (account: CpuAccount): void => {
    if (this.shared) this.settleAll()
    endPeriod(account, this.clock, this.periodEnded)
    this.rebalance()
  }

  private limitedAccounts(): Set<CpuAccount> {
    const out = new Set<CpuAccount>()
    for (const burst of this.bursts) {
      for (let at: CpuAccount | undefined = burst.task.process.cgroup.cpu; at; at = at.parent) if (at.quotaMs !== unlimited) out.add(at)
    }
    return out
  }
}

function charge(task: Task, mode: 'user' | 'system', ms: number): void {
  if (mode === 'user') task.userMs += ms
  else task.systemMs += ms
  for (let at: CpuAccount | undefined = task.process.cgroup.cpu; at; at = at.parent) {
    if (mode === 'user') at.userMs += ms
    else at.systemMs += ms
    if (at.quotaMs !== unlimited) at.leftMs -= ms
  }
}

/** CPUs the group's bursts have together. */
function consumption(account: CpuAccount): number {
  let sum = 0
  for (const burst of account.bursts) sum += burst.rate
  for (const child of account.active) sum += consumption(child)
  return sum
}

/** CPUs the group could use at once. */
function demand(account: CpuAccount): number {
  if (account.throttled) return 0
  let sum = account.bursts.size
  for (const child of account.active) sum += demand(child)
  return Math.min(sum, account.cpuset)
}

function divide(account: CpuAccount, capacity: number): void {
  const bursts = [...account.bursts]
  const groups = [...account.active]
  const available = account.throttled ? 0 : Math.min(capacity, account.cpuset)
  const shares = fairShares(available, [
    ...bursts.map((burst) => ({ weight: niceWeight(burst.task.process.nice), demand: 1 })),
    ...groups.map((group) => ({ weight: group.weight, demand: demand(group) })),
  ])
  for (const [index, burst] of bursts.entries()) burst.rate = shares[index] as number
  for (const [index, group] of groups.entries()) divide(group, shares[bursts.length + index] as number)
}
