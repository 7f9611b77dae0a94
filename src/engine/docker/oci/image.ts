import { sha256Hex } from '../../base/sha256.ts'
import type { TreeDirectory } from '../../linux/kernel/fs/tree.ts'
import type { OCIDescriptor } from '../api/common.ts'
import type { ContainerConfig, ImageConfig } from '../api/container-config.ts'

/** One step of how an image was made. */
export interface HistoryEntry {
  readonly created?: string
  readonly author?: string
  readonly created_by?: string
  readonly comment?: string
  readonly empty_layer?: boolean
}

/** An image's configuration: the JSON whose digest is the image's id (OCI image-spec config.md with Docker's own fields). */
export interface ImageConfigFile {
  readonly architecture: string
  readonly author?: string
  readonly comment?: string
  readonly config?: ImageConfig | ContainerConfig | null
  readonly container?: string
  readonly container_config?: ContainerConfig
  readonly created?: string
  readonly docker_version?: string
  readonly history?: readonly HistoryEntry[]
  readonly os: string
  readonly 'os.version'?: string
  readonly rootfs: { readonly type: 'layers'; readonly diff_ids: readonly string[] }
  readonly variant?: string
}

export const mediaTypes = {
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
  manifestList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  config: 'application/vnd.docker.container.image.v1+json',
  layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociConfig: 'application/vnd.oci.image.config.v1+json',
  ociLayer: 'application/vnd.oci.image.layer.v1.tar+gzip',
} as const

export interface Manifest {
  readonly schemaVersion: 2
  readonly mediaType: string
  readonly config: OCIDescriptor
  readonly layers: readonly OCIDescriptor[]
}

/** A manifest list, or OCI index: the same image for several platforms. */
export interface ManifestIndex {
  readonly schemaVersion: 2
  readonly mediaType: string
  readonly manifests: readonly OCIDescriptor[]
}

export const isIndex = (document: Manifest | ManifestIndex): document is ManifestIndex => 'manifests' in document

export const digestOf = (data: string | Uint8Array): string => `sha256:${sha256Hex(data)}`

/** identity.ChainID: what a stack of layers is called, given the one below and the diff id on top. */
export const chainId = (parent: string | undefined, diffId: string): string => (parent === undefined ? diffId : digestOf(`${parent} ${diffId}`))

/** A layer of the catalogue: its files, and the size of the compressed blob that a registry publishes. Shared by all images that have it. */
export interface CatalogLayer {
  readonly tree: TreeDirectory
  readonly compressedBytes: number
}

/**
 * An image as the catalogue describes it. A registry makes manifest, configuration and blobs of it when somebody asks. `history` has one
 * entry for each layer, in order, and `empty_layer` ones between them.
 */
export interface CatalogImage {
  /** `library/nginx`, `grafana/grafana`. */
  readonly repository: string
  readonly config: ImageConfig
  readonly history: readonly HistoryEntry[]
  readonly layers: readonly CatalogLayer[]
  /** RFC 3339. */
  readonly created: string
  /** `amd64` unless told. */
  readonly architecture?: string
  readonly author?: string
  readonly dockerVersion?: string
}

/** What a registry knows: thousands of images, each made when asked for. Answers are remembered by the asker, so they may be built anew. */
export interface ImageCatalog {
  /** Every repository, in no particular order. */
  repositories(): Iterable<CatalogRepository>
  repository(name: string): CatalogRepository | undefined
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
