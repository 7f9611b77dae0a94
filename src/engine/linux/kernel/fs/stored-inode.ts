/**
 * An inode of a file system that stores things: ext4, xfs, tmpfs. One that comes from a shared tree reads from it until it is changed;
 * directories make inodes for the names that somebody asks for.
 */
import { err, ok } from '../../../base/result.ts'
import type { FileType, Res, Stat } from '../calls.ts'
import type { Content, ContentSlice } from '../content.ts'
import type { OpenFile } from '../open-file.ts'
import type { Task } from '../task.ts'
import type { Inode, NewInode } from './inode.ts'
import type { PathRef } from './path-ref.ts'
import { StoredBody } from './stored-body.ts'
import { Graft, type Origin, StoredEntries } from './stored-entries.ts'
import { DirectoryFile, RegularFile } from './stored-file.ts'
import type { StoredFileSystem } from './stored-file-system.ts'
import type { TreeDirectory, TreeNode } from './tree.ts'

/** A symbolic link's target of at least this length takes a block. */
const LONG_TARGET = 60
const DAY_MS = 86_400_000

export class StoredInode implements Inode {
  mode = 0
  uid = 0
  gid = 0
  nlink = 1
  rdev = 0
  atimeMs = 0
  mtimeMs = 0
  ctimeMs = 0
  target = ''
  private body: StoredBody | undefined
  private directory: StoredEntries | undefined
  private attributes: Map<string, string> | undefined
  /** Open file descriptions: a file without names lives while it is open. */
  private opens = 0
  /** How far it was read since boot. */
  private cachedBytes = 0
  /** The start of the machine that `opens` and `cachedBytes` are of. */
  private start = 0
  private freed = false
  /** Something but the time of its last reading is not as the shared tree has it. */
  private altered = false

  private constructor(
    readonly fs: StoredFileSystem,
    readonly ino: number,
    readonly type: FileType,
    content?: Content,
    origin?: Origin,
  ) {
    if (type === 'file') this.body = new StoredBody(fs, content)
    else if (type === 'directory') {
      this.directory = new StoredEntries((number, node, graft) => StoredInode.fromTree(fs, number, node, graft), origin)
      this.nlink = 2 + this.directory.subdirectories
    }
  }

  /** The root of a shared tree placed on a disk. */
  static rootOf(fs: StoredFileSystem, ino: number, tree: TreeDirectory): StoredInode {
    return StoredInode.fromTree(fs, ino, tree, new Graft(tree, ino))
  }

  /** An inode that shows a node of a shared tree; its blocks were counted when the tree was placed. */
  private static fromTree(fs: StoredFileSystem, ino: number, node: TreeNode, graft: Graft): StoredInode {
    const content = node.type === 'file' ? node.content : undefined
    const origin = node.type === 'directory' ? { graft, base: ino, tree: node } : undefined
    const inode = new StoredInode(fs, ino, node.type, content, origin)
    inode.mode = node.mode
    inode.uid = node.uid
    inode.gid = node.gid
    inode.atimeMs = inode.mtimeMs = inode.ctimeMs = node.mtimeMs
    if ((node.type === 'file' || node.type === 'directory') && node.xattrs) inode.attributes = new Map(node.xattrs)
    if (node.type === 'symlink') inode.target = node.target
    if ('rdev' in node) inode.rdev = node.rdev
    return inode
  }

  private static fresh(fs: StoredFileSystem, what: NewInode): StoredInode {
    const inode = new StoredInode(fs, fs.nextInode(), what.type)
    inode.mode = what.mode
    inode.uid = what.uid
    inode.gid = what.gid
    inode.rdev = what.rdev ?? 0
    inode.target = what.target ?? ''
    inode.altered = true
    inode.atimeMs = inode.mtimeMs = inode.ctimeMs = fs.nowMs()
    fs.changed.add(inode)
    return inode
  }

  get size(): number {
    if (this.body) return this.body.size
    return this.directory ? this.fs.format.directoryBytes(this.directory.keys()) : this.target.length
  }

  /** Blocks of 4 KiB it takes on the device. */
  get blocks(): number {
    return this.body?.blocks ?? blocksOf(this.fs, this.type, this.target)
  }

  stat(): Stat {
    const { ino, type, mode, nlink, uid, gid, rdev, size, atimeMs, mtimeMs, ctimeMs } = this
    const blocks = type === 'directory' ? this.fs.format.directorySectors(size) : this.blocks * 8
    return { dev: this.fs.dev, ino, type, mode, nlink, uid, gid, rdev, size, blocks, atimeMs, mtimeMs, ctimeMs }
  }

  lookup(name: string): StoredInode | undefined {
    return this.directory?.get(name)
  }

  *entries(): Iterable<readonly [string, StoredInode]> {
    for (const name of [...this.entryNames()]) {
      const inode = this.lookup(name)
      if (inode) yield [name, inode]
    }
  }

