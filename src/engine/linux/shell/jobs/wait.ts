import type { Pid, Sys } from '../../kernel/calls.ts'
import { signals } from '../../kernel/signal.ts'
import { write } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import type { Shell } from '../state/shell.ts'
import type { Job } from './job.ts'
import { exitStatus } from './job.ts'
import { complainSignal } from './notify.ts'

/** Waits for children until the condition holds; false when there are none left, `interrupted` when a signal was handled first. */
export function* waitUntil(shell: Shell, done: () => boolean): Sys<'done' | 'no children' | 'interrupted'> {
  while (!done()) {
    const waited = yield* sys.wait4({ pid: -1, untraced: shell.terminal !== undefined })
    if (waited.ok) {
      if (waited.value) shell.jobs.note(waited.value.pid, waited.value.status)
    } else if (waited.error === 'ECHILD') return done() ? 'done' : 'no children'
    else return done() ? 'done' : 'interrupted'
  }
  return 'done'
}

/** Takes notice of children that changed, without waiting. */
export function* reapChildren(shell: Shell): Sys<void> {
  for (;;) {
    const waited = yield* sys.wait4({ pid: -1, nohang: true, untraced: shell.terminal !== undefined, continued: shell.terminal !== undefined })
    if (!waited.ok || !waited.value) return
    shell.jobs.note(waited.value.pid, waited.value.status)
  }
}

/** Waits for a process that is no job: a command substitution. */
export function* waitForLoose(shell: Shell, pid: Pid): Sys<number> {
  yield* waitUntilDone(shell, () => shell.jobs.loose.get(pid) !== undefined)
  const status = shell.jobs.loose.get(pid)
  shell.jobs.loose.delete(pid)
  return exitStatus(status)
}

/** Signals do not end the wait; without children left it ends. */
function* waitUntilDone(shell: Shell, done: () => boolean): Sys<void> {
  while ((yield* waitUntil(shell, done)) === 'interrupted');
}

/**
 * Waits for a foreground job to end or stop and takes the terminal back (jobs.c: wait_for). Returns its exit status; the job stays in the
 * table when it stopped.
 */
export function* waitForForeground(shell: Shell, job: Job): Sys<number> {
  const { jobs } = shell
  const interactive = shell.terminal !== undefined
  const handling = !interactive && shell.interactive === false && !shell.caught.has(signals.SIGINT) && !shell.ignoredAtStart.has(signals.SIGINT)
  shell.interruptedWhileWaiting = false
  if (handling) {
    yield* sys.sigaction({
      signal: signals.SIGINT,
      handler: function* () {
        shell.interruptedWhileWaiting = true
      },
    })
  }
  jobs.foreground = job
  yield* waitUntilDone(shell, () => job.state !== 'running')
  jobs.foreground = undefined
  if (handling) yield* sys.sigaction({ signal: signals.SIGINT, handler: shell.traps.get('SIGINT') === '' ? 'ignore' : 'default' })
  if (interactive) yield* takeTerminal(shell, job)
  return yield* settle(shell, job)
}

/** The terminal belongs to the shell again; its modes too when the job did not end in order. */
function* takeTerminal(shell: Shell, job: Job): Sys<void> {
  const fd = shell.terminal as number
  yield* sys.tcsetpgrp({ fd, pgid: shell.pgid })
  const last = job.last?.status
  if (job.state === 'stopped') {
    const modes = yield* sys.tcgetattr({ fd })
    if (modes.ok) job.termios = modes.value
  }
  if (last?.kind !== 'exited' && shell.termios) yield* sys.tcsetattr({ fd, termios: shell.termios })
  else if (job.state === 'done') {
    const modes = yield* sys.tcgetattr({ fd })
    if (modes.ok) shell.termios = modes.value
  }
}

/** What a job that ended or stopped means for the shell. */
function* settle(shell: Shell, job: Job): Sys<number> {
  const { jobs } = shell
  const last = job.last?.status
  if (job.state === 'stopped') {
    if (job.number === 0) jobs.add(job)
    job.foreground = false
    job.notified = false
    jobs.makeCurrent(job)
    return exitStatus(job.processes.find((process) => process.status?.kind === 'stopped')?.status)
  }
  if (job.number > 0) jobs.remove(job)
  if (last?.kind === 'signaled' && last.signal === signals.SIGINT) yield* interruptedJob(shell)
  else if (last?.kind === 'signaled') yield* complainSignal(shell, job)
  return exitStatus(last)
}

/** The foreground job died of Ctrl-C: the shell acts as if it had been meant too. */
function* interruptedJob(shell: Shell): Sys<void> {
  if (shell.terminal !== undefined) {
    if (shell.loops > 0 || shell.listDepth > 0) {
      shell.interrupted = true
      shell.newlineWritten = true
    }
    yield* write(2, '\n')
  } else if (shell.interruptedWhileWaiting && !shell.traps.has('SIGINT')) {
    yield* sys.sigaction({ signal: signals.SIGINT, handler: 'default' })
    yield* sys.kill({ pid: yield* sys.getpid({}), signal: signals.SIGINT })
  }
}
