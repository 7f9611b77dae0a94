/** mount(2), umount(2), pivot_root(2) (fs/namespace.c). */
import { err, ok } from '../../../../base/result.ts'
import type { MountFlags, Res } from '../../calls.ts'
import type { Handlers } from '../../handlers.ts'
import { capableIn } from '../../namespace/capable.ts'
import type { Task } from '../../task.ts'
import { rootDentry } from '../dentry.ts'
import { defaultAttributes, Mount } from '../mount.ts'
import { splitOptions } from '../mount-options.ts'
import type { PathRef } from '../path-ref.ts'
import { placeName, topOf } from '../place-name.ts'
import type { Propagation } from '../propagation.ts'
import { attachTree, copyTree, detachTree, setPropagation } from '../propagation.ts'
import { walkBy } from '../walk.ts'

interface MountCall {
  readonly source: string
  readonly target: string
  readonly type?: string
  readonly options?: string
  readonly flags?: MountFlags
}

export const mountCalls: Handlers<'mount' | 'umount' | 'pivotRoot'> = {
  mount: (task, call) => {
    if (!capableIn(task, 'mnt', 'CAP_SYS_ADMIN')) return err('EPERM')
    const target = walkBy(task, call.target)
    if (!target.ok) return target
    const flags = call.flags ?? {}
    if (flags.remount) return remount(target.value, call)
    if (flags.bind) return bind(task, target.value, call)
    if (flags.move) return move(task, target.value, call.source)
    if (flags.propagation) return propagate(target.value, flags.propagation, flags.recursive ?? false)
    return mountNew(task, target.value, call)
  },

  umount: (task, { target, lazy }) => {
    if (!capableIn(task, 'mnt', 'CAP_SYS_ADMIN')) return err('EPERM')
    const found = walkBy(task, target)
    if (!found.ok) return found
    const place = topOf(found.value)
    const { mount } = place
    if (place.dentry !== mount.root || mount.namespace !== task.namespaces.mnt) return err('EINVAL')
    if (!mount.parent) return lazy ? err('EINVAL') : err('EBUSY')
    if (!lazy && isBusy(task, mount)) return err('EBUSY')
    record(task, 'mount.removed', { target: placeName(place) ?? target, type: mount.fs.type })
    detachTree(mount)
    return ok(undefined)
  },

  pivotRoot: (task, { newRoot, putOld }) => {
    if (!capableIn(task, 'mnt', 'CAP_SYS_ADMIN')) return err('EPERM')
    const next = walkBy(task, newRoot)
    if (!next.ok) return next
    const old = walkBy(task, putOld)
    return old.ok ? pivot(task, next.value, old.value) : old
  },
}

const record = (task: Task, kind: string, data: Readonly<Record<string, string | boolean>>): void => void task.kernel.record(task, kind, data)

/** Types that the root of a user namespace may mount (FS_USERNS_MOUNT). */
const forEverybody: ReadonlySet<string> = new Set(['proc', 'sysfs', 'tmpfs', 'devpts', 'mqueue', 'cgroup2', 'overlay'])

function mountNew(task: Task, target: PathRef, call: MountCall): Res<void> {
  const { vfs } = task.kernel
  const type = vfs.types.get(call.type ?? '')
  if (!type) return err(call.type ? 'ENODEV' : 'EINVAL')
  if (target.inode.type !== 'directory') return err('ENOTDIR')
  if (task.namespaces.user.parent && !forEverybody.has(call.type ?? '')) return err('EPERM')
  const { attributes, rest } = splitOptions(call.options, call.flags ?? {}, defaultAttributes)
  const made = type({ task, source: call.source, options: rest })
  if (!made.ok) return made
  const { fs } = made.value
  const twice = target.dentry === target.mount.root && target.mount.fs === fs && target.mount.root === rootDentry(fs)
  if (twice) return err('EBUSY')
  const mount = new Mount(vfs.numbers, fs, rootDentry(fs), made.value.source ?? call.source, attributes)
  mount.superReadOnly = attributes.readOnly
  attachTree(mount, target.mount, target.dentry)
  record(task, 'mount.added', { type: fs.type, source: call.source, target: placeName(target) ?? call.target, options: call.options ?? '' })
  return ok(undefined)
}

