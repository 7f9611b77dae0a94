import { rfc3339 } from '../../../base/calendar.ts'
import { humanSize } from '../../../base/units.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { alert, checkBox, escapeHtml, field, form, link, page, table, type Visitor } from './html.ts'
import { type HubRepository, namespaceOf } from './records.ts'
import { shownName } from './search.ts'
import { tagDetails } from './tags.ts'

export const pathOf = (repository: HubRepository): string => (repository.official ? `/_/${shownName(repository)}` : `/r/${repository.name}`)

const moment = (atMs: number): string => rfc3339(atMs).replace('T', ' ').replace('Z', ' UTC')
const badge = (repository: HubRepository): string => (repository.private ? ' <span class="private">private</span>' : '')

/** Repositories in a table: name, description, stars, pulls. */
export const repositoryTable = (repositories: readonly HubRepository[], visitor: Visitor | undefined): string =>
  repositories.length === 0
    ? '<p>None.</p>\n'
    : table(
        ['Repository', 'Description', 'Stars', 'Pulls'],
        repositories.map((one) => [
          `${link(visitor, pathOf(one), shownName(one))}${badge(one)}`,
          escapeHtml(one.description),
          String(one.stars),
          String(one.pulls),
        ]),
      )

/** What a repository is, how to pull it, and its tags. */
export function* repositoryPage(repository: HubRepository, visitor: Visitor | undefined): Sys<string> {
  const name = shownName(repository)
  const tags = yield* tagDetails(repository)
  const own = visitor?.username === namespaceOf(repository.name)
  const first = tags.some(({ tag }) => tag === 'latest') ? undefined : tags[0]?.tag
  const rows = tags.map(({ tag, digest, bytes, pushedMs, platform }) => [
    `<code>${escapeHtml(tag)}</code>`,
    `<code title="${digest}">${digest.slice(7, 19)}</code>`,
    platform,
    humanSize(bytes),
    moment(pushedMs),
  ])
  return page(
    name,
    visitor,
    `<h1>${escapeHtml(name)}${badge(repository)}</h1>
<p>${escapeHtml(repository.description) || 'No description.'}</p>
<p>${repository.official ? 'Official image. ' : ''}${repository.stars} stars, ${repository.pulls} pulls.${own ? ` ${link(visitor, `${pathOf(repository)}/settings`, 'Settings and webhooks')}` : ''}</p>
<h2>Pull it</h2>
<pre>docker pull ${escapeHtml(name)}${first === undefined ? '' : `:${escapeHtml(first)}`}</pre>
<h2>Tags</h2>
${tags.length > 0 ? table(['Tag', 'Digest', 'Platform', 'Compressed size', 'Last pushed'], rows) : `<p>Nothing was pushed yet.</p>\n<pre>docker push ${escapeHtml(name)}:TAG</pre>\n`}`,
  )
}

/** For the owner: description, who may see it, webhooks and what came of them. */
export function settingsPage(repository: HubRepository, visitor: Visitor, problem?: string): string {
  const action = `${pathOf(repository)}/settings`
  const hidden = (what: string) => `<input type="hidden" name="do" value="${what}">\n`
  const hooks = repository.webhooks.map(
    ({ name, url, deliveries }) => `<h3>${escapeHtml(name)}</h3>
<p><code>${escapeHtml(url)}</code></p>
${
  deliveries.length === 0
    ? '<p>Nothing was pushed since.</p>\n'
    : table(
        ['When', 'Tag', 'Outcome', 'Callback'],
        deliveries.map((one) => [moment(one.atMs), `<code>${escapeHtml(one.tag)}</code>`, escapeHtml(one.outcome), escapeHtml(one.state ?? '')]),
      )
}${form(visitor, action, `${hidden('remove')}<input type="hidden" name="name" value="${escapeHtml(name)}">\n`, `Remove ${name}`)}`,
  )
  return page(
    `${repository.name}: settings`,
    visitor,
    `<h1>${link(visitor, pathOf(repository), repository.name)}: settings</h1>
${alert(problem)}${form(visitor, action, `${hidden('change')}${field('Description', 'description', { value: repository.description })}${checkBox('Private: only you see and pull it', 'private', repository.private)}`, 'Save')}<h2>Webhooks</h2>
<p>After each push of a tag the Hub sends a POST with JSON to these addresses: who pushed what, and a callback URL. The address has to be reachable from the internet.</p>
${hooks.join('\n')}<h3>New webhook</h3>
${form(visitor, action, `${hidden('add')}${field('Name', 'name')}${field('Webhook URL', 'url', { hint: 'http://host:port/path' })}`, 'Create')}`,
  )
}
