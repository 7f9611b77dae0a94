import type { Integer } from './integer.ts'
import { parseConstant } from './integer.ts'

/** A parsed arithmetic expression. */
export type Expression =
  | { readonly kind: 'number'; readonly value: Integer }
  | { readonly kind: 'variable'; readonly name: string; readonly subscript: string | undefined }
  | { readonly kind: 'unary'; readonly operator: '-' | '+' | '!' | '~'; readonly operand: Expression }
  /** `rest` is the text after the operator: what a division by zero shows. */
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression; readonly rest: string }
  | { readonly kind: 'logical'; readonly operator: '&&' | '||'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'condition'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: 'assign'; readonly operator: string; readonly target: Variable; readonly value: Expression; readonly rest: string }
  | { readonly kind: 'step'; readonly target: Variable; readonly by: 1 | -1; readonly prefix: boolean }
  | { readonly kind: 'comma'; readonly first: Expression; readonly second: Expression }

export type Variable = Extract<Expression, { kind: 'variable' }>

/** An expression that cannot be read or computed; worded as bash does after the expression's text. */
export class ArithmeticError {
  constructor(
    readonly expression: string,
    readonly message: string,
    readonly token: string,
  ) {}

  get text(): string {
    return `${this.expression.replace(/^[ \t\n]+/, '')}: ${this.message} (error token is "${this.token}")`
  }
}

const OPERATORS = ['<<=', '>>=', '**', '<<', '>>', '<=', '>=', '==', '!=', '&&', '||', '++', '--', '+=', '-=', '*=', '/=', '%=', '&=', '^=', '|=']
const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '^=', '|='])
/** Left-associative levels, loosest first (expr.c: expbor down to expmuldiv). */
const LEVELS: readonly (readonly string[])[] = [['|'], ['^'], ['&'], ['==', '!='], ['<=', '>=', '<', '>'], ['<<', '>>'], ['+', '-'], ['*', '/', '%']]

const cache = new Map<string, Expression | undefined>()

/** Parses; undefined for a blank expression (whose value is 0). Throws ArithmeticError. */
export function parseExpression(text: string): Expression | undefined {
  if (cache.has(text)) return cache.get(text)
  const parsed = new Parser(text).parse()
  if (cache.size > 1000) cache.clear()
  cache.set(text, parsed)
  return parsed
}

type TokenKind = 'number' | 'name' | 'operator' | 'end'

/** A recursive descent parser in the shape of bash's expr.c, so that errors name the same token. */
class Parser {
  private at = 0
  private token = ''
  private kind: TokenKind = 'end'
  private subscript: string | undefined
  /** Where the last token began; stays when the end is met. */
  private last = 0

  constructor(private readonly text: string) {}

  parse(): Expression | undefined {
    this.next()
    if (this.ended) return undefined
    const expression = this.comma()
    if (!this.ended) this.fail(this.is(this.token) ? 'syntax error: invalid arithmetic operator' : 'syntax error in expression')
    return expression
  }

  private get ended(): boolean {
    return this.kind === 'end'
  }

  private fail(message: string, from = this.last): never {
    throw new ArithmeticError(this.text, message, this.text.slice(from))
  }

