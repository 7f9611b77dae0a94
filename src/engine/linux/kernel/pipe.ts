import { limits } from '../../base/limits.ts'
import { err, ok } from '../../base/result.ts'
import { concatBytes } from '../../base/utf8.ts'
import type { Res, Stat } from './calls.ts'
import { O, Poll } from './calls.ts'
import type { ContentSlice } from './content.ts'
import type { PathRef } from './fs/path-ref.ts'
import type { Maybe } from './open-file.ts'
import { OpenFile } from './open-file.ts'
import { sendToSelf } from './signal/send.ts'
import { signals } from './signal.ts'
import type { Task } from './task.ts'
import type { KernelCode } from './wait.ts'
import { WaitQueue } from './wait.ts'

/** A write of at most this many bytes is never torn (PIPE_BUF). */
const atomicBytes = 4096

type Piece = Uint8Array | ContentSlice
const sizeOf = (piece: Piece): number => piece.length
const isBytes = (piece: Piece): piece is Uint8Array => piece instanceof Uint8Array

/** Small writes share a page: bytes at its end that are not part of the last piece yet. */
interface Page {
  readonly bytes: Uint8Array
  used: number
}

/** A pipe or named pipe: bytes and slices of synthetic content on their way (pipe(7)). */
export class Pipe {
  private readonly pieces: Piece[] = []
  /** The page whose used part the last piece ends in. */
  private page: Page | undefined
  /** Bytes inside. */
  length = 0
  readers = 0
  writers = 0
  /** Ever opened for reading or writing: what an opener of the other end of a FIFO waits for. */
  readerOpens = 0
  writerOpens = 0
  /** Woken when anything changes. */
  readonly changed = new WaitQueue()

  constructor(
    readonly ino: number,
    readonly nowMs: number,
  ) {}

  get room(): number {
    return limits.pipeBytes - this.length
  }

  push(piece: Piece): void {
    if (!isBytes(piece)) this.pieces.push(piece)
    else if (this.pieces.length === 0 || piece.length >= atomicBytes) this.pieces.push(piece.slice())
    else this.append(piece)
    this.length += sizeOf(piece)
    this.changed.wakeAll()
  }

  /** Puts a small write behind the last piece, in a page that is filled as more come. */
  private append(bytes: Uint8Array): void {
    const { pieces, page } = this
    const last = pieces.at(-1)
    if (page && last && isBytes(last) && last.buffer === page.bytes.buffer && page.used + bytes.length <= atomicBytes) {
      page.bytes.set(bytes, page.used)
      page.used += bytes.length
      pieces[pieces.length - 1] = page.bytes.subarray(last.byteOffset, page.used)
      return
    }
    const fresh = new Uint8Array(atomicBytes)
    fresh.set(bytes)
    this.page = { bytes: fresh, used: bytes.length }
    pieces.push(fresh.subarray(0, bytes.length))
  }

  /** What could not be passed on is read next. */
  putBack(piece: Piece): void {
    this.pieces.unshift(piece)
    this.length += sizeOf(piece)
    this.changed.wakeAll()
  }

  /** At most `count` bytes; of synthetic content they are made on the spot. */
  take(count: number): Uint8Array {
    const parts: Uint8Array[] = []
    let left = count
    while (left > 0 && this.length > 0) {
      const piece = this.takePiece(left)
      parts.push(isBytes(piece) ? piece : piece.content.read(piece.offset, piece.length))
      left -= sizeOf(piece)
    }
    return concatBytes(parts)
  }

  /** The next run of at most `count` bytes as it was written. There must be some. */
  takePiece(count: number): Piece {
    const first = this.pieces[0] as Piece
    const size = Math.min(count, sizeOf(first))
    if (size === sizeOf(first)) this.pieces.shift()
    else if (isBytes(first)) this.pieces[0] = first.subarray(size)
    else this.pieces[0] = { content: first.content, offset: first.offset + size, length: first.length - size }
    this.length -= size
    this.changed.wakeAll()
    if (size === sizeOf(first)) return first
    return isBytes(first) ? first.subarray(0, size) : { content: first.content, offset: first.offset, length: size }
  }
}

/** One end of a pipe, or both (a FIFO opened for reading and writing). */
export class PipeFile extends OpenFile {
  private readonly reads: boolean
  private readonly writes: boolean

  constructor(
    readonly pipe: Pipe,
    flags: number,
    path?: PathRef,
    private readonly named?: () => Stat,
  ) {
    super(flags, path, pipe.changed)
    const mode = flags & 3
    this.reads = mode !== O.WRONLY
    this.writes = mode !== O.RDONLY
    if (this.reads) {
      pipe.readers++
      pipe.readerOpens++
    }
    if (this.writes) {
      pipe.writers++
      pipe.writerOpens++
    }
    pipe.changed.wakeAll()
  }

  override describe(): string {
    return `pipe:[${this.pipe.ino}]`
  }

  override stat(): Stat {
    if (this.named) return this.named()
    const { ino, nowMs } = this.pipe
    return {
      dev: 13,
      ino,
      type: 'fifo',
      mode: 0o600,
      nlink: 1,
      uid: 0,
      gid: 0,
      rdev: 0,
      size: 0,
      blocks: 0,
      atimeMs: nowMs,
      mtimeMs: nowMs,
      ctimeMs: nowMs,
    }
  }

