import { encode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import { checkAccess } from './access.ts'
import type { Location } from './config.ts'
import { type Context, normalUri, type Outcome, statusOutcome } from './context.ts'
import { findLocation, missingSlash } from './locate.ts'
import { logRequest } from './log.ts'
import { proxyRequest } from './proxy.ts'
import { runSteps } from './rewrite.ts'
import { sendStatus, sendText } from './send.ts'
import { serveStatic } from './static.ts'
import { expand, fileOf } from './variables.ts'

/** As often may a request be sent from one place to another. */
const JUMPS = 10

/** Takes a request through nginx's phases (server rewrite, find config, rewrite, access, try_files, content) until something was sent. */
export function* process(context: Context): Sys<void> {
  let outcome = yield* begin(context)
  for (;;) {
    switch (outcome.kind) {
      case 'sent':
        return
      case 'text':
        yield* sendText(context, { status: outcome.status, type: typeFor(context) }, expand(outcome.text, context))
        context.bodyBytes = context.method === 'HEAD' ? 0 : encode(expand(outcome.text, context)).length
        return
      case 'internal':
        context.uri = outcome.uri
        context.args = outcome.args
        outcome = yield* jump(context)
        break
      case 'named': {
        const { name } = outcome
        const location = context.server.locations.find(({ match, text }) => match === 'named' && text === name)
        if (!location) {
          yield* logRequest(context, 'error', `could not find named location "${name}"`)
          outcome = statusOutcome(500)
        } else outcome = yield* enter(context, location)
        break
      }
      case 'status': {
        const next = redirectToErrorPage(context, outcome)
        if (!next) {
          yield* sendStatus(context, outcome.status, outcome.location, outcome.headers)
          return
        }
        outcome = next
      }
    }
  }
}

/** `return 200 text` is of the location's default type unless the URI's ending says otherwise. */
function typeFor({ settings, uri }: Context): string {
  const ending = /\.([^./]+)$/.exec(uri)?.[1]?.toLowerCase()
  return (ending === undefined ? undefined : settings.types.get(ending)) ?? settings.defaultType
}

function* begin(context: Context): Sys<Outcome> {
  const rewritten = yield* runSteps(context.server.rewrites, context)
  if (rewritten.kind === 'outcome') return rewritten.outcome
  return yield* lookUp(context)
}

/** A new URI inside the server. */
function* jump(context: Context): Sys<Outcome> {
  context.internal = true
  if (++context.jumps > JUMPS) {
    yield* logRequest(context, 'error', `rewrite or internal redirection cycle while internally redirecting to "${context.uri}"`)
    return statusOutcome(500)
  }
  return yield* lookUp(context)
}

function* lookUp(context: Context): Sys<Outcome> {
  const location = findLocation(context.server.locations, context)
  if (location?.internal && !context.internal) return statusOutcome(404)
  if (location?.match !== 'exact') {
    if (missingSlash(context.server.locations, context.uri) && location?.match !== 'regex' && location?.text !== context.uri)
      return { kind: 'status', status: 301, location: `${context.uri}/${context.args === '' ? '' : `?${context.args}`}` }
  }
  return yield* enter(context, location)
}

function* enter(context: Context, location: Location | undefined): Sys<Outcome> {
  context.location = location
  context.settings = location?.settings ?? context.server.settings
  context.proxyPass = location?.proxyPass
  const { maxBodyBytes } = context.settings
  const length = Number(context.exchange.request.headers.get('content-length') ?? 0)
  if (maxBodyBytes > 0 && length > maxBodyBytes) {
    yield* logRequest(context, 'error', `client intended to send too large body: ${length} bytes`)
    return statusOutcome(413)
  }
  const rewritten = yield* runSteps(location?.rewrites ?? [], context)
  if (rewritten.kind === 'outcome') return rewritten.outcome
  if (rewritten.kind === 'last' || (rewritten.kind === 'end' && rewritten.changed)) {
    context.uri = normalUri(context.uri)
    return yield* jump(context)
  }
  const refused = yield* checkAccess(context)
  if (refused) return refused
  if (location?.tryFiles) {
    const tried = yield* tryFiles(location.tryFiles, context)
    if (tried) return tried
  }
  return yield* content(context)
}

/** try_files: the first path that exists; else the last parameter, a URI, `=code` or `@name`. */
function* tryFiles(paths: readonly string[], context: Context): Sys<Outcome | undefined> {
  for (const path of paths.slice(0, -1)) {
    const uri = expand(path, context)
    const folder = uri.endsWith('/')
    const found = yield* sys.stat({ path: fileOf(context, uri).replace(/(.)\/$/, '$1') })
    if (!found.ok || (found.value.type === 'directory') !== folder) continue
    context.uri = uri.startsWith('/') ? uri : `/${uri}`
    return undefined
  }
  const last = expand(paths.at(-1) ?? '', context)
  if (/^=\d+$/.test(last)) return statusOutcome(Number(last.slice(1)))
  if (last.startsWith('@')) return { kind: 'named', name: last }
  const [uri = '', ...query] = last.split('?')
  return { kind: 'internal', uri, args: query.length > 0 ? query.join('?') : context.args }
}

function* content(context: Context): Sys<Outcome> {
  if (context.proxyPass) return yield* proxyRequest(context, context.proxyPass)
  if (context.location?.status) {
    const { active, accepted, requests, reading, writing, waiting } = context.worker.shared
    const text = `Active connections: ${active} \nserver accepts handled requests\n ${accepted} ${accepted} ${requests} \nReading: ${reading} Writing: ${writing} Waiting: ${waiting} \n`
    yield* sendText(context, { status: 200, type: 'text/plain' }, text)
    return { kind: 'sent' }
  }
  return yield* serveStatic(context)
}

/** error_page: where the status leads, once. */
function redirectToErrorPage(context: Context, { status, location }: Extract<Outcome, { kind: 'status' }>): Outcome | undefined {
  if (context.errorStatus !== undefined || location !== undefined) return undefined
  const page = context.settings.errorPages.find(({ statuses }) => statuses.includes(status))
  if (!page) return undefined
  const target = expand(page.target, context)
  if (/^https?:\/\//.test(target)) return { kind: 'status', status: page.answer && page.answer > 0 ? page.answer : 302, location: target }
  context.errorStatus = page.answer === undefined ? status : page.answer === 0 ? undefined : page.answer
  context.internal = true
  if (target.startsWith('@')) return { kind: 'named', name: target }
  if (context.method !== 'HEAD') context.method = 'GET'
  const [uri = '', ...query] = target.split('?')
  return { kind: 'internal', uri, args: query.join('?') }
}
