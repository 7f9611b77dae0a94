import { formatIpv4, parseIpv4 } from '../../../base/ipv4.ts'
import type { Pid, Sys } from '../../../linux/kernel/calls.ts'
import { writeFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import type { Container, ContainerEndpoint } from '../container/container.ts'
import type { Daemon } from '../daemon.ts'
import { EngineError, forbidden, internal } from '../errdefs.ts'
import { sortedMap } from '../go-json.ts'
import { randomId } from '../ids.ts'
import { endpointFrom, verifyEndpoint } from './endpoint-config.ts'
import { linkRecords, tellLinking } from './links.ts'
import type { Endpoint, Network } from './network.ts'
import { portBindings } from './network.ts'
import { wantedPorts } from './port-mapping.ts'
import { EmbeddedResolver } from './resolver.ts'
import { Sandbox } from './sandbox.ts'
import { extraHosts, resolvSettings, resolvText, writeHosts } from './sandbox-files.ts'

/** Containers on networks: what happens between a task's creation and its start, at its end, and on connect and disconnect. */

/** Gives a created task's namespace its interfaces, names and ports. */
export function* setUpNetworking(daemon: Daemon, container: Container, pid: Pid): Sys<void> {
  const { networking, hostConfig } = container
  if (hostConfig.NetworkMode.startsWith('container:') || container.config.NetworkDisabled) return
  const id = yield* randomId()
  const host = hostConfig.NetworkMode === 'host'
  const sandbox = new Sandbox(id, `/var/run/docker/netns/${host ? 'default' : id.slice(0, 12)}`)
  networking.sandboxId = id
  networking.sandboxKey = sandbox.key
  daemon.sandboxes.set(container.id, sandbox)
  if (!host) yield* sandbox.adopt(pid)
  try {
    for (const name of attachOrder(container)) yield* attach(daemon, container, sandbox, name)
    yield* writeNames(daemon, container, sandbox)
    yield* tellLinking(daemon, container)
  } catch (thrown) {
    yield* tearDownNetworking(daemon, container)
    throw thrown
  }
}

/** The network the container was created on first, then the others by name. */
function attachOrder(container: Container): readonly string[] {
  const names = [...container.networking.networks.keys()]
  return names.sort((a, b) => Number(b === container.hostConfig.NetworkMode) - Number(a === container.hostConfig.NetworkMode) || (a < b ? -1 : 1))
}

function* attach(daemon: Daemon, container: Container, sandbox: Sandbox, name: string): Sys<void> {
  const network = daemon.networks.get(name)
  const settings = container.networking.networks.get(name) ?? endpointFrom(undefined)
  verifyEndpoint(name, settings, network)
  const endpoint = yield* makeEndpoint(daemon, container, sandbox, network, settings)
  if (network.addressed) {
    try {
      yield* plug(daemon, container, sandbox, endpoint)
    } catch (thrown) {
      releaseAddress(endpoint)
      throw thrown
    }
  }
  sandbox.endpoints.push(endpoint)
  network.endpoints.set(endpoint.id, endpoint)
  container.networking.networks.set(name, describeEndpoint(daemon, container, endpoint, settings))
  container.networking.ports = { ...exposedPorts(container), ...portBindings(sandbox.endpoints.flatMap((one) => one.published)) }
  yield* daemon.events.log('network', 'connect', network.id, { container: container.id, name: network.name, type: network.driver })
}

function* makeEndpoint(daemon: Daemon, container: Container, sandbox: Sandbox, network: Network, settings: ContainerEndpoint): Sys<Endpoint> {
  const address = network.addressed ? takeAddress(network, settings.IPAMConfig?.IPv4Address) : ''
  const mac = network.addressed ? settings.MacRequested || (yield* chooseMac(daemon.release.major, address)) : ''
  return {
    id: yield* randomId(),
    network,
    containerId: container.id,
    containerName: container.displayName,
    sandboxId: sandbox.id,
    address,
    prefix: network.addresses?.subnet.prefix ?? 0,
    mac,
    interfaceName: '',
    names: namesOn(network, container, settings),
    published: [],
    proxies: [],
  }
}

function takeAddress(network: Network, asked: string | undefined): string {
  const wanted = asked ? parseIpv4(asked) : undefined
  if (wanted !== undefined) {
    if (!network.addresses?.take(wanted)) throw forbidden('Address already in use')
    return formatIpv4(wanted)
  }
  const address = network.addresses?.next()
  if (address === undefined) throw internal(`no available IPv4 addresses on this network's address pools: ${network.name} (${network.id})`)
  return formatIpv4(address)
}

function releaseAddress(endpoint: Endpoint): void {
  const address = parseIpv4(endpoint.address)
  if (address !== undefined) endpoint.network.addresses?.release(address)
}

/** Older releases derive it from the address; newer ones draw it. */
function* chooseMac(major: number, address: string): Sys<string> {
  const hex = (byte: number) => byte.toString(16).padStart(2, '0')
  if (major < 28)
    return `02:42:${address
      .split('.')
      .map((part) => hex(Number(part)))
      .join(':')}`
  const bytes = [...(yield* sys.getrandom({ count: 6 }))]
  bytes[0] = ((bytes[0] ?? 0) & 0xfe) | 2
  return bytes.map(hex).join(':')
}

/** Aliases and names by which a user-defined network's server knows the container. */
export function namesOn(network: Network, container: Container, settings: ContainerEndpoint): readonly string[] {
  if (!network.addressed || network.isDefaultBridge) return []
  const short = container.id.slice(0, 12)
  const names = [container.displayName, ...(settings.Aliases ?? []), short]
  if (container.config.Hostname !== '') names.push(container.config.Hostname)
  return [...new Set(names)]
}

function* plug(daemon: Daemon, container: Container, sandbox: Sandbox, endpoint: Endpoint): Sys<void> {
  const { network } = endpoint
  endpoint.interfaceName = sandbox.interfaceName()
  const gateway = !network.stored.internal && !sandbox.endpoints.some((one) => one.network.addressed && !one.network.stored.internal)
  if (network.driver === 'macvlan') {
    yield* daemon.networks.macvlan.plug(endpoint, { pid: sandbox.process, path: sandbox.key, gateway })
    return
  }
  yield* daemon.networks.bridge.plug(endpoint, { pid: sandbox.process, path: sandbox.key, gateway })
  const published = sandbox.endpoints.some((one) => one.published.length > 0)
  if (network.stored.internal || published) return
  const wanted = wantedPorts(container.hostConfig, Object.keys(container.config.ExposedPorts ?? {}), network.defaultHostIp)
  try {
    yield* daemon.portMapper.publish(endpoint, wanted)
  } catch (thrown) {
    yield* daemon.networks.bridge.unplug(endpoint)
    throw thrown
  }
}

function describeEndpoint(daemon: Daemon, container: Container, endpoint: Endpoint, settings: ContainerEndpoint): ContainerEndpoint {
  const { network } = endpoint
  const older = daemon.release.major < 28 && endpoint.names.length > 0
  return {
    ...settings,
    ...(older && { Aliases: [...new Set([...(settings.Aliases ?? []), container.id.slice(0, 12)])] }),
    MacAddress: endpoint.mac,
    NetworkID: network.id,
    EndpointID: endpoint.id,
    Gateway: network.addressed && !network.stored.internal ? (network.stored.gateway ?? '') : '',
    IPAddress: endpoint.address,
    IPPrefixLen: endpoint.address === '' ? 0 : endpoint.prefix,
    DNSNames: endpoint.names.length > 0 ? endpoint.names : null,
  }
}

const exposedPorts = (container: Container) => sortedMap(Object.keys(container.config.ExposedPorts ?? {}).map((port) => [port, null] as const))

/** hosts and resolv.conf, and the embedded server where a network wants one. */
export function* writeNames(daemon: Daemon, container: Container, sandbox: Sandbox): Sys<void> {
  if (container.hostConfig.NetworkMode === 'host') return
  const gateway = daemon.networks.find('bridge')?.stored.gateway ?? ''
  const own = sandbox.endpoints.flatMap((endpoint) => (endpoint.address === '' ? [] : [{ address: endpoint.address, names: hostNames(container) }]))
  yield* writeHosts(container, daemon.release.major, [...extraHosts(container, gateway), ...linkRecords(daemon, container), ...own])
  const settings = yield* resolvSettings(container, daemon.config)
  const named = sandbox.endpoints.some((endpoint) => endpoint.names.length > 0)
  yield* writeFile(container.resolvConfPath, resolvText(settings, named), { mode: 0o644 })
  if (!named || sandbox.resolver) return
  const source = {
    addressesOf: (name: string) => addressesOf(sandbox, name),
    nameOf: (address: string) => nameOf(sandbox, address),
    get upstream() {
      return sandbox.endpoints.every((endpoint) => endpoint.network.stored.internal) ? [] : settings.nameservers
    },
  }
  sandbox.resolver = new EmbeddedResolver(sandbox.key, source)
  yield* sandbox.resolver.start()
}

function hostNames(container: Container): string {
  const { Hostname, Domainname } = container.config
  return Domainname === '' ? Hostname : `${Hostname}.${Domainname} ${Hostname}`
}

function addressesOf(sandbox: Sandbox, name: string): readonly string[] | undefined {
  const wanted = name.replace(/\.$/, '').toLowerCase()
  for (const { network } of sandbox.endpoints) {
    const bare = wanted.endsWith(`.${network.name.toLowerCase()}`) ? wanted.slice(0, -network.name.length - 1) : wanted
    const found = [...network.endpoints.values()].filter((endpoint) => endpoint.names.some((one) => [wanted, bare].includes(one.toLowerCase())))
    if (found.length > 0) return found.map((endpoint) => endpoint.address)
  }
  return undefined
}

function nameOf(sandbox: Sandbox, address: string): string | undefined {
  for (const { network } of sandbox.endpoints) {
    for (const endpoint of network.endpoints.values())
      if (endpoint.address === address && endpoint.names.length > 0) return `${endpoint.containerName}.${network.name}`
  }
  return undefined
}

/** At the end of a container: ports, interfaces, names and the namespace go; what it was connected to stays. */
export function* tearDownNetworking(daemon: Daemon, container: Container): Sys<void> {
  const sandbox = daemon.sandboxes.get(container.id)
  if (!sandbox) return
  daemon.sandboxes.delete(container.id)
  for (const endpoint of [...sandbox.endpoints]) yield* detach(daemon, container, sandbox, endpoint)
  if (container.hostConfig.NetworkMode !== 'host') yield* sandbox.destroy()
  const { networking } = container
  networking.sandboxId = ''
  networking.sandboxKey = ''
  networking.ports = {}
}

function* detach(daemon: Daemon, container: Container, sandbox: Sandbox, endpoint: Endpoint): Sys<void> {
  const { network } = endpoint
  if (network.driver === 'bridge') {
    yield* daemon.portMapper.withdraw(endpoint)
    yield* daemon.networks.bridge.unplug(endpoint)
  } else if (network.driver === 'macvlan') yield* daemon.networks.macvlan.unplug(endpoint, sandbox.key)
  releaseAddress(endpoint)
  sandbox.endpoints.splice(sandbox.endpoints.indexOf(endpoint), 1)
  network.endpoints.delete(endpoint.id)
  const settings = container.networking.networks.get(network.name)
  if (settings) container.networking.networks.set(network.name, forgotten(settings))
  yield* daemon.events.log('network', 'disconnect', network.id, { container: container.id, name: network.name, type: network.driver })
}

/** What remains of an endpoint's settings without an endpoint. */
const forgotten = (settings: ContainerEndpoint): ContainerEndpoint => ({
  ...settings,
  MacAddress: settings.MacRequested ?? '',
  EndpointID: '',
  Gateway: '',
  IPAddress: '',
  IPPrefixLen: 0,
  DNSNames: null,
})

/** `docker network connect`. */
export function* connect(daemon: Daemon, container: Container, network: Network, settings: ContainerEndpoint): Sys<void> {
  const mode = container.hostConfig.NetworkMode
  if (network.driver === 'host') throw forbidden('cannot connect container to host network - container must be created in host network mode')
  if (mode === 'host') throw forbidden('container sharing network namespace with another container or host cannot be connected to any other network')
  if (mode.startsWith('container:'))
    throw forbidden('container sharing network namespace with another container or host cannot be connected to any other network')
  if (network.driver === 'null' || mode === 'none')
    throw forbidden('container cannot be connected to multiple networks with one of the networks in private (none) mode')
  if (container.networking.networks.has(network.name))
    throw forbidden(`endpoint with name ${container.displayName} already exists in network ${network.name}`)
  verifyEndpoint(network.name, settings, network)
  container.networking.networks.set(network.name, { ...settings, NetworkID: network.id })
  const sandbox = daemon.sandboxes.get(container.id)
  if (!container.state.running || !sandbox) {
    yield* daemon.checkpoint(container)
    return
  }
  try {
    yield* attach(daemon, container, sandbox, network.name)
    yield* writeNames(daemon, container, sandbox)
  } catch (thrown) {
    container.networking.networks.delete(network.name)
    throw thrown
  }
  yield* daemon.checkpoint(container)
}

/** `docker network disconnect`. */
export function* disconnect(daemon: Daemon, container: Container, network: Network): Sys<void> {
  if (container.hostConfig.NetworkMode === 'host' && network.driver === 'host')
    throw forbidden('container cannot be disconnected from host network or connected to host network')
  if (!container.networking.networks.has(network.name)) throw forbidden(`container ${container.id} is not connected to the network ${network.name}`)
  const sandbox = daemon.sandboxes.get(container.id)
  const endpoint = sandbox?.endpoints.find((one) => one.network === network)
  if (sandbox && endpoint) {
    yield* detach(daemon, container, sandbox, endpoint)
    yield* writeNames(daemon, container, sandbox)
  }
  container.networking.networks.delete(network.name)
  yield* daemon.checkpoint(container)
}

/** What a network refuses a container's configuration for, in the words that `start` adds. */
export const asStartFailure = (thrown: unknown, major: number): unknown =>
  thrown instanceof EngineError && major >= 28 ? new EngineError(thrown.status, `failed to set up container networking: ${thrown.message}`) : thrown
