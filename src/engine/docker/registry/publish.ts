import { encode } from '../../base/utf8.ts'
import type { CatalogImage, CatalogRepository } from '../../catalog/image.ts'
import { BytesContent, type Content } from '../../linux/kernel/content.ts'
import { contentDigest } from '../../linux/kernel/fs/archive/digest.ts'
import { CompressedContent, TarContent } from '../../linux/kernel/fs/archive/tar-content.ts'
import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { holding } from '../../linux/kernel/fs/tree.ts'
import { digestOf, mediaTypes } from '../oci/image.ts'
import { blobPath, manifestTypePath, tagPath } from './layout.ts'

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

/** What a registry keeps on disk for repositories of the catalogue: blobs, manifests, an index per tag. */
export function publishedFiles(repositories: Iterable<CatalogRepository>): Record<string, TreeEntry> {
  const files: Record<string, TreeEntry> = {}
  const put = (content: Content | string, digest: string): void => {
    files[blobPath(digest)] = holding(typeof content === 'string' ? new BytesContent(encode(content)) : content)
  }
  for (const repository of repositories) {
    const indexes = new Map<CatalogImage, string>()
    for (const tag of repository.tags) {
      const image = repository.image(tag)
      if (!image) continue
      const known = indexes.get(image) ?? publishImage(repository.name, image, put, files)
      indexes.set(image, known)
      files[tagPath(repository.name, tag)] = known
    }
  }
  return files
}

/** Writes an image's parts and answers the digest of its index. */
function publishImage(
  name: string,
  image: CatalogImage,
  put: (content: Content | string, digest: string) => void,
  files: Record<string, TreeEntry>,
): string {
  const layers = image.layers.map(layerBlob)
  for (const { blob, digest } of layers) put(blob, digest)
  const config = JSON.stringify({
    architecture: 'amd64',
    config: image.config,
    created: image.created,
    history: image.history,
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
  })
  put(config, digestOf(config))
  const descriptors: Descriptor[] = layers.map(({ blob, digest }) => ({ mediaType: mediaTypes.ociLayer, digest, size: blob.size }))
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: { mediaType: mediaTypes.ociConfig, digest: digestOf(config), size: encode(config).length },
    layers: descriptors,
  })
  put(manifest, digestOf(manifest))
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
  files[manifestTypePath(name, digestOf(manifest))] = mediaTypes.ociManifest
  files[manifestTypePath(name, digestOf(index))] = mediaTypes.ociIndex
  return digestOf(index)
}
