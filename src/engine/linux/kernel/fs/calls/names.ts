import { err, ok } from '../../../../base/result.ts'
import type { FileType, Res } from '../../calls.ts'
import { capable } from '../../credentials.ts'
import type { Handlers } from '../../handlers.ts'
import type { Task } from '../../task.ts'
import type { NewInode } from '../inode.ts'
import { isMountPoint } from '../mount-point.ts'
import { PathRef } from '../path-ref.ts'
import { isOwner, mayCreateIn, mayDelete, permits, READ, WRITE } from '../permission.ts'
import type { LastName } from '../walk.ts'
import { walk, walkerOf, walkToName } from '../walk.ts'

/** Calls that make and remove names (fs/namei.c). */
export const nameCalls: Handlers<'mkdir' | 'rmdir' | 'unlink' | 'rename' | 'link' | 'symlink' | 'mknod'> = {
  mkdir: (task, { path, mode }) => voided(makeNode(task, path, { type: 'directory', mode: mode ?? 0o777 })),

  symlink: (task, { target, path }) => (target === '' ? err('ENOENT') : voided(makeNode(task, path, { type: 'symlink', mode: 0o777, target }))),

  mknod: (task, { path, type, mode, rdev }) => {
    if (type === 'directory') return err('EPERM')
    if (type === 'symlink') return err('EINVAL')
    const device = type === 'char' || type === 'block'
    const whiteout = type === 'char' && (rdev ?? 0) === 0
    if (device && !whiteout && !capable(task.process.credentials, 'CAP_MKNOD')) return err('EPERM')
    return voided(makeNode(task, path, { type, mode, rdev: rdev ?? 0 }))
  },

  rmdir: (task, { path }) => {
    const found = walkToName(walkerOf(task), path)
    if (!found.ok) return found
    const { ending, place } = found.value
    if (ending === 'root') return err('EBUSY')
    if (ending === 'dot') return err('EINVAL')
    if (ending === 'dotdot') return err('ENOTEMPTY')
    if (!place) return err('ENOENT')
    if (place.inode.type !== 'directory') return err('ENOTDIR')
    return removeName(task, found.value)
  },

  unlink: (task, { path }) => {
    const found = walkToName(walkerOf(task), path)
    if (!found.ok) return found
    const { ending, place, slash } = found.value
    if (ending !== 'name') return err('EISDIR')
    if (!place) return err('ENOENT')
    if (place.inode.type === 'directory') return err('EISDIR')
    if (slash) return err('ENOTDIR')
    return removeName(task, found.value)
  },

  rename: (task, { from, to }) => rename(task, from, to),

  link: (task, { from, to }) => {
    const by = walkerOf(task)
    const source = walk(by, from, true)
    if (!source.ok) return source
    const found = walkToName(by, to)
    if (!found.ok) return found
    const { directory, name, place, ending } = found.value
    if (place || ending !== 'name') return err('EEXIST')
    if (source.value.mount !== directory.mount) return err('EXDEV')
    const may = mayCreateIn(by.credentials, directory)
    if (!may.ok) return may
    const { inode } = source.value
    if (inode.type === 'directory') return err('EPERM')
    if (!mayHardLink(task, source.value)) return err('EPERM')
    const linked = directory.inode.link(name, inode)
    if (linked.ok) task.kernel.vfs.watches.entry(directory, 'CREATE', name)
    return linked
  },
}

const voided = <T>(result: Res<T>): Res<void> => (result.ok ? ok(undefined) : result)

