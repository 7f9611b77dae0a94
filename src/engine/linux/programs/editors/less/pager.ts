import { decode } from '../../../../base/utf8.ts'
import type { Fd, Sys } from '../../../kernel/calls.ts'
import { Poll } from '../../../kernel/calls.ts'
import { print } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { RawTerminal } from '../raw-terminal.ts'
import { decodeKeys, isText } from '../vim/keys.ts'
import { commands } from './commands.ts'
import type { Settings } from './settings.ts'
import type { LineSource } from './source.ts'
import { View } from './view.ts'

/** A pager at work: its files, its view of one of them, its keyboard and its last line. */
export class Pager {
  view: View
  /** Words for the prompt, once. */
  message = ''
  interrupted = false
  done = false
  atEnd = false
  endsSeen = 0
  private keys: string[] = []
  private fresh = true
  private drawn: string[] = []

  constructor(
    readonly terminal: RawTerminal,
    readonly settings: Settings,
    readonly files: readonly string[],
    public fileIndex: number,
    source: LineSource,
    readonly open: (name: string) => Sys<LineSource | string>,
  ) {
    this.view = new View(source, settings, terminal)
  }

  show(source: LineSource, index: number): void {
    this.view = new View(source, this.settings, this.terminal)
    this.fileIndex = index
    this.fresh = true
  }

  *run(): Sys<void> {
    for (const command of this.settings.initial) this.keys.push(...Array.from(command), ...(/^[/?]/.test(command) ? ['\r'] : []))
    while (!this.done) {
      if (this.keys.length === 0) yield* this.draw()
      if (this.atEnd && this.settings.quitAtEnd > 0 && ++this.endsSeen >= this.settings.quitAtEnd) return
      yield* this.command()
    }
  }

  *draw(): Sys<void> {
    const { rows, lastLine, atEnd } = yield* this.view.screenful()
    this.atEnd = atEnd
    const { height } = this.view
    const lines = [...rows]
    const short = this.drawn.length === 0 && this.settings.noInit
    while (lines.length < height && !short) lines.push(this.settings.tildes ? '\x1b[1m~\x1b[m' : '')
    let out = this.drawn.length === 0 && !short ? '\x1b[H\x1b[2J' : ''
    lines.forEach((text, i) => {
      if (this.drawn[i] !== text) out += `\x1b[${i + 1};1H\x1b[K${text}${text.includes('\x1b') ? '\x1b[m' : ''}`
    })
    this.drawn = lines
    yield* print(`${out}\x1b[${lines.length + 1};1H\x1b[K${this.prompt(lastLine)}`)
    this.message = ''
    this.fresh = false
  }

  redraw(): void {
    this.drawn = []
  }

  private prompt(lastLine: number): string {
    const { source, top } = this.view
    const standout = (text: string): string => `\x1b[7m${text}\x1b[27m`
    if (this.message !== '') return standout(this.message)
    const { promptText, longPrompt } = this.settings
    const many = this.files.length > 1 ? ` (file ${this.fileIndex + 1} of ${this.files.length})` : ''
    const next = this.files[this.fileIndex + 1]
    const end = next === undefined ? '(END)' : `(END) - Next: ${next}`
    if (promptText !== undefined) return standout(`${promptText.replaceAll('%lt', String(top.line + 1))}${this.atEnd ? ' (END)' : ''}`)
    const percent = source.ended && source.lines.length > 0 ? ` ${Math.floor(((lastLine + 1) * 100) / source.lines.length)}%` : ''
    if (longPrompt === 2) {
      const total = source.ended ? `/${source.lines.length}` : ''
      return standout(
        `${source.name ? `${source.name} ` : ''}${many.trimStart()}lines ${top.line + 1}-${lastLine + 1}${total}${this.atEnd ? ` ${end}` : percent}`,
      )
    }
    if (longPrompt === 1) return standout(`${this.fresh && source.name ? `${source.name}${many} ` : ''}${this.atEnd ? end : percent.trim() || ':'}`)
    if (this.fresh && source.name) return standout(`${source.name}${many}${this.atEnd ? ` ${end}` : ''}`)
    return this.atEnd ? standout(end) : ':'
  }

  /** A key; resizes are drawn meanwhile. */
  *key(): Sys<string> {
    while (this.keys.length === 0) {
      const read = yield* sys.read({ fd: this.terminal.input, count: 4096 })
      if (read.ok && read.value.length === 0) {
        this.done = true
        return 'q'
      }
      if (read.ok) this.keys = decodeKeys(decode(read.value))
      else if (this.terminal.resized) {
        yield* this.terminal.measure()
        this.redraw()
        yield* this.draw()
      } else if (this.interrupted) {
        this.interrupted = false
        return '\x03'
      }
    }
    return this.keys.shift() as string
  }

  push(keys: readonly string[]): void {
    this.keys.unshift(...keys)
  }

  /** Reads a line at the prompt; undefined when given up. */
  *line(prefix: string): Sys<string | undefined> {
    let text = ''
    for (;;) {
      yield* print(`\r\x1b[K${prefix}${text}`)
      const key = yield* this.key()
      if (key === '\r' || key === '\n') return text
      if (key === '\x03' || key === '<Esc>' || ((key === '\x7f' || key === '\b') && text === '')) return undefined
      if (key === '\x7f' || key === '\b') text = Array.from(text).slice(0, -1).join('')
      else if (key === '\x15') text = ''
      else if (isText(key)) text += key
    }
  }

  /** Waits for the file to grow, until interrupted. */
  *follow(): Sys<void> {
    const path = this.view.source.name
    const watch = path === undefined ? undefined : yield* sys.inotify({ paths: [path] })
    while (!this.interrupted && !this.done) {
      this.view.source.again()
      this.view.top = yield* this.view.lastScreen()
      this.message = 'Waiting for data... (interrupt to abort)'
      yield* this.draw()
      if (!watch?.ok) break
      const ready = yield* sys.poll({ fds: [{ fd: watch.value as Fd, events: Poll.in }] })
      if (ready.ok && ready.value.length > 0) yield* sys.read({ fd: watch.value, count: 4096 })
    }
    this.interrupted = false
    if (watch?.ok) yield* sys.close({ fd: watch.value })
  }

  private *command(): Sys<void> {
    let digits = ''
    let key = yield* this.key()
    while (/^\d$/.test(key)) {
      digits += key
      yield* print(`\r\x1b[K:${digits}`)
      key = yield* this.key()
    }
    const count = digits === '' ? undefined : Number(digits)
    const run = commands[key]
    if (run) yield* run(this, count)
    else yield* print('\x07')
  }
}
