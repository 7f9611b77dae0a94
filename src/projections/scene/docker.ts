import type { Kernel } from '../../engine/linux/kernel/kernel.ts'
import type { SceneBuilder } from './builder.ts'
import { type StoredContainer, storedContainers } from './container-store.ts'
import { drawNetworks } from './docker-network.ts'
import { hasDocker, layerBytes, type StoredImage, storedImages, storedVolumes, volumeBytes } from './docker-store.ts'
import { sceneId } from './ids.ts'
import type { EntityId, EntityState } from './scene.ts'
import { sizeText } from './size.ts'
import { type WritableLayer, writableLayer } from './writable-layer.ts'

/** A drawn container: processes and interfaces of it go inside. */
export interface DrawnContainer {
  readonly id: EntityId
  /** Pid of its first process on the host; 0 while it does not run. */
  readonly pid: number
}

/** Draws what Docker keeps on a host: image store, images, layers, volumes, networks, containers. */
export function drawDocker(build: SceneBuilder, kernel: Kernel, parent: EntityId): readonly DrawnContainer[] {
  if (!hasDocker(kernel)) return []
  drawImages(build, kernel, parent, storedImages(kernel))
  const containers = storedContainers(kernel)
  const drawn = containers.map((container) => drawContainer(build, kernel, parent, container))
  drawVolumes(build, kernel, parent, containers)
  drawNetworks(build, kernel, parent, containers)
  return drawn
}

function drawImages(build: SceneBuilder, kernel: Kernel, parent: EntityId, images: readonly StoredImage[]): void {
  if (images.length === 0) return
  const host = kernel.hostname
  const store = build.add('image-store', sceneId.imageStore(host), parent, 'images', { sublabel: '/var/lib/docker' })
  const users = new Map<string, string[]>()
  for (const image of images) for (const chain of image.layers) users.set(chain, [...(users.get(chain) ?? []), nameOf(image)])
  for (const image of images) {
    const bytes = image.layers.reduce((sum, chain) => sum + layerBytes(kernel, chain), 0)
    const top = image.layers.at(-1)
    const id = build.add('image', sceneId.image(host, image.id), store, nameOf(image), {
      sublabel: sizeText(bytes),
      on: top && sceneId.layer(host, top),
      facts: { id: image.id, names: image.names.join(' '), layers: image.layers.length, bytes },
    })
    // Told as they lie: the topmost layer first. A layer that several images share is there once.
    for (const [index, chain] of [...image.layers.entries()].reverse()) {
      const layer = sceneId.layer(host, chain)
      if (!build.has(layer)) drawLayer(build, kernel, store, image, index, users.get(chain) ?? [])
      build.link('uses-layer', id, layer)
    }
  }
}

function drawLayer(build: SceneBuilder, kernel: Kernel, store: EntityId, image: StoredImage, index: number, users: readonly string[]): void {
  const host = kernel.hostname
  const chain = image.layers[index] ?? ''
  const below = image.layers[index - 1]
  const bytes = layerBytes(kernel, chain)
  const step = image.steps[index]
  build.add('layer', sceneId.layer(host, chain), store, step || shortId(chain), {
    sublabel: users.length > 1 ? `${sizeText(bytes)} ×${users.length}` : sizeText(bytes),
    on: below && sceneId.layer(host, below),
    facts: { chain, bytes, step, sharedBy: users.length > 1 ? users.join(', ') : undefined },
  })
}

const nameOf = (image: StoredImage): string => image.names[0] ?? '<none>'

function drawContainer(build: SceneBuilder, kernel: Kernel, parent: EntityId, container: StoredContainer): DrawnContainer {
  const host = kernel.hostname
  const { state, joined } = container
  const process = state.Pid ? kernel.processes().find((each) => each.pid === state.Pid) : undefined
  // The kernel knows better than the file whether it runs: a killed process is gone before dockerd has noticed.
  const running = state.Running === true && process !== undefined && !process.status
  const written = writableLayer(kernel, container.id)
  const addresses = joined.flatMap(({ address }) => (address === '' ? [] : [address]))
  const id = build.add('container', sceneId.container(host, container.id), parent, container.name, {
    sublabel: running ? (addresses[0] ?? container.imageName) : container.imageName,
    state: stateOf(container, running),
    on: sceneId.image(host, container.image),
    facts: {
      id: container.id.slice(0, 12),
      image: container.imageName,
      command: container.command,
      status: statusOf(container, running),
      created: container.created,
      started: momentOf(state.StartedAt),
      finished: momentOf(state.FinishedAt),
      restarts: container.restarts || undefined,
      address: running ? addresses.join(' ') : undefined,
      networks: joined.map(({ network }) => network).join(', '),
      ports: container.ports.map((port) => `${port.host}->${port.container}`).join(', '),
      mounts: container.mounts.map((mount) => `${mount.name || mount.source}:${mount.destination}${mount.readOnly ? ':ro' : ''}`).join(', '),
      exitCode: running ? undefined : state.ExitCode,
      pid: running ? state.Pid : undefined,
      memoryBytes: running ? process.cgroup.memory.current : undefined,
      diskBytes: written?.bytes,
      startMs: running ? startMs(container) : undefined,
    },
  })
  for (const { address, host: outer, container: inner } of container.ports) {
    build.add(
      'published',
      sceneId.published(host, container.id, `${address}:${outer}-${inner}`),
      id,
      `${address && `${address}:`}${outer} → ${inner}`,
      {
        state: running ? 'running' : 'idle',
        facts: { address: address || '0.0.0.0', hostPort: Number(outer) || undefined, containerPort: inner },
      },
    )
  }
  if (written) drawWritten(build, host, container, id, written)
  build.link('instance-of', id, sceneId.image(host, container.image))
  return { id, pid: running ? (state.Pid ?? 0) : 0 }
}

