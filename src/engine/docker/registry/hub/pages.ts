import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Exchange } from '../../../linux/libc/http/exchange.ts'
import { Query } from '../../../linux/libc/http/url.ts'
import { addWebhook, changeRepository, createRepository, removeWebhook, signUp } from './changes.ts'
import { alert, checkBox, escapeHtml, field, form, page, type Visitor, withSession } from './html.ts'
import type { Hub } from './hub.ts'
import { type HubRepository, mayPull, namespaceOf } from './records.ts'
import { pathOf, repositoryPage, repositoryTable, settingsPage } from './repository-page.ts'
import { found } from './search.ts'
import { noteCallback } from './webhook.ts'

/** Sessions of the web pages, and their API's tokens, are for this audience. */
export const WEB = 'hub.docker.com'
const SESSION_SECONDS = 8 * 3600

interface Visit {
  readonly hub: Hub
  readonly exchange: Exchange
  readonly visitor: Visitor | undefined
  readonly given: Query
  readonly posted: boolean
}

const html = [['Content-Type', 'text/html; charset=utf-8']] as const

/** hub.docker.com: pages made here, without scripts; forms are sent by POST and answered with where to go next. */
export function* answerPage(hub: Hub, exchange: Exchange): Sys<void> {
  const { path, method, query } = exchange.request
  const posted = method === 'POST'
  const body = posted ? yield* exchange.request.body.text() : undefined
  const given = body?.ok ? new Query(body.value) : query
  const callback = /^\/u\/(.+)\/hook\/(\d+)\/$/.exec(path)
  if (callback && posted) return yield* answerCallback(hub, exchange, callback, body?.ok ? body.value : '')
  const session = given.get('session') ?? ''
  const claims = session === '' ? undefined : yield* hub.tokens.read(session, WEB)
  const visit: Visit = { hub, exchange, visitor: claims && { username: claims.sub, session }, given, posted }
  yield* show(visit, path.replace(/(.)\/$/, '$1'))
}

function* show(visit: Visit, path: string): Sys<void> {
  if (path === '/') return yield* send(visit, home(visit))
  if (path === '/search') return yield* send(visit, searchPage(visit))
  if (path === '/signup') return yield* signUpPage(visit)
  if (path === '/login') return yield* signInPage(visit)
  if (path === '/repositories/create') return yield* createPage(visit)
  const user = /^\/u\/([a-z0-9]+)$/.exec(path)?.[1]
  if (user !== undefined) return yield* userPage(visit, user)
  const [, official, own, settings] = /^\/(?:_\/([^/]+)|r\/([^/]+\/[^/]+?))(\/settings|\/tags)?$/.exec(path) ?? []
  const repository = visit.hub.records.repository(official === undefined ? (own ?? '') : `library/${official}`)
  if (!repository || !mayPull(repository, visit.visitor?.username)) return yield* missing(visit)
  if (settings !== '/settings') return yield* send(visit, yield* repositoryPage(repository, visit.visitor))
  if (visit.visitor?.username !== namespaceOf(repository.name)) return yield* missing(visit)
  yield* settingsOf(visit, visit.visitor, repository)
}

function* send({ exchange }: Visit, text: string, status = 200): Sys<void> {
  yield* exchange.respond(status, html, text)
}

function* goTo({ exchange }: Visit, visitor: Visitor, path: string): Sys<void> {
  yield* exchange.respond(303, [['Location', withSession(visitor, path)], ...html], '')
}

const missing = (visit: Visit): Sys<void> =>
  send(visit, page('Not found', visit.visitor, '<h1>Not found</h1>\n<p>There is no such page, or it is private.</p>'), 404)

const searchForm = (visitor: Visitor | undefined, term: string): string =>
  `<form action="/search">\n${visitor ? `<input type="hidden" name="session" value="${visitor.session}">` : ''}${field('Search for images', 'q', { value: term })}<button>Search</button>\n</form>\n`

function home({ hub, visitor }: Visit): string {
  const official = hub.records.repositories().filter((one) => one.official)
  return page(
    'Home',
    visitor,
    `<h1>Docker Hub</h1>
${searchForm(visitor, '')}<p>Two accounts are here from the start: <code>aluno</code> with the password <code>cais2024</code>, and <code>professor</code> with <code>quadro-negro</code>. Or <a href="/signup">open one of your own</a>.</p>
<h2>Official images</h2>
${repositoryTable(
  [...official].sort((a, b) => b.stars - a.stars),
  visitor,
)}`,
  )
}

function searchPage({ hub, visitor, given }: Visit): string {
  const term = given.get('q') ?? ''
  return page('Search', visitor, `<h1>Explore</h1>\n${searchForm(visitor, term)}${repositoryTable(found(hub, term), visitor)}`)
}

