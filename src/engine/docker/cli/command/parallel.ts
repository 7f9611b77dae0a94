import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { Cli } from '../cli.ts'
import { Failure } from '../failure.ts'

/** Runs `act` for every operand at the same time, one thread each; results in the operands' order. */
export function* inParallel<T>(cli: Cli, operands: readonly string[], act: (operand: string) => Sys<T>): Sys<readonly (T | Failure)[]> {
  const results: (T | Failure | undefined)[] = operands.map(() => undefined)
  if (operands.length === 1) return [yield* attempt(act, operands[0] as string)]
  yield* cli.client.ping()
  const pending = { count: operands.length }
  for (const [i, operand] of operands.entries()) {
    yield* sys.clone({
      thread: true,
      main: function* () {
        results[i] = yield* attempt(act, operand)
        pending.count--
        yield* sys.futexWake({ on: pending })
        return 0
      },
    })
  }
  while (pending.count > 0) yield* sys.futexWait({ on: pending })
  return results as (T | Failure)[]
}

function* attempt<T>(act: (operand: string) => Sys<T>, operand: string): Sys<T | Failure> {
  try {
    return yield* act(operand)
  } catch (failure) {
    if (failure instanceof Failure) return failure
    throw failure
  }
}

/** What `stop`, `kill`, `rm` and their like do: act on all at once, print the names that went well, then every complaint. */
export function* forAll(cli: Cli, operands: readonly string[], act: (operand: string) => Sys<void>): Sys<number> {
  const results = yield* inParallel(cli, operands, act)
  const problems: string[] = []
  for (const [i, result] of results.entries()) {
    if (result instanceof Failure) problems.push(result.message)
    else yield* cli.print(`${operands[i]}\n`)
  }
  if (problems.length > 0) throw new Failure(problems.join('\n'))
  return 0
}
