import type { Fd, Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { InetAddress } from '../../../kernel/net/socket-address.ts'
import type { Main } from '../../../kernel/program.ts'
import type { HttpResponse } from '../../../libc/http/client.ts'
import { request } from '../../../libc/http/client.ts'
import { Connection } from '../../../libc/http/connection.ts'
import { connectTo } from '../../../libc/http/dial.ts'
import type { Url } from '../../../libc/http/url.ts'
import { base64, parseUrl, resolveUrl } from '../../../libc/http/url.ts'
import { getaddrinfo } from '../../../libc/resolver.ts'
import { printError } from '../../../libc/stdio.ts'
import { tlsConnect } from '../../../libc/tls.ts'
import type { Distrust } from '../../../libc/x509.ts'
import { sys } from '../../../sys.ts'
import type { Applet } from './applet.ts'
import { appletOptions, appletUsage } from './applet.ts'

const applet: Applet = {
  name: 'wget',
  options:
    'c|continue q|quiet s|spider S|server-response O|output-document: o|output-file: T|timeout: t|tries: Y|proxy: P|directory-prefix: U|user-agent: header: post-data: post-file: no-check-certificate no-verbose n: 4|inet4-only 6|inet6-only',
  usage:
    '[-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]\n\t[--post-data STR | --post-file FILE] [-Y on/off]\n\t[-P DIR] [-U AGENT] [-T SEC] URL...',
  unsimulated: ['continue', 'output-file', 'post-file', 'proxy'],
}

interface Settings {
  readonly quiet: boolean
  readonly output: string | undefined
  readonly prefix: string
  readonly timeoutMs: number
  readonly agent: string
  readonly headers: readonly (readonly [string, string])[]
  readonly post: string | undefined
  readonly spider: boolean
  readonly showHeaders: boolean
  readonly insecure: boolean
  /** Alpine's build leaves TLS to ssl_client, which checks certificates. */
  readonly checks: boolean
}

class Failure extends Error {}

/** Models busybox' wget for HTTP and HTTPS. */
export const busyboxWget: Main = function* (start) {
  // -nv and -nc have no meaning of their own here.
  const parsed = yield* appletOptions(applet, start)
  if (typeof parsed === 'number') return parsed
  if (parsed.operands.length === 0) return yield* appletUsage(applet, start.build)
  const settings: Settings = {
    quiet: parsed.has('quiet'),
    output: parsed.value('output-document'),
    prefix: parsed.value('directory-prefix') ?? '',
    timeoutMs: Number(parsed.value('timeout') ?? 900) * 1000,
    agent: parsed.value('user-agent') ?? 'Wget',
    headers: parsed.values('header').map((text) => [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1).trim()] as const),
    post: parsed.value('post-data'),
    spider: parsed.has('spider'),
    showHeaders: parsed.has('server-response'),
    insecure: parsed.has('no-check-certificate'),
    checks: start.build.get('variant') === 'alpine',
  }
  try {
    for (const url of parsed.operands) yield* download(settings, url)
    return 0
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure
    yield* printError(`wget: ${failure.message}\n`)
    return 1
  }
}

function* say(settings: Settings, text: string): Sys<void> {
  if (!settings.quiet) yield* printError(text)
}

function* download(settings: Settings, first: string): Sys<void> {
  let address = first.includes('://') ? first : `http://${first}`
  for (let redirects = 0; redirects < 5; redirects++) {
    const url = parseUrl(address)
    if (!url || (url.scheme !== 'http' && url.scheme !== 'https')) throw new Failure(`not an http or ftp url: ${address}`)
    const answer = yield* exchange(settings, url)
    const location = answer.headers.get('location')
    if (settings.showHeaders)
      yield* printError(
        `  HTTP/${answer.version} ${answer.status} ${answer.reason}\n${answer.headers
          .entries()
          .map(([name, value]) => `  ${name}: ${value}\n`)
          .join('')}`,
      )
    if (location !== undefined && answer.status >= 300 && answer.status < 400) {
      yield* answer.body.close()
      address = resolveUrl(url, location)
      continue
    }
    if (answer.status >= 300) throw new Failure(`server returned error: HTTP/${answer.version} ${answer.status} ${answer.reason}`)
    if (settings.spider) yield* say(settings, 'remote file exists\n')
    else yield* save(settings, url, answer)
    return
  }
  throw new Failure('too many redirections')
}

/** OpenSSL's reasons. */
function distrustText(reason: Distrust): string {
  if (reason.kind === 'expired') return 'certificate has expired'
  if (reason.kind === 'not-yet-valid') return 'certificate is not yet valid'
  if (reason.kind === 'name-mismatch') return 'hostname mismatch'
  return reason.selfSigned ? 'self-signed certificate' : 'unable to get local issuer certificate'
}

