import { unlimited } from '../cgroup/controller.ts'
import type { CpuAccount } from '../cgroup/cpu.ts'
import type { Burst } from './burst.ts'
import { niceWeight } from './fair-share.ts'

/**
 * All running bursts of one control group at one nice value: they always have the same rate, so that progress is one number, the
 * service each of them got since the share began, and whoever ends first is on top of a heap.
 */
export class Share {
  /** CPUs each of its bursts has now. */
  rate = 0
  /** CPU time each burst got since the beginning, milliseconds. */
  service = 0
  private settledMs: number
  private readonly heap: Burst[] = []
  private users = 0
  private systems = 0
  readonly weight: number

  constructor(
    readonly account: CpuAccount,
    readonly nice: number,
    nowMs: number,
  ) {
    this.weight = niceWeight(nice)
    this.settledMs = nowMs
  }

  get count(): number {
    return this.users + this.systems
  }

  /** Brings service up to now; answers the CPU time that was used in user and in system mode. */
  settle(nowMs: number): { userMs: number; systemMs: number } {
    const grown = this.rate * (nowMs - this.settledMs)
    this.settledMs = nowMs
    this.service += grown
    const used = { userMs: grown * this.users, systemMs: grown * this.systems }
    if (grown > 0) {
      for (let at: CpuAccount | undefined = this.account; at; at = at.parent) {
        at.userMs += used.userMs
        at.systemMs += used.systemMs
        if (at.quotaMs !== unlimited) at.leftMs -= used.userMs + used.systemMs
      }
    }
    return used
  }

  serviceAt(nowMs: number): number {
    return this.service + this.rate * (nowMs - this.settledMs)
  }

  add(burst: Burst): void {
    burst.share = this
    burst.endService = this.service + burst.remainingMs
    burst.creditedService = this.service
    if (burst.mode === 'user') this.users++
    else this.systems++
    this.push(burst)
  }

  /** Takes a burst out; what it did is credited to its task. */
  remove(burst: Burst): void {
    credit(burst, this.service)
    burst.share = undefined
    burst.remainingMs = Math.max(0, burst.endService - this.service)
    if (burst.mode === 'user') this.users--
    else this.systems--
  }

  /** Who ends first; those taken out meanwhile are forgotten here. */
  first(): Burst | undefined {
    while (this.heap.length > 0 && (this.heap[0] as Burst).share !== this) this.pop()
    return this.heap[0]
  }

  private push(burst: Burst): void {
    const { heap } = this
    let index = heap.push(burst) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if ((heap[parent] as Burst).endService <= burst.endService) break
      heap[index] = heap[parent] as Burst
      index = parent
    }
    heap[index] = burst
  }

  private pop(): void {
    const { heap } = this
    const last = heap.pop() as Burst
    if (heap.length === 0) return
    let index = 0
    for (;;) {
      let child = index * 2 + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && (heap[child + 1] as Burst).endService < (heap[child] as Burst).endService) child++
      if ((heap[child] as Burst).endService >= last.endService) break
      heap[index] = heap[child] as Burst
      index = child
    }
    heap[index] = last
  }
}

/** Gives the task the CPU time its burst got and was not credited yet. */
function credit(burst: Burst, service: number): void {
  const ms = Math.min(service, burst.endService) - burst.creditedService
  burst.creditedService = service
  if (ms <= 0) return
  if (burst.mode === 'user') burst.task.creditedUserMs += ms
  else burst.task.creditedSystemMs += ms
}

/** CPU time of a running burst that its task was not credited yet. */
export const uncredited = (burst: Burst, nowMs: number): number =>
  burst.share ? Math.max(0, Math.min(burst.share.serviceAt(nowMs), burst.endService) - burst.creditedService) : 0
