import type { Fd, Sys } from '../../../kernel/calls.ts'
import { LineInput } from '../../gnu/line-input.ts'
import type { Tool } from '../../gnu/tool.ts'
import type { Settings } from './settings.ts'
import { paint } from './settings.ts'

/** Searches one input and prints what is selected. Answers whether anything was. */
export class Search {
  private selected = 0
  private lineNumber = 0
  private offset = 0
  /** Lines still to print after a selected one. */
  private trailing = 0
  /** Lines that may be wanted before the next selected one. */
  private held: { text: string; number: number; offset: number }[] = []
  private lastPrinted = 0
  private binary = false

  constructor(
    private readonly tool: Tool,
    private readonly settings: Settings,
    private readonly name: string,
    /** Something was printed before, by any input: context groups are set apart. */
    private readonly shared: { printed: boolean },
  ) {}

  /** Reads to the end or until nothing more can matter; undefined after an error. */
  *run(fd: Fd): Sys<{ selected: number; error?: Parameters<Tool['failFile']>[1] }> {
    const { settings, tool } = this
    const input = new LineInput(fd, tool.locale, settings.lineEnd.charCodeAt(0))
    const short = settings.quiet || settings.filesWith || settings.filesWithout
    outer: for (;;) {
      const batch = yield* input.batch()
      if (!batch.ok) return { selected: this.selected, error: batch.error }
      if (batch.value === undefined) break
      if (!this.binary && settings.binary !== 'text' && settings.lineEnd === '\n') {
        this.binary = batch.value.some((line) => isBinary(line, tool.locale.utf8))
        if (this.binary && settings.binary === 'without-match') return { selected: 0 }
      }
      let text = ''
      for (const line of batch.value) {
        this.lineNumber++
        const matches = settings.matcher.test(line) !== settings.invert
        if (matches && this.selected < settings.maxCount) {
          this.selected++
          if (short) break outer
          if (!settings.count) {
            if (this.binary) {
              yield* this.flush(text)
              yield* this.binaryNote()
              return { selected: this.selected }
            }
            text += this.select(line)
          }
        } else if (!settings.count && !short) text += this.context(line)
        this.offset += this.byteLength(line) + 1
        if (this.selected >= settings.maxCount && this.trailing === 0) {
          yield* this.flush(text)
          yield* this.summary()
          return { selected: this.selected }
        }
      }
      yield* this.flush(text)
    }
    yield* this.summary()
    return { selected: this.selected }
  }

  private *flush(text: string): Sys<void> {
    if (text === '') return
    yield* this.tool.out.put(text)
    if (this.settings.lineBuffered) yield* this.tool.out.flush()
  }

  private *binaryNote(): Sys<void> {
    const shown = this.settings.withName || this.name !== '-' ? this.name : '(standard input)'
    const name = this.name === '-' ? this.settings.label : shown
    if (this.tool.atLeast(3, 5)) yield* this.tool.warn(`${name}: binary file matches`)
    else yield* this.tool.say(`Binary file ${name} matches\n`)
  }

  /** What -c, -l and -L print after an input. */
  private *summary(): Sys<void> {
    const { settings, tool } = this
    if (settings.quiet) return
    if (settings.count) yield* tool.out.put(`${settings.withName ? this.front(':', { name: true }) : ''}${this.selected}\n`)
    if ((settings.filesWith && this.selected > 0) || (settings.filesWithout && this.selected === 0)) {
      const name = tool.locale.argument(this.name === '-' ? settings.label : this.name)
      yield* tool.out.put((settings.colors ? paint(name, settings.colors.name) : name) + (settings.nameEnd === '\0' ? '\0' : '\n'))
    }
  }

  private byteLength(line: string): number {
    return /^[\0-\x7f]*$/.test(line) ? line.length : this.tool.locale.encode(line).length
  }

