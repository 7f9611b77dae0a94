import type { Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { sys } from '../../sys.ts'
import { parseSize } from '../gnu/sizes.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models truncate(1). */
export const truncate = gnuProgram({
  name: 'truncate',
  usage: ['OPTION... FILE...'],
  summary: 'Shrink or extend the size of each FILE to the specified size.',
  options: [
    ['-c, --no-create', 'do not create any files'],
    ['-o, --io-blocks', 'treat SIZE as number of IO blocks instead of bytes'],
    ['-r, --reference=RFILE', 'base size on RFILE'],
    ['-s, --size=SIZE', 'set or adjust the file size by SIZE bytes'],
  ],
  footer:
    "SIZE may also be prefixed by: '+' extend by, '-' reduce by, '<' at most, '>' at least, '/' round down to multiple of, '%' round up to multiple of.",
  *run(tool) {
    const [size, reference] = [tool.value('size'), tool.value('reference')]
    if (size === undefined && reference === undefined)
      yield* tool.usageError(`you must specify either ${tool.quote('--size')} or ${tool.quote('--reference')}`)
    const operator = /^\s*([-+<>/%])/.exec(size ?? '')?.[1] ?? ''
    const digits = (size ?? '0').trim().slice(operator === '' ? 0 : 1)
    const amount = parseSize(digits, 'KkMmGgTtPEZY')
    if (amount === undefined) return yield* tool.die(`Invalid number: ${tool.quote(size ?? '')}`)
    if (reference !== undefined && size !== undefined && operator === '')
      yield* tool.usageError(`you must specify a relative ${tool.quote('--size')} with ${tool.quote('--reference')}`)
    if ((operator === '/' || operator === '%') && amount === 0) yield* tool.die('division by zero')
    if (tool.operands.length === 0) yield* tool.usageError('missing file operand')
    let base: number | undefined
    if (reference !== undefined) {
      const stat = yield* sys.stat({ path: reference })
      if (!stat.ok) return yield* tool.die(`cannot stat ${tool.quoteName(reference)}: ${strerror(stat.error)}`)
      base = stat.value.size
    }
    for (const name of tool.operands) yield* resize(tool, name, operator, amount, base, size !== undefined)
    return undefined
  },
})

function* resize(tool: Tool, name: string, operator: string, amount: number, base: number | undefined, sized: boolean): Sys<void> {
  const fd = yield* sys.open({ path: name, flags: O.WRONLY | O.NONBLOCK | (tool.has('no-create') ? 0 : O.CREAT), mode: 0o666 })
  if (!fd.ok) {
    if (tool.has('no-create') && fd.error === 'ENOENT') return
    return yield* tool.fail(`cannot open ${tool.quoteName(name)} for writing: ${strerror(fd.error)}`)
  }
  const stat = yield* sys.fstat({ fd: fd.value })
  const current = base ?? (stat.ok ? stat.value.size : 0)
  const by = tool.has('io-blocks') ? amount * 4096 : amount
  const wanted = !sized ? current : newSize(current, operator, by)
  const set = yield* sys.ftruncate({ fd: fd.value, size: Math.max(0, wanted) })
  if (!set.ok) yield* tool.fail(`failed to truncate ${tool.quoteName(name)} at ${wanted} bytes: ${strerror(set.error)}`)
  yield* sys.close({ fd: fd.value })
}

function newSize(current: number, operator: string, by: number): number {
  switch (operator) {
    case '+':
      return current + by
    case '-':
      return current - by
    case '<':
      return Math.min(current, by)
    case '>':
      return Math.max(current, by)
    case '/':
      return Math.floor(current / by) * by
    case '%':
      return Math.ceil(current / by) * by
    default:
      return by
  }
}
