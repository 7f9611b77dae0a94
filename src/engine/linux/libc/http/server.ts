import type { Fd, Res, Sys } from '../../kernel/calls.ts'
import type { SocketAddress } from '../../kernel/net/socket-address.ts'
import { sys } from '../../sys.ts'
import { Body, requestFraming } from './body.ts'
import { readFields } from './client.ts'
import { Connection } from './connection.ts'
import { Exchange } from './exchange.ts'
import { reasonPhrase } from './status.ts'
import { Query } from './url.ts'

/**
 * HTTP/1.1 server over real sockets: an accept loop, one thread a connection, keep-alive, chunked answers, `Expect: 100-continue`, hijacking.
 * Follows Go's net/http in what it adds to answers (Date, Content-Length) and in how it refuses malformed requests.
 */
export interface ServeOptions {
  /** A listening socket; serving ends when it is closed. */
  readonly listener: Fd
  readonly handler: (exchange: Exchange) => Sys<void>
  /** Handshake on each connection before HTTP (see libc/tls.ts `tlsAccept`); an answer other than ok closes it. */
  readonly secure?: (fd: Fd) => Sys<Res<void>>
  /** What a malformed request gets, head and all, instead of Go's plain text. */
  readonly refuse?: (status: number) => string
  /** Before each request is awaited and once it has arrived: for time limits and for counting who is idle. */
  readonly between?: (connection: Connection, waiting: boolean) => void
  /** Name of the connections' threads. */
  readonly name?: string
}

/** First byte of a client that speaks TLS: no method begins with it. */
const TLS_HANDSHAKE = 22

/** Accepts and serves until the listener is closed; returns why accepting ended. */
export function* serve(options: ServeOptions): Sys<Res<void>> {
  for (;;) {
    const accepted = yield* sys.accept({ fd: options.listener })
    if (!accepted.ok) {
      if (accepted.error === 'EINTR' || accepted.error === 'ECONNABORTED') continue
      if (accepted.error !== 'EMFILE') return accepted
      yield* sys.nanosleep({ ms: 1000 })
      continue
    }
    const { fd, peer } = accepted.value
    const thread = yield* sys.clone({
      thread: true,
      *main() {
        if (options.name) yield* sys.prctl({ name: options.name })
        yield* serveConnection(fd, peer, options)
        return 0
      },
    })
    if (!thread.ok) yield* sys.close({ fd })
  }
}

/** Serves one accepted connection until it closes or a handler hijacks it. */
export function* serveConnection(fd: Fd, peer: SocketAddress, options: Pick<ServeOptions, 'handler' | 'secure' | 'refuse' | 'between'>): Sys<void> {
  if (options.secure) {
    const secured = yield* options.secure(fd)
    if (!secured.ok) {
      yield* sys.close({ fd })
      return
    }
  }
  const connection = new Connection(fd)
  for (;;) {
    options.between?.(connection, true)
    const exchange = yield* readRequest(connection, peer)
    options.between?.(connection, false)
    if (exchange === 'closed') break
    if (typeof exchange === 'number') {
      const text = `${exchange} ${reasonPhrase(exchange)}`
      yield* connection.write(
        options.refuse?.(exchange) ?? `HTTP/1.1 ${text}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${text}`,
      )
      break
    }
    yield* options.handler(exchange)
    yield* exchange.finish()
    if (exchange.hijacked) return
    if (!exchange.keepAlive) break
  }
  yield* connection.close()
}

/** The next request, `closed` when there is none, or the status that refuses it. */
function* readRequest(connection: Connection, peer: SocketAddress): Sys<Exchange | 'closed' | number> {
  const first = yield* connection.read()
  if (!first.ok || first.value === undefined) return 'closed'
  connection.unread(first.value)
  if (first.value[0] === TLS_HANDSHAKE) return 400
  const line = yield* connection.readLine()
  if (!line.ok) return line.error === 'EMSGSIZE' ? 431 : 'closed'
  if (line.value === undefined) return 'closed'
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) HTTP\/(\d\.\d)$/.exec(line.value)
  if (!match) return 400
  const [, method = '', target = '', version = ''] = match
  if (version !== '1.1' && version !== '1.0') return 505
  const headers = yield* readFields(connection)
  if (!headers.ok) return headers.error === 'EPROTO' ? 400 : 'closed'
  if (version === '1.1' && !headers.value.has('host')) return 400
  const expects = headers.value.lists('expect', '100-continue')
  const before = function* (): Sys<void> {
    yield* connection.write('HTTP/1.1 100 Continue\r\n\r\n')
  }
  const body = new Body(connection, requestFraming(headers.value), undefined, expects ? before : undefined)
  const [path = '', ...query] = target.split('?')
  return new Exchange(connection, { method, target, version, path, query: new Query(query.join('?')), headers: headers.value, body, peer })
}
