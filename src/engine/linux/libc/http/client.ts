import type { Err, Result } from '../../../base/result.ts'
import { err, ok } from '../../../base/result.ts'
import { encode } from '../../../base/utf8.ts'
import type { Fd, Res, Sys } from '../../kernel/calls.ts'
import type { Errno } from '../../kernel/errno.ts'
import type { SocketAddress } from '../../kernel/net/socket-address.ts'
import { sys } from '../../sys.ts'
import type { Framing } from './body.ts'
import { Body, responseFraming } from './body.ts'
import type { Connection } from './connection.ts'
import type { DialError } from './dial.ts'
import { dial } from './dial.ts'
import type { HeaderList } from './headers.ts'
import { Headers } from './headers.ts'
import type { ConnectionPool } from './pool.ts'
import { parseUrl, resolveUrl } from './url.ts'

/**
 * HTTP/1.1 client over real sockets (RFC 9112): content lengths, chunks, close-delimited bodies, 1xx answers, upgrades, keep-alive through a
 * pool, redirects on request. Leaves out: proxies, HTTP/2, compression, cookies (programs that have them do it themselves).
 */
export interface RequestOptions {
  /** Absolute `http://` or `https://` URL; its host is resolved and dialled unless `via` or `connection` is given. */
  readonly url?: string
  /** Where to connect instead: a unix socket or an address. */
  readonly via?: SocketAddress
  /** An open connection to use (kept open when the answer allows it). */
  readonly connection?: Connection
  /** Idle connections to reuse and to return to. */
  readonly pool?: ConnectionPool
  /** TLS with this server name; a URL's `https` implies it. `insecure` skips the certificate check. */
  readonly tls?: { readonly serverName: string; readonly insecure?: boolean; readonly caFile?: string }
  readonly method?: string
  /** Request target when there is no URL, or instead of the URL's. */
  readonly target?: string
  /** Sent in this order, after Host unless one is given here. */
  readonly headers?: HeaderList
  readonly body?: RequestBody
  /** For everything up to the end of the body. */
  readonly timeoutMs?: number
  readonly connectTimeoutMs?: number
  /** How many Location answers to follow (Go clients: 10; default none). */
  readonly followRedirects?: number
}

export type RequestBody =
  | Uint8Array
  | string
  /** Spliced from a descriptor; without `length` it is sent in chunks. */
  | { readonly fd: Fd; readonly length?: number }
  /** Writes the body in chunks. */
  | ((write: (bytes: Uint8Array | string) => Sys<Res<void>>) => Sys<Res<void>>)

export interface HttpResponse {
  readonly version: '1.0' | '1.1'
  readonly status: number
  readonly reason: string
  readonly headers: Headers
  readonly body: Body
  readonly connection: Connection
  /** URL that answered, after redirects. */
  readonly url: string | undefined
}

export type HttpError =
  | DialError
  /** The peer closed before it answered anything (curl: empty reply). */
  | { readonly kind: 'closed' }
  | { readonly kind: 'io'; readonly errno: Errno }
  | { readonly kind: 'timeout'; readonly phase: 'connect' | 'answer' }
  /** Not HTTP: the first line received. */
  | { readonly kind: 'malformed'; readonly line: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'redirects'; readonly count: number }

/** Sends one request and returns when the answer's head has arrived; the caller reads or closes the body. */
export function* request(options: RequestOptions): Sys<Result<HttpResponse, HttpError>> {
  let current = options
  for (let hops = 0; ; hops++) {
    const answer = yield* exchange(current)
    if (!answer.ok || options.followRedirects === undefined) return answer
    const location = answer.value.headers.get('location')
    const base = current.url === undefined ? undefined : parseUrl(current.url)
    if (location === undefined || !base || ![301, 302, 303, 307, 308].includes(answer.value.status)) return answer
    yield* answer.value.body.drain()
    if (hops >= options.followRedirects) return err({ kind: 'redirects', count: hops })
    current = redirected(current, resolveUrl(base, location), answer.value.status, base.authority)
  }
}

/** 303 (and 301, 302 to a POST) turn into GET; credentials do not follow to another host. */
function redirected(from: RequestOptions, url: string, status: number, oldAuthority: string): RequestOptions {
  const { connection: _, via: __, target: ___, body, ...rest } = from
  const keep = status === 307 || status === 308 || from.method === 'HEAD'
  const sameHost = parseUrl(url)?.authority === oldAuthority
  const headers = (from.headers ?? []).filter(([name]) => !/^host$/i.test(name) && (sameHost || !/^(authorization|cookie)$/i.test(name)))
  return { ...rest, url, headers, ...(keep ? body !== undefined && { body } : { method: 'GET' }) }
}

