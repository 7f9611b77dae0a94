import type { Clock } from '../../../base/clock.ts'
import type { Task } from '../task.ts'

/**
 * Tasks ready to run at this instant, first come first served. Being empty costs nothing: an event is scheduled when the first task
 * arrives. A task's turn is bounded by the time its system calls cost (scheduler/cost.ts), so draining the queue always ends.
 */
export class RunQueue {
  private ready: Task[] = []
  /** Tasks before it had their turn. */
  private head = 0
  private scheduled = false
  private closed = false

  constructor(
    private readonly clock: Clock,
    private readonly turn: (task: Task) => void,
  ) {}

  /** The power went: nothing runs any more. */
  close(): void {
    this.closed = true
    this.ready = []
    this.head = 0
  }

  add(task: Task): void {
    if (task.queued || task.gone || this.closed) return
    task.queued = true
    this.ready.push(task)
    if (this.scheduled) return
    this.scheduled = true
    this.clock.schedule(0, this.drain)
  }

  private readonly drain = (): void => {
    try {
      while (this.head < this.ready.length) {
        const task = this.ready[this.head++] as Task
        task.queued = false
        if (this.head > 4096) this.forgetDone()
        if (!task.gone) this.turn(task)
      }
    } finally {
      this.forgetDone()
      this.scheduled = this.ready.length > 0
      if (this.scheduled) this.clock.schedule(0, this.drain)
    }
  }

  private forgetDone(): void {
    this.ready = this.head < this.ready.length ? this.ready.slice(this.head) : []
    this.head = 0
  }
}
