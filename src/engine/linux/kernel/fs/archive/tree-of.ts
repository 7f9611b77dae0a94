import type { Task } from '../../task.ts'
import type { Inode } from '../inode.ts'
import { StoredInode } from '../stored-inode.ts'
import type { TreeDirectory, TreeNode } from '../tree.ts'

/**
 * An immutable tree of what a directory holds now, sharing contents, and whole subtrees where nothing was changed. `skip` leaves one
 * inode out (the archive that is being written).
 */
export function treeOf(directory: Inode, task: Task | undefined, skip?: Inode): TreeDirectory {
  return new Collector(task, skip).directory(directory)
}

class Collector {
  /** Files with several names, by inode. */
  private readonly linked = new Map<Inode, TreeNode>()

  constructor(
    private readonly task: Task | undefined,
    private readonly skip: Inode | undefined,
  ) {}

  directory(inode: Inode): TreeDirectory {
    const pristine = inode instanceof StoredInode ? inode.pristineTree : undefined
    if (pristine) return pristine
    const entries = new Map<string, TreeNode>()
    for (const [name, child] of inode.entries(this.task)) {
      const node = child === this.skip ? undefined : this.node(child)
      if (node) entries.set(name, node)
    }
    const { mode, uid, gid, mtimeMs } = inode.stat()
    const xattrs = inode.xattrs?.()
    return { type: 'directory', mode, uid, gid, mtimeMs, entries, ...(xattrs && xattrs.size > 0 && { xattrs }) }
  }

  private node(inode: Inode): TreeNode | undefined {
    if (inode.type === 'directory') return this.directory(inode)
    const { mode, uid, gid, mtimeMs, rdev, nlink } = inode.stat()
    const owned = { mode, uid, gid, mtimeMs }
    if (inode.type === 'symlink') return { ...owned, type: 'symlink', target: inode.readlink(this.task) }
    if (inode.type === 'socket') return undefined
    if (inode.type !== 'file') return { ...owned, type: inode.type, rdev }
    const known = this.linked.get(inode)
    if (known) return known
    const content = inode.snapshot?.()
    if (!content) return undefined
    const xattrs = inode.xattrs?.()
    const node: TreeNode = { ...owned, type: 'file', content, ...(xattrs && xattrs.size > 0 && { xattrs }) }
    if (nlink > 1) this.linked.set(inode, node)
    return node
  }
}