function* userPage(visit: Visit, user: string): Sys<void> {
  const { hub, visitor } = visit
  if (!hub.records.account(user)) return yield* missing(visit)
  const own = hub.records.repositories().filter((one) => namespaceOf(one.name) === user && mayPull(one, visitor?.username))
  yield* send(visit, page(user, visitor, `<h1>${escapeHtml(user)}</h1>\n<h2>Repositories</h2>\n${repositoryTable(own, visitor)}`))
}

function* signUpPage(visit: Visit): Sys<void> {
  const { hub, given, posted } = visit
  const [username, email] = [given.get('username') ?? '', given.get('email') ?? '']
  const opened = posted ? yield* signUp(hub, username, email, given.get('password') ?? '') : undefined
  if (opened?.ok) return yield* goTo(visit, yield* visitorFor(hub, username), `/u/${username}`)
  const fields = `${field('Docker ID', 'username', { value: username })}${field('E-mail', 'email', { type: 'email', value: email })}${field('Password', 'password', { type: 'password' })}`
  const content = `<h1>Sign up</h1>\n${alert(opened?.error)}${form(undefined, '/signup', fields, 'Sign up')}`
  yield* send(visit, page('Sign up', undefined, content), opened ? 400 : 200)
}

function* signInPage(visit: Visit): Sys<void> {
  const { hub, given, posted } = visit
  const name = given.get('username') ?? ''
  const account = posted ? hub.records.signIn(name, given.get('password') ?? '') : undefined
  if (account) return yield* goTo(visit, yield* visitorFor(hub, account.username), `/u/${account.username}`)
  const fields = `${field('Docker ID or e-mail', 'username', { value: name })}${field('Password', 'password', { type: 'password' })}`
  const content = `<h1>Sign in</h1>\n${alert(posted ? 'Incorrect user name or password.' : undefined)}${form(undefined, '/login', fields, 'Sign in')}`
  yield* send(visit, page('Sign in', undefined, content), posted ? 401 : 200)
}

export function* visitorFor(hub: Hub, username: string): Sys<Visitor> {
  return { username, session: (yield* hub.tokens.issue(username, WEB, [], SESSION_SECONDS)).token }
}

function* createPage(visit: Visit): Sys<void> {
  const { hub, given, posted, visitor } = visit
  if (!visitor) return yield* signInPage({ ...visit, posted: false })
  const [name, description, hidden] = [given.get('name') ?? '', given.get('description') ?? '', given.get('private') === 'yes']
  const made = posted ? yield* createRepository(hub, visitor.username, name, { description, private: hidden }) : undefined
  if (made?.ok) return yield* goTo(visit, visitor, pathOf(made.value))
  const fields = `${field(`Name, after ${visitor.username}/`, 'name', { value: name })}${field('Description', 'description', { value: description })}${checkBox('Private: only you see and pull it', 'private', hidden)}`
  const content = `<h1>Create repository</h1>\n${alert(made?.error)}${form(visitor, '/repositories/create', fields, 'Create')}`
  yield* send(visit, page('Create repository', visitor, content), made ? 400 : 200)
}

function* settingsOf(visit: Visit, visitor: Visitor, repository: HubRepository): Sys<void> {
  const { hub, given, posted } = visit
  if (!posted) return yield* send(visit, settingsPage(repository, visitor))
  const what = given.get('do')
  if (what === 'add') {
    const added = yield* addWebhook(hub, repository, given.get('name') ?? '', given.get('url') ?? '')
    if (!added.ok) return yield* send(visit, settingsPage(repository, visitor, added.error), 400)
  } else if (what === 'remove') yield* removeWebhook(hub, repository, given.get('name') ?? '')
  else yield* changeRepository(hub, repository, { description: given.get('description'), private: given.get('private') === 'yes' })
  yield* goTo(visit, visitor, `${pathOf(repository)}/settings`)
}

/** A webhook's receiver says how it went: `{"state":"success","description":"…"}`. */
function* answerCallback(hub: Hub, exchange: Exchange, [, name = '', atMs]: RegExpExecArray, body: string): Sys<void> {
  let state: unknown
  try {
    state = (JSON.parse(body) as { readonly state?: unknown }).state
  } catch {
    state = undefined
  }
  const valid = typeof state === 'string' && ['success', 'failure', 'error'].includes(state)
  const noted = valid && (yield* noteCallback(hub, name, Number(atMs), String(state)))
  yield* exchange.respond(valid ? (noted ? 200 : 404) : 400, [['Content-Type', 'application/json']], '{}')
}
