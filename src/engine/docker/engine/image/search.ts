import type { Sys } from '../../../linux/kernel/calls.ts'
import { request } from '../../../linux/libc/http/client.ts'
import { percentEncode } from '../../../linux/libc/http/url.ts'
import type { Filters } from '../../api/filters.ts'
import type { SearchResult } from '../../api/image.ts'
import { internal, invalid } from '../errdefs.ts'
import { goHttpError } from '../registry/go-errors.ts'

/** GET /images/search: the index's search of the Hub (moby registry/search.go). */
export function* searchImages(term: string, limit: number, filters: Filters): Sys<readonly SearchResult[]> {
  for (const name of filters.keys()) if (!['is-automated', 'is-official', 'stars'].includes(name)) throw invalid(`invalid filter '${name}'`)
  const official = filters.get('is-official')?.[0]
  const stars = filters.get('stars')?.[0]
  if (official !== undefined && !/^(true|false|1|0)$/.test(official)) throw invalid(`invalid filter 'is-official=[${official}]'`)
  if (stars !== undefined && !/^\d+$/.test(stars)) throw invalid(`invalid filter 'stars=[${stars}]'`)
  if (limit < 1 || limit > 100) throw invalid(`limit ${limit} is outside the range of [1, 100]`)
  // Nothing is called automated any more: asking for it finds nothing.
  if (/^(true|1)$/.test(filters.get('is-automated')?.[0] ?? '')) return []
  const slash = term.indexOf('/')
  const host = slash > 0 && /[.:]|^localhost$/.test(term.slice(0, slash)) ? term.slice(0, slash) : 'index.docker.io'
  const wanted = host === 'index.docker.io' ? term.replace(/^library\//, '') : term.slice(slash + 1)
  const url = `https://${host}/v1/search?q=${percentEncode(wanted)}&n=${limit}`
  const answer = yield* request({ url, headers: [['User-Agent', 'docker/28.5.2']], connectTimeoutMs: 30_000, followRedirects: 10 })
  if (!answer.ok) throw internal(goHttpError('GET', url, answer.error))
  const text = yield* answer.value.body.text()
  if (answer.value.status !== 200 || !text.ok) throw internal(`Unexpected status code ${answer.value.status}`)
  const { results } = JSON.parse(text.value) as { readonly results: readonly Partial<SearchResult>[] }
  return results
    .map((one) => ({
      star_count: one.star_count ?? 0,
      is_official: one.is_official ?? false,
      name: one.name ?? '',
      is_automated: false,
      description: one.description ?? '',
    }))
    .filter(
      (one) =>
        (official === undefined || one.is_official === /^(true|1)$/.test(official)) && (stars === undefined || one.star_count >= Number(stars)),
    )
}
