import { RandomStream } from '../../base/random.ts'
import type { Sys } from '../../linux/kernel/calls.ts'
import { sys } from '../../linux/sys.ts'
import type { BuildCacheRecord } from '../api/build.ts'
import type { DaemonConfig } from './config.ts'
import type { Container } from './container/container.ts'
import { ContainerStore } from './container/container-store.ts'
import { ContainerdClient } from './containerd/client.ts'
import { EventBus } from './events.ts'
import type { Exec } from './exec/exec.ts'
import { Images } from './image/images.ts'
import { Networks } from './network/networks.ts'
import { PortAllocator } from './network/port-allocator.ts'
import { PortMapper } from './network/port-mapping.ts'
import type { Sandbox } from './network/sandbox.ts'
import { DistributionMetadata } from './registry/metadata.ts'
import type { Release } from './release.ts'
import { Volumes } from './volume/volumes.ts'

/** Everything one dockerd knows. What it does is in the rooms beside; each takes the daemon it works for. */
export class Daemon {
  readonly events = new EventBus()
  readonly images: Images
  readonly containers: ContainerStore
  readonly volumes: Volumes
  readonly networks: Networks
  readonly ports = new PortAllocator()
  readonly portMapper: PortMapper
  readonly containerd: ContainerdClient
  readonly distribution: DistributionMetadata
  /** Network namespaces of running containers. */
  readonly sandboxes = new Map<string, Sandbox>()
  /** Execs of all containers. */
  readonly execs = new Map<string, Exec>()
  /** What builds keep, for `docker system df`; the build room says. `inImage` tells whether some image has the layer too. */
  buildRecords: (inImage: (chainId: string) => boolean) => readonly BuildCacheRecord[] = () => []
  /** Layers that builds keep. */
  buildLayers: () => ReadonlySet<string> = () => new Set()
  random = new RandomStream(0)
  /** `docker info`'s ID. */
  id = ''
  shuttingDown = false

  constructor(
    /** What of it may change while the daemon runs does so by a reload. */
    public config: DaemonConfig,
    readonly release: Release,
  ) {
    this.images = new Images(config.dataRoot)
    this.containers = new ContainerStore(`${config.dataRoot}/containers`)
    this.volumes = new Volumes(`${config.dataRoot}/volumes`, this.events)
    this.networks = new Networks(config, release.major, this.events)
    this.portMapper = new PortMapper(config, release.major, this.ports, this.networks.bridge)
    this.containerd = new ContainerdClient(config.containerd)
    this.distribution = new DistributionMetadata(`${config.dataRoot}/image/overlay2/distribution`)
  }

  /** Seeds the stream names are drawn from. */
  *seed(): Sys<void> {
    const [a = 0, b = 0, c = 0, d = 0] = yield* sys.getrandom({ count: 4 })
    this.random = new RandomStream(((a << 24) | (b << 16) | (c << 8) | d) >>> 0)
  }

  /** An event about a container, with its labels and image. */
  *containerEvent(container: Container, action: string, attributes: Readonly<Record<string, string>> = {}): Sys<void> {
    const labels = container.config.Labels ?? {}
    yield* this.events.log('container', action, container.id, {
      ...labels,
      image: container.config.Image,
      name: container.displayName,
      ...attributes,
    })
  }

  /** Writes a container's state to disk and wakes who waits for a change of it. */
  *checkpoint(container: Container): Sys<void> {
    yield* this.containers.save(container)
    yield* container.changed.broadcast()
  }
}
