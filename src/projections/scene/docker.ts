import type { Kernel } from '../../engine/linux/kernel/kernel.ts'
import type { SceneBuilder } from './builder.ts'
import {
  hasDocker,
  layerBytes,
  type StoredContainer,
  type StoredImage,
  storedContainers,
  storedImages,
  storedVolumes,
  writtenBytes,
} from './docker-store.ts'
import { sceneId } from './ids.ts'
import type { EntityId, EntityState } from './scene.ts'
import { sizeText } from './size.ts'

/** A drawn container: processes and interfaces of it go inside. */
export interface DrawnContainer {
  readonly id: EntityId
  /** Pid of its first process on the host; 0 while it does not run. */
  readonly pid: number
}

/** Draws what Docker keeps on a host: image store, images, layers, volumes, containers. */
export function drawDocker(build: SceneBuilder, kernel: Kernel, parent: EntityId): readonly DrawnContainer[] {
  if (!hasDocker(kernel)) return []
  const images = storedImages(kernel)
  drawImages(build, kernel, parent, images)
  const containers = storedContainers(kernel).map((container) => drawContainer(build, kernel, parent, container))
  const host = kernel.hostname
  for (const name of storedVolumes(kernel)) build.add('volume', sceneId.volume(host, name), parent, shortId(name))
  return containers
}

function drawImages(build: SceneBuilder, kernel: Kernel, parent: EntityId, images: readonly StoredImage[]): void {
  if (images.length === 0) return
  const host = kernel.hostname
  const store = build.add('image-store', sceneId.imageStore(host), parent, 'images', { sublabel: '/var/lib/docker' })
  const ownerOf = new Map<string, EntityId>()
  for (const image of images) {
    const bytes = image.layers.reduce((sum, chain) => sum + layerBytes(kernel, chain), 0)
    const id = build.add('image', sceneId.image(host, image.id), store, image.names[0] ?? '<none>', {
      sublabel: sizeText(bytes),
      facts: { id: image.id, names: image.names.join(' '), layers: image.layers.length, bytes },
    })
    // Drawn as they lie: the topmost layer first. A layer that another image has already is drawn there, once.
    image.layers.forEach((chain) => {
      const owner = ownerOf.get(chain)
      if (owner !== undefined) build.link('uses-layer', id, owner)
      else ownerOf.set(chain, id)
    })
    for (const [index, chain] of [...image.layers.entries()].reverse()) {
      if (ownerOf.get(chain) !== id) continue
      const size = layerBytes(kernel, chain)
      build.add('layer', sceneId.layer(host, chain), id, image.steps[index] || shortId(chain), {
        sublabel: sizeText(size),
        facts: { chain, bytes: size },
      })
    }
  }
}

function drawContainer(build: SceneBuilder, kernel: Kernel, parent: EntityId, container: StoredContainer): DrawnContainer {
  const host = kernel.hostname
  const { state } = container
  const process = state.Pid ? kernel.processes().find((each) => each.pid === state.Pid) : undefined
  // The kernel knows better than the file whether it runs: a killed process is gone before dockerd has noticed.
  const running = state.Running === true && process !== undefined && !process.status
  const id = build.add('container', sceneId.container(host, container.id), parent, container.name, {
    sublabel: running ? (container.addresses[0] ?? container.imageName) : container.imageName,
    state: stateOf(container, running),
    facts: {
      id: container.id.slice(0, 12),
      image: container.imageName,
      command: container.command,
      created: container.created,
      address: running ? container.addresses.join(' ') : undefined,
      ports: container.ports.map((port) => `${port.host}->${port.container}`).join(', '),
      mounts: container.mounts.map((mount) => `${mount.name || mount.source}:${mount.destination}`).join(', '),
      exitCode: running ? undefined : state.ExitCode,
      pid: running ? state.Pid : undefined,
      memoryBytes: running ? process.cgroup.memory.current : undefined,
      diskBytes: writtenBytes(kernel, container.id),
      startMs: running ? startMs(container) : undefined,
    },
  })
  build.add('writable-layer', sceneId.writableLayer(host, container.id), id, 'rw', { facts: { image: container.image } })
  build.link('instance-of', id, sceneId.image(host, container.image))
  for (const mount of container.mounts) if (mount.type === 'volume') build.link('mounts', id, sceneId.volume(host, mount.name), mount.destination)
  return { id, pid: running ? (state.Pid ?? 0) : 0 }
}

function stateOf({ state }: StoredContainer, running: boolean): EntityState {
  if (running) return state.Paused ? 'paused' : 'running'
  if (state.StartedAt === undefined || state.StartedAt.startsWith('0001-')) return 'idle'
  return state.ExitCode === 0 ? 'stopped' : 'failed'
}

/** From `created` to `started`: what `docker run` waits for. */
function startMs({ created, state }: StoredContainer): number | undefined {
  const ms = Date.parse(state.StartedAt ?? '') - Date.parse(created)
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined
}

function shortId(id: string): string {
  return /^(sha256:)?[0-9a-f]{64}$/.test(id) ? id.replace('sha256:', '').slice(0, 12) : id
}
