import type { Result } from '../../../../base/result.ts'
import { err } from '../../../../base/result.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { HttpResponse } from '../../../libc/http/client.ts'
import { request } from '../../../libc/http/client.ts'
import type { Url } from '../../../libc/http/url.ts'
import { parseUrl, resolveUrl } from '../../../libc/http/url.ts'
import { sys } from '../../../sys.ts'
import { openConnection } from './connect.ts'
import type { CurlError } from './errors.ts'
import type { Output } from './output.ts'
import { ProgressMeter } from './progress.ts'
import type { Payload } from './request-parts.ts'
import { methodOf, readPayload, requestBody, requestHeaders } from './request-parts.ts'
import type { CurlSession, KeptConnection, Timing } from './session.ts'
import { freshTiming } from './session.ts'
import type { TransferReport } from './write-out.ts'

/** What became of a URL. */
export interface Outcome {
  readonly error: CurlError | undefined
  readonly report: TransferReport
}

interface Progress {
  status: number
  version: string
  contentType: string
  headerBytes: number
  requestBytes: number
  uploaded: number
  redirects: number
  redirectUrl: string
  connects: number
  remote: KeptConnection | undefined
  local: { readonly address: string; readonly port: number }
  url: string
  method: string
}

/** Fetches one URL: connections, requests and redirects until the final answer's body is written. */
export class Transfer {
  private readonly timing: Timing
  private readonly meter: ProgressMeter
  private readonly state: Progress
  private payload: Payload = { data: undefined, json: false, upload: undefined }

  constructor(
    private readonly session: CurlSession,
    private readonly output: Output,
    startMs: number,
    metered: boolean,
  ) {
    this.timing = freshTiming(startMs)
    this.meter = new ProgressMeter(metered, startMs)
    const local = { address: '', port: 0 }
    this.state = {
      status: 0,
      version: '0',
      contentType: '',
      headerBytes: 0,
      requestBytes: 0,
      uploaded: 0,
      redirects: 0,
      redirectUrl: '',
      connects: 0,
      remote: undefined,
      local,
      url: '',
      method: 'GET',
    }
  }

  *run(text: string): Sys<Outcome> {
    this.payload = yield* readPayload(this.session)
    const failure = yield* this.follow(text)
    const totalMs = (yield* sys.clockMonotonic({})) - this.timing.startMs
    return { error: failure, report: this.report(failure, totalMs) }
  }

  private *follow(text: string): Sys<CurlError | undefined> {
    const { session, state } = this
    const limit = Number(session.value('max-redirs') ?? 50)
    let address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
    let method = methodOf(session, this.payload)
    let payload: Payload | undefined = this.payload
    if (session.has('get') && payload.data) {
      address += `${address.includes('?') ? '&' : '?'}${new TextDecoder().decode(payload.data)}`
      payload = undefined
    }
    let firstHost: string | undefined
    for (;;) {
      const url = parseUrl(address)
      if (!url || url.host === '') return session.release.malformed()
      if (url.scheme !== 'http' && url.scheme !== 'https') return session.release.protocol(url.scheme)
      firstHost ??= url.authority
      state.url = url.target === '/' && !/^[a-z]+:\/\/[^/]*\//i.test(address) ? `${address}/` : address
      state.method = method
      yield* this.meter.begin()
      const answer = yield* this.exchange(url, method, payload, url.authority === firstHost)
      if (!answer.ok) return answer.error
      const location = answer.value.headers.get('location')
      const redirects = location !== undefined && [301, 302, 303, 307, 308].includes(answer.value.status)
      if (redirects) state.redirectUrl = resolveUrl(url, location)
      if (!redirects || !session.has('location')) return yield* this.finish(url, answer.value)
      yield* this.headers(answer.value)
      yield* answer.value.body.drain()
      yield* this.keep(url, answer.value)
      if (state.redirects >= limit) return { code: 47, text: `Maximum (${limit}) redirects followed` }
      yield* session.info(`Issue another request to this URL: '${state.redirectUrl}'`)
      state.redirects++
      address = state.redirectUrl
      this.timing.redirectMs = yield* sys.clockMonotonic({})
      if (changesMethod(answer.value.status, method, session)) [method, payload] = ['GET', undefined]
    }
  }

