import type { Fd, Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { writeBytes } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { copyBytes } from '../gnu/copy-bytes.ts'
import { parseSize } from '../gnu/sizes.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models split(1). Left out: --filter, and chunks by lines (-n l/N, r/N). */
export const split = gnuProgram({
  name: 'split',
  usage: ['[OPTION]... [FILE [PREFIX]]'],
  summary:
    "Output pieces of FILE to PREFIXaa, PREFIXab, ...;\ndefault size is 1000 lines, and default PREFIX is 'x'.\n\nWith no FILE, or when FILE is -, read standard input.",
  options: [
    ['-a, --suffix-length=N', 'generate suffixes of length N (default 2)'],
    ['--additional-suffix=SUFFIX', 'append an additional SUFFIX to file names'],
    ['-b, --bytes=SIZE', 'put SIZE bytes per output file'],
    ['-C, --line-bytes=SIZE', 'put at most SIZE bytes of records per output file'],
    ['-d', 'use numeric suffixes starting at 0, not alphabetic'],
    ['--numeric-suffixes[=FROM]', 'same as -d, but allow setting the start value'],
    ['-x', 'use hex suffixes starting at 0, not alphabetic'],
    ['--hex-suffixes[=FROM]', 'same as -x, but allow setting the start value'],
    ['-e, --elide-empty-files', "do not generate empty output files with '-n'"],
    ['-l, --lines=NUMBER', 'put NUMBER lines/records per output file'],
    ['-n, --number=CHUNKS', 'generate CHUNKS output files by size'],
    ['--verbose', 'print a diagnostic just before each output file is opened'],
  ],
  unsimulated: ['--filter=COMMAND', '-u, --unbuffered', '-t, --separator=SEP'],
  rewrite: (args) => args.map((arg) => (/^-\d+$/.test(arg) ? `-l${arg.slice(1)}` : arg)),
  *run(tool) {
    if (tool.operands.length > 2) yield* tool.usageError(`extra operand ${tool.quote(tool.operands[2] as string)}`)
    const [input = '-', prefix = 'x'] = tool.operands
    const fd = yield* tool.openInput(input)
    if (!fd.ok) return yield* tool.die(`cannot open ${tool.quoteName(input)} for reading: ${strerror(fd.error)}`)
    const pieces = new Pieces(tool, prefix)
    const chosen = ['bytes', 'line-bytes', 'lines', 'number'].filter((key) => tool.has(key))
    if (chosen.length > 1) yield* tool.usageError('cannot split in more than one way')
    const how = chosen[0] ?? 'lines'
    const text = tool.value(how) ?? '1000'
    if (how === 'number') yield* byChunks(tool, fd.value, pieces, text)
    else {
      const size = parseSize(text, 'bKkMmGTPEZY')
      if (size === undefined || size === 0) return yield* tool.die(`invalid number of ${how === 'lines' ? 'lines' : 'bytes'}: ${tool.quote(text)}`)
      if (how === 'bytes') yield* byBytes(tool, fd.value, pieces, size)
      else yield* byLines(tool, fd.value, pieces, size, how === 'line-bytes')
    }
    yield* pieces.close()
    return 0
  },
})

class Pieces {
  private index = 0
  private fd: Fd | undefined
  private readonly alphabet: string
  private readonly width: number
  private readonly growing: boolean

  constructor(
    private readonly tool: Tool,
    private readonly prefix: string,
  ) {
    const numeric = tool.has('d') || tool.has('numeric-suffixes')
    this.alphabet = numeric ? '0123456789' : tool.has('x') || tool.has('hex-suffixes') ? '0123456789abcdef' : 'abcdefghijklmnopqrstuvwxyz'
    this.width = Number(tool.value('suffix-length') ?? 2)
    this.growing = !tool.has('suffix-length') && !tool.value('numeric-suffixes') && !tool.value('hex-suffixes')
    this.index = Number.parseInt(tool.value('numeric-suffixes') ?? tool.value('hex-suffixes') ?? '0', this.alphabet.length === 16 ? 16 : 10)
  }

  /** Suffixes grow by two when the last first letter is reached: …yz, zaaa. */
  private suffix(index: number): string | undefined {
    const base = this.alphabet.length
    let width = this.width
    let rest = index
    let lead = ''
    if (this.growing) {
      for (let room = base ** (width - 1) * (base - 1); rest >= room; room = base ** (width - 1) * (base - 1)) {
        rest -= room
        lead += this.alphabet[base - 1]
        width += 1
      }
      const digits = digitsOf(rest, this.alphabet, width)
      return lead + digits
    }
    return rest >= base ** width ? undefined : digitsOf(rest, this.alphabet, width)
  }

  *next(): Sys<Fd> {
    yield* this.close()
    const suffix = this.suffix(this.index++)
    if (suffix === undefined) return yield* this.tool.die('output file suffixes exhausted')
    const path = this.prefix + suffix + (this.tool.value('additional-suffix') ?? '')
    if (this.tool.has('verbose')) yield* this.tool.say(`creating file ${this.tool.quoteName(path)}\n`)
    const fd = yield* sys.open({ path, flags: O.WRONLY | O.CREAT | O.TRUNC, mode: 0o666 })
    if (!fd.ok) return yield* this.tool.die(`${this.tool.showName(path)}: ${strerror(fd.error)}`)
    this.fd = fd.value
    return fd.value
  }

  *write(bytes: Uint8Array): Sys<void> {
    const written = yield* writeBytes(this.fd ?? (yield* this.next()), bytes)
    if (!written.ok) yield* this.tool.die(`write error: ${strerror(written.error)}`)
  }

  *close(): Sys<void> {
    if (this.fd !== undefined) yield* sys.close({ fd: this.fd })
    this.fd = undefined
  }
}

function digitsOf(value: number, alphabet: string, width: number): string {
  let out = ''
  for (let rest = value, i = 0; i < width; i++) {
    out = (alphabet[rest % alphabet.length] as string) + out
    rest = Math.floor(rest / alphabet.length)
  }
  return out
}

function* byBytes(tool: Tool, fd: Fd, pieces: Pieces, size: number): Sys<void> {
  for (;;) {
    const first = yield* sys.read({ fd, count: Math.min(size, 65_536) })
    if (!first.ok) return yield* tool.die(`read error: ${strerror(first.error)}`)
    if (first.value.length === 0) return
    const to = yield* pieces.next()
    yield* pieces.write(first.value)
    if (first.value.length < size) yield* copyBytes(fd, to, size - first.value.length)
  }
}

function* byLines(tool: Tool, fd: Fd, pieces: Pieces, size: number, bytes: boolean): Sys<void> {
  let room = 0
  let partial: Uint8Array = new Uint8Array(0)
  const line = function* (text: Uint8Array): Sys<void> {
    const cost = bytes ? text.length : 1
    if (room < cost) {
      yield* pieces.next()
      room = size
    }
    yield* pieces.write(text)
    room -= cost
  }
  for (;;) {
    const chunk = yield* sys.read({ fd, count: 65_536 })
    if (!chunk.ok) return yield* tool.die(`read error: ${strerror(chunk.error)}`)
    if (chunk.value.length === 0) break
    const all = new Uint8Array(partial.length + chunk.value.length)
    all.set(partial)
    all.set(chunk.value, partial.length)
    let at = 0
    for (let newline = all.indexOf(10); newline >= 0; newline = all.indexOf(10, at)) {
      yield* line(all.subarray(at, newline + 1))
      at = newline + 1
    }
    partial = all.slice(at)
  }
  if (partial.length > 0) yield* line(partial)
}

function* byChunks(tool: Tool, fd: Fd, pieces: Pieces, text: string): Sys<void> {
  if (/^[lr]\//.test(text) || /\//.test(text)) yield* tool.notSimulated(`--number=${text}`)
  const count = /^\d+$/.test(text) ? Number(text) : 0
  if (count === 0) yield* tool.die(`invalid number of chunks: ${tool.quote(text)}`)
  const stat = yield* sys.fstat({ fd })
  if (!stat.ok || stat.value.type !== 'file') return yield* tool.die('cannot determine file size')
  const each = Math.floor(stat.value.size / count)
  for (let i = 0; i < count; i++) {
    const size = i === count - 1 ? stat.value.size - each * (count - 1) : each
    if (size === 0 && tool.has('elide-empty-files')) continue
    yield* copyBytes(fd, yield* pieces.next(), size)
  }
}
