import type { Dentry } from './dentry.ts'
import type { Inode } from './inode.ts'
import type { Mount } from './mount.ts'

/** A place in a mount tree (struct path): which mount, which entry of its file system. */
export class PathRef {
  constructor(
    readonly mount: Mount,
    readonly dentry: Dentry,
  ) {}

  get inode(): Inode {
    return this.dentry.inode
  }

  /** Name in the parent directory; empty at the root of a file system. */
  get name(): string {
    return this.dentry.name
  }

  /** Parent place within the same mount; undefined at the mount's root. */
  get parent(): PathRef | undefined {
    return this.dentry === this.mount.root || !this.dentry.parent ? undefined : new PathRef(this.mount, this.dentry.parent)
  }

  is(other: PathRef): boolean {
    return this.mount === other.mount && this.dentry === other.dentry
  }
}
