import type { Fd, Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import { sys } from '../../../sys.ts'
import { TextOutput } from '../../gnu/text-output.ts'
import type { Tool } from '../../gnu/tool.ts'

/** Where sed writes: standard output or, with -i, the new file; and the files of w. A missing last newline stays missing until more comes. */
export class SedOutput {
  private current: TextOutput
  private missingNewline = false
  private readonly files = new Map<string, TextOutput>()

  constructor(
    private readonly tool: Tool,
    private readonly unbuffered: boolean,
  ) {
    this.current = tool.out
  }

  *redirect(fd: Fd | undefined): Sys<void> {
    yield* this.current.flush()
    this.current = fd === undefined ? this.tool.out : new TextOutput(this.tool.locale, fd)
    this.missingNewline = false
  }

  *put(text: string, end: string): Sys<void> {
    yield* this.raw(text + end)
    this.missingNewline = end === ''
  }

  *raw(text: string): Sys<void> {
    if (text === '') return
    yield* this.current.put(this.missingNewline ? `\n${text}` : text)
    this.missingNewline = false
    if (this.unbuffered) yield* this.current.flush()
  }

  /** Opens (and empties) the files of w before anything runs. */
  *prepare(names: Iterable<string>): Sys<void> {
    for (const name of new Set(names)) {
      if (name === '/dev/stdout' || name === '/dev/stderr') {
        this.files.set(name, name === '/dev/stdout' ? this.tool.out : new TextOutput(this.tool.locale, 2))
        continue
      }
      const fd = yield* sys.open({ path: name, flags: O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, mode: 0o666 })
      if (!fd.ok) yield* this.tool.die(`couldn't open file ${name}: ${strerror(fd.error)}`, 4)
      else this.files.set(name, new TextOutput(this.tool.locale, fd.value))
    }
  }

  *toFile(name: string, text: string): Sys<void> {
    const file = this.files.get(name)
    if (!file) return
    yield* file.put(text)
    if (file !== this.tool.out) yield* file.flush()
  }

  *flush(): Sys<void> {
    yield* this.current.flush()
  }
}
