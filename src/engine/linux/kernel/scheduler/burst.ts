import type { Task } from '../task.ts'
import type { Share } from './share.ts'

export type CpuMode = 'user' | 'system'

/** CPU work of one task: under way while it is in a share, else suspended. */
export interface Burst {
  readonly task: Task
  readonly mode: CpuMode
  /** What is left, milliseconds; up to date while it is suspended. */
  remainingMs: number
  share: Share | undefined
  /** Service of the share at which it will be done. */
  endService: number
  /** Service of the share up to which its task was credited. */
  creditedService: number
  readonly done: () => void
}
