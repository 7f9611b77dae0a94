import { decode } from '../../../base/utf8.ts'
import type { Fd, Pid, Sys } from '../../../linux/kernel/calls.ts'
import { signals } from '../../../linux/kernel/signal.ts'
import { spawn } from '../../../linux/libc/spawn.ts'
import { sys } from '../../../linux/sys.ts'
import type { HostConfig } from '../../api/host-config.ts'
import { closeInherited } from '../../oci/close-inherited.ts'
import { goErrno } from '../../oci/go-errno.ts'
import type { DaemonConfig } from '../config.ts'
import { EngineError, internal } from '../errdefs.ts'
import type { BridgeDriver } from './bridge.ts'
import type { Endpoint, PublishedPort } from './network.ts'
import type { PortAllocator } from './port-allocator.ts'

/** One port of a container to publish: where on the host, in a range when several were offered. */
export interface WantedPort {
  readonly protocol: PublishedPort['protocol']
  readonly containerPort: number
  readonly hostIps: readonly string[]
  readonly hostStart: number
  readonly hostEnd: number
}

/** What -p, -P and EXPOSE together ask for, sorted as dockerd goes through them. */
export function wantedPorts(hostConfig: HostConfig, exposed: readonly string[], defaultHostIp: string): readonly WantedPort[] {
  const out: WantedPort[] = []
  const parse = (key: string) => {
    const [number = '', protocol = 'tcp'] = key.split('/')
    return { containerPort: Number(number), protocol: protocol as WantedPort['protocol'] }
  }
  const both = defaultHostIp === '' || defaultHostIp === '0.0.0.0' ? ['0.0.0.0', '::'] : [defaultHostIp]
  for (const [key, bindings] of Object.entries(hostConfig.PortBindings ?? {})) {
    for (const { HostIp, HostPort } of bindings ?? []) {
      const [start = 0, end = start] = HostPort === '' ? [0, 0] : HostPort.split('-').map(Number)
      out.push({ ...parse(key), hostIps: HostIp === '' ? both : [HostIp], hostStart: start, hostEnd: end })
    }
  }
  if (hostConfig.PublishAllPorts) {
    for (const key of exposed) if (!hostConfig.PortBindings?.[key]) out.push({ ...parse(key), hostIps: both, hostStart: 0, hostEnd: 0 })
  }
  return out.sort((a, b) => a.containerPort - b.containerPort || (a.protocol < b.protocol ? -1 : a.protocol > b.protocol ? 1 : 0))
}

/** Publishes ports: allocates, binds, forwards by netfilter and by docker-proxy (moby libnetwork/drivers/bridge port_mapping_linux.go). */
export class PortMapper {
  constructor(
    private readonly config: DaemonConfig,
    private readonly major: number,
    private readonly ports: PortAllocator,
    private readonly bridge: BridgeDriver,
  ) {}

  *publish(endpoint: Endpoint, wanted: readonly WantedPort[]): Sys<void> {
    try {
      for (const port of wanted) yield* this.publishOne(endpoint, port)
    } catch (thrown) {
      yield* this.withdraw(endpoint)
      if (!(thrown instanceof EngineError)) throw thrown
      throw internal(`driver failed programming external connectivity on endpoint ${endpoint.containerName} (${endpoint.id}): ${thrown.message}`)
    }
  }

  private *publishOne(endpoint: Endpoint, wanted: WantedPort): Sys<void> {
    const { protocol, containerPort, hostIps } = wanted
    const hostPort = this.ports.request(protocol, hostIps, wanted.hostStart, wanted.hostEnd)
    for (const hostIp of hostIps) {
      const port: PublishedPort = { protocol, containerPort, hostIp, hostPort }
      try {
        yield* this.open(endpoint, port)
      } catch (thrown) {
        this.ports.release(protocol, hostIp, hostPort)
        throw thrown
      }
      endpoint.published.push(port)
    }
  }

