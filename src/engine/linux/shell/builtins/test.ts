import type { Sys } from '../../kernel/calls.ts'
import { compareBytes } from '../../libc/locale.ts'
import { parseDecimal } from '../arith/integer.ts'
import type { Builtin } from '../builtin.ts'
import { complainOf } from '../complain.ts'
import { binaryOperators, compareNumbers, testFiles, testUnary, unaryOperators } from '../run/test.ts'
import type { Shell } from '../state/shell.ts'

/** test and [ (test.c): POSIX's rules by the number of arguments, then a recursive descent. 0 true, 1 false, 2 an error. */
export const test: Builtin = function* (shell, args, _lists, name) {
  let operands = args
  if (name === '[') {
    if (args.at(-1) !== ']') {
      yield* complainOf(shell, name, shell.isBash ? "missing `]'" : 'missing ]')
      return 2
    }
    operands = args.slice(0, -1)
  }
  try {
    return (yield* new Evaluation(shell, operands).run()) ? 0 : 1
  } catch (problem) {
    if (!(problem instanceof TestProblem)) throw problem
    yield* complainOf(shell, name, problem.message)
    return 2
  }
}

class TestProblem {
  constructor(readonly message: string) {}
}

class Evaluation {
  private at = 0

  constructor(
    private readonly shell: Shell,
    private readonly words: readonly string[],
  ) {}

  *run(): Sys<boolean> {
    return yield* this.byCount(this.words)
  }

  /** Up to four arguments have fixed meanings. */
  private *byCount(words: readonly string[]): Sys<boolean> {
    const [first = '', second = '', third = ''] = words
    switch (words.length) {
      case 0:
        return false
      case 1:
        return first !== ''
      case 2:
        if (first === '!') return second === ''
        if (unaryOperators.has(first)) return yield* testUnary(this.shell, first, second)
        throw new TestProblem(this.shell.isBash ? `${first}: unary operator expected` : `${first}: unexpected operator`)
      case 3:
        if (isBinary(second)) return yield* this.binary(first, second, third)
        if (second === '-a') return first !== '' && third !== ''
        if (second === '-o') return first !== '' || third !== ''
        if (first === '!') return !(yield* this.byCount([second, third]))
        if (first === '(' && third === ')') return second !== ''
        throw new TestProblem(this.shell.isBash ? `${second}: binary operator expected` : `${second}: unexpected operator`)
      case 4:
        if (first === '!') return !(yield* this.byCount(words.slice(1)))
        if (first === '(' && words[3] === ')') return yield* this.byCount(words.slice(1, 3))
        return yield* this.whole()
      default:
        return yield* this.whole()
    }
  }

  private *whole(): Sys<boolean> {
    this.at = 0
    const result = yield* this.or()
    if (this.at < this.words.length) throw new TestProblem(this.shell.isBash ? 'too many arguments' : `${this.words[this.at]}: unexpected operator`)
    return result
  }

  private *or(): Sys<boolean> {
    let result = yield* this.and()
    while (this.words[this.at] === '-o') {
      this.at++
      const right = yield* this.and()
      result = result || right
    }
    return result
  }

  private *and(): Sys<boolean> {
    let result = yield* this.term()
    while (this.words[this.at] === '-a') {
      this.at++
      const right = yield* this.term()
      result = result && right
    }
    return result
  }

  private *term(): Sys<boolean> {
    const { words } = this
    const word = words[this.at]
    if (word === undefined) throw new TestProblem('argument expected')
    if (word === '!') {
      this.at++
      return !(yield* this.term())
    }
    if (word === '(') {
      this.at++
      const result = yield* this.or()
      if (words[this.at] !== ')') throw new TestProblem(words[this.at] === undefined ? "`)' expected" : `\`)' expected, found ${words[this.at]}`)
      this.at++
      return result
    }
    const operator = words[this.at + 1]
    if (operator !== undefined && isBinary(operator) && words[this.at + 2] !== undefined) {
      this.at += 3
      return yield* this.binary(word, operator, words[this.at - 1] as string)
    }
    if (unaryOperators.has(word) && operator !== undefined) {
      this.at += 2
      return yield* testUnary(this.shell, word, operator)
    }
    this.at++
    return word !== ''
  }

  private *binary(left: string, operator: string, right: string): Sys<boolean> {
    switch (operator) {
      case '=':
      case '==':
        return left === right
      case '!=':
        return left !== right
      case '<':
        return compareBytes(left, right) < 0
      case '>':
        return compareBytes(left, right) > 0
      case '-nt':
      case '-ot':
      case '-ef':
        return yield* testFiles(operator, left, right)
      default:
        return compareNumbers(operator, this.number(left), this.number(right))
    }
  }

  private number(text: string): number | bigint {
    const value = parseDecimal(text)
    if (value !== undefined) return value
    const { name } = this.shell.dialect
    throw new TestProblem(
      name === 'bash' ? `${text}: integer expression expected` : name === 'dash' ? `Illegal number: ${text}` : `${text}: bad number`,
    )
  }
}

const isBinary = (word: string): boolean => binaryOperators.has(word)
