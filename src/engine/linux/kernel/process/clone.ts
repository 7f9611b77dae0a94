import { limits } from '../../../base/limits.ts'
import { err, ok } from '../../../base/result.ts'
import type { Arguments, Pid, Res } from '../calls.ts'
import type { Cgroup } from '../cgroup/cgroup.ts'
import { capable } from '../credentials.ts'
import { masterOf, newNamespaces } from '../namespace/create.ts'
import { ProcessId } from '../namespace/pid.ts'
import { Process, Task } from '../task.ts'
import { register } from './register.ts'
import { wakeNewTask } from './start.ts'

/** clone(2): a thread of this process, or a child that goes on with `main`. */
export function clone(task: Task, request: Arguments<'clone'>): Res<Pid> {
  const kernel = task.kernel
  if (request.thread) return cloneThread(task, request.main)
  const target = request.cgroup === undefined ? ok(task.process.cgroup) : kernel.cgroups.find(task, request.cgroup)
  if (!target.ok) return target
  const refused = refuseFork(task, target.value)
  if (refused) return err(refused)
  const wanted = request.namespaces ?? []
  const current = { ...task.namespaces, pid: task.process.pidNamespaceForChildren ?? task.namespaces.pid }
  const entered = newNamespaces(task, wanted, current, task.process.directories)
  if (!entered.ok) return entered
  if (entered.value.namespaces.pid.dying) return err('ENOMEM')
  const id = ProcessId.allocate(entered.value.namespaces.pid)
  if (!id) return err('EAGAIN')
  const child = copyProcess(task, id, target.value, request.siblingOf === 'parent' ? task.process.parent : task.process)
  child.directories = entered.value.directories
  if (wanted.includes('user')) child.credentials = masterOf(entered.value.namespaces.user, child.credentials)
  const leader = new Task(id.acquire(), child, entered.value.namespaces)
  leader.cause = task.cause
  leader.frames.push({ code: request.main(), resume: undefined, restart: undefined })
  wakeNewTask(kernel, child, leader)
  return ok(id.in(task.namespaces.pid))
}

function cloneThread(task: Task, main: Arguments<'clone'>['main']): Res<Pid> {
  const { kernel, process } = task
  const refused = refuseFork(task, process.cgroup)
  if (refused) return err(refused)
  const id = ProcessId.allocate(process.id.namespace)
  if (!id) return err('EAGAIN')
  const thread = new Task(id.acquire(), process, task.namespaces)
  thread.cause = task.cause
  thread.frames.push({ code: main(), resume: undefined, restart: undefined })
  process.cgroup.pids.charge(1)
  register(kernel, thread)
  process.threads.push(thread)
  kernel.runQueue.add(thread)
  return ok(id.in(task.namespaces.pid))
}

/** Why the kernel would not make one more task here, or undefined. */
function refuseFork(task: Task, cgroup: Cgroup): 'EAGAIN' | undefined {
  const { kernel, process } = task
  if (kernel.taskCount >= limits.tasksPerHost) return 'EAGAIN'
  const nproc = process.limits.get('nproc')?.soft ?? Number.POSITIVE_INFINITY
  const who = process.credentials
  const privileged = who.uid === 0 || capable(who, 'CAP_SYS_RESOURCE') || capable(who, 'CAP_SYS_ADMIN')
  if (!privileged && nproc < limits.tasksPerHost && kernel.tasksOf(who.uid) >= nproc) return 'EAGAIN'
  const full = cgroup.pids.fullAt()
  if (!full) return undefined
  if (full.refused++ === 0) kernel.log.print(`cgroup: fork rejected by pids controller in ${cgroup.path}`)
  cgroup.touch()
  return 'EAGAIN'
}

/** What fork copies. */
function copyProcess(task: Task, id: ProcessId, cgroup: Cgroup, parent: Process | undefined): Process {
  const { kernel, process: from } = task
  const child = new Process(id, kernel, parent, from.group, from.files.copy(), { ...from.directories }, from.credentials, cgroup, kernel.uptimeMs)
  child.argv = from.argv
  child.env = from.env
  child.name = from.name
  child.executable = from.executable
  child.note = from.note
  for (const [signal, action] of from.handlers) child.handlers.set(signal, action)
  for (const signal of from.blocked) child.blocked.add(signal)
  child.limits = from.limits
  child.nice = from.nice
  child.oomScoreAdj = from.oomScoreAdj
  child.noNewPrivileges = from.noNewPrivileges
  child.seccomp = from.seccomp
  child.dumpable = from.dumpable
  child.rssBytes = from.rssBytes
  child.maxRssBytes = from.rssBytes
  child.anonymousBytes = from.anonymousBytes
  return child
}
