import { err, ok } from '../../../base/result.ts'
import type { Res, Stat } from '../calls.ts'
import { O, Poll } from '../calls.ts'
import type { ContentSlice } from '../content.ts'
import { BytesContent } from '../content.ts'
import { capable } from '../credentials.ts'
import { OpenFile } from '../open-file.ts'
import type { Task } from '../task.ts'
import type { PathRef } from './path-ref.ts'
import { describePlace } from './place-name.ts'
import type { StoredInode } from './stored-inode.ts'

/** Contents up to this size travel as ordinary bytes. */
const SMALL_BYTES = 64 * 1024

/** An open regular file. `path` may lead to an overlay's inode; `inode` is the one that stores. */
export class RegularFile extends OpenFile {
  private readonly start: number

  constructor(
    flags: number,
    override readonly path: PathRef,
    private readonly inode: StoredInode,
  ) {
    super(flags, path)
    this.start = inode.fs.starts
    inode.hold(1, this.start)
  }

  describe(): string {
    return describePlace(this.path)
  }

  stat(): Stat {
    return this.path.inode.stat()
  }

  /** The whole file as immutable content. */
  snapshot() {
    return this.inode.snapshot()
  }

  override read(task: Task, count: number): Res<Uint8Array> {
    const bytes = this.pread(task, count, this.offset)
    if (bytes.ok) this.offset += bytes.value.length
    return bytes
  }

  override write(task: Task, bytes: Uint8Array): Res<number> {
    return this.put(task, bytes)
  }

  override pread(task: Task, count: number, offset: number): Res<Uint8Array> {
    if ((this.flags & 3) === O.WRONLY) return err('EBADF')
    const bytes = this.inode.read(offset, count)
    this.accessed(task, offset, bytes.length)
    return ok(bytes)
  }

  override pwrite(task: Task, bytes: Uint8Array, offset: number): Res<number> {
    if ((this.flags & 3) === O.RDONLY) return err('EBADF')
    return this.changedBy(task, this.inode.write(this.flags & O.APPEND ? this.inode.size : offset, bytes, mayUseReserve(task)))
  }

  override seek(offset: number, whence: 'set' | 'cur' | 'end'): Res<number> {
    const base = whence === 'set' ? 0 : whence === 'cur' ? this.offset : this.inode.size
    if (base + offset < 0) return err('EINVAL')
    this.offset = base + offset
    return ok(this.offset)
  }

  override truncate(size: number): Res<void> {
    if ((this.flags & 3) === O.RDONLY || size < 0) return err('EINVAL')
    return this.inode.truncate(size)
  }

  override readSlice(task: Task, count: number): Res<Uint8Array | ContentSlice | undefined> {
    if ((this.flags & 3) === O.WRONLY) return err('EBADF')
    const run = this.inode.slice(this.offset, count)
    if (!run) return ok(undefined)
    this.accessed(task, this.offset, run.length)
    this.offset += run.length
    if (run instanceof Uint8Array) return ok(run)
    const small = run.content instanceof BytesContent && run.content.size <= SMALL_BYTES
    return ok(small ? run.content.read(run.offset, run.length) : run)
  }

  override writeSlice(task: Task, slice: ContentSlice): Res<number> {
    return this.put(task, slice)
  }

  override readable(): Res<number> {
    return ok(Math.max(0, this.inode.size - this.offset))
  }

  override poll(): number {
    return Poll.in | Poll.out
  }

  protected override close(): void {
    this.inode.hold(-1, this.start)
  }

  private put(task: Task, what: Uint8Array | ContentSlice): Res<number> {
    if ((this.flags & 3) === O.RDONLY) return err('EBADF')
    if (this.flags & O.APPEND) this.offset = this.inode.size
    const limit = task.process.limits.get('fsize')?.soft ?? Number.POSITIVE_INFINITY
    if (what.length > 0 && this.offset >= limit) return err('EFBIG')
    const written = this.inode.write(this.offset, what, mayUseReserve(task))
    if (written.ok) this.offset += written.value
    return this.changedBy(task, written)
  }

  private changedBy(task: Task, written: Res<number>): Res<number> {
    if (!written.ok) return written
    this.booked(task, written.value)
    const { mode } = this.inode
    if (mode & 0o6000 && !capable(task.process.credentials, 'CAP_FSETID'))
      this.inode.setAttributes({ mode: mode & (mode & 0o010 ? ~0o6000 : ~0o4000) })
    task.kernel.vfs.watches.changed(this.path, 'MODIFY')
    return written
  }

  private booked(task: Task, count: number): void {
    const { io, cgroup } = task.process
    io.writes++
    io.writtenChars += count
    const { fs } = this.inode
    if (fs.ioDevice === undefined || count === 0) return
    io.writtenBytes += count
    fs.io.writes++
    fs.io.writtenBytes += count
    cgroup.io.count(fs.ioDevice, 'write', count)
  }

  /** Books a read with the process, its cgroup and the disk. */
  private accessed(task: Task, offset: number, count: number): void {
    const { io, cgroup } = task.process
    io.reads++
    io.readChars += count
    const { fs } = this.inode
    const fresh = fs.ioDevice === undefined ? 0 : this.inode.firstRead(offset, count)
    if (fs.ioDevice !== undefined && fresh > 0) {
      io.readBytes += fresh
      fs.io.reads++
      fs.io.readBytes += fresh
      cgroup.io.count(fs.ioDevice, 'read', fresh)
    }
    const { attributes } = this.path.mount
    if (!attributes.readOnly && attributes.atime !== 'noatime') this.inode.touchAccess()
  }
}

const mayUseReserve = (task: Task): boolean => task.process.credentials.euid === 0 || capable(task.process.credentials, 'CAP_SYS_RESOURCE')

/** An open directory: something to hold for fchdir, setns and /proc/PID/fd; listing goes by path. */
export class DirectoryFile extends OpenFile {
  constructor(
    flags: number,
    override readonly path: PathRef,
  ) {
    super(flags, path)
  }

  describe(): string {
    return describePlace(this.path)
  }

  stat(): Stat {
    return this.path.inode.stat()
  }

  override read(): Res<Uint8Array> {
    return err('EISDIR')
  }

  override pread(): Res<Uint8Array> {
    return err('EISDIR')
  }

  override write(): Res<number> {
    return err('EBADF')
  }

  override seek(offset: number): Res<number> {
    this.offset = offset
    return ok(offset)
  }
}
