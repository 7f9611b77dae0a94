import type { WaitStatus } from '../calls.ts'
import type { Kernel } from '../kernel.ts'
import { sendSignal } from '../signal/send.ts'
import type { Signal } from '../signal.ts'
import { signals } from '../signal.ts'
import type { Process, Task } from '../task.ts'
import { hangUpIfOrphaned } from './orphans.ts'
import { endThread, forgetTask } from './threads.ts'

/** A thread's code came to its end; the process lives on. */
export const exitThread = (task: Task): void => endThread(task)

/** Ends a process (exit_group(2)): threads, descriptors, children, then a zombie that tells its parent. */
export function exitProcess(process: Process, status: WaitStatus): void {
  if (process.status) return
  const kernel = process.kernel
  const namespace = process.id.namespace
  const isInit = namespace.init === process
  if (isInit) endNamespace(process)
  for (const thread of [...process.threads].reverse()) endThread(thread)
  process.status = status
  process.stopped = false
  process.unreported = undefined
  process.pending.clear()
  process.files.closeAll()
  process.cgroup.leave(process)
  kernel.memory.release(process)
  if (process.pidNamespaceForChildren) kernel.namespaces.dropOne(process.pidNamespaceForChildren)
  process.pidNamespaceForChildren = undefined
  process.exposed.clear()
  kernel.tracing.ended(process, status)
  leaveTerminal(process)
  const groups = new Set([process.group, ...[...process.children].map((child) => child.group)])
  for (const child of [...process.children]) reparent(kernel, child)
  kernel.record(process.leader, 'process.exited', { pid: process.pid, name: process.name, ...statusData(status) })
  for (const group of groups) hangUpIfOrphaned(kernel, group)
  if (isInit && !namespace.parent) kernel.initDied(status)
  else notifyParent(kernel, process)
}

/** Removes a zombie for good; its parent takes over its times. */
export function reap(process: Process): void {
  const parent = process.parent
  if (parent) {
    parent.children.delete(process)
    parent.childrenUserMs += process.userMs + process.childrenUserMs
    parent.childrenSystemMs += process.systemMs + process.childrenSystemMs
    parent.childrenMaxRssBytes = Math.max(parent.childrenMaxRssBytes, process.maxRssBytes, process.childrenMaxRssBytes)
  }
  process.cgroup.pids.charge(-1)
  process.group.leave(process)
  process.kernel.processCount--
  forgetTask(process.leader)
}

function notifyParent(kernel: Kernel, process: Process): void {
  const parent = process.parent
  if (!parent) {
    reap(process)
    return
  }
  if (parent.handlers.get(signals.SIGCHLD)?.handler === 'ignore' || parent.status) {
    reap(process)
    parent.childChanged.wakeAll()
    return
  }
  parent.childChanged.wakeAll()
  sendSignal(kernel, parent, signals.SIGCHLD)
}

/** Orphans go to the nearest child subreaper above, else to the init of their pid namespace. */
function reparent(kernel: Kernel, child: Process): void {
  const old = child.parent
  old?.children.delete(child)
  let heir: Process | undefined
  for (let at = old?.parent; at && !heir; at = at.parent) {
    if (at.childSubreaper && !at.status && at.id.namespace === old?.id.namespace) heir = at
  }
  heir ??= old?.id.namespace.init === old ? old?.parent : old?.id.namespace.init
  if (!heir || heir.status) heir = kernel.init === old ? undefined : kernel.init
  child.parent = heir
  heir?.children.add(child)
  if (child.parentDeathSignal !== undefined && !child.status) sendSignal(kernel, child, child.parentDeathSignal as Signal)
  if (child.status) notifyParent(kernel, child)
}

/** The init of a pid namespace dies: so does everybody in it, and nobody is born any more (pid_namespaces(7)). */
function endNamespace(init: Process): void {
  const namespace = init.id.namespace
  namespace.dying = true
  if (!namespace.parent) return
  const killed: WaitStatus = { kind: 'signaled', signal: signals.SIGKILL, coreDumped: false }
  for (const other of namespace.processes()) if (other !== init) exitProcess(other, killed)
  for (const other of namespace.processes()) {
    const adopted = other.parent && namespace.includes(other.parent.id.namespace)
    if (other !== init && other.status && adopted) reap(other)
  }
}

/** A session leader's end hangs its terminal up: the foreground job and the leader's group hear of it (exit(3)). */
function leaveTerminal(process: Process): void {
  const session = process.session
  if (session.leader !== process) return
  session.leader = undefined
  session.terminal?.disassociate(session)
}

const statusData = (status: WaitStatus): Record<string, number> =>
  status.kind === 'exited' ? { code: status.code } : { signal: status.kind === 'signaled' ? status.signal : 0 }
