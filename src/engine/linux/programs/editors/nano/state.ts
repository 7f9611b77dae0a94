import type { Sys } from '../../../kernel/calls.ts'
import { decodeUtf8 } from '../../../libc/locale.ts'
import { sys } from '../../../sys.ts'
import type { RawTerminal } from '../raw-terminal.ts'
import { TextBuffer } from '../vim/buffer.ts'
import { decodeKeys, isText } from '../vim/keys.ts'
import type { Position } from '../vim/position.ts'

/** The two builds: 2.3.1 of CentOS 7 and 7.2 of Debian 12 differ in words and in the help lines. */
export interface Release {
  readonly version: string
  readonly modern: boolean
}

/** What nano works on: the text, the cursor, what was cut, the line at the foot. */
export class Nano {
  buffer = new TextBuffer()
  fileName = ''
  cursor: Position = { line: 0, col: 0 }
  top = 0
  /** Screen column that Up and Down aim at. */
  wanted = 0
  cut: string[] = []
  /** The last key cut a line: the next one adds to it. */
  cutting = false
  searched = ''
  status = ''
  /** A question at the foot with what is typed so far and its own help. */
  prompt: { text: string; typed: string; keys: readonly (readonly [string, string])[] } | undefined
  showingHelp = false
  readOnly = false
  done = false
  private keys: string[] = []

  constructor(
    readonly terminal: RawTerminal,
    readonly release: Release,
    private readonly draw: (nano: Nano) => Sys<void>,
  ) {}

  get modified(): boolean {
    return this.buffer.modified
  }

  /** A key; Escape with a letter is `M-x`. */
  *key(): Sys<string> {
    while (this.keys.length === 0) {
      if (this.terminal.resized) yield* this.terminal.measure()
      if (!(yield* this.terminal.ready())) yield* this.draw(this)
      const read = yield* sys.read({ fd: this.terminal.input, count: 65_536 })
      if (!read.ok) continue
      if (read.value.length === 0) {
        this.done = true
        return ''
      }
      this.keys = decodeKeys(decodeUtf8(read.value))
      this.buffer.history.nowMs = yield* sys.clockRealtime({})
    }
    const key = this.keys.shift() as string
    if (key !== '<Esc>' || this.keys.length === 0) return key
    return `M-${(this.keys.shift() as string).toLowerCase()}`
  }

  /** Reads an answer; undefined when cancelled. */
  *ask(text: string, initial: string, keys: readonly (readonly [string, string])[] = cancelKeys): Sys<string | undefined> {
    let typed = initial
    for (;;) {
      this.prompt = { text, typed, keys }
      const key = yield* this.key()
      if (key === '\r' || key === '\n') {
        this.prompt = undefined
        return typed
      }
      if (key === '\x03' || this.done) {
        this.prompt = undefined
        this.status = 'Cancelled'
        return undefined
      }
      if (key === '\x7f' || key === '\b') typed = Array.from(typed).slice(0, -1).join('')
      else if (key === '\x15' || key === '\x0b') typed = ''
      else if (isText(key)) typed += key
    }
  }

  /** y, n or neither. */
  *confirm(text: string): Sys<boolean | undefined> {
    this.prompt = {
      text,
      typed: '',
      keys: [
        [' Y', 'Yes'],
        [' N', 'No'],
        ['^C', 'Cancel'],
      ],
    }
    for (;;) {
      const key = (yield* this.key()).toLowerCase()
      if (key !== 'y' && key !== 'n' && key !== '\x03' && !this.done) continue
      this.prompt = undefined
      if (key === '\x03' || this.done) this.status = 'Cancelled'
      return key === 'y' ? true : key === 'n' ? false : undefined
    }
  }
}

const cancelKeys: readonly (readonly [string, string])[] = [
  ['^G', 'Get Help'],
  ['^C', 'Cancel'],
]