  private next(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++
    const rest = this.text.slice(this.at)
    if (rest === '') {
      this.kind = 'end'
      this.token = ''
      return
    }
    this.last = this.at
    const word = /^(?:[A-Za-z_]\w*|[0-9][0-9A-Za-z_@#]*)/.exec(rest)?.[0]
    if (word !== undefined) {
      this.kind = /\d/.test(word[0] as string) ? 'number' : 'name'
      this.token = word
      this.at += word.length
      this.subscript = this.kind === 'name' && this.text[this.at] === '[' ? this.readSubscript() : undefined
      return
    }
    this.kind = 'operator'
    this.token = OPERATORS.find((operator) => rest.startsWith(operator)) ?? (rest[0] as string)
    if ((this.token === '++' || this.token === '--') && !this.stepApplies(rest)) this.token = rest[0] as string
    this.at += this.token.length
  }

  /** `++` before something that is no variable is two signs. */
  private stepApplies(rest: string): boolean {
    const before = this.text.slice(0, this.at).trimEnd()
    return /[\w\]]$/.test(before) && !/(^|[^\w.])\d\w*$/.test(before) ? true : /^(\+\+|--)\s*[A-Za-z_]/.test(rest)
  }

  private readSubscript(): string {
    let depth = 0
    for (let i = this.at; i < this.text.length; i++) {
      if (this.text[i] === '[') depth++
      else if (this.text[i] === ']' && --depth === 0) {
        const subscript = this.text.slice(this.at + 1, i)
        this.at = i + 1
        return subscript
      }
    }
    return this.fail('bad array subscript')
  }

  private is(...operators: string[]): boolean {
    return this.kind === 'operator' && operators.includes(this.token)
  }

  private comma(): Expression {
    let left = this.assignment()
    while (this.is(',')) {
      this.next()
      left = { kind: 'comma', first: left, second: this.assignment() }
    }
    return left
  }

  private assignment(): Expression {
    const left = this.conditional()
    if (this.kind !== 'operator' || !ASSIGNMENTS.has(this.token)) return left
    if (left.kind !== 'variable') return this.fail('attempted assignment to non-variable')
    const operator = this.token
    const from = this.at
    this.next()
    if (this.ended) return this.fail('syntax error: operand expected')
    const value = this.assignment()
    return { kind: 'assign', operator, target: left, value, rest: this.text.slice(from).trimStart() }
  }

  private conditional(): Expression {
    const test = this.logicalOr()
    if (!this.is('?')) return test
    this.next()
    if (this.ended || this.is(':')) return this.fail('expression expected')
    const yes = this.comma()
    if (!this.is(':')) return this.fail("`:' expected for conditional expression")
    this.next()
    if (this.ended) return this.fail('expression expected')
    return { kind: 'condition', test, yes, no: this.conditional() }
  }

  private logicalOr(): Expression {
    let left = this.logicalAnd()
    while (this.is('||')) {
      this.next()
      left = { kind: 'logical', operator: '||', left, right: this.logicalAnd() }
    }
    return left
  }

  private logicalAnd(): Expression {
    let left = this.binary(0)
    while (this.is('&&')) {
      this.next()
      left = { kind: 'logical', operator: '&&', left, right: this.binary(0) }
    }
    return left
  }

  private binary(level: number): Expression {
    const operators = LEVELS[level]
    if (!operators) return this.power()
    let left = this.binary(level + 1)
    while (this.is(...operators)) {
      const operator = this.token
      const rest = this.text.slice(this.at).trimStart()
      this.next()
      left = { kind: 'binary', operator, left, right: this.binary(level + 1), rest }
    }
    return left
  }

  private power(): Expression {
    const base = this.unary()
    if (!this.is('**')) return base
    const rest = this.text.slice(this.at).trimStart()
    this.next()
    return { kind: 'binary', operator: '**', left: base, right: this.power(), rest }
  }

  private unary(): Expression {
    if (!this.is('!', '~', '-', '+')) return this.operand()
    const operator = this.token as '-'
    this.next()
    return { kind: 'unary', operator, operand: this.unary() }
  }

  private operand(): Expression {
    if (this.is('++', '--')) {
      const by = this.token === '++' ? 1 : -1
      this.next()
      if (this.kind !== 'name') return this.fail('identifier expected after pre-increment or pre-decrement')
      const target = this.variable()
      return { kind: 'step', target, by, prefix: true }
    }
    if (this.is('(')) {
      this.next()
      const inner = this.comma()
      if (!this.is(')')) return this.fail("missing `)'")
      this.next()
      return inner
    }
    if (this.kind === 'number') {
      const value = parseConstant(this.token)
      if (typeof value === 'object') return this.fail(value.error)
      this.next()
      return { kind: 'number', value }
    }
    if (this.kind !== 'name') return this.fail('syntax error: operand expected')
    const target = this.variable()
    if (!this.is('++', '--')) return target
    const by = this.token === '++' ? 1 : -1
    this.next()
    return { kind: 'step', target, by, prefix: false }
  }

  private variable(): Variable {
    const variable: Variable = { kind: 'variable', name: this.token, subscript: this.subscript }
    this.next()
    return variable
  }
}
