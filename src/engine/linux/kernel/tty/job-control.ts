import { err, ok } from '../../../base/result.ts'
import type { Res } from '../calls.ts'
import type { Signal } from '../signal.ts'
import { signals } from '../signal.ts'
import type { Task } from '../task.ts'
import type { KernelCode } from '../wait.ts'
import type { Terminal } from './terminal.ts'

/** Whether the task belongs to a job of this terminal that is not the foreground one. */
function inBackground(task: Task, terminal: Terminal): boolean {
  const { process } = task
  return (
    terminal.session !== undefined &&
    process.session === terminal.session &&
    terminal.foreground !== undefined &&
    process.group !== terminal.foreground
  )
}

function deaf(task: Task, signal: Signal): boolean {
  return task.process.blocked.has(signal) || task.process.handlers.get(signal)?.handler === 'ignore'
}

/** Undefined when the task may go on at once. */
export const readCheck = (task: Task, terminal: Terminal): KernelCode<Res<void>> | undefined =>
  inBackground(task, terminal) ? waitForForeground(task, terminal, signals.SIGTTIN) : undefined

export const writeCheck = (task: Task, terminal: Terminal): KernelCode<Res<void>> | undefined =>
  terminal.termios.tostop && inBackground(task, terminal) ? waitForForeground(task, terminal, signals.SIGTTOU) : undefined

/** Changing the terminal from the background (tty_check_change). */
export const changeCheck = (task: Task, terminal: Terminal): KernelCode<Res<void>> | undefined =>
  inBackground(task, terminal) ? waitForForeground(task, terminal, signals.SIGTTOU) : undefined

/** Stops the task's job until it is in the foreground; who ignores the signal is refused (SIGTTIN) or let through (SIGTTOU). */
function* waitForForeground(task: Task, terminal: Terminal, signal: Signal): KernelCode<Res<void>> {
  while (inBackground(task, terminal)) {
    if (deaf(task, signal)) return signal === signals.SIGTTIN ? err('EIO') : ok(undefined)
    if (task.process.group.orphaned) return err('EIO')
    for (const member of [...task.process.group.members]) task.kernel.sendSignal(member, signal)
    const reason = yield { on: [], untilMs: task.kernel.clock.nowMs, channel: 'job_control' }
    if (reason === 'interrupted') return err('EINTR')
  }
  return ok(undefined)
}
