import { rfc3339 } from '../../../base/calendar.ts'
import type { Result } from '../../../base/result.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Exchange } from '../../../linux/libc/http/exchange.ts'
import { addWebhook, changeRepository, createRepository } from './changes.ts'
import type { Hub } from './hub.ts'
import { visitorFor, WEB } from './pages.ts'
import { type HubRepository, mayPull, namespaceOf } from './records.ts'
import { tagDetails } from './tags.ts'

/** A request of the Hub's API: what was sent, and by whom. */
interface Call {
  readonly hub: Hub
  readonly exchange: Exchange
  readonly body: Readonly<Record<string, unknown>>
  readonly username: string | undefined
}

/** https://hub.docker.com/v2/: signing in, repositories, tags, webhooks. */
export function* answerHubApi(hub: Hub, exchange: Exchange): Sys<void> {
  const { path, method, headers } = exchange.request
  const token = /^(?:JWT|Bearer) (\S+)$/.exec(headers.get('authorization') ?? '')?.[1]
  const claims = token === undefined ? undefined : yield* hub.tokens.read(token, WEB)
  const text = method === 'GET' ? undefined : yield* exchange.request.body.text()
  const call: Call = { hub, exchange, body: parsed(text?.ok ? text.value : ''), username: claims?.sub }
  const clean = path.replace(/\/$/, '')
  if (clean === '/v2/users/login' && method === 'POST') return yield* logIn(call)
  if (clean === '/v2/access-tokens/desktop-generate' && method === 'POST') return yield* giveToken(call)
  if (clean === '/v2/repositories' && method === 'POST') return yield* create(call)
  const [, namespace = '', name, rest = ''] =
    /^\/v2\/(?:repositories|namespaces)\/([^/]+)(?:\/repositories)?(?:\/([^/]+))?(?:\/(tags|webhook_pipeline|privacy))?$/.exec(clean) ?? []
  if (namespace === '') return yield* answer(call, 404, { message: 'object not found', errinfo: {} })
  if (name === undefined) return yield* list(call, namespace)
  const repository = hub.records.repository(`${namespace}/${name}`)
  if (!repository || !mayPull(repository, call.username)) return yield* answer(call, 404, { message: 'object not found', errinfo: {} })
  yield* aboutRepository(call, repository, method, rest)
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function* answer({ exchange }: Call, status: number, body: unknown): Sys<void> {
  yield* exchange.respond(status, [['Content-Type', 'application/json']], JSON.stringify(body))
}

function* logIn(call: Call): Sys<void> {
  const account = call.hub.records.signIn(textOf(call.body.username), textOf(call.body.password))
  if (!account) return yield* answer(call, 401, { detail: 'Incorrect authentication credentials' })
  yield* answer(call, 200, { token: (yield* visitorFor(call.hub, account.username)).session })
}

function* giveToken(call: Call): Sys<void> {
  const account = call.hub.records.account(call.username ?? '')
  if (!account) return yield* answer(call, 401, { detail: 'Authentication credentials were not provided.' })
  yield* answer(call, 201, { data: { token: yield* call.hub.records.giveToken(account) } })
}

function* create(call: Call): Sys<void> {
  const { hub, body, username } = call
  const namespace = textOf(body.namespace)
  if (username === undefined) return yield* answer(call, 401, { detail: 'Authentication credentials were not provided.' })
  if (namespace !== username) return yield* answer(call, 403, { detail: 'You do not have permission to perform this action.' })
  const settings = { description: textOf(body.description), private: body.is_private === true }
  yield* answerMade(call, yield* createRepository(hub, username, textOf(body.name), settings))
}

function* answerMade(call: Call, made: Result<HubRepository, string>): Sys<void> {
  yield* made.ok ? answer(call, 201, shown(made.value, call.username)) : answer(call, 400, { message: made.error, errinfo: {} })
}

function* list(call: Call, namespace: string): Sys<void> {
  const all = call.hub.records.repositories().filter((one) => namespaceOf(one.name) === namespace && mayPull(one, call.username))
  yield* answer(call, 200, { count: all.length, next: null, previous: null, results: all.map((one) => shown(one, call.username)) })
}

function* aboutRepository(call: Call, repository: HubRepository, method: string, rest: string): Sys<void> {
  const { hub, body, username } = call
  const own = username === namespaceOf(repository.name)
  if ((method !== 'GET' || rest === 'webhook_pipeline') && !own)
    return yield* answer(call, username === undefined ? 401 : 403, { detail: 'You do not have permission to perform this action.' })
  switch (`${method} ${rest}`) {
    case 'GET ':
      return yield* answer(call, 200, shown(repository, username))
    case 'PATCH ':
      return yield* answer(
        call,
        200,
        shown(yield* changeRepository(hub, repository, typeof body.description === 'string' ? { description: body.description } : {}), username),
      )
    case 'POST privacy':
      return yield* answer(call, 200, shown(yield* changeRepository(hub, repository, { private: body.is_private === true }), username))
    case 'GET tags':
      return yield* listTags(call, repository)
    case 'GET webhook_pipeline':
      return yield* answer(call, 200, { count: repository.webhooks.length, results: repository.webhooks.map(shownWebhook) })
    case 'POST webhook_pipeline': {
      const [hook] = Array.isArray(body.webhooks) ? (body.webhooks as readonly { readonly hook_url?: unknown }[]) : []
      return yield* answerMade(call, yield* addWebhook(hub, repository, textOf(body.name), textOf(hook?.hook_url)))
    }
    default:
      return yield* answer(call, 405, { detail: `Method "${method}" not allowed.` })
  }
}

function* listTags(call: Call, repository: HubRepository): Sys<void> {
  const tags = yield* tagDetails(repository)
  const results = tags.map(({ tag, digest, bytes, pushedMs, platform }) => {
    const [os, architecture] = platform.split('/')
    const pushed = rfc3339(pushedMs, { fraction: 6 })
    return {
      name: tag,
      full_size: bytes,
      last_updated: pushed,
      tag_last_pushed: pushed,
      tag_status: 'active',
      digest,
      images: [{ architecture, os, size: bytes, status: 'active' }],
    }
  })
  yield* answer(call, 200, { count: results.length, next: null, previous: null, results })
}

const shownWebhook = ({ name, url, deliveries }: HubRepository['webhooks'][number]) => ({
  name,
  webhooks: [{ name, hook_url: url, registry: 'registry-1.docker.io' }],
  deliveries: deliveries.map(({ atMs, tag, outcome, state }) => ({ at: rfc3339(atMs), tag, outcome, state: state ?? null })),
})

function shown(repository: HubRepository, username: string | undefined): object {
  const namespace = namespaceOf(repository.name)
  const pushed = Object.values(repository.pushedMs)
  return {
    user: namespace,
    name: repository.name.slice(namespace.length + 1),
    namespace,
    repository_type: 'image',
    status: 1,
    status_description: 'active',
    description: repository.description,
    is_private: repository.private,
    is_automated: false,
    star_count: repository.stars,
    pull_count: repository.pulls,
    last_updated: pushed.length > 0 ? rfc3339(Math.max(...pushed), { fraction: 6 }) : null,
    date_registered: rfc3339(repository.createdMs, { fraction: 6 }),
    permissions: { read: true, write: username === namespace, admin: username === namespace },
  }
}
