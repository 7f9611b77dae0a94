import { contentDigest } from '../../linux/kernel/fs/archive/digest.ts'
import { TarContent } from '../../linux/kernel/fs/archive/tar-content.ts'
import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { holding, tree } from '../../linux/kernel/fs/tree.ts'
import type { ImageConfig } from '../api/container-config.ts'
import type { ImageConfigFile } from '../oci/image.ts'
import { digestOf } from '../oci/image.ts'

/** An image for a test: its files by layer, its configuration. */
export interface TestImage {
  readonly tags: readonly string[]
  readonly layers: readonly Readonly<Record<string, TreeEntry>>[]
  readonly config: ImageConfig
}

const created = '2025-11-01T10:00:00Z'
const createdMs = 1_761_991_200_000

/** What `docker save` would make of it, to be loaded again. */
export function imageArchive(image: TestImage): TarContent {
  const archives = image.layers.map((files) => new TarContent(tree(files, createdMs), { whiteouts: true }))
  const diffIds = archives.map((archive) => `sha256:${contentDigest(archive)}`)
  const config: ImageConfigFile = {
    architecture: 'amd64',
    config: image.config,
    created,
    history: archives.map((_, index) => ({ created, created_by: `/bin/sh -c #(nop) ADD file:${index} in / ` })),
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: diffIds },
  }
  const text = JSON.stringify(config)
  const id = digestOf(text).slice('sha256:'.length)
  const layerPath = (index: number) => `blobs/sha256/${diffIds[index]?.slice('sha256:'.length)}`
  const manifest = [{ Config: `blobs/sha256/${id}`, RepoTags: image.tags, Layers: archives.map((_, index) => layerPath(index)) }]
  const files: Record<string, TreeEntry> = { [`/blobs/sha256/${id}`]: text, '/manifest.json': JSON.stringify(manifest) }
  archives.forEach((archive, index) => {
    files[`/${layerPath(index)}`] = holding(archive)
  })
  return new TarContent(tree(files, createdMs))
}
