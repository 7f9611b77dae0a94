/** Identity of what is drawn, stable over its life: `host:matrix-01`, `container:matrix-01/3f2a9c…`, `process:matrix-01/4101`. */
export type EntityId = string

export type EntityKind =
  | 'internet'
  | 'service'
  | 'network-link'
  | 'machine'
  | 'hypervisor'
  | 'vm'
  | 'kernel'
  | 'daemon'
  | 'process'
  | 'interface'
  | 'bridge'
  | 'rule'
  | 'port'
  | 'image-store'
  | 'image'
  | 'layer'
  | 'container'
  | 'writable-layer'
  | 'created'
  | 'copied-up'
  | 'whiteout'
  | 'network'
  | 'published'
  | 'volume'
  | 'bind'
  | 'pod'
  | 'object'

export type EntityState = 'running' | 'starting' | 'paused' | 'stopping' | 'stopped' | 'failed' | 'off' | 'idle' | 'pulling'

/** One thing in the picture. `facts` are what the inspector and the outline say of it, in the systems' own words (never translated). */
export interface Entity {
  readonly id: EntityId
  readonly kind: EntityKind
  readonly parent: EntityId | undefined
  /** What it stands on without being inside: a layer on the one below, an image on its topmost layer, a container on its image. */
  readonly on?: EntityId
  /** Order among siblings; ties by id. */
  readonly order: number
  readonly label: string
  readonly sublabel?: string
  readonly state?: EntityState
  readonly facts: Readonly<Record<string, string | number | boolean>>
  /** Virtual time of the last change, for the glow. */
  readonly changedMs: number
}

export type LinkKind =
  | 'cable'
  | 'veth'
  | 'bridge-port'
  | 'publishes'
  | 'joins'
  | 'links-to'
  | 'mounts'
  | 'uses-layer'
  | 'instance-of'
  | 'talks-to'
  | 'child-of'
  | 'pulls'

export interface Link {
  readonly id: string
  readonly kind: LinkKind
  readonly from: EntityId
  readonly to: EntityId
  readonly label?: string
}

export interface Scene {
  readonly atMs: number
  readonly entities: ReadonlyMap<EntityId, Entity>
  readonly links: ReadonlyMap<string, Link>
}

/** A change with both its sides: applying it and then its reverse is the identity. */
export interface Change<T> {
  readonly before: T | undefined
  readonly after: T | undefined
}

export interface SceneDiff {
  readonly fromMs: number
  readonly toMs: number
  readonly entities: readonly Change<Entity>[]
  readonly links: readonly Change<Link>[]
}
