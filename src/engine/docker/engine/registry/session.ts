import type { Result } from '../../../base/result.ts'
import { err, ok } from '../../../base/result.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import type { HttpResponse, RequestBody } from '../../../linux/libc/http/client.ts'
import { request } from '../../../linux/libc/http/client.ts'
import type { HeaderList } from '../../../linux/libc/http/headers.ts'
import { base64, percentEncode } from '../../../linux/libc/http/url.ts'
import { sys } from '../../../linux/sys.ts'
import type { AuthConfig } from '../../api/system.ts'
import type { Endpoint } from './endpoint.ts'
import { goHttpError } from './go-errors.ts'

/** One error of a registry's answer (distribution errcode). */
export interface RegistryErrorCode {
  readonly code: string
  readonly message: string
}

export type RegistryFailure =
  /** No answer: the text is Go's. Another endpoint may do. */
  | { readonly kind: 'transport'; readonly message: string }
  | {
      readonly kind: 'refused'
      readonly status: number
      readonly errors: readonly RegistryErrorCode[]
      /** The request that a token service's refusal ended: `Head "https://…"`. */
      readonly during?: string
    }

/** `denied: requested access to the resource is denied`; several errors under a heading of their own. */
export function failureText(failure: RegistryFailure): string {
  if (failure.kind === 'transport') return failure.message
  const lines = failure.errors.map(({ code, message }) => `${code.toLowerCase().replaceAll('_', ' ')}: ${message}`)
  const during = failure.during === undefined ? '' : `${failure.during}: `
  return lines.length === 1 ? `${during}${lines[0]}` : `errors:\n${lines.map((line) => `${line}\n`).join('')}`
}

export interface RegistryRequest {
  readonly method?: string
  readonly headers?: HeaderList
  readonly body?: RequestBody
  /** A repository that has to be readable for it, beside the session's own. */
  readonly reads?: string
}

/** Talks to one registry about one repository: answers challenges with tokens or passwords (docker/distribution registry/client). */
export class RegistrySession {
  private authorization: string | undefined
  private challenge: { readonly scheme: string; readonly parameters: ReadonlyMap<string, string> } | undefined

  constructor(
    readonly endpoint: Endpoint,
    private readonly auth: AuthConfig,
    /** `repository:library/nginx:pull`; empty for none. */
    private readonly scope: string,
  ) {}

  /** GET /v2/: is there a registry, and how does it want us to identify? */
  *ping(): Sys<Result<void, RegistryFailure>> {
    const answer = yield* this.send('/v2/', {})
    if (!answer.ok) return answer
    yield* answer.value.body.drain()
    if (answer.value.status === 401) this.challenge = parseChallenge(answer.value.headers.get('www-authenticate') ?? '')
    else if (answer.value.status !== 200) return refused(answer.value.status, [])
    return ok(undefined)
  }

  /** The next request has to fetch a token first. */
  get wantsToken(): boolean {
    return this.challenge?.scheme === 'bearer' && this.authorization === undefined
  }

  /** Fetches it; a refusal shows in the requests that follow. */
  *prepare(): Sys<void> {
    yield* this.authorize()
  }

  private *send(path: string, options: RegistryRequest): Sys<Result<HttpResponse, RegistryFailure>> {
    const url = path.startsWith('http') ? path : this.endpoint.url + path
    const method = options.method ?? 'GET'
    const serverName = /^https:\/\/([^/:]+)/.exec(url)?.[1]
    const own = url.startsWith(this.endpoint.url) && this.authorization !== undefined
    const headers: HeaderList = [
      ...(options.headers ?? []),
      ...(own && this.authorization !== undefined ? [['Authorization', this.authorization] as const] : []),
      ['User-Agent', 'docker/28.5.2 go/go1.25.3'],
    ]
    const answer = yield* request({
      url,
      method,
      headers,
      ...(serverName !== undefined && this.endpoint.insecure && { tls: { serverName, insecure: true } }),
      ...(options.body !== undefined && { body: options.body }),
      followRedirects: 10,
      connectTimeoutMs: 30_000,
    })
    if (!answer.ok) return err({ kind: 'transport', message: goHttpError(method, url, answer.error) })
    yield* sys.fcntl({ fd: answer.value.connection.fd, closeOnExec: true })
    return answer
  }

  /** A request with our credentials; answers from 400 on are failures. */
  *request(path: string, options: RegistryRequest = {}): Sys<Result<HttpResponse, RegistryFailure>> {
    if (options.reads !== undefined && this.challenge?.scheme === 'bearer') this.authorization = undefined
    if (this.challenge && this.authorization === undefined) {
      const authorized = yield* this.authorize(options.reads)
      if (!authorized.ok) return err(duringRequest(authorized.error, options.method ?? 'GET', this.endpoint.url + path))
    }
    const answer = yield* this.send(path, options)
    if (!answer.ok || answer.value.status < 400) return answer
    const text = yield* answer.value.body.text()
    return refused(answer.value.status, errorsOf(answer.value, text.ok ? text.value : ''))
  }

