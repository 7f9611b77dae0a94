import { limits } from '../../../base/limits.ts'
import type { Pid } from '../calls.ts'
import type { Process, Task } from '../task.ts'

/**
 * Process ids of its processes (pid_namespaces(7)). A task has an id in its own namespace and in every one above, up to the initial
 * one; pid 1 is the namespace's init.
 */
export class PidNamespace {
  readonly level: number
  /** Tasks by their id here; a process is under the id of its leader. */
  readonly tasks = new Map<Pid, Task>()
  /** Ids still named: by a task, a process group or a session. */
  readonly numbers = new Map<Pid, ProcessId>()
  private last = 0
  /** Its init died: no more processes can be made. */
  dying = false

  constructor(readonly parent: PidNamespace | undefined) {
    this.level = parent ? parent.level + 1 : 0
  }

  /** Pid 1 of this namespace. */
  get init(): Process | undefined {
    return this.tasks.get(1)?.process
  }

  /** Processes visible here, by ascending id. */
  processes(): Process[] {
    const out: [Pid, Process][] = []
    for (const [pid, task] of this.tasks) if (task.process.leader === task) out.push([pid, task.process])
    return out.sort((a, b) => a[0] - b[0]).map(([, process]) => process)
  }

  process(pid: Pid): Process | undefined {
    const task = this.tasks.get(pid)
    return task && task.process.leader === task ? task.process : undefined
  }

  /** Whether `other` is this namespace or one below it. */
  includes(other: PidNamespace): boolean {
    for (let at: PidNamespace | undefined = other; at; at = at.parent) if (at === this) return true
    return false
  }

  /** The next free number, as Linux counts: upwards, from 300 again after the end. */
  next(): Pid | undefined {
    for (let tries = 0; tries < limits.pidMax; tries++) {
      this.last = this.last + 1 >= limits.pidMax ? 300 : this.last + 1
      if (!this.numbers.has(this.last)) return this.last
    }
    return undefined
  }
}

/** An id in every namespace from the initial one down to its own (struct pid); freed when neither task, group nor session names it. */
export class ProcessId {
  private holders = 0

  private constructor(
    readonly namespace: PidNamespace,
    /** By level. */
    private readonly numbers: readonly Pid[],
  ) {}

  /** A fresh id; undefined when a namespace has no more numbers. */
  static allocate(namespace: PidNamespace): ProcessId | undefined {
    const numbers: Pid[] = []
    for (let at: PidNamespace | undefined = namespace; at; at = at.parent) {
      const number = at.next()
      if (number === undefined) return undefined
      numbers[at.level] = number
    }
    const id = new ProcessId(namespace, numbers)
    for (let at: PidNamespace | undefined = namespace; at; at = at.parent) at.numbers.set(numbers[at.level] as Pid, id)
    return id
  }

  /** Id 0: the group and session of the kernel's own threads. */
  static none(namespace: PidNamespace): ProcessId {
    return new ProcessId(namespace, [0])
  }

  /** The id seen from a namespace; 0 when it is not visible there. */
  in(namespace: PidNamespace): Pid {
    return namespace.includes(this.namespace) ? (this.numbers[namespace.level] as Pid) : 0
  }

  get global(): Pid {
    return this.numbers[0] as Pid
  }

  /** Every number with its namespace, initial one first: `NSpid` in /proc/PID/status from a level on. */
  get all(): readonly Pid[] {
    return this.numbers
  }

  acquire(): this {
    this.holders++
    return this
  }

  release(): void {
    if (--this.holders > 0) return
    for (let at: PidNamespace | undefined = this.namespace; at; at = at.parent) at.numbers.delete(this.numbers[at.level] as Pid)
  }
}

/** What a process is called in a namespace; 0 when it cannot be seen there. */
export const pidIn = (namespace: PidNamespace, process: Process): Pid => process.id.in(namespace)
