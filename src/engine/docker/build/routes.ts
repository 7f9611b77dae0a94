import { decode } from '../../base/utf8.ts'
import type { Sys } from '../../linux/kernel/calls.ts'
import { O } from '../../linux/kernel/calls.ts'
import { fromBase64 } from '../../linux/libc/http/url.ts'
import { sys } from '../../linux/sys.ts'
import type { BuildPruneReport, BuildQuery } from '../api/build.ts'
import type { StringMap } from '../api/common.ts'
import type { Daemon } from '../engine/daemon.ts'
import { EngineError, internal, invalid } from '../engine/errdefs.ts'
import type { ApiExchange, JsonStream } from '../engine/http/api-exchange.ts'
import { type Route, route } from '../engine/http/router.ts'
import { randomId } from '../engine/ids.ts'
import { sendArchive } from '../engine/image/save.ts'
import { build, buildCacheOf, exportPath, type PullImage } from './build.ts'
import { classicBuild } from './classic/classic-build.ts'

/** The builder's part of the API (moby api/server/router/build). `pull` is what POST /images/create does. */
export const buildRoutes = (pull: PullImage): readonly Route[] => [
  route('POST /build', (api) => postBuild(api, pull)),
  route('GET /build/export/{id}', (api) => sendArchive(api, exportPath(api.daemon, api.param('id').replace(/\W/g, '')), 'application/x-tar')),
  route('POST /build/prune', function* (api) {
    yield* api.answer(200, yield* pruneBuildCache(api.daemon, api.flag('all')))
  }),
]

/**
 * The context comes as a tar. Our own client asks for BuildKit with version=2 and may name the context (`X-Build-Context`) and send a Dockerfile that
 * is not in it (`X-Build-Dockerfile`, base64).
 */
function* postBuild(api: ApiExchange, pull: PullImage): Sys<void> {
  const query = buildQuery(api)
  const archive = yield* saveContext(api)
  let stream: JsonStream | undefined
  const emit = function* (message: object): Sys<void> {
    stream ??= yield* api.stream()
    yield* stream.write(message)
  }
  const text = fromBase64(api.header('x-build-dockerfile') ?? '')
  const request = {
    query,
    archive,
    dockerfileText: api.header('x-build-dockerfile') !== undefined && text ? decode(text) : undefined,
    contextName: api.header('x-build-context') ?? '',
    checkOnly: api.query('call') === 'check',
  }
  if (query.version === '2') yield* build(api.daemon, request, emit)
  else yield* classicBuild(api.daemon, request, pull, emit)
  yield* sys.unlink({ path: archive })
}

function* saveContext(api: ApiExchange): Sys<string> {
  const path = `${api.daemon.images.root}/tmp/docker-builder${(yield* randomId()).slice(0, 9)}.tar`
  const fd = yield* sys.open({ path, flags: O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, mode: 0o600 })
  if (!fd.ok) throw internal(`failed to create context: ${fd.error}`)
  const saved = yield* api.exchange.request.body.saveTo(fd.value)
  yield* sys.close({ fd: fd.value })
  if (!saved.ok) throw invalid('unexpected EOF')
  return path
}

function json<T>(text: string): T | undefined {
  if (text === '') return undefined
  try {
    return JSON.parse(text) as T
  } catch {
    throw new EngineError(400, `error reading build args: invalid character`)
  }
}

function buildQuery(api: ApiExchange): BuildQuery {
  const version = api.query('version') === '2' ? '2' : '1'
  const buildargs = json<Record<string, string | null>>(api.query('buildargs'))
  const labels = json<StringMap>(api.query('labels'))
  return {
    dockerfile: api.query('dockerfile'),
    t: api.all('t'),
    q: api.flag('q'),
    nocache: api.flag('nocache'),
    pull: api.flag('pull') ? '1' : '',
    rm: api.has('rm') ? api.flag('rm') : true,
    forcerm: api.flag('forcerm'),
    networkmode: api.query('networkmode'),
    target: api.query('target'),
    outputs: api.query('outputs'),
    version,
    ...(buildargs && { buildargs }),
    ...(labels && { labels }),
  }
}

/** Removes what the cache holds (all of it with `all`, else what no image shares), and the layers only it needed. */
export function* pruneBuildCache(daemon: Daemon, all: boolean): Sys<BuildPruneReport> {
  const { layers, store } = daemon.images
  const used = new Set<string>()
  for (const image of store.images.values()) for (const layer of layers.chain(daemon.images.top(image))) used.add(layer.chainId)
  for (const writable of layers.writable.values()) for (const layer of layers.chain(writable.parent)) used.add(layer.chainId)
  const shared = (chainId: string) => used.has(chainId)
  const { records, layers: entries } = buildCacheOf(daemon).prune((record) => all || !record.Shared, shared)
  let reclaimed = records.reduce((sum, record) => sum + (record.Type === 'source.local' ? record.Size : 0), 0)
  for (const entry of [...entries].reverse()) {
    if (shared(entry.chainId)) continue
    reclaimed += entry.bytes
    yield* layers.remove(entry.chainId)
  }
  yield* buildCacheOf(daemon).save()
  yield* daemon.events.log('builder', 'prune', '', { reclaimed: String(reclaimed) })
  return { CachesDeleted: records.length === 0 ? null : records.map(({ ID }) => ID), SpaceReclaimed: reclaimed }
}
