import { decode, encode } from '../../../../base/utf8.ts'
import { print } from '../../../libc/stdio.ts'
import { restoreWords } from '../../../programs/net/iptables/words.ts'
import { netPrograms } from '../../../programs/net/table.ts'
import { sys } from '../../../sys.ts'
import type { TestHost } from '../../../testing/host.ts'
import { testHost } from '../../../testing/host.ts'
import { programTable } from '../../../testing/programs.ts'
import { symlink } from '../../fs/tree.ts'
import type { Main } from '../../program.ts'

const addressOf = (address: string, port: string) => ({ family: address.includes(':') ? 'inet6' : 'inet', address, port: Number(port) }) as const

/** `hello ADDRESS PORT`: greets each TCP client with the address it sees, then closes. */
const hello: Main = function* ({ argv }) {
  const address = addressOf(argv[1] ?? '', argv[2] ?? '')
  const fd = yield* sys.socket({ family: address.family, type: 'stream' })
  if (!fd.ok) return 1
  yield* sys.setsockopt({ fd: fd.value, options: { reuseAddress: true } })
  const bound = yield* sys.bind({ fd: fd.value, address })
  if (!bound.ok) return 2
  yield* sys.listen({ fd: fd.value, backlog: Number(argv[3] ?? 16) })
  for (;;) {
    const accepted = yield* sys.accept({ fd: fd.value })
    if (!accepted.ok) return 3
    const { fd: stream, peer } = accepted.value
    yield* sys.send({ fd: stream, bytes: encode(`hello ${peer.family === 'unix' ? '' : peer.address}`) })
    yield* sys.close({ fd: stream })
  }
}

/** `fetch ADDRESS PORT [TIMEOUT]`: prints what it reads until the end, or the error. */
const fetch: Main = function* ({ argv }) {
  const address = addressOf(argv[1] ?? '', argv[2] ?? '')
  const fd = yield* sys.socket({ family: address.family, type: 'stream' })
  if (!fd.ok) return 1
  const connected = yield* sys.connect({ fd: fd.value, address, ...(argv[3] !== undefined && { timeoutMs: Number(argv[3]) }) })
  if (!connected.ok) {
    yield* print(connected.error)
    return 1
  }
  for (;;) {
    const received = yield* sys.recv({ fd: fd.value, count: 4096 })
    if (!received.ok) {
      yield* print(received.error)
      return 1
    }
    if (received.value.bytes.length === 0) return 0
    yield* print(decode(received.value.bytes))
  }
}

/** `echo-udp ADDRESS PORT`: sends each datagram back. */
const echoUdp: Main = function* ({ argv }) {
  const address = addressOf(argv[1] ?? '', argv[2] ?? '')
  const fd = yield* sys.socket({ family: address.family, type: 'dgram' })
  if (!fd.ok) return 1
  yield* sys.bind({ fd: fd.value, address })
  for (;;) {
    const received = yield* sys.recv({ fd: fd.value, count: 65_535 })
    if (received.ok && received.value.from) yield* sys.send({ fd: fd.value, bytes: received.value.bytes, to: received.value.from })
  }
}

/** `ask-udp ADDRESS PORT TEXT`: sends it from a connected socket and prints the answer or the error. */
const askUdp: Main = function* ({ argv }) {
  const address = addressOf(argv[1] ?? '', argv[2] ?? '')
  const fd = yield* sys.socket({ family: address.family, type: 'dgram' })
  if (!fd.ok) return 1
  const connected = yield* sys.connect({ fd: fd.value, address })
  if (!connected.ok) {
    yield* print(connected.error)
    return 1
  }
  yield* sys.send({ fd: fd.value, bytes: encode(argv[3] ?? '') })
  const received = yield* sys.recv({ fd: fd.value, count: 65_535, timeoutMs: 2000 })
  yield* print(received.ok ? decode(received.value.bytes) : received.error)
  return 0
}

