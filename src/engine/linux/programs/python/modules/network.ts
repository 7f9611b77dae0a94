import type { Res } from '../../../kernel/calls.ts'
import { request } from '../../../libc/http/client.ts'
import { getaddrinfo, resolveErrorText } from '../../../libc/resolver.ts'
import { sys } from '../../../sys.ts'
import { exceptionClass, osError, Raised, raise } from '../core/errors.ts'
import type { Value } from '../core/values.ts'
import * as V from '../core/values.ts'
import type { Vm } from '../core/vm.ts'
import { functions, integer } from '../types/native.ts'

/** The kernel's sockets (_socket) and HTTP requests with TLS (_http). Leaves out: IPv6, UDP, unix sockets, options beside SO_REUSEADDR. */
type Maker = (vm: Vm) => V.PyModule

function must<T>(result: Res<T>): T {
  if (!result.ok) throw osError(result.error)
  return result.value
}

const gaierror = new V.PyClass('gaierror', [exceptionClass('OSError')], V.types.type)
gaierror.module = 'socket'

const pair = (address: Value | undefined): readonly [string, number] => {
  if (!(address instanceof V.PyTuple)) throw raise('TypeError', `connect(): AF_INET address must be tuple, not ${V.typeName(address ?? null)}`)
  return [String(address.items[0]), integer(address.items[1])]
}

function* resolve(host: string, port: number) {
  const found = yield* getaddrinfo(host === '' ? '0.0.0.0' : host, { port, family: 'inet' })
  if (found.ok && found.value[0]) return found.value[0]
  const code = !found.ok && found.error.kind === 'temporary' ? -3n : -2n
  throw new Raised(new V.PyException(gaierror, [code, found.ok ? 'Name or service not known' : resolveErrorText(found.error)]))
}

const shown = (address: { readonly family: string; readonly address?: string; readonly port?: number }): Value =>
  new V.PyTuple([address.address ?? '', BigInt(address.port ?? 0)])

const socket: Maker = (vm) => {
  const module = new V.PyModule('_socket')
  module.vars.set('gaierror', gaierror)
  functions(module, {
    *socket() {
      return BigInt(must(yield* sys.socket({ family: 'inet', type: 'stream' })))
    },
    *reuse(_, args) {
      must(yield* sys.setsockopt({ fd: integer(args[0]), options: { reuseAddress: true } }))
      return null
    },
    *connect(_, args) {
      const address = yield* resolve(...pair(args[1]))
      const timeoutMs = args[2] === null || args[2] === undefined ? undefined : integer(args[2]) * 1000
      const done = yield* sys.connect({ fd: integer(args[0]), address, ...(timeoutMs !== undefined && { timeoutMs }) })
      if (!done.ok && done.error === 'ETIMEDOUT' && timeoutMs !== undefined) throw raise('TimeoutError', 'timed out')
      must(done)
      return null
    },
    *bind(_, args) {
      must(yield* sys.bind({ fd: integer(args[0]), address: yield* resolve(...pair(args[1])) }))
      return null
    },
    *listen(_, args) {
      must(yield* sys.listen({ fd: integer(args[0]), backlog: integer(args[1], 128) }))
      return null
    },
    *accept(_, args) {
      for (;;) {
        const accepted = yield* sys.accept({ fd: integer(args[0]) })
        if (accepted.ok)
          return new V.PyTuple([BigInt(accepted.value.fd), shown(accepted.value.peer as { family: string; address?: string; port?: number })])
        if (accepted.error !== 'EINTR') throw osError(accepted.error)
        yield* vm.runPending()
      }
    },
    *recv(_, args) {
      for (;;) {
        const timeoutMs = args[2] === null || args[2] === undefined ? undefined : integer(args[2]) * 1000
        const got = yield* sys.recv({ fd: integer(args[0]), count: integer(args[1]), ...(timeoutMs !== undefined && { timeoutMs }) })
        if (got.ok) return new V.PyBytes(got.value.bytes)
        if (got.error === 'ETIMEDOUT') throw raise('TimeoutError', 'timed out')
        if (got.error !== 'EINTR') throw osError(got.error)
        yield* vm.runPending()
      }
    },
    *send(_, args) {
      const { bytes } = args[1] as V.PyBytes
      for (let at = 0; at < bytes.length; ) at += must(yield* sys.send({ fd: integer(args[0]), bytes: bytes.subarray(at) }))
      return null
    },
    *close(_, args) {
      yield* sys.close({ fd: integer(args[0]) })
      return null
    },
    *name(_, args) {
      return shown(must(yield* sys.getsockname({ fd: integer(args[0]) })) as { family: string; address?: string; port?: number })
    },
    *resolve(_, args) {
      return (yield* resolve(String(args[0]), 0)).address
    },
  })
  return module
}

/** `fetch(method, url, headers, body)`: status, reason, header pairs and body; or a text that says why not. */
const http: Maker = (vm) => {
  const module = new V.PyModule('_http')
  functions(module, {
    *fetch(_, args) {
      const headers: [string, string][] = []
      for (const one of yield* vm.list(args[2] ?? null)) {
        const [name = '', value = ''] = (yield* vm.list(one)).map(String)
        headers.push([name, value])
      }
      const body = args[3] instanceof V.PyBytes ? { body: args[3].bytes } : {}
      const answer = yield* request({
        method: String(args[0]),
        url: String(args[1]),
        headers: [...headers, ['Connection', 'close']],
        followRedirects: 10,
        ...body,
      })
      if (!answer.ok) {
        const { error } = answer
        if (error.kind === 'resolve') return `<urlopen error [Errno ${error.error.kind === 'temporary' ? -3 : -2}] ${resolveErrorText(error.error)}>`
        if (error.kind === 'connect')
          return `<urlopen error ${String((yield* vm.list(new V.PyTuple(osError(error.errno).value.args))).map((one, index) => (index === 0 ? `[Errno ${String(one)}]` : String(one))).join(' '))}>`
        return `<urlopen error ${error.kind}>`
      }
      const bytes = yield* answer.value.body.bytes()
      const pairs = answer.value.headers.entries().map(([name, value]) => new V.PyTuple([name, value]))
      return new V.PyTuple([
        BigInt(answer.value.status),
        answer.value.reason,
        new V.PyList(pairs),
        new V.PyBytes(bytes.ok ? bytes.value : new Uint8Array(0)),
      ])
    },
  })
  return module
}

export const networkModules: ReadonlyMap<string, Maker> = new Map([
  ['_socket', socket],
  ['_http', http],
])
