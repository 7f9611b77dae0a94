import { marshalJson, parseJson } from '../../../base/go-json.ts'
import type { GoValue } from '../../../base/go-value.ts'
import { err, ok, type Result } from '../../../base/result.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { type HttpError, type HttpResponse, type RequestBody, request } from '../../../linux/libc/http/client.ts'
import type { Connection } from '../../../linux/libc/http/connection.ts'
import { ConnectionPool } from '../../../linux/libc/http/pool.ts'
import { reasonPhrase as statusText } from '../../../linux/libc/http/status.ts'
import { Query } from '../../../linux/libc/http/url.ts'
import type { Release } from '../release.ts'
import { ApiError, ConnectionFailure } from './api-error.ts'
import type { DaemonAddress } from './daemon-address.ts'

export type QueryValues = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

export interface CallOptions {
  readonly query?: QueryValues
  /** Sent as JSON. */
  readonly json?: GoValue
  readonly body?: RequestBody
  readonly headers?: readonly (readonly [string, string])[]
  /** Asks the daemon's version first: what the real client does before the calls that depend on it. */
  readonly negotiate?: boolean
}

export interface ServerInfo {
  readonly apiVersion: string
  readonly builderVersion: string
  readonly experimental: boolean
  readonly osType: string
}

/**
 * A client of the Engine API over HTTP: negotiates the version with `HEAD /_ping` before the first call, words errors as the real client does. Calls
 * throw `ApiError` when the daemon refuses and `ConnectionFailure` when there is none.
 */
export class ApiClient {
  private readonly pool = new ConnectionPool()
  private version: string | undefined
  private server: Result<ServerInfo, ConnectionFailure> | undefined

  constructor(
    readonly address: DaemonAddress,
    private readonly release: Release,
    /** DOCKER_API_VERSION: no negotiation. */
    fixedVersion: string | undefined,
  ) {
    this.version = fixedVersion
  }

  get apiVersion(): string {
    return this.version ?? this.release.apiVersion
  }

  /** What the daemon said of itself; asked once. */
  *ping(): Sys<Result<ServerInfo, ConnectionFailure>> {
    if (this.server) return this.server
    const answer = yield* this.exchange('HEAD', '/_ping', {})
    if (!answer.ok) {
      this.server = err(this.connectionFailure(answer.error, 'HEAD', '/_ping'))
      return this.server
    }
    const { headers } = answer.value
    yield* answer.value.body.drain()
    const info: ServerInfo = {
      apiVersion: headers.get('api-version') ?? '1.24',
      builderVersion: headers.get('builder-version') ?? '1',
      experimental: headers.get('docker-experimental') === 'true',
      osType: headers.get('ostype') ?? 'linux',
    }
    if (this.version === undefined) this.version = olderVersion(info.apiVersion, this.release.apiVersion)
    this.server = ok(info)
    return this.server
  }

  /** The answer's JSON. */
  *json<T>(method: string, path: string, options: CallOptions = {}): Sys<T> {
    const answer = yield* this.call(method, path, options)
    const text = yield* answer.body.text()
    if (!text.ok) throw new ConnectionFailure('unexpected EOF')
    const value = parseJson(text.value || 'null')
    if (!value.ok) throw new ConnectionFailure(`Error reading JSON: ${value.error}`)
    return value.value as T
  }

  /** The answer's text (raw JSON as the daemon wrote it). */
  *text(method: string, path: string, options: CallOptions = {}): Sys<string> {
    const answer = yield* this.call(method, path, options)
    const text = yield* answer.body.text()
    if (!text.ok) throw new ConnectionFailure('unexpected EOF')
    return text.value
  }

  /** A call whose answer's body does not matter. */
  *done(method: string, path: string, options: CallOptions = {}): Sys<void> {
    const answer = yield* this.call(method, path, options)
    yield* answer.body.drain()
  }

  /** A call whose answer is read by the caller. */
  *call(method: string, path: string, options: CallOptions = {}): Sys<HttpResponse> {
    const asked = yield* this.ping()
    if (!asked.ok && options.negotiate) throw asked.error
    const target = this.target(path, options.query)
    const answer = yield* this.exchange(method, target, options)
    if (!answer.ok) throw this.connectionFailure(answer.error, method, target)
    if (answer.value.status >= 400) throw yield* this.refusal(answer.value, target)
    return answer.value
  }

