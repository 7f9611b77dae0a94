import type { Fd, Sys } from '../../kernel/calls.ts'
import { LineInput } from '../gnu/line-input.ts'
import type { Tool } from '../gnu/tool.ts'

/** Items of xargs's input: words with quotes and backslashes, whole lines (-I), or what a delimiter separates. */
export interface Item {
  readonly text: string
  /** The last item of its line, for -L (a trailing blank continues the line). */
  readonly endsLine: boolean
}

export class ArgumentReader {
  failed = false
  private readonly input: LineInput
  private queue: Item[] = []
  private ended = false

  constructor(
    private readonly tool: Tool,
    readonly fd: Fd,
    private readonly how: 'words' | 'lines' | 'delimiter',
    delimiter: string,
    private readonly endMark: string | undefined,
  ) {
    this.input = new LineInput(fd, tool.locale, delimiter.charCodeAt(0))
  }

  *next(): Sys<Item | undefined> {
    for (;;) {
      const item = this.queue.shift()
      if (item) return item
      if (this.ended) return undefined
      const line = yield* this.input.next()
      if (!line.ok || line.value === undefined) {
        this.ended = true
        continue
      }
      const text = this.tool.locale.external(line.value)
      if (this.how === 'delimiter') return { text, endsLine: true }
      if (this.endMark !== undefined && text === this.endMark) {
        this.ended = true
        continue
      }
      yield* this.split(text)
    }
  }

  private *split(line: string): Sys<void> {
    let text = this.how === 'lines' ? line.replace(/^[ \t]+/, '') : line
    const items: string[] = []
    let word: string | undefined
    for (let i = 0; i < text.length; i++) {
      const c = text[i] as string
      if (c === '\\') {
        if (i + 1 >= text.length) {
          // An escaped newline is part of the word.
          const more = yield* this.input.next()
          if (!more.ok || more.value === undefined) break
          text += `\n${this.tool.locale.external(more.value)}`
        }
        word = (word ?? '') + text[++i]
      } else if (c === '"' || c === "'") {
        const close = text.indexOf(c, i + 1)
        if (close < 0) return yield* this.unmatched(c, items)
        word = (word ?? '') + text.slice(i + 1, close)
        i = close
      } else if (this.how === 'words' && (c === ' ' || c === '\t')) {
        if (word !== undefined) items.push(word)
        word = undefined
      } else word = (word ?? '') + c
    }
    if (word !== undefined) items.push(word)
    const continues = this.how === 'words' && /[ \t]$/.test(line)
    this.queue.push(...items.map((item, i) => ({ text: item, endsLine: i === items.length - 1 && !continues })))
  }

  private *unmatched(quote: string, items: readonly string[]): Sys<void> {
    this.queue.push(...items.map((text) => ({ text, endsLine: false })))
    this.ended = true
    this.failed = true
    yield* this.tool.warn(
      `unmatched ${quote === '"' ? 'double' : 'single'} quote; by default quotes are special to xargs unless you use the -0 option`,
    )
  }
}
