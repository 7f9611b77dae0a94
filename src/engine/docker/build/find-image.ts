import type { Sys } from '../../linux/kernel/calls.ts'
import { sys } from '../../linux/sys.ts'
import type { JSONMessage, OCIDescriptor } from '../api/common.ts'
import { type Reference, referenceText } from '../api/reference.ts'
import type { Daemon } from '../engine/daemon.ts'
import { topLayer } from '../engine/image/image-store.ts'
import { TransferProgress } from '../engine/registry/progress.ts'
import { fetchSource, resolveSource, type SourceImage, sourceIsHere } from '../engine/registry/source.ts'
import type { ImageConfigFile } from '../oci/image.ts'
import type { BuildCache } from './cache.ts'
import type { Progress, Vertex } from './progress.ts'

/** An image that a stage begins with or that COPY --from names. */
export interface FoundImage {
  /** Digest of its configuration. */
  readonly id: string
  readonly config: ImageConfigFile
  /** Chain id of its topmost layer. */
  readonly top: string | undefined
  /** It is a registry's: its digest there, and how its layers get here. */
  readonly remote?: { readonly digest: string; readonly fetch: (vertex: Vertex) => Sys<void> }
}

/** The host's own image of that name; else, and with `--pull`, the registry's, which stays without a name here. */
export function* findImage(daemon: Daemon, cache: BuildCache, progress: Progress, reference: Reference, always: boolean): Sys<FoundImage> {
  const local = always ? undefined : daemon.images.find(referenceText(reference))
  if (local) {
    yield* keep(daemon, cache, local.config, referenceText(reference))
    return { id: local.id, config: local.config, top: daemon.images.top(local) }
  }
  const source = yield* resolveSource(daemon, reference, {}, (host, work) =>
    progress.vertex(`[auth] ${reference.path}:pull token for ${host}`, () => work()),
  )
  const { id, config, digest } = source
  return { id, config, top: topLayer(config), remote: { digest, fetch: (vertex) => fetch(daemon, cache, source, vertex) } }
}

function* fetch(daemon: Daemon, cache: BuildCache, source: SourceImage, vertex: Vertex): Sys<void> {
  const name = `${referenceText(source.reference)}@${source.digest}`
  if (sourceIsHere(daemon, source)) yield* vertex.hit()
  else {
    yield* vertex.done(`resolve ${name}`)
    const transfers = new LayerTransfers(vertex, source.manifest.layers)
    const sink = { broken: false, write: (message: object) => transfers.tell(message as JSONMessage) }
    yield* fetchSource(
      daemon,
      source,
      new TransferProgress(function* () {
        return sink
      }),
    )
  }
  yield* keep(daemon, cache, source.config, name)
}

/** Each layer becomes a record of the cache: it stays when the image goes. */
function* keep(daemon: Daemon, cache: BuildCache, config: ImageConfigFile, name: string): Sys<void> {
  const { layers } = daemon.images
  for (const layer of layers.chain(topLayer(config))) {
    const { chainId, diffId, parent, size: bytes } = layer
    const key = `layer ${chainId}`
    if (yield* cache.find(key, (chain) => layers.layers.has(chain))) continue
    yield* cache.add({ key, chainId, diffId, parent, type: 'regular', description: `pulled from ${name}`, bytes })
  }
}

/** A pull's messages as parts of the vertex: `sha256:… 1.05MB / 3.62MB`, `extracting sha256:…`. */
class LayerTransfers {
  private readonly began = new Map<string, number>()

  constructor(
    private readonly vertex: Vertex,
    private readonly layers: readonly OCIDescriptor[],
  ) {}

  *tell({ id = '', status = '', progressDetail }: JSONMessage): Sys<void> {
    const layer = this.layers.find(({ digest }) => digest.slice('sha256:'.length).startsWith(id))
    if (!layer || id === '') return
    const { digest, size } = layer
    if (status === 'Downloading') yield* this.part(digest, progressDetail?.current ?? 0, size, false)
    else if (status === 'Download complete') yield* this.part(digest, size, size, true)
    else if (status === 'Extracting') yield* this.part(`extracting ${digest}`, 0, 0, false)
    else if (status === 'Pull complete') yield* this.part(`extracting ${digest}`, 0, 0, true)
  }

  private *part(id: string, current: number, total: number, done: boolean): Sys<void> {
    const nowMs = yield* sys.clockRealtime({})
    const started = this.began.get(id)
    if (started !== undefined && total === 0 && !done) return
    this.began.set(id, started ?? nowMs)
    yield* this.vertex.status(id, { current, total, started: started ?? nowMs, ...(done && { completed: nowMs }) })
  }
}
