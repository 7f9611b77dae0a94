import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { ContainerConfig } from '../../api/container-config.ts'
import { now } from '../../engine/clock.ts'
import type { Daemon } from '../../engine/daemon.ts'
import type { Image } from '../../engine/image/image-store.ts'
import type { Layer } from '../../engine/layer/layer-store.ts'

export interface StepImage {
  readonly parent: Image | undefined
  /** What the image tells containers. */
  readonly config: ContainerConfig
  /** The configuration of the container that made it: the cache and the history go by its command. */
  readonly madeBy: ContainerConfig
  readonly container: string
  readonly author: string
  /** Undefined when the step wrote nothing. */
  readonly layer: Layer | undefined
}

/** The image a step of the classic builder leaves, a child of the image before (moby image.NewChildImage, daemon.CommitBuildStep). */
export function* createStepImage(daemon: Daemon, step: StepImage): Sys<Image> {
  const { parent, config, madeBy, container, author, layer } = step
  const created = yield* now()
  const history = {
    created,
    ...(author !== '' && { author }),
    created_by: (madeBy.Cmd ?? []).join(' '),
    ...(!layer && { empty_layer: true }),
  }
  const image = yield* daemon.images.store.create(
    JSON.stringify({
      architecture: parent?.config.architecture ?? 'amd64',
      ...(author !== '' && { author }),
      config,
      ...(container !== '' && { container }),
      container_config: madeBy,
      created,
      docker_version: daemon.release.version,
      history: [...(parent?.config.history ?? []), history],
      os: parent?.config.os ?? 'linux',
      rootfs: { type: 'layers', diff_ids: [...(parent?.config.rootfs.diff_ids ?? []), ...(layer ? [layer.diffId] : [])] },
      ...(parent?.config.variant && { variant: parent.config.variant }),
    }),
  )
  if (parent) yield* daemon.images.store.setParent(image.id, parent.id)
  yield* sys.record({ kind: 'image.created', data: { image: image.id, from: 'build', container } })
  return image
}
