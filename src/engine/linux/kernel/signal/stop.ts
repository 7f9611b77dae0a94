import type { Kernel } from '../kernel.ts'
import type { Signal } from '../signal.ts'
import { signals } from '../signal.ts'
import type { Process } from '../task.ts'

/** Job control: all threads stop where they are; the parent hears of it. */
export function stopProcess(kernel: Kernel, process: Process, signal: Signal): void {
  if (process.stopped) return
  if (signal !== signals.SIGSTOP && process.group.orphaned) return
  process.stopped = true
  process.unreported = { kind: 'stopped', signal }
  kernel.parkThreads(process)
  tellParent(kernel, process)
}

/** SIGCONT, or SIGKILL to a stopped process (`tell` false: no report). */
export function continueProcess(kernel: Kernel, process: Process, tell = true): void {
  if (!process.stopped) return
  process.stopped = false
  process.unreported = tell ? { kind: 'continued' } : undefined
  kernel.unparkThreads(process)
  if (tell) tellParent(kernel, process)
}

function tellParent(kernel: Kernel, process: Process): void {
  const parent = process.parent
  if (!parent) return
  parent.childChanged.wakeAll()
  kernel.sendSignal(parent, signals.SIGCHLD)
}
