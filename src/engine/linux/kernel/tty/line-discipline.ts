import { limits } from '../../../base/limits.ts'
import { concatBytes } from '../../../base/utf8.ts'
import type { Signal } from '../signal.ts'
import { signals } from '../signal.ts'
import { eraseCharacter, eraseWord, shownAs } from './erase.ts'
import type { Termios } from './termios.ts'

const NEWLINE = 10
const RETURN = 13

/** What the line discipline does to the rest of the terminal. */
export interface Discipline {
  readonly termios: Termios
  /** Column where the line being edited began. */
  readonly column: number
  echo(bytes: Uint8Array | string): void
  signal(signal: Signal): void
  /** ^S and ^Q. */
  setStopped(stopped: boolean): void
  readonly stopped: boolean
  /** Something became readable. */
  inputReady(): void
}

/** A piece of input a reader may take: in canonical mode a line. `end` marks ^D: an empty one reads as end of file. */
interface Chunk {
  bytes: Uint8Array
  readonly end: boolean
}

/**
 * Cooked and raw input of a terminal: editing, echo, signals from keys. Models Linux drivers/tty/n_tty.c with IUTF8, ECHOK and ECHOKE on. Leaves
 * out VMIN and VTIME (1 and 0), parity, EXTPROC and packet mode.
 */
export class LineDiscipline {
  private readonly ready: Chunk[] = []
  private readyBytes = 0
  private line: number[] = []
  private lineColumn = 0
  private literal = false

  constructor(private readonly tty: Discipline) {}

  /** Bytes a reader could have now. */
  get readable(): number {
    return this.readyBytes
  }

  get hasInput(): boolean {
    return this.ready.length > 0
  }

  /** Takes typed bytes; answers how many, fewer when readers are behind. */
  receive(bytes: Uint8Array): number {
    let taken = 0
    for (; taken < bytes.length; taken++) {
      if (this.full) break
      this.receiveByte(bytes[taken] as number)
    }
    if (this.hasInput) this.tty.inputReady()
    return taken
  }

  /** At most `count` bytes; undefined when there is nothing yet, empty at end of file. */
  take(count: number): Uint8Array | undefined {
    const first = this.ready[0]
    if (!first) return undefined
    if (this.tty.termios.icanon) return this.takeFrom(first, count)
    const parts: Uint8Array[] = []
    let left = count
    for (let chunk: Chunk | undefined = first; chunk && left > 0; chunk = this.ready[0]) {
      const part = this.takeFrom(chunk, left)
      parts.push(part)
      left -= part.length
    }
    return concatBytes(parts)
  }

  /** The modes changed: leaving canonical mode makes the unfinished line readable. */
  modesChanged(before: Termios): void {
    if (!before.icanon || this.tty.termios.icanon) return
    if (this.line.length > 0) this.finishLine(false)
    if (this.hasInput) this.tty.inputReady()
  }

  /** TCIFLUSH. */
  flush(): void {
    this.ready.length = 0
    this.readyBytes = 0
    this.line = []
    this.literal = false
  }

  private get full(): boolean {
    if (this.tty.termios.icanon) return this.readyBytes > 0 && this.readyBytes + this.line.length >= limits.ttyLineBytes
    return this.readyBytes >= limits.ttyLineBytes
  }

  private takeFrom(chunk: Chunk, count: number): Uint8Array {
    const part = chunk.bytes.subarray(0, count)
    if (part.length === chunk.bytes.length) this.ready.shift()
    else chunk.bytes = chunk.bytes.subarray(count)
    this.readyBytes -= part.length
    return part
  }

  private receiveByte(typed: number): void {
    const { termios } = this.tty
    const { cc } = termios
    if (this.literal) {
      this.literal = false
      this.add(typed)
      return
    }
    if (termios.ixon && this.flowControl(typed)) return
    if (termios.isig && this.signalKey(typed)) return
    const byte = typed === RETURN && termios.icrnl ? NEWLINE : typed
    if (!termios.icanon) {
      this.echoByte(byte)
      this.pushRaw(byte)
      return
    }
    if (this.editKey(byte)) return
    if (byte === NEWLINE) {
      if (termios.echo) this.tty.echo('\n')
      this.line.push(byte)
      this.finishLine(false)
    } else if (byte === cc.eof && cc.eof !== 0) this.finishLine(true)
    else this.add(byte)
  }

  private flowControl(byte: number): boolean {
    const { cc } = this.tty.termios
    if (byte !== 0 && byte === cc.start) this.tty.setStopped(false)
    else if (byte !== 0 && byte === cc.stop) this.tty.setStopped(true)
    else return false
    return true
  }

  private signalKey(byte: number): boolean {
    const { cc, echo } = this.tty.termios
    if (byte === 0) return false
    const signal = byte === cc.intr ? signals.SIGINT : byte === cc.quit ? signals.SIGQUIT : byte === cc.susp ? signals.SIGTSTP : undefined
    if (signal === undefined) return false
    this.flush()
    this.tty.signal(signal)
    if (this.tty.stopped) this.tty.setStopped(false)
    if (echo) this.echoByte(byte)
    return true
  }

  private editKey(byte: number): boolean {
    const { cc, iexten, echo, echoctl } = this.tty.termios
    if (byte === 0) return false
    if (byte === cc.erase) this.erase(() => eraseCharacter(this.line, this.tty.termios, this.lineColumn))
    else if (byte === cc.kill) {
      while (this.line.length > 0) this.erase(() => eraseCharacter(this.line, this.tty.termios, this.lineColumn))
    } else if (iexten && byte === cc.werase) this.erase(() => eraseWord(this.line, this.tty.termios, this.lineColumn))
    else if (iexten && byte === cc.lnext) {
      this.literal = true
      if (echo && echoctl) this.tty.echo('^\b')
    } else if (iexten && echo && byte === cc.reprint) {
      this.echoByte(byte)
      this.tty.echo('\n')
      for (const each of this.line) this.echoByte(each)
    } else return false
    return true
  }

  private erase(remove: () => string): void {
    const shown = remove()
    if (this.tty.termios.echo) this.tty.echo(shown)
  }

  private add(byte: number): void {
    if (!this.tty.termios.icanon) {
      this.echoByte(byte)
      this.pushRaw(byte)
      return
    }
    if (this.line.length >= limits.ttyLineBytes - 1) return
    if (this.line.length === 0) this.lineColumn = this.tty.column
    this.echoByte(byte)
    this.line.push(byte)
  }

  private echoByte(byte: number): void {
    const { echo, echoctl } = this.tty.termios
    if (echo) this.tty.echo(shownAs(byte, echoctl))
  }

  private pushRaw(byte: number): void {
    const last = this.ready.at(-1)
    if (last && !last.end && last.bytes.length < 1024) last.bytes = concatBytes([last.bytes, Uint8Array.of(byte)])
    else this.ready.push({ bytes: Uint8Array.of(byte), end: false })
    this.readyBytes++
  }

  private finishLine(end: boolean): void {
    this.ready.push({ bytes: Uint8Array.from(this.line), end })
    this.readyBytes += this.line.length
    this.line = []
  }
}
