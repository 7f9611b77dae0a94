import type { Sys } from '../../linux/kernel/calls.ts'
import type { Main } from '../../linux/kernel/program.ts'
import { spliceAll } from '../../linux/libc/http/connection.ts'
import type { Exchange } from '../../linux/libc/http/exchange.ts'
import { serve } from '../../linux/libc/http/server.ts'
import { httpDate } from '../../linux/libc/http/status.ts'
import { readFile } from '../../linux/libc/stdio.ts'
import { tlsAccept } from '../../linux/libc/tls.ts'
import { parseCertificates, parsePrivateKey } from '../../linux/libc/x509.ts'
import { sys } from '../../linux/sys.ts'
import { contentType, openForServing, type Resolved, resolveFile } from './static-files.ts'

const server = ['Server', 'nginx'] as const

const notFoundPage =
  '<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n'

/**
 * The public servers' web server: files of /srv/HOST for each host name, on 80 and, where /etc/origin has a certificate, on 443. Also pid 1 of the
 * machines that do nothing else.
 */
export const origin: Main = function* () {
  const chain = yield* readFile('/etc/origin/chain.pem')
  const key = yield* readFile('/etc/origin/key.pem')
  const privateKey = key.ok ? parsePrivateKey(key.value) : undefined
  if (chain.ok && privateKey !== undefined) {
    const identity = { chain: parseCertificates(chain.value), key: privateKey }
    yield* sys.clone({
      thread: true,
      main: function* () {
        return yield* listenOn(443, function* (fd) {
          const session = yield* tlsAccept(fd, { identities: [identity] })
          return session.ok ? { ok: true, value: undefined } : { ok: false, error: 'EPROTO' }
        })
      },
    })
  }
  return yield* listenOn(80)
}

function* listenOn(port: number, secure?: Parameters<typeof serve>[0]['secure']): Sys<number> {
  const socket = yield* sys.socket({ family: 'inet', type: 'stream' })
  if (!socket.ok) return 1
  yield* sys.setsockopt({ fd: socket.value, options: { reuseAddress: true } })
  if (!(yield* sys.bind({ fd: socket.value, address: { family: 'inet', address: '0.0.0.0', port } })).ok) return 1
  if (!(yield* sys.listen({ fd: socket.value })).ok) return 1
  yield* serve({ listener: socket.value, handler: answer, ...(secure && { secure }) })
  return 0
}

/** A question is answered by the file named after one of its fields: `/?repo=os` by `/repo=os`, where there is one. */
function* pathOfQuery(root: string, exchange: Exchange): Sys<string | undefined> {
  for (const [name, value] of exchange.request.query.entries) {
    const path = `/${name}=${value}`
    if (/^\/[\w.=-]+$/.test(path) && (yield* sys.stat({ path: `${root}${path}` })).ok) return path
  }
  return undefined
}

function* answer(exchange: Exchange): Sys<void> {
  const { method, path, headers } = exchange.request
  const host = (headers.get('host') ?? '').split(':')[0] ?? ''
  if (method !== 'GET' && method !== 'HEAD') {
    yield* exchange.respond(405, [server])
    return
  }
  const root = /^[\w.-]+$/.test(host) && (yield* sys.stat({ path: `/srv/${host}` })).ok ? `/srv/${host}` : '/srv/default'
  const found = yield* resolveFile(root, (yield* pathOfQuery(root, exchange)) ?? path, ['index.html'])
  const fd = found.kind === 'file' ? yield* openForServing(found.path) : undefined
  if (found.kind === 'redirect') yield* exchange.respond(301, [server, ['Location', found.location]])
  else if (found.kind !== 'file' || fd === undefined) yield* exchange.respond(404, [server, ['Content-Type', 'text/html']], notFoundPage)
  else if (headers.get('if-modified-since') === httpDate(found.stat.mtimeMs)) {
    yield* sys.close({ fd })
    yield* exchange.respond(304, [server, ['Last-Modified', httpDate(found.stat.mtimeMs)]])
  } else yield* send(exchange, found, fd)
}

function* send(exchange: Exchange, found: Extract<Resolved, { kind: 'file' }>, fd: number): Sys<void> {
  const writer = yield* exchange.begin(200, [
    server,
    ['Content-Type', contentType(found.path) ?? 'application/octet-stream'],
    ['Last-Modified', httpDate(found.stat.mtimeMs)],
    ['Content-Length', String(found.stat.size)],
  ])
  yield* writer.flush()
  if (exchange.request.method === 'GET') yield* spliceAll(fd, exchange.fd, found.stat.size)
  yield* writer.end()
  yield* sys.close({ fd })
}
