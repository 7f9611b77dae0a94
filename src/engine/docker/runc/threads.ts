import type { Sys } from '../../linux/kernel/calls.ts'
import { sys } from '../../linux/sys.ts'

/** Threads of Go's run-time in an init: the monitor, the collector's workers, one for what blocks. */
const THREADS = 5
/** CPU of the nsenter stages and of Go's start in the new process, milliseconds. */
const START_MS = 25

/**
 * A `runc init` is a Go program of several threads, each with an id in the container's own pid namespace. They end when the user's program takes
 * the process over, but their ids are used up: the first child of a container's first process is 7, not 2.
 */
export function* startRuntimeThreads(): Sys<void> {
  yield* sys.compute({ ms: START_MS })
  const forever = {}
  for (let thread = 0; thread < THREADS; thread++) {
    yield* sys.clone({
      thread: true,
      *main() {
        for (;;) yield* sys.futexWait({ on: forever })
      },
    })
  }
}
