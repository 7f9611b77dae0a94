import { err, ok } from '../../../base/result.ts'
import type { NamespaceKind, Res, UtsName } from '../calls.ts'
import { capable } from '../credentials.ts'
import type { Handlers } from '../handlers.ts'
import type { Task } from '../task.ts'
import { capableIn } from './capable.ts'
import { masterOf, newNamespaces } from './create.ts'
import { NamespaceFile } from './file.ts'
import type { Namespaces } from './namespaces.ts'
import type { PidNamespace } from './pid.ts'
import type { UserNamespace } from './user.ts'

/** unshare(2), setns(2) and the host name. */
export const namespaceCalls: Handlers<'uname' | 'sethostname' | 'unshare' | 'setns'> = {
  uname: (task): UtsName => ({
    sysname: 'Linux',
    nodename: task.namespaces.uts.nodename,
    release: task.kernel.options.release,
    version: task.kernel.options.version,
    machine: task.kernel.options.machine,
    domainname: task.namespaces.uts.domainname,
  }),

  sethostname: (task, { name }) => {
    if (!capableIn(task, 'uts', 'CAP_SYS_ADMIN')) return err('EPERM')
    if (name.length > 64) return err('EINVAL')
    task.namespaces.uts.nodename = name
    task.kernel.record(task, 'hostname.set', { name })
    return ok(undefined)
  },

  unshare: (task, { namespaces }) => {
    const process = task.process
    if (process.threads.length > 1 && namespaces.includes('user')) return err('EINVAL')
    const current = { ...task.namespaces, pid: process.pidNamespaceForChildren ?? task.namespaces.pid }
    const entered = newNamespaces(task, namespaces, current, process.directories)
    if (!entered.ok) return entered
    const made = entered.value.namespaces
    if (namespaces.includes('pid')) setPidForChildren(task, made.pid)
    process.directories = entered.value.directories
    if (namespaces.includes('user')) process.credentials = masterOf(made.user, process.credentials)
    replaceNamespaces(task, { ...made, pid: task.namespaces.pid })
    return ok(undefined)
  },

  setns: (task, { fd, kind }) => {
    const file = task.process.files.get(fd)
    if (!file.ok) return file
    if (!(file.value instanceof NamespaceFile)) return err('EINVAL')
    if (kind && kind !== file.value.kind) return err('EINVAL')
    return enter(task, file.value)
  },
}

function enter(task: Task, file: NamespaceFile): Res<void> {
  const { process, kernel } = task
  const owner = file.kind === 'user' ? (file.namespace as UserNamespace) : kernel.namespaces.owner(file.namespace)
  if (!capable(process.credentials, 'CAP_SYS_ADMIN', owner)) return err('EPERM')
  if (file.kind !== 'user' && !capableIn(task, 'user', 'CAP_SYS_ADMIN')) return err('EPERM')
  const kind: NamespaceKind = file.kind
  if (kind === 'pid') {
    const target = file.namespace as PidNamespace
    if (!task.namespaces.pid.includes(target)) return err('EINVAL')
    setPidForChildren(task, target)
    return ok(undefined)
  }
  if (kind === 'user') {
    if (file.namespace === task.namespaces.user || process.threads.length > 1) return err('EINVAL')
    process.credentials = masterOf(file.namespace as UserNamespace, process.credentials)
  }
  const entered = { ...task.namespaces, [kind]: file.namespace } as Namespaces
  if (kind === 'mnt') {
    if (process.threads.length > 1) return err('EINVAL')
    process.directories = { ...process.directories, root: entered.mnt.rootRef, cwd: entered.mnt.rootRef }
  }
  replaceNamespaces(task, entered)
  return ok(undefined)
}

function setPidForChildren(task: Task, namespace: PidNamespace): void {
  const { process, kernel } = task
  kernel.namespaces.holdOne(namespace)
  if (process.pidNamespaceForChildren) kernel.namespaces.dropOne(process.pidNamespaceForChildren)
  process.pidNamespaceForChildren = namespace
}

function replaceNamespaces(task: Task, entered: Namespaces): void {
  const old = task.namespaces
  task.kernel.namespaces.hold(entered)
  task.namespaces = entered
  task.kernel.namespaces.drop(old)
}
