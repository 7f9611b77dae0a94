import type { Pid, WaitStatus } from '../../kernel/calls.ts'
import type { Termios } from '../../kernel/tty/termios.ts'

/** A process of a job: one stage of its pipeline. */
export interface JobProcess {
  readonly pid: Pid
  /** Its command as bash prints it. */
  readonly text: string
  /** Undefined while it runs. */
  status: WaitStatus | undefined
}

export type JobState = 'running' | 'stopped' | 'done'

/** A pipeline that was started: in the foreground, or put into the job table. */
export class Job {
  /** Its number in the table; 0 while it is in the foreground and was never stopped. */
  number = 0
  readonly processes: JobProcess[] = []
  foreground = true
  /** The user was told of its present state. */
  notified = false
  /** `disown -h`: no SIGHUP when the shell goes. */
  noHangup = false
  /** The terminal's modes when it stopped. */
  termios: Termios | undefined

  constructor(
    /** Process group; 0 until its first process starts. */
    public pgid: Pid,
    /** Where it was started. */
    readonly directory: string,
    /** Has a process group of its own. */
    readonly controlled: boolean,
  ) {}

  get text(): string {
    return this.processes.map((process) => process.text).join(' | ')
  }

  get state(): JobState {
    let stopped = false
    for (const { status } of this.processes) {
      if (status === undefined || status.kind === 'continued') return 'running'
      if (status.kind === 'stopped') stopped = true
    }
    return stopped ? 'stopped' : 'done'
  }

  get last(): JobProcess | undefined {
    return this.processes.at(-1)
  }
}

/** Exit status as `$?` shows it. */
export function exitStatus(status: WaitStatus | undefined): number {
  if (status?.kind === 'exited') return status.code
  if (status?.kind === 'signaled' || status?.kind === 'stopped') return 128 + status.signal
  return 0
}
