import type { Result } from '../../base/result.ts'
import { err, ok } from '../../base/result.ts'
import type { Sys } from '../kernel/calls.ts'
import type { InetAddress } from '../kernel/net/socket-address.ts'
import { sys } from '../sys.ts'
import { askServer } from './dns/exchange.ts'
import type { DnsMessage, DnsType } from './dns/message.ts'
import type { ResolvConf } from './dns/resolv-conf.ts'
import { parseResolvConf, searchNames } from './dns/resolv-conf.ts'
import { readFile } from './stdio.ts'

/**
 * Name resolution as glibc does it: /etc/nsswitch.conf decides the order, /etc/hosts and DNS over UDP (resolv.conf's servers, search list,
 * ndots, timeout, attempts) answer. Leaves out: caching (nscd), services, address sorting beyond «IPv6 loopback before IPv4» as asked.
 */
export interface ResolveError {
  readonly kind: 'unknown' | 'no-address' | 'temporary' | 'failure'
  readonly name: string
  /** The name server that gave the last word, `address:port`. */
  readonly server: string | undefined
  /** Why it is temporary. */
  readonly cause?: 'timeout' | 'servfail' | 'refused' | 'unreachable'
}

/** gai_strerror(3). */
export function resolveErrorText(error: ResolveError): string {
  switch (error.kind) {
    case 'unknown':
      return 'Name or service not known'
    case 'no-address':
      return 'No address associated with hostname'
    case 'temporary':
      return 'Temporary failure in name resolution'
    case 'failure':
      return 'Non-recoverable failure in name resolution'
  }
}

/** What Go's net package says: `lookup registry-1.docker.io on 10.0.2.3:53: no such host`. */
export function goLookupError(error: ResolveError): string {
  const on = error.server ? ` on ${error.server}` : ''
  const why =
    error.kind === 'unknown' || error.kind === 'no-address'
      ? 'no such host'
      : error.cause === 'timeout'
        ? `read udp: i/o timeout`
        : error.cause === 'refused'
          ? 'read: connection refused'
          : error.cause === 'unreachable'
            ? 'connect: network is unreachable'
            : 'server misbehaving'
  return `lookup ${error.name}${on}: ${why}`
}

export interface LookupOptions {
  readonly port: number
  /** Only addresses of this family. */
  readonly family?: 'inet' | 'inet6'
}

const isIpv4 = (text: string) => /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/.test(text)
const isIpv6 = (text: string) => /^[0-9a-f:.]+$/i.test(text) && text.split(':').length > 2

/** Addresses of a host (a name or an address in text), in the order to try them. */
export function* getaddrinfo(host: string, options: LookupOptions): Sys<Result<readonly InetAddress[], ResolveError>> {
  const literal = isIpv4(host) ? 'inet' : isIpv6(host) ? 'inet6' : undefined
  const unknown = err<ResolveError>({ kind: 'unknown', name: host, server: undefined })
  if (literal) {
    if (options.family && options.family !== literal) return unknown
    return ok([{ family: literal, address: host, port: options.port }])
  }
  if (!/^[A-Za-z0-9_.-]{1,255}$/.test(host)) return unknown
  let failure: ResolveError = unknown.error
  for (const source of yield* hostSources()) {
    if (source === 'files') {
      const found = yield* lookInHosts(host, options)
      if (found.length > 0) return ok(found)
    } else if (source === 'myhostname') {
      if ((yield* sys.uname({})).nodename === host) return ok([{ family: 'inet', address: '127.0.1.1', port: options.port }])
    } else if (source === 'dns') {
      const found = yield* lookInDns(host, options)
      if (found.ok) return found
      failure = found.error
    }
  }
  return err(failure)
}

/** The `hosts:` line of nsswitch.conf; actions in brackets (`[NOTFOUND=return]`) are left out. */
function* hostSources(): Sys<readonly string[]> {
  const text = yield* readFile('/etc/nsswitch.conf')
  const line = text.ok ? /^hosts:(.*)$/m.exec(text.value)?.[1] : undefined
  return line
    ? line
        .replace(/\[[^\]]*\]/g, ' ')
        .split(/\s+/)
        .filter(Boolean)
    : ['files', 'dns']
}