  private *exchange(url: Url, method: string, payload: Payload | undefined, sameHost: boolean): Sys<Result<HttpResponse, CurlError>> {
    const { session, state, timing } = this
    const opened = yield* openConnection(session, url, timing)
    if (!opened.ok) return opened
    if (state.remote?.connection !== opened.value.connection) state.connects++
    state.remote = opened.value
    const name = yield* sys.getsockname({ fd: opened.value.connection.fd })
    if (name.ok && name.value.family !== 'unix') state.local = name.value
    const headers = requestHeaders(session, url, payload, sameHost)
    const target = session.value('request-target') ?? url.target
    const head = `${method} ${target} HTTP/1.1\r\n${headers}\r\n`
    state.requestBytes += head.length
    yield* session.trace('>', head)
    const body = yield* requestBody(payload)
    if (payload?.upload && body === undefined) return err({ code: 26, text: `Failed to open/read local data from file/application` })
    state.uploaded = payload?.data?.length ?? payload?.upload?.size ?? 0
    timing.sentMs = yield* sys.clockMonotonic({})
    const left = this.leftMs(timing.sentMs)
    const answer = yield* request({
      connection: opened.value.connection,
      method,
      target,
      headers: headers.entries(),
      ...(body !== undefined && { body }),
      ...(left !== undefined && { timeoutMs: left }),
    })
    timing.firstByteMs = yield* sys.clockMonotonic({})
    if (answer.ok) return answer
    return err(yield* this.failed(answer.error))
  }

  private leftMs(nowMs: number): number | undefined {
    const limit = this.session.ms('max-time')
    return limit === undefined || limit === 0 ? undefined : Math.max(1, limit - (nowMs - this.timing.startMs))
  }

  private *failed(error: { readonly kind: string } & Partial<{ errno: string; line: string }>): Sys<CurlError> {
    const { release } = this.session
    const elapsed = (yield* sys.clockMonotonic({})) - this.timing.startMs
    let failure: CurlError
    if (error.kind === 'closed') failure = { code: 52, text: 'Empty reply from server' }
    else if (error.kind === 'timeout') failure = release.timeout(elapsed, 0, release.atLeast(7, 40) ? undefined : 0)
    else if (error.kind === 'malformed') failure = { code: 1, text: 'Received HTTP/0.9 when not allowed' }
    else
      failure = {
        code: error.errno === 'EPIPE' ? 55 : 56,
        text: `${error.errno === 'EPIPE' ? 'Send' : 'Recv'} failure: ${strerror((error.errno ?? 'EIO') as 'EIO')}`,
      }
    yield* this.session.info(failure.text)
    yield* this.session.info(`Closing connection ${this.state.remote?.number ?? 0}`)
    return failure
  }

  /** Notes an answer's head and writes it where -i, -I and -D want it. */
  private *headers(answer: HttpResponse): Sys<CurlError | undefined> {
    const { session, state } = this
    const head = `HTTP/${answer.version} ${answer.status} ${answer.reason}\r\n${answer.headers}\r\n`
    state.status = answer.status
    state.version = answer.version
    state.contentType = answer.headers.get('content-type') ?? ''
    state.headerBytes += head.length
    yield* session.trace('<', head)
    if (session.has('include') || session.has('head')) {
      const written = yield* this.output.text(head)
      if (written) return written
    }
    return yield* this.output.dumpHeaders(head)
  }

  private *finish(url: Url, answer: HttpResponse): Sys<CurlError | undefined> {
    const { session } = this
    const failing = answer.status >= 400
    const failed =
      failing && (session.has('fail') || session.has('fail-with-body')) ? session.release.status(answer.status, answer.reason) : undefined
    if (failed && session.has('fail')) {
      this.state.status = answer.status
      yield* session.trace('<', `HTTP/${answer.version} ${answer.status} ${answer.reason}\r\n${answer.headers}\r\n`)
      yield* session.info(failed.text)
      yield* answer.body.close()
      return failed
    }
    const broken = yield* this.headers(answer)
    if (broken) return broken
    const written = yield* this.body(answer)
    if (written) return written
    yield* this.keep(url, answer)
    return failed
  }

