import { concatBytes } from '../../../base/utf8.ts'
import type { Fd, Sys } from '../../../linux/kernel/calls.ts'
import { Poll } from '../../../linux/kernel/calls.ts'
import type { InetAddress, SocketAddress } from '../../../linux/kernel/net/socket-address.ts'
import type { DnsMessage, DnsRecord } from '../../../linux/libc/dns/message.ts'
import { decodeDns, dnsAnswer, encodeDns } from '../../../linux/libc/dns/message.ts'
import { Connection } from '../../../linux/libc/http/connection.ts'
import { connectTo } from '../../../linux/libc/http/dial.ts'
import { sys } from '../../../linux/sys.ts'
import { go } from '../mutex.ts'
import { inNamespace } from './in-namespace.ts'
import { Iptables } from './iptables.ts'

const ADDRESS = '127.0.0.11'
const TTL_SECONDS = 600
const UPSTREAM_TIMEOUT_MS = 4000

/** What an embedded server asks the daemon: who has this name, or this address, on the networks of the container. */
export interface NameSource {
  addressesOf(name: string): readonly string[] | undefined
  nameOf(address: string): string | undefined
  /** Servers for everything else, none on internal networks. */
  readonly upstream: readonly string[]
}

/**
 * The name server that containers of user-defined networks see at 127.0.0.11: a thread of dockerd with sockets inside the container's network
 * namespace, reached through NAT rules there; what it does not know it asks the host's servers from the host's namespace (libnetwork resolver.go).
 */
export class EmbeddedResolver {
  private stop: Fd | undefined

  constructor(
    private readonly namespace: string,
    private readonly source: NameSource,
  ) {}

  *start(): Sys<void> {
    const sockets = yield* inNamespace(this.namespace, openSockets)
    if (!sockets) return
    yield* this.redirect(sockets.udpPort, sockets.tcpPort)
    const pipe = yield* sys.pipe({ closeOnExec: true })
    if (!pipe.ok) return
    const [stopped, stop] = pipe.value
    this.stop = stop
    yield* go(() => this.serve(sockets.udp, sockets.tcp, stopped))
  }

  *close(): Sys<void> {
    if (this.stop !== undefined) yield* sys.close({ fd: this.stop })
    this.stop = undefined
  }

  /** Port 53 of 127.0.0.11 leads to the ports we got, and back. */
  private *redirect(udpPort: number, tcpPort: number): Sys<void> {
    const iptables = new Iptables(true, this.namespace)
    yield* iptables.newChain('nat', 'DOCKER_OUTPUT')
    yield* iptables.newChain('nat', 'DOCKER_POSTROUTING')
    // Of a daemon before this one.
    for (const chain of ['DOCKER_OUTPUT', 'DOCKER_POSTROUTING']) yield* iptables.flush('nat', chain)
    const rules: readonly (readonly [string, readonly string[]])[] = [
      ['OUTPUT', ['-d', ADDRESS, '-j', 'DOCKER_OUTPUT']],
      ['POSTROUTING', ['-d', ADDRESS, '-j', 'DOCKER_POSTROUTING']],
      ['DOCKER_OUTPUT', ['-d', ADDRESS, '-p', 'udp', '--dport', '53', '-j', 'DNAT', '--to-destination', `${ADDRESS}:${udpPort}`]],
      ['DOCKER_POSTROUTING', ['-s', ADDRESS, '-p', 'udp', '--sport', String(udpPort), '-j', 'SNAT', '--to-source', ':53']],
      ['DOCKER_OUTPUT', ['-d', ADDRESS, '-p', 'tcp', '--dport', '53', '-j', 'DNAT', '--to-destination', `${ADDRESS}:${tcpPort}`]],
      ['DOCKER_POSTROUTING', ['-s', ADDRESS, '-p', 'tcp', '--sport', String(tcpPort), '-j', 'SNAT', '--to-source', ':53']],
    ]
    for (const [chain, rule] of rules) yield* iptables.insert({ table: 'nat', chain, rule })
  }

  private *serve(udp: Fd, tcp: Fd, stopped: Fd): Sys<void> {
    for (;;) {
      const ready = yield* sys.poll({ fds: [udp, tcp, stopped].map((fd) => ({ fd, events: Poll.in })) })
      if (!ready.ok) continue
      const fds = new Set(ready.value.map(({ fd }) => fd))
      if (fds.has(stopped)) break
      if (fds.has(udp)) {
        const packet = yield* sys.recv({ fd: udp, count: 65_535 })
        if (packet.ok && packet.value.from) yield* this.answerPacket(udp, packet.value.bytes, packet.value.from)
      }
      if (fds.has(tcp)) {
        const client = yield* sys.accept({ fd: tcp })
        if (client.ok) yield* go(() => this.answerStream(client.value.fd))
      }
    }
    for (const fd of [udp, tcp, stopped]) yield* sys.close({ fd })
  }

