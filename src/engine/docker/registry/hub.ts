import type { Sys } from '../../linux/kernel/calls.ts'
import type { Exchange } from '../../linux/libc/http/exchange.ts'
import { readFile } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'
import { searchIndexPath, tagsFolder } from './layout.ts'

const json = [['Content-Type', 'application/json']] as const

/** One repository as searches find it. */
export interface SearchEntry {
  readonly name: string
  readonly description: string
  readonly star_count: number
  readonly is_official: boolean
}

const hostOf = (exchange: Exchange): string => (exchange.request.headers.get('host') ?? '').split(':')[0] ?? ''

/** auth.docker.io's tokens and index.docker.io's search; false when the request is for the registry itself. */
export function* answerHub(exchange: Exchange): Sys<boolean> {
  const { path, query } = exchange.request
  if (hostOf(exchange) === 'auth.docker.io' && path === '/token') {
    const scope = query.get('scope') ?? ''
    const token = `anonymous ${scope}`
    const issued = yield* sys.clockRealtime({})
    yield* exchange.respond(
      200,
      json,
      `${JSON.stringify({ token: encodeToken(token), access_token: encodeToken(token), expires_in: 300, issued_at: String(Math.round(issued)) })}\n`,
    )
    return true
  }
  if (path === '/v1/search') {
    const text = yield* readFile(searchIndexPath)
    const term = (query.get('q') ?? '').toLowerCase().replace(/^library\//, '')
    const all = text.ok ? (JSON.parse(text.value) as readonly SearchEntry[]) : []
    const results = all
      .filter((entry) => `${entry.name} ${entry.description}`.toLowerCase().includes(term))
      .sort((a, b) => b.star_count - a.star_count)
    const count = Math.min(Number(query.get('n') ?? 25), results.length)
    yield* exchange.respond(
      200,
      json,
      JSON.stringify({
        num_pages: 1,
        num_results: results.length,
        page: 1,
        page_size: count,
        query: term,
        results: results.slice(0, count).map((entry) => ({ ...entry, is_automated: false })),
      }),
    )
    return true
  }
  return false
}

const encodeToken = (text: string): string => [...text].map((character) => character.charCodeAt(0).toString(16).padStart(2, '0')).join('')

/** Wants a token of the token service; true when the request was refused for lack of one, or for a repository it may not see or write to. */
export function* challenge(exchange: Exchange): Sys<boolean> {
  const repository = /^\/v2\/(.+)\/(?:manifests|blobs|tags)\//.exec(exchange.request.path)?.[1]
  const token = /^Bearer (.+)$/.exec(exchange.request.headers.get('authorization') ?? '')?.[1]
  const known = repository === undefined || (yield* sys.stat({ path: tagsFolder(repository) })).ok
  const writes = !['GET', 'HEAD'].includes(exchange.request.method)
  if (token !== undefined && known && !writes) return false
  const scope = repository === undefined ? '' : `,scope="repository:${repository}:${writes ? 'pull,push' : 'pull'}"`
  const insufficient = token !== undefined ? ',error="insufficient_scope"' : ''
  yield* exchange.respond(
    401,
    [
      ...json,
      ['Docker-Distribution-Api-Version', 'registry/2.0'],
      ['WWW-Authenticate', `Bearer realm="https://auth.docker.io/token",service="registry.docker.io"${scope}${insufficient}`],
    ],
    `${JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: 'authentication required', detail: repository ? [{ Type: 'repository', Class: '', Name: repository, Action: 'pull' }] : null }] })}\n`,
  )
  return true
}
