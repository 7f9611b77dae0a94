import { sha256Hex } from '../../base/sha256.ts'
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
