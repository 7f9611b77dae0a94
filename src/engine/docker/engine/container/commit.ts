import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { ContainerConfig, ImageConfig } from '../../api/container-config.ts'
import type { Reference } from '../../api/reference.ts'
import { familiarText } from '../../api/reference.ts'
import { namesIn } from '../../oci/files.ts'
import type { ImageConfigFile } from '../../oci/image.ts'
import { now } from '../clock.ts'
import type { Daemon } from '../daemon.ts'
import { conflict, internal } from '../errdefs.ts'
import { applyChanges } from '../image/changes.ts'
import { logImageEvent } from '../image/delete.ts'
import type { Image } from '../image/image-store.ts'
import type { Layer } from '../layer/layer-store.ts'
import type { Container } from './container.ts'

/** POST /commit: the writable layer becomes a layer of a new image (moby daemon/commit.go). */
export interface CommitOptions {
  readonly reference: Reference | undefined
  readonly author: string
  readonly comment: string
  readonly changes: readonly string[]
  /** Frozen while its files are read. */
  readonly pause: boolean
  /** What of the configuration the client gives itself. */
  readonly config: Partial<ContainerConfig> | undefined
}

export function* commitContainer(daemon: Daemon, container: Container, options: CommitOptions): Sys<Image> {
  if (container.state.dead || container.state.removalInProgress) throw conflict(`You cannot commit container ${container.id} which is being removed`)
  const config = applyChanges(imageConfigOf(options.config ?? container.config), options.changes)
  const frozen = options.pause && container.state.running && !container.state.paused
  if (frozen) yield* daemon.containerd.pause(container.id)
  const layer = yield* layerOf(daemon, container)
  if (frozen) yield* daemon.containerd.resume(container.id)
  const image = yield* daemon.images.store.create(JSON.stringify(yield* configFile(daemon, container, config, layer, options)))
  if (container.image !== '') yield* daemon.images.store.setParent(image.id, container.image)
  if (options.reference) {
    yield* daemon.images.tag(image.id, options.reference)
    yield* logImageEvent(daemon, image, 'tag', familiarText(options.reference))
  }
  yield* sys.record({ kind: 'image.created', data: { image: image.id, from: 'commit', container: container.id } })
  yield* daemon.containerEvent(container, 'commit', {
    comment: options.comment,
    imageID: image.id,
    ...(options.reference && { imageRef: familiarText(options.reference) }),
  })
  return image
}

/** The diff as a layer on the container's image; undefined when nothing was written. */
export function* layerOf(daemon: Daemon, container: Container): Sys<Layer | undefined> {
  const { layers } = daemon.images
  const writable = layers.writable.get(container.id)
  if ((yield* namesIn(layers.driver.diff(writable?.mountId ?? ''))).length === 0) return undefined
  const archive = `${daemon.config.dataRoot}/tmp/commit-${container.id.slice(0, 12)}`
  const packed = yield* sys.pack({ directory: layers.driver.diff(writable?.mountId ?? ''), archive, whiteouts: true })
  const digest = yield* sys.digest({ path: archive })
  if (!packed.ok || !digest.ok) throw internal("error packing the container's layer")
  const layer = yield* layers.register(archive, digest.value, writable?.parent)
  yield* sys.unlink({ path: archive })
  return layer
}

/** Only what images keep of a configuration. */
function imageConfigOf(config: Partial<ContainerConfig>): ImageConfig {
  const { User, ExposedPorts, Env, Entrypoint, Cmd, Volumes, WorkingDir, Labels, StopSignal, Healthcheck, ArgsEscaped, OnBuild, Shell } = config
  return {
    ...config,
    ...(User !== undefined && { User }),
    ...(ExposedPorts && { ExposedPorts }),
    Env: Env ?? null,
    Cmd: Cmd ?? null,
    ...(Healthcheck && { Healthcheck }),
    ...(ArgsEscaped && { ArgsEscaped }),
    Volumes: Volumes ?? null,
    ...(WorkingDir !== undefined && { WorkingDir }),
    Entrypoint: Entrypoint ?? null,
    OnBuild: OnBuild ?? null,
    Labels: Labels ?? {},
    ...(StopSignal && { StopSignal }),
    ...(Shell && { Shell }),
  }
}

function* configFile(
  daemon: Daemon,
  container: Container,
  config: ImageConfig,
  layer: Layer | undefined,
  options: CommitOptions,
): Sys<ImageConfigFile> {
  const parent = daemon.images.store.images.get(container.image)
  const created = yield* now()
  const step = {
    created,
    ...(options.author !== '' && { author: options.author }),
    created_by: [container.path, ...container.args].join(' '),
    ...(options.comment !== '' && { comment: options.comment }),
    ...(!layer && { empty_layer: true }),
  }
  return {
    architecture: parent?.config.architecture ?? 'amd64',
    ...(options.author !== '' && { author: options.author }),
    config,
    container: container.id,
    container_config: container.config,
    created,
    docker_version: daemon.release.version,
    history: [...(parent?.config.history ?? []), step],
    os: parent?.config.os ?? 'linux',
    rootfs: { type: 'layers', diff_ids: [...(parent?.config.rootfs.diff_ids ?? []), ...(layer ? [layer.diffId] : [])] },
    ...(parent?.config.variant && { variant: parent.config.variant }),
  }
}
