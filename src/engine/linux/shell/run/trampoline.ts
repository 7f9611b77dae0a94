import type { Request, Sys } from '../../kernel/calls.ts'

/**
 * Nesting without JavaScript's stack: a function call, `eval` or `source` hands its code to the driver around the whole process instead of
 * delegating to it, so that a recursion's depth is bounded by the shell's own limit and each system call resumes only the innermost code.
 */
class Nested {
  constructor(readonly code: Sys<unknown>) {}
}

/** Runs code one level deeper; its value and its jumps come back as with `yield*`. */
export function* deeper<T>(code: Sys<T>): Sys<T> {
  return (yield new Nested(code) as unknown as Request) as T
}

/** Drives code that goes `deeper`: the outermost frame of a shell process. */
export function* driven<T>(main: Sys<T>): Sys<T> {
  const stack: Sys<unknown>[] = [main]
  let send: { readonly value: unknown } | { readonly thrown: unknown } = { value: undefined }
  try {
    for (;;) {
      const top = stack.at(-1) as Sys<unknown>
      let step: IteratorResult<Request | Nested, unknown>
      try {
        step = 'thrown' in send ? top.throw(send.thrown) : top.next(send.value)
      } catch (thrown) {
        stack.pop()
        if (stack.length === 0) throw thrown
        send = { thrown }
        continue
      }
      if (step.done) {
        stack.pop()
        if (stack.length === 0) return step.value as T
        send = { value: step.value }
      } else if (step.value instanceof Nested) {
        stack.push(step.value.code)
        send = { value: undefined }
      } else send = { value: yield step.value }
    }
  } finally {
    // A killed process: its code unwinds from the innermost on.
    while (stack.length > 0) stack.pop()?.return(undefined as never)
  }
}
