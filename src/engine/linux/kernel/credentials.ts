import type { UserNamespace } from './namespace/user.ts'

/** Who a process is. Ids are those of the initial user namespace; what the process itself sees, `getcredentials` answers. */
export interface Credentials {
  /** The user namespace its capabilities are for; absent for the initial one. */
  readonly user?: UserNamespace
  readonly uid: number
  readonly euid: number
  readonly suid: number
  readonly gid: number
  readonly egid: number
  readonly sgid: number
  readonly groups: readonly number[]
  readonly effective: ReadonlySet<Capability>
  readonly permitted: ReadonlySet<Capability>
  readonly inheritable: ReadonlySet<Capability>
  readonly bounding: ReadonlySet<Capability>
  readonly ambient: ReadonlySet<Capability>
}

/** capabilities(7), in bit order. */
export const capabilities = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_DAC_READ_SEARCH',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_SETGID',
  'CAP_SETUID',
  'CAP_SETPCAP',
  'CAP_LINUX_IMMUTABLE',
  'CAP_NET_BIND_SERVICE',
  'CAP_NET_BROADCAST',
  'CAP_NET_ADMIN',
  'CAP_NET_RAW',
  'CAP_IPC_LOCK',
  'CAP_IPC_OWNER',
  'CAP_SYS_MODULE',
  'CAP_SYS_RAWIO',
  'CAP_SYS_CHROOT',
  'CAP_SYS_PTRACE',
  'CAP_SYS_PACCT',
  'CAP_SYS_ADMIN',
  'CAP_SYS_BOOT',
  'CAP_SYS_NICE',
  'CAP_SYS_RESOURCE',
  'CAP_SYS_TIME',
  'CAP_SYS_TTY_CONFIG',
  'CAP_MKNOD',
  'CAP_LEASE',
  'CAP_AUDIT_WRITE',
  'CAP_AUDIT_CONTROL',
  'CAP_SETFCAP',
  'CAP_MAC_OVERRIDE',
  'CAP_MAC_ADMIN',
  'CAP_SYSLOG',
  'CAP_WAKE_ALARM',
  'CAP_BLOCK_SUSPEND',
  'CAP_AUDIT_READ',
  'CAP_PERFMON',
  'CAP_BPF',
  'CAP_CHECKPOINT_RESTORE',
] as const

export type Capability = (typeof capabilities)[number]

export const allCapabilities: ReadonlySet<Capability> = new Set(capabilities)
export const noCapabilities: ReadonlySet<Capability> = new Set()

/** Root of a host: every capability. */
export const rootCredentials: Credentials = {
  uid: 0,
  euid: 0,
  suid: 0,
  gid: 0,
  egid: 0,
  sgid: 0,
  groups: [0],
  effective: allCapabilities,
  permitted: allCapabilities,
  inheritable: noCapabilities,
  bounding: allCapabilities,
  ambient: noCapabilities,
}

/**
 * Whether somebody's capability counts for what `owner`'s user namespace owns (by default: the whole system). Capabilities reach a namespace and
 * those below it; who created a namespace has every capability in it (cap_capable).
 */
export function capable(who: Credentials, capability: Capability, owner?: UserNamespace): boolean {
  if (who.user === undefined && who.effective.has(capability)) return true
  for (let at = owner; at?.parent; at = at.parent) {
    if (at === who.user) return who.effective.has(capability)
    const ownersParent = at.parent.parent ? at.parent : undefined
    if (ownersParent === who.user && at.ownerUid === who.euid) return true
  }
  return false
}

/** Whether a capability counts for a file: its owner and group must have names in the namespace of the capability (capable_wrt_inode_uidgid). */
export function capableOver(who: Credentials, capability: Capability, file: { readonly uid: number; readonly gid: number }): boolean {
  if (!who.effective.has(capability)) return false
  return !who.user || (who.user.maps('uid', file.uid) && who.user.maps('gid', file.gid))
}

/** The kernel's id of this user's root; undefined when its namespace has none. */
export const rootUid = (who: Credentials): number | undefined => (who.user ? who.user.toGlobal('uid', 0) : 0)

/** Bit mask as /proc/PID/status prints it: 16 hexadecimal digits. */
export function capabilityMask(set: ReadonlySet<Capability>): string {
  let mask = 0n
  capabilities.forEach((name, bit) => {
    if (set.has(name)) mask |= 1n << BigInt(bit)
  })
  return mask.toString(16).padStart(16, '0')
}
