import { ok } from '../../base/result.ts'
import { concatBytes, decode, encode, Utf8Stream } from '../../base/utf8.ts'
import type { Fd, Res, Sys } from '../kernel/calls.ts'
import { O } from '../kernel/calls.ts'
import { sys } from '../sys.ts'

/** Writes all of it, however many calls that takes. */
export function* writeBytes(fd: Fd, bytes: Uint8Array): Sys<Res<void>> {
  let rest = bytes
  while (rest.length > 0) {
    const written = yield* sys.write({ fd, bytes: rest })
    if (!written.ok) {
      if (written.error === 'EINTR') continue
      return written
    }
    rest = rest.subarray(written.value)
  }
  return ok(undefined)
}

export function* write(fd: Fd, text: string): Sys<Res<void>> {
  return yield* writeBytes(fd, encode(text))
}

/** To standard output, as it is (no newline added). */
export function* print(text: string): Sys<Res<void>> {
  return yield* write(1, text)
}

/** To standard error, as it is. */
export function* printError(text: string): Sys<Res<void>> {
  return yield* write(2, text)
}

/** `program: message` on standard error, and the exit code back: `return yield* fail('cat', 'x: No such file or directory')`. */
export function* fail(program: string, message: string, code = 1): Sys<number> {
  yield* write(2, `${program}: ${message}\n`)
  return code
}

/** Everything up to end of file. */
export function* readAll(fd: Fd): Sys<Res<Uint8Array>> {
  const parts: Uint8Array[] = []
  for (;;) {
    const chunk = yield* sys.read({ fd, count: 65_536 })
    if (!chunk.ok) return chunk
    if (chunk.value.length === 0) return ok(concatBytes(parts))
    parts.push(chunk.value)
  }
}

export function* readFileBytes(path: string): Sys<Res<Uint8Array>> {
  const fd = yield* sys.open({ path, flags: O.RDONLY | O.CLOEXEC })
  if (!fd.ok) return fd
  const bytes = yield* readAll(fd.value)
  yield* sys.close({ fd: fd.value })
  return bytes
}

export function* readFile(path: string): Sys<Res<string>> {
  const bytes = yield* readFileBytes(path)
  return bytes.ok ? ok(decode(bytes.value)) : bytes
}

/** Creates or replaces (or, with `append`, extends) a file. */
export function* writeFile(path: string, text: string | Uint8Array, options: { mode?: number; append?: boolean } = {}): Sys<Res<void>> {
  const flags = O.WRONLY | O.CREAT | O.CLOEXEC | (options.append ? O.APPEND : O.TRUNC)
  const fd = yield* sys.open({ path, flags, mode: options.mode ?? 0o666 })
  if (!fd.ok) return fd
  const written = yield* writeBytes(fd.value, typeof text === 'string' ? encode(text) : text)
  yield* sys.close({ fd: fd.value })
  return written
}

/** Buffered reading by lines; a descriptor's own buffer, so make one per descriptor. */
export class LineReader {
  private buffer = ''
  private ended = false
  private readonly utf8 = new Utf8Stream()

  constructor(private readonly fd: Fd) {}

  /** The next line without its newline; undefined at the end. `terminated` tells whether it ended in a newline. */
  *next(): Sys<Res<{ text: string; terminated: boolean } | undefined>> {
    let searched = 0
    for (;;) {
      const newline = this.buffer.indexOf('\n', searched)
      if (newline >= 0) {
        const text = this.buffer.slice(0, newline)
        this.buffer = this.buffer.slice(newline + 1)
        return ok({ text, terminated: true })
      }
      if (this.ended) {
        if (this.buffer === '') return ok(undefined)
        const text = this.buffer
        this.buffer = ''
        return ok({ text, terminated: false })
      }
      searched = this.buffer.length
      const chunk = yield* sys.read({ fd: this.fd, count: 65_536 })
      if (!chunk.ok) return chunk
      if (chunk.value.length === 0) {
        this.ended = true
        this.buffer += this.utf8.end()
      } else this.buffer += this.utf8.push(chunk.value)
    }
  }
}

/** Collects output and writes it in blocks when standard output is no terminal, by lines when it is: stdio's buffering. */
export class OutputBuffer {
  private parts: string[] = []
  private length = 0
  private lineBuffered: boolean | undefined
  failed = false

  constructor(private readonly fd: Fd = 1) {}

  *put(text: string): Sys<void> {
    this.parts.push(text)
    this.length += text.length
    if (this.lineBuffered === undefined) this.lineBuffered = (yield* sys.tcgetattr({ fd: this.fd })).ok
    if (this.length >= 4096 || (this.lineBuffered && text.includes('\n'))) yield* this.flush()
  }

  *flush(): Sys<Res<void>> {
    if (this.length === 0) return ok(undefined)
    const text = this.parts.join('')
    this.parts = []
    this.length = 0
    const written = yield* write(this.fd, text)
    if (!written.ok) this.failed = true
    return written
  }
}
