/** Places for what is open and has no name: where /proc/PID/fd/N leads for a pipe, a socket, an inotify (pipefs, sockfs, anon_inodefs). */
import { err, ok } from '../../../base/result.ts'
import type { FileType, Res, Stat, StatFs } from '../calls.ts'
import type { Maybe, OpenFile } from '../open-file.ts'
import { Dentry } from './dentry.ts'
import type { FileSystem, Inode } from './inode.ts'
import type { MountNumbers } from './mount.ts'
import { Mount } from './mount.ts'
import { PathRef } from './path-ref.ts'

/** The file system of all of them; its one mount belongs to the kernel. */
export class AnonymousFiles implements FileSystem {
  readonly type = 'pipefs'
  readonly dev = 13
  readonly volatile = true
  readonly root: Inode
  private readonly mount: Mount

  constructor(numbers: MountNumbers) {
    this.root = new AnonymousInode(this, undefined)
    this.mount = new Mount(numbers, this, new Dentry(this.root, undefined, ''), 'none')
  }

  placeOf(file: OpenFile): PathRef {
    return new PathRef(this.mount, new Dentry(new AnonymousInode(this, file), this.mount.root, file.describe()))
  }

  statfs(): Pick<StatFs, 'totalBytes' | 'freeBytes' | 'availableBytes' | 'files' | 'filesFree'> {
    return { totalBytes: 0, freeBytes: 0, availableBytes: 0, files: 0, filesFree: 0 }
  }
}

class AnonymousInode implements Inode {
  readonly type: FileType
  readonly ino: number

  constructor(
    readonly fs: FileSystem,
    private readonly file: OpenFile | undefined,
  ) {
    const stat = file?.stat()
    this.type = stat?.type ?? 'directory'
    this.ino = stat?.ino ?? 1
  }

  stat(): Stat {
    return this.file?.stat() ?? rootStat
  }

  /** A pipe is joined; a socket cannot be opened. */
  openDevice(): Maybe<OpenFile> {
    return this.file && this.type !== 'socket' ? ok(this.file) : err('ENXIO')
  }

  open(): Res<never> {
    return err('ENXIO')
  }

  lookup(): undefined {
    return undefined
  }

  entries(): [] {
    return []
  }

  create(): Res<never> {
    return err('EPERM')
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

const rootStat: Stat = {
  dev: 13,
  ino: 1,
  type: 'directory',
  mode: 0o555,
  nlink: 2,
  uid: 0,
  gid: 0,
  rdev: 0,
  size: 0,
  blocks: 0,
  atimeMs: 0,
  mtimeMs: 0,
  ctimeMs: 0,
}
