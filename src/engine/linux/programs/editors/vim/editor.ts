import type { Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import { decodeUtf8 } from '../../../libc/locale.ts'
import { sys } from '../../../sys.ts'
import type { RawTerminal } from '../raw-terminal.ts'
import { TextBuffer } from './buffer.ts'
import { characterAt, toScreenColumn } from './columns.ts'
import { decodeKeys } from './keys.ts'
import type { Options } from './options.ts'
import { defaultOptions } from './options.ts'
import type { Position } from './position.ts'
import { Refusal } from './position.ts'
import { Registers } from './registers.ts'

export type Mode = 'normal' | 'insert' | 'replace' | 'visual' | 'command'

export interface Visual {
  kind: 'char' | 'line' | 'block'
  start: Position
  /** `$` in block mode. */
  toEnd: boolean
}

/** How a command is repeated by `.`; a visual one works again on as much text. */
export interface Repeat {
  readonly keys: readonly string[]
  readonly visual?: { readonly kind: Visual['kind']; readonly lines: number; readonly columns: number; readonly toEnd: boolean }
}

export interface Search {
  readonly pattern: string
  readonly forward: boolean
  /** `/pattern/e+1`. */
  readonly offset: string
}

/** Ends the editor with an exit code. */
export class Quit {
  constructor(readonly code: number) {}
}

/** What shows the text. */
interface Window {
  draw(editor: Editor): Sys<void>
  follow(editor: Editor): void
  invalidate(): void
}

/** Where modes meet (`:normal`, Ctrl-O, `@:`, `:g`): runs one command of normal mode, one command line; shows lines of output. */
interface Interpreter {
  readonly normal: (editor: Editor) => Sys<void>
  readonly ex: (editor: Editor, line: string) => Sys<void>
  readonly show: (editor: Editor, lines: readonly string[]) => Sys<void>
}

/** What the parts of the editor share: the text, the cursor, what was remembered, and where keys come from. */
export class Editor {
  buffer = new TextBuffer()
  fileName: string | undefined
  alternateFile: string | undefined
  /** The name is of a file that was read or written (else writing to an existing file needs `!`). */
  fileKnown = false
  readOnlyFile = false
  cursor: Position = { line: 0, col: 0 }
  /** Screen column vertical motions aim at; Infinity after `$`. */
  wanted = 0
  /** First line shown. */
  top = 0
  mode: Mode = 'normal'
  visual: Visual | undefined
  message: { text: string; kind: 'plain' | 'error' | 'warning' } = { text: '', kind: 'plain' }
  /** The command line being typed. */
  prompt: { text: string; at: number } | undefined
  /** The cursor of an `r`, `"` or `^V` being typed, and the command shown by 'showcmd'. */
  shownCommand = ''
  readonly registers = new Registers()
  readonly options: Options
  readonly modern: boolean
  search: Search | undefined
  highlighting = false
  find: { readonly key: string; readonly target: string } | undefined
  repeat: Repeat | undefined
  lastVisual: (Visual & { end: Position }) | undefined
  /** Keys the command in hand has read, for `.`. */
  commandKeys: string[] = []
  /** Replaying `.`: nothing is remembered anew. */
  repeating = false
  recording: { readonly register: string; keys: string[] } | undefined
  lastMacro = ''
  lastSubstitute: { readonly pattern: string; readonly replacement: string; readonly flags: string } | undefined
  lastShell = ''
  readonly history: Record<':' | '/', string[]> = { ':': [], '/': [] }
  readonly jumps: Position[] = []
  jumpAt = 0
  files: readonly string[] = []
  fileIndex = 0
  /** `:q` was refused because of files not yet edited; the next one goes through. */
  toldOfFiles = false
  /** Output of a command is on the screen until a key is pressed. */
  frozen = false
  /** What `:g` has counted so far. */
  inGlobal: { substitutions: number; lines: number } | undefined
  /** Paste marks of the terminal are around what comes. */
  pasting = false
  private pushed: string[] = []
  private typed: string[] = []
  private typedAt = 0
  private carried: Uint8Array = new Uint8Array()

  constructor(
    readonly terminal: RawTerminal,
    readonly version: string,
    readonly env: ReadonlyMap<string, string>,
    private readonly window: Window,
    readonly interpreter: Interpreter,
  ) {
    this.options = defaultOptions(version)
    this.modern = Number.parseInt(version, 10) >= 8
  }

  /** The next key, from a macro or the keyboard; the screen is brought up to date before waiting. */
  *key(): Sys<string> {
    const key = this.pushed.pop() ?? (yield* this.typedKey())
    this.commandKeys.push(key)
    return key
  }

  /** Keys to be read before those of the keyboard. */
  push(keys: readonly string[]): void {
    for (let i = keys.length - 1; i >= 0; i--) this.pushed.push(keys[i] as string)
  }

  /** How many pushed keys wait: `:normal` runs until no more than before are left. */
  get pushedCount(): number {
    return this.pushed.length
  }

  dropPushed(downTo = 0): void {
    this.pushed.length = Math.min(this.pushed.length, downTo)
  }

  private *typedKey(): Sys<string> {
    while (this.typedAt >= this.typed.length) yield* this.refill()
    const key = this.typed[this.typedAt++] as string
    this.recording?.keys.push(key)
    return key
  }

  private *refill(): Sys<void> {
    if (this.terminal.resized) yield* this.terminal.measure()
    if (!this.frozen && !(yield* this.terminal.ready())) yield* this.window.draw(this)
    const read = yield* sys.read({ fd: this.terminal.input, count: 65_536 })
    if (!read.ok && read.error === 'EINTR') return
    if (!read.ok || read.value.length === 0) throw new InputLost(read.ok ? '' : strerror(read.error))
    const bytes = new Uint8Array([...this.carried, ...read.value])
    const whole = completeLength(bytes)
    this.carried = bytes.slice(whole)
    this.typed = decodeKeys(decodeUtf8(bytes.subarray(0, whole)))
    this.typedAt = 0
    yield* sys.compute({ ms: 0.02 })
    this.buffer.history.nowMs = yield* sys.clockRealtime({})
  }

  /** Brings the top line up to date with the cursor: scrolling commands start from there. */
  follow(): void {
    this.window.follow(this)
  }

  /** What the terminal shows is not known any more. */
  invalidate(): void {
    this.window.invalidate()
  }

  say(text: string, kind: 'plain' | 'error' | 'warning' = 'plain'): void {
    this.message = { text, kind }
  }

  refuse(message = ''): never {
    throw new Refusal(message)
  }

  /** Puts the cursor somewhere and makes its column the wanted one. */
  place(to: Position, wanted?: number): void {
    const line = Math.max(0, Math.min(to.line, this.buffer.last))
    this.cursor = { line, col: Math.max(0, to.col) }
    this.clamp()
    this.wanted = wanted ?? toScreenColumn(this.buffer.line(line), this.cursor.col, this.options)
  }

  /** Outside insert and visual mode the cursor stands on a character. */
  clamp(): void {
    const text = this.buffer.line(this.cursor.line)
    const past =
      this.mode === 'insert' || this.mode === 'replace' || (this.mode === 'visual' && text.length > 0 && this.wanted === Number.POSITIVE_INFINITY)
    const most = past ? text.length : lastColumn(text)
    this.cursor = { line: this.cursor.line, col: Math.min(this.cursor.col, most) }
  }

  jumpFrom(place: Position = this.cursor): void {
    this.buffer.marks.set("'", place)
    this.jumps.push(place)
    this.jumpAt = this.jumps.length
  }

  /** Says what changed by many lines: `3 fewer lines`, `4 more lines`. */
  reportLines(delta: number): void {
    const count = Math.abs(delta)
    if (this.buffer.empty) this.say('--No lines in buffer--')
    else if (count > this.options.report) this.say(delta > 0 ? `${count} more lines` : `${count} fewer lines`)
  }
}

/** The keyboard is gone: end of file or an error. */
export class InputLost {
  constructor(readonly reason: string) {}
}

const lastColumn = (text: string): number => (text === '' ? 0 : text.length - characterAt(text, text.length - 1).length)

/** Bytes up to the last whole UTF-8 character. */
function completeLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number
    if (byte < 0x80) break
    if (byte >= 0xc0) {
      const need = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return need > back ? bytes.length - back : bytes.length
    }
  }
  return bytes.length
}