function* lookInHosts(host: string, options: LookupOptions): Sys<readonly InetAddress[]> {
  const text = yield* readFile('/etc/hosts')
  if (!text.ok) return []
  const found: InetAddress[] = []
  for (const { address, names } of parseHosts(text.value)) {
    if (!names.some((name) => name.toLowerCase() === host.toLowerCase())) continue
    const family = address.includes(':') ? 'inet6' : 'inet'
    if (options.family && options.family !== family) continue
    if (!found.some((one) => one.address === address)) found.push({ family, address, port: options.port })
  }
  return [...found.filter((one) => one.family === 'inet6'), ...found.filter((one) => one.family === 'inet')]
}

/** Lines of /etc/hosts. */
export function parseHosts(text: string): readonly { readonly address: string; readonly names: readonly string[] }[] {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').split(/\s+/).filter(Boolean))
    .filter((words) => words.length > 1)
    .map(([address = '', ...names]) => ({ address, names }))
}

export function* readResolvConf(): Sys<ResolvConf> {
  const text = yield* readFile('/etc/resolv.conf')
  return parseResolvConf(text.ok ? text.value : '')
}

function* lookInDns(host: string, options: LookupOptions): Sys<Result<readonly InetAddress[], ResolveError>> {
  const conf = yield* readResolvConf()
  const types: readonly DnsType[] = options.family === 'inet' ? ['A'] : options.family === 'inet6' ? ['AAAA'] : ['A', 'AAAA']
  let [sawNoData, temporary]: [boolean, ResolveError | undefined] = [false, undefined]
  let server: string | undefined
  for (const name of searchNames(host, conf)) {
    const asked = yield* askAny(name, types, conf)
    if (!asked.ok) {
      temporary = { ...asked.error, name: host }
      // res_search goes on with the other names only after a definite answer.
      if (asked.error.cause !== 'servfail') break
      continue
    }
    server = asked.value.server
    const found = addressesIn(asked.value.answers, options.port)
    if (found.length > 0) return ok(found)
    if (asked.value.answers.some((answer) => answer.rcode === 'NOERROR')) sawNoData = true
  }
  if (temporary) return err(temporary)
  return err({ kind: sawNoData ? 'no-address' : 'unknown', name: host, server })
}

/** IPv4 after IPv6 only where IPv6 answers exist; the world's public names have IPv4 alone. */
function addressesIn(answers: readonly DnsMessage[], port: number): readonly InetAddress[] {
  const records = answers.flatMap((answer) => answer.answers)
  const of = (type: DnsType, family: 'inet' | 'inet6') =>
    records.filter((record) => record.type === type).map((record) => ({ family, address: record.data, port }))
  return [...of('A', 'inet'), ...of('AAAA', 'inet6')]
}

export interface Asked {
  readonly server: string
  readonly answers: readonly DnsMessage[]
}

/** Each server in turn, `attempts` times round, until one gives an answer that is not a failure of its own. */
export function* askAny(name: string, types: readonly DnsType[], conf: ResolvConf): Sys<Result<Asked, ResolveError>> {
  let failure: ResolveError = { kind: 'temporary', name, server: undefined, cause: 'timeout' }
  for (let attempt = 0; attempt < conf.attempts; attempt++) {
    for (const address of conf.nameservers) {
      const server = `${address}:53`
      const answers = yield* askServer(address, name, types, { timeoutMs: conf.timeoutMs })
      if (!answers.ok) {
        const cause = answers.error === 'ETIMEDOUT' ? 'timeout' : answers.error === 'ECONNREFUSED' ? 'refused' : 'unreachable'
        failure = { kind: 'temporary', name, server, cause }
        continue
      }
      if (answers.value.every((answer) => answer.rcode === 'NOERROR' || answer.rcode === 'NXDOMAIN')) return ok({ server, answers: answers.value })
      failure = { kind: 'temporary', name, server, cause: 'servfail' }
    }
  }
  return err(failure)
}

/** The name of an address (getnameinfo): /etc/hosts, then a PTR query; undefined when nobody knows one. */
export function* hostName(address: string): Sys<string | undefined> {
  const hosts = yield* readFile('/etc/hosts')
  const listed = hosts.ok ? parseHosts(hosts.value).find((line) => line.address === address)?.names[0] : undefined
  if (listed !== undefined || !isIpv4(address)) return listed
  const pointer = `${address.split('.').reverse().join('.')}.in-addr.arpa`
  const asked = yield* askAny(pointer, ['PTR'], yield* readResolvConf())
  if (!asked.ok) return undefined
  return asked.value.answers.flatMap((answer) => answer.answers).find((record) => record.type === 'PTR')?.data
}
