import type { Sys } from '../../../linux/kernel/calls.ts'
import { write } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import {
  type BuildErrorSource,
  type BuildResult,
  type BuildStatus,
  buildExportId,
  buildImageId,
  buildSourceId,
  buildTraceId,
} from '../../api/build-progress.ts'
import type { Source } from '../container/streams.ts'
import { eachMessage } from '../progress/json-message.ts'
import type { Display } from './display.ts'

const tickMs = 150
const updateMs = 100

export interface BuildOutcome {
  /** Undefined when nothing was made. */
  readonly imageId: string | undefined
  /** What to ask the daemon for, when the result is files. */
  readonly exported: string | undefined
  readonly error: string | undefined
  readonly source: BuildErrorSource | undefined
}

/**
 * Reads a build's messages to the end and shows them on standard error (progressui's UpdateFrom): as they come, at most ten times a second, and
 * by the clock when nothing was shown for 150 ms.
 */
export function* watchBuild(stream: Source, display: Display): Sys<BuildOutcome> {
  const watch = new Watch(display, (yield* sys.clockRealtime({})) + tickMs)
  const ticker = yield* sys.clone({ thread: true, main: () => watch.tick() })
  let imageId: string | undefined
  let exported: string | undefined
  let error: string | undefined
  let source: BuildErrorSource | undefined
  yield* eachMessage(stream, function* (message) {
    if (message.errorDetail || message.error) error = message.errorDetail?.message ?? message.error
    else if (message.id === buildImageId) imageId = (message.aux as BuildResult).ID
    else if (message.id === buildExportId) exported = (message.aux as BuildResult).ID
    else if (message.id === buildSourceId) source = message.aux as BuildErrorSource
    else if (message.id === buildTraceId) yield* watch.update(message.aux as BuildStatus)
  })
  if (ticker.ok) yield* watch.end()
  yield* write(2, display.finish(yield* sys.clockRealtime({})))
  return { imageId, exported, error, source }
}

/** The clock beside the messages. */
class Watch {
  private readonly wake = {}
  private asleep = false
  private lastUpdateMs = Number.NEGATIVE_INFINITY
  private ended = false

  constructor(
    private readonly display: Display,
    private nextTickMs: number,
  ) {}

  *update(status: BuildStatus): Sys<void> {
    this.display.update(status)
    const nowMs = yield* sys.clockRealtime({})
    if (nowMs - this.lastUpdateMs >= updateMs) {
      this.lastUpdateMs = nowMs
      yield* this.show(nowMs)
    }
    if (this.asleep) yield* sys.futexWake({ on: this.wake })
    this.asleep = false
  }

  private *show(nowMs: number): Sys<void> {
    this.nextTickMs = nowMs + tickMs
    const text = this.display.refresh(nowMs)
    if (text !== '') yield* write(2, text)
  }

  /** Where nothing is drawn by itself, the clock stands still until something comes. */
  *tick(): Sys<number> {
    while (!this.ended) {
      const nowMs = yield* sys.clockRealtime({})
      if (nowMs >= this.nextTickMs) {
        yield* this.show(nowMs)
        this.asleep = !this.display.ticks
      }
      yield* sys.futexWait({ on: this.wake, ...(!this.asleep && { timeoutMs: Math.max(1, this.nextTickMs - nowMs) }) })
    }
    return 0
  }

  *end(): Sys<void> {
    this.ended = true
    yield* sys.futexWake({ on: this.wake })
  }
}
