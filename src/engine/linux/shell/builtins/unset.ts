import type { Sys } from '../../kernel/calls.ts'
import type { Builtin } from '../builtin.ts'
import { complainOf } from '../complain.ts'
import { ExitJump } from '../errors.ts'
import { expandSubscript } from '../expand/expand.ts'
import type { Shell } from '../state/shell.ts'
import { isName, splitSubscript } from '../state/variables.ts'
import { parseOptions } from './options.ts'

/** unset: variables, elements, functions. */
export const unset: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, 'fvn')
  if (!options) return 2
  if (options.has('f') && options.has('v')) {
    yield* complainOf(shell, name, 'cannot simultaneously unset a function and a variable')
    return 1
  }
  let status = 0
  for (const operand of options.operands) {
    const problem = options.has('f') ? unsetFunction(shell, operand) : yield* unsetVariable(shell, operand, options.has('n'), options.has('v'))
    if (problem === undefined) continue
    yield* complainOf(shell, name, problem)
    status = 1
  }
  if (status !== 0 && !shell.isBash && !shell.interactive) throw new ExitJump(2)
  return status
}

function unsetFunction(shell: Shell, name: string): string | undefined {
  if (shell.readonlyFunctions.has(name)) return `${name}: cannot unset: readonly function`
  shell.functions.delete(name)
  return undefined
}

function* unsetVariable(shell: Shell, text: string, reference: boolean, onlyVariable: boolean): Sys<string | undefined> {
  const { name, subscript } = splitSubscript(text)
  if (!isName(name) && !shell.isBash) return `${text}: bad variable name`
  if (!isName(name)) return onlyVariable || subscript !== undefined ? `\`${text}': not a valid identifier` : unsetFunction(shell, text)
  const target = reference ? name : (shell.variables.target(name) ?? name)
  const variable = shell.variables.own(target)
  if (!variable) return onlyVariable ? undefined : unsetFunction(shell, name)
  if (variable.readonly) return shell.isBash ? `${target}: cannot unset: readonly variable` : `${target}: is read only`
  if (subscript === undefined) {
    shell.variables.unset(target)
    return undefined
  }
  if (variable.associative) variable.associative.delete(yield* expandSubscript(shell, target, subscript))
  else if (subscript === '@' || subscript === '*') shell.variables.unset(target)
  else if (variable.indexed)
    variable.indexed.delete(shell.variables.index(yield* expandSubscript(shell, target, subscript), variable.indexed.end, `[${subscript}]`))
  else if (shell.variables.index(subscript, 1) === 0) shell.variables.unset(target)
  else return `${text}: not an array variable`
  return undefined
}
