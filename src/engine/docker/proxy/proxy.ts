import type { Fd, Sys } from '../../linux/kernel/calls.ts'
import type { InetAddress, SocketAddress } from '../../linux/kernel/net/socket-address.ts'
import type { Main } from '../../linux/kernel/program.ts'
import { connectTo } from '../../linux/libc/http/dial.ts'
import { exchange } from '../../linux/libc/pump.ts'
import { printError, write } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'
import { goErrno } from '../oci/go-errno.ts'

/**
 * docker-proxy: takes what reaches a published port without passing netfilter (the host's own loopback above all) and carries it to the
 * container. Models moby cmd/docker-proxy for tcp and udp; tells its parent on descriptor 3 whether it could listen. Leaves out SCTP.
 */
const REPORT: Fd = 3
const LISTENER: Fd = 4
const UDP_IDLE_MS = 90_000

interface ProxyOptions {
  readonly protocol: string
  readonly host: InetAddress
  readonly container: InetAddress
  /** The listening socket is descriptor 4. */
  readonly inherited: boolean
}

export const proxy: Main = function* ({ argv, build }) {
  const options = parse(argv.slice(1))
  if (argv.includes('-v') || argv.includes('-version')) {
    yield* printError(`docker-proxy (commit ${build.get('commit') ?? ''}) version ${build.get('version') ?? ''}\n`)
    return 0
  }
  const listening = options.inherited ? { fd: LISTENER, problem: undefined } : yield* listen(options)
  if (listening.problem !== undefined) {
    yield* write(REPORT, `1\n${listening.problem}`)
    return 1
  }
  yield* write(REPORT, '0\n')
  yield* sys.close({ fd: REPORT })
  if (options.protocol === 'udp') yield* forwardDatagrams(listening.fd, options.container)
  else yield* forwardStreams(listening.fd, options.container)
  return 0
}

function parse(args: readonly string[]): ProxyOptions {
  const value = (name: string) => (args.includes(name) ? (args[args.indexOf(name) + 1] ?? '') : '')
  const address = (ip: string, port: string): InetAddress => ({ family: ip.includes(':') ? 'inet6' : 'inet', address: ip, port: Number(port) })
  return {
    protocol: value('-proto') || 'tcp',
    host: address(value('-host-ip'), value('-host-port')),
    container: address(value('-container-ip'), value('-container-port')),
    inherited: args.includes('-use-listen-fd'),
  }
}

function* listen({ protocol, host }: ProxyOptions): Sys<{ readonly fd: Fd; readonly problem: string | undefined }> {
  const udp = protocol === 'udp'
  const network = `${udp ? 'udp' : 'tcp'}${host.family === 'inet6' ? '6' : '4'}`
  const where = `${host.family === 'inet6' ? `[${host.address}]` : host.address}:${host.port}`
  const failed = (error: string) => ({ fd: -1, problem: `listen ${network} ${where}: bind: ${error}` })
  const fd = yield* sys.socket({ family: host.family, type: udp ? 'dgram' : 'stream' })
  if (!fd.ok) return failed(goErrno(fd.error))
  yield* sys.setsockopt({ fd: fd.value, options: { reuseAddress: !udp, ...(host.family === 'inet6' && { v6Only: true }) } })
  const bound = yield* sys.bind({ fd: fd.value, address: host })
  if (!bound.ok) return failed(goErrno(bound.error))
  const listening = udp ? bound : yield* sys.listen({ fd: fd.value })
  return listening.ok ? { fd: fd.value, problem: undefined } : failed(goErrno(listening.error))
}

function* forwardStreams(listener: Fd, container: InetAddress): Sys<void> {
  for (;;) {
    const client = yield* sys.accept({ fd: listener })
    if (!client.ok) {
      if (client.error === 'EINTR' || client.error === 'ECONNABORTED') continue
      return
    }
    const { fd } = client.value
    yield* sys.clone({
      thread: true,
      *main() {
        yield* carry(fd, container)
        return 0
      },
    })
  }
}

/** One connection: a copy each way, each end's close passed on. */
function* carry(client: Fd, container: InetAddress): Sys<void> {
  const backend = yield* connectTo(container)
  if (!backend.ok) {
    yield* sys.close({ fd: client })
    return
  }
  yield* exchange({ in: client, out: client }, backend.value)
  yield* sys.close({ fd: client })
  yield* sys.close({ fd: backend.value })
}

/** A socket towards the container for each client, until it was quiet for 90 seconds. */
function* forwardDatagrams(listener: Fd, container: InetAddress): Sys<void> {
  const clients = new Map<string, Fd>()
  for (;;) {
    const packet = yield* sys.recv({ fd: listener, count: 65_507 })
    if (!packet.ok) {
      if (packet.error === 'EINTR' || packet.error === 'ECONNREFUSED') continue
      return
    }
    const { bytes, from } = packet.value
    if (!from) continue
    const key = JSON.stringify(from)
    const backend = clients.get(key) ?? (yield* openBackend(listener, container, from, () => clients.delete(key)))
    if (backend === undefined) continue
    clients.set(key, backend)
    yield* sys.send({ fd: backend, bytes })
  }
}

function* openBackend(listener: Fd, container: InetAddress, client: SocketAddress, forget: () => void): Sys<Fd | undefined> {
  const fd = yield* sys.socket({ family: container.family, type: 'dgram' })
  if (!fd.ok) return undefined
  const connected = yield* sys.connect({ fd: fd.value, address: container })
  if (!connected.ok) {
    yield* sys.close({ fd: fd.value })
    return undefined
  }
  yield* sys.clone({
    thread: true,
    *main() {
      for (;;) {
        const answer = yield* sys.recv({ fd: fd.value, count: 65_507, timeoutMs: UDP_IDLE_MS })
        if (!answer.ok && answer.error === 'EINTR') continue
        if (!answer.ok) break
        yield* sys.send({ fd: listener, bytes: answer.value.bytes, to: client })
      }
      forget()
      yield* sys.close({ fd: fd.value })
      return 0
    },
  })
  return fd.value
}
