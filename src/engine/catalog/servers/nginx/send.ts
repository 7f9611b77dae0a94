import { encode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Writer } from '../../../linux/libc/http/exchange.ts'
import { httpDate } from '../../../linux/libc/http/status.ts'
import type { Context } from './context.ts'
import { errorPage, statusLine } from './error-page.ts'
import { parseTimeMs } from './values.ts'
import { expand, serverName } from './variables.ts'

/** The head of an answer; `length` undefined sends the body in chunks. */
export interface Head {
  readonly status: number
  readonly type?: string | undefined
  readonly length: number | undefined
  readonly modifiedMs?: number
  readonly location?: string
  readonly headers?: readonly (readonly [string, string])[]
  readonly acceptRanges?: boolean
}

export const signature = ({ worker, settings }: Context): string => (settings.tokens ? `nginx/${worker.version}` : 'nginx')

/** Sends the head with the fields in nginx's order (ngx_http_header_filter) and returns the body's writer. */
export function* sendHead(context: Context, head: Head): Sys<Writer> {
  const { exchange, settings } = context
  const status = context.errorStatus ?? head.status
  context.status = status
  const fields: [string, string][] = [
    ['Server', signature(context)],
    ['Date', httpDate(context.nowMs)],
  ]
  if (head.type !== undefined) fields.push(['Content-Type', withCharset(head.type, settings.charset)])
  if (head.length !== undefined && status !== 304 && status !== 204) fields.push(['Content-Length', String(head.length)])
  if (head.modifiedMs !== undefined && (status === 200 || status === 206 || status === 304)) fields.push(['Last-Modified', httpDate(head.modifiedMs)])
  if (head.location !== undefined) fields.push(['Location', head.location])
  const bodiless = status === 304 || status === 204
  if (head.length === undefined && !bodiless && exchange.request.version === '1.1') fields.push(['Transfer-Encoding', 'chunked'])
  const keeps = keepsAlive(context, head.length !== undefined || exchange.request.version === '1.1')
  fields.push(
    ['Connection', keeps ? 'keep-alive' : 'close'],
    ...(head.headers ?? []).map(([name, value]): [string, string] => [name, value]),
    ...added(context, status),
  )
  if (head.acceptRanges && status === 200) fields.push(['Accept-Ranges', 'bytes'])
  for (const [name, value] of fields) context.sentHeaders.set(name.toLowerCase(), value)
  context.sentBytes = `HTTP/1.1 ${status} ${statusLine(status)}\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`.length
  return yield* exchange.begin(status, fields, statusLine(status))
}

function keepsAlive({ exchange: { request }, settings, status }: Context, delimited: boolean): boolean {
  if (!delimited || settings.keepAliveMs === 0 || [400, 413, 414, 497].includes(status)) return false
  if (request.headers.lists('connection', 'close')) return false
  return request.version === '1.1' || request.headers.lists('connection', 'keep-alive')
}

const texts = /^(text\/(html|xml|plain|vnd\.wap\.wml)|application\/(javascript|rss\+xml))$/

const withCharset = (type: string, charset: string | undefined): string =>
  charset !== undefined && texts.test(type) ? `${type}; charset=${charset}` : type

const alwaysAdded = new Set([200, 201, 204, 206, 301, 302, 303, 304, 307, 308])

/** What `expires` and `add_header` put in. */
function added(context: Context, status: number): [string, string][] {
  const { settings, nowMs } = context
  const out: [string, string][] = []
  if (settings.expires !== undefined && alwaysAdded.has(status)) out.push(...expires(expand(settings.expires, context), nowMs))
  for (const { name, value, always } of settings.addHeaders) {
    const text = expand(value, context)
    if (text !== '' && (always || alwaysAdded.has(status))) out.push([name, text])
  }
  return out
}

function expires(text: string, nowMs: number): [string, string][] {
  if (text === 'epoch')
    return [
      ['Expires', 'Thu, 01 Jan 1970 00:00:01 GMT'],
      ['Cache-Control', 'no-cache'],
    ]
  if (text === 'max')
    return [
      ['Expires', 'Thu, 31 Dec 2037 23:55:55 GMT'],
      ['Cache-Control', 'max-age=315360000'],
    ]
  const negative = text.startsWith('-')
  const ms = parseTimeMs(text.replace(/^[-+]/, '').replace(/^modified \+?/, ''))
  if (ms === undefined) return []
  return negative
    ? [
        ['Expires', httpDate(nowMs - ms)],
        ['Cache-Control', 'no-cache'],
      ]
    : [
        ['Expires', httpDate(nowMs + ms)],
        ['Cache-Control', `max-age=${Math.round(ms / 1000)}`],
      ]
}

/** A whole answer from memory. */
export function* sendText(context: Context, head: Omit<Head, 'length'>, text: string): Sys<void> {
  const bytes = encode(text)
  const writer = yield* sendHead(context, { ...head, length: bytes.length })
  if (context.method !== 'HEAD') context.bodyBytes = bytes.length
  yield* writer.write(bytes)
  yield* writer.end()
}

/** nginx's page for a status, or a redirect's; the client hears of the location in full. */
export function* sendStatus(context: Context, status: number, location?: string, headers?: Head['headers']): Sys<void> {
  const shown = context.errorStatus ?? status
  const page = errorPage(shown, signature(context))
  context.status = shown
  yield* sendText(
    context,
    {
      status,
      ...(page !== '' && { type: 'text/html' }),
      ...(location !== undefined && { location: absoluteLocation(context, location) }),
      ...(headers && { headers }),
    },
    page,
  )
}

/** `/path` as `http://host/path`, unless told otherwise. */
function absoluteLocation(context: Context, location: string): string {
  const { settings, listen } = context
  if (!location.startsWith('/') || !settings.absoluteRedirect) return location
  const host = settings.serverNameInRedirect ? serverName(context) : context.host || serverName(context) || listen.address
  const standard = listen.port === (listen.ssl ? 443 : 80)
  const port = standard || !settings.portInRedirect ? '' : `:${listen.port}`
  return `${listen.ssl ? 'https' : 'http'}://${host}${port}${location}`
}