  private *authorize(reads?: string): Sys<Result<void, RegistryFailure>> {
    const { auth, challenge } = this
    if (!challenge) return ok(undefined)
    if (challenge.scheme === 'basic') {
      this.authorization = `Basic ${base64(`${auth.username ?? ''}:${auth.password ?? ''}`)}`
      return ok(undefined)
    }
    const token = yield* this.fetchToken(challenge.parameters, reads)
    if (!token.ok) return token
    this.authorization = `Bearer ${token.value}`
    return ok(undefined)
  }

  /** Asks the token service that the challenge names (distribution token authentication). */
  private *fetchToken(parameters: ReadonlyMap<string, string>, reads: string | undefined): Sys<Result<string, RegistryFailure>> {
    const { auth } = this
    const query: string[] = []
    if (auth.username) query.push(`account=${percentEncode(auth.username)}`)
    if (this.scope !== '') query.push(`scope=${percentEncode(this.scope)}`)
    if (reads !== undefined) query.push(`scope=${percentEncode(`repository:${reads}:pull`)}`)
    query.push(`service=${percentEncode(parameters.get('service') ?? '')}`)
    const headers: HeaderList = auth.username ? [['Authorization', `Basic ${base64(`${auth.username}:${auth.password ?? ''}`)}`]] : []
    const answer = yield* this.send(`${parameters.get('realm') ?? ''}?${query.join('&')}`, { headers })
    if (!answer.ok) return answer
    const text = yield* answer.value.body.text()
    if (answer.value.status >= 400) return refused(answer.value.status, errorsOf(answer.value, text.ok ? text.value : ''))
    try {
      const { token, access_token } = JSON.parse(text.ok ? text.value : '') as { token?: string; access_token?: string }
      return ok(token ?? access_token ?? '')
    } catch {
      return err({ kind: 'transport', message: 'unable to decode token response' })
    }
  }

  /** Checks the credentials alone: for logging in. */
  *logIn(): Sys<Result<void, RegistryFailure>> {
    const reached = yield* this.ping()
    if (!reached.ok || !this.challenge) return reached
    const authorized = yield* this.authorize()
    if (!authorized.ok) return authorized
    const answer = yield* this.request('/v2/')
    if (!answer.ok) return answer
    yield* answer.value.body.drain()
    return ok(undefined)
  }
}

const refused = (status: number, errors: readonly RegistryErrorCode[]) =>
  err<RegistryFailure>({
    kind: 'refused',
    status,
    errors: errors.length > 0 ? errors : [{ code: 'UNKNOWN', message: `unexpected status code ${status}` }],
  })

/** The refusal of a token service, as the request that wanted the token reports it. */
const duringRequest = (failure: RegistryFailure, method: string, url: string): RegistryFailure =>
  failure.kind === 'refused' ? { ...failure, during: `${method.charAt(0)}${method.slice(1).toLowerCase()} "${url}"` } : failure

/** `Bearer realm="…",service="…",error="insufficient_scope"`. */
function parseChallenge(text: string): { readonly scheme: string; readonly parameters: ReadonlyMap<string, string> } {
  const space = text.indexOf(' ')
  const scheme = (space < 0 ? text : text.slice(0, space)).toLowerCase()
  const parameters = new Map([...text.matchAll(/([a-zA-Z_]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value] as const))
  return { scheme, parameters }
}

/** The errors of an answer's body; a challenge that names its own reason comes first. */
function errorsOf(answer: HttpResponse, text: string): readonly RegistryErrorCode[] {
  const out: RegistryErrorCode[] = []
  const why = parseChallenge(answer.headers.get('www-authenticate') ?? '').parameters.get('error')
  if (why === 'insufficient_scope') out.push({ code: 'DENIED', message: 'requested access to the resource is denied' })
  try {
    const parsed = JSON.parse(text) as { readonly errors?: readonly RegistryErrorCode[]; readonly details?: string; readonly detail?: string }
    for (const { code, message } of parsed.errors ?? []) out.push({ code, message })
    const details = parsed.details ?? parsed.detail
    if (!parsed.errors && details !== undefined) out.push({ code: 'UNAUTHORIZED', message: details })
  } catch {
    // No JSON: the status says it all.
  }
  if (out.length === 0 && answer.status === 401) out.push({ code: 'UNAUTHORIZED', message: 'authentication required' })
  if (out.length === 0 && answer.status === 404 && answer.headers.has('docker-distribution-api-version'))
    out.push({ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' })
  return out
}
