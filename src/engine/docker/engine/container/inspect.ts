import type { Sys } from '../../../linux/kernel/calls.ts'
import type { ContainerInspect, MountPoint, NetworkSettings } from '../../api/container.ts'
import type { EndpointSettings } from '../../api/network.ts'
import type { Daemon } from '../daemon.ts'
import { sortedMap } from '../go-json.ts'
import { emptyEndpoint } from '../network/endpoint-config.ts'
import { describeLinks } from '../network/links.ts'
import type { Container, ContainerEndpoint } from './container.ts'

/** GET /containers/{id}/json (moby daemon/inspect.go). */
export function* inspectContainer(daemon: Daemon, container: Container, withSize: boolean): Sys<ContainerInspect> {
  const layer = daemon.images.layers.writable.get(container.id)
  const graph = layer ? yield* daemon.images.layers.driver.metadata(layer.mountId) : {}
  const sizes = withSize ? yield* containerSizes(daemon, container) : undefined
  const execs = [...container.execs.keys()]
  return {
    Id: container.id,
    Created: container.created,
    Path: container.path,
    Args: container.args,
    State: container.state.toJson(),
    Image: container.image,
    ResolvConfPath: container.resolvConfPath,
    HostnamePath: container.hostnamePath,
    HostsPath: container.hostsPath,
    LogPath: container.logPath,
    Name: container.name,
    RestartCount: container.restartCount,
    Driver: 'overlay2',
    Platform: 'linux',
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: '',
    ExecIDs: execs.length > 0 ? execs : null,
    HostConfig: {
      ...container.hostConfig,
      Links: describeLinks(daemon, container),
      ...(container.hostConfig.PortBindings && { PortBindings: sortedMap(Object.entries(container.hostConfig.PortBindings)) }),
    },
    GraphDriver: { Data: daemon.release.major >= 28 ? { ID: container.id, ...graph } : graph, Name: 'overlay2' },
    ...(sizes && { SizeRw: sizes.rw, SizeRootFs: sizes.rootFs }),
    Mounts: mountPoints(container),
    Config: { ...container.config, Labels: sortedMap(Object.entries(container.config.Labels ?? {})) },
    NetworkSettings: networkSettings(container),
  }
}

/** Bytes of the writable layer, and with the image's below it. */
export function* containerSizes(daemon: Daemon, container: Container): Sys<{ readonly rw: number; readonly rootFs: number }> {
  const layer = daemon.images.layers.writable.get(container.id)
  const rw = layer ? yield* daemon.images.layers.driver.size(layer.mountId) : 0
  return { rw, rootFs: rw + daemon.images.layers.chainBytes(layer?.parent) }
}

export const mountPoints = (container: Container): readonly MountPoint[] =>
  [...container.mounts.values()].map((mount) => ({
    Type: mount.Type,
    ...(mount.Name !== undefined && { Name: mount.Name }),
    Source: mount.Source,
    Destination: mount.Destination,
    ...(mount.Driver !== undefined && mount.Driver !== '' && { Driver: mount.Driver }),
    Mode: mount.Mode,
    RW: mount.RW,
    Propagation: mount.Propagation,
  }))

/** Without what only the daemon remembers. */
export function endpointJson(endpoint: ContainerEndpoint): EndpointSettings {
  const { MacRequested: _, ...settings } = endpoint
  return settings
}

export const networkMap = (container: Container): Record<string, EndpointSettings> =>
  sortedMap([...container.networking.networks].map(([name, endpoint]) => [name, endpointJson(endpoint)] as const))

function networkSettings(container: Container): NetworkSettings {
  const { networking } = container
  const bridge = networking.networks.get('bridge') ?? emptyEndpoint()
  return {
    Bridge: '',
    SandboxID: networking.sandboxId,
    SandboxKey: networking.sandboxKey,
    Ports: sortedMap(Object.entries(networking.ports)),
    HairpinMode: false,
    LinkLocalIPv6Address: '',
    LinkLocalIPv6PrefixLen: 0,
    SecondaryIPAddresses: null,
    SecondaryIPv6Addresses: null,
    EndpointID: bridge.EndpointID,
    Gateway: bridge.Gateway,
    GlobalIPv6Address: bridge.GlobalIPv6Address,
    GlobalIPv6PrefixLen: bridge.GlobalIPv6PrefixLen,
    IPAddress: bridge.IPAddress,
    IPPrefixLen: bridge.IPPrefixLen,
    IPv6Gateway: bridge.IPv6Gateway,
    MacAddress: bridge.EndpointID === '' ? '' : bridge.MacAddress,
    Networks: networkMap(container),
  }
}
