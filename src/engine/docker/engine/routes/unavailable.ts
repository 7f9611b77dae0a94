import { internal, notFound, notImplemented, unavailable } from '../errdefs.ts'
import type { ApiExchange } from '../http/api-exchange.ts'
import { route } from '../http/router.ts'

/** Endpoints of rooms that are not there yet: what a node outside a swarm and a daemon without plugins answer. */
const notManager = 'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.'

const outsideSwarm = () => {
  throw unavailable(notManager)
}

const noPlugin = (api: ApiExchange) => {
  throw notFound(`plugin ${JSON.stringify(api.param('name'))} not found`)
}

const swarmObjects = ['nodes', 'services', 'tasks', 'secrets', 'configs']

export const unavailableRoutes = [
  route('GET /swarm', outsideSwarm),
  route('GET /swarm/unlockkey', outsideSwarm),
  route('POST /swarm/leave', () => {
    throw unavailable('This node is not part of a swarm')
  }),
  route('POST /swarm/{what}', () => {
    throw notImplemented('cais: dockerd: swarm is not simulated')
  }),
  ...swarmObjects.flatMap((name) => [
    route(`GET /${name}`, outsideSwarm),
    route(`POST /${name}/create`, outsideSwarm),
    route(`GET /${name}/{id:.*}`, outsideSwarm),
    route(`DELETE /${name}/{id:.*}`, outsideSwarm),
    route(`POST /${name}/{id:.*}/update`, outsideSwarm),
  ]),
  route('GET /plugins', function* (api) {
    yield* api.answer(200, [])
  }),
  route('GET /plugins/{name:.*}/json', noPlugin),
  route('DELETE /plugins/{name:.*}', noPlugin),
  route('POST /plugins/pull', () => {
    throw internal('cais: dockerd: plugins are not simulated')
  }),
  route('POST /plugins/{name:.*}/{what}', noPlugin),
  route('POST /session', () => {
    throw notImplemented('cais: dockerd: sessions are not simulated')
  }),
]
