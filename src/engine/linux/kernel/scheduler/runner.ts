import type { Request } from '../calls.ts'
import type { Kernel } from '../kernel.ts'
import { isKernelCode } from '../open-file.ts'
import { exitProcess, exitThread } from '../process/exit.ts'
import { deliverSignals, hasDeliverable } from '../signal/deliver.ts'
import { restartable } from '../signal/restart.ts'
import { signals } from '../signal.ts'
import type { Frame, Task } from '../task.ts'
import type { KernelCode, WakeReason } from '../wait.ts'
import { byteCostMs, callCostMs, costs, sliceMs } from './cost.ts'
import { RestartCall } from './restart-call.ts'
import { fallAsleep } from './sleep.ts'

/** Lets the task run until it sleeps, stops, ends or its slice is used up. */
export function runTask(kernel: Kernel, task: Task): void {
  const process = task.process
  for (;;) {
    if (task.gone) return
    if ((process.stopped || task.held || process.cgroup.frozen) && !process.pending.has(signals.SIGKILL)) {
      task.parked = true
      return
    }
    if (task.debtMs >= sliceMs) {
      takeCpu(kernel, task)
      return
    }
    if (task.kernelCode) {
      if (!continueCall(kernel, task, task.kernelCode)) return
      continue
    }
    if (process.pending.size > 0 && hasDeliverable(task)) {
      deliverSignals(task)
      continue
    }
    const frame = task.frames.at(-1)
    if (!frame) return
    if (frame.restart) {
      const request = frame.restart
      frame.restart = undefined
      if (!beginCall(kernel, task, request)) return
    } else if (!step(kernel, task, frame)) return
  }
}

/** Runs program code up to its next system call; false when the task sleeps or ended. */
function step(kernel: Kernel, task: Task, frame: Frame): boolean {
  let next: IteratorResult<Request, unknown>
  const value = frame.resume
  frame.resume = undefined
  try {
    next = frame.code.next(value)
  } catch (thrown) {
    return unwind(kernel, task, frame, thrown)
  }
  if (next.done) return returned(task, frame, next.value)
  return beginCall(kernel, task, next.value)
}

/** The frame's code came to its end: a handler gives way to what it interrupted, the program's main ends the process. */
function returned(task: Task, frame: Frame, value: unknown): boolean {
  if (task.frames.at(-1) === frame) task.frames.pop()
  if (task.gone) return false
  if (task.frames.length > 0) return true
  const code = typeof value === 'number' ? value & 0xff : 0
  if (task.process.leader === task) exitProcess(task.process, { kind: 'exited', code })
  else exitThread(task)
  return false
}

/** What a signal handler throws unwinds the code below it; past the last frame it is a bug of the program. */
function unwind(kernel: Kernel, task: Task, frame: Frame, thrown: unknown): boolean {
  let error = thrown
  if (task.frames.at(-1) === frame) task.frames.pop()
  for (;;) {
    if (task.gone) return false
    const below = task.frames.at(-1)
    if (!below) {
      exitProcess(task.process, { kind: 'signaled', signal: signals.SIGSEGV, coreDumped: false })
      kernel.programFailed(task, error)
      return false
    }
    below.restart = undefined
    below.resume = undefined
    try {
      const next = below.code.throw(error)
      return next.done ? returned(task, below, next.value) : beginCall(kernel, task, next.value)
    } catch (again) {
      error = again
      task.frames.pop()
    }
  }
}

/** Starts a system call; false when it sleeps. */
function beginCall(kernel: Kernel, task: Task, request: Request): boolean {
  task.request = request
  task.debtMs += costs.get(request.call) ?? callCostMs
  const outcome = kernel.handle(task, request)
  if (task.gone) return false
  if (isKernelCode(outcome)) {
    task.kernelCode = outcome as KernelCode<unknown>
    task.wakeReason = 'woken'
    return continueCall(kernel, task, task.kernelCode)
  }
  finishCall(kernel, task, outcome)
  return true
}

/** Runs kernel code until it has a result (true) or sleeps (false). */
function continueCall(kernel: Kernel, task: Task, code: KernelCode<unknown>): boolean {
  let reason: WakeReason = task.wakeReason
  for (;;) {
    const next = code.next(reason)
    if (task.gone) return false
    if (next.done) {
      task.kernelCode = undefined
      finishCall(kernel, task, next.value)
      return true
    }
    if (next.value.uninterruptible || !hasDeliverable(task)) {
      fallAsleep(kernel, task, next.value)
      return false
    }
    if (reason === 'interrupted') {
      code.return(undefined)
      task.kernelCode = undefined
      finishCall(kernel, task, { ok: false, error: 'EINTR' })
      return true
    }
    reason = 'interrupted'
  }
}

function finishCall(kernel: Kernel, task: Task, result: unknown): void {
  const request = task.request
  task.request = undefined
  const frame = task.frames.at(-1)
  if (!frame || !request) return
  if (result instanceof RestartCall) {
    frame.restart = result.request
    return
  }
  if (interrupted(result)) {
    if (restartable(task, request)) {
      frame.restart = request
      return
    }
  } else if (request.call === 'read' || request.call === 'write') task.debtMs += moved(result) * byteCostMs
  frame.resume = result
  if (task.process.tracer) kernel.tracing.finished(task, request, result)
}

const interrupted = (result: unknown): boolean =>
  typeof result === 'object' && result !== null && (result as { ok?: unknown }).ok === false && (result as { error?: unknown }).error === 'EINTR'

function moved(result: unknown): number {
  const value = (result as { value?: unknown }).value
  if (typeof value === 'number') return value
  return value instanceof Uint8Array ? value.length : 0
}

/** The slice is used up: its time is spent on a CPU, in competition with everybody else. */
function takeCpu(kernel: Kernel, task: Task): void {
  const debtMs = task.debtMs
  task.debtMs = 0
  task.involuntarySwitches++
  kernel.cpus.run(task, debtMs, 'system', () => kernel.runQueue.add(task))
}
