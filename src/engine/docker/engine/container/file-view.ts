import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import { secureJoin } from '../../oci/secure-join.ts'
import type { Daemon } from '../daemon.ts'
import { forbidden } from '../errdefs.ts'
import type { Container, ContainerMount } from './container.ts'

/** A container's files as it sees them, running or not: its root mounted for the time of some work (moby daemon/containerfs_linux.go). */
export function* withRootfs<T>(daemon: Daemon, container: Container, work: (rootfs: string) => Sys<T>): Sys<T> {
  const layer = daemon.images.layers.writable.get(container.id)
  const { driver } = daemon.images.layers
  const rootfs = yield* driver.mount(layer?.mountId ?? '')
  let result: T
  try {
    result = yield* work(rootfs)
  } catch (thrown) {
    if (layer) yield* driver.unmount(layer.mountId)
    throw thrown
  }
  if (layer) yield* driver.unmount(layer.mountId)
  return result
}

/** Where a path of the container lies on the host; the last part is not followed unless asked. */
export function* hostPath(container: Container, rootfs: string, path: string, follow: boolean): Sys<string> {
  const clean = `/${path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`
  const slash = clean.lastIndexOf('/')
  const whole = follow
    ? yield* secureJoin(rootfs, clean)
    : clean === '/'
      ? rootfs
      : `${yield* secureJoin(rootfs, clean.slice(0, slash))}/${clean.slice(slash + 1)}`
  const inside = whole.slice(rootfs.length) || '/'
  const own = networkFile(container, inside)
  if (own !== undefined && (yield* sys.stat({ path: own })).ok) return own
  const mount = mountAt(container, inside)
  if (!mount || mount.Type === 'tmpfs') return whole
  return inside === mount.Destination ? mount.Source : mount.Source + inside.slice(mount.Destination.length)
}

/** The files every container has mounted over its image's. */
function networkFile(container: Container, path: string): string | undefined {
  if (path === '/etc/hostname') return container.hostnamePath
  if (path === '/etc/hosts') return container.hostsPath
  return path === '/etc/resolv.conf' ? container.resolvConfPath : undefined
}

/** The mount that covers a path, deepest first. */
export const mountAt = (container: Container, path: string): ContainerMount | undefined =>
  [...container.mounts.values()]
    .filter(({ Destination }) => path === Destination || path.startsWith(`${Destination}/`))
    .sort((a, b) => b.Destination.length - a.Destination.length)[0]

/** Throws where nothing may be written. */
export function refuseReadOnly(container: Container, path: string): void {
  const mount = mountAt(container, path.length > 1 ? path.replace(/\/+$/, '') : path)
  if (mount && !mount.RW) throw forbidden('mounted volume is marked read-only')
  if (!mount && container.hostConfig.ReadonlyRootfs) throw forbidden('container rootfs is marked read-only')
}

/** What /proc/PID/root and the host agree on needs no mount: only asks whether a path is a directory. */
export function* isDirectory(path: string): Sys<boolean> {
  const stat = yield* sys.stat({ path })
  return stat.ok && stat.value.type === 'directory'
}
