import { err, ok } from '../../../base/result.ts'
import type { NamespaceKind, Res } from '../calls.ts'
import type { Credentials } from '../credentials.ts'
import { allCapabilities, capable } from '../credentials.ts'
import type { Directories, Task } from '../task.ts'
import { CgroupNamespace } from './cgroup.ts'
import { IpcNamespace } from './ipc.ts'
import type { Namespaces } from './namespaces.ts'
import { PidNamespace } from './pid.ts'
import { UserNamespace } from './user.ts'

export interface Entered {
  readonly namespaces: Namespaces
  /** Working and root directory, translated into a new mount namespace. */
  readonly directories: Directories
}

/** New namespaces of those kinds beside the current ones (copy_namespaces): EPERM without CAP_SYS_ADMIN, unless a user namespace is among them. */
export function newNamespaces(task: Task, kinds: readonly NamespaceKind[], current: Namespaces, directories: Directories): Res<Entered> {
  if (kinds.length === 0) return ok({ namespaces: current, directories: { ...directories } })
  const { kernel } = task
  const who = task.process.credentials
  const wantsUser = kinds.includes('user')
  if (!wantsUser && !capable(who, 'CAP_SYS_ADMIN', current.user)) return err('EPERM')
  const user = wantsUser ? new UserNamespace(current.user, who.euid) : current.user
  if (wantsUser) kernel.namespaces.add('user', user, current.user)
  const made: { -readonly [K in keyof Namespaces]: Namespaces[K] } = { ...current, user }
  let places = { ...directories }
  for (const kind of kinds) {
    switch (kind) {
      case 'mnt': {
        const copy = current.mnt.copy()
        made.mnt = copy.namespace
        places = { ...places, root: copy.translate(places.root), cwd: copy.translate(places.cwd) }
        break
      }
      case 'uts':
        made.uts = current.uts.copy()
        break
      case 'ipc':
        made.ipc = new IpcNamespace()
        break
      case 'pid':
        made.pid = new PidNamespace(current.pid)
        break
      case 'net':
        made.net = kernel.newNetNamespace(user)
        break
      case 'cgroup':
        made.cgroup = new CgroupNamespace(task.process.cgroup)
        break
      case 'user':
        continue
    }
    kernel.namespaces.add(kind, made[kind], user)
  }
  return ok({ namespaces: made, directories: places })
}

/** Who creates or joins a user namespace has every capability in it, and none outside. */
export function masterOf(user: UserNamespace, who: Credentials): Credentials {
  const { user: _left, ...ids } = who
  return { ...ids, effective: allCapabilities, permitted: allCapabilities, bounding: allCapabilities, ...(user.parent && { user }) }
}
