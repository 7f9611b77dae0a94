import { ok } from '../../../base/result.ts'
import { concatBytes, encode } from '../../../base/utf8.ts'
import type { Fd, Res, Sys } from '../../kernel/calls.ts'
import { Poll } from '../../kernel/calls.ts'
import type { SocketAddress } from '../../kernel/net/socket-address.ts'
import { sys } from '../../sys.ts'
import type { Body } from './body.ts'
import type { Connection } from './connection.ts'
import type { HeaderList } from './headers.ts'
import { Headers } from './headers.ts'
import { httpDate, reasonPhrase } from './status.ts'
import type { Query } from './url.ts'

export interface HttpRequest {
  readonly method: string
  /** As received: path and query. */
  readonly target: string
  readonly version: '1.0' | '1.1'
  /** Still percent-encoded. */
  readonly path: string
  readonly query: Query
  readonly headers: Headers
  readonly body: Body
  readonly peer: SocketAddress
}

/** One request and its answer, as a handler sees them. */
export class Exchange {
  private writer: Writer | undefined
  private taken = false
  /** The client closed its connection while the handler worked (see `watch`). */
  gone = false

  constructor(
    readonly connection: Connection,
    readonly request: HttpRequest,
  ) {}

  /** The connection's descriptor, for poll. */
  get fd(): Fd {
    return this.connection.fd
  }

  get hijacked(): boolean {
    return this.taken
  }

  /** Status of the answer begun, for access logs. */
  get status(): number | undefined {
    return this.writer?.status
  }

  /** Bytes of the body sent, for access logs. */
  get written(): number {
    return this.writer?.bodyBytes ?? 0
  }

  /** A whole answer at once. Date and Content-Length are added unless given; `reason` where the server has words of its own for the status. */
  *respond(status: number, headers: HeaderList = [], body: Uint8Array | string = '', reason?: string): Sys<Res<void>> {
    const bytes = typeof body === 'string' ? encode(body) : body
    const bodiless = status === 204 || status === 304
    const length =
      bodiless || headers.some(([name]) => name.toLowerCase() === 'content-length') ? [] : [['Content-Length', String(bytes.length)] as const]
    const writer = yield* this.begin(status, [...headers, ...length], reason)
    yield* writer.write(bytes)
    return yield* writer.end()
  }

  /** Starts an answer whose body follows through the writer: with a Content-Length as it is, else in chunks. Nothing is sent before a flush or 4 KiB. */
  *begin(status: number, headers: HeaderList = [], reason = reasonPhrase(status)): Sys<Writer> {
    const fields = new Headers(headers)
    if (!fields.has('date')) fields.append('Date', httpDate(yield* sys.clockRealtime({})))
    const bodiless = this.request.method === 'HEAD' || status === 204 || status === 304
    const chunked = !bodiless && !fields.has('content-length') && this.request.version === '1.1'
    const keep = this.keepsAlive(fields, bodiless || chunked || fields.has('content-length'))
    if (!keep && !fields.has('connection') && this.request.version === '1.1') fields.append('Connection', 'close')
    if (keep && this.request.version === '1.0' && !fields.has('connection')) fields.append('Connection', 'keep-alive')
    if (chunked && !fields.has('transfer-encoding')) fields.append('Transfer-Encoding', 'chunked')
    const head = `HTTP/1.1 ${status} ${reason}\r\n${fields}\r\n`
    this.writer = new Writer(this.connection, status, encode(head), bodiless ? 'none' : chunked ? 'chunked' : 'plain', keep)
    return this.writer
  }

  private keepsAlive(fields: Headers, delimited: boolean): boolean {
    if (!delimited || fields.lists('connection', 'close') || this.request.headers.lists('connection', 'close')) return false
    return this.request.version === '1.1' || this.request.headers.lists('connection', 'keep-alive')
  }

  /**
   * Sends a head (`HTTP/1.1 101 UPGRADED`) and hands the raw connection over; the handler (or whoever it passes it to) closes it. A body that the
   * handler did not read is no part of what follows.
   */
  *hijack(statusLine: string, headers: HeaderList = []): Sys<Connection> {
    this.taken = true
    const { body } = this.request
    if (this.request.headers.has('content-length') && !body.complete) yield* body.drain()
    yield* this.connection.write(`${statusLine}\r\n${new Headers(headers)}\r\n`)
    return this.connection
  }

