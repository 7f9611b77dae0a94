import type { Sys } from '../../../linux/kernel/calls.ts'
import { zeroTime } from '../../api/common.ts'
import type { ContainerConfig, ImageConfig } from '../../api/container-config.ts'
import type { ImageHistoryItem, ImageInspect } from '../../api/image.ts'
import { familiarText } from '../../api/reference.ts'
import { unixMsOf } from '../clock.ts'
import type { Daemon } from '../daemon.ts'
import { sortedMap } from '../go-json.ts'
import type { Image } from './image-store.ts'

/** GET /images/{name}/json and /history (moby daemon/images/image_inspect.go, image_history.go). */
export function* inspectImage(daemon: Daemon, image: Image): Sys<ImageInspect> {
  const { config } = image
  const references = daemon.images.references.of(image.id)
  const top = daemon.images.top(image)
  const layer = top === undefined ? undefined : daemon.images.layers.layers.get(top)
  return {
    Id: image.id,
    RepoTags: references.filter((one) => one.digest === undefined).map(familiarText),
    RepoDigests: references.filter((one) => one.digest !== undefined).map(familiarText),
    Parent: image.parent ?? '',
    Comment: lastComment(image),
    Created: config.created ?? zeroTime,
    DockerVersion: config.docker_version ?? '',
    Author: config.author ?? '',
    Architecture: config.architecture,
    ...(config.variant && { Variant: config.variant }),
    Os: config.os,
    Size: daemon.images.bytes(image),
    GraphDriver: { Data: layer ? yield* daemon.images.layers.driver.metadata(layer.cacheId) : null, Name: 'overlay2' },
    RootFS: { Type: 'layers', ...(config.rootfs.diff_ids.length > 0 && { Layers: config.rootfs.diff_ids }) },
    Metadata: { LastTagTime: image.lastUpdated ?? zeroTime },
    Config: daemon.release.major >= 28 ? imageConfig(config.config ?? {}) : wholeConfig(config.config ?? {}),
  }
}

const lastComment = (image: Image): string => image.config.history?.at(-1)?.comment ?? image.config.comment ?? ''

/** What newer releases show: only what belongs to images, in alphabetical order. */
function imageConfig(config: ImageConfig | ContainerConfig): ImageConfig {
  return {
    ...(config.ArgsEscaped && { ArgsEscaped: true }),
    Cmd: config.Cmd ?? null,
    Entrypoint: config.Entrypoint ?? null,
    Env: config.Env ?? null,
    ...(config.ExposedPorts && Object.keys(config.ExposedPorts).length > 0 && { ExposedPorts: sortedMap(Object.entries(config.ExposedPorts)) }),
    ...(config.Healthcheck && { Healthcheck: config.Healthcheck }),
    Labels: config.Labels ? sortedMap(Object.entries(config.Labels)) : null,
    OnBuild: config.OnBuild ?? null,
    ...(config.Shell && { Shell: config.Shell }),
    ...(config.StopSignal && { StopSignal: config.StopSignal }),
    User: config.User ?? '',
    Volumes: config.Volumes ? sortedMap(Object.entries(config.Volumes)) : null,
    WorkingDir: config.WorkingDir ?? '',
  }
}

/** Older releases show a whole container's configuration. */
function wholeConfig(config: ImageConfig | ContainerConfig): ContainerConfig {
  const own = config as Partial<ContainerConfig>
  return {
    Hostname: own.Hostname ?? '',
    Domainname: own.Domainname ?? '',
    User: own.User ?? '',
    AttachStdin: false,
    AttachStdout: false,
    AttachStderr: false,
    ...(own.ExposedPorts && { ExposedPorts: sortedMap(Object.entries(own.ExposedPorts)) }),
    Tty: false,
    OpenStdin: false,
    StdinOnce: false,
    Env: own.Env ?? null,
    Cmd: own.Cmd ?? null,
    ...(own.Healthcheck && { Healthcheck: own.Healthcheck }),
    ...(own.ArgsEscaped && { ArgsEscaped: true }),
    Image: own.Image ?? '',
    Volumes: own.Volumes ? sortedMap(Object.entries(own.Volumes)) : null,
    WorkingDir: own.WorkingDir ?? '',
    Entrypoint: own.Entrypoint ?? null,
    OnBuild: own.OnBuild ?? null,
    Labels: own.Labels ? sortedMap(Object.entries(own.Labels)) : null,
    ...(own.StopSignal && { StopSignal: own.StopSignal }),
    ...(own.Shell && { Shell: own.Shell }),
  }
}

/** Newest step first; steps made here carry the ids of the images they made. */
export function imageHistory(daemon: Daemon, image: Image): readonly ImageHistoryItem[] {
  const layers = daemon.images.layers.chain(daemon.images.top(image))
  let next = 0
  const items = (image.config.history ?? []).map((step): ImageHistoryItem => {
    const size = step.empty_layer ? 0 : (layers[next++]?.size ?? 0)
    const created = step.created === undefined ? 0 : Math.floor(unixMsOf(step.created) / 1000)
    return { Comment: step.comment ?? '', Created: created, CreatedBy: step.created_by ?? '', Id: '<missing>', Size: size, Tags: null }
  })
  const out = items.reverse()
  let at: Image | undefined = image
  for (let i = 0; i < out.length && at; i++) {
    const tags = daemon.images.references
      .of(at.id)
      .filter((one) => one.digest === undefined)
      .map(familiarText)
    out[i] = { ...(out[i] as ImageHistoryItem), Id: at.id, Tags: tags.length > 0 ? tags : null }
    at = at.parent === undefined ? undefined : daemon.images.store.images.get(at.parent)
  }
  return out
}
