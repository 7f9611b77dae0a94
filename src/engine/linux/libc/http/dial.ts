import type { Result } from '../../../base/result.ts'
import { err, ok } from '../../../base/result.ts'
import type { Res, Sys } from '../../kernel/calls.ts'
import type { Errno } from '../../kernel/errno.ts'
import type { InetAddress, SocketAddress } from '../../kernel/net/socket-address.ts'
import { sys } from '../../sys.ts'
import type { ResolveError } from '../resolver.ts'
import { getaddrinfo } from '../resolver.ts'
import type { TlsError } from '../tls.ts'
import { tlsConnect } from '../tls.ts'
import type { RequestOptions } from './client.ts'
import { Connection } from './connection.ts'
import type { Url } from './url.ts'

export type DialError =
  | { readonly kind: 'resolve'; readonly host: string; readonly error: ResolveError }
  /** The last address tried. */
  | { readonly kind: 'connect'; readonly address: SocketAddress; readonly errno: Errno }
  | { readonly kind: 'tls'; readonly error: TlsError }

export interface Dialled {
  readonly connection: Connection
  /** Where it leads, for a pool. */
  readonly key: string
  readonly reused: boolean
}

/** A connection for a request: the one given, an idle one of the pool, or a fresh one (TLS included). */
export function* dial(options: RequestOptions, url: Url | undefined): Sys<Result<Dialled, DialError>> {
  const tls = options.tls ?? (url?.scheme === 'https' ? { serverName: url.host } : undefined)
  const place = options.via ? JSON.stringify(options.via) : `${url?.host}:${url?.port}`
  const key = `${place} ${tls?.serverName ?? ''}`
  if (options.connection) return ok({ connection: options.connection, key, reused: true })
  const idle = options.pool ? yield* options.pool.take(key) : undefined
  if (idle) return ok({ connection: idle, key, reused: true })
  const addresses = options.via ? ok([options.via]) : yield* addressesOf(url)
  if (!addresses.ok) return addresses
  const timeout = options.connectTimeoutMs ?? options.timeoutMs
  let failure: DialError = { kind: 'connect', address: { family: 'inet', address: '0.0.0.0', port: 0 }, errno: 'EADDRNOTAVAIL' }
  for (const address of addresses.value) {
    const fd = yield* connectTo(address, timeout)
    if (!fd.ok) {
      failure = { kind: 'connect', address, errno: fd.error }
      continue
    }
    if (!tls) return ok({ connection: new Connection(fd.value), key, reused: false })
    const session = yield* tlsConnect(fd.value, tls)
    if (session.ok) return ok({ connection: new Connection(fd.value, tls.serverName), key, reused: false })
    yield* sys.close({ fd: fd.value })
    return err({ kind: 'tls', error: session.error })
  }
  return err(failure)
}

function* addressesOf(url: Url | undefined): Sys<Result<readonly InetAddress[], DialError>> {
  const host = url?.host ?? 'localhost'
  const found = yield* getaddrinfo(host, { port: url?.port ?? 80 })
  return found.ok ? found : err({ kind: 'resolve', host, error: found.error })
}

/** socket(2) and connect(2); the descriptor is closed again on failure. */
export function* connectTo(address: SocketAddress, timeoutMs?: number): Sys<Res<number>> {
  const fd = yield* sys.socket({ family: address.family, type: 'stream' })
  if (!fd.ok) return fd
  const connected = yield* sys.connect({ fd: fd.value, address, ...(timeoutMs !== undefined && { timeoutMs }) })
  if (connected.ok) return fd
  yield* sys.close({ fd: fd.value })
  return connected
}
