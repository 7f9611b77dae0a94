import type { MountFlags, Sys } from '../../linux/kernel/calls.ts'
import { O } from '../../linux/kernel/calls.ts'
import { sys } from '../../linux/sys.ts'
import { mkdirAll } from '../oci/files.ts'
import { goErrno } from '../oci/go-errno.ts'
import type { RuntimeSpec, SpecDevice, SpecMount } from '../oci/runtime-spec.ts'
import { secureJoin } from '../oci/secure-join.ts'
import { Failure, mustDo } from './failure.ts'

/**
 * The container's file system: mounts, devices, links, pivot_root, masked and read-only paths. Models libcontainer rootfs_linux.go.
 * Runs as the container's first process, already in its new mount namespace. Leaves out idmapped mounts, SELinux labels, tmpcopyup.
 */
const defaultDevices: readonly SpecDevice[] = [
  { path: '/dev/null', type: 'c', major: 1, minor: 3, fileMode: 0o666 },
  { path: '/dev/random', type: 'c', major: 1, minor: 8, fileMode: 0o666 },
  { path: '/dev/full', type: 'c', major: 1, minor: 7, fileMode: 0o666 },
  { path: '/dev/tty', type: 'c', major: 5, minor: 0, fileMode: 0o666 },
  { path: '/dev/zero', type: 'c', major: 1, minor: 5, fileMode: 0o666 },
  { path: '/dev/urandom', type: 'c', major: 1, minor: 9, fileMode: 0o666 },
]

const deviceLinks: readonly (readonly [path: string, target: string])[] = [
  ['/dev/fd', '/proc/self/fd'],
  ['/dev/stdin', '/proc/self/fd/0'],
  ['/dev/stdout', '/proc/self/fd/1'],
  ['/dev/stderr', '/proc/self/fd/2'],
]

const propagations: Readonly<Record<string, MountFlags>> = {
  private: { propagation: 'private' },
  rprivate: { propagation: 'private', recursive: true },
  shared: { propagation: 'shared' },
  rshared: { propagation: 'shared', recursive: true },
  slave: { propagation: 'slave' },
  rslave: { propagation: 'slave', recursive: true },
  unbindable: { propagation: 'unbindable' },
  runbindable: { propagation: 'unbindable', recursive: true },
}

interface MountPlan {
  readonly bind: boolean
  readonly recursive: boolean
  readonly propagation: readonly MountFlags[]
  /** What mount(2) and the file system understand. */
  readonly data: readonly string[]
}

function planOf(mount: SpecMount): MountPlan {
  const options = mount.options ?? []
  return {
    bind: options.includes('bind') || options.includes('rbind'),
    recursive: options.includes('rbind'),
    propagation: options.flatMap((option) => propagations[option] ?? []),
    data: options.filter((option) => option !== 'bind' && option !== 'rbind' && option !== 'newinstance' && !(option in propagations)),
  }
}

/** Everything up to the new root being `/`. `cgroup` is the container's group as the host sees it, for hosts' cgroup namespaces. */
export function* prepareRootfs(spec: RuntimeSpec, rootfs: string, cgroup: string): Sys<void> {
  const propagation = propagations[spec.linux.rootfsPropagation ?? 'rprivate'] ?? {}
  yield* mustDo(sys.mount({ source: '', target: '/', flags: propagation }), 'error preparing rootfs: remount-private /')
  yield* mustDo(
    sys.mount({ source: rootfs, target: rootfs, type: 'bind', flags: { bind: true, recursive: true } }),
    `error preparing rootfs: mount ${rootfs}`,
  )
  const privateCgroups = spec.linux.namespaces.some((one) => one.type === 'cgroup' && one.path === undefined)
  for (const mount of spec.mounts) yield* mountInto(rootfs, mount, privateCgroups ? undefined : cgroup)
  if (!spec.mounts.some((mount) => mount.destination === '/dev' && mount.type === 'bind')) yield* makeDevices(spec, rootfs)
  yield* mustDo(sys.chdir({ path: rootfs }), `error changing dir to ${rootfs}`)
}

function* mountInto(rootfs: string, mount: SpecMount, hostCgroup: string | undefined): Sys<void> {
  const plan = planOf(mount)
  const target = yield* secureJoin(rootfs, mount.destination)
  const source = mount.type === 'cgroup' && hostCgroup !== undefined ? '/sys/fs/cgroup' : mount.source
  const bind = plan.bind || source !== mount.source
  yield* makeMountPoint(mount, bind ? source : undefined, target)
  const failed = (errno: string) => {
    const hint = ': Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type'
    const inside = target.slice(rootfs.length) || '/'
    const flags = bind
      ? `src=${mount.source}, dst=${mount.destination}, dstFd=/proc/thread-self/fd/11, flags=MS_BIND|MS_REC`
      : `dst=${mount.destination}`
    return new Failure(
      `error mounting ${JSON.stringify(mount.source)} to rootfs at ${JSON.stringify(inside)}: mount ${flags}: ${errno}${errno === 'not a directory' ? hint : ''}`,
    )
  }
  const type = mount.type === 'cgroup' && !bind ? 'cgroup2' : mount.type
  const done = bind
    ? yield* sys.mount({
        source,
        target,
        type: 'bind',
        flags: { bind: true, ...((plan.recursive || source !== mount.source) && { recursive: true }) },
      })
    : yield* sys.mount({
        source,
        target,
        type,
        options: plan.data.filter((option) => option !== 'rw').join(','),
        flags: { readOnly: plan.data.includes('ro') },
      })
  if (!done.ok) throw failed(goErrno(done.error))
  if (bind && plan.data.some((option) => option !== 'rw')) {
    const again = yield* sys.mount({
      source: '',
      target,
      options: plan.data.join(','),
      flags: { bind: true, remount: true, readOnly: plan.data.includes('ro') },
    })
    if (!again.ok) throw failed(goErrno(again.error))
  }
  for (const flags of plan.propagation) yield* sys.mount({ source: '', target, flags })
}

