import type { Fd, Sys } from '../../../kernel/calls.ts'
import { Poll } from '../../../kernel/calls.ts'
import type { Signal } from '../../../kernel/signal.ts'
import { sys } from '../../../sys.ts'
import type { Code } from '../language/values.ts'

type Task = () => Code<void>

interface Timer {
  readonly id: number
  dueMs: number
  readonly task: Task
  readonly repeatMs: number | undefined
  /** Keeps the process alive. */
  ref: boolean
}

interface Watch {
  readonly events: number
  readonly task: Task
}

/**
 * Models libuv's loop: timers, descriptors polled with poll(2), work of the thread pool, immediates. It ends when nothing is left that could happen.
 * The thread pool has no limit of threads.
 */
export class EventLoop {
  private readonly timers = new Map<number, Timer>()
  private immediates: { readonly id: number; readonly task: Task }[] = []
  private readonly watches = new Map<Fd, Watch>()
  private readonly finished: Task[] = []
  private readonly signals: Signal[] = []
  private working = 0
  private nextId = 1
  /** The loop's idea of the time: read once a turn, as timers count from it. */
  private nowMs: number | undefined
  private wake: readonly [Fd, Fd] | undefined
  onSignal: ((signal: Signal) => Code<void>) | undefined
  /** Descriptors that do not keep the process alive. */
  readonly unref = new Set<Fd>()

  private get alive(): boolean {
    if (this.working > 0 || this.immediates.length > 0 || this.finished.length > 0) return true
    for (const timer of this.timers.values()) if (timer.ref) return true
    for (const fd of this.watches.keys()) if (!this.unref.has(fd)) return true
    return false
  }

  /** Reads the clock for the timers to come. */
  *begin(): Sys<void> {
    this.nowMs = yield* sys.clockMonotonic({})
  }

  *addTimer(delayMs: number, repeats: boolean, task: Task): Sys<number> {
    this.nowMs ??= yield* sys.clockMonotonic({})
    const now = this.nowMs
    const delay = delayMs >= 1 && delayMs <= 2 ** 31 - 1 ? Math.trunc(delayMs) : 1
    const id = this.nextId++
    this.timers.set(id, { id, dueMs: now + delay, task, repeatMs: repeats ? delay : undefined, ref: true })
    return id
  }

  removeTimer(id: number): void {
    this.timers.delete(id)
    this.immediates = this.immediates.filter((one) => one.id !== id)
  }

  unrefTimer(id: number, ref: boolean): void {
    const timer = this.timers.get(id)
    if (timer) timer.ref = ref
  }

  addImmediate(task: Task): number {
    this.immediates.push({ id: this.nextId, task })
    return this.nextId++
  }

  watch(fd: Fd, events: number, task: Task): void {
    this.watches.set(fd, { events, task })
  }

  unwatch(fd: Fd): void {
    this.watches.delete(fd)
  }

  /** Runs blocking code on a thread; `done` runs on the loop with its result. */
  *offload<T>(work: () => Sys<T>, done: (result: T) => Code<void>): Sys<void> {
    const [, write] = yield* this.wakePipe()
    this.working++
    const loop = this
    yield* sys.clone({
      thread: true,
      main: function* () {
        const result = yield* work()
        loop.finished.push(function* () {
          loop.working--
          yield* done(result)
        })
        yield* sys.write({ fd: write, bytes: new Uint8Array(1) })
        return 0
      },
    })
  }

  /** A handled signal: noted by the handler, dealt with by the loop. */
  *signalled(signal: Signal): Sys<void> {
    this.signals.push(signal)
    const [, write] = yield* this.wakePipe()
    yield* sys.write({ fd: write, bytes: new Uint8Array(1) })
  }

  private *wakePipe(): Sys<readonly [Fd, Fd]> {
    if (!this.wake) {
      const made = yield* sys.pipe({ closeOnExec: true, nonBlocking: true })
      this.wake = made.ok ? made.value : [-1, -1]
    }
    return this.wake
  }

  /** Turns until nothing is left. `run` calls into the program, microtasks included. */
  *turn(run: (task: Task) => Code<void>): Code<void> {
    while (this.alive) {
      yield* this.runTimers(run)
      yield* this.poll(run)
      const immediates = this.immediates
      this.immediates = []
      for (const { task } of immediates) yield* run(task)
    }
  }

  private *runTimers(run: (task: Task) => Code<void>): Code<void> {
    const now = yield* sys.clockMonotonic({})
    this.nowMs = now
    const due = [...this.timers.values()].filter((timer) => timer.dueMs <= now).sort((a, b) => a.dueMs - b.dueMs || a.id - b.id)
    for (const timer of due) {
      if (!this.timers.has(timer.id)) continue
      if (timer.repeatMs === undefined) this.timers.delete(timer.id)
      else timer.dueMs = now + timer.repeatMs
      yield* run(timer.task)
    }
  }

  private *poll(run: (task: Task) => Code<void>): Code<void> {
    const [read] = yield* this.wakePipe()
    const fds = [{ fd: read, events: Poll.in as number }, ...[...this.watches].map(([fd, { events }]) => ({ fd, events }))]
    const timeoutMs = yield* this.timeout()
    const ready = yield* sys.poll({ fds, ...(timeoutMs !== undefined && { timeoutMs }) })
    for (const signal of this.signals.splice(0)) if (this.onSignal) yield* run(() => this.onSignal?.(signal) ?? nothing())
    this.nowMs = yield* sys.clockMonotonic({})
    if (!ready.ok) return
    for (const { fd } of ready.value) {
      if (fd === read) yield* sys.read({ fd, count: 4096 })
      const watch = this.watches.get(fd)
      if (watch) yield* run(watch.task)
    }
    for (const task of this.finished.splice(0)) yield* run(task)
  }

  private *timeout(): Sys<number | undefined> {
    if (this.immediates.length > 0 || this.finished.length > 0 || this.signals.length > 0 || !this.alive) return 0
    const first = Math.min(...[...this.timers.values()].map((timer) => timer.dueMs))
    if (first === Number.POSITIVE_INFINITY) return undefined
    return Math.max(0, first - (yield* sys.clockMonotonic({})))
  }
}

function* nothing(): Code<void> {}
