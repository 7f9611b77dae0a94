import { RandomStream } from '../../../base/random.ts'
import type { Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { readAll } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models shuf(1); its randomness comes from the kernel's. */
export const shuf = gnuProgram({
  name: 'shuf',
  usage: ['[OPTION]... [FILE]', '-e [OPTION]... [ARG]...', '-i LO-HI [OPTION]...'],
  summary: 'Write a random permutation of the input lines to standard output.\n\nWith no FILE, or when FILE is -, read standard input.',
  options: [
    ['-e, --echo', 'treat each ARG as an input line'],
    ['-i, --input-range=LO-HI', 'treat each number LO through HI as an input line'],
    ['-n, --head-count=COUNT', 'output at most COUNT lines'],
    ['-o, --output=FILE', 'write result to FILE instead of standard output'],
    ['--random-source=FILE', 'get random bytes from FILE'],
    ['-r, --repeat', 'output lines can be repeated'],
    ['-z, --zero-terminated', 'line delimiter is NUL, not newline'],
  ],
  *run(tool) {
    const end = tool.has('zero-terminated') ? '\0' : '\n'
    const counts = tool.options.values('head-count')
    for (const text of counts) if (!/^\d+$/.test(text)) yield* tool.die(`invalid line count: ${tool.quote(text)}`)
    const limit = Math.min(Number.POSITIVE_INFINITY, ...counts.map(Number))
    const lines = yield* inputLines(tool, end)
    const random = new RandomStream(seedOf(yield* sys.getrandom({ count: 4 })))
    const output = tool.value('output')
    if (output !== undefined) {
      const fd = yield* sys.open({ path: output, flags: O.WRONLY | O.CREAT | O.TRUNC, mode: 0o666 })
      if (!fd.ok) return yield* tool.die(`${tool.showName(output)}: ${strerror(fd.error)}`)
      yield* sys.dup2({ fd: fd.value, to: 1 })
    }
    if (tool.has('repeat')) {
      if (lines.length === 0) yield* tool.die('no lines to repeat')
      for (let i = 0; i < limit && !tool.out.error; i++) yield* tool.out.put(lines[random.below(lines.length)] + end)
      return 0
    }
    const count = Math.min(limit, lines.length)
    for (let i = 0; i < count; i++) {
      const j = i + random.below(lines.length - i)
      const line = lines[j] as string
      lines[j] = lines[i] as string
      yield* tool.out.put(line + end)
    }
    return 0
  },
})

const seedOf = (bytes: Uint8Array): number => bytes.reduce((seed, byte) => (seed * 256 + byte) >>> 0, 0)

function* inputLines(tool: Tool, end: string): Sys<string[]> {
  const range = tool.value('input-range')
  if (range !== undefined && tool.has('echo')) yield* tool.usageError('cannot combine -e and -i options')
  if (range !== undefined) {
    const m = /^(\d+)-(\d+)$/.exec(range)
    if (!m || Number(m[1]) > Number(m[2]) + 1) return yield* tool.die(`invalid input range: ${tool.quote(range)}`)
    if (tool.operands.length > 0) yield* tool.usageError(`extra operand ${tool.quote(tool.operands[0] as string)}`)
    return Array.from({ length: Number(m[2]) - Number(m[1]) + 1 }, (_, i) => String(Number(m[1]) + i))
  }
  if (tool.has('echo')) return tool.operands.map((text) => tool.locale.argument(text))
  if (tool.operands.length > 1) yield* tool.usageError(`extra operand ${tool.quote(tool.operands[1] as string)}`)
  const name = tool.operands[0] ?? '-'
  const fd = yield* tool.openInput(name)
  const bytes = fd.ok ? yield* readAll(fd.value) : fd
  if (!bytes.ok) return yield* tool.die(`${tool.showName(name)}: ${strerror(bytes.error)}`)
  const lines = tool.locale.decode(bytes.value).split(end)
  if (lines.at(-1) === '') lines.pop()
  return lines
}