  entryNames(): Iterable<string> {
    return this.directory?.keys() ?? []
  }

  /** The shared tree this directory shows, when nothing in it or below it differs from it. */
  get pristineTree(): TreeDirectory | undefined {
    if (this.altered) return undefined
    for (const child of this.directory?.known() ?? []) if (!child.pristine) return undefined
    return this.directory?.tree
  }

  private get pristine(): boolean {
    return this.type === 'directory' ? this.pristineTree !== undefined : !this.altered
  }

  create(name: string, what: NewInode): Res<StoredInode> {
    if (!this.directory) return err('ENOTDIR')
    if (this.freed) return err('ENOENT')
    if (this.lookup(name)) return err('EEXIST')
    const { disk } = this.fs
    if (!disk.takeInodes(1)) return err('ENOSPC')
    if (!disk.take(blocksOf(this.fs, what.type, what.target ?? ''), false)) {
      disk.takeInodes(-1)
      return err('ENOSPC')
    }
    const inode = StoredInode.fresh(this.fs, what)
    this.insert(name, inode)
    return ok(inode)
  }

  link(name: string, inode: Inode): Res<void> {
    if (!this.directory) return err('ENOTDIR')
    if (!(inode instanceof StoredInode) || inode.fs !== this.fs) return err('EXDEV')
    if (this.freed || inode.freed) return err('ENOENT')
    if (this.lookup(name)) return err('EEXIST')
    inode.nlink++
    inode.touchChange()
    this.insert(name, inode)
    return ok(undefined)
  }

  remove(name: string): Res<void> {
    const inode = this.lookup(name)
    if (!inode) return err('ENOENT')
    if (inode.directory && inode.directory.size > 0) return err('ENOTEMPTY')
    this.take(name, inode)
    inode.nlink = inode.directory ? 0 : inode.nlink - 1
    inode.touchChange()
    inode.freeUnnamed()
    return ok(undefined)
  }

  rename(name: string, to: Inode, newName: string): Res<void> {
    if (!(to instanceof StoredInode) || to.fs !== this.fs) return err('EXDEV')
    const inode = this.lookup(name)
    if (!inode) return err('ENOENT')
    const replaced = to.lookup(newName)
    if (replaced === inode) return ok(undefined)
    if (replaced) {
      const removed = to.remove(newName)
      if (!removed.ok) return removed
    }
    this.take(name, inode)
    to.insert(newName, inode)
    inode.touchChange()
    return ok(undefined)
  }

  readlink(): string {
    return this.target
  }

  open(flags: number, _task: Task, path: PathRef): Res<OpenFile> {
    if (this.body) return ok(new RegularFile(flags, path, this))
    return this.directory ? ok(new DirectoryFile(flags, path)) : err('ENXIO')
  }

  truncate(size: number): Res<void> {
    if (!this.body) return err('EINVAL')
    if (size > this.fs.format.maxFileBytes) return err('EFBIG')
    this.body.truncate(size)
    this.touchModified()
    return ok(undefined)
  }

  setAttributes(change: { mode?: number; uid?: number; gid?: number; atimeMs?: number; mtimeMs?: number }): Res<void> {
    if (change.mode !== undefined) this.mode = change.mode & 0o7777
    if (change.uid !== undefined) this.uid = change.uid
    if (change.gid !== undefined) this.gid = change.gid
    if (change.atimeMs !== undefined) this.atimeMs = change.atimeMs
    if (change.mtimeMs !== undefined) this.mtimeMs = change.mtimeMs
    this.touchChange()
    return ok(undefined)
  }

  getXattr(name: string): string | undefined {
    return this.attributes?.get(name)
  }

  setXattr(name: string, value: string): Res<void> {
    this.attributes ??= new Map()
    this.attributes.set(name, value)
    this.touchChange()
    return ok(undefined)
  }

  xattrs(): ReadonlyMap<string, string> {
    return this.attributes ?? new Map()
  }

  read(offset: number, count: number): Uint8Array {
    return this.body?.read(offset, count) ?? new Uint8Array(0)
  }

  /** The run at an offset: a slice of shared content, or bytes; undefined at the end. */
  slice(offset: number, count: number): Uint8Array | ContentSlice | undefined {
    return this.body?.slice(offset, count)
  }

  /** The whole file as immutable content. */
  snapshot(): Content {
    return this.body?.snapshot() ?? { size: 0, read: () => new Uint8Array(0) }
  }

  /** What stands for the bytes in a hash of the state: the bytes themselves where they were written, else where they come from. */
  contentMarks(): Iterable<Uint8Array | string> {
    return this.body?.marks() ?? []
  }

