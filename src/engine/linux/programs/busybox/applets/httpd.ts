import type { Fd, Stat, Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { SocketAddress } from '../../../kernel/net/socket-address.ts'
import type { Main } from '../../../kernel/program.ts'
import { signals } from '../../../kernel/signal.ts'
import type { Exchange } from '../../../libc/http/exchange.ts'
import { serveConnection } from '../../../libc/http/server.ts'
import { httpDate } from '../../../libc/http/status.ts'
import { percentDecode } from '../../../libc/http/url.ts'
import { printError, readFileBytes } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { Applet } from '../../net/busybox/applet.ts'
import { appletOptions } from '../../net/busybox/applet.ts'

const applet: Applet = {
  name: 'httpd',
  options: 'i f v c: p: u: r: m: h: d: e:',
  usage: '[-ifv[v]] [-c CONFFILE] [-p [IP:]PORT] [-u USER[:GRP]] [-r REALM] [-h HOME]\nor httpd -d/-e/-m STRING',
  summary:
    'Listen for incoming HTTP requests\n\n\t-i\t\tInetd mode\n\t-f\t\tRun in foreground\n\t-v[v]\t\tVerbose\n\t-p [IP:]PORT\tBind to IP:PORT (default *:80)\n\t-h HOME\t\tHome directory (default .)',
  unsimulated: ['i', 'c', 'u', 'r', 'm', 'd', 'e'],
}

/** Models BusyBox' httpd: files of one folder, a process for each connection. Leaves out CGI, passwords and its configuration file. */
export const httpd: Main = function* (start) {
  const options = yield* appletOptions(applet, start)
  if (typeof options === 'number') return options
  const home = options.value('h')
  if (home !== undefined) {
    const moved = yield* sys.chdir({ path: home })
    if (!moved.ok) {
      yield* printError(`httpd: can't change directory to '${home}': ${strerror(moved.error)}\n`)
      return 1
    }
  }
  const [address = '0.0.0.0', port = '80'] = /^(?:(.*):)?(\d+)$/.exec(options.value('p') ?? '80')?.slice(1) ?? []
  const socket = yield* sys.socket({ family: 'inet', type: 'stream' })
  if (!socket.ok) return 1
  yield* sys.setsockopt({ fd: socket.value, options: { reuseAddress: true } })
  const bound = yield* sys.bind({ fd: socket.value, address: { family: 'inet', address: address || '0.0.0.0', port: Number(port) } })
  if (!bound.ok) {
    yield* printError(`httpd: bind: ${strerror(bound.error)}\n`)
    return 1
  }
  yield* sys.listen({ fd: socket.value })
  const verbose = options.has('v')
  if (options.has('f')) return yield* listenAt(socket.value, verbose)
  yield* sys.clone({
    *main() {
      yield* sys.setsid({})
      return yield* listenAt(socket.value, verbose)
    },
  })
  return 0
}

function* listenAt(listener: Fd, verbose: boolean): Sys<number> {
  yield* sys.sigaction({ signal: signals.SIGCHLD, handler: 'ignore' })
  for (;;) {
    const accepted = yield* sys.accept({ fd: listener })
    if (!accepted.ok) {
      if (accepted.error === 'EINTR' || accepted.error === 'ECONNABORTED') continue
      return 1
    }
    const { fd, peer } = accepted.value
    yield* sys.clone({
      *main() {
        yield* sys.close({ fd: listener })
        yield* serveConnection(fd, peer, { handler: (exchange) => answer(exchange, peer, verbose) })
        return 0
      },
    })
    yield* sys.close({ fd })
  }
}

const types: Readonly<Record<string, string>> = {
  txt: 'text/plain',
  htm: 'text/html',
  html: 'text/html',
  css: 'text/css',
  js: 'application/javascript',
  json: 'application/json',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  png: 'image/png',
  svg: 'image/svg+xml',
}

function* answer(exchange: Exchange, peer: SocketAddress, verbose: boolean): Sys<void> {
  const { method, path } = exchange.request
  const name = percentDecode(path)
  const found = name.split('/').includes('..') ? undefined : yield* resolve(`.${name}`)
  let status = 200
  if (method !== 'GET' && method !== 'HEAD') {
    status = 501
    yield* refuse(exchange, status, 'Not Implemented', 'The requested method is not recognized')
  } else if (!found) {
    status = 404
    yield* refuse(exchange, status, 'Not Found', 'The requested URL was not found')
  } else if (found.stat.type === 'directory') {
    status = 302
    yield* refuse(exchange, status, 'Found', '', [['Location', `${path}/`]])
  } else yield* send(exchange, found)
  if (verbose) yield* printError(`[::ffff:${'address' in peer ? `${peer.address}]:${peer.port}` : 'local]'}: response:${status}\n`)
}

interface Found {
  readonly path: string
  readonly stat: Stat
}

/** The file, or index.html of a folder whose name ends in a slash. */
function* resolve(path: string): Sys<Found | undefined> {
  const stat = yield* sys.stat({ path })
  if (!stat.ok) return undefined
  if (stat.value.type !== 'directory') return { path, stat: stat.value }
  if (!path.endsWith('/')) return { path, stat: stat.value }
  const index = yield* sys.stat({ path: `${path}index.html` })
  return index.ok ? { path: `${path}index.html`, stat: index.value } : undefined
}

function* send(exchange: Exchange, { path, stat }: Found): Sys<void> {
  const fd = yield* sys.open({ path, flags: O.RDONLY | O.CLOEXEC })
  if (!fd.ok) return yield* refuse(exchange, 404, 'Not Found', 'The requested URL was not found')
  yield* sys.close({ fd: fd.value })
  const bytes = yield* readFileBytes(path)
  const type = types[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream'
  yield* exchange.respond(
    200,
    [
      ['Date', httpDate(yield* sys.clockRealtime({}))],
      ['Connection', 'close'],
      ['Content-type', type],
      ['Accept-Ranges', 'bytes'],
      ['Last-Modified', httpDate(stat.mtimeMs)],
    ],
    bytes.ok ? bytes.value : '',
  )
}

function* refuse(exchange: Exchange, status: number, reason: string, text: string, more: readonly (readonly [string, string])[] = []): Sys<void> {
  const page = `<HTML><HEAD><TITLE>${status} ${reason}</TITLE></HEAD>\n<BODY><H1>${status} ${reason}</H1>\n${text}\n</BODY></HTML>\n`
  yield* exchange.respond(
    status,
    [['Date', httpDate(yield* sys.clockRealtime({}))], ['Connection', 'close'], ['Content-type', 'text/html'], ...more],
    page,
    reason,
  )
}
