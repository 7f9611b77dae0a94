import type { Result } from '../../../../base/result.ts'
import { err, ok } from '../../../../base/result.ts'
import { encode } from '../../../../base/utf8.ts'
import type { Fd, Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { Body } from '../../../libc/http/body.ts'
import { writeBytes } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { CurlError } from './errors.ts'
import type { CurlSession } from './session.ts'

/** Where a transfer's data goes: standard output, or a file made when the first byte arrives. */
export class Output {
  private fd: Fd | undefined
  /** Bytes of bodies written. */
  written = 0

  constructor(
    private readonly session: CurlSession,
    /** File name; undefined (or `-`) is standard output. */
    readonly name: string | undefined,
  ) {}

  get toStandardOutput(): boolean {
    return this.name === undefined || this.name === '-'
  }

  private *open(): Sys<Result<Fd, CurlError>> {
    if (this.fd !== undefined) return ok(this.fd)
    if (this.toStandardOutput) {
      this.fd = 1
      return ok(1)
    }
    const path = this.name ?? ''
    const flags = O.WRONLY | O.CREAT | (this.session.value('continue-at') === undefined ? O.TRUNC : O.APPEND)
    const opened = yield* sys.open({ path, flags, mode: 0o644 })
    if (!opened.ok) {
      yield* this.session.warn(`Failed to open the file ${path}: ${strerror(opened.error)}`)
      return err(this.failure(0, 0))
    }
    this.fd = opened.value
    return opened
  }

  private failure(done: number, wanted: number): CurlError {
    const text = this.session.release.atLeast(7, 75) ? 'Failure writing output to destination' : `Failed writing body (${done} != ${wanted})`
    return { code: 23, text }
  }

  /** Headers of -i. */
  *text(text: string): Sys<CurlError | undefined> {
    const fd = yield* this.open()
    if (!fd.ok) return fd.error
    const written = yield* writeBytes(fd.value, encode(text))
    return written.ok ? undefined : this.failure(0, text.length)
  }

  /** -D. */
  *dumpHeaders(text: string): Sys<CurlError | undefined> {
    const path = this.session.value('dump-header')
    if (path === undefined) return undefined
    const opened = path === '-' ? ok(1) : yield* sys.open({ path, flags: O.WRONLY | O.CREAT | O.APPEND, mode: 0o644 })
    if (!opened.ok) return this.failure(0, text.length)
    yield* writeBytes(opened.value, encode(text))
    if (opened.value !== 1) yield* sys.close({ fd: opened.value })
    return undefined
  }

  /** Writes a body out; an error of the network comes back as code 0 with the errno as its text. */
  *body(body: Body, progress: (total: number) => Sys<void>): Sys<Result<void, CurlError>> {
    if (body.complete && this.toStandardOutput) return ok(undefined)
    const fd = yield* this.open()
    if (!fd.ok) return fd
    const terminal = fd.value === 1 && this.name !== '-' && (yield* sys.tcgetattr({ fd: 1 })).ok
    for (;;) {
      const chunk = terminal ? yield* body.read() : undefined
      if (chunk) {
        if (!chunk.ok) return err({ code: 0, text: chunk.error })
        if (chunk.value === undefined) return ok(undefined)
        if (this.written === 0 && chunk.value.includes(0)) {
          yield* this.session.warn(
            'Binary output can mess up your terminal. Use "--output -" to tell \nWarning: curl to output it to your terminal anyway, or consider "--output \nWarning: <FILE>" to save to a file.',
          )
          return err(this.failure(0, chunk.value.length))
        }
        const written = yield* writeBytes(fd.value, chunk.value)
        if (!written.ok) return err(this.failure(0, chunk.value.length))
        this.written += chunk.value.length
        yield* progress(this.written)
        continue
      }
      const before = this.written
      const saved = yield* body.saveTo(fd.value, (total) => this.count(before + total, progress))
      if (saved.ok) return ok(undefined)
      const ours = saved.error === 'EPIPE' || saved.error === 'ENOSPC' || saved.error === 'EDQUOT'
      return err(ours ? this.failure(0, this.written) : { code: 0, text: saved.error })
    }
  }

  private *count(total: number, progress: (total: number) => Sys<void>): Sys<void> {
    this.written = total
    yield* progress(total)
  }

  *close(): Sys<void> {
    if (this.fd !== undefined && this.fd !== 1) yield* sys.close({ fd: this.fd })
    this.fd = undefined
  }
}
