import type { Sys } from '../../kernel/calls.ts'
import { globRegex } from '../../libc/glob.ts'
import { compareBytes } from '../../libc/locale.ts'
import { compileRegex } from '../../libc/regex.ts'
import { ShellError } from '../errors.ts'
import { arithmeticText, expandPattern, expandRegex, expandText, keptWord } from '../expand/expand.ts'
import { traceQuote } from '../expand/quote.ts'
import type { Shell } from '../state/shell.ts'
import { IndexedArray, Variable } from '../state/variable.ts'
import type { Test } from '../syntax.ts'
import { compareNumbers, testFiles, testUnary } from './test.ts'
import { trace } from './trace.ts'

/** `[[ … ]]`: 0 true, 1 false, 2 for an expression that cannot be read. */
export function* runConditional(shell: Shell, test: Test): Sys<number> {
  try {
    return (yield* evaluate(shell, test)) ? 0 : 1
  } catch (problem) {
    if (problem === badRegex) return 2
    throw problem
  }
}

/** A regular expression that cannot be compiled: no message, status 2. */
const badRegex = Symbol('bad regular expression')

function* evaluate(shell: Shell, test: Test): Sys<boolean> {
  switch (test.kind) {
    case 'word': {
      const text = yield* expandText(shell, test.word)
      yield* traced(shell, `-n ${traceQuote(text)}`)
      return text !== ''
    }
    case 'unary': {
      const text = yield* expandText(shell, test.operand)
      yield* traced(shell, `${test.operator} ${traceQuote(text)}`)
      return yield* testUnary(shell, test.operator, text)
    }
    case 'binary':
      return yield* binary(shell, test)
    case 'and':
      for (const operand of test.operands) if (!(yield* evaluate(shell, operand))) return false
      return true
    case 'or':
      for (const operand of test.operands) if (yield* evaluate(shell, operand)) return true
      return false
    case 'not':
      return !(yield* evaluate(shell, test.operand))
    case 'group':
      return yield* evaluate(shell, test.test)
  }
}

function* traced(shell: Shell, text: string): Sys<void> {
  if (shell.options.has('xtrace')) yield* trace(shell, `[[ ${text} ]]`)
}

function* binary(shell: Shell, test: Extract<Test, { kind: 'binary' }>): Sys<boolean> {
  const { operator } = test
  const left = yield* expandText(shell, test.left)
  if (operator === '=~') return yield* matchRegex(shell, left, test)
  if (operator === '=' || operator === '==' || operator === '!=') {
    const pattern = yield* expandPattern(shell, test.right)
    yield* traced(shell, `${traceQuote(left)} ${operator} ${pattern === '' ? "''" : pattern}`)
    const matches = globRegex(pattern, { extended: true, ignoreCase: shell.options.has('nocasematch') }).test(left)
    return matches === (operator !== '!=')
  }
  const right = yield* expandText(shell, test.right)
  yield* traced(shell, `${traceQuote(left)} ${operator} ${traceQuote(right)}`)
  if (operator === '<') return compareBytes(left, right) < 0
  if (operator === '>') return compareBytes(left, right) > 0
  if (['-nt', '-ot', '-ef'].includes(operator)) return yield* testFiles(operator, left, right)
  return compareNumbers(operator, yield* number(shell, left), yield* number(shell, right))
}

/** Operands of -eq and its kin are arithmetic expressions. */
function* number(shell: Shell, text: string): Sys<number | bigint> {
  try {
    return shell.variables.arithmetic(yield* arithmeticText(shell, text))
  } catch (problem) {
    if (problem instanceof ShellError && !problem.fatal) throw new ShellError(`[[: ${problem.message}`)
    throw problem
  }
}

function* matchRegex(shell: Shell, left: string, test: Extract<Test, { kind: 'binary' }>): Sys<boolean> {
  const pattern = yield* expandRegex(shell, keptWord(test.right.text, 'word'))
  yield* traced(shell, `${traceQuote(left)} =~ ${pattern}`)
  const regex = compileRegex(pattern, { syntax: 'extended', utf8: true, ignoreCase: shell.options.has('nocasematch') })
  if (!regex.ok) throw badRegex
  const match = regex.value.match(left)
  const variable = new Variable()
  variable.indexed = new IndexedArray(match ? [...match].map((group) => group ?? '') : [])
  shell.variables.global.set('BASH_REMATCH', variable)
  return match !== undefined
}
