import type { Fd, Res, Sys } from '../../../kernel/calls.ts'
import { Poll } from '../../../kernel/calls.ts'
import type { Errno } from '../../../kernel/errno.ts'
import type { InetAddress } from '../../../kernel/net/socket-address.ts'
import { getaddrinfo } from '../../../libc/resolver.ts'
import { tlsConnect } from '../../../libc/tls.ts'
import { sys } from '../../../sys.ts'
import { bytesOf, makeBuffer, textToBytes } from '../builtins/buffers.ts'
import { call } from '../language/operations.ts'
import type { Realm } from '../language/realm.ts'
import type { Code, Obj, Value } from '../language/values.ts'
import { isObject, Thrown } from '../language/values.ts'
import type { EventLoop } from './loop.ts'
import { socketError, traceThrough } from './system-error.ts'

/** The functions under net and http: sockets without blocking, watched by the loop; names are looked up and connections made on threads. */
export function socketBinding(realm: Realm, loop: EventLoop): Obj {
  const binding = realm.object()
  const add = (name: string, code: (args: readonly Value[]) => Code<Value>) => realm.codeMethod(binding, name, 0, (_, args) => code(args))
  const addressOf = (address: InetAddress) =>
    realm.object({ address: address.address, family: address.family === 'inet6' ? 'IPv6' : 'IPv4', port: address.port })
  add('listen', function* ([port, host]) {
    const listening = yield* listen(Number(port), host === undefined ? undefined : String(host))
    if (listening.ok) {
      const bound = yield* sys.getsockname({ fd: listening.value })
      return realm.object({ fd: listening.value, address: bound.ok && bound.value.family !== 'unix' ? addressOf(bound.value) : null })
    }
    const error = socketError(realm, listening.error, 'listen', host === undefined ? '::' : String(host), Number(port))
    throw new Thrown(
      traceThrough(error, [
        'Server.setupListenHandle [as _listen2] (node:net:1898:16)',
        'listenInCluster (node:net:1946:12)',
        'Server.listen (node:net:2044:7)',
      ]),
    )
  })
  add('accept', function* ([fd]) {
    const accepted = yield* sys.accept({ fd: Number(fd) })
    if (!accepted.ok) return undefined
    yield* sys.fcntl({ fd: accepted.value.fd, nonBlocking: true, closeOnExec: true })
    const { peer } = accepted.value
    const local = yield* sys.getsockname({ fd: accepted.value.fd })
    return realm.object({
      fd: accepted.value.fd,
      peer: peer.family === 'unix' ? null : addressOf(peer),
      local: local.ok && local.value.family !== 'unix' ? addressOf(local.value) : null,
    })
  })
  add('connect', function* ([host, port, tls, done]) {
    yield* loop.offload(
      () => connect(String(host), Number(port), Boolean(tls)),
      function* (result) {
        if (result.kind === 'connected') yield* call(realm, done, undefined, [null, realm.object({ fd: result.fd, peer: addressOf(result.peer) })])
        else if (result.kind === 'unknown') {
          const properties = {
            errno: result.temporary ? -3001 : -3008,
            code: result.temporary ? 'EAI_AGAIN' : 'ENOTFOUND',
            syscall: 'getaddrinfo',
            hostname: host,
          }
          const error = realm.error('Error', `getaddrinfo ${properties.code} ${host}`, properties)
          yield* call(realm, done, undefined, [traceThrough(error, ['GetAddrInfoReqWrap.onlookup [as oncomplete] (node:dns:107:26)'])])
        } else {
          const error = socketError(realm, result.errno, 'connect', result.address, Number(port))
          yield* call(realm, done, undefined, [traceThrough(error, ['TCPConnectWrap.afterConnect [as oncomplete] (node:net:1606:16)'])])
        }
      },
    )
    return undefined
  })
  add('lookup', function* ([host, done]) {
    yield* loop.offload(
      () => getaddrinfo(String(host), { port: 0 }),
      function* (found) {
        const first = found.ok ? found.value[0] : undefined
        if (first) yield* call(realm, done, undefined, [null, first.address, first.family === 'inet6' ? 6 : 4])
        else
          yield* call(realm, done, undefined, [
            realm.error('Error', `getaddrinfo ENOTFOUND ${host}`, { errno: -3008, code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: host }),
          ])
      },
    )
    return undefined
  })
  transfers(realm, loop, add)
  return binding
}

