import { exitProcess } from '../process/exit.ts'
import type { Signal } from '../signal.ts'
import { signals } from '../signal.ts'
import type { Task } from '../task.ts'
import { effect } from './send.ts'
import { stopProcess } from './stop.ts'

/** The signal this task would take next: process signals go to the leader, SIGKILL to anybody. */
export function nextDeliverable(task: Task): Signal | undefined {
  const process = task.process
  if (process.pending.size === 0) return undefined
  if (process.pending.has(signals.SIGKILL)) return signals.SIGKILL
  if (process.leader !== task) return undefined
  let lowest: Signal | undefined
  for (const signal of process.pending) if (!process.blocked.has(signal) && (lowest === undefined || signal < lowest)) lowest = signal
  return lowest
}

export const hasDeliverable = (task: Task): boolean => task.process.pending.size > 0 && nextDeliverable(task) !== undefined

/** Acts on one pending signal: a handler's code goes on top of what the task does, or the default action happens. */
export function deliverSignals(task: Task): void {
  const process = task.process
  const signal = nextDeliverable(task)
  if (signal === undefined) return
  process.pending.delete(signal)
  const what = effect(process, signal)
  if (what === 'handle') {
    const action = process.handlers.get(signal)
    if (action && typeof action.handler === 'function') task.frames.push({ code: action.handler(), resume: undefined, restart: undefined })
  } else if (what === 'stop') stopProcess(process.kernel, process, signal)
  else if (what === 'terminate' || what === 'core') {
    const dumped = what === 'core' && (process.limits.get('core')?.soft ?? 0) > 0
    exitProcess(process, { kind: 'signaled', signal, coreDumped: dumped })
  }
}
