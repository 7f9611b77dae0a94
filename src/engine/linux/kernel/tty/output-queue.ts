import { limits } from '../../../base/limits.ts'
import { concatBytes } from '../../../base/utf8.ts'
import type { Termios } from './termios.ts'

const NEWLINE = 10
const RETURN = 13
const TAB = 9
const BACKSPACE = 8

/** What a terminal was told to show and its other side has not taken yet: output processing (OPOST) into a bounded buffer. */
export class OutputQueue {
  private chunks: Uint8Array[] = []
  length = 0
  /** Nobody reads (a console without a screen): what is oldest scrolls away instead of stopping the writer. */
  scrolls = false
  /** Column of the cursor as far as the line discipline knows: tabs are erased with it. */
  column = 0

  get room(): number {
    return Math.max(0, limits.ttyOutputBytes - this.length)
  }

  /** Takes what fits, translated; answers how many of the given bytes were taken. */
  put(bytes: Uint8Array, termios: Termios): number {
    if (this.scrolls) this.makeRoom(Math.min(bytes.length * 2, limits.ttyOutputBytes))
    if (!termios.opost) {
      const part = bytes.length <= this.room ? bytes.slice() : bytes.slice(0, this.room)
      this.append(part)
      return part.length
    }
    const out = new Uint8Array(Math.min(bytes.length * 2, this.room))
    let at = 0
    let taken = 0
    for (; taken < bytes.length; taken++) {
      const byte = bytes[taken] as number
      const crlf = byte === NEWLINE && termios.onlcr
      if (at + (crlf ? 2 : 1) > out.length) break
      if (crlf) out[at++] = RETURN
      out[at++] = byte
      this.moveCursor(byte, crlf)
    }
    this.append(out.subarray(0, at))
    return taken
  }

  /** At most `count` bytes for the other side. */
  take(count: number): Uint8Array {
    const parts: Uint8Array[] = []
    let left = count
    while (left > 0) {
      const first = this.chunks[0]
      if (!first) break
      if (first.length <= left) {
        parts.push(first)
        this.chunks.shift()
        left -= first.length
      } else {
        parts.push(first.subarray(0, left))
        this.chunks[0] = first.subarray(left)
        left = 0
      }
    }
    const out = concatBytes(parts)
    this.length -= out.length
    return out
  }

  flush(): void {
    this.chunks = []
    this.length = 0
  }

  private makeRoom(bytes: number): void {
    while (this.room < bytes && this.chunks.length > 0) this.length -= this.chunks.shift()?.length ?? 0
  }

  private append(part: Uint8Array): void {
    if (part.length === 0) return
    this.chunks.push(part)
    this.length += part.length
  }

  private moveCursor(byte: number, crlf: boolean): void {
    if (byte === RETURN || crlf) this.column = 0
    else if (byte === TAB) this.column = (this.column | 7) + 1
    else if (byte === BACKSPACE) this.column = Math.max(0, this.column - 1)
    else if (byte >= 32 && byte !== 127 && (byte & 0xc0) !== 0x80) this.column++
  }
}