  private select(line: string): string {
    const { settings } = this
    let text = ''
    if (settings.before > 0 || settings.after > 0) {
      const first = this.held[0]?.number ?? this.lineNumber
      if (settings.separator !== undefined && this.shared.printed && (this.lastPrinted === 0 || first > this.lastPrinted + 1)) {
        const { colors } = settings
        text += `${colors ? paint(settings.separator, colors.separator) : settings.separator}\n`
      }
      for (const held of this.held) text += this.line(held.text, '-', held.number, held.offset)
      this.held = []
    }
    this.trailing = settings.after
    this.shared.printed = true
    if (settings.onlyMatching) text += settings.invert ? '' : this.matches(line)
    else text += this.line(line, ':', this.lineNumber, this.offset)
    this.lastPrinted = this.lineNumber
    return text
  }

  private context(line: string): string {
    const { settings } = this
    if (this.trailing > 0) {
      this.trailing--
      this.lastPrinted = this.lineNumber
      return settings.onlyMatching ? '' : this.line(line, '-', this.lineNumber, this.offset)
    }
    if (settings.before > 0 && !settings.onlyMatching) {
      this.held.push({ text: line, number: this.lineNumber, offset: this.offset })
      if (this.held.length > settings.before) this.held.shift()
    }
    return ''
  }

  private front(mark: string, what: { name?: boolean; number?: number; offset?: number }): string {
    const { settings } = this
    const { colors } = settings
    const separator = colors ? paint(mark, colors.separator) : mark
    let out = ''
    if (what.name) {
      const name = this.tool.locale.argument(this.name === '-' ? settings.label : this.name)
      out += (colors ? paint(name, colors.name) : name) + (settings.nameEnd === '\0' ? '\0' : separator)
    }
    const width = settings.initialTab ? 2 : 0
    if (what.number !== undefined)
      out += (colors ? paint(String(what.number).padStart(width), colors.line) : String(what.number).padStart(width)) + separator
    if (what.offset !== undefined) out += (colors ? paint(String(what.offset), colors.byte) : what.offset) + separator
    return settings.initialTab && out !== '' ? `${out}\t` : out
  }

  private prefix(mark: string, number: number, offset: number): string {
    const { settings } = this
    return this.front(mark, {
      ...(settings.withName && { name: true }),
      ...(settings.lineNumber && { number }),
      ...(settings.byteOffset && { offset }),
    })
  }

  private line(text: string, mark: ':' | '-', number: number, offset: number): string {
    const { settings } = this
    const { colors } = settings
    let body = text
    if (colors) {
      const matching = (mark === ':') !== settings.invert
      const code = mark === ':' ? colors.match : colors.matchContext
      if (matching) body = this.painted(text, code)
      const whole = mark === ':' ? colors.selected : colors.context
      body = paint(body, whole)
    }
    return this.prefix(mark, number, offset) + body + settings.lineEnd
  }

  private painted(text: string, code: string): string {
    let out = ''
    let at = 0
    for (const { index, length } of this.spans(text)) {
      out += text.slice(at, index) + paint(text.slice(index, index + length), code)
      at = index + length
    }
    return out + text.slice(at)
  }

  private matches(line: string): string {
    const { colors } = this.settings
    return this.spans(line)
      .map(({ index, length }) => {
        const part = line.slice(index, index + length)
        const before = this.settings.byteOffset ? this.byteLength(line.slice(0, index)) : 0
        return this.prefix(':', this.lineNumber, this.offset + before) + (colors ? paint(part, colors.match) : part) + this.settings.lineEnd
      })
      .join('')
  }

  /** The non-empty matches of a line. */
  private spans(line: string): { index: number; length: number }[] {
    const out: { index: number; length: number }[] = []
    let from = 0
    while (from <= line.length) {
      const m = this.settings.matcher.find(line, from)
      if (!m) break
      if (m.length > 0) out.push(m)
      from = m.index + Math.max(1, m.length)
    }
    return out
  }
}

/** NUL bytes, or what is not the locale's encoding, make a file binary. */
const isBinary = (line: string, utf8: boolean): boolean => line.includes('\0') || (utf8 && /(?<![\ud800-\udbff])[\udc80-\udcff]/.test(line))