  override read(_task: Task, count: number): Maybe<Uint8Array> {
    if (!this.reads) return err('EBADF')
    if (count === 0) return ok(new Uint8Array(0))
    if (this.pipe.length > 0) return ok(this.pipe.take(count))
    if (this.pipe.writers === 0) return ok(new Uint8Array(0))
    if (this.flags & O.NONBLOCK) return err('EAGAIN')
    return this.whenReadable(() => this.pipe.take(count), new Uint8Array(0))
  }

  override readSlice(_task: Task, count: number): Maybe<Uint8Array | ContentSlice | undefined> {
    if (!this.reads) return err('EBADF')
    if (this.pipe.length > 0) return ok(this.pipe.takePiece(count))
    if (this.pipe.writers === 0) return ok(undefined)
    if (this.flags & O.NONBLOCK) return err('EAGAIN')
    return this.whenReadable<Piece | undefined>(() => this.pipe.takePiece(count), undefined)
  }

  override write(task: Task, bytes: Uint8Array): Maybe<number> {
    const { pipe } = this
    if (!this.writes) return err('EBADF')
    if (pipe.readers === 0) return broken(task)
    if (bytes.length === 0) return ok(0)
    if (bytes.length <= pipe.room) {
      pipe.push(bytes)
      return ok(bytes.length)
    }
    if (this.flags & O.NONBLOCK) {
      if (bytes.length <= atomicBytes || pipe.room === 0) return err('EAGAIN')
      const part = bytes.subarray(0, pipe.room)
      pipe.push(part)
      return ok(part.length)
    }
    return this.writeAll(task, bytes)
  }

  override writeSlice(task: Task, slice: ContentSlice): Maybe<number> {
    const { pipe } = this
    if (!this.writes) return err('EBADF')
    if (pipe.readers === 0) return broken(task)
    if (pipe.room > 0) return ok(this.pushSlice(slice))
    if (this.flags & O.NONBLOCK) return err('EAGAIN')
    return this.writeSliceLater(task, slice)
  }

  override readable(): Res<number> {
    return ok(this.pipe.length)
  }

  override poll(): number {
    const { pipe } = this
    let events = 0
    if (this.reads) {
      if (pipe.length > 0) events |= Poll.in
      if (pipe.writers === 0) events |= Poll.hup
    }
    if (this.writes) {
      if (pipe.readers === 0) events |= Poll.err
      if (pipe.room >= atomicBytes) events |= Poll.out
    }
    return events
  }

  override unread(piece: Uint8Array | ContentSlice): void {
    this.pipe.putBack(piece)
  }

  /** Opening was given up before anybody had the file. */
  abandon(): void {
    this.close()
  }

  protected override close(): void {
    if (this.reads) this.pipe.readers--
    if (this.writes) this.pipe.writers--
    this.pipe.changed.wakeAll()
  }

  private *whenReadable<T>(take: () => T, atEnd: T): KernelCode<Res<T>> {
    for (;;) {
      if (this.pipe.length > 0) return ok(take())
      if (this.pipe.writers === 0) return ok(atEnd)
      const reason = yield { on: [this.pipe.changed], channel: 'pipe_read' }
      if (reason === 'interrupted' && this.pipe.length === 0) return err('EINTR')
    }
  }

  private *writeAll(task: Task, bytes: Uint8Array): KernelCode<Res<number>> {
    const { pipe } = this
    let written = 0
    for (;;) {
      if (pipe.readers === 0) return written > 0 ? partOf(task, written) : broken(task)
      const left = bytes.length - written
      const fits = bytes.length <= atomicBytes ? left <= pipe.room : pipe.room > 0
      if (fits) {
        const part = bytes.subarray(written, written + Math.min(left, pipe.room))
        pipe.push(part)
        written += part.length
        if (written === bytes.length) return ok(written)
        continue
      }
      const reason = yield { on: [pipe.changed], channel: 'pipe_write' }
      if (reason === 'interrupted') return written > 0 ? ok(written) : err('EINTR')
    }
  }

  private *writeSliceLater(task: Task, slice: ContentSlice): KernelCode<Res<number>> {
    const { pipe } = this
    for (;;) {
      if (pipe.readers === 0) return broken(task)
      if (pipe.room > 0) return ok(this.pushSlice(slice))
      const reason = yield { on: [pipe.changed], channel: 'pipe_write' }
      if (reason === 'interrupted') return err('EINTR')
    }
  }

  private pushSlice(slice: ContentSlice): number {
    const length = Math.min(slice.length, this.pipe.room)
    this.pipe.push({ content: slice.content, offset: slice.offset, length })
    return length
  }
}

function broken(task: Task): Res<never> {
  sendToSelf(task, signals.SIGPIPE)
  return err('EPIPE')
}

/** Part was taken before the last reader went: the count, and the signal with it. */
function partOf(task: Task, written: number): Res<number> {
  sendToSelf(task, signals.SIGPIPE)
  return ok(written)
}

/** Both ends of a new pipe. */
export function openPipe(ino: number, nowMs: number, flags: number): readonly [read: PipeFile, write: PipeFile] {
  const pipe = new Pipe(ino, nowMs)
  return [new PipeFile(pipe, O.RDONLY | flags), new PipeFile(pipe, O.WRONLY | flags)]
}
