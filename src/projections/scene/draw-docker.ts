import { humanSize } from '../../engine/base/units.ts'
import { familiarText } from '../../engine/docker/api/reference.ts'
import type { Container } from '../../engine/docker/engine/container/container.ts'
import type { Daemon } from '../../engine/docker/engine/daemon.ts'
import type { Layer } from '../../engine/docker/engine/layer/layer-store.ts'
import { chainId } from '../../engine/docker/oci/image.ts'
import type { Kernel } from '../../engine/linux/kernel/kernel.ts'
import type { EntityId, EntityState } from './scene.ts'
import type { Sketch } from './sketch.ts'

/** What dockerd on this host keeps: images with their layers, containers, volumes, published ports. Nothing while it does not run. */
export function drawDocker(sketch: Sketch, kernel: Kernel, host: string, parent: EntityId): void {
  const daemon = daemonOf(kernel)
  if (!daemon) return
  const store = sketch.add('image-store', host, parent, 'images', { sublabel: daemon.config.dataRoot })
  const images = drawImages(sketch, daemon, host, store)
  for (const container of daemon.containers.all()) drawContainer(sketch, daemon, container, host, parent, images)
  for (const volume of daemon.volumes.byName.values()) {
    sketch.add('volume', `${host}/${volume.name}`, parent, volume.name.length === 64 ? volume.name.slice(0, 12) : volume.name, {
      facts: { name: volume.name, mountpoint: volume.mountpoint },
    })
  }
  for (const container of daemon.containers.all()) {
    for (const mount of container.mounts.values())
      if (mount.Name) sketch.link('mounts', containerId(host, container), `volume:${host}/${mount.Name}`, mount.Destination)
  }
}

export function daemonOf(kernel: Kernel): Daemon | undefined {
  for (const process of kernel.processes()) {
    const state = process.exposed.get('dockerd')
    if (state) return state as Daemon
  }
  return undefined
}

const containerId = (host: string, container: Container): EntityId => `container:${host}/${container.id.slice(0, 12)}`

/** An image box holds the layers no image before it has: shared ones are drawn once, with a link. */
function drawImages(sketch: Sketch, daemon: Daemon, host: string, store: EntityId): ReadonlyMap<string, EntityId> {
  const drawn = new Map<string, EntityId>()
  const layerOwner = new Map<string, EntityId>()
  const byDepth = [...daemon.images.store.images.values()].sort(
    (a, b) => a.config.rootfs.diff_ids.length - b.config.rootfs.diff_ids.length || (a.id < b.id ? -1 : 1),
  )
  for (const image of byDepth) {
    const names = daemon.images.references.of(image.id).map(familiarText)
    const short = image.id.slice(7, 19)
    const box = sketch.add('image', `${host}/${short}`, store, names[0] ?? `<none> ${short}`, {
      sublabel: humanSize(daemon.images.bytes(image)),
      facts: { id: image.id, tags: names.join(' '), created: image.config.created ?? '', layers: image.config.rootfs.diff_ids.length },
    })
    drawn.set(image.id, box)
    const made = (image.config.history ?? []).filter((entry) => !entry.empty_layer)
    for (const [index, layer] of layersOf(daemon, image.config.rootfs.diff_ids).entries()) {
      const owner = layerOwner.get(layer.chainId)
      if (owner !== undefined) {
        if (owner !== box) sketch.link('uses-layer', box, owner)
        continue
      }
      layerOwner.set(layer.chainId, box)
      sketch.add('layer', `${host}/${layer.chainId.slice(7, 19)}`, box, instructionOf(made[index]?.created_by ?? ''), {
        sublabel: humanSize(layer.size),
        facts: { chainId: layer.chainId, diffId: layer.diffId, bytes: layer.size, directory: `${daemon.config.dataRoot}/overlay2/${layer.cacheId}` },
      })
    }
  }
  return drawn
}

/** The layers of a stack of diff ids, from the bottom. */
function layersOf(daemon: Daemon, diffIds: readonly string[]): readonly Layer[] {
  const found: Layer[] = []
  let chain: string | undefined
  for (const diffId of diffIds) {
    chain = chainId(chain, diffId)
    const layer = daemon.images.layers.layers.get(chain)
    if (layer) found.push(layer)
  }
  return found
}

const instructionOf = (by: string): string => {
  const text = by
    .replace(/^\/bin\/sh -c (#\(nop\) +)?/, '')
    .replace(/ # buildkit$/, '')
    .replace(/\s+/g, ' ')
    .trim()
  return text.length > 34 ? `${text.slice(0, 33)}…` : text || 'layer'
}

const states: Readonly<Record<string, EntityState>> = {
  created: 'idle',
  running: 'running',
  paused: 'paused',
  restarting: 'starting',
  removing: 'stopping',
  exited: 'stopped',
  dead: 'failed',
}

function drawContainer(
  sketch: Sketch,
  daemon: Daemon,
  container: Container,
  host: string,
  parent: EntityId,
  images: ReadonlyMap<string, EntityId>,
): void {
  const { state, networking, config } = container
  const addresses = [...networking.networks.values()].map((endpoint) => endpoint.IPAddress).filter(Boolean)
  const id = sketch.add('container', `${host}/${container.id.slice(0, 12)}`, parent, container.displayName, {
    sublabel: state.running && addresses[0] ? addresses[0] : config.Image,
    state: states[state.status] ?? 'idle',
    facts: {
      id: container.id,
      image: config.Image,
      command: [container.path, ...container.args].join(' '),
      status: state.status,
      exitCode: state.exitCode,
      pid: state.pid,
      ip: addresses.join(' '),
    },
  })
  const image = images.get(container.image)
  if (image) sketch.link('instance-of', id, image)
  const layer = daemon.images.layers.writable.get(container.id)
  if (layer)
    sketch.add('writable-layer', `${host}/${container.id.slice(0, 12)}`, id, 'upper', {
      facts: { directory: `${daemon.config.dataRoot}/overlay2/${layer.mountId}/diff` },
    })
  if (!state.running) return
  for (const [inside, bindings] of Object.entries(networking.ports)) {
    for (const { HostPort } of bindings ?? []) {
      const port = sketch.add('port', `${host}/${HostPort}/${inside}`, parent, `${HostPort} → ${inside.split('/')[0]}`, {
        sublabel: inside.split('/')[1] ?? 'tcp',
        facts: { port: Number(HostPort), inside, container: container.displayName },
      })
      sketch.link('publishes', port, id)
    }
  }
}
