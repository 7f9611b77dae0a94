/** Files that stand for namespaces: /proc/PID/ns/net leads to one, and a bind mount of one keeps its namespace alive (fs/nsfs.c). */
import { err, ok } from '../../../base/result.ts'
import type { Res, Stat, StatFs } from '../calls.ts'
import { NamespaceFile, namespaceStat } from '../namespace/file.ts'
import type { AnyNamespace, NamespaceTable } from '../namespace/table.ts'
import type { OpenFile } from '../open-file.ts'
import type { Task } from '../task.ts'
import { Dentry } from './dentry.ts'
import type { FileSystem, Inode } from './inode.ts'
import type { MountNumbers } from './mount.ts'
import { Mount } from './mount.ts'
import { PathRef } from './path-ref.ts'

const places = new WeakMap<AnyNamespace, PathRef>()

/** The place of a namespace, in a mount of the kernel's own. */
export function namespacePlace(namespace: AnyNamespace, table: NamespaceTable, numbers: MountNumbers): PathRef {
  let place = places.get(namespace)
  if (!place) {
    const fs = new NamespaceFileSystem(namespace, table)
    const dentry = new Dentry(fs.root, undefined, `${table.kind(namespace)}:[${table.inode(namespace)}]`)
    place = new PathRef(new Mount(numbers, fs, dentry, 'nsfs'), dentry)
    places.set(namespace, place)
  }
  return place
}

/** One namespace as a file system with nothing but its root: a mount of it, beyond the kernel's own, holds the namespace. */
class NamespaceFileSystem implements FileSystem {
  readonly type = 'nsfs'
  readonly dev = 4
  readonly root: Inode
  private held = false

  constructor(
    private readonly namespace: AnyNamespace,
    private readonly table: NamespaceTable,
  ) {
    this.root = new NamespaceInode(this, namespace, table)
  }

  statfs(): Pick<StatFs, 'totalBytes' | 'freeBytes' | 'availableBytes' | 'files' | 'filesFree'> {
    return { totalBytes: 0, freeBytes: 0, availableBytes: 0, files: 0, filesFree: 0 }
  }

  mountedTimes(count: number): void {
    const holds = count > 1
    if (holds === this.held) return
    this.held = holds
    if (holds) this.table.holdOne(this.namespace)
    else this.table.dropOne(this.namespace)
  }
}

class NamespaceInode implements Inode {
  readonly type = 'file'
  readonly ino: number

  constructor(
    readonly fs: FileSystem,
    private readonly namespace: AnyNamespace,
    private readonly table: NamespaceTable,
  ) {
    this.ino = table.inode(namespace)
  }

  stat(): Stat {
    return namespaceStat(this.ino)
  }

  open(_flags: number, _task: Task, path: PathRef): Res<OpenFile> {
    return ok(new NamespaceFile(this.table, this.namespace, path))
  }

  lookup(): undefined {
    return undefined
  }

  entries(): [] {
    return []
  }

  create(): Res<never> {
    return err('ENOTDIR')
  }

  link(): Res<never> {
    return err('EPERM')
  }

  remove(): Res<never> {
    return err('EPERM')
  }

  rename(): Res<never> {
    return err('EPERM')
  }

  readlink(): string {
    return ''
  }

  truncate(): Res<never> {
    return err('EINVAL')
  }

  setAttributes(): Res<never> {
    return err('EPERM')
  }

  getXattr(): undefined {
    return undefined
  }

  setXattr(): Res<never> {
    return err('EOPNOTSUPP')
  }
}
