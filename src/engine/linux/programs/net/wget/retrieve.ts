import { civilTime } from '../../../../base/calendar.ts'
import type { Result } from '../../../../base/result.ts'
import { err, ok } from '../../../../base/result.ts'
import { strftime } from '../../../../base/strftime.ts'
import type { TimeZone } from '../../../../base/time-zone.ts'
import type { Fd, Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { HttpResponse } from '../../../libc/http/client.ts'
import { request } from '../../../libc/http/client.ts'
import { Connection } from '../../../libc/http/connection.ts'
import { connectTo } from '../../../libc/http/dial.ts'
import type { HeaderList } from '../../../libc/http/headers.ts'
import type { Url } from '../../../libc/http/url.ts'
import { base64, parseUrl, percentDecode, resolveUrl } from '../../../libc/http/url.ts'
import { getaddrinfo, resolveErrorText } from '../../../libc/resolver.ts'
import { write } from '../../../libc/stdio.ts'
import { tlsConnect } from '../../../libc/tls.ts'
import { sys } from '../../../sys.ts'
import type { Progress } from './progress.ts'
import { BarProgress, DotProgress, noProgress, rateText } from './progress.ts'

export interface WgetSettings {
  readonly version: string
  readonly output: string | undefined
  readonly prefix: string
  readonly quiet: boolean
  readonly terse: boolean
  readonly serverResponse: boolean
  readonly spider: boolean
  readonly noClobber: boolean
  readonly timeoutMs: number | undefined
  readonly tries: number
  readonly waitRetry: number
  readonly maxRedirects: number
  readonly insecure: boolean
  readonly agent: string
  readonly headers: HeaderList
  readonly login: string | undefined
  readonly method: string
  readonly body: string | undefined
  readonly family: 'inet' | 'inet6' | undefined
  readonly utf8: boolean
  readonly zone: TimeZone
  readonly forceProgress: boolean
}

/** Ends a download with one of wget's exit codes; its message is already printed. */
interface Failed {
  readonly code: number
  /** May be tried again. */
  readonly again: boolean
}

/** Fetches URLs and says so on standard error, as wget does. */
export class Retriever {
  private kept: { readonly key: string; readonly connection: Connection } | undefined

  constructor(private readonly settings: WgetSettings) {}

  private *log(text: string): Sys<void> {
    if (!this.settings.quiet && !this.settings.terse) yield* write(2, text)
  }

  /** What -nv still prints. */
  private *important(text: string): Sys<void> {
    if (!this.settings.quiet) yield* write(2, text)
  }

  private quote(text: string): string {
    return this.settings.utf8 ? `‘${text}’` : `'${text}'`
  }

  private *now(): Sys<string> {
    return strftime('%Y-%m-%d %H:%M:%S', civilTime(yield* sys.clockRealtime({}), this.settings.zone))
  }

  /** One URL of the command line; answers wget's exit code. */
  *fetch(address: string): Sys<number> {
    const { tries } = this.settings
    for (let attempt = 1; ; attempt++) {
      const outcome = yield* this.attempt(address, attempt)
      if (outcome.ok) return 0
      if (!outcome.error.again || (tries > 0 && attempt >= tries)) {
        if (outcome.error.again) yield* this.log('Giving up.\n\n')
        return outcome.error.code
      }
      yield* this.log('Retrying.\n\n')
      yield* sys.nanosleep({ ms: Math.min(attempt, this.settings.waitRetry) * 1000 })
    }
  }

  private *attempt(first: string, attempt: number): Sys<Result<void, Failed>> {
    let address = /^[a-z][a-z0-9+.-]*:\/\//i.test(first) ? first : `http://${first}`
    for (let redirects = 0; ; redirects++) {
      const url = parseUrl(address)
      if (!url || url.host === '' || (url.scheme !== 'http' && url.scheme !== 'https')) {
        yield* this.important(
          url && url.host !== '' ? `${address}: Unsupported scheme ${this.quote(url.scheme)}.\n` : `${address}: Invalid host name.\n`,
        )
        return err({ code: 1, again: false })
      }
      const shown = url.target === '/' && !/^[a-z]+:\/\/[^/]*\//i.test(address) ? `${address}/` : address
      yield* this.log(
        `${this.settings.spider ? 'Spider mode enabled. Check if remote file exists.\n' : ''}--${yield* this.now()}--  ${attempt > 1 ? `(try:${String(attempt).padStart(2)})  ` : ''}${shown}\n`,
      )
      const answer = yield* this.exchange(url)
      if (!answer.ok) return answer
      const { status, reason, headers } = answer.value
      yield* this.log(`${status} ${reason}\n`)
      if (this.settings.serverResponse)
        yield* this.log(
          `  HTTP/${answer.value.version} ${status} ${reason}\n${headers
            .entries()
            .map(([name, value]) => `  ${name}: ${value}\n`)
            .join('')}`,
        )
      const location = headers.get('location')
      if (location !== undefined && [301, 302, 303, 307, 308].includes(status)) {
        yield* answer.value.body.drain()
        yield* this.keep(url, answer.value)
        if (redirects >= this.settings.maxRedirects) {
          yield* this.log(`${this.settings.maxRedirects} redirections exceeded.\n`)
          return err({ code: 8, again: false })
        }
        yield* this.log(`Location: ${location} [following]\n`)
        address = resolveUrl(url, location)
        continue
      }
      if (status >= 400) {
        yield* answer.value.body.close()
        if (this.settings.spider && status === 404) yield* this.log('Remote file does not exist -- broken link!!!\n\n')
        else
          yield* this.important(
            `${this.settings.terse ? `${shown}:\n` : ''}${yield* this.now()} ERROR ${status}: ${reason}.\n${this.settings.terse ? '' : '\n'}`,
          )
        return err({ code: 8, again: false })
      }
      return yield* this.save(shown, url, answer.value)
    }
  }

  private *exchange(url: Url): Sys<Result<HttpResponse, Failed>> {
    const connection = yield* this.connect(url)
    if (!connection.ok) return connection
    const { settings } = this
    yield* this.log('HTTP request sent, awaiting response... ')
    const login = settings.login ?? (url.user === undefined ? undefined : `${url.user}:${url.password ?? ''}`)
    const own: [string, string][] = [
      ['Host', url.authority],
      ['User-Agent', settings.agent],
      ['Accept', '*/*'],
      ['Accept-Encoding', 'identity'],
    ]
    if (login !== undefined) own.push(['Authorization', `Basic ${base64(login)}`])
    const replaced = new Set(settings.headers.map(([name]) => name.toLowerCase()))
    const headers = [...own.filter(([name]) => !replaced.has(name.toLowerCase())), ['Connection', 'Keep-Alive'] as const, ...settings.headers]
    const form = settings.body === undefined ? [] : [['Content-Type', 'application/x-www-form-urlencoded'] as const]
    const answer = yield* request({
      connection: connection.value,
      method: settings.spider ? 'HEAD' : settings.method,
      target: url.target,
      headers: [...headers, ...form],
      ...(settings.body !== undefined && { body: settings.body }),
      ...(settings.timeoutMs !== undefined && { timeoutMs: settings.timeoutMs }),
    })
    if (answer.ok) return answer
    const reason =
      answer.error.kind === 'closed'
        ? 'No data received.'
        : answer.error.kind === 'timeout'
          ? 'Read error (Connection timed out) in headers.'
          : answer.error.kind === 'malformed'
            ? '200 No headers, assuming HTTP/0.9'
            : 'Read error (Connection reset by peer) in headers.'
    yield* this.log(`${reason}\n`)
    return err({ code: 4, again: true })
  }

  private *connect(url: Url): Sys<Result<Connection, Failed>> {
    const key = `${url.scheme} ${url.authority}`
    if (this.kept?.key === key && !(yield* this.kept.connection.gone())) {
      yield* this.log(`Reusing existing connection to ${url.host}:${url.port}.\n`)
      const { connection } = this.kept
      this.kept = undefined
      return ok(connection)
    }
    const { settings } = this
    const literal = /^[\d.]+$/.test(url.host) || url.host.includes(':')
    if (!literal) yield* this.log(`Resolving ${url.host} (${url.host})... `)
    const found = yield* getaddrinfo(url.host, { port: url.port, ...(settings.family && { family: settings.family }) })
    if (!found.ok) {
      yield* this.log(`failed: ${resolveErrorText(found.error)}.\n`)
      yield* this.important(`wget: unable to resolve host address ${this.quote(url.host)}\n`)
      return err({ code: 4, again: false })
    }
    if (!literal)
      yield* this.log(
        `${found.value
          .slice(0, 3)
          .map((one) => one.address)
          .join(', ')}${found.value.length > 3 ? ', ...' : ''}\n`,
      )
    for (const address of found.value) {
      const where = literal ? `${url.host}:${url.port}` : `${url.host} (${url.host})|${address.address}|:${url.port}`
      yield* this.log(`Connecting to ${where}... `)
      const fd = yield* connectTo(address, settings.timeoutMs)
      if (fd.ok) {
        yield* this.log('connected.\n')
        return yield* this.secure(url, fd.value)
      }
      yield* this.log(`failed: ${strerror(fd.error)}.\n`)
      if (address === found.value.at(-1)) {
        if (settings.terse) yield* this.important(`failed: ${strerror(fd.error)}.\n`)
        return err({ code: 4, again: fd.error !== 'ECONNREFUSED' && fd.error !== 'ENETUNREACH' && fd.error !== 'EHOSTUNREACH' })
      }
    }
    return err({ code: 4, again: false })
  }

  private *secure(url: Url, fd: Fd): Sys<Result<Connection, Failed>> {
    if (url.scheme !== 'https') return ok(new Connection(fd))
    const session = yield* tlsConnect(fd, { serverName: url.host, insecure: this.settings.insecure })
    if (session.ok) {
      if (session.value.ignored)
        yield* this.log(
          `WARNING: cannot verify ${url.host}'s certificate, issued by ${this.quote(`CN=${session.value.peerChain[0]?.issuer ?? ''}`)}:\n  Self-signed certificate encountered.\n`,
        )
      return ok(new Connection(fd))
    }
    yield* sys.close({ fd })
    const { error } = session
    if (error.kind === 'untrusted') {
      const reason = error.reason
      if (reason.kind === 'name-mismatch')
        yield* this.important(`ERROR: no certificate subject alternative name matches\n\trequested host name ${this.quote(url.host)}.\n`)
      else if (reason.kind === 'unknown-authority')
        yield* this.important(
          `ERROR: cannot verify ${url.host}'s certificate, issued by ${this.quote(`CN=${reason.issuer}`)}:\n  ${reason.selfSigned ? 'Self-signed certificate encountered.' : "Unable to locally verify the issuer's authority."}\n`,
        )
      else
        yield* this.important(
          `ERROR: cannot verify ${url.host}'s certificate, issued by ${this.quote(`CN=${reason.certificate.issuer}`)}:\n  Issued certificate has expired.\n`,
        )
      yield* this.important(`To connect to ${url.host} insecurely, use \`--no-check-certificate'.\n`)
      return err({ code: 5, again: false })
    }
    yield* this.important('Unable to establish SSL connection.\n')
    return err({ code: 4, again: false })
  }

  private *keep(url: Url, answer: HttpResponse): Sys<void> {
    if (answer.body.framing.kind === 'close' || answer.headers.lists('connection', 'close')) return
    this.kept = { key: `${url.scheme} ${url.authority}`, connection: answer.connection }
  }

  private *save(shown: string, url: Url, answer: HttpResponse): Sys<Result<void, Failed>> {
    const { settings } = this
    const length = answer.headers.get('content-length')
    const total = length === undefined ? undefined : Number(length)
    const type = answer.headers.get('content-type')?.split(';')[0]
    const size = total === undefined ? 'unspecified' : `${total}${total >= 1024 ? ` (${human(total)})` : ''}`
    yield* this.log(`Length: ${size}${type === undefined ? '' : ` [${type}]`}\n`)
    if (settings.spider) {
      yield* this.log('Remote file exists and could contain further links,\nbut recursion is disabled -- not retrieving.\n\n')
      yield* this.keep(url, answer)
      return ok(undefined)
    }
    const target = yield* this.open(url)
    if (!target.ok) return target
    const { name, fd } = target.value
    yield* this.log(`Saving to: ${this.quote(name === '-' ? 'STDOUT' : name)}\n\n`)
    const startMs = yield* sys.clockMonotonic({})
    const progress = yield* this.progress(name === '-' ? '-' : (name.split('/').at(-1) ?? name), total, startMs)
    const saved = yield* answer.body.saveTo(fd, (received) => progress.update(received))
    if (fd !== 1) yield* sys.close({ fd })
    if (!saved.ok) {
      yield* this.log(`\n${yield* this.now()} - Read error (${strerror(saved.error === 'EPROTO' ? 'ECONNRESET' : saved.error)}). `)
      return err({ code: 4, again: true })
    }
    yield* progress.end(saved.value)
    yield* this.keep(url, answer)
    const rate = rateText(saved.value, (yield* sys.clockMonotonic({})) - startMs)
    const counts = total === undefined ? `[${saved.value}]` : `[${saved.value}/${total}]`
    const stamp = yield* this.now()
    if (settings.terse) yield* this.important(`${stamp} URL:${shown} ${counts} -> "${name}" [1]\n`)
    else yield* this.log(`${stamp} (${rate}) - ${name === '-' ? 'written to stdout' : `${this.quote(name)} saved`} ${counts}\n\n`)
    return ok(undefined)
  }

  private *progress(name: string, total: number | undefined, startMs: number): Sys<Progress> {
    const { settings } = this
    if ((settings.quiet || settings.terse) && !settings.forceProgress) return noProgress
    const size = yield* sys.tcgetwinsize({ fd: 2 })
    return size.ok ? new BarProgress(2, name, total, startMs, size.value.cols || 80) : new DotProgress(2, total, startMs)
  }

  /** The file to write: -O, or the URL's last part with a number when that is taken. */
  private *open(url: Url): Sys<Result<{ readonly name: string; readonly fd: Fd }, Failed>> {
    const { settings } = this
    if (settings.output === '-') return ok({ name: '-', fd: 1 })
    const last = percentDecode(url.target.split('/').at(-1) ?? '') || 'index.html'
    let name = settings.output ?? (settings.prefix === '' ? last : `${settings.prefix}/${last}`)
    if (settings.output === undefined) {
      if (settings.prefix !== '') yield* sys.mkdir({ path: settings.prefix, mode: 0o755 })
      const wanted = name
      for (let n = 1; (yield* sys.stat({ path: name })).ok; n++) {
        if (settings.noClobber) {
          yield* this.log(`File ${this.quote(wanted)} already there; not retrieving.\n\n`)
          return err({ code: 0, again: false })
        }
        name = `${wanted}.${n}`
      }
    }
    const fd = yield* sys.open({ path: name, flags: O.WRONLY | O.CREAT | O.TRUNC, mode: 0o666 })
    if (fd.ok) return ok({ name, fd: fd.value })
    yield* this.important(`${name}: ${strerror(fd.error)}\n`)
    return err({ code: settings.output === undefined ? 3 : 1, again: false })
  }
}

function human(bytes: number): string {
  let [value, i] = [bytes / 1024, 0]
  while (value >= 1024 && i < 3) [value, i] = [value / 1024, i + 1]
  return `${value < 10 ? value.toFixed(1) : Math.round(value)}${'KMGT'[i]}`
}
