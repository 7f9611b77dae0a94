import { concatBytes } from '../../../../base/utf8.ts'
import type { Chunk } from '../packet.ts'
import { isBytes } from '../packet.ts'

/** A buffer of chunks in order. Neighbouring pieces of one synthetic content join again, so nothing is lost by cutting. */
export class ChunkQueue {
  private chunks: Chunk[] = []
  private total = 0

  get length(): number {
    return this.total
  }

  push(chunk: Chunk): void {
    if (chunk.length === 0) return
    this.total += chunk.length
    const last = this.chunks.at(-1)
    if (last && !isBytes(last) && !isBytes(chunk) && last.content === chunk.content && last.offset + last.length === chunk.offset) {
      this.chunks[this.chunks.length - 1] = { ...last, length: last.length + chunk.length }
    } else this.chunks.push(chunk)
  }

  /** Takes up to `count` bytes as they are. */
  take(count: number): Chunk[] {
    const taken: Chunk[] = []
    let left = Math.min(count, this.total)
    while (left > 0) {
      const piece = this.shift(left)
      left -= piece.length
      taken.push(piece)
    }
    return taken
  }

  /** The first chunk, or its beginning. */
  private shift(count: number): Chunk {
    const first = this.chunks[0] as Chunk
    if (first.length <= count) {
      this.chunks.shift()
      this.total -= first.length
      return first
    }
    this.total -= count
    if (isBytes(first)) {
      this.chunks[0] = first.subarray(count)
      return first.subarray(0, count)
    }
    this.chunks[0] = { ...first, offset: first.offset + count, length: first.length - count }
    return { ...first, length: count }
  }

  /** The next run of one kind: ordinary bytes joined, or one slice. Undefined when empty. */
  takeRun(count: number): Chunk | undefined {
    const first = this.chunks[0]
    if (!first || count <= 0) return undefined
    if (!isBytes(first)) return this.shift(count)
    const parts: Uint8Array[] = []
    let left = count
    for (let next: Chunk | undefined = first; left > 0 && next && isBytes(next); next = this.chunks[0]) {
      const part = this.shift(left) as Uint8Array
      left -= part.length
      parts.push(part)
    }
    return concatBytes(parts)
  }

  /** Up to `count` bytes, never crossing from ordinary bytes into synthetic content; that is materialised. */
  takeBytes(count: number): Uint8Array {
    const run = this.takeRun(count)
    if (!run) return new Uint8Array(0)
    return isBytes(run) ? run : run.content.read(run.offset, run.length)
  }

  /** What could not be passed on is read next. */
  putBack(chunk: Chunk): void {
    this.total += chunk.length
    this.chunks.unshift(chunk)
  }

  clear(): void {
    this.chunks = []
    this.total = 0
  }
}
