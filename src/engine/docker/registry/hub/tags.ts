import { parseRfc3339 } from '../../../base/calendar.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { readFile } from '../../../linux/libc/stdio.ts'
import { namesIn, readJson } from '../../oci/files.ts'
import { type ImageConfigFile, isIndex, type Manifest, type ManifestIndex } from '../../oci/image.ts'
import { blobPath, tagPath, tagsFolder } from '../layout.ts'
import type { HubRepository } from './records.ts'

/** What a repository's page says of a tag. */
export interface TagDetail {
  readonly tag: string
  readonly digest: string
  /** Of the layers as they travel, compressed. */
  readonly bytes: number
  readonly pushedMs: number
  readonly platform: string
}

/** The tags of a repository, latest push first. */
export function* tagDetails(repository: HubRepository): Sys<readonly TagDetail[]> {
  const out: TagDetail[] = []
  for (const tag of yield* namesIn(tagsFolder(repository.name))) {
    const link = yield* readFile(tagPath(repository.name, tag))
    if (!link.ok) continue
    const digest = link.value.trim()
    const manifest = yield* ownManifest(digest)
    if (!manifest) continue
    const config = yield* readJson<ImageConfigFile>(blobPath(manifest.config.digest))
    const bytes = manifest.layers.reduce((sum, layer) => sum + layer.size, 0)
    const pushedMs = repository.pushedMs[tag] ?? parseRfc3339(config?.created ?? '') ?? repository.createdMs
    out.push({ tag, digest, bytes, pushedMs, platform: `${config?.os ?? 'linux'}/${config?.architecture ?? 'amd64'}` })
  }
  return out.sort((a, b) => b.pushedMs - a.pushedMs)
}

/** The manifest itself, or the first one of an index. */
function* ownManifest(digest: string): Sys<Manifest | undefined> {
  const document = yield* readJson<Manifest | ManifestIndex>(blobPath(digest))
  if (!document || !isIndex(document)) return document
  const [first] = document.manifests
  const inner = first && (yield* readJson<Manifest | ManifestIndex>(blobPath(first.digest)))
  return inner && !isIndex(inner) ? inner : undefined
}
