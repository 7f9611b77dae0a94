import type { Sys } from '../../kernel/calls.ts'
import { sys } from '../../sys.ts'
import { LineInput } from '../gnu/line-input.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models factor(1) by trial division; takes its time in virtual milliseconds. */
export const factor = gnuProgram({
  name: 'factor',
  usage: ['[OPTION] [NUMBER]...'],
  summary: 'Print the prime factors of each specified integer NUMBER. If none are specified on the command line, read them from standard input.',
  options: [['-h, --exponents', 'print repeated factors in form p^e unless e is 1']],
  *run(tool) {
    for (const text of tool.operands) yield* one(tool, text)
    if (tool.operands.length > 0) return undefined
    const input = new LineInput(0, tool.locale)
    for (;;) {
      const line = yield* input.next()
      if (!line.ok || line.value === undefined) return undefined
      for (const text of line.value.split(/[ \t]+/).filter(Boolean)) yield* one(tool, text)
    }
  },
})

function* one(tool: Tool, text: string): Sys<void> {
  const digits = text.trim().replace(/^\+/, '')
  if (!/^\d+$/.test(digits)) return yield* tool.fail(`${tool.quote(text)} is not a valid positive integer`)
  const factors: bigint[] = []
  let rest = BigInt(digits)
  const value = rest
  let tries = 0
  for (let p = 2n; rest > 1n && p * p <= rest; p += p === 2n ? 1n : 2n) {
    while (rest % p === 0n) {
      factors.push(p)
      rest /= p
    }
    if (++tries % 100_000 === 0) yield* sys.compute({ ms: 5 })
    if (tries > 20_000_000) yield* tool.notSimulated(`${text}, with factors this large,`)
  }
  if (rest > 1n) factors.push(rest)
  yield* tool.say(`${value}:${shown(factors, tool.has('exponents'))}\n`)
}

function shown(factors: readonly bigint[], exponents: boolean): string {
  if (!exponents) return factors.map((p) => ` ${p}`).join('')
  const counts = new Map<bigint, number>()
  for (const p of factors) counts.set(p, (counts.get(p) ?? 0) + 1)
  return [...counts].map(([p, n]) => ` ${p}${n > 1 ? `^${n}` : ''}`).join('')
}
