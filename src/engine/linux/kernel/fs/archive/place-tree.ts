import { err, ok } from '../../../../base/result.ts'
import type { Res } from '../../calls.ts'
import type { Task } from '../../task.ts'
import type { Inode } from '../inode.ts'
import { StoredInode } from '../stored-inode.ts'
import type { TreeDirectory, TreeFile, TreeNode } from '../tree.ts'

/** Who owns what is unpacked: as the archive says, or always the same. */
export type Owners = 'archive' | { readonly uid: number; readonly gid: number; readonly umask: number }

/** Lays a tree over a directory: directories merge, everything else replaces what had its name. */
export function placeTree(directory: Inode, tree: TreeDirectory, owners: Owners, task: Task): Res<void> {
  if (directory instanceof StoredInode && owners === 'archive') return directory.graft(tree)
  return new Extraction(owners, task).into(directory, tree)
}

/** Removes a name with everything below it. */
export function removeTree(directory: Inode, name: string, task: Task | undefined): Res<void> {
  const victim = directory.lookup(name, task)
  if (victim?.type === 'directory') {
    for (const [child] of [...victim.entries(task)]) {
      const removed = removeTree(victim, child, task)
      if (!removed.ok) return removed
    }
  }
  return directory.remove(name)
}

/** Object by object, through whatever file system it is (an overlay copies up as it goes). */
class Extraction {
  private readonly linked = new Map<TreeFile, Inode>()

  constructor(
    private readonly owners: Owners,
    private readonly task: Task,
  ) {}

  into(directory: Inode, tree: TreeDirectory): Res<void> {
    for (const [name, node] of tree.entries) {
      const done = this.place(directory, name, node)
      if (!done.ok) return done
    }
    return ok(undefined)
  }

  private place(directory: Inode, name: string, node: TreeNode): Res<void> {
    const before = directory.lookup(name, this.task)
    if (before?.type === 'directory' && node.type === 'directory') {
      const filled = this.into(before, node)
      return filled.ok ? this.dress(before, node) : filled
    }
    if (before) {
      const removed = removeTree(directory, name, this.task)
      if (!removed.ok) return removed
    }
    const link = node.type === 'file' ? this.linked.get(node) : undefined
    if (link) return directory.link(name, link)
    const { uid, gid, mode } = this.owned(node)
    const made = directory.create(name, {
      type: node.type,
      mode,
      uid,
      gid,
      ...(node.type === 'symlink' && { target: node.target }),
      ...('rdev' in node && { rdev: node.rdev }),
    })
    if (!made.ok) return made
    const filled = this.fill(made.value, node)
    return filled.ok ? this.dress(made.value, node) : filled
  }

  private fill(inode: Inode, node: TreeNode): Res<void> {
    if (node.type === 'directory') return this.into(inode, node)
    if (node.type !== 'file') return ok(undefined)
    this.linked.set(node, inode)
    return inode.assign?.(node.content) ?? err('EPERM')
  }

  /** Mode, owner, times and attributes, last of all. */
  private dress(inode: Inode, node: TreeNode): Res<void> {
    for (const [name, value] of ('xattrs' in node && node.xattrs) || []) inode.setXattr(name, value)
    return inode.setAttributes({ ...this.owned(node), atimeMs: node.mtimeMs, mtimeMs: node.mtimeMs })
  }

  private owned(node: TreeNode): { uid: number; gid: number; mode: number } {
    if (this.owners === 'archive') return { uid: node.uid, gid: node.gid, mode: node.mode }
    const { uid, gid, umask } = this.owners
    return { uid, gid, mode: node.type === 'symlink' ? 0o777 : node.mode & 0o777 & ~umask }
  }
}