  private *open(endpoint: Endpoint, port: PublishedPort): Sys<void> {
    const socket = this.major >= 28 ? yield* this.bindHost(endpoint, port) : undefined
    if (this.config.userlandProxy) endpoint.proxies.push(yield* this.startProxy(endpoint, port, socket))
    if (socket !== undefined) yield* sys.close({ fd: socket })
    yield* this.bridge.firewall.addPort(endpoint.network, endpoint.address, port)
    yield* sys.record({
      kind: 'port.published',
      data: {
        container: endpoint.containerId,
        hostIp: port.hostIp,
        hostPort: port.hostPort,
        address: endpoint.address,
        containerPort: port.containerPort,
        protocol: port.protocol,
      },
    })
  }

  /** Newer releases bind the host's port themselves, so that nobody else takes it, and hand the socket to the proxy. */
  private *bindHost(endpoint: Endpoint, { hostIp, hostPort, containerPort, protocol }: PublishedPort): Sys<Fd> {
    const family = hostIp.includes(':') ? 'inet6' : 'inet'
    const where = `${family === 'inet6' ? `[${hostIp}]` : hostIp}:${hostPort}:${endpoint.address}:${containerPort}/${protocol}`
    const fd = yield* sys.socket({ family, type: protocol === 'udp' ? 'dgram' : 'stream' })
    if (!fd.ok) throw internal(`failed to bind host port for ${where}: ${goErrno(fd.error)}`)
    yield* sys.fcntl({ fd: fd.value, closeOnExec: true })
    if (family === 'inet6') yield* sys.setsockopt({ fd: fd.value, options: { v6Only: true } })
    if (protocol === 'tcp') yield* sys.setsockopt({ fd: fd.value, options: { reuseAddress: true } })
    const bound = yield* sys.bind({ fd: fd.value, address: { family, address: hostIp, port: hostPort } })
    const listening = bound.ok && protocol === 'tcp' ? yield* sys.listen({ fd: fd.value }) : bound
    if (listening.ok) return fd.value
    yield* sys.close({ fd: fd.value })
    throw internal(`failed to bind host port for ${where}: ${goErrno(listening.error)}`)
  }

  private *startProxy(endpoint: Endpoint, port: PublishedPort, socket: Fd | undefined): Sys<Pid> {
    const pipe = yield* sys.pipe({ closeOnExec: true })
    if (!pipe.ok) throw internal(`Error starting userland proxy: ${goErrno(pipe.error)}`)
    const [read, write] = pipe.value
    const where = [
      '-host-ip',
      port.hostIp,
      '-host-port',
      String(port.hostPort),
      '-container-ip',
      endpoint.address,
      '-container-port',
      String(port.containerPort),
    ]
    const pid = yield* spawn({
      argv: [this.config.userlandProxyPath, '-proto', port.protocol, ...where, ...(socket === undefined ? [] : ['-use-listen-fd'])],
      *before() {
        yield* sys.prctl({ parentDeathSignal: signals.SIGTERM })
        yield* closeInherited()
        const kept = yield* sys.dup({ fd: write, atLeast: 10 })
        if (socket !== undefined) yield* sys.dup2({ fd: socket, to: 4 })
        if (kept.ok) {
          yield* sys.dup2({ fd: kept.value, to: 3 })
          yield* sys.close({ fd: kept.value })
        }
      },
    })
    yield* sys.close({ fd: write })
    const said = yield* sys.read({ fd: read, count: 4096 })
    yield* sys.close({ fd: read })
    const text = said.ok ? decode(said.value) : ''
    if (pid.ok && text.startsWith('0')) return pid.value
    if (pid.ok) yield* sys.wait4({ pid: pid.value })
    throw internal(`Error starting userland proxy: ${text.replace(/^1\n?/, '').trim()}`)
  }

  *withdraw(endpoint: Endpoint): Sys<void> {
    for (const pid of endpoint.proxies.splice(0)) {
      yield* sys.kill({ pid, signal: signals.SIGTERM })
      yield* sys.wait4({ pid })
    }
    for (const port of endpoint.published.splice(0)) {
      yield* this.bridge.firewall.removePort(endpoint.network, endpoint.address, port)
      this.ports.release(port.protocol, port.hostIp, port.hostPort)
    }
  }
}
