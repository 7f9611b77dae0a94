import type { AuthConfig } from '../../api/system.ts'
import { invalid } from '../errdefs.ts'
import type { ApiExchange } from '../http/api-exchange.ts'
import { route } from '../http/router.ts'
import { logIn } from '../image/registry-auth.ts'
import { diskUsage } from '../system/disk-usage.ts'
import { systemInfo, systemVersion } from '../system/info.ts'
import { streamEvents } from '../system/stream-events.ts'

/** The daemon itself (moby api/server/router/system). */
function* ping(api: ApiExchange) {
  const { release } = api.daemon
  yield* api.exchange.respond(
    200,
    [
      ['Api-Version', release.apiVersion],
      ['Builder-Version', '2'],
      ['Cache-Control', 'no-cache, no-store, must-revalidate'],
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['Docker-Experimental', 'false'],
      ['Ostype', 'linux'],
      ['Pragma', 'no-cache'],
      ['Server', `Docker/${release.version} (linux)`],
      ['Swarm', 'inactive'],
      ...(api.exchange.request.method === 'HEAD' ? [['Content-Length', '0'] as const] : []),
    ],
    api.exchange.request.method === 'HEAD' ? '' : 'OK',
  )
}

export const systemRoutes = [
  route('GET /_ping', ping),
  route('HEAD /_ping', ping),
  route('GET /version', function* (api) {
    yield* api.answer(200, yield* systemVersion(api.daemon))
  }),
  route('GET /info', function* (api) {
    yield* api.answer(200, yield* systemInfo(api.daemon))
  }),
  route('GET /events', streamEvents),
  route('GET /system/df', function* (api) {
    const types = api.all('type')
    for (const type of types) if (!['container', 'image', 'volume', 'build-cache'].includes(type)) throw invalid(`unknown object type: ${type}`)
    yield* api.answer(200, yield* diskUsage(api.daemon, types))
  }),
  route('POST /auth', function* (api) {
    const answer = yield* logIn(api.daemon, (yield* api.json<AuthConfig>()) ?? {})
    yield* api.answer(200, answer)
  }),
]
