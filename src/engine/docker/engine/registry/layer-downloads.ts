import type { Sys } from '../../../linux/kernel/calls.ts'
import { O } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { OCIDescriptor } from '../../api/common.ts'
import type { Reference } from '../../api/reference.ts'
import { repositoryName } from '../../api/reference.ts'
import type { Daemon } from '../daemon.ts'
import { EngineError } from '../errdefs.ts'
import { randomId, shortId } from '../ids.ts'
import type { Layer } from '../layer/layer-store.ts'
import { Condition, go } from '../mutex.ts'
import { extractionMs } from './extraction.ts'
import type { TransferProgress } from './progress.ts'
import type { RegistryFailure, RegistrySession } from './session.ts'

interface Download {
  readonly blob: OCIDescriptor
  readonly path: string
  state: 'waiting' | 'under way' | 'done'
  failure: RegistryFailure | undefined
}

/** The layers of one image: fetched a few at a time, unpacked one after the other as they arrive (moby distribution/xfer/download.go). */
export class LayerDownloads {
  private readonly changed = new Condition()
  private active = 0
  private cancelled: unknown

  constructor(
    private readonly daemon: Daemon,
    private readonly session: RegistrySession,
    private readonly reference: Reference,
    private readonly progress: TransferProgress,
  ) {}

  /** Undefined when all layers are there. */
  *fetch(blobs: readonly OCIDescriptor[], diffIds: readonly string[]): Sys<RegistryFailure | undefined> {
    if (blobs.length !== diffIds.length) return { kind: 'transport', message: "layers from manifest don't match image configuration" }
    const { layers } = this.daemon.images
    let present: Layer | undefined
    let from = 0
    for (; from < blobs.length; from++) {
      const known = layers.layers.get(layers.chainOf(present, diffIds[from] as string))
      if (!known) break
      yield* this.progress.status(idOf(blobs[from] as OCIDescriptor), 'Already exists')
      present = known
    }
    const downloads: Download[] = []
    for (const blob of blobs.slice(from)) {
      const path = `${this.daemon.config.dataRoot}/tmp/GetImageBlob${(yield* randomId()).replace(/\D/g, '').slice(0, 9)}`
      downloads.push({ blob, path, state: 'waiting', failure: undefined })
      yield* this.progress.status(idOf(blob), 'Pulling fs layer')
    }
    yield* this.begin(downloads)
    return yield* this.unpackAll(downloads, diffIds.slice(from), present)
  }

  private *begin(downloads: readonly Download[]): Sys<void> {
    const most = Math.max(1, this.daemon.config.maxConcurrentDownloads)
    const { changed } = this
    for (const download of downloads.slice(most)) yield* this.progress.status(idOf(download.blob), 'Waiting')
    const downloadsOf = this
    for (const download of downloads) {
      yield* go(function* () {
        while (downloadsOf.active >= most && downloadsOf.cancelled === undefined) yield* changed.wait()
        downloadsOf.active++
        download.state = 'under way'
        try {
          if (downloadsOf.cancelled === undefined) download.failure = yield* downloadsOf.transfer(download)
        } catch (thrown) {
          if (!(thrown instanceof EngineError)) throw thrown
          downloadsOf.cancelled = thrown
        }
        download.state = 'done'
        downloadsOf.active--
        yield* changed.broadcast()
      })
    }
  }

  private *transfer({ blob, path }: Download): Sys<RegistryFailure | undefined> {
    const id = idOf(blob)
    const answer = yield* this.session.request(`/v2/${this.reference.path}/blobs/${blob.digest}`)
    if (!answer.ok) return answer.error
    const fd = yield* sys.open({ path, flags: O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, mode: 0o600 })
    if (!fd.ok) return { kind: 'transport', message: `write ${path}: no space left on device` }
    const meter = this.progress.meter(id, 'Downloading', blob.size)
    const saved = yield* answer.value.body.saveTo(fd.value, (total) => meter.at(total))
    yield* sys.close({ fd: fd.value })
    if (!saved.ok) return { kind: 'transport', message: saved.error === 'ENOSPC' ? `write ${path}: no space left on device` : 'unexpected EOF' }
    yield* this.progress.status(id, 'Verifying Checksum')
    const digest = yield* sys.digest({ path })
    if (!digest.ok || digest.value !== blob.digest)
      return { kind: 'transport', message: `filesystem layer verification failed for digest ${blob.digest}` }
    yield* this.progress.status(id, 'Download complete')
    yield* sys.record({ kind: 'layer.downloaded', data: { digest: blob.digest, bytes: saved.value, from: this.session.endpoint.url } })
    return undefined
  }

  private *unpackAll(downloads: readonly Download[], diffIds: readonly string[], below: Layer | undefined): Sys<RegistryFailure | undefined> {
    let parent = below
    for (const [index, download] of downloads.entries()) {
      while (download.state !== 'done') yield* this.changed.wait()
      if (this.cancelled !== undefined || download.failure) {
        const thrown = this.cancelled
        yield* this.discard(downloads)
        if (thrown !== undefined) throw thrown
        return download.failure
      }
      parent = yield* this.unpack(download, diffIds[index] as string, parent)
    }
    return undefined
  }

  private *unpack({ blob, path }: Download, diffId: string, parent: Layer | undefined): Sys<Layer> {
    const id = idOf(blob)
    const meter = this.progress.meter(id, 'Extracting', blob.size)
    const steps = Math.max(1, Math.min(40, Math.round(extractionMs(blob.size) / 100)))
    for (let step = 1; step <= steps; step++) {
      yield* sys.compute({ ms: extractionMs(blob.size) / steps })
      yield* meter.at(Math.round((blob.size * step) / steps), step === steps)
    }
    const layer = yield* this.daemon.images.layers.register(path, diffId, parent?.chainId)
    yield* sys.unlink({ path })
    yield* this.daemon.distribution.add(diffId, blob.digest, repositoryName(this.reference))
    yield* this.progress.status(id, 'Pull complete')
    return layer
  }

  private *discard(downloads: readonly Download[]): Sys<void> {
    this.cancelled ??= new EngineError(499, 'context canceled')
    yield* this.changed.broadcast()
    for (const download of downloads) while (download.state !== 'done') yield* this.changed.wait()
    for (const { path } of downloads) yield* sys.unlink({ path })
  }
}

const idOf = (blob: OCIDescriptor): string => shortId(blob.digest)