  private *answerPacket(udp: Fd, bytes: Uint8Array, from: SocketAddress): Sys<void> {
    const query = decodeDns(bytes)
    if (!query) return
    const known = this.answer(query)
    if (known) {
      yield* sys.send({ fd: udp, bytes: encodeDns(known), to: from })
      return
    }
    const resolver = this
    yield* go(function* () {
      const answer = yield* resolver.forward(bytes)
      yield* sys.send({ fd: udp, bytes: answer ?? encodeDns(dnsAnswer(query, { rcode: 'SERVFAIL' })), to: from })
    })
  }

  private *answerStream(fd: Fd): Sys<void> {
    const connection = new Connection(fd)
    const chunk = yield* connection.read()
    const bytes = chunk.ok && chunk.value ? chunk.value.subarray(2) : undefined
    const query = bytes && decodeDns(bytes)
    if (query && bytes) {
      const known = this.answer(query)
      const answer = known ? encodeDns(known) : ((yield* this.forwardTcp(bytes)) ?? encodeDns(dnsAnswer(query, { rcode: 'SERVFAIL' })))
      yield* connection.write(concatBytes([Uint8Array.of(answer.length >> 8, answer.length & 255), answer]))
    }
    yield* connection.close()
  }

  /** From what the daemon knows; undefined for names that are none of ours. */
  private answer(query: DnsMessage): DnsMessage | undefined {
    const question = query.questions[0]
    if (!question) return dnsAnswer(query, { rcode: 'FORMERR' })
    const { name, type } = question
    const record = (data: string): DnsRecord => ({ name, type, ttlSeconds: TTL_SECONDS, data })
    if (type === 'PTR') {
      const found = this.source.nameOf(
        name
          .replace(/\.in-addr\.arpa$/, '')
          .split('.')
          .reverse()
          .join('.'),
      )
      return found === undefined ? undefined : dnsAnswer(query, { answers: [record(found)] })
    }
    if (type !== 'A' && type !== 'AAAA') return undefined
    const addresses = this.source.addressesOf(name)
    if (!addresses) return this.source.upstream.length === 0 ? dnsAnswer(query, { rcode: 'NXDOMAIN' }) : undefined
    return dnsAnswer(query, { answers: type === 'A' ? addresses.map(record) : [] })
  }

  private *forward(bytes: Uint8Array): Sys<Uint8Array | undefined> {
    for (const server of this.source.upstream) {
      const address = serverAddress(server)
      const fd = yield* sys.socket({ family: address.family, type: 'dgram' })
      if (!fd.ok) continue
      const connected = yield* sys.connect({ fd: fd.value, address })
      if (connected.ok) yield* sys.send({ fd: fd.value, bytes })
      const answer = connected.ok ? yield* sys.recv({ fd: fd.value, count: 65_535, timeoutMs: UPSTREAM_TIMEOUT_MS }) : connected
      yield* sys.close({ fd: fd.value })
      if (answer.ok) return answer.value.bytes
    }
    return undefined
  }

  private *forwardTcp(bytes: Uint8Array): Sys<Uint8Array | undefined> {
    for (const server of this.source.upstream) {
      const fd = yield* connectTo(serverAddress(server), UPSTREAM_TIMEOUT_MS)
      if (!fd.ok) continue
      const connection = new Connection(fd.value)
      yield* connection.write(concatBytes([Uint8Array.of(bytes.length >> 8, bytes.length & 255), bytes]))
      const answer = yield* connection.read()
      yield* connection.close()
      if (answer.ok && answer.value) return answer.value.subarray(2)
    }
    return undefined
  }
}

const serverAddress = (server: string): InetAddress => ({ family: server.includes(':') ? 'inet6' : 'inet', address: server, port: 53 })

function* openSockets() {
  const address: InetAddress = { family: 'inet', address: ADDRESS, port: 0 }
  const udp = yield* sys.socket({ family: 'inet', type: 'dgram' })
  const tcp = yield* sys.socket({ family: 'inet', type: 'stream' })
  if (!udp.ok || !tcp.ok) return undefined
  for (const fd of [udp.value, tcp.value]) {
    yield* sys.fcntl({ fd, closeOnExec: true })
    yield* sys.bind({ fd, address })
  }
  yield* sys.listen({ fd: tcp.value })
  const udpName = yield* sys.getsockname({ fd: udp.value })
  const tcpName = yield* sys.getsockname({ fd: tcp.value })
  if (!udpName.ok || !tcpName.ok || udpName.value.family === 'unix' || tcpName.value.family === 'unix') return undefined
  return { udp: udp.value, tcp: tcp.value, udpPort: udpName.value.port, tcpPort: tcpName.value.port }
}
