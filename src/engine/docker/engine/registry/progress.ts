import { humanSize } from '../../../base/units.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import { EngineError } from '../errdefs.ts'
import { Mutex } from '../mutex.ts'

const LEAST_MS = 100
const STEP_BYTES = 512 * 1024

/** Where messages go: a client's stream, or whoever pulls for itself. */
export interface MessageSink {
  /** Nobody listens any more. */
  readonly broken: boolean
  write(value: object): Sys<void>
}

/** The progress of transfers as lines of JSON: never two at once, not more often than a client can watch (moby pkg/progress, xfer). */
export class TransferProgress {
  private readonly writing = new Mutex()

  constructor(private readonly sink: () => Sys<MessageSink>) {}

  *message(value: object): Sys<void> {
    const { sink } = this
    yield* this.writing.with(function* () {
      const out = yield* sink()
      if (out.broken) throw new EngineError(499, 'context canceled')
      yield* out.write(value)
    })
  }

  *status(id: string, status: string): Sys<void> {
    yield* this.message({ status, progressDetail: {}, id })
  }

  /** A meter for one transfer. */
  meter(id: string, status: string, total: number): Meter {
    return new Meter(this, id, status, total)
  }
}

export class Meter {
  private lastMs = Number.NEGATIVE_INFINITY
  private lastBytes = 0

  constructor(
    private readonly progress: TransferProgress,
    private readonly id: string,
    private readonly status: string,
    private readonly total: number,
  ) {}

  /** Tells when enough happened since the last time, and at the end where `last` asks for it. */
  *at(current: number, last = false): Sys<void> {
    const step = Math.min(STEP_BYTES, Math.max(1, this.total * 0.01))
    if (!last && current - this.lastBytes < step && this.lastBytes > 0) return
    const nowMs = yield* sys.clockMonotonic({})
    if (!last && nowMs - this.lastMs < LEAST_MS) return
    this.lastMs = nowMs
    this.lastBytes = current
    const detail = { current, total: this.total }
    yield* this.progress.message({ status: this.status, progressDetail: detail, progress: progressBar(current, this.total), id: this.id })
  }
}

/** The bar that old clients print as it is (pkg/jsonmessage). */
export function progressBar(current: number, total: number): string {
  const filled = Math.min(50, Math.floor((current / Math.max(1, total)) * 50))
  return `[${'='.repeat(filled)}>${' '.repeat(50 - filled)}]  ${humanSize(current)}/${humanSize(total)}`
}
