import type { Sys, WaitStatus } from '../../kernel/calls.ts'
import { signals } from '../../kernel/signal.ts'
import { write } from '../../libc/stdio.ts'
import { prolog } from '../complain.ts'
import type { Shell } from '../state/shell.ts'
import type { Job } from './job.ts'

/** glibc's strsignal(3). */
const DESCRIPTIONS: Readonly<Record<number, string>> = {
  1: 'Hangup',
  2: 'Interrupt',
  3: 'Quit',
  4: 'Illegal instruction',
  5: 'Trace/breakpoint trap',
  6: 'Aborted',
  7: 'Bus error',
  8: 'Floating point exception',
  9: 'Killed',
  10: 'User defined signal 1',
  11: 'Segmentation fault',
  12: 'User defined signal 2',
  13: 'Broken pipe',
  14: 'Alarm clock',
  15: 'Terminated',
  16: 'Stack fault',
  17: 'Child exited',
  18: 'Continued',
  19: 'Stopped (signal)',
  20: 'Stopped',
  21: 'Stopped (tty input)',
  22: 'Stopped (tty output)',
  23: 'Urgent I/O condition',
  24: 'CPU time limit exceeded',
  25: 'File size limit exceeded',
  26: 'Virtual timer expired',
  27: 'Profiling timer expired',
  28: 'Window changed',
  29: 'I/O possible',
  30: 'Power failure',
  31: 'Bad system call',
}

export const signalDescription = (signal: number): string => DESCRIPTIONS[signal] ?? `Unknown signal ${signal}`

/** State of a process as `jobs` shows it. */
export function stateText(status: WaitStatus | undefined, isBash: boolean): string {
  if (status === undefined || status.kind === 'continued') return 'Running'
  if (status.kind === 'stopped') return status.signal === signals.SIGTSTP ? 'Stopped' : signalDescription(status.signal)
  if (status.kind === 'signaled') return signalDescription(status.signal) + (status.coreDumped ? ' (core dumped)' : '')
  if (status.code === 0) return 'Done'
  return isBash ? `Exit ${status.code}` : `Done(${status.code})`
}

/** Width of the state column (LONGEST_SIGNAL_DESC). */
const STATE_WIDTH = 24
/** Where ash and dash put the command (their showjob). */
const ASH_COLUMN = 33

/** `[1]+  Running                 sleep 100 &` (jobs.c: pretty_print_job). */
export function jobLine(shell: Shell, job: Job, style: 'standard' | 'long' | 'change' = 'standard'): string {
  const { state } = job
  const shown =
    state === 'stopped'
      ? job.processes.find((process) => process.status?.kind === 'stopped')?.status
      : state === 'running'
        ? undefined
        : job.last?.status
  const mark = shell.jobs.mark(job)
  const tail = state === 'running' && !job.foreground ? ' &' : ''
  const directory = job.directory === shell.get('PWD') || style === 'change' ? '' : `  (wd: ${tilded(shell, job.directory)})`
  if (style !== 'long' && !shell.isBash) return `${`[${job.number}]${mark}  ${stateText(shown, false)}`.padEnd(ASH_COLUMN)}${job.text}\n`
  if (style !== 'long') return `[${job.number}]${mark}  ${stateText(shown, shell.isBash).padEnd(STATE_WIDTH)}${job.text}${tail}${directory}\n`
  const lines = job.processes.map((process, i) => {
    const head = i === 0 ? `[${job.number}]${mark}` : '    '
    const text = stateText(state === 'running' ? undefined : (process.status ?? shown), shell.isBash)
    const pipe = i === 0 ? '' : '| '
    return `${head} ${String(process.pid).padStart(5)} ${i > 0 ? ' '.repeat(STATE_WIDTH) : text.padEnd(STATE_WIDTH)}${pipe}${process.text}`
  })
  return `${lines.join('\n')}${tail}${directory}\n`
}

export function tilded(shell: Shell, path: string): string {
  const home = shell.get('HOME')
  if (!home) return path
  return path === home ? '~' : path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
}

/** Tells of background jobs that ended or stopped since the last time; ended ones leave the table (notify_of_job_status). */
export function* notifyJobs(shell: Shell): Sys<void> {
  const { jobs } = shell
  for (const job of jobs.list()) {
    if (job.state === 'running' || (job.state === 'stopped' && job.notified)) continue
    if (!job.notified) {
      job.notified = true
      if (shell.interactive && (job.state === 'stopped' || !job.foreground)) {
        const moved = job.directory === shell.get('PWD') || job.state === 'stopped' ? '' : `(wd now: ${tilded(shell, shell.get('PWD') ?? '')})\n`
        yield* write(2, (job.state === 'stopped' ? '\n' : '') + jobLine(shell, job) + moved)
      } else if (!shell.interactive) yield* complainSignal(shell, job)
    }
    if (job.state === 'done') jobs.remove(job)
  }
}

/** A shell without a user tells only of background jobs that a signal ended. */
export function* noticeDeaths(shell: Shell): Sys<void> {
  for (const job of shell.jobs.list()) {
    if (job.state !== 'done' || job.notified) continue
    job.notified = true
    yield* complainSignal(shell, job)
  }
}

/** A process that a signal ended: `Terminated`, or in a script `x: line 3:   123 Terminated              sleep 9`. */
export function* complainSignal(shell: Shell, job: Job): Sys<void> {
  const status = job.last?.status
  if (status?.kind !== 'signaled' || status.signal === signals.SIGINT || status.signal === signals.SIGPIPE) return
  const text = stateText(status, true)
  if (!shell.isBash) {
    yield* write(2, `${text}\n`)
    return
  }
  if (shell.interactive || (status.signal === signals.SIGTERM && job.foreground)) {
    yield* write(2, `${text}\n`)
    return
  }
  if (status.signal === signals.SIGTERM) return
  yield* write(2, `${prolog(shell)}${String(job.last?.pid).padStart(5)} ${text.padEnd(STATE_WIDTH)}${job.text}\n`)
}
