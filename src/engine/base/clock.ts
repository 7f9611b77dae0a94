import { assert } from './assert.ts'

/** A scheduled event; hold it only to cancel it. */
export interface Timer {
  readonly atMs: number
  readonly sequence: number
  run: (() => void) | undefined
}

/**
 * Virtual time and the queue of what is due. Events run in (time, sequence) order, so equal times keep the order in which they
 * were scheduled. Times are milliseconds since the world began (fractions allowed); `epochMs` is the Unix time of that beginning.
 */
export class Clock {
  private currentMs = 0
  private nextSequence = 0
  private readonly heap: Timer[] = []
  private ran = 0

  constructor(readonly epochMs: number) {}

  /** Milliseconds since the world began. */
  get nowMs(): number {
    return this.currentMs
  }

  /** Virtual Unix time in milliseconds. */
  get unixMs(): number {
    return this.epochMs + this.currentMs
  }

  /** How many events have run since the beginning. */
  get eventsRun(): number {
    return this.ran
  }

  /** When the next event is due, or undefined when nothing is scheduled. */
  get nextDueMs(): number | undefined {
    this.dropCancelled()
    return this.heap[0]?.atMs
  }

  schedule(delayMs: number, run: () => void): Timer {
    assert(delayMs >= 0, `delay ${delayMs} ms is not a delay`)
    const timer: Timer = { atMs: this.currentMs + delayMs, sequence: this.nextSequence++, run }
    this.push(timer)
    return timer
  }

  cancel(timer: Timer | undefined): void {
    if (timer) timer.run = undefined
  }

  /** Runs everything due up to and including `untilMs`, at most `maxEvents`; true when the time was reached. */
  advanceTo(untilMs: number, maxEvents = Number.POSITIVE_INFINITY): boolean {
    let budget = maxEvents
    for (;;) {
      const due = this.nextDueMs
      if (due === undefined || due > untilMs) break
      if (budget-- <= 0) return false
      const timer = this.pop()
      const run = timer.run
      timer.run = undefined
      this.currentMs = timer.atMs
      this.ran++
      run?.()
    }
    if (untilMs > this.currentMs) this.currentMs = untilMs
    return true
  }

  private dropCancelled(): void {
    while (this.heap.length > 0 && this.heap[0]?.run === undefined) this.pop()
  }

  private push(timer: Timer): void {
    const heap = this.heap
    let index = heap.push(timer) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!before(timer, heap[parent] as Timer)) break
      heap[index] = heap[parent] as Timer
      index = parent
    }
    heap[index] = timer
  }

  private pop(): Timer {
    const heap = this.heap
    const top = heap[0] as Timer
    const last = heap.pop() as Timer
    if (heap.length === 0) return top
    let index = 0
    for (;;) {
      let child = index * 2 + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1] as Timer, heap[child] as Timer)) child++
      if (!before(heap[child] as Timer, last)) break
      heap[index] = heap[child] as Timer
      index = child
    }
    heap[index] = last
    return top
  }
}

const before = (a: Timer, b: Timer): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence)
