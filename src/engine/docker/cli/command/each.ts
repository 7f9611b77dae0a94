import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Cli } from '../cli.ts'
import { Failure } from '../failure.ts'

/**
 * Does something for every operand and goes on after failures; the messages come at the end, one a line, and the exit code is 1. What `act` returns is
 * printed on a line (nothing when undefined).
 */
export function* forEach(cli: Cli, operands: readonly string[], act: (operand: string) => Sys<string | undefined>): Sys<number> {
  const problems: string[] = []
  for (const operand of operands) {
    try {
      const line = yield* act(operand)
      if (line !== undefined) yield* cli.print(`${line}\n`)
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure
      problems.push(failure.message)
    }
  }
  if (problems.length > 0) throw new Failure(problems.join('\n'))
  return 0
}
