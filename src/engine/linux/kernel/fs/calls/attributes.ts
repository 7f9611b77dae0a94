import { err, ok } from '../../../../base/result.ts'
import type { Res } from '../../calls.ts'
import { capable, capableOver } from '../../credentials.ts'
import type { Handlers } from '../../handlers.ts'
import { statSeenBy } from '../../namespace/id-map.ts'
import type { Task } from '../../task.ts'
import type { PathRef } from '../path-ref.ts'
import { isInGroup, mayWrite, permits, READ, WRITE } from '../permission.ts'
import { placeName } from '../place-name.ts'
import { walkBy } from '../walk.ts'
import { mayAccess, owns } from './open.ts'

/** Calls about what an object is: its status, mode, owner, times, size, extended attributes (fs/stat.c, attr.c, xattr.c). */
export const attributeCalls: Handlers<
  'stat' | 'access' | 'readlink' | 'getdents' | 'chmod' | 'fchmod' | 'chown' | 'utimens' | 'truncate' | 'fsync' | 'statfs' | 'getxattr' | 'setxattr'
> = {
  stat: (task, { path, noFollow }) => {
    const place = walkBy(task, path, noFollow)
    return place.ok ? ok(statSeenBy(task, place.value.inode.stat())) : place
  },

  access: (task, { path, mode }) => {
    const place = walkBy(task, path)
    return place.ok ? mayAccess(task, place.value, mode) : place
  },

  readlink: (task, { path }) => {
    const place = walkBy(task, path, true)
    if (!place.ok) return place
    return place.value.inode.type === 'symlink' ? ok(place.value.inode.readlink(task)) : err('EINVAL')
  },

  getdents: (task, { path }) => {
    const place = walkBy(task, path)
    if (!place.ok) return place
    const { inode } = place.value
    if (inode.type !== 'directory') return err('ENOTDIR')
    if (!permits(task.process.credentials, inode, READ)) return err('EACCES')
    const parent = place.value.parent ?? place.value.mount.place?.parent ?? place.value
    const entries = [
      { name: '.', ino: inode.ino, type: inode.type },
      { name: '..', ino: parent.inode.ino, type: parent.inode.type },
    ]
    for (const [name, child] of inode.entries(task)) entries.push({ name, ino: child.ino, type: child.type })
    return ok(entries)
  },

  chmod: (task, { path, mode }) => {
    const place = walkBy(task, path)
    return place.ok ? changeMode(task, place.value, mode) : place
  },

  fchmod: (task, { fd, mode }) => {
    const file = task.process.files.get(fd)
    if (!file.ok) return file
    return file.value.path ? changeMode(task, file.value.path, mode) : err('EINVAL')
  },

  chown: (task, { path, uid, gid, noFollow }) => {
    const place = walkBy(task, path, noFollow)
    if (!place.ok) return place
    const owner = uid === -1 ? uid : task.namespaces.user.toGlobal('uid', uid)
    const group = gid === -1 ? gid : task.namespaces.user.toGlobal('gid', gid)
    return owner === undefined || group === undefined ? err('EINVAL') : changeOwner(task, place.value, owner, group)
  },

  utimens: (task, { path, atimeMs, mtimeMs, noFollow }) => {
    const place = walkBy(task, path, noFollow)
    if (!place.ok) return place
    if (place.value.mount.attributes.readOnly) return err('EROFS')
    const explicit = atimeMs !== undefined || mtimeMs !== undefined
    if (!owns(task, place.value.inode)) {
      if (explicit) return err('EPERM')
      if (!permits(task.process.credentials, place.value.inode, WRITE)) return err('EACCES')
    }
    const now = task.kernel.vfs.nowMs()
    return changed(task, place.value, place.value.inode.setAttributes({ atimeMs: atimeMs ?? now, mtimeMs: mtimeMs ?? now }))
  },

  truncate: (task, { path, size }) => {
    if (size < 0) return err('EINVAL')
    const place = walkBy(task, path)
    if (!place.ok) return place
    if (place.value.inode.type === 'directory') return err('EISDIR')
    if (place.value.inode.type !== 'file') return err('EINVAL')
    const may = mayWrite(task.process.credentials, place.value)
    if (!may.ok) return may
    const cut = place.value.inode.truncate(size)
    if (cut.ok) task.kernel.vfs.watches.changed(place.value, 'MODIFY')
    return cut
  },

  fsync: (task, { fd }) => {
    if (fd === undefined) return ok(undefined)
    const file = task.process.files.get(fd)
    if (!file.ok) return file
    return file.value.path ? ok(undefined) : err('EINVAL')
  },

  statfs: (task, { path }) => {
    const place = walkBy(task, path)
    if (!place.ok) return place
    const { mount, inode } = place.value
    return ok({
      ...inode.fs.statfs(),
      type: mount.fs.type,
      source: mount.source,
      mountPoint: placeName(mount.rootRef, task.process.directories.root) ?? '/',
      readOnly: mount.attributes.readOnly,
    })
  },

  getxattr: (task, { path, name }) => {
    const place = walkBy(task, path)
    if (!place.ok) return place
    const value = readable(task, name) ? place.value.inode.getXattr(name) : undefined
    return value === undefined ? err('ENODATA') : ok(value)
  },

  setxattr: (task, { path, name, value }) => {
    const place = walkBy(task, path)
    if (!place.ok) return place
    if (place.value.mount.attributes.readOnly) return err('EROFS')
    if (!/^(user|trusted|security|system)\../.test(name)) return err('EOPNOTSUPP')
    if (!readable(task, name)) return err('EPERM')
    if (name.startsWith('user.') && !permits(task.process.credentials, place.value.inode, WRITE)) return err('EACCES')
    return changed(task, place.value, place.value.inode.setXattr(name, value))
  },
}

