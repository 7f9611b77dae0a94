import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { ContainerCreateRequest, ContainerCreateResponse } from '../../api/container.ts'
import type { ImageConfig } from '../../api/container-config.ts'
import { familiarText, parseReference } from '../../api/reference.ts'
import { mkdirAll, removeAll } from '../../oci/files.ts'
import { now } from '../clock.ts'
import type { Daemon } from '../daemon.ts'
import { invalid, notFound } from '../errdefs.ts'
import { hostCpus } from '../host.ts'
import { randomId } from '../ids.ts'
import type { Image } from '../image/image-store.ts'
import { platformMismatch } from '../image/platform.ts'
import { randomName } from '../names.ts'
import { initialEndpoints } from '../network/endpoint-config.ts'
import { verifyLinks } from '../network/links.ts'
import { Container } from './container.ts'
import { completeHostConfig } from './host-config.ts'
import { entryOf, mergeConfig } from './merge-config.ts'
import { setUpMounts } from './mounts.ts'
import { verifyConfig, verifyHostConfig } from './verify.ts'

/** POST /containers/create (moby daemon/create.go): from a request to a container on disk with a writable layer, its volumes and no process. */
export interface CreateParameters {
  readonly name: string
  /** `linux/arm64`, empty for the host's. */
  readonly platform: string
  readonly request: ContainerCreateRequest
}

export function* createContainer(daemon: Daemon, { name, platform, request }: CreateParameters): Sys<ContainerCreateResponse> {
  const image = request.Image ? imageFor(daemon, request.Image, platform) : undefined
  const config = mergeConfig(request, (image?.config.config as ImageConfig | undefined) ?? {})
  const hostConfig = completeHostConfig(request.HostConfig ?? {}, daemon.config, daemon.release.major)
  verifyConfig(config)
  verifyHostConfig(hostConfig, config, { cpus: yield* hostCpus() })
  const [path, args] = entryOf(config)
  const id = yield* randomId()
  const fullName = reserveName(daemon, name, id)
  const hostname =
    config.Hostname !== ''
      ? config.Hostname
      : hostConfig.NetworkMode === 'host'
        ? (yield* sys.uname({})).nodename
        : hostConfig.NetworkMode.startsWith('container:')
          ? ''
          : id.slice(0, 12)
  const directory = `${daemon.containers.root}/${id}`
  const container = new Container(id, fullName, yield* now(), path, args, { ...config, Hostname: hostname }, hostConfig, image?.id ?? '', directory)
  try {
    yield* mkdirAll(directory, 0o710)
    yield* mkdirAll(`${directory}/checkpoints`, 0o700)
    yield* daemon.images.layers.createWritable(id, image && daemon.images.top(image))
    for (const [network, endpoint] of initialEndpoints(daemon.networks, hostConfig, config, request))
      container.networking.networks.set(network, endpoint)
    verifyLinks(daemon, hostConfig.Links)
    yield* setUpMounts(daemon, container)
    yield* daemon.containers.save(container)
  } catch (thrown) {
    yield* discard(daemon, container)
    throw thrown
  }
  daemon.containers.add(container)
  yield* sys.record({ kind: 'container.created', data: { container: id, name: container.displayName, image: config.Image, imageId: image?.id } })
  yield* daemon.containerEvent(container, 'create')
  return { Id: id, Warnings: [] }
}

/** The image asked for, of the platform asked for. */
function imageFor(daemon: Daemon, text: string, platform: string): Image {
  const image = daemon.images.get(text)
  const reference = parseReference(text)
  const mismatch = platformMismatch(image, reference.ok ? familiarText(reference.value) : text, platform, daemon.release.major)
  if (mismatch !== undefined) throw notFound(mismatch)
  return image
}

function reserveName(daemon: Daemon, name: string, id: string): string {
  if (name !== '') {
    daemon.containers.reserve(name, id)
    return name.startsWith('/') ? name : `/${name}`
  }
  for (let retry = 0; retry < 6; retry++) {
    const drawn = `/${randomName(daemon.random, retry)}`
    if (daemon.containers.nameTaken(drawn)) continue
    daemon.containers.reserve(drawn, id)
    return drawn
  }
  const fallback = `/${id.slice(0, 12)}`
  daemon.containers.reserve(fallback, id)
  return fallback
}

function* discard(daemon: Daemon, container: Container): Sys<void> {
  for (const mount of container.mounts.values()) if (mount.Name !== undefined) daemon.volumes.byName.get(mount.Name)?.users.delete(container.id)
  yield* daemon.images.layers.removeWritable(container.id)
  yield* removeAll(container.directory)
  daemon.containers.release(container.name)
}

/** A body without a configuration. */
export function verifyRequest(request: ContainerCreateRequest | undefined): asserts request is ContainerCreateRequest {
  if (!request || typeof request !== 'object') throw invalid('config cannot be empty in order to create a container')
}
