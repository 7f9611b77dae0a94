import type { Arguments } from '../calls.ts'
import type { Task } from '../task.ts'
import type { KernelCode } from '../wait.ts'
import { WaitQueue } from '../wait.ts'
import { RestartCall } from './restart-call.ts'

/** «pseudo» compute: user-mode CPU work. A signal handler runs in between, then what is left goes on. */
export function* compute(task: Task, request: Arguments<'compute'>): KernelCode<undefined> {
  if (!(request.ms > 0)) return undefined
  const finished = new WaitQueue()
  task.kernel.cpus.run(task, request.ms, 'user', () => finished.wakeAll())
  const reason = yield { on: [finished], channel: '' }
  const burst = task.burst
  if (reason !== 'interrupted' || !burst) return undefined
  task.kernel.cpus.remove(burst)
  task.burst = undefined
  return new RestartCall({ call: 'compute', ms: burst.remainingMs }) as unknown as undefined
}
