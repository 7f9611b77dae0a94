import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Exchange } from '../../../linux/libc/http/exchange.ts'
import { sys } from '../../../linux/sys.ts'
import { answerRegistry } from '../routes.ts'
import { admit, allowPull, answerToken } from './access.ts'
import { answerHubApi } from './api.ts'
import { DeviceLogins } from './device.ts'
import { answerPage } from './pages.ts'
import { PullRates } from './rate-limit.ts'
import { HubRecords, newRepository } from './records.ts'
import { answerSearch } from './search.ts'
import { TokenMint } from './tokens.ts'
import { tellWebhooks } from './webhook.ts'

/** Of a free account; without one it is by address and may be set. */
const ACCOUNT_PULLS = 200

/**
 * Docker Hub: registry, token service, search, web pages and their API in one server, told apart by the host that was asked. Leaves out
 * organizations, teams, access tokens of one's own making, stars, builds from a source repository (a push is what starts a webhook) and payment.
 */
export class Hub {
  private readonly devices = new DeviceLogins()

  private constructor(
    readonly records: HubRecords,
    readonly tokens: TokenMint,
    readonly rates: PullRates,
  ) {}

  static *open(anonymousPulls: number): Sys<Hub> {
    return new Hub(yield* HubRecords.load(), yield* TokenMint.open(), new PullRates({ anonymous: anonymousPulls, account: ACCOUNT_PULLS }))
  }

  *answer(exchange: Exchange): Sys<void> {
    const host = (exchange.request.headers.get('host') ?? '').replace(/:\d+$/, '')
    const { path } = exchange.request
    if (host === 'hub.docker.com') return yield* path.startsWith('/v2/') ? answerHubApi(this, exchange) : answerPage(this, exchange)
    if (host === 'login.docker.com') return yield* this.devices.answer(this, exchange)
    if (host === 'auth.docker.io' && path === '/token') return yield* answerToken(this, exchange)
    if (path === '/v1/search') return yield* answerSearch(this, exchange)
    yield* this.answerRegistry(exchange)
  }

  private *answerRegistry(exchange: Exchange): Sys<void> {
    const claims = yield* admit(this, exchange)
    if (!claims) return
    const { method, path } = exchange.request
    const [, name = '', reference] = /^\/v2\/(.+)\/manifests\/(.+)$/.exec(path) ?? []
    if (reference === undefined) return yield* answerRegistry(exchange, { deletes: false })
    if (method === 'GET' || method === 'HEAD') {
      const manifestHeaders = yield* allowPull(this, exchange, claims)
      if (!manifestHeaders) return
      const pulled = (type: string) => this.countPull(exchange, name, claims.sub, type)
      return yield* answerRegistry(exchange, { deletes: false, manifestHeaders, manifestRead: pulled })
    }
    yield* answerRegistry(exchange, { deletes: false })
    if (method === 'PUT' && exchange.status === 201 && !reference.includes(':')) yield* this.pushed(name, reference, claims.sub)
  }

  /** A manifest that was fetched is a pull; an index, or a look at what there is, is none. */
  private *countPull(exchange: Exchange, name: string, username: string, mediaType: string): Sys<void> {
    if (exchange.request.method === 'HEAD' || /index|list/.test(mediaType)) return
    const { peer } = exchange.request
    const nowMs = yield* sys.clockRealtime({})
    this.rates.count(username || (peer.family === 'unix' ? '' : peer.address.replace(/^::ffff:/, '')), nowMs)
    const repository = this.records.repository(name)
    if (repository) yield* this.records.keep({ ...repository, pulls: repository.pulls + 1 })
  }

  private *pushed(name: string, tag: string, pusher: string): Sys<void> {
    const nowMs = yield* sys.clockRealtime({})
    const repository = this.records.repository(name) ?? newRepository(name, nowMs)
    yield* this.records.keep({ ...repository, pushedMs: { ...repository.pushedMs, [tag]: nowMs } })
    yield* sys.record({ kind: 'hub.tag-pushed', data: { repository: name, tag, pusher } })
    yield* tellWebhooks(this, name, tag, pusher)
  }
}
