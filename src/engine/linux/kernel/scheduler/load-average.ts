/** The three load averages: runnable tasks, decaying over 1, 5 and 15 minutes; brought up to date when looked at, never by ticks. */
export class LoadAverage {
  private readonly loads: [number, number, number] = [0, 0, 0]
  private sinceMs = 0
  private runnable = 0

  /** The number of runnable tasks changed. */
  set(nowMs: number, runnable: number): void {
    this.settle(nowMs)
    this.runnable = runnable
  }

  at(nowMs: number): readonly [number, number, number] {
    this.settle(nowMs)
    return [...this.loads]
  }

  private settle(nowMs: number): void {
    const elapsed = nowMs - this.sinceMs
    if (elapsed <= 0) return
    this.sinceMs = nowMs
    for (const [index, minutes] of [1, 5, 15].entries()) {
      const kept = Math.exp(-elapsed / (minutes * 60_000))
      this.loads[index] = (this.loads[index] as number) * kept + this.runnable * (1 - kept)
    }
  }
}
