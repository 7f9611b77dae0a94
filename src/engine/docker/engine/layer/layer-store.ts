import type { Sys } from '../../../linux/kernel/calls.ts'
import { readFile, writeFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import { exists, mkdirAll, namesIn, removeAll } from '../../oci/files.ts'
import { goErrno } from '../../oci/go-errno.ts'
import { chainId } from '../../oci/image.ts'
import { EngineError, internal } from '../errdefs.ts'
import { randomId } from '../ids.ts'
import { setUpInitLayer } from './init-layer.ts'
import { Overlay2 } from './overlay2.ts'

/** A read-only layer: a diff id on a parent, unpacked under a cache id. */
export interface Layer {
  readonly chainId: string
  readonly diffId: string
  readonly parent: string | undefined
  readonly cacheId: string
  readonly size: number
}

/** A container's writable layer. */
export interface WritableLayer {
  readonly container: string
  readonly mountId: string
  readonly initId: string
  readonly parent: string | undefined
}

/** Layers on disk: image/overlay2/layerdb describes them, overlay2 holds them (moby layer/layer_store.go). */
export class LayerStore {
  readonly driver: Overlay2
  readonly layers = new Map<string, Layer>()
  readonly writable = new Map<string, WritableLayer>()
  private readonly database: string

  constructor(root: string) {
    this.driver = new Overlay2(`${root}/overlay2`)
    this.database = `${root}/image/overlay2/layerdb`
  }

  *load(): Sys<void> {
    yield* this.driver.initialise()
    for (const directory of ['sha256', 'mounts', 'tmp']) yield* mkdirAll(`${this.database}/${directory}`, 0o700)
    for (const name of yield* namesIn(`${this.database}/sha256`)) {
      const at = `${this.database}/sha256/${name}`
      const parent = yield* text(`${at}/parent`)
      this.layers.set(`sha256:${name}`, {
        chainId: `sha256:${name}`,
        diffId: (yield* text(`${at}/diff`)) ?? '',
        cacheId: (yield* text(`${at}/cache-id`)) ?? '',
        size: Number(yield* text(`${at}/size`)),
        parent,
      })
    }
    for (const container of yield* namesIn(`${this.database}/mounts`)) {
      const at = `${this.database}/mounts/${container}`
      const mountId = (yield* text(`${at}/mount-id`)) ?? ''
      const initId = (yield* text(`${at}/init-id`)) ?? ''
      this.writable.set(container, { container, mountId, initId, parent: yield* text(`${at}/parent`) })
    }
  }

  /** What a layer with that diff id on that one is called. */
  chainOf(parent: Layer | undefined, diffId: string): string {
    return chainId(parent?.chainId, diffId)
  }

  /** Unpacks an archive as a layer on `parent`; an equal one that is there already is answered instead. */
  *register(archive: string, diffId: string, parent: string | undefined): Sys<Layer> {
    const id = chainId(parent, diffId)
    const known = this.layers.get(id)
    if (known) return known
    const cacheId = yield* randomId()
    yield* this.createDirectory(cacheId, parent)
    const unpacked = yield* sys.unpack({ archive, directory: this.driver.diff(cacheId), keepWhiteouts: true })
    if (!unpacked.ok) {
      yield* this.driver.remove(cacheId)
      throw internal(unpacked.error === 'EINVAL' ? 'archive/tar: invalid tar header' : `failed to register layer: ${goErrno(unpacked.error)}`)
    }
    const layer: Layer = { chainId: id, diffId, parent, cacheId, size: unpacked.value.bytes }
    yield* this.record(layer, archive)
    yield* sys.record({ kind: 'layer.unpacked', data: { layer: id, diffId, parent, bytes: layer.size, files: unpacked.value.files } })
    return layer
  }

  private *createDirectory(cacheId: string, parent: string | undefined): Sys<void> {
    try {
      yield* this.driver.create(cacheId, parent === undefined ? undefined : this.layers.get(parent)?.cacheId)
    } catch (thrown) {
      yield* this.driver.remove(cacheId)
      throw thrown instanceof EngineError ? internal(`failed to register layer: ${thrown.message}`) : thrown
    }
  }

  private *record(layer: Layer, archive: string): Sys<void> {
    const at = `${this.database}/${layer.chainId.replace(':', '/')}`
    yield* mkdirAll(at, 0o700)
    yield* writeFile(`${at}/diff`, layer.diffId)
    yield* writeFile(`${at}/size`, String(layer.size))
    yield* writeFile(`${at}/cache-id`, layer.cacheId)
    if (layer.parent !== undefined) yield* writeFile(`${at}/parent`, layer.parent)
    yield* this.keepUnlessRepeatable(layer, archive)
    this.layers.set(layer.chainId, layer)
  }

  /** Archives that packing the layer again would not give back bit by bit are kept (what tar-split is for). */
  private *keepUnlessRepeatable(layer: Layer, archive: string): Sys<void> {
    const original = yield* sys.digest({ path: archive })
    if (!original.ok || original.value !== layer.diffId) return
    const again = `${this.database}/tmp/${layer.cacheId}`
    yield* sys.pack({ directory: this.driver.diff(layer.cacheId), archive: again, whiteouts: true })
    const repeated = yield* sys.digest({ path: again })
    yield* sys.unlink({ path: again })
    if (repeated.ok && repeated.value === layer.diffId) return
    yield* copyFile(archive, `${this.database}/${layer.chainId.replace(':', '/')}/tar-split`)
  }

  /** Writes the layer's uncompressed archive to a file. */
  *archive(layer: Layer, to: string): Sys<void> {
    const kept = `${this.database}/${layer.chainId.replace(':', '/')}/tar-split`
    if (yield* exists(kept)) yield* copyFile(kept, to)
    else yield* sys.pack({ directory: this.driver.diff(layer.cacheId), archive: to, whiteouts: true })
  }

  /** The layers of a chain, lowest first. */
  chain(top: string | undefined): readonly Layer[] {
    const layers: Layer[] = []
    for (let at = top; at !== undefined; ) {
      const layer = this.layers.get(at)
      if (!layer) break
      layers.unshift(layer)
      at = layer.parent
    }
    return layers
  }

  chainBytes(top: string | undefined): number {
    return this.chain(top).reduce((sum, layer) => sum + layer.size, 0)
  }

  /** Removes one layer; callers see to it that nothing stands on it. */
  *remove(id: string): Sys<void> {
    const layer = this.layers.get(id)
    if (!layer) return
    this.layers.delete(id)
    yield* this.driver.remove(layer.cacheId)
    yield* removeAll(`${this.database}/${id.replace(':', '/')}`)
    yield* sys.record({ kind: 'layer.removed', data: { layer: id } })
  }

  /** A container's layer, with the init layer below it. */
  *createWritable(container: string, parent: string | undefined): Sys<WritableLayer> {
    const mountId = yield* randomId()
    const initId = `${mountId}-init`
    yield* this.driver.create(initId, parent === undefined ? undefined : this.layers.get(parent)?.cacheId)
    yield* setUpInitLayer(yield* this.driver.mount(initId))
    yield* this.driver.unmount(initId)
    yield* this.driver.create(mountId, initId)
    const at = `${this.database}/mounts/${container}`
    yield* mkdirAll(at, 0o700)
    yield* writeFile(`${at}/mount-id`, mountId)
    yield* writeFile(`${at}/init-id`, initId)
    if (parent !== undefined) yield* writeFile(`${at}/parent`, parent)
    const layer = { container, mountId, initId, parent }
    this.writable.set(container, layer)
    return layer
  }

  *removeWritable(container: string): Sys<void> {
    const layer = this.writable.get(container)
    if (!layer) return
    this.writable.delete(container)
    yield* this.driver.remove(layer.mountId)
    yield* this.driver.remove(layer.initId)
    yield* removeAll(`${this.database}/mounts/${container}`)
  }
}

function* text(path: string): Sys<string | undefined> {
  const found = yield* readFile(path)
  return found.ok ? found.value.trim() : undefined
}

function* copyFile(from: string, to: string): Sys<void> {
  const source = yield* sys.open({ path: from, flags: 0 })
  if (!source.ok) return
  const target = yield* sys.open({ path: to, flags: 0o1101, mode: 0o600 })
  if (target.ok) {
    for (;;) {
      const moved = yield* sys.splice({ from: source.value, to: target.value, count: 8 * 1024 * 1024 })
      if (!moved.ok || moved.value === 0) break
    }
    yield* sys.close({ fd: target.value })
  }
  yield* sys.close({ fd: source.value })
}
