import { concatBytes, decode, encode } from '../../../../base/utf8.ts'
import type { Fd, Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { writeBytes } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { osError, raise } from '../core/errors.ts'
import type { Value } from '../core/values.ts'
import * as V from '../core/values.ts'
import type { Vm } from '../core/vm.ts'
import { methods } from './native.ts'

const textFile = new V.PyClass('TextIOWrapper', [V.types.object], V.types.type)
textFile.module = '_io'
const BUFFER_BYTES = 8192

/** An open file: buffered by blocks, or by lines on a terminal, or not at all. */
export class PyFile extends V.PyObject {
  buffering: 'block' | 'line' | 'none' = 'block'
  closed = false
  private out: Uint8Array[] = []
  private held = 0
  private input: Uint8Array = new Uint8Array(0)
  ended = false

  constructor(
    readonly fd: Fd,
    readonly name: Value,
    readonly mode: string,
  ) {
    super(textFile)
  }

  get binary(): boolean {
    return this.mode.includes('b')
  }

  *write(bytes: Uint8Array): Sys<void> {
    if (this.closed) throw raise('ValueError', 'I/O operation on closed file.')
    this.out.push(bytes)
    this.held += bytes.length
    if (this.buffering === 'none' || this.held >= BUFFER_BYTES || (this.buffering === 'line' && bytes.includes(10))) yield* this.flush()
  }

  *flush(): Sys<void> {
    if (this.held === 0) return
    const bytes = concatBytes(this.out)
    this.out = []
    this.held = 0
    const written = yield* writeBytes(this.fd, bytes)
    if (!written.ok) throw osError(written.error)
  }

  /** What is there up to a line's end, a count, or the end. */
  *read(vm: Vm, enough: (held: Uint8Array) => number): Sys<Uint8Array> {
    for (;;) {
      const wanted = enough(this.input)
      if (wanted >= 0 || this.ended) {
        const end = wanted < 0 ? this.input.length : wanted
        const found = this.input.subarray(0, end)
        this.input = this.input.subarray(end)
        return found
      }
      const chunk = yield* sys.read({ fd: this.fd, count: 65_536 })
      if (!chunk.ok) {
        if (chunk.error !== 'EINTR') throw osError(chunk.error)
        yield* vm.runPending()
      } else if (chunk.value.length === 0) this.ended = true
      else this.input = concatBytes([this.input, chunk.value])
    }
  }

  *line(vm: Vm): Sys<Value> {
    const bytes = yield* this.read(vm, (held) => held.indexOf(10) + 1 || -1)
    return this.value(bytes)
  }

  value(bytes: Uint8Array): Value {
    return this.binary ? new V.PyBytes(bytes.slice()) : decode(bytes)
  }

  *close(): Sys<void> {
    if (this.closed) return
    yield* this.flush()
    this.closed = true
    yield* sys.close({ fd: this.fd })
  }
}

const file = (args: readonly Value[]): PyFile => args[0] as PyFile

methods(textFile, {
  *write(_, args) {
    const [self, value] = [file(args), args[1] ?? null]
    if (!/[wax+]/.test(self.mode)) throw raise('OSError', 'not writable')
    if (self.binary) {
      if (!(value instanceof V.PyBytes)) throw raise('TypeError', `a bytes-like object is required, not '${V.typeName(value)}'`)
      yield* self.write(value.bytes)
      return BigInt(value.bytes.length)
    }
    if (typeof value !== 'string') throw raise('TypeError', `write() argument must be str, not ${V.typeName(value)}`)
    yield* self.write(encode(value))
    return BigInt(value.length)
  },
  *writelines(vm, args) {
    for (const item of yield* vm.list(args[1] ?? null)) yield* file(args).write(item instanceof V.PyBytes ? item.bytes : encode(String(item)))
    return null
  },
  *read(vm, args) {
    const count = typeof args[1] === 'bigint' && args[1] >= 0n ? Number(args[1]) : undefined
    return file(args).value(yield* file(args).read(vm, (held) => (count !== undefined && held.length >= count ? count : -1)))
  },
  readline: (vm, args) => file(args).line(vm),
  *readlines(vm, args) {
    const out: Value[] = []
    for (;;) {
      const line = yield* file(args).line(vm)
      if (!(yield* vm.truth(line))) return new V.PyList(out)
      out.push(line)
    }
  },
  __iter__: (vm, args) =>
    new V.PyIterator(function* () {
      const line = yield* file(args).line(vm)
      return (yield* vm.truth(line)) ? line : undefined
    }),
  *flush(_, args) {
    yield* file(args).flush()
    return null
  },
  *close(_, args) {
    yield* file(args).close()
    return null
  },
  __enter__: (_, args) => file(args),
  *__exit__(_, args) {
    yield* file(args).close()
    return null
  },
  fileno: (_, args) => BigInt(file(args).fd),
  *isatty(_, args) {
    return (yield* sys.tcgetattr({ fd: file(args).fd })).ok
  },
  reconfigure: (_, args, keywords) => {
    if (keywords.get('line_buffering') === true) file(args).buffering = 'line'
    return null
  },
  *__repr__(_, args) {
    return `<_io.TextIOWrapper name='${String(file(args).name)}' mode='${file(args).mode}' encoding='UTF-8'>`
  },
})
const property = (name: string, get: (self: PyFile) => Value) =>
  textFile.dict.set(name, new V.PyProperty(new V.PyNative(name, (_, args) => get(file(args))), null, null))
property('closed', (self) => self.closed)
property('name', (self) => self.name)
property('mode', (self) => self.mode)
property('buffer', (self) => new PyFile(self.fd, self.name, `${self.mode}b`))

/** open(). */
export function* openFile(path: Value, mode: string): Sys<PyFile> {
  if (typeof path === 'bigint') return new PyFile(Number(path), path, mode)
  if (typeof path !== 'string') throw raise('TypeError', `expected str, bytes or os.PathLike object, not ${V.typeName(path)}`)
  if (!/^[rwax][bt]?\+?[bt]?$/.test(mode)) throw raise('ValueError', `invalid mode: '${mode}'`)
  const access = mode.includes('+') ? O.RDWR : mode.startsWith('r') ? O.RDONLY : O.WRONLY
  const create = mode.startsWith('w') ? O.CREAT | O.TRUNC : mode.startsWith('a') ? O.CREAT | O.APPEND : mode.startsWith('x') ? O.CREAT | O.EXCL : 0
  const fd = yield* sys.open({ path, flags: access | create | O.CLOEXEC, mode: 0o666 })
  if (!fd.ok) throw osError(fd.error, path)
  const stat = yield* sys.fstat({ fd: fd.value })
  if (stat.ok && stat.value.type === 'directory') throw osError('EISDIR', path)
  return new PyFile(fd.value, path, mode)
}
