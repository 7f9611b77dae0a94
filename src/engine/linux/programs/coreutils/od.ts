import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { sys } from '../../sys.ts'
import { parseSize } from '../gnu/sizes.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'
import type { OutputType } from './od-types.ts'
import { parseTypes } from './od-types.ts'

/** Models od(1). Left out: the traditional +offset operands and string dumps (-S). */
const shorthand: Readonly<Record<string, string>> = { a: 'a', b: 'o1', c: 'c', d: 'u2', f: 'fF', i: 'dI', l: 'dL', o: 'o2', s: 'd2', x: 'x2' }

export const od = gnuProgram({
  name: 'od',
  usage: ['[OPTION]... [FILE]...'],
  summary:
    'Write an unambiguous representation, octal bytes by default, of FILE to standard output.\n\nWith no FILE, or when FILE is -, read standard input.',
  options: [
    ['-A, --address-radix=RADIX', 'output format for file offsets; RADIX is one of [doxn]'],
    ['--endian={big|little}', 'swap input bytes according the specified order'],
    ['-j, --skip-bytes=BYTES', 'skip BYTES input bytes first'],
    ['-N, --read-bytes=BYTES', 'limit dump to BYTES input bytes'],
    ['-t, --format=TYPE', 'select output format or formats'],
    ['-v, --output-duplicates', 'do not use * to mark line suppression'],
    ['-w[BYTES], --width[=BYTES]', 'output BYTES bytes per output line; 32 is implied when BYTES is not specified'],
    ['-a', 'same as -t a, select named characters, ignoring high-order bit'],
    ['-b', 'same as -t o1, select octal bytes'],
    ['-c', 'same as -t c, select printable characters or backslash escapes'],
    ['-d', 'same as -t u2, select unsigned decimal 2-byte units'],
    ['-f', 'same as -t fF, select floats'],
    ['-i', 'same as -t dI, select decimal ints'],
    ['-l', 'same as -t dL, select decimal longs'],
    ['-o', 'same as -t o2, select octal 2-byte units'],
    ['-s', 'same as -t d2, select decimal 2-byte units'],
    ['-x', 'same as -t x2, select hexadecimal 2-byte units'],
  ],
  unsimulated: ['-S, --strings[=BYTES]', '--traditional'],
  *run(tool) {
    const radix = tool.value('address-radix') ?? 'o'
    if (!/^[doxn]$/.test(radix)) yield* tool.die(`invalid output address radix '${radix}'; it must be one character from [doxn]`)
    const specs = tool.options.options.flatMap(({ key, value }) => (key === 'format' ? [value ?? ''] : shorthand[key] ? [shorthand[key]] : []))
    const types: OutputType[] = []
    for (const spec of specs.length > 0 ? specs : ['o2']) {
      const parsed = parseTypes(spec, tool.value('endian') === 'big')
      if (typeof parsed === 'string') yield* tool.die(parsed)
      else types.push(...parsed)
    }
    const skip = yield* size(tool, 'skip-bytes', 0)
    const limit = yield* size(tool, 'read-bytes', Number.POSITIVE_INFINITY)
    const unit = types.reduce((least, type) => lcm(least, type.bytes), 1)
    let width = tool.has('width') ? Number(tool.value('width') ?? 32) : Math.max(unit, 16 - (16 % unit))
    if (!(width > 0) || width % unit !== 0) {
      yield* tool.warn(`warning: invalid width ${width}; using ${unit} instead`)
      width = unit
    }
    yield* dump(tool, { radix, types, width, skip, limit })
    return undefined
  },
})

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))
const lcm = (a: number, b: number): number => (a / gcd(a, b)) * b

function* size(tool: Tool, key: string, normal: number): Sys<number> {
  const text = tool.value(key)
  if (text === undefined) return normal
  const value = /^0[xX][0-9a-fA-F]+$/.test(text) ? Number(text) : /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : parseSize(text, 'bcKkMmGTPE')
  if (value === undefined) return yield* tool.die(`invalid --${key} argument '${text}'`)
  return value
}

