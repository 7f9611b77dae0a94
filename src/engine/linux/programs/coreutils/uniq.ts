import type { Fd, Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { sys } from '../../sys.ts'
import { choose } from '../gnu/choice.ts'
import { LineInput } from '../gnu/line-input.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models uniq(1). */
export const uniq = gnuProgram({
  name: 'uniq',
  usage: ['[OPTION]... [INPUT [OUTPUT]]'],
  summary: 'Filter adjacent matching lines from INPUT (or standard input), writing to OUTPUT (or standard output).',
  options: [
    ['-c, --count', 'prefix lines by how often they occurred'],
    ['-d, --repeated', 'print only repeated lines, one each'],
    ['-D', 'print all repeated lines'],
    ['--all-repeated[=METHOD]', 'like -D, groups set apart: none, prepend, separate'],
    ['-f, --skip-fields=N', 'do not compare the first N fields'],
    ['--group[=METHOD]', 'show all lines, groups set apart: separate, prepend, append, both'],
    ['-i, --ignore-case', 'ignore differences in case'],
    ['-s, --skip-chars=N', 'do not compare the first N characters'],
    ['-u, --unique', 'print only lines that are not repeated'],
    ['-z, --zero-terminated', 'lines end in NUL'],
    ['-w, --check-chars=N', 'compare no more than N characters'],
  ],
  *run(tool) {
    if (tool.operands.length > 2) yield* tool.usageError(`extra operand ${tool.quote(tool.operands[2] as string)}`)
    const key = yield* keyOf(tool)
    const [from = '-', to] = tool.operands
    const input = yield* tool.openInput(from)
    if (!input.ok) return yield* tool.die(`${tool.showName(from)}: ${strerror(input.error)}`)
    if (to !== undefined && to !== '-') {
      const output = yield* sys.open({ path: to, flags: O.WRONLY | O.CREAT | O.TRUNC, mode: 0o666 })
      if (!output.ok) return yield* tool.die(`${tool.showName(to)}: ${strerror(output.error)}`)
      yield* sys.dup2({ fd: output.value, to: 1 })
    }
    yield* filter(tool, input.value, key)
    return undefined
  },
})

function* keyOf(tool: Tool): Sys<(line: string) => string> {
  const number = function* (option: string, what: string): Sys<number> {
    const text = tool.value(option)
    if (text === undefined) return 0
    if (!/^\d+$/.test(text)) yield* tool.die(`${text}: invalid number of ${what}`)
    return Number(text)
  }
  const fields = yield* number('skip-fields', 'fields to skip')
  const chars = yield* number('skip-chars', 'bytes to skip')
  const check = tool.has('check-chars') ? yield* number('check-chars', 'bytes to compare') : undefined
  const skip = fields > 0 ? new RegExp(`^(?:[ \\t]*[^ \\t]*){${fields}}`) : undefined
  const fold = tool.has('ignore-case')
  return (line) => {
    let key = skip ? line.slice(skip.exec(line)?.[0].length ?? 0) : line
    if (chars > 0 || check !== undefined) key = key.slice(chars, check === undefined ? undefined : chars + check)
    return fold ? key.toLowerCase() : key
  }
}

function* filter(tool: Tool, fd: Fd, keyOf: (line: string) => string): Sys<void> {
  const end = tool.has('zero-terminated') ? '\0' : '\n'
  const input = new LineInput(fd, tool.locale, end.charCodeAt(0))
  const all = tool.has('D') || tool.has('all-repeated')
  const method =
    tool.value('all-repeated') === undefined
      ? 'none'
      : yield* choose(tool, '--all-repeated', tool.value('all-repeated') as string, [['none'], ['prepend'], ['separate']])
  const grouping = tool.has('group')
    ? yield* choose(tool, '--group', tool.value('group') ?? 'separate', [['prepend'], ['append'], ['separate'], ['both']])
    : undefined
  const emptyEnds = { first: true }
  let group: string[] = []
  let count = 0
  let key = ''
  const finish = function* (): Sys<void> {
    if (count === 0) return
    const repeated = count > 1
    let text = ''
    if (grouping) {
      const before = grouping === 'prepend' || grouping === 'both' ? end : grouping === 'separate' && !emptyEnds.first ? end : ''
      text = before + group.join(end) + end + (grouping === 'append' ? end : '')
    } else if (all) {
      if (repeated) text = (method === 'prepend' || (method === 'separate' && !emptyEnds.first) ? end : '') + group.join(end) + end
    } else if (!(tool.has('repeated') && !repeated) && !(tool.has('unique') && repeated)) {
      text = (tool.has('count') ? `${String(count).padStart(7)} ` : '') + group[0] + end
    }
    if (text !== '') {
      emptyEnds.first = false
      yield* tool.out.put(text)
    }
  }
  for (;;) {
    const batch = yield* input.batch()
    if (!batch.ok) return yield* tool.failFile(tool.operands[0] ?? '-', batch.error)
    if (batch.value === undefined) break
    for (const line of batch.value) {
      const next = keyOf(line)
      if (count > 0 && next === key) {
        count++
        if (all || grouping) group.push(line)
        continue
      }
      yield* finish()
      group = [line]
      count = 1
      key = next
    }
  }
  yield* finish()
  if (grouping === 'both' && !emptyEnds.first) yield* tool.out.put(end)
}
