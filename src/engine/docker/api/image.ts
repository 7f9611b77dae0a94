import type { OCIDescriptor, OCIPlatform, StringMap } from './common.ts'
import type { GraphDriverData } from './container.ts'
import type { ContainerConfig, ImageConfig } from './container-config.ts'

/** GET /images/json. -1 stands for not computed. */
export interface ImageSummary {
  readonly Containers: number
  /** Unix seconds. */
  readonly Created: number
  readonly Id: string
  readonly Labels: StringMap | null
  readonly ParentId: string
  readonly Descriptor?: OCIDescriptor
  readonly RepoDigests: readonly string[] | null
  readonly RepoTags: readonly string[] | null
  readonly SharedSize: number
  readonly Size: number
  /** Until API 1.43. */
  readonly VirtualSize?: number
}

export interface RootFS {
  readonly Type: string
  readonly Layers?: readonly string[]
}

/** GET /images/{name}/json. */
export interface ImageInspect {
  readonly Id: string
  readonly RepoTags: readonly string[]
  readonly RepoDigests: readonly string[]
  readonly Parent: string
  readonly Comment: string
  readonly Created?: string
  /** Until API 1.44 (26.1 has both). */
  readonly Container?: string
  readonly ContainerConfig?: ContainerConfig
  readonly DockerVersion: string
  readonly Author: string
  readonly Architecture: string
  readonly Variant?: string
  readonly Os: string
  readonly OsVersion?: string
  readonly Size: number
  readonly VirtualSize?: number
  readonly GraphDriver: GraphDriverData
  readonly RootFS: RootFS
  readonly Metadata: { readonly LastTagTime: string }
  readonly Config: ImageConfig | ContainerConfig | null
}

/** GET /images/{name}/history. */
export interface ImageHistoryItem {
  readonly Comment: string
  readonly Created: number
  readonly CreatedBy: string
  readonly Id: string
  readonly Size: number
  readonly Tags: readonly string[] | null
}

/** DELETE /images/{name} and prunes. */
export interface ImageDeleteItem {
  readonly Untagged?: string
  readonly Deleted?: string
}

export interface ImagesPruneReport {
  readonly ImagesDeleted: readonly ImageDeleteItem[] | null
  readonly SpaceReclaimed: number
}

/** GET /images/search. */
export interface SearchResult {
  readonly star_count: number
  readonly is_official: boolean
  readonly name: string
  readonly is_automated: boolean
  readonly description: string
}

/** GET /distribution/{name}/json. */
export interface DistributionInspect {
  readonly Descriptor: OCIDescriptor
  readonly Platforms: readonly OCIPlatform[]
}

/** `aux` of a push. */
export interface PushResult {
  readonly Tag: string
  readonly Digest: string
  readonly Size: number
}
