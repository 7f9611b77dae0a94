import { err, ok, type Result } from '../../../base/result.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Errno } from '../../../linux/kernel/errno.ts'
import { Body, responseFraming } from '../../../linux/libc/http/body.ts'
import { readFields } from '../../../linux/libc/http/client.ts'
import { Connection } from '../../../linux/libc/http/connection.ts'
import { connectTo } from '../../../linux/libc/http/dial.ts'
import type { Headers } from '../../../linux/libc/http/headers.ts'
import { tlsConnect } from '../../../linux/libc/tls.ts'
import { sys } from '../../../linux/sys.ts'
import type { Peer } from './config.ts'
import type { Context, UpstreamTry } from './context.ts'
import { errnoText, logRequest } from './log.ts'

/** One attempt at one peer. */
export interface Attempt {
  readonly peer: Peer
  readonly scheme: 'http' | 'https'
  readonly host: string
  /** For the log. */
  readonly url: string
  readonly head: string
  readonly body: Uint8Array | undefined
}

export interface UpstreamAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
  readonly connection: Connection
  readonly attempt: UpstreamTry
}

export type UpstreamFailure =
  | { readonly kind: 'error'; readonly connecting: boolean }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'status'; readonly status: number }

/** Connects, sends the request and reads the answer's head; what fails is in the error log by then. */
export function* exchangeWith(context: Context, attempt: Attempt): Sys<Result<UpstreamAnswer, UpstreamFailure>> {
  const startMs = yield* sys.clockRealtime({})
  const record: UpstreamTry = {
    address: attempt.peer.name,
    status: undefined,
    startMs,
    responseMs: undefined,
    connectMs: undefined,
    headerMs: undefined,
    bytes: 0,
  }
  context.upstream.push(record)
  const { proxy } = context.settings
  const { family, address, port } = attempt.peer
  const fd = yield* connectTo({ family, address, port }, proxy.connectTimeoutMs)
  if (!fd.ok) return yield* failed(context, attempt, record, fd.error, 'connecting to upstream')
  if (attempt.scheme === 'https' && !(yield* tlsConnect(fd.value, { serverName: attempt.host.replace(/:\d+$/, ''), insecure: true })).ok) {
    yield* sys.close({ fd: fd.value })
    yield* logRequest(context, 'error', 'SSL_do_handshake() failed while SSL handshaking to upstream', attempt.url)
    record.status = 502
    return err({ kind: 'error', connecting: true })
  }
  yield* sys.fcntl({ fd: fd.value, closeOnExec: true })
  record.connectMs = (yield* sys.clockRealtime({})) - startMs
  const connection = new Connection(fd.value)
  connection.deadlineMs = (yield* sys.clockMonotonic({})) + proxy.readTimeoutMs
  const sent = yield* connection.write(attempt.head)
  if (sent.ok && attempt.body && attempt.body.length > 0) yield* connection.write(attempt.body)
  const answer = yield* readHead(context, connection)
  if (!answer.ok) {
    yield* connection.close()
    return yield* failed(context, attempt, record, answer.error, 'reading response header from upstream')
  }
  record.status = answer.value.status
  record.headerMs = (yield* sys.clockRealtime({})) - startMs
  return ok({ ...answer.value, connection, attempt: record })
}

function* readHead(
  context: Context,
  connection: Connection,
): Sys<Result<Pick<UpstreamAnswer, 'status' | 'headers' | 'body'>, Errno | 'closed' | 'malformed'>> {
  for (;;) {
    const line = yield* connection.readLine()
    if (!line.ok) return line
    if (line.value === undefined) return err('closed')
    const match = /^HTTP\/1\.[01] (\d{3})/.exec(line.value)
    if (!match) return err('malformed')
    const headers = yield* readFields(connection)
    if (!headers.ok) return err('closed')
    const status = Number(match[1])
    if (status >= 100 && status < 200 && status !== 101) continue
    return ok({
      status,
      headers: headers.value,
      body: new Body(connection, responseFraming(context.method, status, headers.value), () => connection.close()),
    })
  }
}

function* failed(
  context: Context,
  attempt: Attempt,
  record: UpstreamTry,
  error: Errno | 'closed' | 'malformed',
  doing: string,
): Sys<Result<UpstreamAnswer, UpstreamFailure>> {
  record.responseMs = (yield* sys.clockRealtime({})) - record.startMs
  const connecting = doing.startsWith('connecting')
  if (error === 'ETIMEDOUT') {
    record.status = 504
    yield* logRequest(context, 'error', `upstream timed out ${errnoText('ETIMEDOUT')} while ${doing}`, attempt.url)
    return err({ kind: 'timeout' })
  }
  record.status = 502
  const what =
    error === 'closed'
      ? 'upstream prematurely closed connection'
      : error === 'malformed'
        ? 'upstream sent no valid HTTP/1.0 header'
        : `${connecting ? 'connect()' : 'recv()'} failed ${errnoText(error)}`
  yield* logRequest(context, 'error', `${what} while ${doing}`, attempt.url)
  return err({ kind: 'error', connecting })
}
