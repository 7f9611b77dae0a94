import { done, err, ok } from '../../../base/result.ts'
import { concatBytes, decode, encode } from '../../../base/utf8.ts'
import type { Fd, Res, Sys } from '../../kernel/calls.ts'
import { Poll } from '../../kernel/calls.ts'
import { sys } from '../../sys.ts'

const CHUNK = 65_536
const LONGEST_LINE = 64 * 1024
const LARGEST_MOVE = 8 * 1024 * 1024

/**
 * A byte stream over a connected socket: what was read ahead (past a message's head) is given back first. Writes never raise SIGPIPE (as
 * with MSG_NOSIGNAL): a peer that went away is EPIPE. Belongs to whoever hijacked or opened it, who closes it.
 */
export class Connection {
  private ahead: Uint8Array = new Uint8Array(0)
  private ended = false
  /** CLOCK_MONOTONIC time when reads give up with ETIMEDOUT. */
  deadlineMs: number | undefined

  constructor(
    readonly fd: Fd,
    /** Name the peer's certificate was checked for, when the stream is under TLS. */
    readonly tlsServer?: string,
  ) {}

  /** At least one byte, at most `count`; undefined when the peer sent all it had. */
  *read(count = CHUNK): Sys<Res<Uint8Array | undefined>> {
    if (this.ahead.length > 0) {
      const part = this.ahead.subarray(0, count)
      this.ahead = this.ahead.subarray(part.length)
      return ok(part)
    }
    if (this.ended) return ok(undefined)
    const received = yield* this.receive(count)
    if (!received.ok) return received
    if (received.value.length === 0) {
      this.ended = true
      return ok(undefined)
    }
    return received
  }

  private *receive(count: number): Sys<Res<Uint8Array>> {
    for (;;) {
      let timeout: { timeoutMs?: number } = {}
      if (this.deadlineMs !== undefined) {
        const leftMs = this.deadlineMs - (yield* sys.clockMonotonic({}))
        if (leftMs <= 0) return err('ETIMEDOUT')
        timeout = { timeoutMs: leftMs }
      }
      const received = yield* sys.recv({ fd: this.fd, count, ...timeout })
      if (received.ok) return ok(received.value.bytes)
      if (received.error !== 'EINTR') return received
    }
  }

  /** Bytes to be read again first. */
  unread(bytes: Uint8Array): void {
    this.ahead = this.ahead.length === 0 ? bytes : concatBytes([bytes, this.ahead])
  }

  /** How many bytes were read ahead: take them before splicing from `fd`. */
  get buffered(): number {
    return this.ahead.length
  }

  /** A line without its CRLF (or LF); undefined at the end of the stream; EMSGSIZE when it is absurdly long. */
  *readLine(): Sys<Res<string | undefined>> {
    let have: Uint8Array = new Uint8Array(0)
    for (;;) {
      const chunk = yield* this.read()
      if (!chunk.ok) return chunk
      if (chunk.value === undefined) return have.length === 0 ? ok(undefined) : ok(decode(have))
      const newline = chunk.value.indexOf(10)
      have = concatBytes([have, newline < 0 ? chunk.value : chunk.value.subarray(0, newline)])
      if (newline >= 0) {
        this.unread(chunk.value.subarray(newline + 1))
        return ok(decode(have.at(-1) === 13 ? have.subarray(0, -1) : have))
      }
      if (have.length > LONGEST_LINE) return err('EMSGSIZE')
    }
  }

  /** All of it, however many calls that takes. */
  *write(data: Uint8Array | string): Sys<Res<void>> {
    let rest = typeof data === 'string' ? encode(data) : data
    while (rest.length > 0) {
      const sent = yield* sys.send({ fd: this.fd, bytes: rest })
      if (sent.ok) rest = rest.subarray(sent.value)
      else if (sent.error !== 'EINTR') return sent
    }
    return done
  }

  /** Copies `count` bytes (default: all there is) from a file or pipe into the stream, synthetic content by reference; answers how many. */
  *sendFrom(source: Fd, count = Number.POSITIVE_INFINITY): Sys<Res<number>> {
    return yield* spliceAll(source, this.fd, count)
  }

  /** Moves what arrives next to a descriptor, synthetic content by reference: at most `count` bytes in one step, 0 at the end. */
  *moveTo(to: Fd, count: number): Sys<Res<number>> {
    for (;;) {
      if (this.deadlineMs !== undefined) {
        const leftMs = this.deadlineMs - (yield* sys.clockMonotonic({}))
        const ready = yield* sys.poll({ fds: [{ fd: this.fd, events: Poll.in }], timeoutMs: Math.max(0, leftMs) })
        if (!ready.ok && ready.error !== 'EINTR') return ready
        if (ready.ok && ready.value.length === 0) return err('ETIMEDOUT')
      }
      const moved = yield* sys.splice({ from: this.fd, to, count: Math.min(count, LARGEST_MOVE) })
      if (moved.ok || moved.error !== 'EINTR') return moved
    }
  }

  /** The end of what we send; reading goes on. */
  *closeWrite(): Sys<Res<void>> {
    return yield* sys.shutdown({ fd: this.fd, how: 'write' })
  }

  *close(): Sys<void> {
    this.ended = true
    yield* sys.close({ fd: this.fd })
  }

  /** True when the peer closed or reset and nothing is left to read. */
  *gone(): Sys<boolean> {
    if (this.buffered > 0) return false
    const ready = yield* sys.poll({ fds: [{ fd: this.fd, events: Poll.in }], timeoutMs: 0 })
    if (!ready.ok || ready.value.length === 0) return false
    const waiting = yield* sys.readable({ fd: this.fd })
    return !waiting.ok || waiting.value === 0
  }
}

/** splice(2) until `count` bytes moved or the source ended. */
export function* spliceAll(from: Fd, to: Fd, count: number): Sys<Res<number>> {
  let moved = 0
  while (moved < count) {
    const piece = yield* sys.splice({ from, to, count: Math.min(count - moved, LARGEST_MOVE) })
    if (!piece.ok) {
      if (piece.error === 'EINTR') continue
      return piece
    }
    if (piece.value === 0) break
    moved += piece.value
  }
  return ok(moved)
}
