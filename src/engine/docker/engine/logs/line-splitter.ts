import { concatBytes } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { OutputName } from '../container/streams.ts'
import type { LogDriver } from './log-driver.ts'

/** Longer lines are logged in parts. */
const LINE_BYTES = 16 * 1024

/** Cutting a line off, encoding it as JSON and writing it: some microseconds, as moby's own benchmark of the json-file driver has it. */
const LINE_MS = 0.003

/** Cuts one stream's output into log lines (moby daemon/logger/copier.go). */
export class LineSplitter {
  private pending: Uint8Array = new Uint8Array(0)

  constructor(
    private readonly log: LogDriver,
    private readonly stream: OutputName,
  ) {}

  *push(bytes: Uint8Array): Sys<void> {
    let rest = this.pending.length === 0 ? bytes : concatBytes([this.pending, bytes])
    const beganMs = yield* sys.clockRealtime({})
    let lines = 0
    for (;;) {
      const newline = rest.indexOf(10)
      const end = newline >= 0 && newline < LINE_BYTES ? newline + 1 : rest.length >= LINE_BYTES ? LINE_BYTES : 0
      if (end === 0) break
      yield* this.log.write({ stream: this.stream, timeMs: beganMs + lines * LINE_MS, line: rest.subarray(0, end) })
      lines++
      rest = rest.subarray(end)
    }
    this.pending = rest.slice()
    if (lines > 1) yield* sys.compute({ ms: (lines - 1) * LINE_MS })
  }

  /** What came without a newline at the end. */
  *end(): Sys<void> {
    if (this.pending.length > 0) yield* this.log.write({ stream: this.stream, timeMs: yield* sys.clockRealtime({}), line: this.pending })
    this.pending = new Uint8Array(0)
  }
}
