import { concatBytes, decode } from '../../../base/utf8.ts'
import type { Fd, Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import { Condition, go } from '../mutex.ts'

export type OutputName = 'stdout' | 'stderr'

export interface OutputChunk {
  readonly from: OutputName
  readonly bytes: Uint8Array
}

/** Output a slow client may leave waiting before the process blocks. */
const BACKLOG_BYTES = 1024 * 1024

/** One attached client's view of a process's output. */
export class OutputSubscriber {
  private readonly queue: OutputChunk[] = []
  private waiting = 0
  private ended = false
  private readonly changed = new Condition()

  constructor(
    readonly wants: ReadonlySet<OutputName>,
    private readonly leave: () => void,
  ) {}

  /** The next chunk; undefined when the process's output ended, or the client went away. */
  *next(gone?: { readonly gone: boolean }): Sys<OutputChunk | undefined> {
    for (;;) {
      const chunk = this.queue.shift()
      if (chunk) {
        this.waiting -= chunk.bytes.length
        if (this.waiting < BACKLOG_BYTES) yield* this.changed.broadcast()
        return chunk
      }
      if (this.ended || gone?.gone) return undefined
      yield* this.changed.wait()
    }
  }

  /** Everything there is until the end, as text. */
  *text(): Sys<string> {
    const parts: Uint8Array[] = []
    for (;;) {
      const chunk = yield* this.next()
      if (!chunk) return decode(concatBytes(parts))
      parts.push(chunk.bytes)
    }
  }

  /** What threads that notice the client's leaving wake. */
  get wakes(): object {
    return this.changed
  }

  *push(chunk: OutputChunk): Sys<void> {
    if (!this.wants.has(chunk.from)) return
    while (this.waiting >= BACKLOG_BYTES && !this.ended) yield* this.changed.wait()
    this.queue.push(chunk)
    this.waiting += chunk.bytes.length
    yield* this.changed.broadcast()
  }

  *end(): Sys<void> {
    this.ended = true
    yield* this.changed.broadcast()
  }

  /** The client needs no more. */
  *stop(): Sys<void> {
    this.leave()
    yield* this.end()
  }
}

/**
 * Standard streams of a container's process or of an exec, for one run: output goes to whoever is attached and to the log, input comes from
 * whoever is attached (moby container/stream).
 */
export class ProcessStreams {
  private readonly subscribers = new Set<OutputSubscriber>()
  private copying = 0
  private closed = false
  private stdin: Fd | undefined
  private inputClosed = false
  private readonly changed = new Condition()

  subscribe(wants: ReadonlySet<OutputName>): OutputSubscriber {
    const subscriber: OutputSubscriber = new OutputSubscriber(wants, () => this.subscribers.delete(subscriber))
    this.subscribers.add(subscriber)
    return subscriber
  }

  /** Starts a thread that spreads what arrives; `also` sees every chunk first (the log). */
  *copyFrom(from: OutputName, fd: Fd, also?: (bytes: Uint8Array) => Sys<void>, atEnd?: () => Sys<void>): Sys<void> {
    this.copying++
    const streams = this
    yield* go(function* () {
      for (;;) {
        const chunk = yield* sys.read({ fd, count: 32_768 })
        if (!chunk.ok && chunk.error === 'EINTR') continue
        if (!chunk.ok || chunk.value.length === 0) break
        if (also) yield* also(chunk.value)
        for (const subscriber of streams.subscribers) yield* subscriber.push({ from, bytes: chunk.value })
      }
      yield* sys.close({ fd })
      if (atEnd) yield* atEnd()
      streams.copying--
      yield* streams.changed.broadcast()
    })
  }

  *openInput(fd: Fd): Sys<void> {
    this.stdin = fd
    yield* this.changed.broadcast()
  }

  /** Waits until there is a process to read it; false when nobody will. */
  *writeInput(bytes: Uint8Array): Sys<boolean> {
    while (this.stdin === undefined && !this.inputClosed && !this.closed) yield* this.changed.wait()
    let rest = bytes
    while (rest.length > 0) {
      if (this.stdin === undefined || this.inputClosed) return false
      const written = yield* sys.write({ fd: this.stdin, bytes: rest })
      if (!written.ok && written.error !== 'EINTR') return false
      if (written.ok) rest = rest.subarray(written.value)
    }
    return true
  }

  *closeInput(): Sys<void> {
    while (this.stdin === undefined && !this.inputClosed && !this.closed) yield* this.changed.wait()
    if (this.inputClosed) return
    this.inputClosed = true
    if (this.stdin !== undefined) yield* sys.close({ fd: this.stdin })
    yield* this.changed.broadcast()
  }

  /** After the process's end: its output is read to the end (or so long), then attached clients see the end. */
  *finish(timeoutMs: number): Sys<void> {
    while (this.copying > 0) if (!(yield* this.changed.wait(timeoutMs))) break
    this.closed = true
    if (this.stdin !== undefined && !this.inputClosed) yield* sys.close({ fd: this.stdin })
    this.inputClosed = true
    for (const subscriber of this.subscribers) yield* subscriber.end()
    yield* this.changed.broadcast()
  }
}
