import type { Sys } from '../../kernel/calls.ts'
import { compareBytes } from '../../libc/locale.ts'
import { compileRegex } from '../../libc/regex.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models expr(1): exit status 0 for a value, 1 for null or 0, 2 for a syntax error. */
export const expr = gnuProgram({
  name: 'expr',
  usage: ['EXPRESSION', 'OPTION'],
  summary:
    'Print the value of EXPRESSION to standard output. From low to high precedence:\n\n  ARG1 | ARG2   ARG1 & ARG2   ARG1 < <= = != >= > ARG2   ARG1 + - ARG2   ARG1 * / % ARG2\n  STRING : REGEXP   match STRING REGEXP   substr STRING POS LENGTH   index STRING CHARS\n  length STRING   + TOKEN   ( EXPRESSION )',
  failure: 2,
  // Operands may begin with a minus.
  rewrite: (args) =>
    args.length === 1 && (args[0] === '--help' || args[0] === '--version') ? args : ['--', ...(args[0] === '--' ? args.slice(1) : args)],
  *run(tool) {
    if (tool.operands.length === 0) yield* tool.usageError('missing operand')
    const value = yield* new Expression(tool, tool.operands).whole()
    yield* tool.say(`${value}\n`)
    return value === '' || /^-?0+$/.test(value) ? 1 : 0
  },
})

const isInteger = (text: string): boolean => /^-?\d+$/.test(text)

class Expression {
  private at = 0

  constructor(
    private readonly tool: Tool,
    private readonly words: readonly string[],
  ) {}

  *whole(): Sys<string> {
    const value = yield* this.or(true)
    if (this.at < this.words.length) yield* this.tool.die(`syntax error: unexpected argument ${this.tool.quote(this.words[this.at] as string)}`)
    return value
  }

  private accept(...operators: string[]): string | undefined {
    const word = this.words[this.at]
    if (word === undefined || !operators.includes(word)) return undefined
    this.at++
    return word
  }

  private *or(evaluate: boolean): Sys<string> {
    let left = yield* this.and(evaluate)
    while (this.accept('|')) {
      const right = yield* this.and(evaluate && isNull(left))
      if (isNull(left)) left = isNull(right) ? '0' : right
    }
    return left
  }

  private *and(evaluate: boolean): Sys<string> {
    let left = yield* this.comparison(evaluate)
    while (this.accept('&')) {
      const right = yield* this.comparison(evaluate && !isNull(left))
      if (isNull(left) || isNull(right)) left = '0'
    }
    return left
  }

  private *comparison(evaluate: boolean): Sys<string> {
    let left = yield* this.sum(evaluate)
    for (;;) {
      const operator = this.accept('<', '<=', '=', '==', '!=', '>=', '>')
      if (!operator) return left
      const right = yield* this.sum(evaluate)
      const order = isInteger(left) && isInteger(right) ? Number(BigInt(left) - BigInt(right)) : compareBytes(left, right)
      const holds =
        operator === '<'
          ? order < 0
          : operator === '<='
            ? order <= 0
            : operator === '>'
              ? order > 0
              : operator === '>='
                ? order >= 0
                : operator === '!='
                  ? order !== 0
                  : order === 0
      left = holds ? '1' : '0'
    }
  }

  private *sum(evaluate: boolean): Sys<string> {
    let left = yield* this.product(evaluate)
    for (;;) {
      const operator = this.accept('+', '-')
      if (!operator) return left
      const right = yield* this.product(evaluate)
      if (evaluate) left = yield* this.arithmetic(left, operator, right)
    }
  }

  private *product(evaluate: boolean): Sys<string> {
    let left = yield* this.match(evaluate)
    for (;;) {
      const operator = this.accept('*', '/', '%')
      if (!operator) return left
      const right = yield* this.match(evaluate)
      if (evaluate) left = yield* this.arithmetic(left, operator, right)
    }
  }

  private *arithmetic(left: string, operator: string, right: string): Sys<string> {
    if (!isInteger(left) || !isInteger(right)) return yield* this.tool.die('non-integer argument')
    const [a, b] = [BigInt(left), BigInt(right)]
    if ((operator === '/' || operator === '%') && b === 0n) return yield* this.tool.die('division by zero')
    const result = operator === '+' ? a + b : operator === '-' ? a - b : operator === '*' ? a * b : operator === '/' ? a / b : a % b
    return String(result)
  }

  private *match(evaluate: boolean): Sys<string> {
    let left = yield* this.primary(evaluate)
    while (this.accept(':')) {
      const right = yield* this.primary(evaluate)
      if (evaluate) left = yield* this.matched(left, right)
    }
    return left
  }

  private *matched(text: string, pattern: string): Sys<string> {
    const plain = compileRegex(pattern.startsWith('^') ? pattern : `^${pattern}`, { syntax: 'basic', utf8: this.tool.locale.utf8 })
    if (!plain.ok) return yield* this.tool.die(plain.error)
    const m = plain.value.match(text)
    const anchored = m?.index === 0 ? m : undefined
    if (plain.value.groups > 0) return anchored?.[1] ?? ''
    return String([...(anchored?.[0] ?? '')].length)
  }

  private *next(): Sys<string> {
    const word = this.words[this.at]
    if (word === undefined) return yield* this.tool.die(`syntax error: missing argument after ${this.tool.quote(this.words.at(-1) ?? '')}`)
    this.at++
    return word
  }

  private *primary(evaluate: boolean): Sys<string> {
    const word = yield* this.next()
    switch (word) {
      case '+':
        return yield* this.next()
      case '(': {
        const value = yield* this.or(evaluate)
        const close = this.words[this.at]
        if (close === undefined) return yield* this.tool.die(`syntax error: expecting ')' after ${this.tool.quote(this.words.at(-1) ?? '')}`)
        if (close !== ')') return yield* this.tool.die(`syntax error: expecting ')' instead of ${this.tool.quote(close)}`)
        this.at++
        return value
      }
      case ')':
        return yield* this.tool.die("syntax error: unexpected ')'")
      case 'length':
        return String([...(yield* this.primary(evaluate))].length)
      case 'match': {
        const text = yield* this.primary(evaluate)
        return yield* this.matched(text, yield* this.primary(evaluate))
      }
      case 'index': {
        const text = [...(yield* this.primary(evaluate))]
        const chars = [...(yield* this.primary(evaluate))]
        return String(text.findIndex((c) => chars.includes(c)) + 1)
      }
      case 'substr': {
        const text = [...(yield* this.primary(evaluate))]
        const [from, length] = [yield* this.primary(evaluate), yield* this.primary(evaluate)]
        if (!isInteger(from) || !isInteger(length) || Number(from) <= 0 || Number(length) <= 0) return ''
        return text.slice(Number(from) - 1, Number(from) - 1 + Number(length)).join('')
      }
      default:
        return word
    }
  }
}

const isNull = (value: string): boolean => value === '' || /^-?0+$/.test(value)
