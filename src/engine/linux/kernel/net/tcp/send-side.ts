import type { Timer } from '../../../../base/clock.ts'
import type { Chunk } from '../packet.ts'
import { isBytes } from '../packet.ts'
import { ChunkQueue } from './chunk-queue.ts'

/** net.ipv4.tcp_wmem's maximum bounds synthetic content in the buffer; real bytes are bounded as SO_SNDBUF does. */
const BUFFER_BYTES = 4 * 1024 * 1024
const REAL_BYTES = 256 * 1024
/** Segments grow until one takes about this long to be acknowledged: few events for bulk, steps a reader can see. */
const SMALLEST_BURST = 512 * 1024
const LARGEST_BURST = 4 * 1024 * 1024
const QUICK_MS = 100
const SLOW_MS = 400
const FIRST_TIMEOUT_MS = 1_000
const LONGEST_TIMEOUT_MS = 120_000

export interface SentSegment {
  readonly seq: number
  readonly chunks: readonly Chunk[]
  readonly length: number
  readonly fin: boolean
  readonly sentMs: number
  retransmitted: boolean
}

/** What goes out of a connection: data not sent yet, segments not acknowledged yet, the peer's window, and how long to wait for it. */
export class SendSide {
  /** Oldest byte not acknowledged, next byte to send. */
  una: number
  nxt: number
  window = 0
  readonly unsent = new ChunkQueue()
  readonly inFlight: SentSegment[] = []
  /** The application sends no more. */
  finQueued = false
  finSent = false
  retries = 0
  timeoutMs = FIRST_TIMEOUT_MS
  smoothedMs: number | undefined
  deadlineMs = 0
  timer: Timer | undefined
  private realBytes = 0
  private burst = SMALLEST_BURST

  constructor(readonly initial: number) {
    this.una = initial
    this.nxt = initial
  }

  /** How much of a chunk the buffer takes now. */
  room(chunk: Chunk): number {
    const total = BUFFER_BYTES - this.unsent.length - (this.nxt - this.una)
    return Math.max(0, isBytes(chunk) ? Math.min(total, REAL_BYTES - this.realBytes) : total)
  }

  get writable(): boolean {
    return this.realBytes < REAL_BYTES && this.unsent.length + this.nxt - this.una < BUFFER_BYTES
  }

  push(chunk: Chunk): void {
    if (isBytes(chunk)) this.realBytes += chunk.length
    this.unsent.push(chunk)
  }

  /** Cuts the next segment off, where the window and the pace allow one. */
  nextSegment(nowMs: number): SentSegment | undefined {
    const outstanding = this.nxt - this.una
    const allowed = Math.min(this.window - outstanding, this.burst, 2 * this.burst - outstanding)
    const fin = this.finQueued && !this.finSent
    if (this.unsent.length > 0 && allowed > 0) {
      const chunks = this.unsent.take(allowed)
      const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
      return this.sent({ chunks, length, fin: fin && this.unsent.length === 0 }, nowMs)
    }
    return this.unsent.length === 0 && fin ? this.sent({ chunks: [], length: 0, fin: true }, nowMs) : undefined
  }

  /** One byte into a closed window (zero-window probe). */
  probe(nowMs: number): SentSegment | undefined {
    if (this.unsent.length === 0 || this.inFlight.length > 0) return undefined
    return this.sent({ chunks: this.unsent.take(1), length: 1, fin: false }, nowMs)
  }

  private sent(part: { chunks: readonly Chunk[]; length: number; fin: boolean }, nowMs: number): SentSegment {
    const segment: SentSegment = { ...part, seq: this.nxt, sentMs: nowMs, retransmitted: false }
    this.nxt += part.length + (part.fin ? 1 : 0)
    if (part.fin) this.finSent = true
    this.inFlight.push(segment)
    return segment
  }

  /** Everything before `ack` arrived. True when that is news. */
  acknowledge(ack: number, nowMs: number): boolean {
    if (ack <= this.una || ack > this.nxt) return false
    this.una = ack
    while (this.inFlight.length > 0) {
      const first = this.inFlight[0] as SentSegment
      if (first.seq + first.length + (first.fin ? 1 : 0) > ack) break
      this.inFlight.shift()
      for (const chunk of first.chunks) if (isBytes(chunk)) this.realBytes -= chunk.length
      if (!first.retransmitted) this.measure(nowMs - first.sentMs, first.length)
    }
    this.retries = 0
    this.timeoutMs = this.restingTimeoutMs
    return true
  }

  private measure(tookMs: number, length: number): void {
    this.smoothedMs = this.smoothedMs === undefined ? tookMs : this.smoothedMs * 0.8 + tookMs * 0.2
    if (length < this.burst / 2) return
    if (tookMs < QUICK_MS) this.burst = Math.min(LARGEST_BURST, this.burst * 2)
    else if (tookMs > SLOW_MS) this.burst = Math.max(SMALLEST_BURST, this.burst / 2)
  }

  /** Long enough for a queue of other transfers' segments. */
  private get restingTimeoutMs(): number {
    return Math.min(LONGEST_TIMEOUT_MS, Math.max(FIRST_TIMEOUT_MS, 4 * (this.smoothedMs ?? 0)))
  }

  backOff(): void {
    this.retries++
    this.timeoutMs = Math.min(LONGEST_TIMEOUT_MS, this.timeoutMs * 2)
  }

  get outstanding(): boolean {
    return this.nxt > this.una
  }

  /** Data waits for the peer to open its window. */
  get stalled(): boolean {
    return this.unsent.length > 0 && this.inFlight.length === 0 && this.window <= 0
  }

  get queuedBytes(): number {
    return this.unsent.length + this.nxt - this.una
  }
}
