import type { StringMap } from './common.ts'

/** Query of POST /build (classic builder and BuildKit alike); the body is the context as a tar. Absent means the default. */
export interface BuildQuery {
  readonly dockerfile?: string
  readonly t?: readonly string[]
  readonly extrahosts?: string
  readonly remote?: string
  readonly q?: boolean
  readonly nocache?: boolean
  readonly cachefrom?: readonly string[]
  readonly pull?: string
  readonly rm?: boolean
  readonly forcerm?: boolean
  readonly memory?: number
  readonly memswap?: number
  readonly cpushares?: number
  readonly cpusetcpus?: string
  readonly cpuperiod?: number
  readonly cpuquota?: number
  readonly buildargs?: Readonly<Record<string, string | null>>
  readonly shmsize?: number
  readonly squash?: boolean
  readonly labels?: StringMap
  readonly networkmode?: string
  readonly platform?: string
  readonly target?: string
  readonly outputs?: string
  /** 1 the classic builder, 2 BuildKit. */
  readonly version?: '1' | '2'
  readonly session?: string
  readonly buildid?: string
}

export interface BuildCacheRecord {
  readonly ID: string
  readonly Parents?: readonly string[]
  readonly Type: 'internal' | 'frontend' | 'source.local' | 'source.git.checkout' | 'exec.cachemount' | 'regular'
  readonly Description: string
  readonly InUse: boolean
  readonly Shared: boolean
  readonly Size: number
  readonly CreatedAt: string
  readonly LastUsedAt: string | null
  readonly UsageCount: number
}

export interface BuildPruneReport {
  readonly CachesDeleted: readonly string[] | null
  readonly SpaceReclaimed: number
}
