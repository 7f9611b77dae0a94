import type { ExpressionCompiler } from './compile-expression.ts'
import type { Code } from './compiled.ts'
import { effect, evaluate } from './compiled.ts'
import type { Expression } from './syntax.ts'
import { fromInput, toNumber } from './value.ts'

/** The forms of getline: 1 for a record, 0 at the end, -1 for an error. */
export function compileGetline(compiler: ExpressionCompiler, expression: Extract<Expression, { kind: 'getline' }>): Code {
  const { runtime, input } = compiler
  const slot = expression.target ? compiler.place(expression.target) : undefined
  const source = expression.source ? compiler.compile(expression.source) : undefined
  const records = runtime.cell('NR')
  const separator = runtime.cell('RS')
  return effect(function* (frame) {
    yield* runtime.sync()
    let text: string | undefined
    if (expression.from === 'main' || !source) {
      text = yield* input.next()
      if (text === undefined) return 0
    } else {
      const name = runtime.text(yield* evaluate(source, frame))
      const reader = yield* runtime.streams.input(expression.from, name)
      if (!reader) return -1
      const record = yield* reader.next(input.separatorOf(separator.value))
      if (!record.ok) return -1
      if (record.value === undefined) return 0
      text = record.value
      if (expression.from === 'command') records.value = toNumber(records.value) + 1
    }
    if (slot) slot.write(yield* evaluate(slot.key, frame), frame, fromInput(text))
    else runtime.record.set(text)
    return 1
  })
}
