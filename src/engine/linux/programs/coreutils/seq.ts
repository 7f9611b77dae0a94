import type { Sys } from '../../kernel/calls.ts'
import { formatFloat, readConversion } from '../../libc/c-format.ts'
import { sys } from '../../sys.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models seq(1). */
interface Operand {
  readonly value: number
  readonly decimals: number
  readonly width: number
}

export const seq = gnuProgram({
  name: 'seq',
  usage: ['[OPTION]... LAST', '[OPTION]... FIRST LAST', '[OPTION]... FIRST INCREMENT LAST'],
  summary: 'Print numbers from FIRST to LAST, in steps of INCREMENT.',
  options: [
    ['-f, --format=FORMAT', 'use printf style floating-point FORMAT'],
    ['-s, --separator=STRING', 'use STRING between numbers (default: \\n)'],
    ['-w, --equal-width', 'pad with leading zeroes to equal width'],
  ],
  // A negative number is no option.
  rewrite: (args) => {
    const at = args.findIndex((arg) => /^-(?:\d|\.\d|inf)/i.test(arg))
    return at < 0 || args.slice(0, at).some((arg) => arg === '--' || /^[\d.]/.test(arg)) ? args : [...args.slice(0, at), '--', ...args.slice(at)]
  },
  inOrder: true,
  *run(tool) {
    const { operands } = tool
    if (operands.length === 0) yield* tool.usageError('missing operand')
    if (operands.length > 3) yield* tool.usageError(`extra operand ${tool.quote(operands[3] as string)}`)
    const numbers: Operand[] = []
    for (const text of operands) numbers.push(yield* readOperand(tool, text))
    const one: Operand = { value: 1, decimals: 0, width: 1 }
    const [first, step, last] =
      numbers.length === 1
        ? [one, one, numbers[0] as Operand]
        : numbers.length === 2
          ? [numbers[0] as Operand, one, numbers[1] as Operand]
          : (numbers as [Operand, Operand, Operand])
    if (step.value === 0) yield* tool.usageError(`invalid Zero increment value: ${tool.quote(operands[1] as string)}`)
    yield* count(tool, first, step, last, yield* formatter(tool, first, step, last))
    return 0
  },
})

function* readOperand(tool: Tool, text: string): Sys<Operand> {
  const m = /^\s*([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(text)
  const value = /^[-+]?inf(inity)?$/i.test(text)
    ? text.startsWith('-')
      ? Number.NEGATIVE_INFINITY
      : Number.POSITIVE_INFINITY
    : m && text.trim() !== '' && /\d/.test(text)
      ? Number(text)
      : Number.NaN
  if (/^[-+]?nan$/i.test(text)) yield* tool.usageError(`invalid ${tool.quote('not-a-number')} argument: ${tool.quote(text)}`)
  if (Number.isNaN(value)) yield* tool.usageError(`invalid floating point argument: ${tool.quote(text)}`)
  const exponent = Number(m?.[4] ?? 0)
  const decimals = Math.max(0, (m?.[3]?.length ?? 0) - exponent)
  const whole = Number.isFinite(value) ? Math.trunc(Math.abs(value)).toFixed(0).length : 3
  return { value, decimals, width: whole + (value < 0 || text.startsWith('-') ? 1 : 0) }
}

function* formatter(tool: Tool, first: Operand, step: Operand, last: Operand): Sys<(value: number) => string> {
  const format = tool.value('format')
  const decimals = Math.max(first.decimals, step.decimals)
  if (format !== undefined) {
    if (tool.has('equal-width')) yield* tool.usageError('format string may not be specified when printing equal width strings')
    const at = format.replace(/%%/g, '\0\0').indexOf('%')
    if (at < 0) yield* tool.die(`format ${tool.quote(format)} has no % directive`)
    const spec = readConversion(format.slice(at))
    if (!spec || !/[aefgAEFG]/.test(spec.letter))
      return yield* tool.die(`format ${tool.quote(format)} has unknown %${format.slice(at).replace(/^%[-+ #0']*[\d.]*/, '')[0] ?? ''} directive`)
    const [before, after] = [format.slice(0, at).replace(/%%/g, '%'), format.slice(at + spec.length).replace(/%%/g, '%')]
    return (value) =>
      before +
      formatFloat(value, {
        flags: spec.flags,
        width: spec.width === '*' ? undefined : spec.width,
        precision: spec.precision === '*' ? undefined : spec.precision,
        letter: spec.letter,
      }) +
      after
  }
  if (!tool.has('equal-width')) return (value) => formatFloat(value, { flags: '', precision: decimals, letter: 'f' })
  const width = Math.max(first.width, last.width) + (decimals > 0 ? decimals + 1 : 0)
  return (value) => formatFloat(value, { flags: '0', width, precision: decimals, letter: 'f' })
}

function* count(tool: Tool, first: Operand, step: Operand, last: Operand, format: (value: number) => string): Sys<void> {
  const separator = tool.value('separator') ?? '\n'
  const scale = 10 ** Math.max(first.decimals, step.decimals)
  const [from, by] = [Math.round(first.value * scale), Math.round(step.value * scale)]
  const end = last.value * scale + (by > 0 ? 1e-9 : -1e-9) * Math.max(1, Math.abs(by))
  let text = ''
  for (let i = 0; ; i++) {
    const value = from + by * i
    if (by > 0 ? value > end : value < end) break
    text += (i > 0 ? separator : '') + format(value / scale)
    if (text.length > 4096) {
      yield* tool.out.put(text)
      text = ''
      if (i % 100_000 === 0) yield* sys.compute({ ms: 1 })
    }
    if (!Number.isFinite(value)) break
  }
  if (by > 0 ? from <= end : from >= end) yield* tool.out.put(`${text}\n`)
}
