import { err, ok } from '../../../base/result.ts'
import type { Arguments, Res, Usage, Waited, WaitStatus } from '../calls.ts'
import type { Process, Task } from '../task.ts'
import type { KernelCode } from '../wait.ts'
import { reap } from './exit.ts'

/** wait4(2): takes a child's end, stop or continuation. */
export function* wait4(task: Task, request: Arguments<'wait4'>): KernelCode<Res<Waited | undefined>> {
  for (;;) {
    const found = takeChange(task, request)
    if (found === 'no-child') return err('ECHILD')
    if (found) return ok(found)
    if (request.nohang) return ok(undefined)
    const reason = yield { on: [task.process.childChanged], channel: 'do_wait' }
    if (reason === 'interrupted') return err('EINTR')
  }
}

function takeChange(task: Task, request: Arguments<'wait4'>): Waited | 'no-child' | undefined {
  let any = false
  for (const child of task.process.children) {
    if (!matches(task, child, request.pid)) continue
    any = true
    const status = child.status ?? unreported(child, request)
    if (!status) continue
    const waited: Waited = { pid: child.id.in(task.namespaces.pid), status, usage: usageOf(child) }
    if (child.status) reap(child)
    else child.unreported = undefined
    return waited
  }
  return any ? undefined : 'no-child'
}

function matches(task: Task, child: Process, pid: number): boolean {
  if (pid > 0) return child.id.in(task.namespaces.pid) === pid
  if (pid === -1) return true
  if (pid === 0) return child.group === task.process.group
  return child.group.id.in(task.namespaces.pid) === -pid
}

function unreported(child: Process, request: Arguments<'wait4'>): WaitStatus | undefined {
  const status = child.unreported
  if (status?.kind === 'stopped') return request.untraced ? status : undefined
  return request.continued ? status : undefined
}

/** What the process and the children it waited for used. */
export const usageOf = (process: Process): Usage => ({
  userMs: process.userMs + process.childrenUserMs,
  systemMs: process.systemMs + process.childrenSystemMs,
  maxRssBytes: process.maxRssBytes,
})
