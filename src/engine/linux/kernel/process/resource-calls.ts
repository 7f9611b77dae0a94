import { err, ok } from '../../../base/result.ts'
import { capable } from '../credentials.ts'
import type { Handlers } from '../handlers.ts'
import type { Process, Task } from '../task.ts'
import { usageOf } from './wait4.ts'

/** Limits, usage and priority: prlimit(2), getrusage(2), setpriority(2). */
export const resourceCalls: Handlers<'prlimit' | 'getrusage' | 'setpriority'> = {
  prlimit: (task, { pid, resource, set }) => {
    const target = targetOf(task, pid)
    if (!target) return err('ESRCH')
    if (target !== task.process && !mayManage(task, target)) return err('EPERM')
    const old = target.limits.get(resource) ?? { soft: Number.POSITIVE_INFINITY, hard: Number.POSITIVE_INFINITY }
    if (!set) return ok(old)
    if (set.soft > set.hard) return err('EINVAL')
    if (set.hard > old.hard && !capable(task.process.credentials, 'CAP_SYS_RESOURCE')) return err('EPERM')
    target.limits = new Map([...target.limits, [resource, { soft: set.soft, hard: set.hard }]])
    if (resource === 'nofile') target.files.limit = set.soft
    return ok(old)
  },

  getrusage: (task, { children }) => {
    const { process } = task
    if (children) return { userMs: process.childrenUserMs, systemMs: process.childrenSystemMs, maxRssBytes: process.childrenMaxRssBytes }
    const all = usageOf(process)
    return { userMs: process.userMs, systemMs: process.systemMs, maxRssBytes: all.maxRssBytes }
  },

  setpriority: (task, { pid, nice }) => {
    const target = targetOf(task, pid)
    if (!target) return err('ESRCH')
    if (target !== task.process && !mayManage(task, target)) return err('EPERM')
    const wanted = Math.max(-20, Math.min(19, Math.trunc(nice)))
    if (wanted < target.nice && !capable(task.process.credentials, 'CAP_SYS_NICE')) return err('EACCES')
    const bursts = task.kernel.cpus.takeOut(target.threads)
    target.nice = wanted
    for (const burst of bursts) task.kernel.cpus.resume(burst)
    return ok(undefined)
  },
}

const targetOf = (task: Task, pid: number | undefined): Process | undefined => (pid ? task.namespaces.pid.process(pid) : task.process)

const mayManage = (task: Task, target: Process): boolean => {
  const who = task.process.credentials
  return who.euid === target.credentials.uid || capable(who, 'CAP_SYS_RESOURCE') || capable(who, 'CAP_SYS_NICE')
}
