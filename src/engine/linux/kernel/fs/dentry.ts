import type { Task } from '../task.ts'
import type { FileSystem, Inode } from './inode.ts'

/**
 * A name in a directory of a file system (struct dentry): what open files and working directories hold on to, so that a rename is seen by
 * everybody who is inside. Entries appear when somebody walks over them; every walk asks the directory again, so they never go stale.
 */
export class Dentry {
  /** Unlinked while somebody may still hold it. */
  deleted = false
  private children: Map<string, Dentry> | undefined

  constructor(
    readonly inode: Inode,
    /** Undefined at the root of the file system. */
    public parent: Dentry | undefined,
    /** Empty at the root of the file system. */
    public name: string,
  ) {}

  /** The entry of that name, or undefined. */
  lookup(name: string, task: Task | undefined): Dentry | undefined {
    const inode = this.inode.lookup(name, task)
    if (!inode) {
      this.children?.delete(name)
      return undefined
    }
    const known = this.children?.get(name)
    if (known && known.inode === inode) return known
    const found = new Dentry(inode, this, name)
    if (!this.inode.fs.volatile) {
      this.children ??= new Map()
      this.children.set(name, found)
    }
    return found
  }

  /** The name was removed. */
  forget(name: string): void {
    const child = this.children?.get(name)
    if (!child) return
    child.deleted = true
    this.children?.delete(name)
  }

  /** The name moved: whoever holds the entry sees its new place. */
  moved(name: string, to: Dentry, newName: string): void {
    const child = this.children?.get(name)
    to.forget(newName)
    if (!child) return
    this.children?.delete(name)
    child.parent = to
    child.name = newName
    to.children ??= new Map()
    to.children.set(newName, child)
  }

  /** Whether `ancestor` is this entry or a directory above it. */
  isWithin(ancestor: Dentry): boolean {
    for (let at: Dentry | undefined = this; at; at = at.parent) if (at === ancestor) return true
    return false
  }

  /** Path from the root of the file system, or from `root` where that is above: `/a/b`, `/` itself. */
  path(root?: Dentry): string {
    let out = ''
    for (let at: Dentry = this; at.parent && at !== root; at = at.parent) out = `/${at.name}${out}`
    return out || '/'
  }
}

const roots = new WeakMap<FileSystem, Dentry>()

/** The root entry of a file system: one object for all its mounts. */
export function rootDentry(fs: FileSystem): Dentry {
  let root = roots.get(fs)
  if (!root) {
    root = new Dentry(fs.root, undefined, '')
    roots.set(fs, root)
  }
  return root
}
