import type { Kernel } from '../kernel.ts'
import type { PidNamespace } from '../namespace/pid.ts'
import { wake } from '../scheduler/sleep.ts'
import type { Signal } from '../signal.ts'
import { defaultAction, signals } from '../signal.ts'
import type { Process, Task } from '../task.ts'
import { continueProcess, stopProcess } from './stop.ts'

const stopSignals: ReadonlySet<Signal> = new Set([signals.SIGSTOP, signals.SIGTSTP, signals.SIGTTIN, signals.SIGTTOU])

/**
 * Sends a signal to a process, with everything that happens at once: discarding, stopping, continuing, waking a sleeper (signal(7)).
 * `from` is the sender's pid namespace, undefined when the kernel itself sends it.
 */
export function sendSignal(kernel: Kernel, process: Process, signal: Signal, from?: PidNamespace): void {
  if (process.status || process.kernelThread || signal === 0) return
  if (signal === signals.SIGCONT) {
    for (const stop of stopSignals) process.pending.delete(stop)
    continueProcess(kernel, process)
  } else if (signal === signals.SIGKILL) continueProcess(kernel, process, false)
  else if (stopSignals.has(signal)) process.pending.delete(signals.SIGCONT)
  if (discarded(process, signal, from)) return
  process.pending.add(signal)
  if (process.blocked.has(signal) && signal !== signals.SIGKILL && signal !== signals.SIGSTOP) return
  if (effect(process, signal) === 'stop') {
    process.pending.delete(signal)
    stopProcess(kernel, process, signal)
    return
  }
  if (signal === signals.SIGKILL) for (const thread of [...process.threads]) interrupt(kernel, thread)
  else if (process.leader) interrupt(kernel, process.leader)
}

/** Sends a signal that the task's own system call earned (SIGPIPE, SIGTTIN): delivered before the call returns to the program. */
export const sendToSelf = (task: Task, signal: Signal): void => sendSignal(task.kernel, task.process, signal)

/** Wakes the task out of an interruptible sleep, or takes it off the CPU, so that it looks at its signals. */
function interrupt(kernel: Kernel, task: Task): void {
  if (task.gone) return
  if (task.sleep) {
    if (!task.sleep.uninterruptible) wake(kernel, task, 'interrupted')
  } else if (task.burst && effectIsFatal(task.process)) {
    kernel.cpus.remove(task.burst)
    task.burst = undefined
    kernel.runQueue.add(task)
  } else if (task.parked && task.process.pending.has(signals.SIGKILL)) {
    task.parked = false
    kernel.runQueue.add(task)
  }
}

/** What the signal would do to the process as it is set up now. */
export function effect(process: Process, signal: Signal): 'terminate' | 'core' | 'ignore' | 'stop' | 'continue' | 'handle' {
  const action = process.handlers.get(signal)
  if (signal === signals.SIGKILL) return 'terminate'
  if (signal === signals.SIGSTOP) return 'stop'
  if (action?.handler === 'ignore') return 'ignore'
  if (action && action.handler !== 'default') return 'handle'
  return defaultAction(signal)
}

function effectIsFatal(process: Process): boolean {
  for (const signal of process.pending) {
    const what = effect(process, signal)
    if (signal === signals.SIGKILL || (!process.blocked.has(signal) && (what === 'terminate' || what === 'core'))) return true
  }
  return false
}

/**
 * Ignored signals vanish unless blocked. Pid 1 of a namespace gets only what it handles; SIGKILL and SIGSTOP still reach it from outside its
 * namespace, and nothing unhandled ever reaches the host's init (pid_namespaces(7)).
 */
function discarded(process: Process, signal: Signal, from: PidNamespace | undefined): boolean {
  const what = effect(process, signal)
  if ((what === 'ignore' || what === 'continue') && !process.blocked.has(signal)) return true
  const own = process.id.namespace
  if (what === 'handle' || own.init !== process) return false
  const forced = (signal === signals.SIGKILL || signal === signals.SIGSTOP) && from !== own && own.parent !== undefined
  return !forced
}
