import type { BuildCacheRecord } from './build.ts'
import type { StringMap } from './common.ts'
import type { ContainerSummary } from './container.ts'
import type { ImageSummary } from './image.ts'
import type { SwarmInfo } from './swarm.ts'
import type { Volume } from './volume.ts'

/** GET /version. */
export interface SystemVersion {
  readonly Platform: { readonly Name: string }
  readonly Components: readonly { readonly Name: string; readonly Version: string; readonly Details: StringMap | null }[]
  readonly Version: string
  readonly ApiVersion: string
  readonly MinAPIVersion: string
  readonly GitCommit: string
  readonly GoVersion: string
  readonly Os: string
  readonly Arch: string
  readonly KernelVersion: string
  readonly Experimental?: boolean
  readonly BuildTime: string
}

export interface IndexInfo {
  readonly Mirrors: readonly string[]
  readonly Name: string
  readonly Official: boolean
  readonly Secure: boolean
}

export interface RegistryServiceConfig {
  readonly AllowNondistributableArtifactsCIDRs?: readonly string[] | null
  readonly AllowNondistributableArtifactsHostnames?: readonly string[] | null
  readonly InsecureRegistryCIDRs: readonly string[]
  readonly IndexConfigs: Readonly<Record<string, IndexInfo>>
  readonly Mirrors: readonly string[] | null
}

export interface RuntimeInfo {
  readonly path: string
  readonly runtimeArgs?: readonly string[]
  readonly status?: StringMap
}

export interface Commit {
  readonly ID: string
  /** Until API 1.48. */
  readonly Expected?: string
}

/** GET /info. */
export interface SystemInfo {
  readonly ID: string
  readonly Containers: number
  readonly ContainersRunning: number
  readonly ContainersPaused: number
  readonly ContainersStopped: number
  readonly Images: number
  readonly Driver: string
  readonly DriverStatus: readonly (readonly [string, string])[]
  readonly Plugins: {
    readonly Volume: readonly string[]
    readonly Network: readonly string[]
    readonly Authorization: readonly string[] | null
    readonly Log: readonly string[]
  }
  readonly MemoryLimit: boolean
  readonly SwapLimit: boolean
  readonly KernelMemory?: boolean
  readonly KernelMemoryTCP?: boolean
  readonly CpuCfsPeriod: boolean
  readonly CpuCfsQuota: boolean
  readonly CPUShares: boolean
  readonly CPUSet: boolean
  readonly PidsLimit: boolean
  IPv4Forwarding: boolean
  readonly BridgeNfIptables?: boolean
  BridgeNfIp6tables?: boolean
  readonly Debug: boolean
  readonly NFd: number
  readonly OomKillDisable: boolean
  readonly NGoroutines: number
  readonly SystemTime: string
  readonly LoggingDriver: string
  readonly CgroupDriver: 'systemd' | 'cgroupfs' | 'none'
  readonly CgroupVersion?: '1' | '2'
  readonly NEventsListener: number
  readonly KernelVersion: string
  readonly OperatingSystem: string
  readonly OSVersion: string
  readonly OSType: string
  readonly Architecture: string
  readonly IndexServerAddress: string
  readonly RegistryConfig: RegistryServiceConfig
  readonly NCPU: number
  readonly MemTotal: number
  readonly GenericResources: readonly unknown[] | null
  readonly DockerRootDir: string
  readonly HttpProxy: string
  readonly HttpsProxy: string
  readonly NoProxy: string
  readonly Name: string
  readonly Labels: readonly string[]
  readonly ExperimentalBuild: boolean
  readonly ServerVersion: string
  readonly Runtimes: Readonly<Record<string, RuntimeInfo>>
  readonly DefaultRuntime: string
  readonly Swarm: SwarmInfo
  readonly LiveRestoreEnabled: boolean
  readonly Isolation: string
  readonly InitBinary: string
  readonly ContainerdCommit: Commit
  readonly RuncCommit: Commit
  readonly InitCommit: Commit
  readonly SecurityOptions: readonly string[]
  readonly ProductLicense?: string
  readonly DefaultAddressPools?: readonly { readonly Base: string; readonly Size: number }[]
  readonly FirewallBackend?: { readonly Driver: string; readonly Info?: readonly (readonly [string, string])[] }
  readonly CDISpecDirs: readonly string[] | null
  readonly Containerd?: { readonly Address: string; readonly Namespaces: { readonly Containers: string; readonly Plugins: string } }
  readonly Warnings: readonly string[] | null
}

/** GET /system/df. */
export interface DiskUsage {
  readonly LayersSize: number
  readonly Images: readonly ImageSummary[] | null
  readonly Containers: readonly ContainerSummary[] | null
  readonly Volumes: readonly Volume[] | null
  readonly BuildCache: readonly BuildCacheRecord[] | null
}

/** POST /auth. */
export interface AuthConfig {
  readonly username?: string
  readonly password?: string
  readonly auth?: string
  readonly email?: string
  readonly serveraddress?: string
  readonly identitytoken?: string
  readonly registrytoken?: string
}

export interface AuthResponse {
  readonly IdentityToken: string
  readonly Status: string
}

/** Headers of GET and HEAD /_ping, by their names in lower case. */
export interface Ping {
  'api-version': string
  'builder-version': string
  'docker-experimental': 'true' | 'false'
  readonly ostype: string
  readonly swarm: string
}
