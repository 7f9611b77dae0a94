import type { Kernel } from '../kernel.ts'
import type { PidNamespace } from '../namespace/pid.ts'
import type { Task } from '../task.ts'

/** Gives the task its ids. */
export function register(kernel: Kernel, task: Task): void {
  for (let at: PidNamespace | undefined = task.id.namespace; at; at = at.parent) at.tasks.set(task.id.in(at), task)
  kernel.taskCount++
  kernel.namespaces.hold(task.namespaces)
}
