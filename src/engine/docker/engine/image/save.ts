import type { Sys } from '../../../linux/kernel/calls.ts'
import { O } from '../../../linux/kernel/calls.ts'
import { writeFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import type { Reference } from '../../api/reference.ts'
import { familiarText, parseReference, referenceText, withDefaultTag } from '../../api/reference.ts'
import { mkdirAll, removeAll } from '../../oci/files.ts'
import { digestOf, mediaTypes } from '../../oci/image.ts'
import type { Daemon } from '../daemon.ts'
import { internal } from '../errdefs.ts'
import type { ApiExchange } from '../http/api-exchange.ts'
import { randomId } from '../ids.ts'
import { logImageEvent } from './delete.ts'
import type { Image } from './image-store.ts'
import type { SavedImage } from './load.ts'

/** GET /images/get: an OCI layout that is also an old docker archive (moby image/tarexport/save.go). */
interface Chosen {
  readonly image: Image
  readonly references: readonly Reference[]
}

export function* saveImages(api: ApiExchange, names: readonly string[]): Sys<void> {
  const { daemon } = api
  const chosen = choose(daemon, names)
  const directory = `${daemon.config.dataRoot}/tmp/docker-export-${(yield* randomId()).slice(0, 9)}`
  yield* mkdirAll(`${directory}/blobs/sha256`, 0o755)
  yield* layOut(daemon, directory, chosen)
  const archive = `${directory}.tar`
  const packed = yield* sys.pack({ directory, archive })
  yield* removeAll(directory)
  if (!packed.ok) throw internal('archive/tar: write too long')
  for (const { image } of chosen) yield* logImageEvent(daemon, image, 'save', image.id)
  yield* sendArchive(api, archive, 'application/x-tar')
}

/** Sends a file as the answer, then removes it. */
export function* sendArchive(api: ApiExchange, path: string, contentType: string, headers: readonly (readonly [string, string])[] = []): Sys<void> {
  const fd = yield* sys.open({ path, flags: O.RDONLY | O.CLOEXEC })
  if (!fd.ok) throw internal(`open ${path}: no such file or directory`)
  const stat = yield* sys.fstat({ fd: fd.value })
  const size = stat.ok ? stat.value.size : 0
  const writer = yield* api.begin(200, [['Content-Type', contentType], ...headers, ['Content-Length', String(size)]])
  yield* writer.sendFrom(fd.value, size)
  yield* writer.end()
  yield* sys.close({ fd: fd.value })
  yield* sys.unlink({ path })
}

/** Images in the order asked for; a bare name means all of its tags. */
function choose(daemon: Daemon, names: readonly string[]): readonly Chosen[] {
  const chosen = new Map<string, { image: Image; references: Reference[] }>()
  const add = (image: Image, reference?: Reference) => {
    const entry = chosen.get(image.id) ?? { image, references: [] }
    chosen.set(image.id, entry)
    if (reference && !entry.references.some((one) => familiarText(one) === familiarText(reference))) entry.references.push(reference)
  }
  for (const name of names) {
    const image = daemon.images.get(name)
    const reference = parseReference(name)
    const tagged = reference.ok ? withDefaultTag(reference.value) : undefined
    const isName = tagged && daemon.images.references.get(tagged) === image.id
    add(image, isName && tagged.tag !== undefined ? tagged : undefined)
  }
  return [...chosen.values()]
}

function* layOut(daemon: Daemon, directory: string, chosen: readonly Chosen[]): Sys<void> {
  const manifests: SavedImage[] = []
  const index: object[] = []
  for (const { image, references } of chosen) {
    const blob = (digest: string) => `blobs/${digest.replace(':', '/')}`
    yield* writeFile(`${directory}/${blob(image.id)}`, image.text)
    const layers: { readonly mediaType: string; readonly digest: string; readonly size: number }[] = []
    for (const layer of daemon.images.layers.chain(daemon.images.top(image))) {
      const path = `${directory}/${blob(layer.diffId)}`
      yield* daemon.images.layers.archive(layer, path)
      const stat = yield* sys.stat({ path })
      layers.push({ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: layer.diffId, size: stat.ok ? stat.value.size : 0 })
    }
    manifests.push({
      Config: blob(image.id),
      RepoTags: references.length > 0 ? references.map(familiarText) : null,
      Layers: layers.map((layer) => blob(layer.digest)),
    })
    const manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      config: { mediaType: mediaTypes.ociConfig, digest: image.id, size: image.text.length },
      layers,
    })
    const digest = digestOf(manifest)
    yield* writeFile(`${directory}/${blob(digest)}`, manifest)
    const descriptor = { mediaType: mediaTypes.ociManifest, digest, size: manifest.length }
    if (references.length === 0) index.push(descriptor)
    for (const reference of references) {
      index.push({
        ...descriptor,
        annotations: { 'io.containerd.image.name': referenceText(reference), 'org.opencontainers.image.ref.name': reference.tag },
      })
    }
  }
  yield* writeFile(`${directory}/index.json`, JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: index }))
  yield* writeFile(`${directory}/manifest.json`, `${JSON.stringify(manifests)}\n`)
  yield* writeFile(`${directory}/oci-layout`, '{"imageLayoutVersion": "1.0.0"}')
}
