import { concatBytes } from '../../../base/utf8.ts'
import type { Fd, Res, Sys } from '../../kernel/calls.ts'
import type { Errno } from '../../kernel/errno.ts'
import type { Locale } from '../../libc/locale.ts'
import { writeBytes } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'

/** Models stdio's buffered output of text in a locale or of raw bytes: by lines to a terminal, in blocks elsewhere. */
export class TextOutput {
  private parts: (string | Uint8Array)[] = []
  private length = 0
  private lineBuffered: boolean | undefined
  /** The first error of a write; what is put after it is lost. */
  error: Errno | undefined

  constructor(
    private readonly locale: Locale,
    private readonly fd: Fd = 1,
    private readonly blockBytes = 4096,
  ) {}

  *put(text: string): Sys<void> {
    this.parts.push(text)
    this.length += text.length
    if (this.length >= this.blockBytes) yield* this.flush()
    else if (text.includes('\n') && (yield* this.isTerminal())) yield* this.flush()
  }

  *putBytes(bytes: Uint8Array): Sys<void> {
    this.parts.push(bytes)
    this.length += bytes.length
    if (this.length >= this.blockBytes || (yield* this.isTerminal())) yield* this.flush()
  }

  *isTerminal(): Sys<boolean> {
    this.lineBuffered ??= (yield* sys.tcgetattr({ fd: this.fd })).ok
    return this.lineBuffered
  }

  /** Every put is written at once from now on (setvbuf _IONBF). */
  *unbuffer(): Sys<void> {
    yield* this.flush()
    this.lineBuffered = true
  }

  *flush(): Sys<void> {
    if (this.length === 0) return
    const pieces: Uint8Array[] = []
    let text = ''
    for (const part of this.parts) {
      if (typeof part === 'string') text += part
      else {
        if (text !== '') pieces.push(this.locale.encode(text))
        text = ''
        pieces.push(part)
      }
    }
    if (text !== '') pieces.push(this.locale.encode(text))
    this.parts = []
    this.length = 0
    if (this.error) return
    const written: Res<void> = yield* writeBytes(this.fd, concatBytes(pieces))
    if (!written.ok) this.error = written.error
  }
}
