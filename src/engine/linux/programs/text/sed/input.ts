import type { Fd, Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import { sys } from '../../../sys.ts'
import { LineInput } from '../../gnu/line-input.ts'
import type { Tool } from '../../gnu/tool.ts'

/** sed's input: the files one after another (or each by itself with -i and -s), with one line of foresight for `$`. */
export class SedInput {
  lineNumber = 0
  /** Name of the current file, `-` for standard input. */
  file = '-'
  private index = 0
  private reader: LineInput | undefined
  private fd: Fd | undefined
  private ahead: { text: string; terminated: boolean } | undefined
  /** Whether the current line had its newline. */
  terminated = true
  failed = false

  constructor(
    private readonly tool: Tool,
    private readonly files: readonly string[],
    private readonly separate: boolean,
    private readonly delimiter: number,
    /** Called when a file begins and after it ended (-i). */
    private readonly events: { begin(file: string): Sys<boolean>; end(file: string): Sys<void> },
  ) {}

  /** The next line, undefined at the end of everything. */
  *next(): Sys<string | undefined> {
    const line = yield* this.fetch()
    if (!line) return undefined
    this.lineNumber++
    this.terminated = line.terminated
    return line.text
  }

  /** Whether the current line is the last: of its file when files are separate. */
  *isLast(): Sys<boolean> {
    if (this.ahead) return false
    this.ahead = yield* this.read()
    if (this.ahead) return false
    if (this.separate) return true
    while (this.index < this.files.length) {
      yield* this.close()
      if (!(yield* this.open())) continue
      this.ahead = yield* this.read()
      if (this.ahead) return false
    }
    return true
  }

  private *fetch(): Sys<{ text: string; terminated: boolean } | undefined> {
    if (this.ahead) {
      const line = this.ahead
      this.ahead = undefined
      return line
    }
    for (;;) {
      if (this.reader) {
        const line = yield* this.read()
        if (line) return line
        yield* this.close()
      }
      if (this.index >= this.files.length) return undefined
      if ((yield* this.open()) && this.separate) this.lineNumber = this.separate ? 0 : this.lineNumber
    }
  }

  private *read(): Sys<{ text: string; terminated: boolean } | undefined> {
    if (!this.reader) return undefined
    const line = yield* this.reader.next()
    if (!line.ok) {
      yield* this.tool.warn(
        line.error === 'EISDIR' ? `couldn't edit ${this.file}: not a regular file` : `read error on ${this.file}: ${strerror(line.error)}`,
      )
      this.failed = true
      return undefined
    }
    return line.value === undefined ? undefined : { text: line.value, terminated: !this.reader.unterminated }
  }

  private *open(): Sys<boolean> {
    this.file = this.files[this.index++] as string
    const fd =
      this.file === '-' && !this.tool.has('in-place')
        ? ({ ok: true, value: 0 } as const)
        : yield* this.tool.openInput(this.file === '-' ? './-' : this.file)
    if (!fd.ok) {
      yield* this.tool.warn(`can't read ${this.file}: ${strerror(fd.error)}`)
      this.failed = true
      return false
    }
    const stat = yield* sys.fstat({ fd: fd.value })
    if (stat.ok && stat.value.type === 'directory') {
      if (!this.tool.has('in-place')) yield* this.tool.die(`read error on ${this.file}: Is a directory`, 4)
      yield* this.tool.warn(`couldn't edit ${this.file}: not a regular file`)
      this.tool.status = 4
      this.failed = true
      yield* sys.close({ fd: fd.value })
      return false
    }
    if (!(yield* this.events.begin(this.file))) return false
    this.fd = fd.value
    this.reader = new LineInput(fd.value, this.tool.locale, this.delimiter)
    return true
  }

  private *close(): Sys<void> {
    if (!this.reader) return
    this.reader = undefined
    if (this.fd !== undefined) yield* this.tool.closeInput(this.fd)
    yield* this.events.end(this.file)
  }

  *finish(): Sys<void> {
    yield* this.close()
  }
}
