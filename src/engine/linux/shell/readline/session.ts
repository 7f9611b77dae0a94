import { Utf8Stream } from '../../../base/utf8.ts'
import type { Fd, Sys } from '../../kernel/calls.ts'
import { write } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import type { Completion } from './completion.ts'
import { Display } from './display.ts'
import type { Key } from './keys.ts'
import { KeyDecoder } from './keys.ts'
import type { KillRing } from './kill-ring.ts'
import { Line } from './line.ts'

/** What a program gives the editor. */
export interface EditorOptions {
  readonly input: Fd
  readonly output: Fd
  /** Earlier lines, oldest first. */
  readonly history: () => readonly string[]
  readonly complete?: ((line: string, cursor: number) => Sys<Completion>) | undefined
  /** Asks before more candidates than this are listed. */
  readonly queryItems?: number
  /** Brackets pastes (`\e[?2004h`): since readline 8.1. */
  readonly bracketedPaste?: boolean
  /** The search hit is shown in reverse video: since readline 8.1. */
  readonly markSearch?: boolean
  /** A terminal that needs to know where the cursor is before it draws: BusyBox asks with `\e[6n`. */
  readonly asksCursor?: boolean
  /** SIGINT arrived (asking clears it). Without this the editor handles SIGINT itself. */
  readonly interrupted?: () => boolean
  /** The window changed size (asking clears it). */
  readonly resized?: () => boolean
  /** Something else wants the program's attention: reading ends. */
  readonly ended?: () => boolean
}

export type ReadResult =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'end' }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'hangup' }

/** One line being read: what editing commands work on. */
export class Session {
  readonly line = new Line()
  readonly display = new Display()
  /** Set by the command that ends the reading. */
  result: ReadResult | undefined
  /** Commands are named to know what came before: kills join, Tab twice lists. */
  command = ''
  previousCommand = ''
  /** Numeric argument (M-3). */
  argument: number | undefined
  overwriting = false
  /** Place in the history; its length means the new line. */
  historyAt = 0
  /** Lines of the history as they were edited. */
  private readonly edits = new Map<number, string>()
  private readonly decoder = new KeyDecoder()
  private readonly utf8 = new Utf8Stream()
  private queue: Key[] = []

  constructor(
    readonly options: EditorOptions,
    readonly kills: KillRing,
    readonly prompt: string,
  ) {
    this.historyAt = options.history().length
  }

  /** Takes over what was read too early. */
  adopt(queue: Key[]): void {
    this.queue = queue
  }

  get leftover(): Key[] {
    return this.queue
  }

  get count(): number {
    return this.argument ?? 1
  }

  /** The next key; `interrupt` when SIGINT came, `hangup` when the terminal went. */
  *nextKey(): Sys<Key> {
    for (;;) {
      const key = this.queue.shift()
      if (key) return key
      yield* this.flush()
      const read = yield* sys.read({ fd: this.options.input, count: this.decoder.pasting ? 65_536 : 1 })
      if (this.options.resized?.()) {
        const size = yield* sys.tcgetwinsize({ fd: this.options.input })
        if (size.ok) this.display.resize(size.value.cols, this.line.text, this.line.cursor, this.options.asksCursor)
      }
      if (this.options.interrupted?.()) return { kind: 'key', name: 'interrupt' }
      if (this.options.ended?.()) return { kind: 'key', name: 'hangup' }
      if (!read.ok) {
        if (read.error === 'EINTR') continue
        return { kind: 'key', name: 'hangup' }
      }
      if (read.value.length === 0) return { kind: 'key', name: 'hangup' }
      const text = this.utf8.push(read.value)
      if (text !== '') this.queue = this.decoder.push(text)
    }
  }

  /** More input is here already: drawing can wait. */
  *busy(): Sys<boolean> {
    if (this.queue.length > 0) return true
    const ready = yield* sys.readable({ fd: this.options.input })
    return ready.ok && ready.value > 0
  }

  show(): void {
    this.display.show(this.line.text, this.line.cursor)
  }

  *flush(): Sys<void> {
    const output = this.display.take()
    if (output !== '') yield* write(this.options.output, output)
  }

  /** Goes to another line of the history, keeping what was typed in this one. */
  goHistory(to: number): boolean {
    const lines = this.options.history()
    if (to < 0 || to > lines.length || to === this.historyAt) return false
    this.edits.set(this.historyAt, this.line.text)
    this.historyAt = to
    this.line.reset(this.edits.get(to) ?? lines[to] ?? '')
    return true
  }
}
