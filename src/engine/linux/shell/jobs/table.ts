import type { Pid, WaitStatus } from '../../kernel/calls.ts'
import { exitStatus, type Job } from './job.ts'

/** Statuses of finished background processes that `wait PID` may still ask for. */
const REMEMBERED = 1024

/** The jobs of a shell by number, which of them are current (`+`) and previous (`-`), and statuses of processes gone (jobs.c). */
export class JobTable {
  readonly jobs = new Map<number, Job>()
  /** Jobs in the order they were made current, latest last. */
  private recent: Job[] = []
  private readonly finished = new Map<Pid, number>()
  /** Processes this shell waits for that are in no table (command substitutions). */
  readonly loose = new Map<Pid, WaitStatus | undefined>()
  /** The job in the foreground. */
  foreground: Job | undefined

  add(job: Job): void {
    let number = 1
    for (const used of this.jobs.keys()) if (used >= number) number = used + 1
    job.number = number
    this.jobs.set(number, job)
  }

  makeCurrent(job: Job): void {
    this.recent = this.recent.filter((other) => other !== job)
    this.recent.push(job)
  }

  remove(job: Job): void {
    this.jobs.delete(job.number)
    this.recent = this.recent.filter((other) => other !== job)
    for (const process of job.processes) this.remember(process.pid, exitStatus(process.status))
  }

  remember(pid: Pid, status: number): void {
    this.finished.set(pid, status)
    if (this.finished.size > REMEMBERED) this.finished.delete(this.finished.keys().next().value as Pid)
  }

  /** Status of a process that ended; asked once. */
  recall(pid: Pid): number | undefined {
    const status = this.finished.get(pid)
    this.finished.delete(pid)
    return status
  }

  /** A stopped job counts before a running one. */
  private ranked(): Job[] {
    const live = this.recent.filter((job) => this.jobs.get(job.number) === job)
    const stopped = live.filter((job) => job.state === 'stopped')
    return [...live.filter((job) => job.state !== 'stopped'), ...stopped]
  }

  get current(): Job | undefined {
    return this.ranked().at(-1)
  }

  get previous(): Job | undefined {
    return this.ranked().at(-2)
  }

  mark(job: Job): '+' | '-' | ' ' {
    return job === this.current ? '+' : job === this.previous ? '-' : ' '
  }

  /** In ascending order of number. */
  list(): Job[] {
    return [...this.jobs.values()].sort((a, b) => a.number - b.number)
  }

  ofProcess(pid: Pid): Job | undefined {
    if (this.foreground?.processes.some((process) => process.pid === pid)) return this.foreground
    return this.list().find((job) => job.processes.some((process) => process.pid === pid))
  }

  /** Records what wait4 told. */
  note(pid: Pid, status: WaitStatus): void {
    if (this.loose.has(pid)) {
      this.loose.set(pid, status)
      return
    }
    const job = this.ofProcess(pid)
    const process = job?.processes.find((candidate) => candidate.pid === pid)
    if (!job || !process) {
      this.remember(pid, exitStatus(status))
      return
    }
    const before = job.state
    process.status = status.kind === 'continued' ? undefined : status
    if (job.state !== before) job.notified = false
  }

  /** `%1`, `%%`, `%+`, `%-`, `%name`, `%?text`: the job, `ambiguous`, or undefined. */
  find(spec: string): Job | 'ambiguous' | undefined {
    const text = spec.startsWith('%') ? spec.slice(1) : spec
    if (text === '' || text === '%' || text === '+') return this.current
    if (text === '-') return this.previous
    if (/^\d+$/.test(text)) return this.jobs.get(Number(text))
    const matches = this.list().filter((job) => (text.startsWith('?') ? job.text.includes(text.slice(1)) : job.text.startsWith(text)))
    return matches.length > 1 ? 'ambiguous' : matches[0]
  }

  clear(): void {
    this.jobs.clear()
    this.recent = []
    this.loose.clear()
    this.foreground = undefined
  }
}
