import type { Kernel } from '../kernel.ts'
import type { Task } from '../task.ts'
import type { Sleep, WakeReason } from '../wait.ts'
import { sleepOn } from '../wait.ts'

export function fallAsleep(kernel: Kernel, task: Task, sleep: Sleep): void {
  task.sleep = sleep
  task.voluntarySwitches++
  task.stopSleeping = sleepOn(kernel.clock, sleep, (reason) => wake(kernel, task, reason))
}

/** Ends the task's sleep. */
export function wake(kernel: Kernel, task: Task, reason: WakeReason): void {
  task.stopSleeping?.()
  task.stopSleeping = undefined
  task.sleep = undefined
  task.wakeReason = reason
  kernel.runQueue.add(task)
}
