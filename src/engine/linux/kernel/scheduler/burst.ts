import type { Timer } from '../../../base/clock.ts'
import type { Task } from '../task.ts'

/** CPU work of one task under way. */
export interface Burst {
  readonly task: Task
  readonly mode: 'user' | 'system'
  remainingMs: number
  /** CPUs it has now: 1 on its own, less under contention, 0 while throttled. */
  rate: number
  /** When `remainingMs` was last brought up to date. */
  settledMs: number
  /** Its end, while nobody contends. */
  timer: Timer | undefined
  readonly done: () => void
}
