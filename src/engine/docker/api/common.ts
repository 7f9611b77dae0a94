/** Engine API types shared by several endpoint families. Follows moby api/types; field names and order are those of the JSON on the wire. */

/** A client's request body: every field may be absent or null. */
export type Loose<T> = { readonly [K in keyof T]?: T[K] | null }

/** Go's `map[string]string`. */
export type StringMap = Readonly<Record<string, string>>

/** Go's set type `map[string]struct{}`: `{"80/tcp":{}}`. */
export type StringSet = Readonly<Record<string, Readonly<Record<string, never>>>>

/** Body of every error answer. */
export interface ErrorResponse {
  readonly message: string
}

/** `filters` query parameter as new clients send it: `{"name":{"web":true}}`; old ones send `{"name":["web"]}`. */
export type FilterQuery = Readonly<Record<string, Readonly<Record<string, boolean>> | readonly string[]>>

export interface IDResponse {
  readonly Id: string
}

/** Go's zero time as JSON. */
export const zeroTime = '0001-01-01T00:00:00Z'

export interface ErrorDetail {
  readonly code?: number
  readonly message: string
}

export interface ProgressDetail {
  readonly current?: number
  readonly total?: number
  readonly hidecounts?: boolean
  readonly units?: string
}

/** One line of the streams of pull, push, load, import and build (jsonmessage.JSONMessage). */
export interface JSONMessage {
  readonly stream?: string
  readonly status?: string
  readonly progressDetail?: ProgressDetail
  /** Progress bar drawn by the daemon, for old clients. */
  readonly progress?: string
  readonly id?: string
  readonly from?: string
  readonly errorDetail?: ErrorDetail
  readonly error?: string
  readonly aux?: unknown
}

export interface OCIPlatform {
  readonly architecture: string
  readonly os: string
  readonly 'os.version'?: string
  readonly 'os.features'?: readonly string[]
  readonly variant?: string
}

export interface OCIDescriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
  readonly urls?: readonly string[]
  readonly annotations?: StringMap
  readonly platform?: OCIPlatform
  readonly artifactType?: string
}