/** Makes an object at a path that must be free; bind(2) makes its sockets with it. */
export function makeNode(
  task: Task,
  path: string,
  what: { readonly type: FileType; readonly mode: number; readonly target?: string; readonly rdev?: number },
): Res<PathRef> {
  const by = walkerOf(task)
  const found = walkToName(by, path)
  if (!found.ok) return found
  const { directory, name, place, slash, ending } = found.value
  if (place || ending !== 'name') return err('EEXIST')
  if (slash && what.type !== 'directory') return err('ENOENT')
  const may = mayCreateIn(by.credentials, directory)
  if (!may.ok) return may
  const { credentials, directories } = task.process
  const parent = directory.inode.stat()
  const inherited = (parent.mode & 0o2000) !== 0
  const plain = what.type === 'symlink' ? 0o777 : what.mode & ~directories.umask & (what.type === 'directory' ? 0o1777 : 0o7777)
  const node: NewInode = {
    ...what,
    mode: inherited && what.type === 'directory' ? plain | 0o2000 : plain,
    uid: credentials.euid,
    gid: inherited ? parent.gid : credentials.egid,
  }
  const made = directory.inode.create(name, node)
  if (!made.ok) return made
  task.kernel.vfs.watches.entry(directory, 'CREATE', name)
  const dentry = directory.dentry.lookup(name, task)
  return dentry ? ok(new PathRef(directory.mount, dentry)) : err('ENOENT')
}

function removeName(task: Task, { directory, name, place }: LastName): Res<void> {
  if (!place) return err('ENOENT')
  if (place.mount !== directory.mount || isMountPoint(place)) return err('EBUSY')
  const may = mayDelete(task.process.credentials, directory, place.inode)
  if (!may.ok) return may
  const removed = directory.inode.remove(name)
  if (!removed.ok) return removed
  directory.dentry.forget(name)
  const { watches } = task.kernel.vfs
  watches.self(place.inode, 'DELETE_SELF')
  watches.entry(directory, 'DELETE', name)
  return removed
}

function rename(task: Task, from: string, to: string): Res<void> {
  const by = walkerOf(task)
  const source = walkToName(by, from)
  if (!source.ok) return source
  const target = walkToName(by, to)
  if (!target.ok) return target
  const [old, next] = [source.value, target.value]
  if (old.directory.mount !== next.directory.mount) return err('EXDEV')
  if (old.ending !== 'name' || next.ending !== 'name') return err('EBUSY')
  if (old.directory.mount.attributes.readOnly) return err('EROFS')
  if (!old.place) return err('ENOENT')
  const moving = old.place
  const directory = moving.inode.type === 'directory'
  if (!directory && (old.slash || next.slash)) return err('ENOTDIR')
  if (next.directory.dentry.isWithin(moving.dentry)) return err('EINVAL')
  if (next.place && old.directory.dentry.isWithin(next.place.dentry)) return err('ENOTEMPTY')
  if (next.place?.inode === moving.inode) return ok(undefined)
  const may = mayRename(task, old, next)
  if (!may.ok) return may
  if (moving.mount !== old.directory.mount || (next.place && next.place.mount !== next.directory.mount)) return err('EBUSY')
  const moved = old.directory.inode.rename(old.name, next.directory.inode, next.name)
  if (!moved.ok) return moved
  old.directory.dentry.moved(old.name, next.directory.dentry, next.name)
  const { watches } = task.kernel.vfs
  watches.entry(old.directory, 'MOVED_FROM', old.name)
  watches.entry(next.directory, 'MOVED_TO', next.name)
  watches.self(moving.inode, 'MOVE_SELF')
  return moved
}

function mayRename(task: Task, old: LastName, next: LastName): Res<void> {
  const { credentials } = task.process
  const moving = old.place as PathRef
  const mayTake = mayDelete(credentials, old.directory, moving.inode)
  if (!mayTake.ok) return mayTake
  if (!next.place) return mayCreateIn(credentials, next.directory)
  const mayReplace = mayDelete(credentials, next.directory, next.place.inode)
  if (!mayReplace.ok) return mayReplace
  const directory = moving.inode.type === 'directory'
  const ontoDirectory = next.place.inode.type === 'directory'
  if (directory && !ontoDirectory) return err('ENOTDIR')
  return !directory && ontoDirectory ? err('EISDIR') : ok(undefined)
}

/** fs.protected_hardlinks: only what one owns, or could write anyhow, gets another name. */
function mayHardLink(task: Task, source: PathRef): boolean {
  const stat = source.inode.stat()
  if (isOwner(task.process.credentials, stat)) return true
  const plain = stat.type === 'file' && !(stat.mode & 0o4000) && (stat.mode & 0o2010) !== 0o2010
  return plain && permits(task.process.credentials, source.inode, READ | WRITE)
}
