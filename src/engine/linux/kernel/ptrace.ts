import { err, ok } from '../../base/result.ts'
import type { Request, Res, TracedCall, WaitStatus } from './calls.ts'
import { capable } from './credentials.ts'
import type { Handlers } from './handlers.ts'
import type { Kernel } from './kernel.ts'
import { callCostMs, costs } from './scheduler/cost.ts'
import type { Process, Task, TraceeRecord } from './task.ts'
import type { KernelCode } from './wait.ts'
import { WaitQueue } from './wait.ts'

/** Calls a tracer may be behind before its tracees wait for it. */
const backlog = 512

/**
 * Following another process's system calls (ptrace(2) as strace uses it). Leaves out registers, memory and changing anything: a tracer sees
 * each call when it is finished.
 */
export class Tracing {
  constructor(private readonly kernel: Kernel) {}

  attach(tracer: Process, target: Process, children: boolean): void {
    tracer.tracees ??= { processes: new Set(), calls: [], changed: new WaitQueue() }
    tracer.tracees.processes.add(target)
    target.tracer = tracer
    target.traceChildren = children
  }

  /** A tracee forked. */
  inherit(parent: Process, child: Process): void {
    if (parent.tracer && parent.traceChildren) this.attach(parent.tracer, child, true)
  }

  finished(task: Task, request: Request, result: unknown): void {
    const record = task.process.tracer?.tracees
    if (!record) return
    this.report(record, { pid: task.id.global, request, result, ...this.spent(request) })
    if (record.calls.length >= backlog) task.held = true
  }

  /** A process ended: as tracee it is reported, as tracer its tracees go on alone. */
  ended(process: Process, status: WaitStatus): void {
    const record = process.tracer?.tracees
    if (record) {
      record.processes.delete(process)
      this.report(record, {
        pid: process.pid,
        request: { call: 'exit', code: status.kind === 'exited' ? status.code : 0 },
        result: undefined,
        atMs: this.kernel.clock.unixMs,
        costMs: callCostMs,
        exited: status,
      })
      process.tracer = undefined
    }
    if (!process.tracees) return
    for (const tracee of process.tracees.processes) {
      tracee.tracer = undefined
      this.release(tracee)
    }
    process.tracees = undefined
  }

  *next(tracer: Process): KernelCode<Res<TracedCall | undefined>> {
    for (;;) {
      const record = tracer.tracees
      const call = record?.calls.shift()
      if (call) {
        if (record && record.calls.length === 0) for (const tracee of record.processes) this.release(tracee)
        return ok(call)
      }
      if (!record || record.processes.size === 0) return ok(undefined)
      const reason = yield { on: [record.changed], channel: 'do_wait' }
      if (reason === 'interrupted') return err('EINTR')
    }
  }

  private spent(request: Request): Pick<TracedCall, 'atMs' | 'costMs'> {
    return { atMs: this.kernel.clock.unixMs, costMs: costs.get(request.call) ?? callCostMs }
  }

  private report(record: TraceeRecord, call: TracedCall): void {
    record.calls.push(call)
    record.changed.wakeAll()
  }

  private release(tracee: Process): void {
    for (const thread of tracee.threads) {
      if (!thread.held) continue
      thread.held = false
      if (thread.parked) {
        thread.parked = false
        this.kernel.runQueue.add(thread)
      }
    }
  }
}

export const ptraceCalls: Handlers<'ptraceAttach' | 'ptraceNext'> = {
  ptraceAttach: (task, { pid, children }) => {
    const target = task.namespaces.pid.process(pid)
    if (!target || target.status) return err('ESRCH')
    const who = task.process.credentials
    const own = who.uid === target.credentials.uid && who.gid === target.credentials.gid && target.dumpable
    if (target === task.process || target.tracer || (!own && !capable(who, 'CAP_SYS_PTRACE', target.namespaces.user))) return err('EPERM')
    task.kernel.tracing.attach(task.process, target, children ?? false)
    return ok(undefined)
  },
  ptraceNext: (task) => task.kernel.tracing.next(task.process),
}