function transfers(realm: Realm, loop: EventLoop, add: (name: string, code: (args: readonly Value[]) => Code<Value>) => void): void {
  add('watch', function* ([fd, writable, task]) {
    loop.watch(Number(fd), writable ? Poll.in | Poll.out : Poll.in, function* () {
      yield* call(realm, task, undefined, [])
    })
    return undefined
  })
  add('unwatch', function* ([fd]) {
    loop.unwatch(Number(fd))
    return undefined
  })
  add('unref', function* ([fd, unref]) {
    if (unref) loop.unref.add(Number(fd))
    else loop.unref.delete(Number(fd))
    return undefined
  })
  /** A Buffer, null at the end, undefined when there is nothing yet, or the errno. */
  add('read', function* ([fd]) {
    const chunk = yield* sys.read({ fd: Number(fd), count: 65_536 })
    if (chunk.ok) return chunk.value.length === 0 ? null : makeBuffer(realm, chunk.value)
    return chunk.error === 'EAGAIN' || chunk.error === 'EINTR' ? undefined : chunk.error
  })
  /** How many bytes went out, or the errno. */
  add('write', function* ([fd, data, encoding]) {
    const bytes = new Uint8Array(bytesOf(data) ?? textToBytes(String(data), encoding))
    const written = yield* sys.write({ fd: Number(fd), bytes })
    return written.ok ? written.value : written.error === 'EAGAIN' || written.error === 'EINTR' ? 0 : written.error
  })
  add('close', function* ([fd]) {
    loop.unwatch(Number(fd))
    loop.unref.delete(Number(fd))
    yield* sys.close({ fd: Number(fd) })
    return undefined
  })
  add('shutdown', function* ([fd]) {
    yield* sys.shutdown({ fd: Number(fd), how: 'write' })
    return undefined
  })
  add('socketError', function* ([errno, syscall]) {
    return socketError(realm, errno as Errno, String(syscall))
  })
  add('isObject', function* ([value]) {
    return isObject(value)
  })
}

/** Listens on every address unless a host is given: on IPv6 with IPv4 mapped, on IPv4 where there is no IPv6. */
function* listen(port: number, host: string | undefined): Sys<Res<Fd>> {
  const named = host === undefined ? undefined : yield* getaddrinfo(host, { port })
  const first = named?.ok ? named.value[0] : undefined
  if (host !== undefined && !first) return { ok: false, error: 'EADDRNOTAVAIL' }
  const wanted: readonly InetAddress[] = first
    ? [{ ...first, port }]
    : [
        { family: 'inet6', address: '::', port },
        { family: 'inet', address: '0.0.0.0', port },
      ]
  let reason: Errno = 'EAFNOSUPPORT'
  for (const address of wanted) {
    const socket = yield* sys.socket({ family: address.family, type: 'stream', nonBlocking: true })
    if (!socket.ok) {
      reason = socket.error
      continue
    }
    yield* sys.fcntl({ fd: socket.value, closeOnExec: true })
    yield* sys.setsockopt({ fd: socket.value, options: { reuseAddress: true } })
    const bound = yield* sys.bind({ fd: socket.value, address })
    const listening = bound.ok ? yield* sys.listen({ fd: socket.value, backlog: 511 }) : bound
    if (listening.ok) return socket
    yield* sys.close({ fd: socket.value })
    reason = listening.error
    if (reason !== 'EADDRNOTAVAIL' && reason !== 'EAFNOSUPPORT') break
  }
  return { ok: false, error: reason }
}

type Connected =
  | { readonly kind: 'connected'; readonly fd: Fd; readonly peer: InetAddress }
  | { readonly kind: 'unknown'; readonly temporary: boolean }
  | { readonly kind: 'failed'; readonly errno: Errno; readonly address: string }

function* connect(host: string, port: number, tls: boolean): Sys<Connected> {
  const found = yield* getaddrinfo(host, { port })
  if (!found.ok) return { kind: 'unknown', temporary: found.error.kind === 'temporary' }
  let failed: Connected = { kind: 'unknown', temporary: false }
  for (const address of found.value) {
    const socket = yield* sys.socket({ family: address.family, type: 'stream' })
    if (!socket.ok) continue
    const connected = yield* sys.connect({ fd: socket.value, address })
    const session = connected.ok && tls ? yield* tlsConnect(socket.value, { serverName: host }) : undefined
    if (connected.ok && session?.ok !== false) {
      yield* sys.fcntl({ fd: socket.value, nonBlocking: true, closeOnExec: true })
      return { kind: 'connected', fd: socket.value, peer: address }
    }
    yield* sys.close({ fd: socket.value })
    failed = { kind: 'failed', errno: connected.ok ? 'EPROTO' : connected.error, address: address.address }
  }
  return failed
}
