import type { Result } from '../../../../base/result.ts'
import { err, ok } from '../../../../base/result.ts'
import type { Sys } from '../../../kernel/calls.ts'
import type { Errno } from '../../../kernel/errno.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { InetAddress } from '../../../kernel/net/socket-address.ts'
import { Connection } from '../../../libc/http/connection.ts'
import { connectTo } from '../../../libc/http/dial.ts'
import { httpDate } from '../../../libc/http/status.ts'
import type { Url } from '../../../libc/http/url.ts'
import { getaddrinfo } from '../../../libc/resolver.ts'
import { readFile } from '../../../libc/stdio.ts'
import type { KeyPair } from '../../../libc/tls.ts'
import { tlsConnect } from '../../../libc/tls.ts'
import type { Certificate } from '../../../libc/x509.ts'
import { parseCertificates, parsePrivateKey } from '../../../libc/x509.ts'
import { sys } from '../../../sys.ts'
import type { CurlError } from './errors.ts'
import type { CurlSession, KeptConnection, Timing } from './session.ts'

/** The connection for a URL: a kept one, or resolving, connecting and the handshake, with the limits of --connect-timeout and --max-time. */
export function* openConnection(session: CurlSession, url: Url, timing: Timing): Sys<Result<KeptConnection, CurlError>> {
  const key = `${url.scheme} ${url.host} ${url.port}`
  const kept = session.kept.get(key)
  if (kept) {
    session.kept.delete(key)
    if (!(yield* kept.connection.gone())) {
      const number = session.release.atLeast(8, 0) ? '' : ` #${kept.number}`
      yield* session.info(`Re-using existing connection${number} with host ${url.host}`)
      return ok(kept)
    }
    yield* kept.connection.close()
  }
  const opened = session.value('unix-socket') === undefined ? yield* connectInet(session, url, timing) : yield* connectUnix(session, timing)
  if (!opened.ok || url.scheme !== 'https') return opened
  return yield* secure(session, url, opened.value, timing)
}

/** Milliseconds left for connecting; undefined without a limit. */
function* leftMs(session: CurlSession, timing: Timing): Sys<number | undefined> {
  const limits = [session.ms('connect-timeout'), session.ms('max-time')].filter((ms): ms is number => ms !== undefined && ms > 0)
  if (limits.length === 0) return undefined
  return Math.max(0, Math.min(...limits) - ((yield* sys.clockMonotonic({})) - timing.startMs))
}

function* connectUnix(session: CurlSession, timing: Timing): Sys<Result<KeptConnection, CurlError>> {
  const path = session.value('unix-socket') ?? ''
  yield* session.info(`  Trying ${path}:0...`)
  const fd = yield* connectTo({ family: 'unix', path }, yield* leftMs(session, timing))
  timing.connectedMs = yield* sys.clockMonotonic({})
  timing.securedMs = timing.connectedMs
  if (!fd.ok) {
    yield* session.info(`connect to ${path} port 0 failed: ${strerror(fd.error)}`)
    return err(session.release.unixUnconnected)
  }
  const number = session.nextNumber
  yield* session.info(`Connected to localhost (${path}) port 0${numbered(session, number)}`)
  return ok({ connection: new Connection(fd.value), number, remoteIp: '', remotePort: 0 })
}

const numbered = (session: CurlSession, number: number): string => (session.release.atLeast(8, 4) ? '' : ` (#${number})`)

function* connectInet(session: CurlSession, url: Url, timing: Timing): Sys<Result<KeptConnection, CurlError>> {
  const { release } = session
  const target = redirectedTarget(session, url)
  const addresses = yield* resolve(session, target.host, target.port, timing)
  if (!addresses.ok) return addresses
  timing.resolvedMs = yield* sys.clockMonotonic({})
  if (release.nss) yield* session.info(`About to connect() to ${url.host} port ${url.port} (#0)`)
  if (release.atLeast(8, 6)) yield* explainAddresses(session, url, addresses.value)
  let last: Errno = 'ECONNREFUSED'
  for (const address of addresses.value) {
    const shown = address.family === 'inet6' && !release.nss ? `[${address.address}]` : address.address
    yield* session.info(`  Trying ${shown}${release.nss ? '' : `:${address.port}`}...`)
    const limit = yield* leftMs(session, timing)
    const fd = yield* connectTo(address, limit)
    timing.connectedMs = yield* sys.clockMonotonic({})
    timing.securedMs = timing.connectedMs
    if (fd.ok) {
      const number = session.nextNumber
      yield* session.info(`Connected to ${url.host} (${address.address}) port ${address.port}${numbered(session, number)}`)
      return ok({ connection: new Connection(fd.value), number, remoteIp: address.address, remotePort: address.port })
    }
    if (fd.error === 'ETIMEDOUT' && limit !== undefined && (yield* leftMs(session, timing)) === 0) {
      return err(release.connectTimeout(timing.connectedMs - timing.startMs))
    }
    last = fd.error
    yield* session.info(release.nss ? strerror(last) : `connect to ${address.address} port ${address.port} failed: ${strerror(last)}`)
  }
  const failure = release.unconnected(url.host, url.port, last, timing.connectedMs - timing.startMs)
  yield* session.info(failure.text)
  yield* session.info(`Closing connection ${release.nss ? '' : session.nextNumber}`)
  return err(failure)
}

