import type { Fd, Pid, Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { Locale } from '../../../libc/locale.ts'
import { exitCodeOf, openPipeFrom, openPipeTo, waitFor } from '../../../libc/spawn.ts'
import { sys } from '../../../sys.ts'
import { TextOutput } from '../../gnu/text-output.ts'
import type { Tool } from '../../gnu/tool.ts'
import { RecordReader } from './reader.ts'

/** The files and commands a program writes to and reads from, by name until closed. */
interface OutputStream {
  readonly out: TextOutput
  readonly fd: Fd
  readonly pid: Pid | undefined
}

interface InputStream {
  readonly reader: RecordReader
  readonly fd: Fd
  readonly pid: Pid | undefined
}

export class Streams {
  private readonly outputs = new Map<string, OutputStream>()
  private readonly inputs = new Map<string, InputStream>()

  constructor(
    private readonly tool: Tool,
    private readonly standard: TextOutput,
    private readonly locale: Locale,
  ) {}

  *output(kind: '>' | '>>' | '|', name: string): Sys<TextOutput> {
    const known = this.outputs.get(name)
    if (known) return known.out
    const { tool } = this
    if (kind !== '|' && (name === '/dev/stdout' || name === '-')) return this.standard
    if (kind === '|') {
      yield* this.flush()
      const pipe = yield* openPipeTo({ argv: ['/bin/sh', '-c', this.locale.external(name)], env: tool.env })
      if (!pipe.ok) return yield* tool.die(`cannot open pipe "${name}" (${strerror(pipe.error)})`, 2)
      return this.keep(name, pipe.value.fd, pipe.value.pid)
    }
    if (name === '/dev/stderr') {
      const out = this.keep(name, 2, undefined)
      yield* out.unbuffer()
      return out
    }
    const fd = yield* sys.open({
      path: this.locale.external(name),
      flags: O.WRONLY | O.CREAT | O.CLOEXEC | (kind === '>' ? O.TRUNC : O.APPEND),
      mode: 0o666,
    })
    if (!fd.ok) return yield* tool.die(`cannot open "${name}" for output (${strerror(fd.error)})`, 2)
    return this.keep(name, fd.value, undefined)
  }

  private keep(name: string, fd: Fd, pid: Pid | undefined): TextOutput {
    const out = new TextOutput(this.locale, fd)
    this.outputs.set(name, { out, fd, pid })
    return out
  }

  /** The reader of `getline < file` or `command | getline`; undefined when the file cannot be opened. */
  *input(kind: 'file' | 'command', name: string): Sys<RecordReader | undefined> {
    const known = this.inputs.get(name)
    if (known) return known.reader
    const { tool } = this
    if (kind === 'command') {
      yield* this.flush()
      const pipe = yield* openPipeFrom({ argv: ['/bin/sh', '-c', this.locale.external(name)], env: tool.env })
      if (!pipe.ok) return undefined
      return this.keepInput(name, pipe.value.fd, pipe.value.pid)
    }
    const fd =
      name === '-' || name === '/dev/stdin'
        ? ({ ok: true, value: 0 } as const)
        : yield* sys.open({ path: this.locale.external(name), flags: O.RDONLY | O.CLOEXEC })
    return fd.ok ? this.keepInput(name, fd.value, undefined) : undefined
  }

  private keepInput(name: string, fd: Fd, pid: Pid | undefined): RecordReader {
    const reader = new RecordReader(fd, this.locale)
    this.inputs.set(name, { reader, fd, pid })
    return reader
  }

  /** close(name): the exit status, -1 when nothing of that name is open. */
  *close(name: string): Sys<number> {
    let result = -1
    const output = this.outputs.get(name)
    if (output) {
      this.outputs.delete(name)
      yield* output.out.flush()
      result = yield* this.finish(output)
    }
    const input = this.inputs.get(name)
    if (input) {
      this.inputs.delete(name)
      result = yield* this.finish(input)
    }
    return result
  }

  private *finish({ fd, pid }: { fd: Fd; pid: Pid | undefined }): Sys<number> {
    if (fd > 2) yield* sys.close({ fd })
    if (pid === undefined) return 0
    const status = yield* waitFor(pid)
    return status.ok ? exitCodeOf(status.value) : -1
  }

  *flush(): Sys<void> {
    yield* this.standard.flush()
    for (const { out } of this.outputs.values()) yield* out.flush()
  }

  *closeAll(): Sys<void> {
    yield* this.standard.flush()
    for (const name of [...this.outputs.keys(), ...this.inputs.keys()]) yield* this.close(name)
  }
}
