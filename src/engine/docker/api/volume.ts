import type { StringMap } from './common.ts'

export interface Volume {
  readonly CreatedAt: string
  readonly Driver: string
  readonly Labels: StringMap | null
  readonly Mountpoint: string
  readonly Name: string
  readonly Options: StringMap | null
  readonly Scope: 'local' | 'global'
  readonly Status?: Readonly<Record<string, unknown>>
  /** Only in /system/df. */
  readonly UsageData?: { readonly RefCount: number; readonly Size: number }
}

export interface VolumeListResponse {
  readonly Volumes: readonly Volume[]
  readonly Warnings: readonly string[] | null
}

/** POST /volumes/create. */
export interface VolumeCreateRequest {
  readonly Name?: string
  readonly Driver?: string
  readonly DriverOpts?: StringMap | null
  readonly Labels?: StringMap | null
}

export interface VolumesPruneReport {
  readonly VolumesDeleted: readonly string[] | null
  readonly SpaceReclaimed: number
}
