import type { Pid, Sys, Waited } from '../../../linux/kernel/calls.ts'
import type { Spawn } from '../../../linux/libc/spawn.ts'
import { spawn } from '../../../linux/libc/spawn.ts'
import { sys } from '../../../linux/sys.ts'

/**
 * Collects every child of the shim, its own (runc) and those it inherits as their subreaper (the container's processes). One thread waits for
 * all; who started a program asks here for its end. Models containerd pkg/sys/reaper.
 */
export class Reaper {
  private readonly exits = new Map<Pid, Waited>()
  private readonly exited = {}
  private readonly started = {}
  private generation = 0;

  /** `onExit` sees every child that ended. */
  *run(onExit: (child: Waited) => Sys<void>): Sys<number> {
    for (;;) {
      const before = this.generation
      const waited = yield* sys.wait4({ pid: -1 })
      if (waited.ok && waited.value) {
        this.exits.set(waited.value.pid, waited.value)
        yield* sys.futexWake({ on: this.exited, count: Number.POSITIVE_INFINITY })
        yield* onExit(waited.value)
      } else if (!waited.ok && waited.error === 'ECHILD' && this.generation === before) yield* sys.futexWait({ on: this.started })
    }
  }

  /** Runs a program to its end. */
  *command(options: Spawn): Sys<number> {
    const pid = yield* spawn(options)
    if (!pid.ok) return 127
    this.generation++
    yield* sys.futexWake({ on: this.started })
    const { status } = yield* this.wait(pid.value)
    return status.kind === 'exited' ? status.code : 255
  }

  private *wait(pid: Pid): Sys<Waited> {
    for (;;) {
      const waited = this.take(pid)
      if (waited) return waited
      yield* sys.futexWait({ on: this.exited })
    }
  }

  /** The end of a child that was collected before anybody knew its pid. */
  take(pid: Pid): Waited | undefined {
    const waited = this.exits.get(pid)
    this.exits.delete(pid)
    return waited
  }
}
