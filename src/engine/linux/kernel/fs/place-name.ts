import type { Mount } from './mount.ts'
import type { PathRef } from './path-ref.ts'

/**
 * The absolute path of a place as seen from `root` (d_path): across mounts, with ` (deleted)` for what has no name any more. Undefined
 * when the place cannot be reached from `root` (another mount namespace, outside a chroot).
 */
export function placeName(place: PathRef, root?: PathRef): string | undefined {
  let at: PathRef = place
  let out = ''
  let deleted = false
  for (;;) {
    if (root && at.is(root)) break
    if (at.dentry.deleted) deleted = true
    const parent = at.parent
    if (parent) {
      out = `/${at.name}${out}`
      at = parent
      continue
    }
    const above: PathRef | undefined = at.dentry === at.mount.root ? at.mount.place : undefined
    if (above) {
      at = above
      continue
    }
    if (root || at.mount.detached) return undefined
    break
  }
  return (out || '/') + (deleted ? ' (deleted)' : '')
}

/** The path from the namespace's root: what descriptors are described by. */
export const describePlace = (place: PathRef): string => placeName(place) ?? place.dentry.path(place.mount.root)

/** The topmost of what is mounted on a place, or the place itself. */
export function topOf(place: PathRef): PathRef {
  let at = place
  for (;;) {
    const mount: Mount | undefined = at.mount.children.get(at.inode.ino)
    if (!mount || (mount.at !== at.dentry && !at.inode.fs.volatile)) return at
    at = mount.rootRef
  }
}
