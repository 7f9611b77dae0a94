import type { Pid } from '../calls.ts'
import type { ProcessId } from '../namespace/pid.ts'
import type { Process } from '../task.ts'
import type { Terminal } from '../tty/terminal.ts'

/** A session: process groups under one controlling terminal (setsid(2)). Outlives its leader. */
export class Session {
  readonly groups = new Set<ProcessGroup>()
  terminal: Terminal | undefined

  constructor(
    readonly id: ProcessId,
    public leader: Process | undefined,
  ) {
    id.acquire()
  }

  get sid(): Pid {
    return this.id.global
  }
}

/** A job: processes a terminal signals together (setpgid(2)). */
export class ProcessGroup {
  readonly members = new Set<Process>()

  constructor(
    readonly id: ProcessId,
    readonly session: Session,
  ) {
    id.acquire()
    session.groups.add(this)
  }

  get pgid(): Pid {
    return this.id.global
  }

  join(process: Process): void {
    this.members.add(process)
  }

  leave(process: Process): void {
    this.members.delete(process)
    if (this.members.size > 0) return
    this.id.release()
    this.session.groups.delete(this)
    if (this.session.groups.size === 0) this.session.id.release()
  }

  /** No member has a parent in another group of the same session: nobody would ever continue it (POSIX 3.264). */
  get orphaned(): boolean {
    for (const member of this.members) {
      const parent = member.parent
      if (member.status || !parent) continue
      if (parent.group !== this && parent.group.session === this.session && parent !== parent.kernel.init) return false
    }
    return true
  }
}
