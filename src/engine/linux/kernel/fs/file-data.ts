/**
 * What a regular file holds, as extents: slices of immutable contents (shared with whoever else has them), runs of zeros (free), bytes
 * that were really written (counted against the host's file memory) and holes. Adjacent slices of one content join again, so a copy of
 * a file made piece by piece ends up holding the very same content object.
 *
 * Models what ext4 and tmpfs keep per inode (i_data, the extent tree). Leaves out preallocation.
 */
import type { Content, ContentSlice } from '../content.ts'
import { BytesContent, isSharedZero, SegmentedContent, zeroBytes, zeroContent } from '../content.ts'
import { BLOCK_BYTES } from './disk.ts'

interface Extent {
  offset: number
  length: number
  /** Immutable source. */
  content: Content | undefined
  contentOffset: number
  /** Bytes of this file alone; may have room beyond `length`. */
  buffer: Uint8Array | undefined
}

const MAX_BUFFER = 256 * 1024

export class FileData {
  private extents: Extent[] = []
  private length = 0
  /** Bytes held in memory for this file alone. */
  private bytesInMemory = 0
  private blockCount = 0

  constructor(content?: Content) {
    if (!content || content.size === 0) return
    this.extents.push({ offset: 0, length: content.size, content, contentOffset: 0, buffer: undefined })
    this.length = content.size
    this.blockCount = Math.ceil(content.size / BLOCK_BYTES)
  }

  get size(): number {
    return this.length
  }

  /** Blocks of 4 KiB in use: holes take none. */
  get blocks(): number {
    return this.blockCount
  }

  get memoryBytes(): number {
    return this.bytesInMemory
  }

  /** Bytes at an offset; fewer at the end. */
  read(offset: number, count: number): Uint8Array {
    const end = Math.min(this.length, offset + count)
    if (end <= offset) return new Uint8Array(0)
    let index = this.firstEndingAfter(offset)
    const only = this.extents[index]
    if (only && only.offset <= offset && only.offset + only.length >= end) return readExtent(only, offset, end - offset)
    if (!only || only.offset >= end) return zeroBytes(end - offset)
    const out = new Uint8Array(end - offset)
    for (; index < this.extents.length; index++) {
      const extent = this.extents[index] as Extent
      if (extent.offset >= end) break
      const from = Math.max(offset, extent.offset)
      const to = Math.min(end, extent.offset + extent.length)
      if (extent.content !== zeroContent) out.set(readExtent(extent, from, to - from), from - offset)
    }
    return out
  }

  /** The run at an offset as what it is: a slice of content, or bytes; undefined at the end of the file. */
  slice(offset: number, count: number): Uint8Array | ContentSlice | undefined {
    if (offset >= this.length || count <= 0) return undefined
    const extent = this.extents[this.firstEndingAfter(offset)]
    const end = Math.min(this.length, offset + count)
    if (!extent || extent.offset > offset) return { content: zeroContent, offset: 0, length: Math.min(end, extent?.offset ?? end) - offset }
    const length = Math.min(end, extent.offset + extent.length) - offset
    if (extent.content) return { content: extent.content, offset: extent.contentOffset + offset - extent.offset, length }
    return readExtent(extent, offset, length)
  }

  /** What writing `count` bytes there adds: blocks of the device, and bytes of memory where they are really held. */
  cost(offset: number, count: number): { readonly blocks: number; readonly memoryBytes: number } {
    const first = Math.floor(offset / BLOCK_BYTES)
    const last = Math.floor((offset + count - 1) / BLOCK_BYTES)
    return { blocks: last - first + 1 - this.coveredBlocks(first, last), memoryBytes: count - this.bufferedWithin(offset, offset + count) }
  }

  write(offset: number, bytes: Uint8Array): void {
    const count = bytes.length
    if (count === 0) return
    if (isSharedZero(bytes)) {
      this.writeSlice(offset, { content: zeroContent, offset: 0, length: count })
      return
    }
    this.blockCount += this.cost(offset, count).blocks
    const index = this.firstEndingAfter(offset)
    const within = this.extents[index]
    if (within?.buffer && within.offset <= offset && offset + count <= within.offset + within.length) {
      within.buffer.set(bytes, offset - within.offset)
      return
    }
    this.bytesInMemory += count - this.bufferedWithin(offset, offset + count)
    this.clear(offset, offset + count)
    const before = this.lastBefore(offset)
    if (before?.buffer && before.offset + before.length === offset && before.length + count <= MAX_BUFFER) append(before, bytes)
    else this.insert({ offset, length: count, content: undefined, contentOffset: 0, buffer: bytes.slice() })
    this.length = Math.max(this.length, offset + count)
  }

  writeSlice(offset: number, slice: ContentSlice): void {
    const { content, length } = slice
    if (length === 0) return
    const end = offset + length
    this.blockCount += this.cost(offset, length).blocks
    this.bytesInMemory -= this.bufferedWithin(offset, end)
    this.clear(offset, end)
    const contentOffset = content === zeroContent ? 0 : slice.offset
    const before = this.lastBefore(offset)
    if (before?.content === content && before.offset + before.length === offset && continues(before, contentOffset)) before.length += length
    else this.insert({ offset, length, content, contentOffset, buffer: undefined })
    this.length = Math.max(this.length, end)
  }

  /** Returns the blocks that became free. */
  truncate(size: number): number {
    const before = this.blockCount
    if (size < this.length) {
      this.bytesInMemory -= this.bufferedWithin(size, this.length)
      this.clear(size, this.length)
      if (size === 0) this.bytesInMemory = 0
      this.blockCount = this.coveredBlocks(0, Number.MAX_SAFE_INTEGER)
    }
    this.length = size
    return before - this.blockCount
  }

