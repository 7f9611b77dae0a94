import type { MountNamespace } from '../fs/mount.ts'
import type { NetNamespace } from '../net/net-namespace.ts'
import type { CgroupNamespace } from './cgroup.ts'
import type { IpcNamespace } from './ipc.ts'
import type { PidNamespace } from './pid.ts'
import type { UserNamespace } from './user.ts'
import type { UtsNamespace } from './uts.ts'

/** The namespaces a task is in (nsproxy, with its pid and user namespace). Replaced as a whole when one of them changes. */
export interface Namespaces {
  readonly mnt: MountNamespace
  readonly uts: UtsNamespace
  readonly ipc: IpcNamespace
  readonly pid: PidNamespace
  readonly net: NetNamespace
  readonly user: UserNamespace
  readonly cgroup: CgroupNamespace
}
