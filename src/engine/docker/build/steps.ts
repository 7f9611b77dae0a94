import type { Sys } from '../../linux/kernel/calls.ts'
import { sys } from '../../linux/sys.ts'
import type { Daemon } from '../engine/daemon.ts'
import { randomId } from '../engine/ids.ts'
import { removeAll } from '../oci/files.ts'
import { goErrno } from '../oci/go-errno.ts'
import { digestOf } from '../oci/image.ts'
import type { BuildCache } from './cache.ts'
import type { ImageState } from './image-state.ts'
import { BuildProblem } from './problem.ts'
import type { Progress, Vertex } from './progress.ts'

/** What a build does its steps with. */
export interface Workshop {
  readonly daemon: Daemon
  readonly cache: BuildCache
  readonly progress: Progress
  readonly noCache: boolean
}

export interface LayerStep {
  /** As progress shows it: `[2/4] RUN echo one > /one`. */
  readonly name: string
  /** As cache records show it. */
  readonly description: string
  /** What goes into the step, besides what is below it. */
  readonly inputs: string
  readonly work: (rootfs: string, vertex: Vertex) => Sys<void>
}

/** A step that makes a layer: from the cache when the same was done on the same, else on a mounted layer that is then committed. */
export function* layerStep(shop: Workshop, state: ImageState, step: LayerStep, createdBy: string): Sys<void> {
  const key = digestOf(`${state.key}\n${step.inputs}`)
  const { layers } = shop.daemon.images
  yield* shop.progress.vertex(step.name, function* (vertex) {
    const known = shop.noCache ? undefined : yield* shop.cache.find(key, (chainId) => layers.layers.has(chainId))
    if (known) yield* vertex.hit()
    const entry = known ?? (yield* make(shop, state, step, key, vertex))
    state.top = entry.chainId
    state.diffIds.push(entry.diffId)
    state.key = key
    state.steps.push({ createdBy, comment: 'buildkit.dockerfile.v0', createdMs: entry.createdMs, madeHere: !known })
  })
}

function* make(shop: Workshop, state: ImageState, step: LayerStep, key: string, vertex: Vertex) {
  const layer = yield* committed(shop.daemon, state.top, (rootfs) => step.work(rootfs, vertex))
  return yield* shop.cache.add({
    key,
    chainId: layer.chainId,
    diffId: layer.diffId,
    parent: state.top,
    type: 'regular',
    description: step.description,
    bytes: layer.size,
  })
}

/** Does something in a fresh layer on `parent` and commits it. */
export function* committed(daemon: Daemon, parent: string | undefined, work: (rootfs: string) => Sys<void>) {
  const { layers } = daemon.images
  const { driver } = layers
  const scratch = yield* randomId()
  yield* driver.create(scratch, parent === undefined ? undefined : layers.layers.get(parent)?.cacheId)
  const rootfs = yield* driver.mount(scratch)
  try {
    yield* work(rootfs)
  } catch (thrown) {
    yield* driver.unmount(scratch)
    yield* driver.remove(scratch)
    throw thrown
  }
  yield* driver.unmount(scratch)
  const archive = `${daemon.images.root}/tmp/buildkit-${scratch.slice(0, 16)}.tar`
  const packed = yield* sys.pack({ directory: driver.diff(scratch), archive, whiteouts: true })
  const digest = packed.ok ? yield* sys.digest({ path: archive }) : packed
  if (!digest.ok) {
    yield* driver.remove(scratch)
    throw new BuildProblem(`failed to export layer: ${goErrno(digest.error)}`)
  }
  const layer = yield* layers.register(archive, digest.value, parent)
  yield* removeAll(archive)
  yield* driver.remove(scratch)
  return layer
}

/** Mounts what a state has so far, to read from it. */
export function* mounted<T>(daemon: Daemon, top: string | undefined, work: (rootfs: string) => Sys<T>): Sys<T> {
  const { layers } = daemon.images
  const scratch = yield* randomId()
  yield* layers.driver.create(scratch, top === undefined ? undefined : layers.layers.get(top)?.cacheId)
  const rootfs = yield* layers.driver.mount(scratch)
  const leave = function* (): Sys<void> {
    yield* layers.driver.unmount(scratch)
    yield* layers.driver.remove(scratch)
  }
  try {
    const value = yield* work(rootfs)
    yield* leave()
    return value
  } catch (thrown) {
    yield* leave()
    throw thrown
  }
}
