import type { Kernel } from '../kernel.ts'
import type { Process, Task } from '../task.ts'
import { register } from './register.ts'

/** A new process enters the tables and the run queue. */
export function wakeNewTask(kernel: Kernel, process: Process, leader: Task): void {
  process.leader = leader
  process.threads.push(leader)
  register(kernel, leader)
  kernel.processCount++
  kernel.forks++
  process.parent?.children.add(process)
  process.group.join(process)
  process.cgroup.pids.charge(1)
  process.cgroup.enter(process)
  kernel.memory.forked(process)
  if (process.parent?.tracer) kernel.tracing.inherit(process.parent, process)
  kernel.runQueue.add(leader)
}
