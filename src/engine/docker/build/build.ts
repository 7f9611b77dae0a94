import { assert } from '../../base/assert.ts'
import type { Sys } from '../../linux/kernel/calls.ts'
import { sys } from '../../linux/sys.ts'
import type { BuildQuery } from '../api/build.ts'
import { buildExportId, buildImageId, buildSourceId } from '../api/build-progress.ts'
import { parseReference, type Reference, referenceText, withDefaultTag } from '../api/reference.ts'
import type { Daemon } from '../engine/daemon.ts'
import { EngineError } from '../engine/errdefs.ts'
import { randomId } from '../engine/ids.ts'
import { BuildCache } from './cache.ts'
import { BuildContext } from './context.ts'
import { findImage } from './find-image.ts'
import type { ImageState } from './image-state.ts'
import { BuildProblem } from './problem.ts'
import { type Emit, Progress } from './progress.ts'
import { imageFile, Solve } from './solve.ts'
import { mounted } from './steps.ts'

/** Pulls an image as POST /images/create does, telling how it goes. */
export type PullImage = (daemon: Daemon, reference: Reference, emit: Emit) => Sys<void>

export interface BuildRequest {
  readonly query: BuildQuery
  /** The context: a tar on disk; it belongs to the caller. */
  readonly archive: string
  /** The Dockerfile when it is not in the context. */
  readonly dockerfileText: string | undefined
  /** What the client calls the context: unchanged files of the same one are not transferred again. */
  readonly contextName: string
  readonly checkOnly: boolean
}

const caches = new WeakMap<Daemon, BuildCache>()

/** The build cache of a daemon; there since `openBuildCache`. */
export function buildCacheOf(daemon: Daemon): BuildCache {
  const cache = caches.get(daemon)
  assert(cache, 'the build cache is opened before requests come')
  return cache
}

/** Opens the cache when the daemon starts. */
export function* openBuildCache(daemon: Daemon): Sys<void> {
  const cache = new BuildCache(`${daemon.config.dataRoot}/buildkit/cache.db`)
  yield* cache.load((chainId) => daemon.images.layers.layers.has(chainId))
  caches.set(daemon, cache)
  daemon.buildRecords = (inImage) => cache.records(inImage)
  daemon.buildLayers = () => cache.chains()
}

/** POST /build with version=2 (moby builder/builder-next): solves the Dockerfile and exports an image, reporting as BuildKit does. */
export function* build(daemon: Daemon, request: BuildRequest, emit: Emit): Sys<void> {
  const cache = buildCacheOf(daemon)
  const progress = new Progress(emit)
  const directory = `${daemon.images.root}/tmp/buildkit-${(yield* randomId()).slice(0, 25)}`
  let solve: Solve | undefined
  const dockerfile = request.query.dockerfile || 'Dockerfile'
  try {
    const context = yield* BuildContext.open(request.archive, directory, cache.transfersOf(request.contextName))
    if (request.dockerfileText !== undefined) context.put(dockerfile, request.dockerfileText)
    solve = new Solve({
      shop: { daemon, cache, progress, noCache: request.query.nocache ?? false },
      context,
      query: request.query,
      dockerfile,
      contextName: request.contextName,
      findImage: (reference, always) => findImage(daemon, cache, progress, reference, always),
    })
    const state = yield* solve.run(request.checkOnly)
    const files = fileExporter(request.query)
    if (state && files) yield* exportFiles(daemon, state, files, progress, emit)
    else if (state) yield* exportImage(daemon, state, request.query, progress, emit)
    yield* context.close()
    yield* cache.save()
  } catch (thrown) {
    yield* sys.record({ kind: 'build.failed', data: { message: thrown instanceof Error ? thrown.message : String(thrown) } })
    yield* cache.save()
    yield* report(thrown, solve?.text ?? '', dockerfile, emit)
  }
}

/** The error as the last messages of the stream. */
function* report(thrown: unknown, text: string, dockerfile: string, emit: Emit): Sys<void> {
  if (!(thrown instanceof BuildProblem) && !(thrown instanceof EngineError)) throw thrown
  if (thrown instanceof BuildProblem && thrown.lines && text !== '') {
    const { first, last } = thrown.lines
    yield* emit({ id: buildSourceId, aux: { filename: dockerfile.split('/').at(-1), text, firstLine: first, lastLine: last } })
  }
  const message = `failed to solve: ${thrown.message}`
  yield* emit({ errorDetail: { message }, error: message })
}

/** Comparing a small new layer with what is below it and packing it for its digest (the recorded builds export two in 40 ms). */
const exportLayerMs = 15

/** The last vertex: the image's configuration is stored and named. */
function* exportImage(daemon: Daemon, state: ImageState, query: BuildQuery, progress: Progress, emit: Emit): Sys<void> {
  const names = (query.t ?? []).map(nameOf)
  const id = yield* progress.vertex('exporting to image', function* (vertex) {
    yield* vertex.part('exporting layers', function* () {
      const made = state.steps.filter(({ madeHere }) => madeHere).length
      if (made > 0) yield* sys.compute({ ms: made * exportLayerMs })
      return 0
    })
    const image = yield* daemon.images.store.create(imageFile(state, query.labels ?? {}))
    yield* daemon.images.store.touch(image.id)
    yield* vertex.done(`writing image ${image.id}`)
    for (const name of names) {
      yield* daemon.images.tag(image.id, withDefaultTag(name))
      yield* vertex.done(`naming to ${referenceText(name)}`)
      yield* daemon.events.log('image', 'tag', image.id, { name: referenceText(withDefaultTag(name)).replace(/^docker\.io\/(library\/)?/, '') })
    }
    return image.id
  })
  yield* sys.record({ kind: 'image.built', data: { image: id, names: names.map(referenceText), layers: state.diffIds.length } })
  yield* emit({ id: buildImageId, aux: { ID: id } })
}

/** `local` or `tar` when files are wanted instead of an image. */
function fileExporter(query: BuildQuery): 'local' | 'tar' | undefined {
  const [first] = JSON.parse(query.outputs || '[]') as readonly { readonly Type: string }[]
  return first?.Type === 'local' || first?.Type === 'tar' ? first.Type : undefined
}

/** Where a build's files wait for the client to fetch them. */
export const exportPath = (daemon: Daemon, id: string): string => `${daemon.images.root}/tmp/buildkit-export-${id}.tar`

/** The last vertex where the client wants the files: they are packed for it. */
function* exportFiles(daemon: Daemon, state: ImageState, type: 'local' | 'tar', progress: Progress, emit: Emit): Sys<void> {
  const id = (yield* randomId()).slice(0, 25)
  yield* progress.vertex(type === 'local' ? 'exporting to client directory' : 'exporting to client tarball', (vertex) =>
    vertex.part(type === 'local' ? 'copying files' : 'sending tarball', () =>
      mounted(daemon, state.top, function* (directory) {
        const packed = yield* sys.pack({ directory, archive: exportPath(daemon, id) })
        if (!packed.ok) throw new BuildProblem(`failed to export: ${packed.error}`)
        return type === 'local' ? packed.value.bytes : 0
      }),
    ),
  )
  yield* emit({ id: buildExportId, aux: { ID: id } })
}

function nameOf(text: string): Reference {
  const parsed = parseReference(text)
  if (!parsed.ok) throw new BuildProblem(`invalid tag "${text}": ${parsed.error}`)
  return parsed.value
}
