import type { Kernel } from '../kernel.ts'

/** Everything stands still for ever: power gone, panic, halt. No program's code runs, not even its clean-up; no timer of a task is left. */
export function standStill(kernel: Kernel): void {
  kernel.halted = true
  kernel.runQueue.close()
  for (const task of kernel.initialNamespaces.pid.tasks.values()) {
    task.gone = true
    task.stopSleeping?.()
    task.stopSleeping = undefined
    task.sleep = undefined
    if (task.burst) kernel.cpus.remove(task.burst)
    task.burst = undefined
  }
  for (const group of kernel.cgroups.root.descendants()) {
    kernel.clock.cancel(group.cpu.period)
    group.cpu.period = undefined
  }
}