function* explainAddresses(session: CurlSession, url: Url, addresses: readonly InetAddress[]): Sys<void> {
  const list = (family: 'inet' | 'inet6') =>
    addresses
      .filter((one) => one.family === family)
      .map((one) => one.address)
      .join(', ') || '(none)'
  yield* session.info(`Host ${url.host}:${url.port} was resolved.`)
  yield* session.info(`IPv6: ${list('inet6')}`)
  yield* session.info(`IPv4: ${list('inet')}`)
}

/** --connect-to HOST1:PORT1:HOST2:PORT2. */
function redirectedTarget(session: CurlSession, url: Url): { readonly host: string; readonly port: number } {
  for (const rule of session.values('connect-to')) {
    const [host = '', port = '', to = '', toPort = ''] = rule.split(':')
    if ((host === '' || host === url.host) && (port === '' || Number(port) === url.port))
      return { host: to || url.host, port: toPort ? Number(toPort) : url.port }
  }
  return { host: url.host, port: url.port }
}

function* resolve(session: CurlSession, host: string, port: number, timing: Timing): Sys<Result<readonly InetAddress[], CurlError>> {
  for (const entry of session.values('resolve')) {
    const match = /^\+?([^:]*):(\d+):(.*)$/.exec(entry)
    if (!match || (match[1] !== host && match[1] !== '*') || Number(match[2]) !== port) continue
    return ok(
      (match[3] ?? '')
        .split(',')
        .map((address) => ({ family: address.includes(':') ? 'inet6' : 'inet', address: address.replace(/[[\]]/g, ''), port })),
    )
  }
  const family = session.has('ipv4') ? 'inet' : session.has('ipv6') ? 'inet6' : undefined
  const found = yield* getaddrinfo(host, { port, ...(family && { family }) })
  const limit = yield* leftMs(session, timing)
  if (limit === 0) return err(session.release.resolveTimeout((yield* sys.clockMonotonic({})) - timing.startMs))
  if (found.ok) return found
  yield* session.info(`Could not resolve host: ${host}`)
  yield* session.info(`Closing connection ${session.release.nss ? '0' : session.nextNumber}`)
  return err(session.release.unresolved(host))
}

function* secure(session: CurlSession, url: Url, opened: KeptConnection, timing: Timing): Sys<Result<KeptConnection, CurlError>> {
  const identity = yield* clientIdentity(session)
  const caFile = session.value('cacert')
  const handshake = yield* tlsConnect(opened.connection.fd, {
    serverName: url.host,
    insecure: session.has('insecure'),
    ...(caFile !== undefined && { caFile }),
    ...(identity && { identity }),
  })
  timing.securedMs = yield* sys.clockMonotonic({})
  if (!handshake.ok) {
    const failure = session.release.tls(handshake.error, url.host)
    yield* session.info(failure.text)
    yield* session.info(`Closing connection ${opened.number}`)
    yield* opened.connection.close()
    return err(failure)
  }
  yield* describeServer(session, url, handshake.value.peerChain[0], handshake.value.ignored !== undefined)
  return ok(opened)
}

function* clientIdentity(session: CurlSession): Sys<KeyPair | undefined> {
  const path = session.value('cert')
  if (path === undefined) return undefined
  const pem = yield* readFile(path)
  const key = yield* readFile(session.value('key') ?? path)
  const secret = key.ok ? parsePrivateKey(key.value) : undefined
  return pem.ok && secret !== undefined ? { chain: parseCertificates(pem.value), key: secret } : undefined
}

function* describeServer(session: CurlSession, url: Url, certificate: Certificate | undefined, ignored: boolean): Sys<void> {
  if (!certificate || !session.verbose) return
  const date = (ms: number) => httpDate(ms).replace(/^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$2 $1 $4 $3 GMT')
  yield* session.info('Server certificate:')
  yield* session.info(` subject: CN=${certificate.subject}`)
  yield* session.info(` start date: ${date(certificate.notBeforeMs)}`)
  yield* session.info(` expire date: ${date(certificate.notAfterMs)}`)
  const matched = certificate.names.find((name) => name === url.host || name.startsWith('*.'))
  if (!ignored && matched) yield* session.info(` subjectAltName: host "${url.host}" matched cert's "${matched}"`)
  yield* session.info(` issuer: CN=${certificate.issuer}`)
  yield* session.info(ignored ? ' SSL certificate verify result: self-signed certificate (18), continuing anyway.' : ' SSL certificate verify ok.')
}
