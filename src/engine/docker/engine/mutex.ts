import type { Sys } from '../../linux/kernel/calls.ts'
import { sys } from '../../linux/sys.ts'

/**
 * A lock between the daemon's threads. A check and the wait that follows it are one step: nothing else runs between a thread's system calls
 * and the code after them.
 */
export class Mutex {
  private held = false;

  *lock(): Sys<void> {
    while (this.held) yield* sys.futexWait({ on: this })
    this.held = true
  }

  *unlock(): Sys<void> {
    this.held = false
    yield* sys.futexWake({ on: this })
  }

  /** Runs with the lock held, also when the work fails. */
  *with<T>(work: () => Sys<T>): Sys<T> {
    yield* this.lock()
    let result: T
    try {
      result = yield* work()
    } catch (thrown) {
      yield* this.unlock()
      throw thrown
    }
    yield* this.unlock()
    return result
  }
}

/** Something threads wait for and are woken about; waiters look again (sync.Cond). */
export class Condition {
  *wait(timeoutMs?: number): Sys<boolean> {
    return yield* sys.futexWait({ on: this, ...(timeoutMs !== undefined && { timeoutMs }) })
  }

  *broadcast(): Sys<void> {
    yield* sys.futexWake({ on: this, count: Number.POSITIVE_INFINITY })
  }
}

/** Starts a goroutine: a thread that runs the work and ends. */
export function* go(work: () => Sys<void>): Sys<void> {
  yield* sys.clone({
    thread: true,
    *main() {
      yield* work()
      return 0
    },
  })
}