  /** Replaces the whole file by shared content: what unpacking an archive or a copy does. */
  assign(content: Content, privileged = true): Res<void> {
    const emptied = this.truncate(0)
    if (!emptied.ok) return emptied
    const written = this.write(0, { content, offset: 0, length: content.size }, privileged)
    if (written.ok && written.value < content.size) return err('ENOSPC')
    return written.ok ? ok(undefined) : written
  }

  /** As much as there is room for; ENOSPC where there is none. */
  write(offset: number, what: Uint8Array | ContentSlice, privileged: boolean): Res<number> {
    if (!this.body) return err('EINVAL')
    if (offset + what.length > this.fs.format.maxFileBytes) return err('EFBIG')
    const written = this.body.write(offset, what, privileged)
    if (written.ok && written.value > 0) this.touchModified()
    return written
  }

  /**
   * Lays a tree over this directory: directories merge, everything else replaces what had its name. An empty directory takes the tree as
   * it is, at no cost; entries are made when somebody looks.
   */
  graft(tree: TreeDirectory): Res<void> {
    if (!this.directory || this.freed) return err('ENOENT')
    const placed = this.fs.place(tree)
    if (!placed?.directory) return err('ENOSPC')
    if (this.directory.size > 0) return this.absorb(placed)
    this.directory.become(placed.directory)
    this.nlink = 2 + this.directory.subdirectories
    for (const [name, value] of tree.xattrs ?? []) this.setXattr(name, value)
    this.touchModified()
    placed.free()
    return ok(undefined)
  }

  /** Takes over the entries of a directory that has no name. */
  private absorb(placed: StoredInode): Res<void> {
    for (const [name, inode] of placed.entries()) {
      const before = this.lookup(name)
      if (before?.directory && inode.directory) {
        const merged = before.absorb(inode)
        if (!merged.ok) return merged
        before.setAttributes({ mode: inode.mode, uid: inode.uid, gid: inode.gid, mtimeMs: inode.mtimeMs })
        continue
      }
      if (before) this.removeAll(name)
      this.insert(name, inode)
    }
    placed.free()
    return ok(undefined)
  }

  private removeAll(name: string): void {
    const victim = this.lookup(name)
    for (const child of [...(victim?.entryNames() ?? [])]) victim?.removeAll(child)
    this.remove(name)
  }

  /** What reading that far brings from the disk for the first time: later reads find it in memory. */
  firstRead(offset: number, count: number): number {
    this.settleStart()
    const fresh = Math.max(0, offset + count - Math.max(offset, this.cachedBytes))
    this.cachedBytes = Math.max(this.cachedBytes, offset + count)
    return fresh
  }

  /** An open file description came (+1) or went (-1); `start` is the machine's start it belongs to. */
  hold(by: 1 | -1, start: number): void {
    if (start !== this.fs.starts) return
    this.settleStart()
    this.opens += by
    this.freeUnnamed()
  }

  /** Gives the space back when it has no name and is not open. */
  freeUnnamed(): void {
    this.settleStart()
    if (this.opens === 0 && this.nlink === 0) this.free()
  }

  private settleStart(): void {
    if (this.start === this.fs.starts) return
    this.start = this.fs.starts
    this.opens = 0
    this.cachedBytes = 0
  }

  /** relatime: a read is noted when the last one is older than the last change, or than a day. */
  touchAccess(): void {
    const now = this.fs.nowMs()
    if (this.atimeMs > this.mtimeMs && this.atimeMs > this.ctimeMs && now - this.atimeMs < DAY_MS) return
    this.atimeMs = now
    this.fs.changed.add(this)
  }

  private touchChange(): void {
    this.ctimeMs = this.fs.nowMs()
    this.altered = true
    this.fs.changed.add(this)
  }

  private touchModified(): void {
    this.mtimeMs = this.fs.nowMs()
    this.touchChange()
  }

  private insert(name: string, inode: StoredInode): void {
    this.directory?.set(name, inode)
    this.namesChanged()
  }

  private take(name: string, inode: StoredInode): void {
    this.directory?.delete(name, inode)
    this.namesChanged()
  }

  private namesChanged(): void {
    if (this.directory) this.nlink = 2 + this.directory.subdirectories
    this.touchModified()
  }

  /** Its file system is gone. */
  forget(): void {
    this.body?.forget()
  }

  private free(): void {
    if (this.freed) return
    this.freed = true
    this.fs.disk.takeInodes(-1)
    if (this.body) this.body.free()
    else this.fs.disk.take(-this.blocks, true)
    this.fs.changed.delete(this)
    this.fs.removals++
  }
}

/** Blocks of an object that is no regular file. */
function blocksOf(fs: StoredFileSystem, type: FileType, target: string): number {
  if (type === 'directory') return fs.format.directoryBlocks
  return type === 'symlink' && target.length >= LONG_TARGET ? 1 : 0
}
