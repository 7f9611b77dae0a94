/** Who a process is. Ids are those of its user namespace. */
export interface Credentials {
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

export const capable = (who: Credentials, capability: Capability): boolean => who.effective.has(capability)

/** Bit mask as /proc/PID/status prints it: 16 hexadecimal digits. */
export function capabilityMask(set: ReadonlySet<Capability>): string {
  let mask = 0n
  capabilities.forEach((name, bit) => {
    if (set.has(name)) mask |= 1n << BigInt(bit)
  })
  return mask.toString(16).padStart(16, '0')
}
