import { err, ok, type Result } from '../../../../base/result.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { type HttpError, type HttpResponse, request } from '../../../libc/http/client.ts'
import { ConnectionPool } from '../../../libc/http/pool.ts'
import { parseUrl } from '../../../libc/http/url.ts'
import { sys } from '../../../sys.ts'

/** One thing to fetch: `Get:1 URL bookworm InRelease`. */
export interface Item {
  readonly uri: string
  /** Words after Get:N. */
  readonly description: string
  readonly path: string
  /** Last-Modified of what is there already. */
  readonly since?: string
}

export type Outcome = { readonly kind: 'got'; readonly bytes: number; readonly modified: string | undefined } | { readonly kind: 'hit' } | Failed
export interface Failed {
  readonly kind: 'failed'
  readonly message: string
  /** Trying again may help. */
  readonly transient: boolean
}

/** Downloads over one connection an archive, with apt's numbers. */
export class Acquire {
  private readonly pool = new ConnectionPool()
  private number = 0
  bytes = 0
  private busyMs = 0

  get tookMs(): number {
    return this.busyMs
  }

  nextNumber(): number {
    return ++this.number
  }

  /** Fetches to `path`; the caller says what became of it. `begun` is called when the answer is there, with the size announced. */
  *fetch(item: Item, begun: (bytes: number) => Sys<void>): Sys<Outcome> {
    const began = yield* sys.clockMonotonic({})
    const headers: [string, string][] = [['User-Agent', 'Debian APT-HTTP/1.3 (2.6.1)']]
    if (item.since) headers.push(['If-Modified-Since', item.since])
    const answer = yield* request({ url: item.uri, pool: this.pool, followRedirects: 5, connectTimeoutMs: 30_000, headers })
    const outcome = answer.ok ? yield* this.keep(item, answer.value, begun) : failure(answer.error, item.uri)
    this.busyMs += (yield* sys.clockMonotonic({})) - began
    return outcome
  }

  private *keep(item: Item, response: HttpResponse, begun: (bytes: number) => Sys<void>): Sys<Outcome> {
    if (response.status === 304) {
      yield* response.body.drain()
      return { kind: 'hit' }
    }
    if (response.status !== 200) {
      yield* response.body.drain()
      const peer = yield* peerOf(response)
      return { kind: 'failed', message: `${response.status}  ${response.reason}${peer}`, transient: response.status >= 500 }
    }
    yield* begun(Number(response.headers.get('content-length') ?? 0))
    const saved = yield* saveTo(item.path, response)
    if (!saved.ok) return { kind: 'failed', message: saved.error, transient: false }
    this.bytes += saved.value
    return { kind: 'got', bytes: saved.value, modified: response.headers.get('last-modified') }
  }

  *close(): Sys<void> {
    yield* this.pool.close()
  }
}

function* peerOf(response: HttpResponse): Sys<string> {
  const url = response.url === undefined ? undefined : parseUrl(response.url)
  const peer = yield* sys.getpeername({ fd: response.connection.fd })
  return peer.ok && peer.value.family === 'inet' ? ` [IP: ${peer.value.address} ${peer.value.port}]` : url ? ` [IP: ${url.host}]` : ''
}

function* saveTo(path: string, response: HttpResponse): Sys<Result<number, string>> {
  const fd = yield* sys.open({ path, flags: O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, mode: 0o644 })
  if (!fd.ok) {
    yield* response.body.close()
    return err(`Could not open file ${path} - open (${fd.error === 'EACCES' ? '13: Permission denied' : '2: No such file or directory'})`)
  }
  const saved = yield* response.body.saveTo(fd.value)
  yield* sys.close({ fd: fd.value })
  if (saved.ok) return ok(saved.value)
  return err(saved.error === 'ENOSPC' ? 'Error writing to file - write (28: No space left on device)' : 'Connection failed')
}

function failure(error: HttpError, uri: string): Failed {
  const url = parseUrl(uri)
  const host = url?.host ?? uri
  switch (error.kind) {
    case 'resolve':
      return {
        kind: 'failed',
        message: `${error.error.kind === 'temporary' ? 'Temporary failure resolving' : 'Could not resolve'} '${host}'`,
        transient: true,
      }
    case 'connect': {
      const address = error.address.family === 'inet' ? ` (${error.address.address})` : ''
      const place = `${host}:${url?.port ?? 80}${address}`
      const unreachable = error.errno === 'ENETUNREACH' || error.errno === 'EHOSTUNREACH'
      const reason = { ECONNREFUSED: '111: Connection refused', ENETUNREACH: '101: Network is unreachable', EHOSTUNREACH: '113: No route to host' }[
        error.errno as 'ECONNREFUSED'
      ]
      return {
        kind: 'failed',
        message:
          error.errno === 'ETIMEDOUT'
            ? `Could not connect to ${place}, connection timed out`
            : `${unreachable ? 'Cannot initiate the connection' : 'Could not connect'} to ${place}. - connect (${reason ?? error.errno})`,
        transient: true,
      }
    }
    case 'timeout':
      return { kind: 'failed', message: `Could not connect to ${host}:${url?.port ?? 80}, connection timed out`, transient: true }
    case 'tls':
      return {
        kind: 'failed',
        message: `Certificate verification failed: The certificate is NOT trusted. The certificate issuer is unknown.  Could not handshake: Error in the certificate verification.`,
        transient: true,
      }
    default:
      return { kind: 'failed', message: 'Connection failed', transient: true }
  }
}
