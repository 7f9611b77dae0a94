import type { Chunk, TcpSegment } from '../packet.ts'
import { TcpFlags } from '../packet.ts'
import { ChunkQueue } from './chunk-queue.ts'

/** net.ipv4.tcp_rmem's maximum. */
const BUFFER_BYTES = 6 * 1024 * 1024

/** What comes into a connection: data for the application in order, segments ahead of a gap, the window offered. */
export class ReceiveSide {
  /** Next byte expected. */
  nxt = 0
  readonly queue = new ChunkQueue()
  /** The peer sends no more, and everything before that has arrived. */
  finished = false
  private readonly ahead: TcpSegment[] = []
  private offered = BUFFER_BYTES

  /** Takes a segment's data; true when something new is in order now. */
  accept(segment: TcpSegment): boolean {
    const end = endOf(segment)
    if (end <= this.nxt) return false
    if (segment.seq > this.nxt) {
      if (!this.ahead.some((other) => other.seq === segment.seq) && this.ahead.length < 64) this.ahead.push(segment)
      return false
    }
    this.append(segment)
    for (;;) {
      const next = this.ahead.findIndex((other) => other.seq <= this.nxt)
      if (next < 0) return true
      const [ready] = this.ahead.splice(next, 1)
      if (ready && endOf(ready) > this.nxt) this.append(ready)
    }
  }

  private append(segment: TcpSegment): void {
    for (const chunk of afterSkipping(segment.chunks, this.nxt - segment.seq)) this.queue.push(chunk)
    this.nxt = endOf(segment)
    if (segment.flags & TcpFlags.fin) this.finished = true
  }

  /** Window to offer now. */
  get window(): number {
    this.offered = Math.max(0, BUFFER_BYTES - this.queue.length)
    return this.offered
  }

  /** The application read: whether the peer must be told that there is room again. */
  get reopened(): boolean {
    return this.offered < BUFFER_BYTES / 4 && BUFFER_BYTES - this.queue.length >= BUFFER_BYTES / 2
  }
}

export const endOf = (segment: TcpSegment): number => segment.seq + segment.length + (segment.flags & TcpFlags.fin ? 1 : 0)

function* afterSkipping(chunks: readonly Chunk[], skip: number): Iterable<Chunk> {
  let left = skip
  for (const chunk of chunks) {
    if (left >= chunk.length) left -= chunk.length
    else if (left === 0) yield chunk
    else {
      yield chunk instanceof Uint8Array ? chunk.subarray(left) : { ...chunk, offset: chunk.offset + left, length: chunk.length - left }
      left = 0
    }
  }
}
