import { rfc3339 } from '../../../base/calendar.ts'
import { decode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Exchange } from '../../../linux/libc/http/exchange.ts'
import type { HeaderList } from '../../../linux/libc/http/headers.ts'
import { fromBase64 } from '../../../linux/libc/http/url.ts'
import { sys } from '../../../linux/sys.ts'
import type { Hub } from './hub.ts'
import { rateLimitText, rateText } from './rate-limit.ts'
import { mayPull, namespaceOf } from './records.ts'
import type { Access, Claims } from './tokens.ts'

const json = ['Content-Type', 'application/json'] as const
const registryJson = [json, ['Docker-Distribution-Api-Version', 'registry/2.0']] as const
const SERVICE = 'registry.docker.io'
const TOKEN_SECONDS = 300

/** Name and password of an Authorization header of the Basic scheme. */
export function basicCredentials(header: string | undefined): { readonly name: string; readonly password: string } | undefined {
  const encoded = /^Basic (\S+)$/i.exec(header ?? '')?.[1]
  const bytes = encoded === undefined ? undefined : fromBase64(encoded)
  if (!bytes) return undefined
  const [name = '', ...rest] = decode(bytes).split(':')
  return { name, password: rest.join(':') }
}

/** GET https://auth.docker.io/token: a token for what was asked for, as far as the account may have it. */
export function* answerToken(hub: Hub, exchange: Exchange): Sys<void> {
  const given = basicCredentials(exchange.request.headers.get('authorization'))
  const account = given && hub.records.signIn(given.name, given.password)
  if (given && !account) {
    yield* sys.record({ kind: 'hub.login-refused', data: { username: given.name } })
    yield* exchange.respond(401, [json], '{"details":"incorrect username or password"}\n')
    return
  }
  const access = exchange.request.query.all('scope').flatMap((scope) => scope.split(' ').flatMap((one) => granted(hub, one, account?.username)))
  const { token, issuedMs } = yield* hub.tokens.issue(account?.username ?? '', SERVICE, access, TOKEN_SECONDS)
  const body = { token, access_token: token, expires_in: TOKEN_SECONDS, issued_at: rfc3339(issuedMs, { fraction: 9 }) }
  yield* exchange.respond(200, [json], `${JSON.stringify(body)}\n`)
}

/** `repository:aluno/site:push,pull`, less what the account may not: pulling where it can see, pushing where its name is. */
function granted(hub: Hub, scope: string, username: string | undefined): readonly Access[] {
  const [, name = '', wanted = ''] = /^repository:(.+):([a-z*,]+)$/.exec(scope) ?? []
  if (name === '') return []
  const repository = hub.records.repository(name)
  const own = username !== undefined && namespaceOf(name) === username
  const asked = wanted.split(',')
  // One's own repository begins to be with the first push.
  const visible = repository ? mayPull(repository, username) : own && asked.includes('push')
  const actions = asked.filter((action) => (action === 'pull' && visible) || (action === 'push' && own))
  return actions.length > 0 ? [{ type: 'repository', name, actions }] : []
}

/** What a request needs: none for what is not about a repository. */
function needed(exchange: Exchange): readonly Access[] {
  const { path, method, query } = exchange.request
  const name = /^\/v2\/(.+)\/(?:manifests|blobs|tags)\//.exec(path)?.[1]
  if (name === undefined) return []
  const writes = !['GET', 'HEAD'].includes(method)
  const from = query.get('from')
  const own: Access = { type: 'repository', name, actions: writes ? ['pull', 'push'] : ['pull'] }
  return writes && from !== undefined ? [own, { type: 'repository', name: from, actions: ['pull'] }] : [own]
}

const covers = (claims: Claims, { name, actions }: Access): boolean =>
  actions.every((action) => claims.access.some((one) => one.name === name && one.actions.includes(action)))

/** The claims of a request that may go on; otherwise it was answered with a challenge. */
export function* admit(hub: Hub, exchange: Exchange): Sys<Claims | undefined> {
  const token = /^Bearer (\S+)$/.exec(exchange.request.headers.get('authorization') ?? '')?.[1]
  const claims = token === undefined ? undefined : yield* hub.tokens.read(token, SERVICE)
  const wanted = needed(exchange)
  if (claims && wanted.every((access) => covers(claims, access))) return claims
  const scope = wanted.map(({ name, actions }) => `repository:${name}:${actions.join(',')}`).join(' ')
  const parameters = [
    'realm="https://auth.docker.io/token"',
    `service="${SERVICE}"`,
    ...(scope === '' ? [] : [`scope="${scope}"`]),
    ...(claims ? ['error="insufficient_scope"'] : token === undefined ? [] : ['error="invalid_token"']),
  ]
  const detail = wanted.flatMap(({ type, name, actions }) => actions.map((action) => ({ Type: type, Class: '', Name: name, Action: action })))
  yield* exchange.respond(
    401,
    [...registryJson, ['WWW-Authenticate', `Bearer ${parameters.join(',')}`]],
    `${JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: 'authentication required', detail: detail.length > 0 ? detail : null }] })}\n`,
  )
  return undefined
}

/** Headers that tell a manifest's reader what is left of its allowance; undefined when nothing was, and the request was answered so. */
export function* allowPull(hub: Hub, exchange: Exchange, claims: Claims): Sys<HeaderList | undefined> {
  const { peer } = exchange.request
  const address = peer.family === 'unix' ? '' : peer.address.replace(/^::ffff:/, '')
  const source = claims.sub || address
  const nowMs = yield* sys.clockRealtime({})
  const { limit, remaining } = hub.rates.allowance(source, claims.sub !== '', nowMs)
  const headers = (left: number): HeaderList => [
    ['ratelimit-limit', rateText(limit)],
    ['ratelimit-remaining', rateText(left)],
    ['docker-ratelimit-source', source],
  ]
  if (remaining === 0) {
    const message = rateLimitText(claims.sub, nowMs)
    yield* sys.record({ kind: 'hub.pull-refused', data: { source, limit } })
    yield* exchange.respond(
      429,
      [...registryJson, ['retry-after', '65'], ...headers(0)],
      `${JSON.stringify({ errors: [{ code: 'TOOMANYREQUESTS', message }] })}\n`,
    )
    return undefined
  }
  return headers(remaining)
}
