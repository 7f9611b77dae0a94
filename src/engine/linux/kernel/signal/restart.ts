import type { Request } from '../calls.ts'
import { signals } from '../signal.ts'
import type { Task } from '../task.ts'
import { nextDeliverable } from './deliver.ts'

/** Calls that go on after a handler installed with SA_RESTART (signal(7)); sleeps, poll, pause and futexes never do. */
const restarting: ReadonlySet<string> = new Set(['read', 'write', 'splice', 'wait4', 'open', 'accept', 'connect', 'send', 'recv'])

/** Whether the interrupted call is issued again after the signal that is about to be delivered. */
export function restartable(task: Task, request: Request): boolean {
  const signal = nextDeliverable(task)
  if (signal === undefined || signal === signals.SIGKILL || !restarting.has(request.call)) return false
  const action = task.process.handlers.get(signal)
  return action !== undefined && typeof action.handler === 'function' && action.restart
}