function* exchange(settings: Settings, url: Url): Sys<HttpResponse> {
  const fd = yield* connect(settings, url)
  if (url.scheme === 'https') {
    const session = yield* tlsConnect(fd, { serverName: url.host, insecure: !settings.checks || settings.insecure })
    if (!session.ok && session.error.kind === 'untrusted') {
      yield* printError(`ssl_client: ${url.host}: certificate verification failed: ${distrustText(session.error.reason)}\n`)
      throw new Failure('error getting response: Connection reset by peer')
    }
    if (!session.ok) throw new Failure('error getting response: Connection reset by peer')
    if (!settings.insecure && !settings.checks) yield* say(settings, 'wget: note: TLS certificate validation not implemented\n')
  }
  const login = url.user === undefined ? [] : [['Authorization', `Basic ${base64(`${url.user}:${url.password ?? ''}`)}`] as const]
  const answer = yield* request({
    connection: new Connection(fd),
    method: settings.spider ? 'HEAD' : settings.post === undefined ? 'GET' : 'POST',
    target: url.target,
    headers: [
      ['Host', url.authority],
      ['User-Agent', settings.agent],
      ['Connection', 'close'],
      ...login,
      ...settings.headers,
      ...(settings.post === undefined ? [] : [['Content-Type', 'application/x-www-form-urlencoded'] as const]),
    ],
    ...(settings.post !== undefined && { body: settings.post }),
    timeoutMs: settings.timeoutMs,
  })
  if (answer.ok) return answer.value
  throw new Failure(
    answer.error.kind === 'timeout'
      ? 'download timed out'
      : answer.error.kind === 'closed'
        ? 'error getting response'
        : 'error getting response: Connection reset by peer',
  )
}

function* connect(settings: Settings, url: Url): Sys<Fd> {
  const found = yield* getaddrinfo(url.host, { port: url.port })
  if (!found.ok) throw new Failure(`bad address '${url.host}'`)
  // The first address only, as busybox does.
  const address = found.value[0] as InetAddress
  const shown = address.family === 'inet6' ? `[${address.address}]:${address.port}` : `${address.address}:${address.port}`
  yield* say(settings, `Connecting to ${url.host} (${shown})\n`)
  const fd = yield* connectTo(address, settings.timeoutMs)
  if (fd.ok) return fd.value
  if (fd.error === 'ETIMEDOUT') throw new Failure('download timed out')
  throw new Failure(`can't connect to remote host (${address.address}): ${strerror(fd.error)}`)
}

function* save(settings: Settings, url: Url, answer: HttpResponse): Sys<void> {
  const last = url.target.split('?')[0]?.split('/').at(-1) || 'index.html'
  const path = settings.output ?? (settings.prefix === '' ? last : `${settings.prefix}/${last}`)
  const toOutput = path === '-'
  const exclusive = settings.output === undefined ? O.EXCL : O.TRUNC
  const fd = toOutput ? { ok: true as const, value: 1 } : yield* sys.open({ path, flags: O.WRONLY | O.CREAT | exclusive, mode: 0o666 })
  if (!fd.ok) throw new Failure(`can't open '${path}': ${strerror(fd.error)}`)
  yield* say(settings, toOutput ? 'writing to stdout\n' : `saving to '${path}'\n`)
  const length = answer.headers.get('content-length')
  const total = length === undefined ? undefined : Number(length)
  const startMs = yield* sys.clockMonotonic({})
  const terminal = (yield* sys.tcgetattr({ fd: 2 })).ok
  let shownMs = startMs
  const name = toOutput ? '-' : last
  const saved = yield* answer.body.saveTo(fd.value, function* (received) {
    const nowMs = yield* sys.clockMonotonic({})
    if (!terminal || nowMs - shownMs < 1000) return
    shownMs = nowMs
    yield* say(settings, `\r${bar(name, received, total, nowMs - startMs)}`)
  })
  if (!toOutput) yield* sys.close({ fd: fd.value })
  if (!saved.ok) throw new Failure(saved.error === 'ETIMEDOUT' ? 'download timed out' : 'connection closed prematurely')
  const line = bar(name, saved.value, total, (yield* sys.clockMonotonic({})) - startMs)
  yield* say(settings, `${terminal ? '\r' : ''}${line}\n${toOutput ? 'written to stdout' : `'${path}' saved`}\n`)
}

/** bb_progress_update on 80 columns. */
function bar(name: string, received: number, total: number | undefined, ms: number): string {
  const width = 31
  const stars = total ? Math.floor((width * received) / total) : 0
  const percent =
    total === undefined ? '' : `${String(total === 0 ? 100 : Math.floor((received * 100) / total)).padStart(4)}% |${'*'.repeat(stars).padEnd(width)}|`
  let [size, i] = [received, 0]
  while (size >= 100_000) [size, i] = [Math.floor(size / 1024), i + 1]
  const seconds = total && received > 0 ? Math.floor((ms * (total - received)) / received / 1000) : Math.floor(ms / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${name.slice(0, 20).padEnd(20)}${percent} ${String(size).padStart(5)}${' kMGT'[i]}${String(Math.floor(seconds / 3600)).padStart(2)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)} ETA`
}
