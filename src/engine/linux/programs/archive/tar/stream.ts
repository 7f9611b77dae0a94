import type { Gunzip } from 'fflate'
import { Gunzip as GunzipStream, Gzip as GzipStream } from 'fflate'
import { ok } from '../../../../base/result.ts'
import { concatBytes } from '../../../../base/utf8.ts'
import type { Fd, Res, Sys } from '../../../kernel/calls.ts'
import type { Errno } from '../../../kernel/errno.ts'
import { writeBytes } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { copyBytes } from '../../gnu/copy-bytes.ts'

/** An archive being read: plain (contents can be moved inside the kernel) or through gzip. */
export class ArchiveInput {
  private held: Uint8Array = new Uint8Array(0)
  private ended = false
  private inflated: Uint8Array[] = []
  private gunzip: Gunzip | undefined
  /** Broken or cut compressed data. */
  corrupt = false
  error: Errno | undefined

  constructor(
    readonly fd: Fd,
    compressed: boolean,
    /** Bytes already read to find out what it is. */
    start: Uint8Array,
  ) {
    if (compressed) {
      this.gunzip = new GunzipStream((chunk) => {
        this.inflated.push(chunk)
      })
      this.feed(start)
    } else this.held = start
  }

  private feed(bytes: Uint8Array): void {
    try {
      this.gunzip?.push(bytes, false)
    } catch {
      this.corrupt = true
      this.ended = true
    }
    this.held = concatBytes([this.held, ...this.inflated])
    this.inflated = []
  }

  private *fill(): Sys<void> {
    const chunk = yield* sys.read({ fd: this.fd, count: 65_536 })
    if (!chunk.ok) {
      if (chunk.error === 'EINTR') return
      this.error = chunk.error
      this.ended = true
      return
    }
    if (chunk.value.length === 0) this.ended = true
    else if (this.gunzip) {
      this.feed(chunk.value)
      yield* sys.compute({ ms: chunk.value.length / 100_000 })
    } else this.held = this.held.length === 0 ? chunk.value : concatBytes([this.held, chunk.value])
  }

  /** Exactly that many bytes, fewer only at the end. */
  *take(count: number): Sys<Uint8Array> {
    while (this.held.length < count && !this.ended) yield* this.fill()
    const bytes = this.held.slice(0, count)
    this.held = this.held.subarray(bytes.length)
    return bytes
  }

  /** Where the next byte stands in a plain archive. */
  *position(): Sys<number> {
    const at = yield* sys.lseek({ fd: this.fd, offset: 0, whence: 'cur' })
    return at.ok ? at.value - this.held.length : 0
  }

  *skip(count: number): Sys<void> {
    let left = count - Math.min(count, this.held.length)
    this.held = this.held.subarray(count - left)
    if (left > 0 && !this.gunzip) {
      const moved = yield* sys.lseek({ fd: this.fd, offset: left, whence: 'cur' })
      if (moved.ok) return
    }
    while (left > 0 && !(this.ended && this.held.length === 0)) {
      if (this.held.length === 0) yield* this.fill()
      const step = Math.min(left, this.held.length)
      this.held = this.held.subarray(step)
      left -= step
    }
  }

  /** Hands content on to a descriptor; answers what was missing. */
  *copyTo(fd: Fd, count: number): Sys<Res<number>> {
    let left = count
    while (left > 0) {
      if (this.held.length > 0) {
        const part = this.held.subarray(0, left)
        const written = yield* writeBytes(fd, part)
        if (!written.ok) return written
        this.held = this.held.subarray(part.length)
        left -= part.length
        continue
      }
      if (this.ended) break
      if (this.gunzip) yield* this.fill()
      else {
        const copied = yield* copyBytes(this.fd, fd, left)
        if (!copied.ok) return copied
        if (copied.value === 0) this.ended = true
        left -= copied.value
      }
    }
    return ok(left)
  }
}

/** An archive being written. */
export class ArchiveOutput {
  private readonly gzip: GzipStream | undefined
  private deflated: Uint8Array[] = []
  /** Bytes of the archive so far, uncompressed. */
  size = 0
  error: Errno | undefined

  constructor(
    readonly fd: Fd,
    compressed: boolean,
  ) {
    if (compressed) {
      this.gzip = new GzipStream({ mtime: 0 }, (chunk) => {
        this.deflated.push(chunk)
      })
    }
  }

  *put(bytes: Uint8Array): Sys<void> {
    this.size += bytes.length
    if (this.gzip) {
      this.gzip.push(bytes, false)
      yield* this.drain()
      yield* sys.compute({ ms: bytes.length / 40_000 })
    } else yield* this.write(bytes)
  }

  private *drain(): Sys<void> {
    const chunks = this.deflated
    this.deflated = []
    for (const chunk of chunks) yield* this.write(chunk)
  }

  private *write(bytes: Uint8Array): Sys<void> {
    if (this.error) return
    const written = yield* writeBytes(this.fd, bytes)
    if (!written.ok) this.error = written.error
  }

  /** The content of a file, up to `count`; answers the bytes it gave. */
  *copyFrom(fd: Fd, count: number): Sys<Res<number>> {
    if (!this.gzip) {
      const copied = yield* copyBytes(fd, this.fd, count)
      if (copied.ok) this.size += copied.value
      return copied
    }
    let copied = 0
    while (copied < count) {
      const chunk = yield* sys.read({ fd, count: Math.min(65_536, count - copied) })
      if (!chunk.ok) return chunk
      if (chunk.value.length === 0) break
      yield* this.put(chunk.value)
      copied += chunk.value.length
    }
    return ok(copied)
  }

  *finish(): Sys<void> {
    if (!this.gzip) return
    this.gzip.push(new Uint8Array(0), true)
    yield* this.drain()
  }
}
