import { sys } from '../../../linux/sys.ts'
import type { Loose } from '../../api/common.ts'
import type { Filters } from '../../api/filters.ts'
import { exactMatch, labelsMatch } from '../../api/filters.ts'
import type { NetworkConnectRequest, NetworkCreateRequest, NetworkDisconnectRequest } from '../../api/network.ts'
import { unixMsOf } from '../clock.ts'
import { invalid } from '../errdefs.ts'
import { route } from '../http/router.ts'
import { connect, disconnect } from '../network/attach.ts'
import { endpointFrom } from '../network/endpoint-config.ts'
import type { Network } from '../network/network.ts'
import { pruneBefore } from '../prune-until.ts'

/** /networks (moby api/server/router/network). */
function matches(network: Network, filters: Filters): boolean {
  const { stored } = network
  const any = (name: string, test: (value: string) => boolean) => !filters.has(name) || (filters.get(name) ?? []).some(test)
  const dangling = filters.get('dangling')?.[0]
  return (
    exactMatch(filters, 'driver', stored.driver) &&
    any('name', (value) => stored.name.includes(value)) &&
    any('id', (value) => stored.id.startsWith(value)) &&
    any('type', (value) => (value === 'builtin') === network.predefined) &&
    exactMatch(filters, 'scope', stored.scope) &&
    labelsMatch(filters, stored.labels) &&
    (dangling === undefined || (['true', '1'].includes(dangling) && !network.predefined ? network.endpoints.size === 0 : network.endpoints.size > 0))
  )
}

const knownFilters = ['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type']

export const networkRoutes = [
  route('GET /networks', function* (api) {
    const filters = api.filters()
    for (const name of filters.keys()) if (!knownFilters.includes(name)) throw invalid(`invalid filter '${name}'`)
    for (const type of filters.get('type') ?? []) if (!['builtin', 'custom'].includes(type)) throw invalid(`invalid filter: 'type'='${type}'`)
    const list = api.daemon.networks.all().filter((network) => matches(network, filters))
    const detailed = api.apiMinor < 28
    yield* api.answer(
      200,
      list.map((network) => network.toJson(api.daemon.release.major, detailed)),
    )
  }),
  route('POST /networks/create', function* (api) {
    const request = yield* api.json<Loose<NetworkCreateRequest>>()
    const network = yield* api.daemon.networks.create(request ?? {})
    yield* api.answer(201, { Id: network.id, Warning: '' })
  }),
  route('POST /networks/prune', function* (api) {
    const filters = api.filters()
    for (const name of filters.keys()) if (!['label', 'label!', 'until'].includes(name)) throw invalid(`invalid filter '${name}'`)
    const beforeMs = pruneBefore(filters, yield* sys.clockRealtime({}))
    const deleted: string[] = []
    for (const network of api.daemon.networks.all()) {
      if (network.predefined || network.endpoints.size > 0 || unixMsOf(network.stored.created) > beforeMs) continue
      if (!labelsMatch(filters, network.stored.labels) || (filters.has('label!') && labelsMatch(filters, network.stored.labels, 'label!'))) continue
      yield* api.daemon.networks.remove(network)
      deleted.push(network.name)
    }
    yield* api.daemon.events.log('network', 'prune', '', { reclaimed: '0' })
    yield* api.answer(200, { NetworksDeleted: deleted.length > 0 ? deleted : null })
  }),
  route('POST /networks/{id}/connect', function* (api) {
    const request = yield* api.json<NetworkConnectRequest>()
    const network = api.daemon.networks.get(api.param('id'))
    yield* connect(api.daemon, api.daemon.containers.get(request?.Container ?? ''), network, endpointFrom(request?.EndpointConfig))
    yield* api.empty(200)
  }),
  route('POST /networks/{id}/disconnect', function* (api) {
    const request = yield* api.json<NetworkDisconnectRequest>()
    const network = api.daemon.networks.get(api.param('id'))
    yield* disconnect(api.daemon, api.daemon.containers.get(request?.Container ?? ''), network)
    yield* api.empty(200)
  }),
  route('GET /networks/{id}', function* (api) {
    const scope = api.query('scope')
    const network = api.daemon.networks.get(api.param('id'))
    if (scope !== '' && !['local', 'swarm', 'global'].includes(scope)) throw invalid(`invalid scope: ${scope}`)
    yield* api.answer(200, network.toJson(api.daemon.release.major, true))
  }),
  route('DELETE /networks/{id}', function* (api) {
    yield* api.daemon.networks.remove(api.daemon.networks.get(api.param('id')))
    yield* api.empty(204)
  }),
]
