import { unlimited } from './controller.ts'

/** The pids controller's state of one group: tasks alive (zombies included) here and below, and the limit. */
export class PidsAccount {
  current = 0
  peak = 0
  max = unlimited
  /** Forks refused because of a limit here or above (pids.events `max`). */
  refused = 0

  constructor(readonly parent: PidsAccount | undefined) {}

  /** The group whose limit forbids one more task, or undefined. */
  fullAt(): PidsAccount | undefined {
    for (let at: PidsAccount | undefined = this; at; at = at.parent) if (at.current + 1 > at.max) return at
    return undefined
  }

  charge(count: number): void {
    for (let at: PidsAccount | undefined = this; at; at = at.parent) {
      at.current += count
      if (at.current > at.peak) at.peak = at.current
    }
  }
}