/** trusted.* is for CAP_SYS_ADMIN alone, and not even there for others. */
const readable = (task: Task, name: string): boolean => !name.startsWith('trusted.') || capable(task.process.credentials, 'CAP_SYS_ADMIN')

function changed(task: Task, place: PathRef, result: Res<void>): Res<void> {
  if (result.ok) task.kernel.vfs.watches.changed(place, 'ATTRIB')
  return result
}

function changeMode(task: Task, place: PathRef, mode: number): Res<void> {
  if (place.mount.attributes.readOnly) return err('EROFS')
  if (!owns(task, place.inode)) return err('EPERM')
  const { credentials } = task.process
  const stat = place.inode.stat()
  const keepsGroupId = isInGroup(credentials, stat.gid) || capableOver(credentials, 'CAP_FSETID', stat) || stat.type === 'directory'
  return changed(task, place, place.inode.setAttributes({ mode: mode & (keepsGroupId ? 0o7777 : 0o5777) }))
}

function changeOwner(task: Task, place: PathRef, uid: number, gid: number): Res<void> {
  if (place.mount.attributes.readOnly) return err('EROFS')
  const { credentials } = task.process
  const stat = place.inode.stat()
  if (!capableOver(credentials, 'CAP_CHOWN', stat)) {
    const mine = credentials.euid === stat.uid
    if (uid !== -1 && !(mine && uid === stat.uid)) return err('EPERM')
    if (gid !== -1 && !(mine && (gid === stat.gid || isInGroup(credentials, gid)))) return err('EPERM')
  }
  const losesBits = stat.type === 'file' && (stat.mode & 0o6000) !== 0 && (uid !== -1 || gid !== -1)
  return changed(
    task,
    place,
    place.inode.setAttributes({
      ...(uid !== -1 && { uid }),
      ...(gid !== -1 && { gid }),
      ...(losesBits && { mode: stat.mode & (stat.mode & 0o010 ? ~0o6000 : ~0o4000) }),
    }),
  )
}
