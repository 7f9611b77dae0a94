import { err, ok } from '../../../base/result.ts'
import { concatBytes, decode } from '../../../base/utf8.ts'
import type { Fd, Res, Sys } from '../../kernel/calls.ts'
import { writeBytes } from '../stdio.ts'
import type { Connection } from './connection.ts'
import type { Headers } from './headers.ts'

/** How a message's body ends (RFC 9112, 6.3). */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'close' }

/** The incoming body of a message, read once, in order. A truncated body is EPROTO (Go's «unexpected EOF»). */
export class Body {
  private left: number
  private finished: boolean

  constructor(
    readonly connection: Connection,
    readonly framing: Framing,
    /** Runs when the last byte was read: returns the connection to its pool or closes it. */
    private readonly whenDone: () => Sys<void> = function* () {},
    /** Runs before the first byte is read: answers `Expect: 100-continue`. */
    private before: (() => Sys<void>) | undefined = undefined,
  ) {
    this.left = framing.kind === 'length' ? framing.bytes : framing.kind === 'close' ? Number.POSITIVE_INFINITY : 0
    this.finished = framing.kind === 'none' || (framing.kind === 'length' && framing.bytes === 0)
  }

  /** True when everything was read: the connection can carry the next message. */
  get complete(): boolean {
    return this.finished
  }

  /** The next bytes; undefined at the end. */
  *read(): Sys<Res<Uint8Array | undefined>> {
    const more = yield* this.more()
    if (!more.ok) return more
    if (!more.value) return ok(undefined)
    const chunk = yield* this.connection.read(Math.min(this.left, 65_536))
    if (!chunk.ok) return chunk
    if (chunk.value === undefined) {
      if (this.framing.kind !== 'close') return err('EPROTO')
      yield* this.finish()
      return ok(undefined)
    }
    const taken = yield* this.took(chunk.value.length)
    return taken.ok ? ok(chunk.value) : taken
  }

  /** Sets `left` to what can be read without more framing; false at the end. */
  private *more(): Sys<Res<boolean>> {
    if (this.before) {
      const before = this.before
      this.before = undefined
      yield* before()
    }
    if (this.finished) return ok(false)
    if (this.left > 0) return ok(true)
    if (this.framing.kind !== 'chunked') return ok(false)
    const line = yield* this.connection.readLine()
    if (!line.ok) return line
    const size = Number.parseInt(line.value ?? '', 16)
    if (line.value === undefined || !(size >= 0)) return err('EPROTO')
    if (size > 0) {
      this.left = size
      return ok(true)
    }
    for (;;) {
      const trailer = yield* this.connection.readLine()
      if (!trailer.ok) return trailer
      if (!trailer.value) break
    }
    yield* this.finish()
    return ok(false)
  }

  private *took(count: number): Sys<Res<void>> {
    this.left -= count
    if (this.left > 0) return ok(undefined)
    if (this.framing.kind === 'length') yield* this.finish()
    if (this.framing.kind === 'chunked') {
      const line = yield* this.connection.readLine()
      if (!line.ok) return line
    }
    return ok(undefined)
  }

  private *finish(): Sys<void> {
    if (this.finished) return
    this.finished = true
    yield* this.whenDone()
  }

  *bytes(): Sys<Res<Uint8Array>> {
    const parts: Uint8Array[] = []
    for (;;) {
      const chunk = yield* this.read()
      if (!chunk.ok) return chunk
      if (chunk.value === undefined) return ok(concatBytes(parts))
      parts.push(chunk.value)
    }
  }

  *text(): Sys<Res<string>> {
    const bytes = yield* this.bytes()
    return bytes.ok ? ok(decode(bytes.value)) : bytes
  }

  /** Writes the rest to a descriptor, synthetic content by reference; answers the bytes written. `progress` is told the running total. */
  *saveTo(fd: Fd, progress?: (total: number) => Sys<void>): Sys<Res<number>> {
    let total = 0
    for (;;) {
      const more = yield* this.more()
      if (!more.ok) return more
      if (!more.value) return ok(total)
      const moved = yield* this.moveTo(fd)
      if (!moved.ok) return moved
      if (moved.value === 0) {
        if (this.framing.kind !== 'close') return err('EPROTO')
        yield* this.finish()
        return ok(total)
      }
      total += moved.value
      const taken = yield* this.took(moved.value)
      if (!taken.ok) return taken
      if (progress) yield* progress(total)
    }
  }

  private *moveTo(fd: Fd): Sys<Res<number>> {
    if (this.connection.buffered === 0) return yield* this.connection.moveTo(fd, this.left)
    const chunk = yield* this.connection.read(Math.min(this.left, this.connection.buffered))
    if (!chunk.ok) return chunk
    if (chunk.value === undefined) return ok(0)
    const written = yield* writeBytes(fd, chunk.value)
    return written.ok ? ok(chunk.value.length) : written
  }

  /** Reads and throws away what is left, so that the connection can be used again. */
  *drain(): Sys<Res<void>> {
    for (;;) {
      const chunk = yield* this.read()
      if (!chunk.ok) return chunk
      if (chunk.value === undefined) return ok(undefined)
    }
  }

  /** Takes the connection over as a raw stream (after 101, or a hijacked answer). The caller closes it. */
  hijack(): Connection {
    this.finished = true
    return this.connection
  }

  /** Gives up on the rest: closes the connection unless everything was read. */
  *close(): Sys<void> {
    if (this.finished) return
    this.finished = true
    yield* this.connection.close()
  }
}

/** Framing of a response; `method` is the request's. */
export function responseFraming(method: string, status: number, headers: Headers): Framing {
  if (method === 'HEAD' || status === 204 || status === 304 || (status >= 100 && status < 200)) return { kind: 'none' }
  return bodyFraming(headers) ?? { kind: 'close' }
}

export const requestFraming = (headers: Headers): Framing => bodyFraming(headers) ?? { kind: 'none' }

function bodyFraming(headers: Headers): Framing | undefined {
  if (headers.lists('transfer-encoding', 'chunked')) return { kind: 'chunked' }
  const length = headers.get('content-length')
  return length !== undefined && /^\d+$/.test(length) ? { kind: 'length', bytes: Number(length) } : undefined
}
