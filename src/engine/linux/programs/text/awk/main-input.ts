import type { Fd, Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { Regex } from '../../../libc/regex.ts'
import { sys } from '../../../sys.ts'
import { unescapeString } from './lex.ts'
import { RecordReader } from './reader.ts'
import type { Runtime } from './runtime.ts'
import type { Value } from './value.ts'
import { fromInput, toNumber } from './value.ts'

/** The main input: the files of ARGV, with `name=value` arguments carried out when their turn comes; standard input without files. */
export class MainInput {
  private index = 1
  private reader: RecordReader | undefined
  private fd: Fd | undefined
  private sawFile = false
  private separatorText: Value
  private separator: string | Regex = '\n'

  constructor(private readonly runtime: Runtime) {}

  /** The next record; counts NR and FNR. */
  *next(): Sys<string | undefined> {
    const { runtime } = this
    for (;;) {
      if (!this.reader && !(yield* this.open())) return undefined
      const record = yield* (this.reader as RecordReader).next(this.separatorOf(runtime.cell('RS').value))
      if (!record.ok) {
        yield* runtime.tool.warn(`${runtime.text(runtime.cell('FILENAME').value)}: ${strerror(record.error)}`)
        runtime.exitCode = 2
      } else if (record.value !== undefined) {
        for (const name of ['NR', 'FNR']) runtime.cell(name).value = toNumber(runtime.cell(name).value) + 1
        return record.value
      }
      yield* this.skipFile()
    }
  }

  /** nextfile. */
  *skipFile(): Sys<void> {
    if (this.fd !== undefined && this.fd !== 0) yield* sys.close({ fd: this.fd })
    this.reader = undefined
    this.fd = undefined
  }

  separatorOf(value: Value): string | Regex {
    if (value !== this.separatorText) {
      this.separatorText = value
      const text = this.runtime.text(value)
      this.separator = text.length <= 1 ? text : this.runtime.regex(text)
    }
    return this.separatorText === undefined ? '\n' : this.separator
  }

  private *open(): Sys<boolean> {
    const { runtime } = this
    const argv = runtime.array('ARGV')
    for (; this.index < toNumber(runtime.cell('ARGC').value); ) {
      const name = runtime.text(argv.get(String(this.index++)))
      if (name === '') continue
      const assignment = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(name)
      if (assignment) {
        runtime.assign(assignment[1] as string, fromInput(unescapeString(assignment[2] as string)))
        continue
      }
      this.sawFile = true
      if (yield* this.openFile(name)) return true
    }
    if (this.sawFile) return false
    this.sawFile = true
    this.fd = 0
    this.reader = new RecordReader(0, runtime.locale)
    return true
  }

  private *openFile(name: string): Sys<boolean> {
    const { runtime } = this
    const { tool } = runtime
    const fd =
      name === '-' || name === '/dev/stdin'
        ? ({ ok: true, value: 0 } as const)
        : yield* sys.open({ path: runtime.locale.external(name), flags: O.RDONLY | O.CLOEXEC })
    if (!fd.ok) {
      yield* runtime.sync()
      if (!runtime.gawk) return yield* tool.die(`cannot open ${name} (${strerror(fd.error)})`, 2)
      return yield* tool.die(`cmd. line:1: fatal: cannot open file \`${name}' for reading (${strerror(fd.error)})`, 2)
    }
    this.fd = fd.value
    this.reader = new RecordReader(fd.value, runtime.locale)
    runtime.cell('FILENAME').value = name
    runtime.cell('FNR').value = 0
    return true
  }
}
