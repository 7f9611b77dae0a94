import type { ApiExchange } from '../http/api-exchange.ts'
import { route } from '../http/router.ts'
import { createImage, pushImage } from '../image/create.ts'
import { deleteImage, pruneImages } from '../image/delete.ts'
import { imageHistory, inspectImage } from '../image/inspect.ts'
import { listImages } from '../image/list.ts'
import { loadImages } from '../image/load.ts'
import { registryAuth } from '../image/registry-auth.ts'
import { saveImages } from '../image/save.ts'
import { searchImages } from '../image/search.ts'
import { tagImage } from '../image/tag.ts'
import { inspectDistribution } from '../registry/inspect.ts'

/** /images and /distribution (moby api/server/router/image, distribution). */
const named = (api: ApiExchange) => api.daemon.images.get(api.param('name'))

export const imageRoutes = [
  route('GET /images/json', function* (api) {
    const options = { all: api.flag('all'), filters: api.filters(), shared: api.flag('shared-size'), containers: api.apiMinor >= 51 }
    yield* api.answer(200, listImages(api.daemon, options))
  }),
  route('GET /images/search', function* (api) {
    yield* api.answer(200, yield* searchImages(api.query('term'), api.integer('limit') ?? 25, api.filters()))
  }),
  route('GET /images/get', (api) => saveImages(api, api.all('names'))),
  route('POST /images/create', createImage),
  route('POST /images/load', loadImages),
  route('POST /images/prune', function* (api) {
    yield* api.answer(200, yield* pruneImages(api.daemon, api.filters()))
  }),
  route('GET /images/{name:.*}/get', (api) => saveImages(api, [api.param('name')])),
  route('GET /images/{name:.*}/json', function* (api) {
    yield* api.answer(200, yield* inspectImage(api.daemon, named(api)))
  }),
  route('GET /images/{name:.*}/history', function* (api) {
    yield* api.answer(200, imageHistory(api.daemon, named(api)))
  }),
  route('POST /images/{name:.*}/push', pushImage),
  route('POST /images/{name:.*}/tag', function* (api) {
    yield* tagImage(api.daemon, named(api), api.query('repo'), api.query('tag'))
    yield* api.empty(201)
  }),
  route('DELETE /images/{name:.*}', function* (api) {
    yield* api.answer(200, yield* deleteImage(api.daemon, api.param('name'), { force: api.flag('force'), prune: !api.flag('noprune') }))
  }),
  route('GET /distribution/{name:.*}/json', function* (api) {
    yield* api.answer(200, yield* inspectDistribution(api.daemon, api.param('name'), registryAuth(api.header('x-registry-auth'))))
  }),
]
