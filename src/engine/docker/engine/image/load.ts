import type { Sys } from '../../../linux/kernel/calls.ts'
import { readFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import { familiarText, parseReference, withDefaultTag } from '../../api/reference.ts'
import { mkdirAll, readJson, removeAll } from '../../oci/files.ts'
import type { ImageConfigFile, Manifest, ManifestIndex } from '../../oci/image.ts'
import { isIndex } from '../../oci/image.ts'
import type { Daemon } from '../daemon.ts'
import { internal, invalid } from '../errdefs.ts'
import type { ApiExchange, JsonStream } from '../http/api-exchange.ts'
import { randomId } from '../ids.ts'
import type { Layer } from '../layer/layer-store.ts'
import { progressBar } from '../registry/progress.ts'
import { logImageEvent } from './delete.ts'
import type { Image } from './image-store.ts'

/** manifest.json of `docker save`. */
export interface SavedImage {
  readonly Config: string
  readonly RepoTags: readonly string[] | null
  readonly Layers: readonly string[]
}

/** POST /images/load (moby image/tarexport/load.go): archives of docker save, old and new, and OCI layouts. */
export function* loadImages(api: ApiExchange): Sys<void> {
  const { daemon } = api
  const directory = `${daemon.config.dataRoot}/tmp/docker-import-${(yield* randomId()).slice(0, 9)}`
  yield* mkdirAll(directory, 0o700)
  yield* receiveArchive(api, `${directory}.tar`)
  try {
    const unpacked = yield* sys.unpack({ archive: `${directory}.tar`, directory })
    if (!unpacked.ok) throw internal('Error processing tar file(exit status 1): archive/tar: invalid tar header')
    const images = yield* savedImages(directory)
    const stream = yield* api.stream()
    for (const image of images) yield* loadOne(daemon, directory, image, stream, api.flag('quiet'))
  } catch (thrown) {
    yield* discard(directory)
    throw thrown
  }
  yield* discard(directory)
}

function* discard(directory: string): Sys<void> {
  yield* sys.unlink({ path: `${directory}.tar` })
  yield* removeAll(directory)
}

/** Saves the request's body to a file, synthetic content by reference. */
export function* receiveArchive(api: ApiExchange, path: string): Sys<number> {
  const fd = yield* sys.open({ path, flags: 0o1101, mode: 0o600 })
  if (!fd.ok) throw internal(`open ${path}: ${fd.error}`)
  const saved = yield* api.exchange.request.body.saveTo(fd.value)
  yield* sys.close({ fd: fd.value })
  if (!saved.ok) throw internal('unexpected EOF')
  return saved.value
}

function* savedImages(directory: string): Sys<readonly SavedImage[]> {
  const manifest = yield* readJson<readonly SavedImage[]>(`${directory}/manifest.json`)
  if (manifest) return manifest
  const index = yield* readJson<ManifestIndex>(`${directory}/index.json`)
  if (!index) throw invalid(`open ${directory}/manifest.json: no such file or directory`)
  const out: SavedImage[] = []
  for (const descriptor of index.manifests) {
    const blob = (digest: string) => `blobs/${digest.replace(':', '/')}`
    const document = yield* readJson<Manifest | ManifestIndex>(`${directory}/${blob(descriptor.digest)}`)
    const inner = document && isIndex(document) ? yield* readJson<Manifest>(`${directory}/${blob(document.manifests[0]?.digest ?? '')}`) : document
    if (!inner || isIndex(inner)) throw invalid('invalid archive: does not contain a manifest')
    const name = descriptor.annotations?.['io.containerd.image.name'] ?? descriptor.annotations?.['org.opencontainers.image.ref.name']
    out.push({
      Config: blob(inner.config.digest),
      RepoTags: name === undefined ? null : [name],
      Layers: inner.layers.map((layer) => blob(layer.digest)),
    })
  }
  return out
}

function* loadOne(daemon: Daemon, directory: string, saved: SavedImage, stream: JsonStream, quiet: boolean): Sys<void> {
  const text = yield* readFile(`${directory}/${saved.Config}`)
  if (!text.ok) throw internal(`open ${directory}/${saved.Config}: no such file or directory`)
  const config = JSON.parse(text.value) as ImageConfigFile
  if (config.rootfs.diff_ids.length !== saved.Layers.length)
    throw internal(`invalid manifest, layers length mismatch: expected ${saved.Layers.length}, got ${config.rootfs.diff_ids.length}`)
  let parent: Layer | undefined
  for (const [index, diffId] of config.rootfs.diff_ids.entries()) {
    const path = `${directory}/${saved.Layers[index]}`
    parent = yield* loadLayer(daemon, path, diffId, parent, quiet ? undefined : stream)
  }
  const image = yield* daemon.images.store.create(text.value)
  yield* sys.record({ kind: 'image.loaded', data: { image: image.id, tags: saved.RepoTags ?? [] } })
  for (const name of saved.RepoTags ?? []) yield* tagLoaded(daemon, image, name, stream)
  if (!saved.RepoTags || saved.RepoTags.length === 0) yield* stream.write({ stream: `Loaded image ID: ${image.id}\n` })
  yield* logImageEvent(daemon, image, 'load', image.id)
}

function* tagLoaded(daemon: Daemon, image: Image, name: string, stream: JsonStream): Sys<void> {
  const reference = parseReference(name)
  if (!reference.ok) return
  const tagged = withDefaultTag(reference.value)
  const before = daemon.images.references.get(tagged)
  if (before !== undefined && before !== image.id) {
    yield* stream.write({ stream: `The image ${familiarText(tagged)} already exists, renaming the old one with ID ${before} to empty string\n` })
  }
  yield* daemon.images.references.set(tagged, image.id)
  yield* stream.write({ stream: `Loaded image: ${familiarText(tagged)}\n` })
}

/** A layer that is here already is neither read nor told of. */
function* loadLayer(daemon: Daemon, path: string, diffId: string, parent: Layer | undefined, stream: JsonStream | undefined): Sys<Layer> {
  const { layers } = daemon.images
  const known = layers.layers.get(layers.chainOf(parent, diffId))
  if (known) return known
  const stat = yield* sys.stat({ path })
  const total = stat.ok ? stat.value.size : 0
  const tell = function* (current: number): Sys<void> {
    const id = diffId.slice('sha256:'.length, 'sha256:'.length + 12)
    const progressDetail = { current, total }
    if (stream) yield* stream.write({ status: 'Loading layer', progressDetail, progress: progressBar(current, total), id })
  }
  yield* tell(Math.min(total, 32_768))
  const layer = yield* layers.register(path, diffId, parent?.chainId)
  yield* tell(total)
  return layer
}
