import type { Result } from '../../../../base/result.ts'
import { err, ok } from '../../../../base/result.ts'
import { concatBytes, decode, encode } from '../../../../base/utf8.ts'
import type { Fd, Res, Sys } from '../../../kernel/calls.ts'
import { writeBytes } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'

/** The two ends of rcp's protocol: control lines, data of known length, and answers of one byte. */
export class CopyChannel {
  private have: Uint8Array = new Uint8Array(0)

  constructor(
    private readonly input: Fd,
    private readonly output: Fd,
  ) {}

  private *more(): Sys<boolean> {
    const bytes = yield* sys.read({ fd: this.input, count: 65_536 })
    if (!bytes.ok || bytes.value.length === 0) return false
    this.have = this.have.length === 0 ? bytes.value : concatBytes([this.have, bytes.value])
    return true
  }

  /** A control line without its newline; undefined at the end. */
  *line(): Sys<string | undefined> {
    for (;;) {
      const newline = this.have.indexOf(10)
      if (newline >= 0) {
        const text = decode(this.have.subarray(0, newline))
        this.have = this.have.subarray(newline + 1)
        return text
      }
      if (!(yield* this.more())) return undefined
    }
  }

  /** The other side's answer: the error is its message. */
  *response(): Sys<Result<void, string>> {
    if (this.have.length === 0 && !(yield* this.more())) return err('lost connection')
    const code = this.have[0] ?? 2
    this.have = this.have.subarray(1)
    if (code === 0) return ok(undefined)
    return err((yield* this.line()) ?? '')
  }

  /** Data of that length into a descriptor. */
  *receive(count: number, to: Fd | undefined): Sys<boolean> {
    for (let left = count; left > 0; ) {
      if (this.have.length === 0 && !(yield* this.more())) return false
      const part = this.have.subarray(0, left)
      this.have = this.have.subarray(part.length)
      left -= part.length
      if (to !== undefined && !(yield* writeBytes(to, part)).ok) return false
    }
    return true
  }

  *send(text: string): Sys<Res<void>> {
    return yield* writeBytes(this.output, encode(text))
  }

  *sendBytes(bytes: Uint8Array): Sys<Res<void>> {
    return yield* writeBytes(this.output, bytes)
  }

  *acknowledge(): Sys<void> {
    yield* writeBytes(this.output, Uint8Array.of(0))
  }

  /** A problem that concerns one file. */
  *complain(text: string): Sys<void> {
    yield* this.send(`\x01scp: ${text}\n`)
  }
}
