import type { Fd, Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import { sys } from '../../../sys.ts'
import { parseSize } from '../../gnu/sizes.ts'
import type { Tool } from '../../gnu/tool.ts'
import { gnuProgram } from '../../gnu/tool.ts'

/** Models cmp(1) of diffutils. */
export const cmp = gnuProgram({
  name: 'cmp',
  package: 'GNU diffutils',
  version: '3.8',
  usage: ['[OPTION]... FILE1 [FILE2 [SKIP1 [SKIP2]]]'],
  summary: 'Compare two files byte by byte.',
  shortName: true,
  namedHint: true,
  failure: 2,
  options: [
    ['-b, --print-bytes', 'print differing bytes'],
    ['-i, --ignore-initial=SKIP', 'skip the first SKIP bytes of both inputs (SKIP1:SKIP2 of each)'],
    ['-l, --verbose', 'output all differing bytes'],
    ['-n, --bytes=LIMIT', 'compare at most LIMIT bytes'],
    ['-s, --quiet, --silent', 'suppress all output'],
  ],
  *run(tool) {
    const [first, second = '-', skip1, skip2, extra] = tool.operands
    if (first === undefined) return yield* tool.usageError(`missing operand after '${'cmp'}'`)
    const skips = (tool.value('ignore-initial') ?? '0').split(':')
    const [skipA, skipB] = [
      yield* number(tool, skip1 ?? skips[0] ?? '0', 'ignore-initial'),
      yield* number(tool, skip2 ?? skips[1] ?? skips[0] ?? '0', 'ignore-initial'),
    ]
    if (extra !== undefined) return yield* tool.usageError(`extra operand '${extra}'`)
    const limit = tool.has('bytes') ? yield* number(tool, tool.value('bytes') ?? '', 'bytes') : Number.POSITIVE_INFINITY
    const inputs: Input[] = []
    for (const [name, skip] of [
      [first, skipA],
      [second, skipB],
    ] as const) {
      const fd = yield* tool.openInput(name)
      if (!fd.ok) {
        if (!tool.has('quiet')) yield* tool.warn(`${name}: ${strerror(fd.error)}`)
        return 2
      }
      const input = new Input(tool, fd.value, name)
      for (let left = skip; left > 0; left--) if ((yield* input.next()) < 0) break
      inputs.push(input)
    }
    return yield* compare(tool, inputs[0] as Input, inputs[1] as Input, limit)
  },
})

function* number(tool: Tool, text: string, option: string): Sys<number> {
  const value = parseSize(text, 'kKMGTPEZY')
  if (value === undefined) return yield* tool.usageError(`invalid --${option} value '${text}'`)
  return value
}

/** Bytes of a descriptor, one at a time. */
class Input {
  private chunk: Uint8Array = new Uint8Array(0)
  private at = 0
  count = 0

  constructor(
    private readonly tool: Tool,
    private readonly fd: Fd,
    readonly name: string,
  ) {}

  /** -1 at the end. */
  *next(): Sys<number> {
    if (this.at >= this.chunk.length) {
      const read = yield* sys.read({ fd: this.fd, count: 65_536 })
      if (!read.ok) return yield* this.tool.die(`${this.name}: ${strerror(read.error)}`)
      this.chunk = read.value
      this.at = 0
      if (this.chunk.length === 0) return -1
    }
    return this.chunk[this.at++] as number
  }
}

const shownByte = (byte: number): string => {
  if (byte >= 128) return `M-${shownByte(byte - 128)}`
  return byte < 32 ? `^${String.fromCharCode(byte + 64)}` : byte === 127 ? '^?' : String.fromCharCode(byte)
}

const octal = (byte: number): string => byte.toString(8).padStart(3)

function* compare(tool: Tool, a: Input, b: Input, limit: number): Sys<number> {
  let line = 1
  let different = 0
  let last = 10
  for (let at = 1; at <= limit; at++) {
    const x = yield* a.next()
    const y = yield* b.next()
    if (x < 0 && y < 0) return different
    if (x < 0 || y < 0) {
      if (!tool.has('quiet')) yield* tool.warn(ending(tool, x < 0 ? a.name : b.name, at - 1, last === 10 ? line - 1 : line, last === 10))
      return 1
    }
    if (x !== y) {
      different = 1
      if (tool.has('quiet')) return 1
      const bytes = tool.has('print-bytes')
      if (!tool.has('verbose')) {
        yield* tool.say(
          `${a.name} ${b.name} differ: byte ${at}, line ${line}${bytes ? ` is ${octal(x)} ${shownByte(x)} ${octal(y)} ${shownByte(y)}` : ''}\n`,
        )
        return 1
      }
      yield* tool.say(`${at} ${octal(x)} ${bytes ? `${shownByte(x).padEnd(4)} ` : ''}${octal(y)}${bytes ? ` ${shownByte(y)}` : ''}\n`)
    }
    last = x
    if (x === 10) line++
  }
  return different
}

function ending(tool: Tool, name: string, bytes: number, line: number, atLineEnd: boolean): string {
  if (bytes === 0) return `EOF on ${name} which is empty`
  if (tool.has('verbose')) return `EOF on ${name} after byte ${bytes}`
  return `EOF on ${name} after byte ${bytes}, ${atLineEnd ? '' : 'in '}line ${line}`
}
