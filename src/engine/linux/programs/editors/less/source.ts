import type { Fd, Sys } from '../../../kernel/calls.ts'
import { Poll } from '../../../kernel/calls.ts'
import { decodeUtf8 } from '../../../libc/locale.ts'
import { sys } from '../../../sys.ts'

/** Lines of a file or a pipe, read as far as somebody wants to see them. */
export class LineSource {
  readonly lines: string[] = []
  ended = false
  bytes = 0
  private pending: Uint8Array = new Uint8Array()

  constructor(
    readonly name: string | undefined,
    private readonly fd: Fd,
    /** Of a regular file. */
    readonly size: number | undefined,
  ) {}

  /** Reads until there are `count` lines; false when interrupted. */
  *need(count: number): Sys<boolean> {
    while (this.lines.length < count && !this.ended) if (!(yield* this.readSome())) return false
    return true
  }

  /** What has arrived, without waiting. */
  *poll(): Sys<void> {
    for (;;) {
      const ready = yield* sys.poll({ fds: [{ fd: this.fd, events: Poll.in }], timeoutMs: 0 })
      if (!ready.ok || ready.value.length === 0 || this.ended) return
      yield* this.readSome()
    }
  }

  /** A file that grew can be read on. */
  again(): void {
    this.ended = false
  }

  *close(): Sys<void> {
    yield* sys.close({ fd: this.fd })
  }

  private *readSome(): Sys<boolean> {
    const chunk = yield* sys.read({ fd: this.fd, count: 65_536 })
    if (!chunk.ok) {
      if (chunk.error === 'EINTR') return false
      this.ended = true
      return true
    }
    if (chunk.value.length === 0) {
      this.ended = true
      if (this.pending.length > 0) this.lines.push(decodeUtf8(this.pending))
      this.pending = new Uint8Array()
      return true
    }
    this.bytes += chunk.value.length
    const all = new Uint8Array(this.pending.length + chunk.value.length)
    all.set(this.pending)
    all.set(chunk.value, this.pending.length)
    const end = all.lastIndexOf(10)
    if (end >= 0) for (const line of decodeUtf8(all.subarray(0, end)).split('\n')) this.lines.push(line)
    this.pending = all.slice(end + 1)
    return true
  }
}
