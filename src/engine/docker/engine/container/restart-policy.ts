import type { RestartPolicy } from '../../api/host-config.ts'

const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 60_000
const STABLE_MS = 10_000

/** Decides after each end whether a container starts again, and after how long (moby restartmanager). */
export class RestartTracker {
  private waitMs = 0
  private failures = 0
  /** Woken and true when somebody stops it for good. */
  cancelled = false

  constructor(public policy: RestartPolicy) {}

  /** Milliseconds to wait before the next start, undefined for none. */
  next(exitCode: number, stoppedByHand: boolean, ranMs: number): number | undefined {
    if (this.cancelled || this.policy.Name === '' || this.policy.Name === 'no') return undefined
    if (ranMs >= STABLE_MS) this.waitMs = 0
    this.waitMs = this.waitMs === 0 ? FIRST_WAIT_MS : Math.min(this.waitMs * 2, LONGEST_WAIT_MS)
    const again = this.wants(exitCode, stoppedByHand)
    if (again) this.failures++
    return again ? this.waitMs : undefined
  }

  private wants(exitCode: number, stoppedByHand: boolean): boolean {
    const { Name, MaximumRetryCount } = this.policy
    if (Name === 'always') return true
    if (Name === 'unless-stopped') return !stoppedByHand
    return exitCode !== 0 && (MaximumRetryCount === 0 || this.failures < MaximumRetryCount)
  }
}