function* exchange(options: RequestOptions): Sys<Result<HttpResponse, HttpError>> {
  const url = options.url === undefined ? undefined : parseUrl(options.url)
  if (options.url !== undefined && (!url || url.host === '')) return err({ kind: 'url', url: options.url })
  const opened = yield* dial(options, url)
  if (!opened.ok) return opened
  const { connection, key, reused } = opened.value
  if (options.timeoutMs !== undefined) connection.deadlineMs = (yield* sys.clockMonotonic({})) + options.timeoutMs
  const method = options.method ?? 'GET'
  const headers = new Headers(options.headers ?? [])
  const host = headers.has('host') ? '' : `Host: ${url?.authority ?? 'localhost'}\r\n`
  const framed = frame(options.body, headers)
  const head = `${method} ${options.target ?? url?.target ?? '/'} HTTP/1.1\r\n${host}${headers}\r\n`
  const sent = yield* sendRequest(connection, head, options.body, framed)
  const answer = yield* readHead(connection)
  if (!answer.ok) {
    yield* connection.close()
    // A kept connection that the server closed meanwhile: once more on a fresh one.
    if (reused && !options.connection && answer.error.kind === 'closed' && typeof options.body !== 'function') return yield* exchange(options)
    return !sent.ok && answer.error.kind === 'closed' ? ioError(sent.error) : answer
  }
  const { version, status, reason, headers: fields } = answer.value
  const framing = responseFraming(method, status, fields)
  const keep = keepsAlive(version, fields, framing) && sent.ok
  const finish = function* (): Sys<void> {
    if (keep) connection.deadlineMs = undefined
    if (keep && options.pool) yield* options.pool.put(key, connection)
    else if (!options.connection || !keep) yield* connection.close()
  }
  const body = new Body(connection, framing, finish)
  if (body.complete && status !== 101 && method !== 'CONNECT') yield* finish()
  return ok({ version, status, reason, headers: fields, body, connection, url: options.url })
}

const ioError = (errno: Errno): Err<HttpError> =>
  err(errno === 'ETIMEDOUT' ? { kind: 'timeout', phase: 'answer' } : errno === 'EMSGSIZE' ? { kind: 'malformed', line: '' } : { kind: 'io', errno })

function keepsAlive(version: string, headers: Headers, framing: Framing): boolean {
  if (framing.kind === 'close' || headers.lists('connection', 'close')) return false
  return version === '1.1' || headers.lists('connection', 'keep-alive')
}

/** Adds the field that tells how the body ends; true when it goes in chunks. */
function frame(body: RequestBody | undefined, headers: Headers): boolean {
  if (body === undefined || headers.has('content-length')) return false
  if (headers.has('transfer-encoding')) return true
  let length: number | undefined
  if (typeof body === 'string') length = encode(body).length
  else if (body instanceof Uint8Array) length = body.length
  else if (typeof body !== 'function') length = body.length
  if (length === undefined) headers.append('Transfer-Encoding', 'chunked')
  else headers.append('Content-Length', String(length))
  return length === undefined
}

function* sendRequest(connection: Connection, head: string, body: RequestBody | undefined, chunked: boolean): Sys<Res<void>> {
  if (typeof body === 'string') return yield* connection.write(head + body)
  const sent = yield* connection.write(head)
  if (!sent.ok || body === undefined) return sent
  if (body instanceof Uint8Array) return yield* connection.write(body)
  const chunk = function* (bytes: Uint8Array | string): Sys<Res<void>> {
    const data = typeof bytes === 'string' ? encode(bytes) : bytes
    if (data.length === 0) return ok(undefined)
    if (!chunked) return yield* connection.write(data)
    const size = yield* connection.write(`${data.length.toString(16)}\r\n`)
    if (!size.ok) return size
    const written = yield* connection.write(data)
    return written.ok ? yield* connection.write('\r\n') : written
  }
  if (typeof body === 'function') {
    const written = yield* body(chunk)
    if (!written.ok) return written
  } else if (body.length !== undefined || !chunked) {
    const moved = yield* connection.sendFrom(body.fd, body.length)
    return moved.ok ? ok(undefined) : moved
  } else {
    for (;;) {
      const piece = yield* sys.read({ fd: body.fd, count: 32_768 })
      if (!piece.ok) return piece
      if (piece.value.length === 0) break
      const written = yield* chunk(piece.value)
      if (!written.ok) return written
    }
  }
  return chunked ? yield* connection.write('0\r\n\r\n') : ok(undefined)
}

interface Head {
  readonly version: '1.0' | '1.1'
  readonly status: number
  readonly reason: string
  readonly headers: Headers
}

/** The head of the final answer; interim ones (100, 103) are skipped. */
function* readHead(connection: Connection): Sys<Result<Head, HttpError>> {
  for (;;) {
    const line = yield* connection.readLine()
    if (!line.ok) return ioError(line.error)
    if (line.value === undefined) return err({ kind: 'closed' })
    const match = /^HTTP\/(1\.[01]) (\d{3})(?: (.*))?$/.exec(line.value)
    if (!match) return err({ kind: 'malformed', line: line.value })
    const headers = yield* readFields(connection)
    if (!headers.ok) return ioError(headers.error)
    const status = Number(match[2])
    if (status < 200 && status !== 101) continue
    return ok({ version: match[1] as '1.0' | '1.1', status, reason: match[3] ?? '', headers: headers.value })
  }
}

/** Header fields up to the empty line. */
export function* readFields(connection: Connection): Sys<Res<Headers>> {
  const headers = new Headers()
  for (;;) {
    const line = yield* connection.readLine()
    if (!line.ok) return line
    if (line.value === undefined) return err('EPROTO')
    if (line.value === '') return ok(headers)
    const colon = line.value.indexOf(':')
    if (colon <= 0) return err('EPROTO')
    headers.append(line.value.slice(0, colon), line.value.slice(colon + 1).trim())
  }
}
