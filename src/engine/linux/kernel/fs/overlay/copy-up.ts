import { err, ok } from '../../../../base/result.ts'
import type { Res } from '../../calls.ts'
import type { Inode } from '../inode.ts'
import type { OverlayInode } from './overlay-inode.ts'
import { OPAQUE } from './whiteout.ts'

/**
 * Copies an object of a lower layer to the upper one, with its parents, mode, owner, times and attributes (fs/overlayfs/copy_up.c). The
 * data is shared with the layer below, but counts on the upper layer's disk. A hard link of the lower layer is broken: only this name
 * changes from now on.
 */
export function copyUp(inode: OverlayInode, withoutData: boolean): Res<Inode> {
  const { parent, name } = inode
  if (!parent) return err('EROFS')
  const into = parent.ensureUpper()
  if (!into.ok) return into
  const times = into.value.stat()
  const lower = inode.real
  const stat = lower.stat()
  const { type, mode, uid, gid, rdev } = stat
  const made = into.value.create(name, { type, mode, uid, gid, rdev, ...(type === 'symlink' && { target: lower.readlink(undefined) }) })
  if (!made.ok) return made
  const filled = type === 'file' && !withoutData ? fill(made.value, lower) : ok(undefined)
  if (!filled.ok) {
    into.value.remove(name)
    return filled
  }
  for (const [key, value] of lower.xattrs?.() ?? []) if (key !== OPAQUE) made.value.setXattr(key, value)
  made.value.setAttributes({ mode, atimeMs: stat.atimeMs, mtimeMs: stat.mtimeMs })
  into.value.setAttributes({ atimeMs: times.atimeMs, mtimeMs: times.mtimeMs })
  inode.upper = made.value
  inode.fs.record('overlay.copied-up', {
    path: inode.path,
    bytes: type === 'file' && !withoutData ? stat.size : 0,
    from: inode.fs.layerOf(lower, inode.path),
    upper: inode.fs.layerNames[0] ?? '',
  })
  return ok(made.value)
}

function fill(upper: Inode, lower: Inode): Res<void> {
  const content = lower.snapshot?.()
  if (!content || !upper.assign) return err('EIO')
  return content.size === 0 ? ok(undefined) : upper.assign(content)
}