/** `proxy ADDRESS PORT TO-ADDRESS TO-PORT`: docker-proxy's loop for one connection at a time, from the target to the client. */
const proxy: Main = function* ({ argv }) {
  const [, address = '', port = '', to = '', toPort = ''] = argv
  const fd = yield* sys.socket({ family: 'inet', type: 'stream' })
  if (!fd.ok) return 1
  yield* sys.bind({ fd: fd.value, address: addressOf(address, port) })
  yield* sys.listen({ fd: fd.value })
  for (;;) {
    const accepted = yield* sys.accept({ fd: fd.value })
    const backend = yield* sys.socket({ family: 'inet', type: 'stream' })
    if (!accepted.ok || !backend.ok) return 1
    yield* sys.connect({ fd: backend.value, address: addressOf(to, toPort) })
    for (;;) {
      const moved = yield* sys.splice({ from: backend.value, to: accepted.value.fd, count: 65_536 })
      if (!moved.ok || moved.value === 0) break
    }
    yield* sys.close({ fd: backend.value })
    yield* sys.close({ fd: accepted.value.fd })
  }
}

export interface Topology {
  readonly host: TestHost
  /** Runs lines of `ip`, `iptables` and the like; fails on the first error. */
  sh(...lines: readonly string[]): void
  /** Output of a command in a named namespace (empty: the host's). */
  in(namespace: string, command: string): string
  start(namespace: string, command: string): void
}

/** A test host with the network programs and small servers and clients, to build networks on by hand. */
export function topology(): Topology {
  const small = programTable({ hello, fetch, 'echo-udp': echoUdp, 'ask-udp': askUdp, proxy })
  const host = testHost({ programs: [netPrograms, small], files: { '/var/run': symlink('/run') } })
  const argvOf = (namespace: string, command: string) =>
    namespace === '' ? restoreWords(command) : ['ip', 'netns', 'exec', namespace, ...restoreWords(command)]
  return {
    host,
    sh: (...lines) => {
      for (const line of lines) {
        const { stdout, stderr, exitCode } = host.run(restoreWords(line))
        if (exitCode !== 0) throw new Error(`${line}: ${exitCode} ${stdout}${stderr}`)
      }
    },
    in: (namespace, command) => {
      const { stdout, stderr } = host.run(argvOf(namespace, command))
      return stdout + stderr
    },
    start: (namespace, command) => {
      host.start(argvOf(namespace, command))
      host.advance(20)
    },
  }
}

/**
 * What dockerd builds: docker0 with containers c1 (172.17.0.2) and c2 (172.17.0.3), NAT, and port 8080 published to c1:80; eth0 leads to an
 * `internet` namespace with the server 203.0.113.80.
 */
export function dockerTopology(): Topology {
  const net = topology()
  net.sh(
    'ip netns add internet',
    'ip link add eth0 type veth peer name eth0 netns internet',
    'ip addr add 192.168.56.10/24 brd + dev eth0',
    'ip link set eth0 up',
    'ip -n internet addr add 192.168.56.1/24 dev eth0',
    'ip -n internet link set eth0 up',
    'ip -n internet link set lo up',
    'ip -n internet addr add 203.0.113.80/32 dev lo',
    'ip route add default via 192.168.56.1',
    'ip link add docker0 type bridge',
    'ip addr add 172.17.0.1/16 brd + dev docker0',
    'ip link set docker0 up',
  )
  for (const n of [1, 2]) {
    net.sh(
      `ip netns add c${n}`,
      `ip link add veth${n} type veth peer name eth0 netns c${n}`,
      `ip link set veth${n} master docker0`,
      `ip link set veth${n} up`,
      `ip -n c${n} link set lo up`,
      `ip -n c${n} addr add 172.17.0.${n + 1}/16 brd + dev eth0`,
      `ip -n c${n} link set eth0 up`,
      `ip -n c${n} route add default via 172.17.0.1`,
    )
  }
  net.sh(
    'iptables -t nat -N DOCKER',
    'iptables -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER',
    'iptables -t nat -A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER',
    'iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE',
    'iptables -t nat -A POSTROUTING -s 172.17.0.2/32 -d 172.17.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE',
    'iptables -t nat -A DOCKER -i docker0 -j RETURN',
    'iptables -t nat -A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80',
    'iptables -N DOCKER',
    'iptables -P FORWARD DROP',
    'iptables -A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    'iptables -A FORWARD -o docker0 -j DOCKER',
    'iptables -A FORWARD -i docker0 ! -o docker0 -j ACCEPT',
    'iptables -A FORWARD -i docker0 -o docker0 -j ACCEPT',
    'iptables -A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT',
  )
  net.host.kernel.initialNamespaces.net.sysctl.put('net.ipv4.ip_forward', '1')
  return net
}
