import type { Clock, Timer } from '../../base/clock.ts'

/** Why a sleeping task runs again. */
export type WakeReason = 'woken' | 'timeout' | 'interrupted'

/**
 * What kernel code yields to sleep: until one of the queues is woken, the time comes, or (unless `uninterruptible`) a signal arrives.
 * Woken means "look again", never "it is so": callers loop.
 */
export interface Sleep {
  readonly on: readonly WaitQueue[]
  /** Absolute virtual time; undefined waits for ever. */
  readonly untilMs?: number | undefined
  readonly uninterruptible?: boolean
  /** What `ps -o wchan` shows: the kernel function slept in. */
  readonly channel: string
}

/** Kernel-side code that may sleep. A syscall handler returns its result at once, or one of these. */
export type KernelCode<T> = Generator<Sleep, T, WakeReason>

/** Sleepers waiting for a condition. Level-triggered: wake often, the sleepers look for themselves. */
export class WaitQueue {
  private sleepers: Set<() => void> | undefined

  add(wake: () => void): void {
    this.sleepers ??= new Set()
    this.sleepers.add(wake)
  }

  remove(wake: () => void): void {
    this.sleepers?.delete(wake)
  }

  get empty(): boolean {
    return !this.sleepers || this.sleepers.size === 0
  }

  wakeAll(): void {
    if (!this.sleepers || this.sleepers.size === 0) return
    const woken = this.sleepers
    this.sleepers = undefined
    for (const wake of woken) wake()
  }
}

/** Calls `wake` once: when a queue is woken or the time comes. Returns the function that stops waiting. */
export function sleepOn(clock: Clock, sleep: Sleep, wake: (reason: WakeReason) => void): () => void {
  let timer: Timer | undefined
  const stop = () => {
    clock.cancel(timer)
    for (const queue of sleep.on) queue.remove(onWake)
  }
  const onWake = () => {
    stop()
    wake('woken')
  }
  for (const queue of sleep.on) queue.add(onWake)
  if (sleep.untilMs !== undefined) {
    timer = clock.schedule(Math.max(0, sleep.untilMs - clock.nowMs), () => {
      stop()
      wake('timeout')
    })
  }
  return stop
}
