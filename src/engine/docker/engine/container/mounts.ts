import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import { exists, namesIn } from '../../oci/files.ts'
import { secureJoin } from '../../oci/secure-join.ts'
import type { Daemon } from '../daemon.ts'
import { invalid } from '../errdefs.ts'
import type { ParsedMount } from '../volume/mount-spec.ts'
import { parseBind, parseMount } from '../volume/mount-spec.ts'
import type { Volume } from '../volume/volumes.ts'
import type { Container, ContainerMount } from './container.ts'

/** Which mounts a container has: of other containers, binds, --mount, volumes of the image; volumes are made and filled (moby daemon/volumes.go). */
export function* setUpMounts(daemon: Daemon, container: Container): Sys<void> {
  const { hostConfig, config } = container
  for (const spec of hostConfig.VolumesFrom ?? []) inherit(daemon, container, spec)
  const seen = new Set<string>()
  for (const raw of hostConfig.Binds ?? []) yield* add(daemon, container, parseBind(raw, hostConfig.VolumeDriver || 'local'), seen)
  for (const mount of hostConfig.Mounts ?? []) yield* add(daemon, container, parseMount(mount), seen)
  for (const path of Object.keys(config.Volumes ?? {})) {
    if (container.mounts.has(path) || hostConfig.Tmpfs?.[path] !== undefined) continue
    yield* add(daemon, container, { ...parseBind(path, hostConfig.VolumeDriver || 'local'), mode: '' }, seen)
  }
  yield* fillVolumes(daemon, container)
}

/** `--volumes-from other[:ro]`. */
function inherit(daemon: Daemon, container: Container, spec: string): void {
  const [name = '', mode] = spec.split(':')
  if (mode !== undefined && !['ro', 'rw', 'z', 'Z'].includes(mode)) throw invalid(`invalid mode: ${mode}`)
  for (const mount of daemon.containers.get(name).mounts.values()) {
    container.mounts.set(mount.Destination, { ...mount, RW: mode === 'ro' ? false : mount.RW, CopyData: false })
    if (mount.Name !== undefined) daemon.volumes.byName.get(mount.Name)?.users.add(container.id)
  }
}

function* add(daemon: Daemon, container: Container, parsed: ParsedMount, seen: Set<string>): Sys<void> {
  if (seen.has(parsed.destination)) throw invalid(`Duplicate mount point: ${parsed.destination}`)
  if (container.hostConfig.Tmpfs?.[parsed.destination] !== undefined) throw invalid(`Duplicate mount point: ${parsed.destination}`)
  seen.add(parsed.destination)
  const { type, spec, destination, rw, mode, propagation } = parsed
  const base: ContainerMount = {
    Type: type,
    Source: parsed.source,
    Destination: destination,
    RW: rw,
    Mode: mode,
    Propagation: propagation,
    Spec: spec,
    CopyData: parsed.copyData,
  }
  if (type === 'bind') {
    if (!spec.BindOptions?.CreateMountpoint && !(yield* exists(parsed.source))) {
      throw invalid(`invalid mount config for type "bind": bind source path does not exist: ${parsed.source}`)
    }
    container.mounts.set(destination, base)
  } else if (type === 'tmpfs') container.mounts.set(destination, base)
  else {
    const volume = yield* daemon.volumes.create({
      ...(parsed.name !== undefined && { Name: parsed.name }),
      Driver: parsed.driver,
      ...(spec.VolumeOptions?.DriverConfig?.Options && { DriverOpts: spec.VolumeOptions.DriverConfig.Options }),
      ...(spec.VolumeOptions?.Labels && { Labels: spec.VolumeOptions.Labels }),
    })
    volume.users.add(container.id)
    const anonymous = parsed.name === undefined
    container.mounts.set(destination, {
      ...base,
      Name: volume.name,
      Source: volume.mountpoint,
      Driver: 'local',
      ...(anonymous && { Anonymous: true }),
    })
  }
}

/** Copy-up: an empty volume gets what the image has at its mount point. */
function* fillVolumes(daemon: Daemon, container: Container): Sys<void> {
  const wanting = [...container.mounts.values()].filter((mount) => mount.CopyData && mount.Name !== undefined)
  if (wanting.length === 0) return
  const layer = daemon.images.layers.writable.get(container.id)
  if (!layer) return
  const rootfs = yield* daemon.images.layers.driver.mount(layer.mountId)
  for (const mount of wanting) {
    const volume = daemon.volumes.byName.get(mount.Name ?? '')
    const inside = yield* secureJoin(rootfs, mount.Destination)
    const stat = yield* sys.stat({ path: inside })
    if (volume && stat.ok && stat.value.type === 'directory') yield* copyUp(daemon, volume, inside, container)
  }
  yield* daemon.images.layers.driver.unmount(layer.mountId)
}

function* copyUp(daemon: Daemon, volume: Volume, from: string, container: Container): Sys<void> {
  const path = yield* daemon.volumes.mount(volume)
  if ((yield* namesIn(path)).length === 0) {
    const archive = `${daemon.config.dataRoot}/tmp/copy-${container.id.slice(0, 12)}`
    yield* sys.pack({ directory: from, archive, paths: ['.'] })
    const unpacked = yield* sys.unpack({ archive, directory: path })
    yield* sys.unlink({ path: archive })
    const stat = yield* sys.stat({ path: from })
    if (stat.ok) {
      yield* sys.chmod({ path, mode: stat.value.mode & 0o7777 })
      yield* sys.chown({ path, uid: stat.value.uid, gid: stat.value.gid })
    }
    if (unpacked.ok && unpacked.value.files > 0)
      yield* sys.record({ kind: 'volume.filled', data: { volume: volume.name, container: container.id, files: unpacked.value.files } })
  }
  yield* daemon.volumes.unmount(volume)
}
