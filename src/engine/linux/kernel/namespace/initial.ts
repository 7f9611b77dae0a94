import type { Kernel } from '../kernel.ts'
import { CgroupNamespace } from './cgroup.ts'
import { IpcNamespace } from './ipc.ts'
import type { Namespaces } from './namespaces.ts'
import { PidNamespace } from './pid.ts'
import { UserNamespace } from './user.ts'
import { UtsNamespace } from './uts.ts'

/** What init is born into. */
export function initialNamespaces(kernel: Kernel): Namespaces {
  const user = new UserNamespace(undefined, 0)
  return {
    mnt: kernel.vfs.namespace,
    uts: new UtsNamespace(kernel.hostname, '(none)'),
    ipc: new IpcNamespace(),
    pid: new PidNamespace(undefined),
    net: kernel.newNetNamespace(user),
    user,
    cgroup: new CgroupNamespace(kernel.cgroups.root),
  }
}
