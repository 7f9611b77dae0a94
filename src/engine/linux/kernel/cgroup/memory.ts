import { unlimited } from './controller.ts'

/** The memory controller's state of one group, bytes. Groups above hold what is below. */
export class MemoryAccount {
  current = 0
  peak = 0
  max = unlimited
  high = unlimited
  min = 0
  low = 0
  swapMax = unlimited
  /** OOM kills everything in the group, not one process. */
  oomGroup = false
  readonly events = { low: 0, high: 0, max: 0, oom: 0, oomKill: 0, oomGroupKill: 0 }

  constructor(readonly parent: MemoryAccount | undefined) {}

  /** The nearest group that could not hold that much more. */
  fullAt(bytes: number): MemoryAccount | undefined {
    for (let at: MemoryAccount | undefined = this; at; at = at.parent) if (at.current + bytes > at.max) return at
    return undefined
  }

  charge(bytes: number): void {
    for (let at: MemoryAccount | undefined = this; at; at = at.parent) {
      at.current += bytes
      if (at.current > at.peak) at.peak = at.current
      if (bytes > 0 && at.current > at.high) at.events.high++
    }
  }
}
