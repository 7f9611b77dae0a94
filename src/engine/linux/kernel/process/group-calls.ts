import { err, ok } from '../../../base/result.ts'
import type { Pid, Res } from '../calls.ts'
import type { Handlers } from '../handlers.ts'
import type { Process, Task } from '../task.ts'
import { hangUpIfOrphaned } from './orphans.ts'
import { ProcessGroup, Session } from './session.ts'

/** Process groups and sessions (setpgid(2), setsid(2)). */
export const groupCalls: Handlers<'setpgid' | 'getpgid' | 'setsid' | 'getsid'> = {
  setpgid: (task, { pid, pgid }) => {
    const { process } = task
    const target = pid === 0 ? process : task.namespaces.pid.process(pid)
    if (!target || (target !== process && target.parent !== process)) return err('ESRCH')
    if (pgid < 0) return err('EINVAL')
    if (target.session.id === target.id || target.session !== process.session) return err('EPERM')
    const own = target.id.in(task.namespaces.pid)
    return enterGroup(task, target, pgid === 0 ? own : pgid)
  },

  getpgid: (task, { pid }) => {
    const target = pid === 0 ? task.process : task.namespaces.pid.process(pid)
    return target ? ok(target.group.id.in(task.namespaces.pid)) : err('ESRCH')
  },

  setsid: (task) => {
    const { process, kernel } = task
    if (process.group.id === process.id) return err('EPERM')
    const old = process.group
    const session = new Session(process.id, process)
    join(process, new ProcessGroup(process.id, session))
    hangUpIfOrphaned(kernel, old)
    return ok(process.id.in(task.namespaces.pid))
  },

  getsid: (task, { pid }) => {
    const target = pid === 0 ? task.process : task.namespaces.pid.process(pid)
    return target ? ok(target.session.id.in(task.namespaces.pid)) : err('ESRCH')
  },
}

function enterGroup(task: Task, target: Process, pgid: Pid): Res<void> {
  const { kernel } = task
  if (target.group.id.in(task.namespaces.pid) === pgid) return ok(undefined)
  const old = target.group
  if (target.id.in(task.namespaces.pid) === pgid) join(target, new ProcessGroup(target.id, target.session))
  else {
    const group = findGroup(task, pgid)
    if (!group || group.session !== target.session) return err('EPERM')
    join(target, group)
  }
  hangUpIfOrphaned(kernel, old)
  return ok(undefined)
}

function join(process: Process, group: ProcessGroup): void {
  const old = process.group
  process.group = group
  group.join(process)
  old.leave(process)
}

/** The group of that number as the task sees it. */
export function findGroup(task: Task, pgid: Pid): ProcessGroup | undefined {
  const id = task.namespaces.pid.numbers.get(pgid)
  if (!id) return undefined
  for (const process of task.namespaces.pid.tasks.values()) if (process.process.group.id === id) return process.process.group
  return undefined
}
