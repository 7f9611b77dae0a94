/**
 * An inode of a file system that stores things: ext4, xfs, tmpfs. One that comes from a shared tree reads from it until it is changed;
 * directories make inodes for the names that somebody asks for.
 */
import { err, ok } from '../../../base/result.ts'
import type { FileType, Res, Stat } from '../calls.ts'
import type { Content, ContentSlice } from '../content.ts'
import type { OpenFile } from '../open-file.ts'
import type { Task } from '../task.ts'
import { blocksFor } from './disk.ts'
import { FileData } from './file-data.ts'
import type { Inode, NewInode } from './inode.ts'
import type { PathRef } from './path-ref.ts'
import { DirectoryFile, RegularFile } from './stored-file.ts'
import type { StoredFileSystem } from './stored-file-system.ts'
import type { TreeDirectory, TreeFile, TreeNode } from './tree.ts'
import { hardLinks, treeShape } from './tree-shape.ts'

/** A shared tree placed on a disk: its inodes are numbered from `base`. */
export class Graft {
  /** Files of it that have several names, once made. */
  readonly linked = new Map<TreeFile, StoredInode>()

  constructor(
    readonly tree: TreeDirectory,
    readonly base: number,
  ) {}
}

interface Origin {
  readonly graft: Graft
  /** What the numbers of its entries are relative to. */
  readonly base: number
  readonly tree: TreeDirectory
}

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
  /** Open file descriptions: a file without names lives while it is open. */
  private opens = 0
  private freed = false
  /** How far it was read since boot. */
  private cachedBytes = 0
  /** The start of the machine that `opens` and `cachedBytes` are of. */
  private start = 0
  /** Something but the time of its last reading is not as the shared tree has it. */
  private altered = false
  /** Regular files: the shared content until the first write, then `data`. */
  private content: Content | undefined
  private data: FileData | undefined
  /** Directories: where unmade entries come from. */
  private origin: Origin | undefined
  /** Entries in order; undefined ones are still in the origin's tree. Absent while nothing was changed. */
  private names: Map<string, StoredInode | undefined> | undefined
  private made: Map<string, StoredInode> | undefined
  private subdirectories = 0
  private attributes: Map<string, string> | undefined

  constructor(
    readonly fs: StoredFileSystem,
    readonly ino: number,
    readonly type: FileType,
  ) {}

  /** An inode that shows a node of a shared tree; its blocks were counted when the tree was placed. */
  static fromTree(fs: StoredFileSystem, ino: number, node: TreeNode, graft: Graft): StoredInode {
    const inode = new StoredInode(fs, ino, node.type)
    inode.mode = node.mode
    inode.uid = node.uid
    inode.gid = node.gid
    inode.atimeMs = inode.mtimeMs = inode.ctimeMs = node.mtimeMs
    if (node.type === 'file') {
      inode.content = node.content
      if (node.xattrs) inode.attributes = new Map(node.xattrs)
    } else if (node.type === 'directory') {
      inode.origin = { graft, base: ino, tree: node }
      for (const child of node.entries.values()) if (child.type === 'directory') inode.subdirectories++
      inode.nlink = 2 + inode.subdirectories
      if (node.xattrs) inode.attributes = new Map(node.xattrs)
    } else if (node.type === 'symlink') inode.target = node.target
    else inode.rdev = node.rdev
    return inode
  }

  static fresh(fs: StoredFileSystem, ino: number, what: NewInode): StoredInode {
    const inode = new StoredInode(fs, ino, what.type)
    inode.mode = what.mode
    inode.uid = what.uid
    inode.gid = what.gid
    inode.rdev = what.rdev ?? 0
    inode.target = what.target ?? ''
    inode.atimeMs = inode.mtimeMs = inode.ctimeMs = fs.nowMs()
    if (what.type === 'directory') {
      inode.names = new Map()
      inode.nlink = 2
    }
    fs.changed.add(inode)
    return inode
  }

  get size(): number {
    switch (this.type) {
      case 'file':
        return this.data?.size ?? this.content?.size ?? 0
      case 'directory':
        return this.fs.format.directoryBytes(this.entryNames())
      case 'symlink':
        return this.target.length
      default:
        return 0
    }
  }

  /** Blocks of 4 KiB it takes on the device. */
  get blocks(): number {
    if (this.type === 'file') return this.data?.blocks ?? blocksFor(this.content?.size ?? 0)
    if (this.type === 'symlink') return this.target.length >= 60 ? 1 : 0
    return this.type === 'directory' ? this.fs.format.directoryBlocks : 0
  }

  stat(): Stat {
    const { ino, type, mode, nlink, uid, gid, rdev, size, atimeMs, mtimeMs, ctimeMs } = this
    const blocks = type === 'directory' ? this.fs.format.directorySectors(size) : this.blocks * 8
    return { dev: this.fs.dev, ino, type, mode, nlink, uid, gid, rdev, size, blocks, atimeMs, mtimeMs, ctimeMs }
  }

  lookup(name: string): StoredInode | undefined {
    if (this.names) {
      if (!this.names.has(name)) return undefined
      const known = this.names.get(name)
      if (known) return known
    }
    const known = this.made?.get(name)
    if (known) return known
    const node = this.origin?.tree.entries.get(name)
    if (!this.origin || !node) return undefined
    const inode = this.make(name, node, this.origin)
    if (this.names) this.names.set(name, inode)
    else {
      this.made ??= new Map()
      this.made.set(name, inode)
    }
    return inode
  }

  *entries(): Iterable<readonly [string, StoredInode]> {
    for (const name of [...this.entryNames()]) {
      const inode = this.lookup(name)
      if (inode) yield [name, inode]
    }
  }

  entryNames(): Iterable<string> {
    return this.names?.keys() ?? this.origin?.tree.entries.keys() ?? []
  }

  get entryCount(): number {
    return this.names?.size ?? this.origin?.tree.entries.size ?? 0
  }

  /** The unchanged shared tree this directory shows, where nothing below it was even looked at in a way that could change it. */
  get pristineTree(): TreeDirectory | undefined {
    if (this.names || !this.origin) return undefined
    if (this.altered) return undefined
    for (const child of this.made?.values() ?? []) if (!child.pristine) return undefined
    return this.origin.tree
  }

  private get pristine(): boolean {
    if (this.altered) return false
    return this.type !== 'directory' || this.pristineTree !== undefined
  }

  create(name: string, what: NewInode): Res<StoredInode> {
    if (this.type !== 'directory') return err('ENOTDIR')
    if (this.freed) return err('ENOENT')
    if (this.lookup(name)) return err('EEXIST')
    const blocks = what.type === 'directory' ? this.fs.format.directoryBlocks : (what.target?.length ?? 0) >= 60 ? 1 : 0
    if (!this.fs.disk.takeInodes(1)) return err('ENOSPC')
    if (!this.fs.disk.take(blocks, false)) {
      this.fs.disk.takeInodes(-1)
      return err('ENOSPC')
    }
    const inode = StoredInode.fresh(this.fs, this.fs.nextInode(), what)
    this.insert(name, inode)
    return ok(inode)
  }

  link(name: string, inode: Inode): Res<void> {
    if (this.type !== 'directory') return err('ENOTDIR')
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
    if (inode.type === 'directory' && inode.entryCount > 0) return err('ENOTEMPTY')
    this.take(name, inode)
    inode.unlinked()
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
    if (this.type === 'file') return ok(new RegularFile(flags, path, this))
    return this.type === 'directory' ? ok(new DirectoryFile(flags, path)) : err('ENXIO')
  }

  truncate(size: number): Res<void> {
    if (this.type !== 'file') return err('EINVAL')
    if (size > this.fs.format.maxFileBytes) return err('EFBIG')
    const data = this.ownData()
    this.settle(data, () => data.truncate(size))
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
    return this.data?.read(offset, count) ?? this.content?.read(offset, count) ?? new Uint8Array(0)
  }

  /** The run at an offset: a slice of shared content, or bytes; undefined at the end. */
  slice(offset: number, count: number): Uint8Array | ContentSlice | undefined {
    if (this.data) return this.data.slice(offset, count)
    const length = Math.min(count, (this.content?.size ?? 0) - offset)
    return this.content && length > 0 ? { content: this.content, offset, length } : undefined
  }

  /** The whole file as immutable content. */
  snapshot(): Content {
    return this.data?.snapshot() ?? this.content ?? emptyContent
  }

  /** What stands for the bytes in the state hash: the bytes themselves where they were written here, else where they come from. */
  contentMark(): Uint8Array | string {
    const content = this.snapshot()
    return content.descriptor?.() ?? content.read(0, content.size)
  }

  /** Replaces the whole file by shared content: what unpacking an archive or a copy does. */
  assign(content: Content, privileged = true): Res<void> {
    const emptied = this.truncate(0)
    if (!emptied.ok) return emptied
    const written = this.write(0, { content, offset: 0, length: content.size }, privileged)
    return written.ok ? ok(undefined) : written
  }

  /** As much as there is room for; ENOSPC where there is none. */
  write(offset: number, what: Uint8Array | ContentSlice, privileged: boolean): Res<number> {
    if (what.length === 0) return ok(0)
    if (offset + what.length > this.fs.format.maxFileBytes) return err('EFBIG')
    const data = this.ownData()
    const cost = data.cost(offset, what.length)
    const memoryBytes = what instanceof Uint8Array ? cost.memoryBytes : 0
    if (!this.fs.memory.take(memoryBytes)) return err('ENOSPC')
    this.fs.memory.release(memoryBytes)
    if (!this.fs.disk.take(cost.blocks, privileged)) return this.writePart(offset, what, privileged)
    this.fs.disk.take(-cost.blocks, privileged)
    this.settle(data, () => (what instanceof Uint8Array ? data.write(offset, what) : data.writeSlice(offset, what)))
    this.touchModified()
    return ok(what.length)
  }

  /** The disk is nearly full: what still fits is written, as Linux does. */
  private writePart(offset: number, what: Uint8Array | ContentSlice, privileged: boolean): Res<number> {
    const { disk } = this.fs
    const room = (privileged ? disk.totalBlocks : disk.totalBlocks - disk.reservedBlocks) - disk.usedBlocks
    const toBlockEnd = (4096 - (offset % 4096)) % 4096
    const fits = Math.min(what.length - 1, Math.max(0, room) * 4096 + (this.ownData().cost(offset, 1).blocks === 0 ? toBlockEnd : 0))
    if (fits <= 0) return err('ENOSPC')
    return this.write(offset, what instanceof Uint8Array ? what.subarray(0, fits) : { ...what, length: fits }, privileged)
  }

  /**
   * Lays a tree over this directory: directories merge, everything else replaces what had its name. An empty directory takes the tree as
   * it is, at no cost; entries are made when somebody looks.
   */
  graft(tree: TreeDirectory): Res<void> {
    const placed = this.fs.place(tree)
    if (!placed) return err('ENOSPC')
    if (this.entryCount === 0 && this.type === 'directory' && !this.freed) {
      this.origin = placed.origin
      this.names = undefined
      this.made = undefined
      this.subdirectories = placed.subdirectories
      this.nlink = 2 + this.subdirectories
      for (const [name, value] of tree.xattrs ?? []) this.setXattr(name, value)
      this.touchModified()
      placed.free()
      return ok(undefined)
    }
    return this.absorb(placed)
  }

  /** Takes over the entries of a directory that has no name. */
  private absorb(placed: StoredInode): Res<void> {
    for (const [name, inode] of placed.entries()) {
      const before = this.lookup(name)
      if (before?.type === 'directory' && inode.type === 'directory') {
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
    if (victim?.type === 'directory') for (const child of [...victim.entryNames()]) victim.removeAll(child)
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
    if (this.atimeMs > this.mtimeMs && this.atimeMs > this.ctimeMs && now - this.atimeMs < 86_400_000) return
    this.atimeMs = now
    this.fs.changed.add(this)
  }

  touchChange(): void {
    this.ctimeMs = this.fs.nowMs()
    this.altered = true
    this.fs.changed.add(this)
  }

  private touchModified(): void {
    this.mtimeMs = this.fs.nowMs()
    this.touchChange()
  }

  private ownData(): FileData {
    this.data ??= new FileData(this.content)
    this.content = undefined
    return this.data
  }

  /** Runs a change of the data and books what it took or gave back. */
  private settle(data: FileData, change: () => void): void {
    const { blocks, memoryBytes } = data
    change()
    this.fs.disk.take(data.blocks - blocks, true)
    this.fs.memory.release(memoryBytes - data.memoryBytes)
  }

  private make(name: string, node: TreeNode, { graft, base, tree }: Origin): StoredInode {
    const number = base + (treeShape(tree).numberOf.get(name) as number)
    const links = node.type === 'file' ? hardLinks(graft.tree).linksOf.get(node) : undefined
    if (node.type !== 'file' || !links) return StoredInode.fromTree(this.fs, number, node, graft)
    let inode = graft.linked.get(node)
    if (!inode) {
      inode = StoredInode.fromTree(this.fs, graft.base + links.number, node, graft)
      inode.nlink = links.count
      graft.linked.set(node, inode)
    }
    return inode
  }

  private ownNames(): Map<string, StoredInode | undefined> {
    if (!this.names) {
      this.names = new Map()
      for (const name of this.origin?.tree.entries.keys() ?? []) this.names.set(name, this.made?.get(name))
      this.made = undefined
    }
    return this.names
  }

  /** Adds a name for an inode that is already counted. */
  insert(name: string, inode: StoredInode): void {
    this.ownNames().set(name, inode)
    if (inode.type === 'directory') this.nlink = 2 + ++this.subdirectories
    this.touchModified()
  }

  private take(name: string, inode: StoredInode): void {
    this.ownNames().delete(name)
    if (inode.type === 'directory') this.nlink = 2 + --this.subdirectories
    this.touchModified()
  }

  /** Its file system is gone. */
  forget(): void {
    this.fs.memory.release(this.data?.memoryBytes ?? 0)
    this.data = undefined
    this.content = undefined
  }

  private unlinked(): void {
    this.nlink = this.type === 'directory' ? 0 : this.nlink - 1
    this.touchChange()
    this.freeUnnamed()
  }

  private free(): void {
    if (this.freed) return
    this.freed = true
    this.fs.disk.takeInodes(-1)
    this.fs.disk.take(-this.blocks, true)
    this.fs.memory.release(this.data?.memoryBytes ?? 0)
    this.data = undefined
    this.content = undefined
    this.fs.changed.delete(this)
    this.fs.removals++
  }
}

const emptyContent: Content = { size: 0, read: () => new Uint8Array(0) }
