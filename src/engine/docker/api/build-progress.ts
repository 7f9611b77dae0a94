/**
 * Progress of a build as BuildKit reports it (moby/buildkit client SolveStatus), in `aux` of messages with the id `moby.buildkit.trace`. The real stream
 * carries the same as protobuf. Times are Unix milliseconds.
 */
export interface BuildVertex {
  readonly digest: string
  readonly name: string
  readonly started?: number
  readonly completed?: number
  readonly cached?: boolean
  readonly error?: string
}

/** A part of a vertex: a file that is transferred, a layer that is pulled. */
export interface BuildVertexStatus {
  readonly vertex: string
  readonly id: string
  readonly current: number
  readonly total: number
  readonly timestamp: number
  readonly started?: number
  readonly completed?: number
}

export interface BuildVertexLog {
  readonly vertex: string
  readonly text: string
  readonly timestamp: number
}

export interface BuildWarning {
  readonly vertex: string
  /** `FromAsCasing: 'as' and 'FROM' keywords' casing do not match (line 1)`. */
  readonly short: string
  readonly description: string
  readonly rule: string
  readonly url: string
  readonly line: number
  readonly lastLine: number
}

export interface BuildStatus {
  readonly vertexes?: readonly BuildVertex[]
  readonly statuses?: readonly BuildVertexStatus[]
  readonly logs?: readonly BuildVertexLog[]
  readonly warnings?: readonly BuildWarning[]
}

/** `aux` of the message `moby.image.id`. */
export interface BuildResult {
  readonly ID: string
}

/** `aux` of the message `cais.build.source`: where in the Dockerfile an error is, for the excerpt the client prints. */
export interface BuildErrorSource {
  readonly filename: string
  readonly text: string
  readonly firstLine: number
  readonly lastLine: number
}

export const buildTraceId = 'moby.buildkit.trace'
export const buildImageId = 'moby.image.id'
/** `aux` holds the ID under which GET /build/export/{id} gives the built files once. */
export const buildExportId = 'cais.build.export'
export const buildSourceId = 'cais.build.source'
