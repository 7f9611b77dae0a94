/**
 * File systems that store: ext4, xfs and tmpfs over a disk of so many blocks.
 *
 * Models sizes, blocks, inode counts, the 5 % that ext4 keeps for root, directory sizes of each format. Leaves out journals, quotas,
 * reuse of inode numbers and the hash order of ext4's directories (entries come as they were made).
 */

import { assert } from '../../../base/assert.ts'
import { Sha256 } from '../../../base/sha256.ts'
import type { Res, StatFs } from '../calls.ts'
import type { Disk, FileMemory } from './disk.ts'
import type { FileSystem } from './inode.ts'
import type { Options } from './mount-options.ts'
import type { StorageFormat } from './storage-format.ts'
import { StoredInode } from './stored-inode.ts'
import type { TreeDirectory } from './tree.ts'
import { hardLinks, treeShape } from './tree-shape.ts'

export interface StoredFileSystemSettings {
  readonly format: StorageFormat
  readonly dev: number
  readonly disk: Disk
  readonly memory: FileMemory
  /** Unix milliseconds now. */
  readonly nowMs: () => number
  readonly tree: TreeDirectory
  readonly options?: string
  /** major:minor of the disk its reads and writes are accounted to; absent where it is memory. */
  readonly ioDevice?: string
  readonly reconfigure?: (options: Options) => Res<void>
  /** The last mount of it went. */
  readonly destroyed?: () => void
}

export class StoredFileSystem implements FileSystem {
  readonly type: string
  readonly dev: number
  readonly format: StorageFormat
  readonly disk: Disk
  readonly memory: FileMemory
  nowMs: () => number
  readonly root: StoredInode
  /** Inodes that are not as the shared tree has them: all that a saved state needs. */
  readonly changed = new Set<StoredInode>()
  /** What was read from and written to the device. */
  readonly io = { reads: 0, readBytes: 0, writes: 0, writtenBytes: 0 }
  /** How many inodes were freed. */
  removals = 0
  /** How often the machine was started with it: files open before the last start are open no more. */
  starts = 0
  private next: number
  private readonly shownOptions: string

  constructor(private readonly settings: StoredFileSystemSettings) {
    this.format = settings.format
    this.type = settings.format.type
    this.dev = settings.dev
    this.disk = settings.disk
    this.memory = settings.memory
    this.nowMs = settings.nowMs
    this.shownOptions = settings.options ?? ''
    this.next = settings.format.rootInode + 1
    const root = this.place(settings.tree, settings.format.rootInode)
    assert(root, `${this.type}: the disk is too small for its first tree`)
    this.root = root
    if (this.next < settings.format.firstInode) this.next = settings.format.firstInode
  }

  options(): string {
    return this.shownOptions
  }

  get ioDevice(): string | undefined {
    return this.settings.ioDevice
  }

  reconfigure(options: Options): Res<void> {
    return this.settings.reconfigure?.(options) ?? { ok: true, value: undefined }
  }

  /** The machine was off meanwhile: nothing is open, nothing cached; what had lost its last name is free. */
  powerCycled(nowMs: () => number): void {
    this.nowMs = nowMs
    this.starts++
    for (const inode of [...this.changed]) inode.freeUnnamed()
  }

  /** A file system in memory goes with its last mount: what its files held is free again. */
  destroy(): void {
    if (this.settings.ioDevice !== undefined || this.type === 'devtmpfs') return
    for (const inode of this.changed) inode.forget()
    this.settings.destroyed?.()
  }

  statfs(): Pick<StatFs, 'totalBytes' | 'freeBytes' | 'availableBytes' | 'files' | 'filesFree'> {
    return this.disk.statfs()
  }

  nextInode(): number {
    return this.next++
  }

  /** Puts a shared tree on the disk and answers its root, not yet in any directory; undefined when there is no room. */
  place(tree: TreeDirectory, at?: number): StoredInode | undefined {
    const shape = treeShape(tree)
    const { extraNodes, extraBlocks } = hardLinks(tree)
    const directories = (shape.directories + 1) * (this.format.directoryBlocks - 1)
    const blocks = shape.blocks - extraBlocks + directories
    if (!this.disk.takeInodes(shape.nodes - extraNodes)) return undefined
    if (!this.disk.take(blocks, true)) {
      this.disk.takeInodes(extraNodes - shape.nodes)
      return undefined
    }
    const base = at ?? this.next
    this.next = base + shape.span
    return StoredInode.rootOf(this, base, tree)
  }

  /** Digest of everything that differs from the shared tree, for comparing replays. */
  stateHash(): string {
    const hash = new Sha256()
    hash.update(`${this.type} ${this.dev} ${this.next} ${this.removals} ${this.disk.usedBlocks} ${this.disk.usedInodes}\n`)
    for (const inode of [...this.changed].sort((a, b) => a.ino - b.ino)) {
      const { ino, type, mode, nlink, uid, gid, rdev, size, mtimeMs, atimeMs } = inode
      hash.update(`${ino} ${type} ${mode} ${nlink} ${uid} ${gid} ${rdev} ${size} ${mtimeMs} ${atimeMs} ${inode.target}\n`)
      for (const [name, value] of inode.xattrs()) hash.update(`${name}=${value}\n`)
      if (type === 'directory') hash.update([...inode.entryNames()].join('/'))
      else for (const mark of inode.contentMarks()) hash.update(mark)
    }
    return hash.hex()
  }
}
