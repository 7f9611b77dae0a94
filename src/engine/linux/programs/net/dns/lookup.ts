import type { Sys } from '../../../kernel/calls.ts'
import { askServer } from '../../../libc/dns/exchange.ts'
import type { DnsMessage, DnsType } from '../../../libc/dns/message.ts'
import { dnsTypes, encodeDns } from '../../../libc/dns/message.ts'
import { getaddrinfo, readResolvConf } from '../../../libc/resolver.ts'
import { sys } from '../../../sys.ts'

export interface Answered {
  readonly server: string
  readonly port: number
  readonly message: DnsMessage
  readonly tookMs: number
  /** Length of the answer on the wire. */
  readonly bytes: number
  readonly tcp: boolean
}

export interface Unanswered {
  readonly server: string
  readonly port: number
  readonly why: 'timed out' | 'connection refused' | 'host unreachable' | 'network unreachable'
}

export interface Ask {
  readonly name: string
  readonly type: DnsType
  /** Name or address; absent: resolv.conf's. */
  readonly server?: string | undefined
  readonly port?: number | undefined
  readonly timeoutMs?: number | undefined
  readonly tries?: number | undefined
  readonly tcp?: boolean | undefined
}

/** Asks the servers in turn; every failed try is told to `failed`. Undefined when nobody answered, `no-server` when the server's own name is unknown. */
export function* ask(query: Ask, failed: (failure: Unanswered) => Sys<void>): Sys<Answered | undefined | 'no-server'> {
  const servers = yield* serversFor(query.server)
  if (!servers) return 'no-server'
  const port = query.port ?? 53
  for (let attempt = 0; attempt < (query.tries ?? 3); attempt++) {
    for (const server of servers) {
      const startMs = yield* sys.clockMonotonic({})
      const answers = yield* askServer(server, query.name, [query.type], { timeoutMs: query.timeoutMs ?? 5000, port, tcp: query.tcp ?? false })
      const tookMs = (yield* sys.clockMonotonic({})) - startMs
      const message = answers.ok ? answers.value[0] : undefined
      if (message) return { server, port, message, tookMs, bytes: encodeDns(message).length, tcp: query.tcp ?? false }
      const errno = answers.ok ? 'ETIMEDOUT' : answers.error
      const why =
        errno === 'ECONNREFUSED'
          ? 'connection refused'
          : errno === 'ENETUNREACH'
            ? 'network unreachable'
            : errno === 'EHOSTUNREACH'
              ? 'host unreachable'
              : 'timed out'
      yield* failed({ server, port, why })
    }
  }
  return undefined
}

function* serversFor(named: string | undefined): Sys<readonly string[] | undefined> {
  if (named === undefined) return (yield* readResolvConf()).nameservers
  const found = yield* getaddrinfo(named, { port: 53 })
  return found.ok ? found.value.map((address) => address.address) : undefined
}

export const isType = (text: string): boolean => text.toUpperCase() in dnsTypes

/** `4.3.2.1.in-addr.arpa` of an IPv4 address; undefined when it is none. */
export const reverseName = (address: string): string | undefined =>
  /^\d+\.\d+\.\d+\.\d+$/.test(address) ? `${address.split('.').reverse().join('.')}.in-addr.arpa` : undefined

/** A name with its final dot. */
export const dotted = (name: string): string => (name.endsWith('.') ? name : `${name}.`)

/** A record's data as zone files write it: names get their final dot, texts their quotes. */
export function dataText(type: DnsType, data: string): string {
  if (type === 'CNAME' || type === 'NS' || type === 'PTR') return dotted(data)
  if (type === 'TXT') return `"${data}"`
  const words = data.split(' ')
  if (type === 'MX' || type === 'SRV') return [...words.slice(0, -1), dotted(words.at(-1) ?? '')].join(' ')
  return type === 'SOA' ? [dotted(words[0] ?? ''), dotted(words[1] ?? ''), ...words.slice(2)].join(' ') : data
}
