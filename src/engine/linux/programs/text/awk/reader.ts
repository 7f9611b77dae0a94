import { ok } from '../../../../base/result.ts'
import type { Fd, Res, Sys } from '../../../kernel/calls.ts'
import type { Locale } from '../../../libc/locale.ts'
import type { Regex } from '../../../libc/regex.ts'
import { sys } from '../../../sys.ts'

/** Records of a descriptor as RS separates them; RS may change between records. */
export class RecordReader {
  private buffer = ''
  private at = 0
  private ended = false
  private rest: Uint8Array = new Uint8Array(0)

  constructor(
    private readonly fd: Fd,
    private readonly locale: Locale,
  ) {}

  /** The next record, undefined at the end. `separator`: one character, '' for paragraphs, or an expression. */
  *next(separator: string | Regex): Sys<Res<string | undefined>> {
    for (;;) {
      const found = this.find(separator)
      if (found !== undefined) return ok(found)
      if (this.ended) return ok(this.last(separator))
      const more = yield* this.fill()
      if (!more.ok) return more
    }
  }

  private find(separator: string | Regex): string | undefined {
    if (separator === '') return this.paragraph()
    if (typeof separator === 'string') {
      const end = this.buffer.indexOf(separator, this.at)
      return end < 0 ? undefined : this.take(end, end + separator.length)
    }
    const m = separator.match(this.buffer, this.at)
    if (!m || m[0] === '') return undefined
    // A match at the end of what is read might be longer with more.
    if (m.index + m[0].length === this.buffer.length && !this.ended) return undefined
    return this.take(m.index, m.index + m[0].length)
  }

  private take(end: number, next: number): string {
    const record = this.buffer.slice(this.at, end)
    this.at = next
    if (this.at > 65_536) {
      this.buffer = this.buffer.slice(this.at)
      this.at = 0
    }
    return record
  }

  private paragraph(): string | undefined {
    while (this.buffer[this.at] === '\n') this.at++
    const end = this.buffer.indexOf('\n\n', this.at)
    if (end < 0) return undefined
    let next = end
    while (this.buffer[next] === '\n') next++
    if (next === this.buffer.length && !this.ended) return undefined
    return this.take(end, next)
  }

  private last(separator: string | Regex): string | undefined {
    if (this.at >= this.buffer.length) return undefined
    const record = this.take(this.buffer.length, this.buffer.length)
    return separator === '' || typeof separator !== 'string' ? record.replace(/\n+$/, '') : record
  }

  private *fill(): Sys<Res<void>> {
    const chunk = yield* sys.read({ fd: this.fd, count: 65_536 })
    if (!chunk.ok) return chunk.error === 'EINTR' ? ok(undefined) : chunk
    if (chunk.value.length === 0) {
      this.ended = true
      this.buffer += this.locale.decode(this.rest)
      this.rest = new Uint8Array(0)
      return ok(undefined)
    }
    // Decode up to the last newline or ASCII byte: a character is never cut.
    let cut = chunk.value.length
    while (this.locale.utf8 && cut > 0 && (chunk.value[cut - 1] as number) >= 0x80) cut--
    const whole = new Uint8Array(this.rest.length + cut)
    whole.set(this.rest)
    whole.set(chunk.value.subarray(0, cut), this.rest.length)
    if (cut === 0) {
      const joined = new Uint8Array(this.rest.length + chunk.value.length)
      joined.set(this.rest)
      joined.set(chunk.value, this.rest.length)
      this.rest = joined
      return ok(undefined)
    }
    this.rest = chunk.value.slice(cut)
    this.buffer += this.locale.decode(whole)
    return ok(undefined)
  }
}
