import type { FileType, Res, Stat, StatFs } from '../calls.ts'
import type { Content } from '../content.ts'
import type { Maybe, OpenFile } from '../open-file.ts'
import type { Task } from '../task.ts'
import type { PathRef } from './path-ref.ts'

/** A mounted file system: ext4-like trees, tmpfs, overlay, proc, sysfs, cgroup2, devpts, mqueue. */
export interface FileSystem {
  /** As in /proc/mounts: `ext4`, `overlay`, `proc`. */
  readonly type: string
  /** major * 256 + minor. */
  readonly dev: number
  readonly root: Inode
  statfs(): Pick<StatFs, 'totalBytes' | 'freeBytes' | 'availableBytes' | 'files' | 'filesFree'>
  /** Options shown in /proc/mounts after rw/ro: `lowerdir=…,upperdir=…`. */
  options?(): string
  /** Entries come and go by themselves (proc): never remember what a lookup answered. */
  readonly volatile?: boolean
  /** Remounting with options of its own: `size=` of tmpfs. */
  reconfigure?(options: readonly (readonly [key: string, value: string | undefined])[]): Res<void>
  /** How many mounts show it now. */
  mountedTimes?(count: number): void
  /** The last mount of it went. */
  destroy?(): void
}

/** What `create` makes. */
export interface NewInode {
  readonly type: FileType
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly target?: string
  readonly rdev?: number
}

/**
 * An object in a file system. Permission checks, path walking and mounts are the VFS's business (`fs/`); an inode only knows itself. Methods
 * that make no sense for its type or file system answer ENOTDIR, EPERM or EROFS, as Linux does there.
 */
export interface Inode {
  readonly fs: FileSystem
  readonly ino: number
  readonly type: FileType
  stat(): Stat
  /** Directories: the entry, or undefined. `task` is who looks (proc shows pids of its namespace). */
  lookup(name: string, task: Task | undefined): Inode | undefined
  /** Directories: names without . and .. */
  entries(task: Task | undefined): Iterable<readonly [name: string, inode: Inode]>
  create(name: string, what: NewInode): Res<Inode>
  link(name: string, inode: Inode): Res<void>
  /** Removes a name: files and, where empty, directories. */
  remove(name: string): Res<void>
  /** Moves an entry into a directory of the same file system, replacing what is there. */
  rename(name: string, to: Inode, newName: string): Res<void>
  readlink(task: Task | undefined): string
  /** A link that leads to an object, not to a path (/proc/PID/root, /proc/PID/fd/3): the object. */
  follow?: ((task: Task | undefined) => PathRef | OpenFile | undefined) | undefined
  open(flags: number, task: Task, path: PathRef): Res<OpenFile>
  /** What knows itself how to be opened (the slaves of devpts, pipes found through /proc); other devices go through the device table. */
  openDevice?: ((flags: number, task: Task, path: PathRef) => Maybe<OpenFile>) | undefined
  truncate(size: number): Res<void>
  setAttributes(change: { mode?: number; uid?: number; gid?: number; atimeMs?: number; mtimeMs?: number }): Res<void>
  getXattr(name: string): string | undefined
  setXattr(name: string, value: string): Res<void>
  /** All extended attributes, where the file system stores any. */
  xattrs?(): ReadonlyMap<string, string>
  /** Regular files that store: the whole as immutable content. */
  snapshot?(): Content
  /** Regular files that store: becomes a copy of that content, sharing it. */
  assign?(content: Content): Res<void>
  /** Overlay: the inode of a layer that stores it (d_real); sockets and locks belong to that one. */
  backing?(): Inode
}
