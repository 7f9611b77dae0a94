import type { Sys } from '../../../linux/kernel/calls.ts'
import { readFile, writeFile } from '../../../linux/libc/stdio.ts'
import { mkdirAll, readJson } from '../../oci/files.ts'

/** Where a layer was seen: the digest of its compressed blob, and the repository. */
interface BlobSource {
  readonly Digest: string
  readonly SourceRepository: string
}

/** What compressed blobs unpack to, and where layers came from: image/overlay2/distribution (moby distribution/metadata). */
export class DistributionMetadata {
  constructor(private readonly root: string) {}

  private diffIdPath(digest: string): string {
    return `${this.root}/diffid-by-digest/${digest.replace(':', '/')}`
  }

  private sourcesPath(diffId: string): string {
    return `${this.root}/v2metadata-by-diffid/${diffId.replace(':', '/')}`
  }

  *diffIdOf(digest: string): Sys<string | undefined> {
    const text = yield* readFile(this.diffIdPath(digest))
    return text.ok ? text.value : undefined
  }

  *sourcesOf(diffId: string): Sys<readonly BlobSource[]> {
    return (yield* readJson<readonly BlobSource[]>(this.sourcesPath(diffId))) ?? []
  }

  *add(diffId: string, digest: string, repository: string): Sys<void> {
    for (const path of [this.diffIdPath(digest), this.sourcesPath(diffId)]) yield* mkdirAll(path.slice(0, path.lastIndexOf('/')), 0o755)
    yield* writeFile(this.diffIdPath(digest), diffId)
    const others = (yield* this.sourcesOf(diffId)).filter((one) => one.Digest !== digest || one.SourceRepository !== repository)
    yield* writeFile(this.sourcesPath(diffId), JSON.stringify([...others, { Digest: digest, SourceRepository: repository }]))
  }
}
