import { civilTime } from '../../../base/calendar.ts'
import { strftime } from '../../../base/strftime.ts'
import { encode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { spliceAll } from '../../../linux/libc/http/connection.ts'
import type { Exchange } from '../../../linux/libc/http/exchange.ts'
import { httpDate } from '../../../linux/libc/http/status.ts'
import { readFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import { contentType, openForServing, resolveFile } from '../static-files.ts'
import { directoryRule, type HttpdConfig, type Site } from './config.ts'
import { proxyFor, proxyRequest, type Turns } from './proxy.ts'

const errorTexts: Readonly<Record<number, readonly [title: string, text: string]>> = {
  403: ['Forbidden', "You don't have permission to access this resource."],
  404: ['Not Found', 'The requested URL was not found on this server.'],
  503: [
    'Service Unavailable',
    'The server is temporarily unable to service your\nrequest due to maintenance downtime or capacity\nproblems. Please try again later.',
  ],
  405: ['Method Not Allowed', 'The requested method is not allowed for this URL.'],
}

const errorPage = (status: number): string => {
  const [title, text] = errorTexts[status] ?? ['Error', '']
  return `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${status} ${title}</title>\n</head><body>\n<h1>${title}</h1>\n<p>${text}</p>\n</body></html>\n`
}

const escapeHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** What a child answers with. */
export interface Serving {
  readonly config: HttpdConfig
  readonly site: Site
  readonly server: string
  readonly turns: Turns
  readonly logError: (message: string) => Sys<void>
}

/** Answers one request of a site; returns the bytes of the body sent, for the log. */
export function* answer(exchange: Exchange, serving: Serving): Sys<number> {
  const { method, path } = exchange.request
  const { config, site, server } = serving
  const common = [['Server', server]] as const
  const moved = site.redirects.find((one) => path === one.path || path.startsWith(one.path.endsWith('/') ? one.path : `${one.path}/`))
  if (moved) return yield* sendRedirect(exchange, moved.status, `${moved.target}${exchange.request.target.slice(moved.path.length)}`, server)
  const rule = proxyFor(site, path)
  if (rule) {
    const proxied = yield* proxyRequest(exchange, config, site, rule, serving.turns)
    if (proxied.kind === 'sent') return proxied.bytes
    yield* serving.logError(proxied.message)
    return yield* sendError(exchange, 503, serving)
  }
  if (!['GET', 'HEAD', 'POST', 'OPTIONS', 'TRACE'].includes(method)) return yield* sendError(exchange, 405, serving)
  if (method === 'OPTIONS') {
    yield* exchange.respond(200, [
      ...common,
      ['Allow', 'HEAD,GET,POST,OPTIONS,TRACE'],
      ['Content-Length', '0'],
      ['Content-Type', 'httpd/unix-directory'],
    ])
    return 0
  }
  return yield* answerFile(exchange, serving, path)
}

function* answerFile(exchange: Exchange, serving: Serving, path: string): Sys<number> {
  const { config, site, server } = serving
  const alias = site.aliases.find((one) => path === one.path || path.startsWith(one.path.endsWith('/') ? one.path : `${one.path}/`))
  const root = alias ? alias.target.replace(/(.)\/$/, '$1') : site.documentRoot
  const below = alias ? `/${path.slice(alias.path.length).replace(/^\//, '')}` : path
  const found = yield* resolveFile(root, alias && path === alias.path ? '' : below, site.directoryIndex)
  const allowed = 'path' in found ? directoryRule(config, found.path) : { denied: false, indexes: false }
  if (allowed.denied) {
    yield* serving.logError(`AH01630: client denied by server configuration: ${'path' in found ? found.path : root}`)
    return yield* sendError(exchange, 403, serving)
  }
  switch (found.kind) {
    case 'missing':
      return yield* sendError(exchange, 404, serving)
    case 'forbidden':
      return yield* sendError(exchange, 403, serving)
    case 'redirect': {
      const host = exchange.request.headers.get('host') ?? 'localhost'
      return yield* sendRedirect(exchange, 301, `http://${host}${path}/`, server)
    }
    case 'directory':
      if (allowed.indexes) return yield* sendListing(exchange, found.path, server)
      yield* serving.logError(
        `AH01276: Cannot serve directory ${found.path}: No matching DirectoryIndex (${site.directoryIndex.join(',')}) found, and server-generated directory index forbidden by Options directive`,
      )
      return yield* sendError(exchange, 403, serving)
    case 'file':
      return yield* sendFile(exchange, found.path, found.stat, serving)
  }
}

function* sendRedirect(exchange: Exchange, status: number, location: string, server: string): Sys<number> {
  const title = status === 301 ? 'Moved Permanently' : status === 303 ? 'See Other' : status === 410 ? 'Gone' : 'Found'
  const page = `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${status} ${title}</title>\n</head><body>\n<h1>${title}</h1>\n<p>The document has moved <a href="${escapeHtml(location)}">here</a>.</p>\n</body></html>\n`
  yield* exchange.respond(
    status,
    [
      ['Server', server],
      ['Location', location],
      ['Content-Type', 'text/html; charset=iso-8859-1'],
    ],
    page,
  )
  return page.length
}

/** The site's own ErrorDocument (a text, a path, an address elsewhere), else httpd's page. */
function* sendError(exchange: Exchange, status: number, { site, server }: Serving): Sys<number> {
  const own = site.errorDocuments.get(status)
  if (own !== undefined && /^https?:/.test(own)) return yield* sendRedirect(exchange, 302, own, server)
  const text = own?.startsWith('/') ? yield* readFile(`${site.documentRoot}${own}`) : undefined
  const page = text?.ok ? text.value : own === undefined || own.startsWith('/') ? errorPage(status) : own
  yield* exchange.respond(
    status,
    [
      ['Server', server],
      ['Content-Type', text?.ok ? 'text/html' : 'text/html; charset=iso-8859-1'],
    ],
    page,
  )
  return encode(page).length
}

function* sendFile(exchange: Exchange, path: string, stat: { size: number; mtimeMs: number }, serving: Serving): Sys<number> {
  const { server } = serving
  const fd = yield* openForServing(path)
  if (fd === undefined) return yield* sendError(exchange, 403, serving)
  const etag = `"${stat.size.toString(16)}-${Math.round(stat.mtimeMs * 1000).toString(16)}"`
  const headers: [string, string][] = [
    ['Server', server],
    ['Last-Modified', httpDate(stat.mtimeMs)],
    ['ETag', etag],
  ]
  const since = exchange.request.headers.get('if-none-match')
  if (since === etag) {
    yield* sys.close({ fd })
    yield* exchange.respond(304, headers)
    return 0
  }
  headers.push(['Accept-Ranges', 'bytes'], ['Content-Length', String(stat.size)])
  const type = contentType(path)
  if (type) headers.push(['Content-Type', type])
  const writer = yield* exchange.begin(200, headers)
  yield* writer.flush()
  if (exchange.request.method !== 'HEAD') yield* spliceAll(fd, exchange.fd, stat.size)
  yield* writer.end()
  yield* sys.close({ fd })
  return exchange.request.method === 'HEAD' ? 0 : stat.size
}

function* sendListing(exchange: Exchange, path: string, server: string): Sys<number> {
  const entries = yield* sys.getdents({ path })
  const names = entries.ok
    ? entries.value.filter((entry) => !entry.name.startsWith('.')).map((entry) => `${entry.name}${entry.type === 'directory' ? '/' : ''}`)
    : []
  const shown = escapeHtml(exchange.request.path)
  const items = names.sort().map((name) => `<li><a href="${escapeHtml(encodeURI(name))}"> ${escapeHtml(name)}</a></li>\n`)
  const parent = exchange.request.path === '/' ? '' : '<li><a href="../"> Parent Directory</a></li>\n'
  const page = `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">\n<html>\n <head>\n  <title>Index of ${shown}</title>\n </head>\n <body>\n<h1>Index of ${shown}</h1>\n<ul>${parent}${items.join('')}</ul>\n</body></html>\n`
  yield* exchange.respond(
    200,
    [
      ['Server', server],
      ['Content-Type', 'text/html;charset=ISO-8859-1'],
    ],
    page,
  )
  return page.length
}

/** One line of the access log by a LogFormat. */
export function* accessLine(format: string, exchange: Exchange, bytes: number): Sys<string> {
  const now = yield* sys.clockRealtime({})
  const { method, target, version, headers, peer } = exchange.request
  const client = peer.family === 'unix' ? '-' : peer.address.replace(/^::ffff:/, '')
  const stamp = strftime('[%d/%b/%Y:%H:%M:%S %z]', civilTime(now))
  return format.replace(/\\"/g, '"').replace(/%(?:>|<)?(?:\{([^}]+)\})?([a-zA-Z%])/g, (_, name: string | undefined, letter: string) => {
    switch (letter) {
      case 'h':
      case 'a':
        return client
      case 'l':
      case 'u':
        return '-'
      case 't':
        return stamp
      case 'r':
        return `${method} ${target} HTTP/${version}`
      case 's':
        return String(exchange.status ?? 200)
      case 'b':
        return bytes === 0 ? '-' : String(bytes)
      case 'O':
      case 'B':
        return String(bytes)
      case 'i':
        return headers.get(name ?? '') ?? '-'
      case 'v':
        return headers.get('host') ?? '-'
      case '%':
        return '%'
      default:
        return '-'
    }
  })
}
