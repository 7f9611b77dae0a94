import type { TreeDirectory } from '../linux/kernel/fs/tree.ts'

/** What an image tells a runtime to do with it: the `config` of its configuration file, in Docker's spelling. */
export interface ImageSettings {
  readonly User?: string
  readonly ExposedPorts?: Readonly<Record<string, Record<string, never>>>
  readonly Env?: string[]
  readonly Entrypoint?: string[]
  readonly Cmd?: string[]
  readonly Volumes?: Readonly<Record<string, Record<string, never>>>
  readonly WorkingDir?: string
  readonly Labels?: Readonly<Record<string, string>>
  readonly StopSignal?: string
}

/** One step of how an image was made. */
export interface ImageHistory {
  readonly created: string
  readonly created_by: string
  readonly comment?: string
  readonly empty_layer?: boolean
}

/** A layer: its files, and the size of the compressed blob that a registry publishes. Shared by all images that have it. */
export interface CatalogLayer {
  readonly tree: TreeDirectory
  readonly compressedBytes: number
}

/** An image as the catalogue describes it; a registry makes manifest, configuration and blobs of it when somebody asks. */
export interface CatalogImage {
  /** `library/nginx`. */
  readonly repository: string
  readonly config: ImageSettings
  readonly history: readonly ImageHistory[]
  readonly layers: readonly CatalogLayer[]
  /** RFC 3339. */
  readonly created: string
  /** The daemon whose classic builder made it; images of BuildKit have none. */
  readonly dockerVersion?: string
}

export interface CatalogRepository {
  readonly name: string
  readonly description: string
  readonly stars: number
  readonly official: boolean
  /** Newest first; several may name one image. */
  readonly tags: readonly string[]
  image(tag: string): CatalogImage | undefined
}

/** A step of an image being written down: a line of its Dockerfile, with the layer it makes, if it makes one. */
export interface ImageStep {
  readonly by: string
  readonly layer?: CatalogLayer
  /** `buildkit.dockerfile.v0` for images built with BuildKit. */
  readonly comment?: string
}

/** Puts an image together from the steps of its Dockerfile, all of one moment. */
export function imageOf(repository: string, created: string, config: ImageSettings, steps: readonly ImageStep[], base?: CatalogImage): CatalogImage {
  const history = steps.map(({ by, layer, comment }) => ({
    created,
    created_by: by,
    ...(comment && { comment }),
    ...(!layer && { empty_layer: true }),
  }))
  return {
    repository,
    config,
    created,
    history: [...(base?.history ?? []), ...history],
    layers: [...(base?.layers ?? []), ...steps.flatMap(({ layer }) => (layer ? [layer] : []))],
  }
}
