/**
 * Path walking (fs/namei.c): from the root or the working directory over mounts and symbolic links, with search permission asked of
 * every directory on the way.
 */
import { limits } from '../../../base/limits.ts'
import { err, ok } from '../../../base/result.ts'
import { encode } from '../../../base/utf8.ts'
import type { Res } from '../calls.ts'
import type { Credentials } from '../credentials.ts'
import { OpenFile } from '../open-file.ts'
import type { Task } from '../task.ts'
import { PathRef } from './path-ref.ts'
import { EXECUTE, permits } from './permission.ts'
import { topOf } from './place-name.ts'

/** Who walks, and where paths begin. */
export interface Walker {
  readonly task: Task | undefined
  readonly root: PathRef
  readonly cwd: PathRef
  readonly credentials: Credentials
}

export const walkerOf = (task: Task): Walker => {
  const { directories, credentials } = task.process
  return { task, root: directories.root, cwd: directories.cwd, credentials }
}

/** The last name of a path and the directory it is in: what calls that make or remove names work on. */
export interface LastName {
  readonly directory: PathRef
  /** Empty when the path ends in `.`, `..` or is the root; `ending` tells which. */
  readonly name: string
  readonly ending: 'name' | 'dot' | 'dotdot' | 'root'
  /** The path ended in a slash: only a directory will do. */
  readonly slash: boolean
  /** What is there now. */
  readonly place: PathRef | undefined
}

/** The place a path leads to; a final symbolic link is followed unless `noFollow`. */
export function walk(by: Walker, path: string, noFollow = false): Res<PathRef> {
  const found = walkToName(by, path, !noFollow || path.endsWith('/'))
  if (!found.ok) return found
  const { place, slash } = found.value
  if (!place) return err('ENOENT')
  if (slash && place.inode.type !== 'directory') return err('ENOTDIR')
  return ok(place)
}

export const walkBy = (task: Task, path: string, noFollow = false): Res<PathRef> => walk(walkerOf(task), path, noFollow)

/** The same, stopping short of the last name; `follow` says whether a symbolic link there is followed (open with O_CREAT does). */
export function walkToName(by: Walker, path: string, follow = false): Res<LastName> {
  if (path === '') return err('ENOENT')
  if (path.length >= limits.pathBytes || encode(path).length >= limits.pathBytes) return err('ENAMETOOLONG')
  const slash = path.endsWith('/')
  let pending = path.split('/').filter(Boolean).reverse()
  let at = path.startsWith('/') ? by.root : by.cwd
  let directory = at
  let ending: LastName['ending'] = 'root'
  let name = ''
  let links = 0
  for (;;) {
    const part = pending.pop()
    if (part === undefined) return ok({ directory, name: ending === 'name' ? name : '', ending, slash, place: at })
    if (at.inode.type !== 'directory') return err('ENOTDIR')
    if (!permits(by.credentials, at.inode, EXECUTE)) return err('EACCES')
    directory = at
    name = part
    ending = part === '.' ? 'dot' : part === '..' ? 'dotdot' : 'name'
    if (ending === 'dot') continue
    if (ending === 'dotdot') {
      at = above(at, by.root)
      continue
    }
    if (tooLong(part)) return err('ENAMETOOLONG')
    const last = pending.length === 0
    const child = at.dentry.lookup(part, by.task)
    if (!child) return last ? ok({ directory, name, ending, slash, place: undefined }) : err('ENOENT')
    const next = topOf(new PathRef(at.mount, child))
    if (next.inode.type !== 'symlink' || (last && !follow)) {
      at = next
      continue
    }
    if (++links > limits.symlinksFollowed) return err('ELOOP')
    if (!mayFollow(by, directory, next)) return err('EACCES')
    const target = readTarget(by, next)
    if (!target.ok) return target
    if (typeof target.value === 'string') {
      if (target.value.startsWith('/')) at = by.root
      pending = [...pending, ...target.value.split('/').filter(Boolean).reverse()]
      if (pending.length === 0) ending = 'root'
    } else at = target.value
  }
}

/** fs.protected_symlinks: links of others in sticky directories that everybody may write are not followed. */
function mayFollow(by: Walker, directory: PathRef, link: PathRef): boolean {
  const { mode, uid } = directory.inode.stat()
  if ((mode & 0o1002) !== 0o1002) return true
  const owner = link.inode.stat().uid
  return owner === by.credentials.euid || owner === uid
}

/** A path to go on with, or (links of /proc) the place itself. */
function readTarget(by: Walker, link: PathRef): Res<string | PathRef> {
  const { inode } = link
  if (!inode.follow) {
    const target = inode.readlink(by.task)
    return target === '' ? err('ENOENT') : ok(target)
  }
  const place = inode.follow(by.task)
  if (!place) return err('ENOENT')
  if (place instanceof OpenFile) return ok(place.path ?? by.task?.kernel.vfs.anonymous.placeOf(place) ?? link)
  return ok(place)
}

/** `..`: up to the parent, over the edge of a mount, never above the root. */
export function above(place: PathRef, root: PathRef): PathRef {
  let at = place
  for (;;) {
    if (at.is(root)) return at
    const parent = at.parent
    if (parent) return topOf(parent)
    const edge = at.dentry === at.mount.root ? at.mount.place : undefined
    if (!edge) return at
    at = edge
  }
}

const tooLong = (name: string): boolean =>
  name.length > limits.nameBytes || (name.length * 3 > limits.nameBytes && encode(name).length > limits.nameBytes)
