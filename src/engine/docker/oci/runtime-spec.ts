/**
 * The OCI runtime specification's config.json and state (opencontainers/runtime-spec specs-go), as far as Docker writes it and runc acts on it.
 * Leaves out: seccomp beyond lists of denied calls, Windows, Solaris, VM, intelRdt, personality.
 */
export interface RuntimeSpec {
  readonly ociVersion: string
  readonly process: SpecProcess
  readonly root: { readonly path: string; readonly readonly?: boolean }
  readonly hostname?: string
  readonly domainname?: string
  readonly mounts: readonly SpecMount[]
  readonly hooks?: Readonly<Record<string, readonly SpecHook[]>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly linux: SpecLinux
}

export interface SpecProcess {
  readonly terminal?: boolean
  readonly consoleSize?: { readonly height: number; readonly width: number }
  readonly user: { readonly uid: number; readonly gid: number; readonly additionalGids?: readonly number[]; readonly umask?: number }
  readonly args: readonly string[]
  readonly env: readonly string[]
  readonly cwd: string
  readonly capabilities?: SpecCapabilities
  readonly rlimits?: readonly { readonly type: string; readonly hard: number; readonly soft: number }[]
  readonly noNewPrivileges?: boolean
  readonly apparmorProfile?: string
  readonly oomScoreAdj?: number
}

export interface SpecCapabilities {
  readonly bounding?: readonly string[]
  readonly effective?: readonly string[]
  readonly permitted?: readonly string[]
  readonly inheritable?: readonly string[]
  readonly ambient?: readonly string[]
}

export interface SpecMount {
  readonly destination: string
  readonly type: string
  readonly source: string
  readonly options?: readonly string[]
}

export interface SpecHook {
  readonly path: string
  readonly args?: readonly string[]
  readonly env?: readonly string[]
}

export type SpecNamespaceType = 'pid' | 'network' | 'mount' | 'ipc' | 'uts' | 'user' | 'cgroup'

export interface SpecNamespace {
  readonly type: SpecNamespaceType
  /** Join this one instead of a new one. */
  readonly path?: string
}

export interface SpecDevice {
  readonly path: string
  readonly type: 'c' | 'b' | 'p'
  readonly major: number
  readonly minor: number
  readonly fileMode?: number
  readonly uid?: number
  readonly gid?: number
}

export interface SpecResources {
  readonly devices?: readonly {
    readonly allow: boolean
    readonly type?: string
    readonly major?: number
    readonly minor?: number
    readonly access?: string
  }[]
  readonly memory?: SpecMemory
  readonly cpu?: SpecCpu
  readonly pids?: { readonly limit: number }
  readonly blockIO?: SpecBlockIO
}

/** Bytes; -1 lifts a limit. */
export interface SpecMemory {
  readonly limit?: number
  readonly reservation?: number
  /** Memory plus swap. */
  readonly swap?: number
  readonly swappiness?: number
  readonly disableOOMKiller?: boolean
}

export interface SpecCpu {
  readonly shares?: number
  readonly quota?: number
  readonly period?: number
  readonly realtimeRuntime?: number
  readonly realtimePeriod?: number
  readonly cpus?: string
  readonly mems?: string
}

export interface SpecThrottle {
  readonly major: number
  readonly minor: number
  readonly rate: number
}

export interface SpecBlockIO {
  readonly weight?: number
  readonly throttleReadBpsDevice?: readonly SpecThrottle[]
  readonly throttleWriteBpsDevice?: readonly SpecThrottle[]
  readonly throttleReadIOPSDevice?: readonly SpecThrottle[]
  readonly throttleWriteIOPSDevice?: readonly SpecThrottle[]
}

/** Calls not named are let through. */
export interface SpecSeccomp {
  readonly defaultAction: 'SCMP_ACT_ALLOW'
  readonly syscalls: readonly { readonly names: readonly string[]; readonly action: 'SCMP_ACT_ERRNO' }[]
}

export interface SpecLinux {
  readonly sysctl?: Readonly<Record<string, string>>
  readonly resources?: SpecResources
  /** systemd driver: `slice:prefix:name`; cgroupfs driver: `/docker/ID`. */
  readonly cgroupsPath?: string
  readonly namespaces: readonly SpecNamespace[]
  readonly devices?: readonly SpecDevice[]
  readonly seccomp?: SpecSeccomp
  readonly rootfsPropagation?: string
  readonly maskedPaths?: readonly string[]
  readonly readonlyPaths?: readonly string[]
  readonly mountLabel?: string
}

/** `runc state`. */
export interface RuntimeState {
  readonly ociVersion: string
  readonly id: string
  readonly pid: number
  readonly status: 'creating' | 'created' | 'running' | 'stopped' | 'paused'
  readonly bundle: string
  readonly rootfs: string
  readonly created: string
  readonly owner: string
}
