import { performance } from 'node:perf_hooks'
import type { Lab } from '../engine/lab/lab.ts'

const turnMs = 10
const eventsAtOnce = 20_000
/** After a pause of the process, virtual time does not leap. */
const longestTurnMs = 250

/** Lets a lab's time follow the wall clock, `speed` times as fast, or as fast as it can be computed with `Infinity`. */
export class Pace {
  private lastMs = performance.now()
  private asked = false
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly lab: Lab,
    private readonly speed: number,
  ) {}

  start(): void {
    this.lastMs = performance.now()
    this.timer = setInterval(() => this.turn(), this.speed === Number.POSITIVE_INFINITY ? 0 : turnMs)
  }

  stop(): void {
    clearInterval(this.timer)
  }

  /** Reacts at once to what came from outside. */
  soon(): void {
    if (this.asked) return
    this.asked = true
    setImmediate(() => {
      this.asked = false
      this.turn()
    })
  }

  private turn(): void {
    const now = performance.now()
    const passedMs = this.speed === Number.POSITIVE_INFINITY ? turnMs : Math.min(longestTurnMs, now - this.lastMs) * this.speed
    this.lastMs = now
    this.lab.advance(passedMs, eventsAtOnce)
  }
}