  /** Upgrades the connection to a raw stream (attach, exec). */
  *hijack(path: string, options: CallOptions = {}): Sys<{ readonly connection: Connection; readonly contentType: string }> {
    const answer = yield* this.call('POST', path, {
      ...options,
      headers: [...(options.headers ?? []), ['Connection', 'Upgrade'], ['Upgrade', 'tcp']],
    })
    return { connection: answer.body.hijack(), contentType: answer.headers.get('content-type') ?? '' }
  }

  private target(path: string, query: QueryValues = {}): string {
    const pairs: [string, string][] = []
    for (const key of Object.keys(query).sort()) {
      const value = query[key]
      if (value === undefined) continue
      if (Array.isArray(value)) for (const item of value) pairs.push([key, String(item)])
      else pairs.push([key, value === true ? '1' : value === false ? '0' : String(value)])
    }
    return `/v${this.apiVersion}${path}${pairs.length > 0 ? `?${new Query(pairs)}` : ''}`
  }

  private *exchange(method: string, target: string, options: CallOptions): Sys<Result<HttpResponse, HttpError>> {
    const headers: [string, string][] = [['User-Agent', `Docker-Client/${this.release.version} (linux)`]]
    const body = options.json === undefined ? options.body : `${marshalJson(options.json)}\n`
    if (this.address.via) headers.push(['Host', 'api.moby.localhost'])
    if (options.json !== undefined) headers.push(['Content-Type', 'application/json'])
    else if (body !== undefined && !options.headers?.some(([name]) => name.toLowerCase() === 'content-type'))
      headers.push(['Content-Type', 'text/plain'])
    if (body === undefined && method === 'POST') headers.push(['Content-Length', '0'])
    headers.push(...((options.headers ?? []) as [string, string][]))
    const upgrade = headers.some(([name]) => name === 'Upgrade')
    return yield* request({
      ...(this.address.via ? { via: this.address.via } : { url: `${this.address.urlBase}/` }),
      ...(!upgrade && { pool: this.pool }),
      method,
      target,
      headers,
      ...(body !== undefined && { body }),
    })
  }

  private *refusal(answer: HttpResponse, target: string): Sys<ApiError | ConnectionFailure> {
    const text = yield* answer.body.text()
    const body = text.ok ? text.value : ''
    const reason = `${answer.status} ${answer.reason || statusText(answer.status)}`
    if (body === '') {
      return new ConnectionFailure(
        `request returned ${reason} for API route and version ${this.address.urlBase}${target}, check if the server supports the requested API version`,
      )
    }
    if (!/^application\/json/.test(answer.headers.get('content-type') ?? '')) return new ApiError(answer.status, body.trim())
    const parsed = parseJson(body)
    const message = parsed.ok && (parsed.value as { message?: unknown } | null)?.message
    return new ApiError(
      answer.status,
      typeof message === 'string' && message !== '' ? message.trim() : `API returned a ${reason.replace(' ', ' (')}) but provided no error-message`,
    )
  }

  private connectionFailure(error: HttpError, method: string, target: string): ConnectionFailure {
    const { host, urlBase, dialText } = this.address
    const verb = method[0] + method.slice(1).toLowerCase()
    const url = `${verb} "${urlBase}${target}"`
    if (error.kind === 'connect' && (error.errno === 'EACCES' || error.errno === 'EPERM')) {
      return new ConnectionFailure(
        `permission denied while trying to connect to the Docker daemon socket at ${host}: ${url}: ${dialText}: connect: permission denied`,
      )
    }
    if (error.kind === 'connect' || error.kind === 'timeout') {
      return new ConnectionFailure(`Cannot connect to the Docker daemon at ${host}. Is the docker daemon running?`)
    }
    if (error.kind === 'resolve') {
      return new ConnectionFailure(`error during connect: ${url}: dial tcp: lookup ${error.host}: no such host`)
    }
    if (error.kind === 'malformed') {
      return new ConnectionFailure(
        `${url}: net/http: HTTP/1.x transport connection broken: malformed HTTP response "${error.line}".\n* Are you trying to connect to a TLS-enabled daemon without TLS?`,
      )
    }
    return new ConnectionFailure(`error during connect: ${url}: EOF`)
  }
}

/** The older of two `major.minor` versions. */
export function olderVersion(a: string, b: string): string {
  const [aMajor = 0, aMinor = 0] = a.split('.').map(Number)
  const [bMajor = 0, bMinor = 0] = b.split('.').map(Number)
  return aMajor < bMajor || (aMajor === bMajor && aMinor < bMinor) ? a : b
}