  /** Starts a thread that sets `gone` and wakes futex waiters of `on` when the client goes away. For handlers that wait for something else. */
  *watch(on: object): Sys<void> {
    const exchange = this
    yield* sys.clone({
      thread: true,
      *main() {
        const ready = yield* sys.poll({ fds: [{ fd: exchange.fd, events: Poll.in }] })
        if (ready.ok && !exchange.writer?.ended && !(yield* exchange.connection.gone())) return 0
        exchange.gone = true
        yield* sys.futexWake({ on, count: Number.POSITIVE_INFINITY })
        return 0
      },
    })
  }

  /** Ends an answer the handler left open, and reads what it left of the request. */
  *finish(): Sys<void> {
    if (this.taken) return
    if (!this.writer) yield* this.respond(200)
    else if (!this.writer.ended) yield* this.writer.end()
    if (this.keepAlive && !this.request.body.complete) yield* this.request.body.drain()
  }

  get keepAlive(): boolean {
    return !this.taken && (this.writer?.keepAlive ?? false)
  }
}

/** The body of an answer being written. */
export class Writer {
  private pending: Uint8Array[]
  private pendingBytes = 0
  private headSent = false
  private failure: Res<void> | undefined
  ended = false
  /** Of the body, as far as it was given to write. */
  bodyBytes = 0

  constructor(
    private readonly connection: Connection,
    readonly status: number,
    private readonly head: Uint8Array,
    private readonly mode: 'plain' | 'chunked' | 'none',
    private keep: boolean,
  ) {
    this.pending = []
  }

  /** False once the client was seen to be gone. */
  get keepAlive(): boolean {
    return this.keep && !this.failure
  }

  /** EPIPE or ECONNRESET once the client went away. */
  *write(data: Uint8Array | string): Sys<Res<void>> {
    const bytes = typeof data === 'string' ? encode(data) : data
    if (this.failure) return this.failure
    if (this.mode === 'none' || bytes.length === 0) return ok(undefined)
    this.bodyBytes += bytes.length
    this.pending.push(bytes)
    this.pendingBytes += bytes.length
    return this.pendingBytes >= 4096 ? yield* this.flush() : ok(undefined)
  }

  /** Sends the head and what was written so far. */
  *flush(): Sys<Res<void>> {
    if (this.failure) return this.failure
    const parts: Uint8Array[] = this.headSent ? [] : [this.head]
    this.headSent = true
    if (this.pendingBytes > 0) {
      if (this.mode === 'chunked') parts.push(encode(`${this.pendingBytes.toString(16)}\r\n`), ...this.pending, encode('\r\n'))
      else parts.push(...this.pending)
    }
    this.pending = []
    this.pendingBytes = 0
    return parts.length === 0 ? ok(undefined) : yield* this.send(concatBytes(parts))
  }

  private *send(bytes: Uint8Array): Sys<Res<void>> {
    const sent = yield* this.connection.write(bytes)
    if (!sent.ok) this.failure = sent
    return sent
  }

  /** Splices from a descriptor (synthetic content by reference). Only for answers with a Content-Length or to be ended by closing. */
  *sendFrom(fd: Fd, count?: number): Sys<Res<number>> {
    const flushed = yield* this.flush()
    if (!flushed.ok) return flushed
    if (this.mode === 'none') return ok(0)
    if (this.mode === 'chunked') return yield* this.sendChunked(fd)
    const moved = yield* this.connection.sendFrom(fd, count)
    this.bodyBytes += moved.ok ? moved.value : 0
    if (!moved.ok) this.failure = moved
    else if (count !== undefined && moved.value < count) this.keep = false
    return moved
  }

  private *sendChunked(fd: Fd): Sys<Res<number>> {
    let total = 0
    for (;;) {
      const piece = yield* sys.read({ fd, count: 32_768 })
      if (!piece.ok) return piece
      if (piece.value.length === 0) return ok(total)
      total += piece.value.length
      yield* this.write(piece.value)
      const flushed = yield* this.flush()
      if (!flushed.ok) return flushed
    }
  }

  /** Sends the rest; the connection goes on to the next request. */
  *end(): Sys<Res<void>> {
    if (this.ended) return this.failure ?? ok(undefined)
    this.ended = true
    if (this.failure) return this.failure
    if (this.mode === 'chunked' && !this.failure) {
      const body = this.pendingBytes > 0 ? [encode(`${this.pendingBytes.toString(16)}\r\n`), ...this.pending, encode('\r\n')] : []
      const parts = [...(this.headSent ? [] : [this.head]), ...body, encode('0\r\n\r\n')]
      this.pending = []
      this.pendingBytes = 0
      return yield* this.send(concatBytes(parts))
    }
    return yield* this.flush()
  }
}