/** A directory, or an empty file where a file is bound. */
function* makeMountPoint(mount: SpecMount, bound: string | undefined, target: string): Sys<void> {
  if ((yield* sys.stat({ path: target })).ok) return
  const source = bound === undefined ? undefined : yield* sys.stat({ path: bound })
  const refuse = (errno: string) =>
    new Failure(
      `error mounting ${JSON.stringify(mount.source)} to rootfs at ${JSON.stringify(mount.destination)}: create mountpoint for ${mount.destination} mount: ${errno}`,
    )
  if (source && !source.ok) throw refuse(`stat ${mount.source}: ${goErrno(source.error)}`)
  if (source === undefined || source.value.type === 'directory') {
    const made = yield* mkdirAll(target, 0o755)
    if (!made.ok) throw refuse(`make mountpoint ${JSON.stringify(mount.destination)}: ${goErrno(made.error)}`)
    return
  }
  yield* mkdirAll(target.slice(0, target.lastIndexOf('/')), 0o755)
  const file = yield* sys.open({ path: target, flags: O.CREAT | O.WRONLY | O.CLOEXEC, mode: 0o755 })
  if (!file.ok) throw refuse(`open ${target}: ${goErrno(file.error)}`)
  yield* sys.close({ fd: file.value })
}

function* makeDevices(spec: RuntimeSpec, rootfs: string): Sys<void> {
  for (const device of [...defaultDevices, ...(spec.linux.devices ?? [])]) {
    const path = yield* secureJoin(rootfs, device.path)
    yield* mkdirAll(path.slice(0, path.lastIndexOf('/')), 0o755)
    const type = device.type === 'b' ? 'block' : device.type === 'p' ? 'fifo' : 'char'
    const made = yield* sys.mknod({ path, type, mode: device.fileMode ?? 0o666, rdev: device.major * 256 + device.minor })
    if (!made.ok && made.error !== 'EEXIST') throw new Failure(`error creating device nodes: mknod ${device.path}: ${goErrno(made.error)}`)
    if (made.ok) yield* sys.chmod({ path, mode: device.fileMode ?? 0o666 })
    if (made.ok && (device.uid || device.gid)) yield* sys.chown({ path, uid: device.uid ?? 0, gid: device.gid ?? 0 })
  }
  const ptmx = `${rootfs}/dev/ptmx`
  yield* sys.unlink({ path: ptmx })
  yield* sys.symlink({ target: 'pts/ptmx', path: ptmx })
  if ((yield* sys.stat({ path: '/proc/kcore' })).ok) yield* sys.symlink({ target: '/proc/kcore', path: `${rootfs}/dev/core` })
  for (const [path, target] of deviceLinks) yield* sys.symlink({ target, path: rootfs + path })
}

/** Makes the current directory the root and lets go of the old one. */
export function* pivotIntoCurrent(): Sys<void> {
  yield* mustDo(sys.pivotRoot({ newRoot: '.', putOld: '.' }), 'error jailing process inside rootfs: pivot_root .')
  yield* sys.mount({ source: '', target: '.', flags: { propagation: 'slave', recursive: true } })
  yield* mustDo(sys.umount({ target: '.', lazy: true }), 'error jailing process inside rootfs: umount2 .')
  yield* mustDo(sys.chdir({ path: '/' }), 'error jailing process inside rootfs: chdir /')
}

/** What only makes sense inside: the read-only root, masked and read-only paths. */
export function* finishRootfs(spec: RuntimeSpec): Sys<void> {
  if (spec.root.readonly) {
    yield* mustDo(sys.mount({ source: '', target: '/', flags: { bind: true, remount: true, readOnly: true } }), 'error setting rootfs as readonly')
  }
  for (const path of spec.linux.readonlyPaths ?? []) yield* makeReadOnly(path)
  for (const path of spec.linux.maskedPaths ?? []) yield* mask(path)
}

function* makeReadOnly(path: string): Sys<void> {
  const bound = yield* sys.mount({ source: path, target: path, type: 'bind', flags: { bind: true, recursive: true } })
  if (!bound.ok) {
    if (bound.error === 'ENOENT') return
    throw new Failure(`can't make ${JSON.stringify(path)} read-only: ${goErrno(bound.error)}`)
  }
  yield* sys.mount({ source: path, target: path, options: 'nosuid,nodev,noexec', flags: { bind: true, remount: true, readOnly: true } })
}

function* mask(path: string): Sys<void> {
  const stat = yield* sys.stat({ path })
  if (!stat.ok) return
  const masked =
    stat.value.type === 'directory'
      ? yield* sys.mount({ source: 'tmpfs', target: path, type: 'tmpfs', options: 'size=4k,nr_inodes=1', flags: { readOnly: true } })
      : yield* sys.mount({ source: '/dev/null', target: path, type: 'bind', flags: { bind: true } })
  if (!masked.ok) throw new Failure(`can't mask path ${JSON.stringify(path)}: ${goErrno(masked.error)}`)
}
