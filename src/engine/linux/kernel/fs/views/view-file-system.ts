import { hash32 } from '../../../../base/random.ts'
import { err, ok } from '../../../../base/result.ts'
import { decode, encode } from '../../../../base/utf8.ts'
import type { FileType, Res, Stat, StatFs } from '../../calls.ts'
import { O, Poll } from '../../calls.ts'
import type { Maybe } from '../../open-file.ts'
import { isKernelCode, OpenFile } from '../../open-file.ts'
import type { Task } from '../../task.ts'
import type { KernelCode } from '../../wait.ts'
import type { FileSystem, Inode } from '../inode.ts'
import type { PathRef } from '../path-ref.ts'
import { describePlace } from '../place-name.ts'
import { DirectoryFile } from '../stored-file.ts'
import type { View, ViewDirectory, ViewFile } from './view.ts'

/** A file system of views: proc, sysfs, cgroup2, devpts. */
export class ViewFileSystem implements FileSystem {
  readonly volatile = true
  /** What chmod and chown made of objects, by inode number. */
  readonly overrides = new Map<number, { readonly mode?: number; readonly uid?: number; readonly gid?: number }>()
  readonly root: Inode

  constructor(
    readonly type: string,
    readonly dev: number,
    root: ViewDirectory,
    /** When it was mounted, Unix milliseconds. */
    readonly bornMs: number,
    private readonly shownOptions = '',
    rootInode = 1,
  ) {
    this.root = new ViewInode(this, rootInode, root)
  }

  options(): string {
    return this.shownOptions
  }

  statfs(): Pick<StatFs, 'totalBytes' | 'freeBytes' | 'availableBytes' | 'files' | 'filesFree'> {
    return { totalBytes: 0, freeBytes: 0, availableBytes: 0, files: 0, filesFree: 0 }
  }
}

const types: Readonly<Record<View['kind'], FileType>> = { file: 'file', directory: 'directory', link: 'symlink', device: 'char' }

class ViewInode implements Inode {
  readonly type: FileType

  constructor(
    readonly fs: ViewFileSystem,
    readonly ino: number,
    private readonly view: View,
  ) {
    this.type = types[view.kind]
  }

  stat(): Stat {
    const { view } = this
    const override = this.fs.overrides.get(this.ino)
    const time = view.timeMs ?? this.fs.bornMs
    return {
      dev: this.fs.dev,
      ino: this.ino,
      type: this.type,
      mode: override?.mode ?? view.mode ?? defaultMode(view),
      nlink: view.kind === 'directory' ? (view.nlink ?? 2) : 1,
      uid: override?.uid ?? view.uid ?? 0,
      gid: override?.gid ?? view.gid ?? 0,
      rdev: view.kind === 'device' ? view.rdev : 0,
      size: sizeOf(view, this.fs.type),
      blocks: 0,
      atimeMs: time,
      mtimeMs: time,
      ctimeMs: time,
    }
  }

  lookup(name: string, task: Task | undefined): Inode | undefined {
    if (this.view.kind !== 'directory') return undefined
    const view = this.view.get(name, task)
    return view && this.child(name, view)
  }

  *entries(task: Task | undefined): Iterable<readonly [string, Inode]> {
    if (this.view.kind !== 'directory') return
    for (const name of this.view.names(task)) {
      const view = this.view.get(name, task)
      if (view) yield [name, this.child(name, view)]
    }
  }

  create(name: string, what: { type: FileType; mode: number }): Res<Inode> {
    if (this.view.kind !== 'directory') return err('ENOTDIR')
    if (what.type !== 'directory' || !this.view.make) return err(this.fs.type === 'proc' ? 'ENOENT' : 'EPERM')
    const made = this.view.make(name, what.mode)
    if (!made.ok) return made
    const inode = this.lookup(name, undefined)
    return inode ? ok(inode) : err('ENOENT')
  }

  link(): Res<void> {
    return err('EPERM')
  }

  remove(name: string): Res<void> {
    if (this.view.kind !== 'directory' || !this.view.remove || this.lookup(name, undefined)?.type !== 'directory') return err('EPERM')
    return this.view.remove(name)
  }

  rename(): Res<void> {
    return err('EPERM')
  }

  readlink(task: Task | undefined): string {
    return this.view.kind === 'link' ? this.view.target(task) : ''
  }

  get follow(): ((task: Task | undefined) => PathRef | OpenFile | undefined) | undefined {
    return this.view.kind === 'link' ? this.view.follow : undefined
  }

  get openDevice(): ((flags: number, task: Task, path: PathRef) => Maybe<OpenFile>) | undefined {
    return this.view.kind === 'device' ? this.view.open : undefined
  }

