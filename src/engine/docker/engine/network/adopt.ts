import { parseIpv4 } from '../../../base/ipv4.ts'
import type { Pid, Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { PortMap } from '../../api/host-config.ts'
import { namesIn } from '../../oci/files.ts'
import type { Container, ContainerEndpoint } from '../container/container.ts'
import type { Daemon } from '../daemon.ts'
import { EngineError } from '../errdefs.ts'
import { log } from '../log.ts'
import { namesOn, writeNames } from './attach.ts'
import { inNamespace } from './in-namespace.ts'
import type { Endpoint, Network } from './network.ts'
import type { WantedPort } from './port-mapping.ts'
import { Sandbox } from './sandbox.ts'

/** What an earlier daemon left of networking: taken over with containers that live on, cleared away with the others (libnetwork's restore). */

/** The namespace, endpoints, ports and name server of a container that runs on. */
export function* adoptNetworking(daemon: Daemon, container: Container, pid: Pid): Sys<void> {
  const { networking, hostConfig } = container
  if (hostConfig.NetworkMode.startsWith('container:') || container.config.NetworkDisabled || networking.sandboxId === '') return
  const sandbox = new Sandbox(networking.sandboxId, networking.sandboxKey)
  const interfaces = hostConfig.NetworkMode === 'host' ? new Map<string, string>() : yield* interfacesByMac(sandbox.key)
  sandbox.resume(pid, interfaces.size)
  daemon.sandboxes.set(container.id, sandbox)
  for (const [name, settings] of networking.networks) {
    const network = daemon.networks.find(name)
    if (network && settings.EndpointID !== '') yield* adoptEndpoint(daemon, container, sandbox, network, settings, interfaces)
  }
  yield* publishAgain(daemon, container, sandbox)
  yield* writeNames(daemon, container, sandbox)
}

function* interfacesByMac(namespace: string): Sys<ReadonlyMap<string, string>> {
  const links = yield* inNamespace(namespace, () => sys.linkList({}))
  return new Map((links.ok ? links.value : []).filter((link) => link.kind !== 'loopback').map((link) => [link.mac, link.name]))
}

function* adoptEndpoint(
  daemon: Daemon,
  container: Container,
  sandbox: Sandbox,
  network: Network,
  settings: ContainerEndpoint,
  interfaces: ReadonlyMap<string, string>,
): Sys<void> {
  const endpoint: Endpoint = {
    id: settings.EndpointID,
    network,
    containerId: container.id,
    containerName: container.displayName,
    sandboxId: sandbox.id,
    address: settings.IPAddress,
    prefix: settings.IPPrefixLen,
    mac: settings.MacAddress,
    interfaceName: interfaces.get(settings.MacAddress) ?? '',
    names: namesOn(network, container, settings),
    published: [],
    proxies: [],
  }
  const address = parseIpv4(endpoint.address)
  if (address !== undefined) network.addresses?.take(address)
  sandbox.endpoints.push(endpoint)
  network.endpoints.set(endpoint.id, endpoint)
  if (network.driver === 'bridge') yield* daemon.networks.bridge.firewall.addEndpoint(network, endpoint.address)
}

/** Rules and proxies went with the earlier daemon; a port that somebody took meanwhile stays lost. */
function* publishAgain(daemon: Daemon, container: Container, sandbox: Sandbox): Sys<void> {
  const endpoint = sandbox.endpoints.find((one) => one.network.driver === 'bridge' && !one.network.stored.internal)
  if (!endpoint) return
  try {
    yield* daemon.portMapper.publish(endpoint, portsAsBefore(container.networking.ports))
  } catch (thrown) {
    if (!(thrown instanceof EngineError)) throw thrown
    yield* log('warning', 'failed to restore port mappings', { container: container.id, error: thrown.message })
    container.networking.ports = Object.fromEntries(Object.keys(container.networking.ports).map((port) => [port, null]))
  }
}

function portsAsBefore(ports: PortMap): readonly WantedPort[] {
  return Object.entries(ports).flatMap(([key, bindings]) => {
    const [number = '', protocol = 'tcp'] = key.split('/')
    const hostPorts = [...new Set((bindings ?? []).map(({ HostPort }) => Number(HostPort)))]
    return hostPorts.map((hostPort) => ({
      containerPort: Number(number),
      protocol: protocol as WantedPort['protocol'],
      hostIps: (bindings ?? []).filter(({ HostPort }) => Number(HostPort) === hostPort).map(({ HostIp }) => HostIp),
      hostStart: hostPort,
      hostEnd: hostPort,
    }))
  })
}

/** A container that does not run has no endpoints: their rules and addresses go. */
export function* forgetNetworking(daemon: Daemon, container: Container): Sys<void> {
  const { networking } = container
  for (const [name, endpoint] of networking.networks) {
    const network = daemon.networks.find(name)
    if (network?.driver === 'bridge' && endpoint.IPAddress !== '') yield* daemon.networks.bridge.firewall.removeEndpoint(network, endpoint.IPAddress)
    networking.networks.set(name, {
      ...endpoint,
      EndpointID: '',
      Gateway: '',
      IPAddress: '',
      IPPrefixLen: 0,
      MacAddress: endpoint.MacRequested ?? '',
      DNSNames: null,
    })
  }
  networking.sandboxId = ''
  networking.sandboxKey = ''
  networking.ports = {}
}

/** Files of namespaces nobody is in any more. */
export function* clearNamespaces(daemon: Daemon): Sys<void> {
  const directory = '/var/run/docker/netns'
  const kept = new Set([...daemon.sandboxes.values()].map((sandbox) => sandbox.key))
  for (const name of yield* namesIn(directory)) {
    const path = `${directory}/${name}`
    if (kept.has(path)) continue
    yield* sys.umount({ target: path, lazy: true })
    yield* sys.unlink({ path })
  }
}
