import { encode } from '../../base/utf8.ts'
import type { CatalogImage, CatalogRepository } from '../../catalog/image.ts'
import { BytesContent, type Content } from '../../linux/kernel/content.ts'
import { contentDigest } from '../../linux/kernel/fs/archive/digest.ts'
import { CompressedContent, TarContent } from '../../linux/kernel/fs/archive/tar-content.ts'
import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { holding } from '../../linux/kernel/fs/tree.ts'
import { digestOf, mediaTypes } from '../oci/image.ts'
import { blobPath, layerPath, revisionPath, tagPath } from './layout.ts'

interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

/** Blobs of layers that several images share are made once. */
const layerBlobs = new WeakMap<CatalogImage['layers'][number], { readonly blob: Content; readonly digest: string; readonly diffId: string }>()

function layerBlob(layer: CatalogImage['layers'][number]) {
  let made = layerBlobs.get(layer)
  if (!made) {
    const tar = new TarContent(layer.tree, { whiteouts: true })
    const blob = new CompressedContent(tar, layer.compressedBytes)
    made = { blob, digest: `sha256:${contentDigest(blob)}`, diffId: `sha256:${contentDigest(tar)}` }
    layerBlobs.set(layer, made)
  }
  return made
}

/** How images are published: OCI indexes of their platforms, or Docker's manifests alone, as a push makes them. */
export type PublishedForm = 'index' | 'manifest'

/** What a registry keeps on disk for repositories of the catalogue: blobs, manifests, an index per tag. */
export function publishedFiles(repositories: Iterable<CatalogRepository>, form: PublishedForm = 'index'): Record<string, TreeEntry> {
  const files: Record<string, TreeEntry> = {}
  const put = (content: Content | string, digest: string): void => {
    files[blobPath(digest)] = holding(typeof content === 'string' ? new BytesContent(encode(content)) : content)
  }
  for (const repository of repositories) {
    const indexes = new Map<CatalogImage, string>()
    for (const tag of repository.tags) {
      const image = repository.image(tag)
      if (!image) continue
      const known = indexes.get(image) ?? publishImage(repository.name, image, form, put, files)
      indexes.set(image, known)
      files[tagPath(repository.name, tag)] = known
    }
  }
  return files
}

/** Writes an image's parts and answers the digest of what its tags stand for. */
function publishImage(
  name: string,
  image: CatalogImage,
  form: PublishedForm,
  put: (content: Content | string, digest: string) => void,
  files: Record<string, TreeEntry>,
): string {
  const layers = image.layers.map(layerBlob)
  const link = (path: (repository: string, digest: string) => string, digest: string): void => {
    files[path(name, digest)] = digest
  }
  for (const { blob, digest } of layers) {
    put(blob, digest)
    link(layerPath, digest)
  }
  const config = configText(
    image,
    layers.map(({ diffId }) => diffId),
  )
  put(config, digestOf(config))
  link(layerPath, digestOf(config))
  const types =
    form === 'index'
      ? { manifest: mediaTypes.ociManifest, config: mediaTypes.ociConfig, layer: mediaTypes.ociLayer }
      : { manifest: mediaTypes.manifest, config: mediaTypes.config, layer: mediaTypes.layer }
  const descriptors: Descriptor[] = layers.map(({ blob, digest }) => ({ mediaType: types.layer, size: blob.size, digest }))
  const document = {
    schemaVersion: 2,
    mediaType: types.manifest,
    config: { mediaType: types.config, size: encode(config).length, digest: digestOf(config) },
    layers: descriptors,
  }
  // Docker's pushes indent by three.
  const manifest = JSON.stringify(document, undefined, form === 'index' ? undefined : 3)
  put(manifest, digestOf(manifest))
  link(revisionPath, digestOf(manifest))
  if (form === 'manifest') return digestOf(manifest)
  const index = JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.ociIndex,
    manifests: [
      {
        mediaType: mediaTypes.ociManifest,
        digest: digestOf(manifest),
        size: encode(manifest).length,
        platform: { architecture: 'amd64', os: 'linux' },
      },
    ],
  })
  put(index, digestOf(index))
  link(revisionPath, digestOf(index))
  return digestOf(index)
}

/** The image's configuration; the classic builder also left the container it was committed from. */
function configText(image: CatalogImage, diffIds: readonly string[]): string {
  const { config, created, history, dockerVersion } = image
  const rootfs = { type: 'layers', diff_ids: diffIds }
  if (dockerVersion === undefined) return JSON.stringify({ architecture: 'amd64', config, created, history, os: 'linux', rootfs })
  const container = digestOf(`${image.repository} ${created}`).slice('sha256:'.length)
  const last = history.at(-1)?.created_by ?? ''
  return JSON.stringify({
    architecture: 'amd64',
    config,
    container,
    container_config: {
      Hostname: container.slice(0, 12),
      Domainname: '',
      User: '',
      AttachStdin: false,
      AttachStdout: false,
      AttachStderr: false,
      Tty: false,
      OpenStdin: false,
      StdinOnce: false,
      Image: digestOf(last),
      Volumes: null,
      WorkingDir: '',
      Entrypoint: null,
      OnBuild: null,
      Labels: {},
      ...config,
      Cmd: ['/bin/sh', '-c', last.replace('/bin/sh -c ', '')],
    },
    created,
    docker_version: dockerVersion,
    history,
    os: 'linux',
    rootfs,
  })
}