interface Dump {
  readonly radix: string
  readonly types: readonly OutputType[]
  readonly width: number
  readonly skip: number
  readonly limit: number
}

/** The bytes of all inputs as one. */
class Input {
  private index = 0
  private fd: number | undefined
  private held: Uint8Array = new Uint8Array(0)
  private readonly names: readonly string[]

  constructor(private readonly tool: Tool) {
    this.names = tool.operands.length > 0 ? tool.operands : ['-']
  }

  *take(count: number): Sys<Uint8Array> {
    while (this.held.length < count) {
      if (this.fd === undefined) {
        const name = this.names[this.index++]
        if (name === undefined) break
        const fd = yield* this.tool.openInput(name)
        if (fd.ok) this.fd = fd.value
        else yield* this.tool.failFile(name, fd.error)
        continue
      }
      const chunk = yield* sys.read({ fd: this.fd, count: 65_536 })
      if (!chunk.ok) yield* this.tool.fail(`${this.names[this.index - 1]}: read error: ${strerror(chunk.error)}`)
      if (!chunk.ok || chunk.value.length === 0) {
        yield* this.tool.closeInput(this.fd)
        this.fd = undefined
        continue
      }
      const all = new Uint8Array(this.held.length + chunk.value.length)
      all.set(this.held)
      all.set(chunk.value, this.held.length)
      this.held = all
    }
    const bytes = this.held.slice(0, count)
    this.held = this.held.subarray(bytes.length)
    return bytes
  }
}

function* dump(tool: Tool, { radix, types, width, skip, limit }: Dump): Sys<void> {
  const input = new Input(tool)
  for (let left = skip; left > 0; ) {
    const part = yield* input.take(Math.min(left, 65_536))
    if (part.length === 0) return yield* tool.die('cannot skip past end of combined input')
    left -= part.length
  }
  const address = (at: number) =>
    radix === 'n'
      ? ''
      : radix === 'd'
        ? String(at).padStart(7, '0')
        : radix === 'x'
          ? at.toString(16).padStart(6, '0')
          : at.toString(8).padStart(7, '0')
  const columns = columnWidths(types, width)
  let at = skip
  let previous = ''
  let starred = false
  for (;;) {
    const block = yield* input.take(Math.min(width, limit - (at - skip)))
    if (block.length === 0) break
    const whole = block.length === width
    const key = whole ? String.fromCharCode(...block) : ''
    if (whole && key === previous && !tool.has('output-duplicates')) {
      if (!starred) yield* tool.out.put('*\n')
      starred = true
    } else {
      starred = false
      let text = ''
      types.forEach((type, i) => {
        text += (i === 0 ? address(at) : ' '.repeat(address(at).length)) + row(type, block, width, columns[i] as number)
      })
      yield* tool.out.put(text)
    }
    previous = key
    at += block.length
  }
  if (radix !== 'n') yield* tool.out.put(`${address(at)}\n`)
}

/** All types of a line take the same room: narrower ones are spread. */
function columnWidths(types: readonly OutputType[], width: number): readonly number[] {
  const least = Math.max(...types.map((type) => (type.width + 1) * (width / type.bytes)))
  return types.map(() => least)
}

function row(type: OutputType, block: Uint8Array, width: number, room: number): string {
  const fields = width / type.bytes
  const padding = room - (type.width + 1) * fields
  const filled = Math.ceil(block.length / type.bytes)
  let out = ''
  for (let i = 0; i < filled; i++) {
    const bytes = new Uint8Array(type.bytes)
    bytes.set(block.subarray(i * type.bytes, (i + 1) * type.bytes))
    const before = Math.floor((padding * (fields - i)) / fields) - Math.floor((padding * (fields - i - 1)) / fields)
    out += ' '.repeat(before) + type.show(bytes).padStart(type.width + 1)
  }
  if (!type.text) return `${out}\n`
  const missing = (fields - filled) * (type.width + 1) + Math.floor((padding * (fields - filled)) / fields)
  return `${out}${' '.repeat(missing)}  >${[...block].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')}<\n`
}
