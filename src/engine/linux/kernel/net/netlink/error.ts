import type { Err } from '../../../../base/result.ts'
import { err } from '../../../../base/result.ts'
import type { Fd, Pid } from '../../calls.ts'
import type { Errno } from '../../errno.ts'
import { capableIn } from '../../namespace/capable.ts'
import { NamespaceFile } from '../../namespace/file.ts'
import type { Task } from '../../task.ts'
import { NetNamespace } from '../net-namespace.ts'
import type { NetlinkError, NetlinkRes } from '../netlink-calls.ts'

/** An answer with the kernel's explanation, where it gives one. */
export const refuse = (errno: Errno, message?: string): Err<NetlinkError> => err(message === undefined ? { errno } : { errno, message })

/** Runs a change for a task that may configure the network; EPERM for others. */
export function configuring<T>(task: Task, change: (namespace: NetNamespace) => NetlinkRes<T>): NetlinkRes<T> {
  return capableIn(task, 'net', 'CAP_NET_ADMIN') ? change(task.namespaces.net) : refuse('EPERM')
}

/** The namespace a call names: by a process of the caller's pid namespace, or by a descriptor. */
export function namespaceOf(task: Task, target: { readonly pid: Pid } | { readonly fd: Fd }): NetNamespace | undefined {
  if ('pid' in target) return task.namespaces.pid.tasks.get(target.pid)?.namespaces.net
  const file = task.process.files.get(target.fd)
  const namespace = file.ok && file.value instanceof NamespaceFile ? file.value.namespace : undefined
  return namespace instanceof NetNamespace ? namespace : undefined
}
