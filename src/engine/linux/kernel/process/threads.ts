import type { Task } from '../task.ts'

/** Ends a thread where it is: its kernel code and its program's code unwind, and it never runs again. */
export function endThread(task: Task): void {
  if (task.gone) return
  task.gone = true
  const { process, kernel } = task
  task.stopSleeping?.()
  task.stopSleeping = undefined
  task.sleep = undefined
  if (task.burst) kernel.cpus.remove(task.burst)
  task.burst = undefined
  process.endedUserMs += task.userMs
  process.endedSystemMs += task.systemMs
  process.cgroup.pids.charge(task === process.leader ? 0 : -1)
  const index = process.threads.indexOf(task)
  if (index >= 0) process.threads.splice(index, 1)
  kernel.namespaces.drop(task.namespaces)
  if (task !== process.leader) forgetTask(task)
  const kernelCode = task.kernelCode
  task.kernelCode = undefined
  task.request = undefined
  unwindCode(task, () => kernelCode?.return(undefined))
  unwindFrames(task)
}

/** Unwinds the program's code without running any more of it than its `finally` blocks. */
export function unwindFrames(task: Task): void {
  for (let frame = task.frames.pop(); frame; frame = task.frames.pop()) {
    const code = frame.code
    unwindCode(task, () => code.return(undefined))
  }
}

function unwindCode(task: Task, unwind: () => unknown): void {
  try {
    unwind()
  } catch (error) {
    task.kernel.programFailed(task, error)
  }
}

/** The thread's id goes from every namespace. */
export function forgetTask(task: Task): void {
  for (let at: typeof task.id.namespace | undefined = task.id.namespace; at; at = at.parent) at.tasks.delete(task.id.in(at))
  task.kernel.taskCount--
  task.id.release()
}
