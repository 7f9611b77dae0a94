import type { ContainerConfig } from '../../api/container-config.ts'
import { unixMsOf } from '../../engine/clock.ts'
import type { Daemon } from '../../engine/daemon.ts'
import type { Image } from '../../engine/image/image-store.ts'

/**
 * The classic builder's cache: the newest image built on the same parent by a container of the same configuration (moby image/cache). There is no other
 * record; what is removed with rmi is built again.
 */
export function cachedImage(daemon: Daemon, parent: string, config: ContainerConfig): Image | undefined {
  const { store } = daemon.images
  const candidates = parent === '' ? [...store.images.values()].filter((image) => image.parent === undefined) : store.children(parent)
  let found: Image | undefined
  for (const image of candidates) {
    const made = image.config.container_config
    if (!made || !alike(made, config)) continue
    if (!found || unixMsOf(image.config.created ?? '') > unixMsOf(found.config.created ?? '')) found = image
  }
  return found
}

function alike(a: ContainerConfig, b: ContainerConfig): boolean {
  return (
    sameList(a.Cmd, b.Cmd) &&
    sameList(a.Env, b.Env) &&
    sameList(a.Entrypoint, b.Entrypoint) &&
    sameKeys(a.ExposedPorts, b.ExposedPorts) &&
    sameKeys(a.Volumes, b.Volumes) &&
    sameKeys(a.Labels, b.Labels) &&
    Object.entries(a.Labels ?? {}).every(([key, value]) => b.Labels?.[key] === value)
  )
}

const sameList = (a: readonly string[] | null | undefined, b: readonly string[] | null | undefined): boolean => {
  const [one, other] = [a ?? [], b ?? []]
  return one.length === other.length && one.every((item, i) => item === other[i])
}

const sameKeys = (a: object | null | undefined, b: object | null | undefined): boolean =>
  sameList(Object.keys(a ?? {}).sort(), Object.keys(b ?? {}).sort())
