import { concatBytes } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { OutputName } from '../container/streams.ts'
import type { LogDriver } from './log-driver.ts'

/** Longer lines are logged in parts. */
const LINE_BYTES = 16 * 1024

/** Cuts one stream's output into log lines (moby daemon/logger/copier.go). */
export class LineSplitter {
  private pending: Uint8Array = new Uint8Array(0)

  constructor(
    private readonly log: LogDriver,
    private readonly stream: OutputName,
  ) {}

  *push(bytes: Uint8Array): Sys<void> {
    let rest = this.pending.length === 0 ? bytes : concatBytes([this.pending, bytes])
    for (;;) {
      const newline = rest.indexOf(10)
      const end = newline >= 0 && newline < LINE_BYTES ? newline + 1 : rest.length >= LINE_BYTES ? LINE_BYTES : 0
      if (end === 0) break
      yield* this.emit(rest.subarray(0, end))
      rest = rest.subarray(end)
    }
    this.pending = rest.slice()
  }

  /** What came without a newline at the end. */
  *end(): Sys<void> {
    if (this.pending.length > 0) yield* this.emit(this.pending)
    this.pending = new Uint8Array(0)
  }

  private *emit(line: Uint8Array): Sys<void> {
    yield* this.log.write({ stream: this.stream, timeMs: yield* sys.clockRealtime({}), line })
  }
}
