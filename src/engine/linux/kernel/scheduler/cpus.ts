import type { Clock, Timer } from '../../../base/clock.ts'
import { unlimited } from '../cgroup/controller.ts'
import type { CpuAccount } from '../cgroup/cpu.ts'
import type { Task } from '../task.ts'
import { endPeriod, limitedAbove, startPeriod } from './bandwidth.ts'
import type { Burst, CpuMode } from './burst.ts'
import { divide, usedBy } from './division.ts'
import { LoadAverage } from './load-average.ts'
import { Share } from './share.ts'

/** What remains below this is done: less than a clock so far advanced can tell apart, milliseconds. */
const dustAt = (nowMs: number): number => 1e-7 + nowMs * 1e-15

/**
 * The host's CPUs: bursts of work share them by weight through the cgroup tree, each on at most one CPU, within cpu.max and cpuset.cpus.
 * Models CFS with group scheduling and bandwidth control as a fluid: exact shares, no time slices. Leaves out placement on a particular
 * CPU, real-time classes and migration cost. Event-driven: something happens only when a burst begins or ends or a quota runs out.
 */
export class Cpus {
  private readonly shares = new Set<Share>()
  /** Groups with a quota and work. */
  private readonly limited = new Set<CpuAccount>()
  private readonly load = new LoadAverage()
  private bursts = 0
  /** Bursts under some limit: while there are any, or more bursts than CPUs, rates have to be computed. */
  private boundedBursts = 0
  private contended = false
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
  run(task: Task, ms: number, mode: CpuMode, done: () => void): void {
    task.burst = { task, mode, remainingMs: ms, share: undefined, endService: 0, creditedService: 0, done }
    this.resume(task.burst)
  }

  /** Takes the work away (the task stops, moves or dies); what is left stays in the burst. */
  remove(burst: Burst): void {
    if (!burst.share) return
    this.settleAll()
    this.drop(burst, burst.share)
    this.rebalance()
  }

  /** Lets suspended work go on. */
  resume(burst: Burst): void {
    if (burst.share) return
    const { process } = burst.task
    const account = process.cgroup.cpu
    const now = this.clock.nowMs
    let share = account.shares.get(process.nice)
    if (!share) {
      share = new Share(account, process.nice, now)
      account.shares.set(process.nice, share)
      this.shares.add(share)
      share.rate = this.contended ? 0 : 1
    }
    this.settle(share)
    share.add(burst)
    this.bursts++
    for (let at: CpuAccount | undefined = account; at; at = at.parent) this.busier(at)
    if (limitedAbove(account)) this.boundedBursts++
    this.load.set(now, this.bursts)
    this.rebalance()
  }

  /** The work of these tasks, taken out: their cgroup or nice value changes. Resume it afterwards. */
  takeOut(tasks: readonly Task[]): Burst[] {
    const out = tasks.flatMap((task) => (task.burst?.share ? [task.burst] : []))
    for (const burst of out) this.remove(burst)
    return out
  }

  /** A weight, quota or cpuset changed. Settle first, change, then call this. */
  reconsider(account: CpuAccount): void {
    if (account.quotaMs === unlimited) {
      this.clock.cancel(account.period)
      account.period = undefined
      account.throttledSinceMs = undefined
      this.limited.delete(account)
    } else if (account.runnable > 0) this.limit(account)
    this.boundedBursts = 0
    for (const share of this.shares) if (limitedAbove(share.account)) this.boundedBursts += share.count
    this.settleAll()
    this.rebalance()
  }

  /** Brings every account up to now: before anybody reads or changes one. */
  settleAll(): void {
    for (const share of this.shares) this.settle(share)
  }

  loadAverage(): readonly [number, number, number] {
    return this.load.at(this.clock.nowMs)
  }

  /** Bursts under way. */
  get running(): number {
    return this.bursts
  }

  private settle(share: Share): void {
    const used = share.settle(this.clock.nowMs)
    this.systemMs += used.systemMs
    if (share.nice > 0) this.niceMs += used.userMs
    else this.userMs += used.userMs
  }

  private busier(account: CpuAccount): void {
    if (account.runnable++ === 0) account.parent?.active.add(account)
    if (account.quotaMs !== unlimited) this.limit(account)
  }

  private limit(account: CpuAccount): void {
    this.limited.add(account)
    if (!account.period) startPeriod(account, this.clock, this.periodEnded)
  }

  private drop(burst: Burst, share: Share): void {
    const { account } = share
    if (limitedAbove(account)) this.boundedBursts--
    share.remove(burst)
    this.bursts--
    if (share.count === 0) {
      this.shares.delete(share)
      account.shares.delete(share.nice)
    }
    for (let at: CpuAccount | undefined = account; at; at = at.parent) {
      if (--at.runnable > 0) continue
      at.parent?.active.delete(at)
      this.limited.delete(at)
    }
    this.load.set(this.clock.nowMs, this.bursts)
  }

  /** Gives everybody the rate that is due now; everything is settled. */
  private rebalance(): void {
    const contended = this.bursts > this.count || this.boundedBursts > 0
    if (contended) {
      if (!this.contended) this.settleAll()
      const [any] = this.shares
      if (any) divide(rootOf(any.account), this.count)
    } else if (this.contended) for (const share of this.shares) share.rate = 1
    this.contended = contended
    this.scheduleNext()
  }

  /** One timer for whatever comes first: the end of a burst or of a quota. */
  private scheduleNext(): void {
    let nextMs = Number.POSITIVE_INFINITY
    const now = this.clock.nowMs
    for (const share of this.shares) {
      const first = share.first()
      if (first && share.rate > 0) nextMs = Math.min(nextMs, Math.max(0, first.endService - share.serviceAt(now)) / share.rate)
    }
    for (const account of this.limited) {
      const rate = account.throttled ? 0 : usedBy(account)
      if (rate > 0) nextMs = Math.min(nextMs, Math.max(0, account.leftMs) / rate)
    }
    const atMs = now + nextMs
    if (this.timer?.run && this.timer.atMs === atMs) return
    this.clock.cancel(this.timer)
    this.timer = nextMs === Number.POSITIVE_INFINITY ? undefined : this.clock.schedule(nextMs, this.nextReached)
  }

  private readonly nextReached = (): void => {
    this.timer = undefined
    this.settleAll()
    const dustMs = dustAt(this.clock.nowMs)
    for (const account of this.limited) if (account.leftMs <= dustMs && !account.throttled) account.throttledSinceMs = this.clock.nowMs
    const ended: Burst[] = []
    for (const share of this.shares) {
      for (let first = share.first(); first && first.endService - share.service <= dustMs; first = share.first()) {
        this.drop(first, share)
        ended.push(first)
      }
    }
    this.rebalance()
    for (const burst of ended) {
      burst.task.burst = undefined
      burst.done()
    }
  }

  private readonly periodEnded = (account: CpuAccount): void => {
    this.settleAll()
    endPeriod(account, this.clock, this.periodEnded)
    this.rebalance()
  }
}

function rootOf(account: CpuAccount): CpuAccount {
  let at = account
  while (at.parent) at = at.parent
  return at
}
