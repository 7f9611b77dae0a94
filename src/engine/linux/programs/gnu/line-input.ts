import { err, ok } from '../../../base/result.ts'
import { concatBytes } from '../../../base/utf8.ts'
import type { Fd, Res, Sys } from '../../kernel/calls.ts'
import type { Locale } from '../../libc/locale.ts'
import { sys } from '../../sys.ts'

const newline = 10
/** How often the memory of a growing line is asked for. */
const ACCOUNT_BYTES = 1024 * 1024
/** Longer lines are out of memory, however much the machine has. */
const LONGEST_LINE_BYTES = 256 * 1024 * 1024

/** Reads a descriptor by lines without losing a byte: decoded in the locale, in batches as they arrive. */
export class LineInput {
  private pending: Uint8Array[] = []
  private pendingBytes = 0
  private accountedBytes = 0
  private queue: readonly string[] = []
  private next_ = 0
  private ended = false
  private readonly delimiterText: string
  /** Whether the last line of the input ended in the delimiter. */
  lastTerminated = true
  /** Bytes read so far. */
  bytes = 0

  constructor(
    readonly fd: Fd,
    private readonly locale: Locale,
    private readonly delimiter: number = newline,
  ) {
    this.delimiterText = String.fromCharCode(delimiter)
  }

  /** The next lines, at least one; undefined at the end. Only the last line of the whole input can lack its delimiter. */
  *batch(): Sys<Res<readonly string[] | undefined>> {
    if (this.next_ < this.queue.length) {
      const rest = this.queue.slice(this.next_)
      this.next_ = this.queue.length
      return ok(rest)
    }
    while (!this.ended) {
      const chunk = yield* sys.read({ fd: this.fd, count: 65_536 })
      if (!chunk.ok) {
        if (chunk.error === 'EINTR') continue
        return chunk
      }
      this.bytes += chunk.value.length
      if (chunk.value.length === 0) {
        this.ended = true
        break
      }
      const end = chunk.value.lastIndexOf(this.delimiter)
      if (end < 0) {
        const held = yield* this.hold(chunk.value)
        if (!held.ok) return held
        continue
      }
      const lines = this.locale.decode(concatBytes([...this.pending, chunk.value.subarray(0, end)])).split(this.delimiterText)
      this.pendingBytes = this.accountedBytes = 0
      this.pending = end + 1 < chunk.value.length ? [chunk.value.subarray(end + 1)] : []
      return ok(lines)
    }
    if (this.pending.length === 0) return ok(undefined)
    const last = this.locale.decode(concatBytes(this.pending))
    this.pending = []
    this.lastTerminated = false
    return ok([last])
  }

  /** A line without an end is held whole: the memory it takes is the process's own. */
  private *hold(bytes: Uint8Array): Sys<Res<void>> {
    this.pending.push(bytes)
    this.pendingBytes += bytes.length
    if (this.pendingBytes - this.accountedBytes < ACCOUNT_BYTES) return ok(undefined)
    this.accountedBytes = this.pendingBytes
    return this.pendingBytes > LONGEST_LINE_BYTES ? err('ENOMEM') : yield* sys.memory({ bytes: this.pendingBytes })
  }

  /** One line; undefined at the end. */
  *next(): Sys<Res<string | undefined>> {
    if (this.next_ >= this.queue.length) {
      const batch = yield* this.batch()
      if (!batch.ok) return batch
      if (batch.value === undefined) return ok(undefined)
      this.queue = batch.value
      this.next_ = 0
    }
    return ok(this.queue[this.next_++])
  }

  /** Whether the line `next` gave last was the input's last and lacked its delimiter. */
  get unterminated(): boolean {
    return !this.lastTerminated && this.next_ >= this.queue.length
  }
}
