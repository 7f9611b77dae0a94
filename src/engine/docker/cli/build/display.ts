import type { BuildStatus } from '../../api/build-progress.ts'
import type { BuildTrace } from './trace.ts'

/** A way to show a build. All return what to print. */
export interface Display {
  readonly trace: BuildTrace
  update(status: BuildStatus): void
  /** What is new. */
  refresh(nowMs: number): string
  /** Whether a tick of the clock alone can change what is shown. */
  readonly ticks: boolean
  finish(nowMs: number): string
}