  /** The whole as one immutable content: the original object where the file is a plain copy of one. */
  snapshot(): Content {
    const only = this.extents[0]
    if (!only) return this.length === 0 ? new BytesContent(new Uint8Array(0)) : new SegmentedContent([hole(this.length)])
    if (only.content && this.extents.length === 1 && only.contentOffset === 0 && only.length === this.length && only.content.size === this.length) {
      return only.content
    }
    const slices: ContentSlice[] = []
    let at = 0
    for (const extent of this.extents) {
      if (extent.offset > at) slices.push(hole(extent.offset - at))
      if (extent.content) slices.push(...flattened({ content: extent.content, offset: extent.contentOffset, length: extent.length }))
      else slices.push({ content: new BytesContent((extent.buffer as Uint8Array).subarray(0, extent.length)), offset: 0, length: extent.length })
      at = extent.offset + extent.length
    }
    if (at < this.length) slices.push(hole(this.length - at))
    const first = slices[0] as ContentSlice
    const whole = slices.length === 1 && first.offset === 0 && first.length === first.content.size ? first.content : new SegmentedContent(slices)
    this.extents = [{ offset: 0, length: this.length, content: whole, contentOffset: 0, buffer: undefined }]
    return whole
  }

  /** What stands for the bytes in a hash of the state, run by run. */
  *marks(): Iterable<Uint8Array | string> {
    for (const { offset, length, content, contentOffset, buffer } of this.extents) {
      yield `${offset}+${length} ${contentOffset}`
      yield content ? (content.descriptor?.() ?? content.read(contentOffset, length)) : (buffer as Uint8Array).subarray(0, length)
    }
  }

  /** Index of the first extent that ends after the offset. */
  private firstEndingAfter(offset: number): number {
    let low = 0
    let high = this.extents.length
    while (low < high) {
      const middle = (low + high) >> 1
      const extent = this.extents[middle] as Extent
      if (extent.offset + extent.length <= offset) low = middle + 1
      else high = middle
    }
    return low
  }

  private lastBefore(offset: number): Extent | undefined {
    return this.extents[this.firstEndingAfter(offset) - 1]
  }

  private insert(extent: Extent): void {
    this.extents.splice(this.firstEndingAfter(extent.offset), 0, extent)
  }

  /** Makes a hole, cutting what reaches into it. */
  private clear(from: number, to: number): void {
    for (let index = this.firstEndingAfter(from); index < this.extents.length; ) {
      const extent = this.extents[index] as Extent
      if (extent.offset >= to) return
      const pieces: Extent[] = []
      if (extent.offset < from) pieces.push(part(extent, extent.offset, from))
      if (extent.offset + extent.length > to) pieces.push(part(extent, to, extent.offset + extent.length))
      this.extents.splice(index, 1, ...pieces)
      index += pieces.length
    }
  }

  private bufferedWithin(from: number, to: number): number {
    let bytes = 0
    for (let index = this.firstEndingAfter(from); index < this.extents.length; index++) {
      const extent = this.extents[index] as Extent
      if (extent.offset >= to) break
      if (extent.buffer) bytes += Math.min(to, extent.offset + extent.length) - Math.max(from, extent.offset)
    }
    return bytes
  }

  /** How many of the blocks from `first` to `last` hold something. */
  private coveredBlocks(first: number, last: number): number {
    let covered = 0
    let next = first
    for (let index = this.firstEndingAfter(first * BLOCK_BYTES); index < this.extents.length; index++) {
      const extent = this.extents[index] as Extent
      const from = Math.max(next, Math.floor(extent.offset / BLOCK_BYTES))
      const to = Math.min(last, Math.floor((extent.offset + extent.length - 1) / BLOCK_BYTES))
      if (from > last) break
      if (to >= from) {
        covered += to - from + 1
        next = to + 1
      }
    }
    return covered
  }
}

/** A slice of a content made of slices as those slices: contents never nest, however often a file is extended. */
function flattened(slice: ContentSlice): readonly ContentSlice[] {
  return slice.content instanceof SegmentedContent ? slice.content.within(slice.offset, slice.length) : [slice]
}

const hole = (length: number): ContentSlice => ({ content: zeroContent, offset: 0, length })

const continues = (before: Extent, contentOffset: number): boolean =>
  before.content === zeroContent || before.contentOffset + before.length === contentOffset

function readExtent(extent: Extent, offset: number, count: number): Uint8Array {
  const skip = offset - extent.offset
  if (extent.content) return extent.content.read(extent.contentOffset + skip, count)
  return (extent.buffer as Uint8Array).slice(skip, skip + count)
}

function part(extent: Extent, from: number, to: number): Extent {
  const skip = from - extent.offset
  return {
    offset: from,
    length: to - from,
    content: extent.content,
    contentOffset: extent.content && extent.content !== zeroContent ? extent.contentOffset + skip : 0,
    buffer: extent.buffer?.subarray(skip, skip + to - from),
  }
}

function append(extent: Extent, bytes: Uint8Array): void {
  const used = extent.length
  let buffer = extent.buffer as Uint8Array
  if (buffer.length < used + bytes.length) {
    const grown = new Uint8Array(Math.min(MAX_BUFFER, Math.max(used + bytes.length, used * 2)))
    grown.set(buffer.subarray(0, used))
    buffer = grown
    extent.buffer = grown
  }
  buffer.set(bytes, used)
  extent.length += bytes.length
}
