import type { Inode } from './inode.ts'
import type { Mount } from './mount.ts'

/** A place in a mount tree: which mount, which inode, and the names that led there from the mount's root. */
export interface PathRef {
  readonly mount: Mount
  readonly inode: Inode
  /** Parent place within the same mount; undefined at the mount's root. */
  readonly parent: PathRef | undefined
  /** Name in the parent; empty at the mount's root. */
  readonly name: string
}
