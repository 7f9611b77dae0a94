import type { Result } from '../../base/result.ts'
import { err, ok } from '../../base/result.ts'
import type { Fd, Sys } from '../../linux/kernel/calls.ts'
import { request } from '../../linux/libc/http/client.ts'
import { Connection } from '../../linux/libc/http/connection.ts'
import { connectTo } from '../../linux/libc/http/dial.ts'
import type { Exchange } from '../../linux/libc/http/exchange.ts'
import { serve } from '../../linux/libc/http/server.ts'
import { sys } from '../../linux/sys.ts'
import { goErrno } from '../oci/go-errno.ts'

/**
 * Typed calls over a unix socket: HTTP/1.1 with JSON bodies stands for gRPC (dockerd to containerd) and ttrpc (containerd to a shim). The paths
 * and messages are those of containerd's services; only the encoding is ours.
 */
export type RpcCode = 'NotFound' | 'AlreadyExists' | 'InvalidArgument' | 'FailedPrecondition' | 'Unavailable' | 'Unknown'

export interface RpcError {
  readonly code: RpcCode
  readonly message: string
}

export type RpcResult<T> = Result<T, RpcError>

/** A service's methods: what is asked and what is answered. */
export type Service<S> = { readonly [K in keyof S]: S[K] extends { request: infer Q; response: infer A } ? (request: Q) => Sys<RpcResult<A>> : never }

export const rpcError = (code: RpcCode, message: string) => err<RpcError>({ code, message })

const codes: readonly (readonly [number, RpcCode])[] = [
  [404, 'NotFound'],
  [409, 'AlreadyExists'],
  [400, 'InvalidArgument'],
  [412, 'FailedPrecondition'],
  [503, 'Unavailable'],
  [500, 'Unknown'],
]

/** One call on a fresh connection. */
export function* rpc<A>(socket: string, service: string, method: string, message: object): Sys<RpcResult<A>> {
  const opened = yield* openRpc(socket, service, method, message)
  if (!opened.ok) return opened
  const text = yield* opened.value.text()
  if (!text.ok) return rpcError('Unavailable', 'error reading from server: EOF')
  return ok(JSON.parse(text.value || '{}') as A)
}

/** Starts a call; the body is a JSON object, or a stream of lines. */
export function* openRpc(socket: string, service: string, method: string, message: object) {
  const fd = yield* connectTo({ family: 'unix', path: socket })
  if (!fd.ok)
    return rpcError('Unavailable', `connection error: desc = "transport: Error while dialing: dial unix ${socket}: connect: ${goErrno(fd.error)}"`)
  yield* sys.fcntl({ fd: fd.value, closeOnExec: true })
  const answer = yield* request({
    connection: new Connection(fd.value),
    method: 'POST',
    target: `/${service}/${method}`,
    headers: [
      ['Content-Type', 'application/json'],
      ['Connection', 'close'],
    ],
    body: JSON.stringify(message),
  })
  if (!answer.ok) return rpcError('Unavailable', 'error reading from server: EOF')
  const { status, body } = answer.value
  if (status === 200) return ok(body)
  const text = yield* body.text()
  return rpcError(codes.find(([number]) => number === status)?.[1] ?? 'Unknown', text.ok ? text.value : '')
}

/** Streams are methods that answer by themselves. */
export type StreamMethod = (message: unknown, exchange: Exchange) => Sys<void>
type Methods = Readonly<Record<string, (message: never) => Sys<RpcResult<object>>>>

/** Serves services on a listening socket until it closes. */
export function* serveRpc(
  listener: Fd,
  services: Readonly<Record<string, Methods>>,
  streams: Readonly<Record<string, StreamMethod>> = {},
): Sys<void> {
  yield* serve({
    listener,
    *handler(exchange) {
      yield* sys.fcntl({ fd: exchange.fd, closeOnExec: true })
      const [, service = '', method = ''] = exchange.request.path.split('/')
      const text = yield* exchange.request.body.text()
      const message: unknown = text.ok && text.value !== '' ? JSON.parse(text.value) : {}
      const stream = streams[`${service}/${method}`]
      if (stream) {
        yield* stream(message, exchange)
        return
      }
      const perform = services[service]?.[method]
      if (!perform) {
        yield* exchange.respond(500, [], `unknown method ${method} for service ${service}`)
        return
      }
      const answer = yield* perform(message as never)
      if (answer.ok) yield* exchange.respond(200, [['Content-Type', 'application/json']], JSON.stringify(answer.value))
      else yield* exchange.respond(codes.find(([, code]) => code === answer.error.code)?.[0] ?? 500, [], answer.error.message)
    },
  })
}

/** A listening unix socket; what was at its path is replaced. */
export function* listenUnix(path: string, mode: number): Sys<Result<Fd, string>> {
  const fd = yield* sys.socket({ family: 'unix', type: 'stream' })
  if (!fd.ok) return err(`socket: ${goErrno(fd.error)}`)
  yield* sys.fcntl({ fd: fd.value, closeOnExec: true })
  yield* sys.unlink({ path })
  const bound = yield* sys.bind({ fd: fd.value, address: { family: 'unix', path } })
  if (!bound.ok) return err(`listen unix ${path}: bind: ${goErrno(bound.error)}`)
  yield* sys.chmod({ path, mode })
  const listening = yield* sys.listen({ fd: fd.value, backlog: 4096 })
  return listening.ok ? ok(fd.value) : err(`listen unix ${path}: ${goErrno(listening.error)}`)
}
