import { err, ok } from '../../../base/result.ts'
import type { Res, Stat } from '../calls.ts'
import type { Credentials } from '../credentials.ts'
import { capable, capableOver, noCapabilities } from '../credentials.ts'
import type { Inode } from './inode.ts'
import type { PathRef } from './path-ref.ts'

/** Wanted access, as in mode bits: any of READ, WRITE, EXECUTE (search, for directories). */
export const READ = 4
export const WRITE = 2
export const EXECUTE = 1

/** Discretionary access control with its capabilities (generic_permission). */
export function permits(who: Credentials, inode: Inode, wanted: number): boolean {
  if (wanted === 0) return true
  const directory = inode.type === 'directory'
  if (who.user) return permitsInNamespace(who, inode, wanted)
  if (capable(who, 'CAP_DAC_OVERRIDE')) return directory || !(wanted & EXECUTE) || (inode.stat().mode & 0o111) !== 0
  if (capable(who, 'CAP_DAC_READ_SEARCH') && !(wanted & WRITE) && (directory || wanted === READ)) return true
  const { mode, uid, gid } = inode.stat()
  const bits = who.euid === uid ? mode >> 6 : isInGroup(who, gid) ? mode >> 3 : mode
  return (bits & wanted) === wanted
}

/** The same for somebody of a user namespace: capabilities count only for files whose owner is known there. */
function permitsInNamespace(who: Credentials, inode: Inode, wanted: number): boolean {
  const stat = inode.stat()
  const { user, ...plain } = who
  const known = user?.maps('uid', stat.uid) === true && user.maps('gid', stat.gid)
  return permits(known ? plain : { ...plain, effective: noCapabilities }, inode, wanted)
}

export const isInGroup = (who: Credentials, gid: number): boolean => who.egid === gid || who.groups.includes(gid)

export const isOwner = (who: Credentials, stat: Stat): boolean => who.euid === stat.uid || capableOver(who, 'CAP_FOWNER', stat)

/** EROFS where the mount is read-only, EACCES where the permissions say so. */
export function mayWrite(who: Credentials, place: PathRef): Res<void> {
  if (place.mount.attributes.readOnly) return err('EROFS')
  return permits(who, place.inode, WRITE) ? ok(undefined) : err('EACCES')
}

/** Adding a name to a directory. */
export function mayCreateIn(who: Credentials, directory: PathRef): Res<void> {
  if (directory.dentry.deleted) return err('ENOENT')
  if (directory.mount.attributes.readOnly) return err('EROFS')
  return permits(who, directory.inode, WRITE | EXECUTE) ? ok(undefined) : err('EACCES')
}

/** Removing a name, with the sticky bit's rule (may_delete). */
export function mayDelete(who: Credentials, directory: PathRef, victim: Inode): Res<void> {
  if (directory.mount.attributes.readOnly) return err('EROFS')
  if (!permits(who, directory.inode, WRITE | EXECUTE)) return err('EACCES')
  const parent = directory.inode.stat()
  if (parent.mode & 0o1000 && who.euid !== parent.uid && !isOwner(who, victim.stat())) return err('EPERM')
  return ok(undefined)
}