  private *body(answer: HttpResponse): Sys<CurlError | undefined> {
    const length = answer.headers.get('content-length')
    const expected = length !== undefined && answer.body.framing.kind === 'length' ? Number(length) : undefined
    const { meter, output, state } = this
    const saved = yield* output.body(answer.body, (total) => meter.update(total, expected, state.uploaded))
    if (!saved.ok) {
      yield* answer.body.close()
      if (saved.error.code !== 0) return saved.error
      return yield* this.interrupted(saved.error.text, output.written, expected)
    }
    if (answer.body.framing.kind !== 'none' || state.method !== 'HEAD') yield* meter.end(output.written, expected ?? output.written, state.uploaded)
    return undefined
  }

  private *interrupted(errno: string, received: number, expected: number | undefined): Sys<CurlError> {
    const elapsed = (yield* sys.clockMonotonic({})) - this.timing.startMs
    if (errno === 'ETIMEDOUT') return this.session.release.timeout(elapsed, received, expected)
    if (errno !== 'EPROTO') return { code: 56, text: `Recv failure: ${strerror(errno as 'EIO')}` }
    const left = expected === undefined ? 'outstanding read data remaining' : `${expected - received} bytes remaining to read`
    return { code: 18, text: expected === undefined ? `transfer closed with ${left}` : `transfer closed with ${left}` }
  }

  /** Keeps the connection for the next URL where the answer allows it. */
  private *keep(url: Url, answer: HttpResponse): Sys<void> {
    const { session, state } = this
    const remote = state.remote
    if (!remote) return
    const closes =
      answer.body.framing.kind === 'close' ||
      answer.headers.lists('connection', 'close') ||
      (answer.version === '1.0' && !answer.headers.lists('connection', 'keep-alive'))
    if (closes) yield* session.info(`Closing connection ${remote.number}`)
    else {
      session.kept.set(`${url.scheme} ${url.host} ${url.port}`, remote)
      yield* session.info(`Connection #${remote.number} to host ${url.host} left intact`)
    }
  }

  private report(failure: CurlError | undefined, totalMs: number): TransferReport {
    const { state, timing } = this
    const since = (ms: number) => Math.max(0, ms - timing.startMs)
    return {
      status: state.status,
      httpVersion: state.version,
      contentType: state.contentType,
      downloaded: this.output.written,
      uploaded: state.uploaded,
      headerBytes: state.headerBytes,
      requestBytes: state.requestBytes,
      url: state.url,
      method: state.method,
      redirects: state.redirects,
      redirectUrl: this.session.has('location') ? '' : state.redirectUrl,
      connects: state.connects,
      remoteIp: state.remote?.remoteIp ?? '',
      remotePort: state.remote?.remotePort ?? 0,
      localIp: state.local.address,
      localPort: state.local.port,
      exitCode: failure?.code ?? 0,
      error: failure?.text ?? '',
      filename: this.output.name ?? '',
      resolvedMs: since(timing.resolvedMs),
      connectedMs: since(timing.connectedMs),
      securedMs: state.url.startsWith('https') ? since(timing.securedMs) : 0,
      sentMs: since(timing.sentMs),
      firstByteMs: since(timing.firstByteMs),
      redirectMs: state.redirects > 0 ? since(timing.redirectMs) : 0,
      totalMs,
    }
  }
}

/** POST becomes GET after 301, 302 and 303 unless told otherwise; an explicit -X stays. */
function changesMethod(status: number, method: string, session: CurlSession): boolean {
  if (session.value('request') !== undefined || method === 'HEAD' || method === 'GET') return false
  return status >= 301 && status <= 303 && !session.has(`post${status}`)
}