/** As `docker diff` has them. */
const letters = { created: 'A', 'copied-up': 'C', whiteout: 'D' } as const

/** Changes drawn of each kind; the rest is only counted. */
const drawnChanges = 12

function drawWritten(build: SceneBuilder, host: string, container: StoredContainer, parent: EntityId, written: WritableLayer): void {
  const counts = { created: 0, 'copied-up': 0, whiteout: 0 }
  for (const { kind } of written.changes) counts[kind]++
  const layer = build.add('writable-layer', sceneId.writableLayer(host, container.id), parent, 'rw', {
    sublabel: written.bytes === undefined ? undefined : sizeText(written.bytes),
    facts: { directory: written.directory, bytes: written.bytes, created: counts.created, copiedUp: counts['copied-up'], whitedOut: counts.whiteout },
  })
  const drawn = { created: 0, 'copied-up': 0, whiteout: 0 }
  for (const { kind, path, bytes } of written.changes) {
    if (drawn[kind]++ >= drawnChanges) continue
    build.add(kind, sceneId.change(host, container.id, path), layer, `${letters[kind]} ${path}`, {
      sublabel: bytes > 0 ? sizeText(bytes) : undefined,
      facts: { path, bytes: kind === 'whiteout' ? undefined : bytes },
    })
  }
}

/** Volumes and the host's own files that containers see, with who mounts them. */
function drawVolumes(build: SceneBuilder, kernel: Kernel, parent: EntityId, containers: readonly StoredContainer[]): void {
  const host = kernel.hostname
  for (const name of storedVolumes(kernel)) {
    const bytes = volumeBytes(kernel, name)
    build.add('volume', sceneId.volume(host, name), parent, shortId(name), {
      sublabel: bytes === undefined ? undefined : sizeText(bytes),
      facts: { name, bytes },
    })
  }
  for (const container of containers) {
    for (const { type, name, source, destination, readOnly } of container.mounts) {
      const to = type === 'volume' ? sceneId.volume(host, name) : sceneId.bind(host, source)
      if (type === 'bind' && !build.has(to)) build.add('bind', to, parent, source, { facts: { path: source } })
      build.link('mounts', sceneId.container(host, container.id), to, readOnly ? `${destination} (ro)` : destination)
    }
  }
}

/** The word that `docker inspect` has for it (moby container/state.go StateString). */
function statusOf({ state }: StoredContainer, running: boolean): string {
  if (running) return state.Paused ? 'paused' : 'running'
  if (state.Restarting) return 'restarting'
  if (state.RemovalInProgress) return 'removing'
  if (state.Dead) return 'dead'
  return momentOf(state.StartedAt) === undefined ? 'created' : 'exited'
}

function stateOf({ state }: StoredContainer, running: boolean): EntityState {
  if (running) return state.Paused ? 'paused' : 'running'
  if (momentOf(state.StartedAt) === undefined) return 'idle'
  if (state.Restarting) return 'starting'
  return state.ExitCode === 0 ? 'stopped' : 'failed'
}

/** A time of Docker's, unless it is Go's zero. */
function momentOf(time: string | undefined): string | undefined {
  return time === undefined || time.startsWith('0001-') ? undefined : time
}

/** From `created` to `started`: what `docker run` waits for. */
function startMs({ created, state }: StoredContainer): number | undefined {
  const ms = Date.parse(state.StartedAt ?? '') - Date.parse(created)
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined
}

function shortId(id: string): string {
  return /^(sha256:)?[0-9a-f]{64}$/.test(id) ? id.replace('sha256:', '').slice(0, 12) : id
}
