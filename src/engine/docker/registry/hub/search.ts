import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Exchange } from '../../../linux/libc/http/exchange.ts'
import type { Hub } from './hub.ts'
import { type HubRepository, mayPull } from './records.ts'

/** Names as people see them: official ones have no `library/`. */
export const shownName = (repository: HubRepository): string => repository.name.replace(/^library\//, '')

/** Public repositories that have the term in their name or description, most stars first. */
export function found(hub: Hub, term: string): readonly HubRepository[] {
  const wanted = term.toLowerCase().replace(/^library\//, '')
  return hub.records
    .repositories()
    .filter((repository) => !repository.unlisted && mayPull(repository, undefined))
    .filter((repository) => `${shownName(repository)} ${repository.description}`.toLowerCase().includes(wanted))
    .sort((a, b) => b.stars - a.stars || (a.name < b.name ? -1 : 1))
}

/** GET https://index.docker.io/v1/search, which `docker search` asks. */
export function* answerSearch(hub: Hub, exchange: Exchange): Sys<void> {
  const { query } = exchange.request
  const term = query.get('q') ?? ''
  const all = found(hub, term)
  const page = all.slice(0, Number(query.get('n') ?? 25))
  const results = page.map((repository) => ({
    name: shownName(repository),
    description: repository.description,
    star_count: repository.stars,
    is_official: repository.official,
    is_automated: false,
  }))
  const answer = { num_pages: 1, num_results: all.length, page: 1, page_size: page.length, query: term, results }
  yield* exchange.respond(200, [['Content-Type', 'application/json']], JSON.stringify(answer))
}
