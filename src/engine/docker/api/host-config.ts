import type { StringMap } from './common.ts'

export interface PortBinding {
  readonly HostIp: string
  readonly HostPort: string
}

/** Keys are `80/tcp`; null is exposed but not published. */
export type PortMap = Readonly<Record<string, readonly PortBinding[] | null>>

export type RestartPolicyName = '' | 'no' | 'always' | 'unless-stopped' | 'on-failure'

export interface RestartPolicy {
  readonly Name: RestartPolicyName
  readonly MaximumRetryCount: number
}

export interface LogConfig {
  readonly Type: string
  readonly Config: StringMap
}

export interface Ulimit {
  readonly Name: string
  readonly Hard: number
  readonly Soft: number
}

export interface DeviceMapping {
  readonly PathOnHost: string
  readonly PathInContainer: string
  readonly CgroupPermissions: string
}

export interface DeviceRequest {
  readonly Driver: string
  readonly Count: number
  readonly DeviceIDs: readonly string[] | null
  readonly Capabilities: readonly (readonly string[])[] | null
  readonly Options: StringMap | null
}

export interface ThrottleDevice {
  readonly Path: string
  readonly Rate: number
}

export interface WeightDevice {
  readonly Path: string
  readonly Weight: number
}

export type MountType = 'bind' | 'volume' | 'tmpfs' | 'image' | 'npipe' | 'cluster'

export interface BindOptions {
  readonly Propagation?: string
  readonly NonRecursive?: boolean
  readonly CreateMountpoint?: boolean
  readonly ReadOnlyNonRecursive?: boolean
  readonly ReadOnlyForceRecursive?: boolean
}

export interface VolumeOptions {
  readonly NoCopy?: boolean
  readonly Labels?: StringMap
  readonly Subpath?: string
  readonly DriverConfig?: { readonly Name?: string; readonly Options?: StringMap }
}

export interface TmpfsOptions {
  readonly SizeBytes?: number
  readonly Mode?: number
  readonly Options?: readonly (readonly string[])[]
}

/** `--mount`. */
export interface Mount {
  readonly Type: MountType
  readonly Source?: string
  readonly Target: string
  readonly ReadOnly?: boolean
  readonly Consistency?: string
  readonly BindOptions?: BindOptions
  readonly VolumeOptions?: VolumeOptions
  readonly ImageOptions?: { readonly Subpath?: string }
  readonly TmpfsOptions?: TmpfsOptions
  readonly ClusterOptions?: Readonly<Record<string, never>>
}

/** Limits of the control group and what else `update` changes. Bytes, microseconds, 1e-9 CPUs. */
export interface Resources {
  readonly CpuShares: number
  readonly Memory: number
  readonly NanoCpus: number
  readonly CgroupParent: string
  readonly BlkioWeight: number
  readonly BlkioWeightDevice: readonly WeightDevice[] | null
  readonly BlkioDeviceReadBps: readonly ThrottleDevice[] | null
  readonly BlkioDeviceWriteBps: readonly ThrottleDevice[] | null
  readonly BlkioDeviceReadIOps: readonly ThrottleDevice[] | null
  readonly BlkioDeviceWriteIOps: readonly ThrottleDevice[] | null
  readonly CpuPeriod: number
  readonly CpuQuota: number
  readonly CpuRealtimePeriod: number
  readonly CpuRealtimeRuntime: number
  readonly CpusetCpus: string
  readonly CpusetMems: string
  readonly Devices: readonly DeviceMapping[] | null
  readonly DeviceCgroupRules: readonly string[] | null
  readonly DeviceRequests: readonly DeviceRequest[] | null
  readonly MemoryReservation: number
  /** Memory plus swap; -1 unlimited. */
  readonly MemorySwap: number
  readonly MemorySwappiness: number | null
  readonly OomKillDisable: boolean | null
  readonly PidsLimit: number | null
  readonly Ulimits: readonly Ulimit[] | null
  readonly CpuCount: number
  readonly CpuPercent: number
  readonly IOMaximumIOps: number
  readonly IOMaximumBandwidth: number
}

/** What of a container belongs to its host (container.HostConfig). */
export interface HostConfig extends Resources {
  readonly Binds: readonly string[] | null
  readonly ContainerIDFile: string
  readonly LogConfig: LogConfig
  readonly NetworkMode: string
  readonly PortBindings: PortMap | null
  readonly RestartPolicy: RestartPolicy
  readonly AutoRemove: boolean
  readonly VolumeDriver: string
  readonly VolumesFrom: readonly string[] | null
  /** Rows, columns. */
  readonly ConsoleSize: readonly [number, number]
  readonly Annotations?: StringMap
  readonly CapAdd: readonly string[] | null
  readonly CapDrop: readonly string[] | null
  readonly CgroupnsMode: '' | 'private' | 'host'
  readonly Dns: readonly string[] | null
  readonly DnsOptions: readonly string[] | null
  readonly DnsSearch: readonly string[] | null
  readonly ExtraHosts: readonly string[] | null
  readonly GroupAdd: readonly string[] | null
  readonly IpcMode: string
  readonly Cgroup: string
  readonly Links: readonly string[] | null
  readonly OomScoreAdj: number
  readonly PidMode: string
  readonly Privileged: boolean
  readonly PublishAllPorts: boolean
  readonly ReadonlyRootfs: boolean
  readonly SecurityOpt: readonly string[] | null
  readonly StorageOpt?: StringMap
  readonly Tmpfs?: StringMap
  readonly UTSMode: string
  readonly UsernsMode: string
  readonly ShmSize: number
  readonly Sysctls?: StringMap
  readonly Runtime?: string
  readonly Isolation: string
  readonly Mounts?: readonly Mount[]
  readonly MaskedPaths: readonly string[] | null
  readonly ReadonlyPaths: readonly string[] | null
  readonly Init?: boolean
}

/** POST /containers/{id}/update. */
export interface ContainerUpdateConfig extends Resources {
  readonly RestartPolicy: RestartPolicy
}
