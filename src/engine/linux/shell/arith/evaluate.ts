import type { Integer } from './integer.ts'
import { add, and, complement, divide, multiply, negate, or, power, remainder, shiftLeft, shiftRight, subtract, xor } from './integer.ts'
import type { Expression, Variable } from './parse.ts'
import { ArithmeticError, parseExpression } from './parse.ts'

/** Where an expression's variables live. */
export interface ArithmeticVariables {
  /** The value; undefined when unset. A subscript is text: an expression or, in an associative array, a key. */
  value(name: string, subscript: string | undefined): string | undefined
  assign(name: string, subscript: string | undefined, value: string): void
}

/** How deep variables whose values are expressions may nest (expr.c: MAX_EXPR_RECURSION_LEVEL). */
const MAX_DEPTH = 1024

/** The value of an expression's text after expansion; blank is 0. Throws ArithmeticError. */
export function evaluate(text: string, variables: ArithmeticVariables, depth = 0): Integer {
  const expression = parseExpression(text)
  return expression === undefined ? 0 : new Evaluator(text, variables, depth).value(expression)
}

class Evaluator {
  constructor(
    private readonly text: string,
    private readonly variables: ArithmeticVariables,
    private readonly depth: number,
  ) {}

  value(node: Expression): Integer {
    switch (node.kind) {
      case 'number':
        return node.value
      case 'variable':
        return this.read(node)
      case 'unary':
        return unary(node.operator, this.value(node.operand))
      case 'binary':
        return this.binary(node.operator, this.value(node.left), this.value(node.right), node.rest)
      case 'logical': {
        const left = isTrue(this.value(node.left))
        if (node.operator === '&&') return left && isTrue(this.value(node.right)) ? 1 : 0
        return left || isTrue(this.value(node.right)) ? 1 : 0
      }
      case 'condition':
        return isTrue(this.value(node.test)) ? this.value(node.yes) : this.value(node.no)
      case 'assign': {
        const right = this.value(node.value)
        const value = node.operator === '=' ? right : this.binary(node.operator.slice(0, -1), this.read(node.target), right, node.rest)
        return this.write(node.target, value)
      }
      case 'step': {
        const before = this.read(node.target)
        const after = this.write(node.target, add(before, node.by))
        return node.prefix ? after : before
      }
      case 'comma':
        this.value(node.first)
        return this.value(node.second)
    }
  }

  private read(node: Variable): Integer {
    const value = this.variables.value(node.name, node.subscript)
    if (value === undefined || value === '') return 0
    if (value.length <= 15 && /^(?:0|-?[1-9]\d*)$/.test(value)) return Number(value)
    if (this.depth >= MAX_DEPTH) throw new ArithmeticError(this.text, 'expression recursion level exceeded', value)
    return evaluate(value, this.variables, this.depth + 1)
  }

  private write(node: Variable, value: Integer): Integer {
    this.variables.assign(node.name, node.subscript, String(value))
    return value
  }

  private binary(operator: string, a: Integer, b: Integer, rest: string): Integer {
    if ((operator === '/' || operator === '%') && b === 0) throw new ArithmeticError(this.text, 'division by 0', rest)
    if (operator === '**' && b < 0) throw new ArithmeticError(this.text, 'exponent less than 0', rest)
    return binary(operator, a, b)
  }
}

const isTrue = (value: Integer): boolean => value !== 0

function unary(operator: '-' | '+' | '!' | '~', value: Integer): Integer {
  if (operator === '-') return negate(value)
  if (operator === '!') return value === 0 ? 1 : 0
  return operator === '~' ? complement(value) : value
}

function binary(operator: string, a: Integer, b: Integer): Integer {
  switch (operator) {
    case '+':
      return add(a, b)
    case '-':
      return subtract(a, b)
    case '*':
      return multiply(a, b)
    case '/':
      return divide(a, b)
    case '%':
      return remainder(a, b)
    case '**':
      return power(a, b)
    case '<<':
      return shiftLeft(a, b)
    case '>>':
      return shiftRight(a, b)
    case '&':
      return and(a, b)
    case '|':
      return or(a, b)
    case '^':
      return xor(a, b)
    case '<':
      return a < b ? 1 : 0
    case '>':
      return a > b ? 1 : 0
    case '<=':
      return a <= b ? 1 : 0
    case '>=':
      return a >= b ? 1 : 0
    case '==':
      return a === b ? 1 : 0
    default:
      return a !== b ? 1 : 0
  }
}
