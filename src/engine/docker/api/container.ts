import type { Loose, OCIDescriptor, StringMap } from './common.ts'
import type { ContainerConfig } from './container-config.ts'
import type { HostConfig, MountType, PortMap } from './host-config.ts'
import type { EndpointSettings } from './network.ts'

export type ContainerStatus = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead'

/** POST /containers/create. */
export interface ContainerCreateRequest extends Loose<ContainerConfig> {
  readonly HostConfig?: Loose<HostConfig> | null
  readonly NetworkingConfig?: { readonly EndpointsConfig?: Readonly<Record<string, Loose<EndpointSettings> | null>> | null } | null
}

export interface ContainerCreateResponse {
  readonly Id: string
  readonly Warnings: readonly string[]
}

export interface HealthcheckResult {
  readonly Start: string
  readonly End: string
  readonly ExitCode: number
  readonly Output: string
}

export interface Health {
  readonly Status: 'none' | 'starting' | 'healthy' | 'unhealthy'
  readonly FailingStreak: number
  readonly Log: readonly HealthcheckResult[] | null
}

export interface ContainerState {
  readonly Status: ContainerStatus
  readonly Running: boolean
  readonly Paused: boolean
  readonly Restarting: boolean
  readonly OOMKilled: boolean
  readonly Dead: boolean
  readonly Pid: number
  readonly ExitCode: number
  readonly Error: string
  readonly StartedAt: string
  readonly FinishedAt: string
  readonly Health?: Health
}

export interface MountPoint {
  readonly Type: MountType
  readonly Name?: string
  readonly Source: string
  readonly Destination: string
  readonly Driver?: string
  readonly Mode: string
  readonly RW: boolean
  readonly Propagation: string
}

export interface GraphDriverData {
  /** Null before a container's layer exists. */
  readonly Data: StringMap | null
  readonly Name: string
}

export interface NetworkSettings {
  readonly Bridge: string
  readonly SandboxID: string
  readonly SandboxKey: string
  readonly Ports: PortMap
  readonly HairpinMode: boolean
  LinkLocalIPv6Address: string
  LinkLocalIPv6PrefixLen: number
  readonly SecondaryIPAddresses: null
  SecondaryIPv6Addresses: null
  readonly EndpointID: string
  readonly Gateway: string
  GlobalIPv6Address: string
  GlobalIPv6PrefixLen: number
  readonly IPAddress: string
  readonly IPPrefixLen: number
  IPv6Gateway: string
  readonly MacAddress: string
  readonly Networks: Readonly<Record<string, EndpointSettings>>
}

/** GET /containers/{id}/json. */
export interface ContainerInspect {
  readonly Id: string
  readonly Created: string
  readonly Path: string
  readonly Args: readonly string[]
  readonly State: ContainerState
  readonly Image: string
  readonly ResolvConfPath: string
  readonly HostnamePath: string
  readonly HostsPath: string
  readonly LogPath: string
  readonly Name: string
  readonly RestartCount: number
  readonly Driver: string
  readonly Platform: string
  readonly MountLabel: string
  readonly ProcessLabel: string
  readonly AppArmorProfile: string
  readonly ExecIDs: readonly string[] | null
  readonly HostConfig: HostConfig
  readonly GraphDriver: GraphDriverData
  readonly ImageManifestDescriptor?: OCIDescriptor
  readonly SizeRw?: number
  readonly SizeRootFs?: number
  readonly Mounts: readonly MountPoint[]
  readonly Config: ContainerConfig
  readonly NetworkSettings: NetworkSettings
}

export interface Port {
  readonly IP?: string
  readonly PrivatePort: number
  readonly PublicPort?: number
  readonly Type: string
}

/** GET /containers/json. */
export interface ContainerSummary {
  readonly Id: string
  readonly Names: readonly string[]
  readonly Image: string
  readonly ImageID: string
  readonly ImageManifestDescriptor?: OCIDescriptor
  readonly Command: string
  /** Unix seconds. */
  readonly Created: number
  readonly Ports: readonly Port[]
  readonly SizeRw?: number
  readonly SizeRootFs?: number
  readonly Labels: StringMap
  readonly State: ContainerStatus
  readonly Status: string
  readonly HostConfig: { readonly NetworkMode?: string; readonly Annotations?: StringMap }
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, EndpointSettings>> }
  readonly Mounts: readonly MountPoint[]
}

export interface ContainerWaitResponse {
  readonly StatusCode: number
  readonly Error?: { readonly Message: string }
}

/** `condition` of POST /containers/{id}/wait. */
export type WaitCondition = 'not-running' | 'next-exit' | 'removed'

export interface ContainerTopResponse {
  readonly Processes: readonly (readonly string[])[]
  readonly Titles: readonly string[]
}

export interface ContainerUpdateResponse {
  readonly Warnings: readonly string[] | null
}

/** 0 modified, 1 added, 2 deleted. */
export interface FilesystemChange {
  readonly Path: string
  readonly Kind: 0 | 1 | 2
}

/** Base64 JSON in the header `X-Docker-Container-Path-Stat`; `mode` is a Go os.FileMode. */
export interface ContainerPathStat {
  readonly name: string
  readonly size: number
  readonly mode: number
  readonly mtime: string
  readonly linkTarget: string
}

export interface ContainersPruneReport {
  readonly ContainersDeleted: readonly string[] | null
  readonly SpaceReclaimed: number
}
