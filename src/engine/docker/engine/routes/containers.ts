import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Loose } from '../../api/common.ts'
import type { ContainerCreateRequest } from '../../api/container.ts'
import type { ContainerUpdateConfig } from '../../api/host-config.ts'
import { createContainer, verifyRequest } from '../container/create.ts'
import { inspectContainer } from '../container/inspect.ts'
import { listContainers } from '../container/list.ts'
import { pruneContainers } from '../container/prune.ts'
import { removeContainer } from '../container/remove.ts'
import { renameContainer } from '../container/rename.ts'
import { restartContainer } from '../container/restart.ts'
import { startContainer } from '../container/start.ts'
import { killContainer, pauseContainer, signalOf, stopContainer, unpauseContainer } from '../container/stop.ts'
import { updateContainer } from '../container/update.ts'
import { waitForContainer } from '../container/wait.ts'
import { EngineError, invalid } from '../errdefs.ts'
import type { ApiExchange } from '../http/api-exchange.ts'
import { route } from '../http/router.ts'

/** /containers: the life of containers (moby api/server/router/container). */
const named = (api: ApiExchange) => api.daemon.containers.get(api.param('name'))

export const containerRoutes = [
  route('GET /containers/json', function* (api) {
    const limit = api.query('limit')
    if (limit !== '' && !/^-?\d+$/.test(limit)) throw invalid(`strconv.Atoi: parsing ${JSON.stringify(limit)}: invalid syntax`)
    yield* api.answer(
      200,
      yield* listContainers(api.daemon, { all: api.flag('all'), limit: Math.max(0, Number(limit)), size: api.flag('size'), filters: api.filters() }),
    )
  }),
  route('POST /containers/create', function* (api) {
    const request = yield* api.json<ContainerCreateRequest>()
    verifyRequest(request)
    yield* api.answer(201, yield* createContainer(api.daemon, { name: api.query('name'), platform: api.query('platform'), request }))
  }),
  route('POST /containers/prune', function* (api) {
    yield* api.answer(200, yield* pruneContainers(api.daemon, api.filters()))
  }),
  route('GET /containers/{name:.*}/json', function* (api) {
    yield* api.answer(200, yield* inspectContainer(api.daemon, named(api), api.flag('size')))
  }),
  route('POST /containers/{name:.*}/start', function* (api) {
    yield* startContainer(api.daemon, named(api))
    yield* api.empty(204)
  }),
  route('POST /containers/{name:.*}/stop', function* (api) {
    yield* stopContainer(api.daemon, named(api), api.query('signal'), api.integer('t'))
    yield* api.empty(204)
  }),
  route('POST /containers/{name:.*}/restart', function* (api) {
    yield* restartContainer(api.daemon, named(api), api.query('signal'), api.integer('t'))
    yield* api.empty(204)
  }),
  route('POST /containers/{name:.*}/kill', function* (api) {
    yield* kill(api)
    yield* api.empty(204)
  }),
  route('POST /containers/{name:.*}/pause', function* (api) {
    yield* pauseContainer(api.daemon, named(api))
    yield* api.empty(204)
  }),
  route('POST /containers/{name:.*}/unpause', function* (api) {
    yield* unpauseContainer(api.daemon, named(api))
    yield* api.empty(204)
  }),
  route('POST /containers/{name:.*}/rename', function* (api) {
    yield* renameContainer(api.daemon, named(api), api.query('name'))
    yield* api.empty(204)
  }),
  route('POST /containers/{name:.*}/update', function* (api) {
    const request = (yield* api.json<Loose<ContainerUpdateConfig>>()) ?? {}
    yield* api.answer(200, yield* updateContainer(api.daemon, named(api), request))
  }),
  route('POST /containers/{name:.*}/wait', (api) => waitForContainer(api, named(api))),
  route('DELETE /containers/{name:.*}', function* (api) {
    yield* removeContainer(api.daemon, named(api), { force: api.flag('force'), volumes: api.flag('v') }, api.param('name'))
    yield* api.empty(204)
  }),
]

/** Its errors name the container as the client did. */
function* kill(api: ApiExchange): Sys<void> {
  const name = api.param('name')
  try {
    const container = named(api)
    yield* killContainer(api.daemon, container, signalOf(api.query('signal') || 'KILL'))
  } catch (thrown) {
    if (thrown instanceof EngineError) throw new EngineError(thrown.status, `cannot kill container: ${name}: ${thrown.message}`)
    throw thrown
  }
}