  open(flags: number, _task: Task, path: PathRef): Res<OpenFile> {
    if (this.view.kind === 'directory') return ok(new DirectoryFile(flags, path))
    if (this.view.kind !== 'file') return err('ENXIO')
    const access = flags & 3
    if (access !== O.RDONLY && !this.view.write) return err(this.fs.type === 'proc' ? 'EIO' : 'EACCES')
    return ok(new OpenView(flags, path, this.view))
  }

  truncate(): Res<void> {
    return this.view.kind === 'file' && this.view.write ? ok(undefined) : err('EPERM')
  }

  setAttributes({ mode, uid, gid }: { mode?: number; uid?: number; gid?: number }): Res<void> {
    if (this.fs.type === 'proc') return err('EPERM')
    const change = { ...(mode !== undefined && { mode: mode & 0o7777 }), ...(uid !== undefined && { uid }), ...(gid !== undefined && { gid }) }
    if (this.view.kind === 'device' && this.view.change) this.view.change(change)
    else this.fs.overrides.set(this.ino, { ...this.fs.overrides.get(this.ino), ...change })
    return ok(undefined)
  }

  getXattr(): string | undefined {
    return undefined
  }

  setXattr(): Res<void> {
    return err('EOPNOTSUPP')
  }

  private child(name: string, view: View): Inode {
    const parent = this.view.kind === 'directory' ? (this.view.identity ?? 0) : 0
    return new ViewInode(this.fs, hash32(`${this.ino} ${parent} ${name}`), view)
  }
}

function sizeOf(view: View, type: string): number {
  if (view.kind === 'file') return view.size ?? (type === 'sysfs' ? 4096 : 0)
  return view.kind === 'link' ? (view.size ?? 0) : 0
}

function defaultMode(view: View): number {
  switch (view.kind) {
    case 'directory':
      return 0o555
    case 'link':
      return 0o777
    case 'device':
      return 0o620
    default:
      return view.write ? (view.read ? 0o644 : 0o200) : 0o444
  }
}

/** An open pseudo file: the text is made when reading begins, and again after a rewind. */
class OpenView extends OpenFile {
  private bytes: Uint8Array | undefined
  private version: number | undefined

  constructor(
    flags: number,
    override readonly path: PathRef,
    private readonly view: ViewFile,
  ) {
    super(flags, path, view.changed)
    this.version = view.version?.()
  }

  describe(): string {
    return describePlace(this.path)
  }

  stat(): Stat {
    return this.path.inode.stat()
  }

  override read(task: Task, count: number): Res<Uint8Array> {
    const bytes = this.pread(task, count, this.offset)
    if (bytes.ok) this.offset += bytes.value.length
    return bytes
  }

  override pread(task: Task, count: number, offset: number): Res<Uint8Array> {
    if ((this.flags & 3) === O.WRONLY) return err('EBADF')
    if (!this.view.read) return err('EINVAL')
    if (offset === 0 || !this.bytes) {
      this.version = this.view.version?.()
      const made = this.view.read(task)
      if (typeof made === 'object' && 'ok' in made) {
        if (!made.ok) return made
        this.bytes = encode(made.value)
      } else this.bytes = typeof made === 'string' ? encode(made) : made
    }
    return ok(this.bytes.subarray(offset, offset + count))
  }

  override readSlice(task: Task, count: number): Res<Uint8Array | undefined> {
    const bytes = this.read(task, count)
    return bytes.ok && bytes.value.length === 0 ? ok(undefined) : bytes
  }

  override write(task: Task, bytes: Uint8Array): Maybe<number> {
    if ((this.flags & 3) === O.RDONLY) return err('EBADF')
    if (!this.view.write) return err('EINVAL')
    this.bytes = undefined
    const outcome = this.view.write(task, decode(bytes))
    return isKernelCode(outcome) ? finish(outcome, bytes.length) : taken(outcome, bytes.length)
  }

  override pwrite(task: Task, bytes: Uint8Array): Maybe<number> {
    return this.write(task, bytes)
  }

  override seek(offset: number, whence: 'set' | 'cur' | 'end'): Res<number> {
    if (whence === 'end') return err('EINVAL')
    this.offset = whence === 'set' ? offset : this.offset + offset
    return ok(this.offset)
  }

  override truncate(): Res<void> {
    return this.view.write ? ok(undefined) : err('EINVAL')
  }

  override poll(): number {
    const news = this.view.version !== undefined && this.view.version() !== this.version
    return Poll.in | Poll.out | (news ? Poll.pri | Poll.err : 0)
  }
}

function taken(outcome: Res<number | undefined>, length: number): Res<number> {
  return outcome.ok ? ok(outcome.value ?? length) : outcome
}

function* finish(outcome: KernelCode<Res<number | undefined>>, length: number): KernelCode<Res<number>> {
  return taken(yield* outcome, length)
}