function bind(task: Task, target: PathRef, call: MountCall): Res<void> {
  const source = walkBy(task, call.source)
  if (!source.ok) return source
  const { mount, dentry, inode } = source.value
  if (mount.unbindable) return err('EINVAL')
  if ((inode.type === 'directory') !== (target.inode.type === 'directory')) return err('ENOTDIR')
  const copy = copyTree(mount, dentry, call.flags?.recursive ?? false)
  copy.attributes = splitOptions(call.options, call.flags ?? {}, copy.attributes).attributes
  attachTree(copy, target.mount, target.dentry)
  record(task, 'mount.bound', { source: call.source, target: placeName(target) ?? call.target, readOnly: copy.attributes.readOnly })
  return ok(undefined)
}

function remount(target: PathRef, call: MountCall): Res<void> {
  const { mount } = target
  if (target.dentry !== mount.root) return err('EINVAL')
  const { attributes, rest } = splitOptions(call.options, call.flags ?? {}, mount.attributes)
  if (!call.flags?.bind && rest.length > 0) {
    const changed = mount.fs.reconfigure?.(rest)
    if (changed && !changed.ok) return changed
  }
  if (!call.flags?.bind) mount.superReadOnly = attributes.readOnly
  mount.attributes = attributes
  return ok(undefined)
}

function move(task: Task, target: PathRef, from: string): Res<void> {
  const source = walkBy(task, from)
  if (!source.ok) return source
  const { mount, dentry } = source.value
  if (dentry !== mount.root || !mount.parent || mount.parent.group) return err('EINVAL')
  if ((source.value.inode.type === 'directory') !== (target.inode.type === 'directory')) return err('ENOTDIR')
  for (let at: Mount | undefined = target.mount; at; at = at.parent) if (at === mount) return err('ELOOP')
  mount.detach()
  attachTree(mount, target.mount, target.dentry)
  return ok(undefined)
}

function propagate(target: PathRef, to: Propagation, recursive: boolean): Res<void> {
  if (target.dentry !== target.mount.root) return err('EINVAL')
  for (const mount of recursive ? [...target.mount.tree()] : [target.mount]) setPropagation(mount, to)
  return ok(undefined)
}

/** Something is mounted in it, or a process of the host has a directory, a program or an open file there. */
function isBusy(task: Task, mount: Mount): boolean {
  if (mount.children.size > 0) return true
  for (const process of task.kernel.processes()) {
    const { directories, executable, files } = process
    if (directories.cwd.mount === mount || directories.root.mount === mount || executable?.mount === mount) return true
    for (const [, file] of files.entries()) if (file.path?.mount === mount) return true
  }
  return false
}

function pivot(task: Task, next: PathRef, old: PathRef): Res<void> {
  const { root } = task.process.directories
  const [newMount, oldMount] = [next.mount, root.mount]
  if (next.dentry !== newMount.root || root.dentry !== oldMount.root) return err('EINVAL')
  if (newMount === oldMount || old.mount === oldMount) return err('EBUSY')
  if (!newMount.parent || newMount.parent.group || oldMount.group) return err('EINVAL')
  if (!isBelow(old, next)) return err('EINVAL')
  const namespace = task.namespaces.mnt
  const above = oldMount.place
  newMount.detach()
  oldMount.detach()
  oldMount.attach(old.mount, old.dentry)
  if (above) newMount.attach(above.mount, above.dentry)
  else namespace.root = newMount
  for (const process of task.kernel.processes()) {
    const { directories } = process
    if (directories.root.is(root)) directories.root = next
    if (directories.cwd.is(root)) directories.cwd = next
  }
  return ok(undefined)
}

function isBelow(place: PathRef, top: PathRef): boolean {
  for (let mount: Mount | undefined = place.mount, at = place.dentry; mount; at = mount.at ?? at, mount = mount.parent) {
    if (mount === top.mount) return at.isWithin(top.dentry)
  }
  return false
}
