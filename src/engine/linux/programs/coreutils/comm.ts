import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { compareBytes } from '../../libc/locale.ts'
import { LineInput } from '../gnu/line-input.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models comm(1). */
export const comm = gnuProgram({
  name: 'comm',
  usage: ['[OPTION]... FILE1 FILE2'],
  summary: 'Compare sorted files FILE1 and FILE2 line by line.\n\nWhen FILE1 or FILE2 (not both) is -, read standard input.',
  options: [
    ['-1', 'suppress column 1 (lines unique to FILE1)'],
    ['-2', 'suppress column 2 (lines unique to FILE2)'],
    ['-3', 'suppress column 3 (lines that appear in both files)'],
    ['--check-order', 'check that the input is correctly sorted'],
    ['--nocheck-order', 'do not check that the input is correctly sorted'],
    ['--output-delimiter=STR', 'separate columns with STR'],
    ['--total', 'output a summary'],
    ['-z, --zero-terminated', 'line delimiter is NUL, not newline'],
  ],
  *run(tool) {
    const [first, second, extra] = tool.operands
    if (first === undefined) return yield* tool.usageError('missing operand')
    if (second === undefined) return yield* tool.usageError(`missing operand after ${tool.quote(first)}`)
    if (extra !== undefined) return yield* tool.usageError(`extra operand ${tool.quote(extra)}`)
    const end = tool.has('zero-terminated') ? '\0' : '\n'
    const sides = [yield* Side.open(tool, first, 1, end), yield* Side.open(tool, second, 2, end)] as const
    yield* merge(tool, sides, end)
    return undefined
  },
})

class Side {
  line: string | undefined
  disorder = false
  private previous: string | undefined

  private constructor(
    private readonly tool: Tool,
    private readonly input: LineInput,
    private readonly number: number,
  ) {}

  static *open(tool: Tool, name: string, number: number, end: string): Sys<Side> {
    const fd = yield* tool.openInput(name)
    if (!fd.ok) return yield* tool.die(`${tool.showName(name)}: ${strerror(fd.error)}`)
    const side = new Side(tool, new LineInput(fd.value, tool.locale, end.charCodeAt(0)), number)
    yield* side.advance(false)
    return side
  }

  /** The next line; a line out of order is told once, unless everything has matched so far. */
  *advance(seenUnpairable: boolean): Sys<void> {
    this.previous = this.line
    const line = yield* this.input.next()
    if (!line.ok) return yield* this.tool.die(`read error: ${strerror(line.error)}`)
    this.line = line.value
    const checks = this.tool.has('check-order') || (seenUnpairable && !this.tool.has('nocheck-order'))
    if (!checks || this.disorder || this.previous === undefined || this.line === undefined || compareBytes(this.previous, this.line) <= 0) return
    this.disorder = true
    const message = `file ${this.number} is not in sorted order`
    if (this.tool.has('check-order')) yield* this.tool.die(message)
    yield* this.tool.fail(message)
  }
}

function* merge(tool: Tool, [a, b]: readonly [Side, Side], end: string): Sys<void> {
  const delimiter = tool.locale.argument(tool.value('output-delimiter') ?? '\t') || '\0'
  const shows = ['1', '2', '3'].map((key) => !tool.has(key))
  const totals = [0, 0, 0]
  let unpairable = false
  const print = function* (column: 0 | 1 | 2, line: string): Sys<void> {
    totals[column] = (totals[column] as number) + 1
    if (!shows[column]) return
    yield* tool.out.put(delimiter.repeat(shows.slice(0, column).filter(Boolean).length) + line + end)
  }
  while (a.line !== undefined || b.line !== undefined) {
    const order = a.line === undefined ? 1 : b.line === undefined ? -1 : compareBytes(a.line, b.line)
    if (order === 0) yield* print(2, a.line as string)
    else {
      unpairable = true
      yield* print(order < 0 ? 0 : 1, (order < 0 ? a.line : b.line) as string)
    }
    if (order <= 0) yield* a.advance(unpairable)
    if (order >= 0) yield* b.advance(unpairable)
  }
  if (tool.has('total')) yield* tool.out.put(`${totals.join(delimiter)}${delimiter}total${end}`)
  if (tool.status !== 0) yield* tool.fail('input is not in sorted order')
}
