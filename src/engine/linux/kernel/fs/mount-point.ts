import type { PathRef } from './path-ref.ts'

/** Whether something is mounted on a place, or the place is itself the root of a mount. */
export function isMountPoint(place: PathRef): boolean {
  if (place.dentry === place.mount.root) return true
  return place.mount.children.get(place.inode.ino)?.at === place.dentry
}
