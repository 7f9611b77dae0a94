import type { Sys } from '../../../kernel/calls.ts'
import type { Frame } from './runtime.ts'
import type { Value } from './value.ts'

/**
 * Compiled code: a plain function where nothing can reach the kernel (most expressions), a generator where something does (getline, pipes,
 * function calls, loops).
 */
export type Code =
  | { readonly pure: true; readonly run: (frame: Frame) => Value }
  | { readonly pure: false; readonly run: (frame: Frame) => Sys<Value> }

/** How a statement ended, when not normally. */
export type Jump = 'next' | 'nextfile' | 'break' | 'continue' | 'exit' | 'return' | undefined

export type Action =
  | { readonly pure: true; readonly run: (frame: Frame) => Jump }
  | { readonly pure: false; readonly run: (frame: Frame) => Sys<Jump> }

export const pure = (run: (frame: Frame) => Value): Code => ({ pure: true, run })
export const effect = (run: (frame: Frame) => Sys<Value>): Code => ({ pure: false, run })

export function* evaluate(code: Code, frame: Frame): Sys<Value> {
  return code.pure ? code.run(frame) : yield* code.run(frame)
}

/** An operation over values of one operand. */
export function lift1(a: Code, operation: (a: Value, frame: Frame) => Value): Code {
  if (a.pure) return pure((frame) => operation(a.run(frame), frame))
  return effect(function* (frame) {
    return operation(yield* a.run(frame), frame)
  })
}

export function lift2(a: Code, b: Code, operation: (a: Value, b: Value, frame: Frame) => Value): Code {
  if (a.pure && b.pure) return pure((frame) => operation(a.run(frame), b.run(frame), frame))
  return effect(function* (frame) {
    const left = yield* evaluate(a, frame)
    return operation(left, yield* evaluate(b, frame), frame)
  })
}

export function liftAll(codes: readonly Code[], operation: (values: readonly Value[], frame: Frame) => Value): Code {
  const plain = codes.filter((code): code is Extract<Code, { pure: true }> => code.pure)
  if (plain.length === codes.length)
    return pure((frame) =>
      operation(
        plain.map((code) => code.run(frame)),
        frame,
      ),
    )
  return effect(function* (frame) {
    const values: Value[] = []
    for (const code of codes) values.push(yield* evaluate(code, frame))
    return operation(values, frame)
  })
}
