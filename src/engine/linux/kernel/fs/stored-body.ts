import { err, ok } from '../../../base/result.ts'
import type { Res } from '../calls.ts'
import type { Content, ContentSlice } from '../content.ts'
import { BLOCK_BYTES, blocksFor } from './disk.ts'
import { FileData } from './file-data.ts'
import type { StoredFileSystem } from './stored-file-system.ts'

/** What a regular file on a disk holds: shared content until the first write, extents of its own from then on. Books blocks and memory. */
export class StoredBody {
  private data: FileData | undefined

  constructor(
    private readonly fs: StoredFileSystem,
    private content: Content | undefined,
  ) {}

  get size(): number {
    return this.data?.size ?? this.content?.size ?? 0
  }

  get blocks(): number {
    return this.data?.blocks ?? blocksFor(this.content?.size ?? 0)
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

  /** The whole as immutable content. */
  snapshot(): Content {
    return this.data?.snapshot() ?? this.content ?? emptyContent
  }

  /** What stands for the bytes in a hash of the state. */
  marks(): Iterable<Uint8Array | string> {
    if (this.data) return this.data.marks()
    return this.content ? [this.content.descriptor?.() ?? this.content.read(0, this.content.size)] : []
  }

  truncate(size: number): void {
    const data = this.own()
    this.settle(data, () => data.truncate(size))
  }

  /** As much as there is room for; ENOSPC where there is none. */
  write(offset: number, what: Uint8Array | ContentSlice, privileged: boolean): Res<number> {
    if (what.length === 0) return ok(0)
    const data = this.own()
    const { disk, memory } = this.fs
    const cost = data.cost(offset, what.length)
    if (what instanceof Uint8Array && !memory.fits(cost.memoryBytes)) return err('ENOSPC')
    if (cost.blocks > disk.room(privileged)) return this.writePart(offset, what, privileged)
    this.settle(data, () => (what instanceof Uint8Array ? data.write(offset, what) : data.writeSlice(offset, what)))
    return ok(what.length)
  }

  /** Gives back what it took. */
  free(): void {
    this.fs.disk.take(-this.blocks, true)
    this.forget()
  }

  /** The file system is gone, and its disk with it. */
  forget(): void {
    this.fs.memory.release(this.data?.memoryBytes ?? 0)
    this.data = undefined
    this.content = undefined
  }

  /** The disk is nearly full: what still fits is written, as Linux does. */
  private writePart(offset: number, what: Uint8Array | ContentSlice, privileged: boolean): Res<number> {
    const started = this.own().cost(offset, 1).blocks === 0 ? (BLOCK_BYTES - (offset % BLOCK_BYTES)) % BLOCK_BYTES : 0
    const fits = Math.min(what.length - 1, Math.max(0, this.fs.disk.room(privileged)) * BLOCK_BYTES + started)
    if (fits <= 0) return err('ENOSPC')
    return this.write(offset, what instanceof Uint8Array ? what.subarray(0, fits) : { ...what, length: fits }, privileged)
  }

  private own(): FileData {
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
}

const emptyContent: Content = { size: 0, read: () => new Uint8Array(0) }
