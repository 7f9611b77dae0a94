import type { Sys } from '../../kernel/calls.ts'
import { write } from '../../libc/stdio.ts'
import { complainOf } from '../complain.ts'
import type { Shell } from '../state/shell.ts'
import { usages } from './usage.ts'

/** Options of a builtin call: letters given, with their arguments, and the operands. */
export interface BuiltinOptions {
  readonly letters: ReadonlyMap<string, string>
  /** In order, with repetitions; letters after `+` have that sign in front. */
  readonly given: readonly string[]
  readonly operands: readonly string[]
  has(letter: string): boolean
}

/** bash's internal_getopt: `spec` lists letters, `:` after one that takes an argument. Undefined after an error, whose status is 2. */
export function* parseOptions(shell: Shell, name: string, args: readonly string[], spec: string, plus = false): Sys<BuiltinOptions | undefined> {
  const letters = new Map<string, string>()
  const given: string[] = []
  let i = 0
  for (; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '--') {
      i++
      break
    }
    const sign = arg[0]
    if (arg.length < 2 || (sign !== '-' && !(plus && sign === '+'))) break
    for (let j = 1; j < arg.length; j++) {
      const letter = arg[j] as string
      const at = letter === ':' ? -1 : spec.indexOf(letter)
      if (at < 0) return yield* usageError(shell, name, shell.isBash ? `${sign}${letter}: invalid option` : `Illegal option ${sign}${letter}`)
      const key = sign === '+' ? `+${letter}` : letter
      given.push(key)
      if (spec[at + 1] !== ':') {
        letters.set(key, '')
        continue
      }
      const rest = arg.slice(j + 1)
      if (rest === '' && i + 1 >= args.length)
        return yield* usageError(shell, name, shell.isBash ? `-${letter}: option requires an argument` : `No arg for -${letter} option`)
      letters.set(key, rest === '' ? (args[++i] as string) : rest)
      break
    }
  }
  return { letters, given, operands: args.slice(i), has: (letter) => letters.has(letter) }
}

export function* usageError(shell: Shell, name: string, message: string): Sys<undefined> {
  yield* complainOf(shell, name, message)
  yield* showUsage(shell, name)
  return undefined
}

export function* showUsage(shell: Shell, name: string): Sys<void> {
  const usage = usages[name]
  if (usage && shell.isBash) yield* write(2, `${name}: usage: ${usage.synopsis}\n`)
}

/** An operand that must be a number. */
export const isInteger = (text: string): boolean => /^\s*[-+]?\d+\s*$/.test(text)
