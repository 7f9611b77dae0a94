import type { Token } from './lex.ts'
import { Lexer } from './lex.ts'
import type { Expression, Place } from './syntax.ts'
import { SyntaxProblem } from './syntax.ts'

/** Models the grammar of awk expressions (POSIX awk, with gawk's reading of `|` and getline). */
export interface Mode {
  /** Inside `for (x in …` heads and print lists: `in` ends, `>` redirects. */
  readonly noIn?: boolean
  readonly noGreater?: boolean
}

const comparisons = new Set(['<', '<=', '==', '!=', '>', '>='])
const assignments = new Set(['=', '+=', '-=', '*=', '/=', '%=', '^='])

export class ExpressionParser {
  protected token: Token
  private readonly lexer: Lexer

  constructor(private readonly source: string) {
    this.lexer = new Lexer(source)
    this.token = this.lexer.next()
  }

  protected sourceFrom(at: number): string {
    return this.source.slice(at, at + 500)
  }

  protected advance(): Token {
    const token = this.token
    this.token = this.lexer.next()
    return token
  }

  protected is(text: string): boolean {
    return this.token.text === text && (this.token.kind === 'operator' || this.token.kind === 'keyword')
  }

  protected accept(text: string): boolean {
    if (!this.is(text)) return false
    this.advance()
    return true
  }

  protected expect(text: string): void {
    if (!this.accept(text))
      this.fail(text === ')' ? `missing ) near ${this.atEnd() ? 'end of file' : this.atNewline() ? 'end of line' : this.token.text}` : '')
  }

  protected atNewline(): boolean {
    return this.token.kind === 'newline'
  }

  protected atEnd(): boolean {
    return this.token.kind === 'end'
  }

  protected fail(message = ''): never {
    throw new SyntaxProblem(
      this.token.line + (this.atEnd() ? 1 : 0),
      this.token.kind === 'string' ? `"${this.token.text}"` : this.token.kind === 'newline' ? 'end of line' : this.token.text,
      message,
    )
  }

  protected skipNewlines(): void {
    while (this.token.kind === 'newline') this.advance()
  }

  expression(mode: Mode = {}): Expression {
    const left = this.ternary(mode)
    if (!this.isOperatorIn(assignments) || !isPlace(left)) return left
    const operator = this.advance().text
    this.skipNewlines()
    return { kind: 'assign', operator, target: left, value: this.expression(mode) }
  }

  private isOperatorIn(set: ReadonlySet<string>): boolean {
    return this.token.kind === 'operator' && set.has(this.token.text)
  }

  private ternary(mode: Mode): Expression {
    const test = this.or(mode)
    if (!this.accept('?')) return test
    this.skipNewlines()
    const yes = this.expression(mode)
    this.skipNewlines()
    this.expect(':')
    this.skipNewlines()
    return { kind: 'conditional', test, yes, no: this.expression(mode) }
  }

  private or(mode: Mode): Expression {
    let left = this.and(mode)
    while (this.accept('||')) {
      this.skipNewlines()
      left = { kind: 'or', left, right: this.and(mode) }
    }
    return left
  }

  private and(mode: Mode): Expression {
    let left = this.membership(mode)
    while (this.accept('&&')) {
      this.skipNewlines()
      left = { kind: 'and', left, right: this.membership(mode) }
    }
    return left
  }

  private membership(mode: Mode): Expression {
    let left = this.matching(mode)
    while (!mode.noIn && this.is('in')) {
      this.advance()
      left = { kind: 'in', subscripts: [left], array: this.name() }
    }
    return left
  }

  private matching(mode: Mode): Expression {
    let left = this.comparison(mode)
    while (this.is('~') || this.isNegatedMatch()) {
      const negated = this.is('!')
      if (negated) this.advance()
      this.advance()
      left = { kind: 'match', negated, text: left, pattern: this.comparison(mode) }
    }
    return left
  }

  /** `!~` comes from the lexer as two tokens. */
  private isNegatedMatch(): boolean {
    return this.is('!') && this.peekSource() === '~'
  }

  private peekSource(): string | undefined {
    return this.sourceFrom(this.token.to)[0]
  }

  private comparison(mode: Mode): Expression {
    const left = this.concatenation()
    if (this.isOperatorIn(comparisons) && !(mode.noGreater && this.is('>'))) {
      const operator = this.advance().text
      return this.piped({ kind: 'binary', operator, left, right: this.concatenation() })
    }
    return this.piped(left)
  }

  /** `command | getline`, as often as it comes. */
  private piped(start: Expression): Expression {
    let left = start
    while (this.is('|') && /^\s*getline\b/.test(this.sourceFrom(this.token.to))) {
      this.advance()
      this.advance()
      const target = this.optionalPlace()
      left = { kind: 'getline', from: 'command', source: left, ...(target && { target }) }
    }
    return left
  }

  private startsOperand(): boolean {
    switch (this.token.kind) {
      case 'number':
      case 'string':
      case 'name':
      case 'function name':
      case 'builtin':
        return true
      case 'operator':
        return ['$', '!', '(', '-', '+', '++', '--'].includes(this.token.text) && !this.isNegatedMatch()
      default:
        return false
    }
  }

  private concatenation(): Expression {
    let left = this.additive()
    while (this.startsOperand()) left = { kind: 'binary', operator: ' ', left, right: this.additive() }
    return left
  }

  private additive(): Expression {
    let left = this.multiplicative()
    while (this.is('+') || this.is('-')) {
      const operator = this.advance().text
      left = { kind: 'binary', operator, left, right: this.multiplicative() }
    }
    return left
  }

  private multiplicative(): Expression {
    let left = this.unary()
    while (this.is('*') || this.is('/') || this.is('%')) {
      const operator = this.advance().text
      left = { kind: 'binary', operator, left, right: this.unary() }
    }
    return left
  }

  private unary(): Expression {
    if (this.is('!') || this.is('-') || this.is('+')) {
      const operator = this.advance().text as '+' | '-' | '!'
      return { kind: 'unary', operator, operand: this.unary() }
    }
    return this.power()
  }

  private power(): Expression {
    const base = this.postfix()
    if (!this.accept('^')) return base
    // Right associative; a sign may follow.
    const exponent = this.is('-') || this.is('+') || this.is('!') ? this.unary() : this.power()
    return { kind: 'binary', operator: '^', left: base, right: exponent }
  }

  private postfix(): Expression {
    const operand = this.primary()
    if ((this.is('++') || this.is('--')) && isPlace(operand))
      return { kind: 'increment', by: this.advance().text === '++' ? 1 : -1, prefix: false, target: operand }
    return operand
  }

  private primary(): Expression {
    const { token } = this
    switch (token.kind) {
      case 'number':
        this.advance()
        return { kind: 'number', value: token.value }
      case 'string':
        this.advance()
        return { kind: 'string', value: token.text }
      case 'name':
        this.advance()
        return this.nameOrElement(token.text)
      case 'function name':
        return this.call()
      case 'builtin':
        return this.builtin()
      case 'keyword':
        return this.is('getline') ? this.simpleGetline() : this.fail()
      case 'operator':
        return this.operatorPrimary()
      default:
        return this.fail()
    }
  }

  private operatorPrimary(): Expression {
    if (this.is('/') || this.is('/=')) {
      const regex = this.lexer.regex(this.token)
      this.token = this.lexer.next()
      return { kind: 'regex', source: regex.text }
    }
    if (this.accept('$')) {
      if (this.is('++') || this.is('--')) {
        const by = this.advance().text === '++' ? 1 : -1
        const target = this.primary()
        if (!isPlace(target)) this.fail()
        return { kind: 'field', index: { kind: 'increment', by, prefix: true, target: target as Place } }
      }
      return { kind: 'field', index: this.is('-') || this.is('+') ? this.unary() : this.primary() }
    }
    if (this.is('++') || this.is('--')) {
      const by = this.advance().text === '++' ? 1 : -1
      const target = this.primary()
      if (!isPlace(target)) this.fail()
      return { kind: 'increment', by, prefix: true, target: target as Place }
    }
    if (this.is('-') || this.is('+') || this.is('!')) return this.unary()
    if (this.accept('(')) return this.parenthesised()
    return this.fail()
  }

  private parenthesised(): Expression {
    this.skipNewlines()
    const first = this.expression()
    this.skipNewlines()
    if (!this.is(',')) {
      this.expect(')')
      return { kind: 'group', inner: first }
    }
    const subscripts = [first]
    while (this.accept(',')) {
      this.skipNewlines()
      subscripts.push(this.expression())
      this.skipNewlines()
    }
    this.expect(')')
    if (this.is('in')) {
      this.advance()
      return { kind: 'in', subscripts, array: this.name() }
    }
    return this.grouping(subscripts)
  }

  /** A list in parentheses that no `in` follows: only print knows what to do with it. */
  protected grouping(_list: readonly Expression[]): Expression {
    return this.fail()
  }

  protected name(): string {
    if (this.token.kind !== 'name') this.fail()
    return this.advance().text
  }

  private nameOrElement(name: string): Expression {
    if (!this.is('[')) return { kind: 'variable', name }
    this.advance()
    const subscripts = this.list(']')
    return { kind: 'index', array: name, subscripts }
  }

  protected list(close: string): Expression[] {
    const items: Expression[] = []
    this.skipNewlines()
    while (!this.is(close)) {
      items.push(this.expression())
      this.skipNewlines()
      if (!this.accept(',')) break
      this.skipNewlines()
    }
    this.expect(close)
    return items
  }

  private call(): Expression {
    const { text, line } = this.advance()
    this.expect('(')
    return { kind: 'call', name: text, args: this.list(')'), line }
  }

  private builtin(): Expression {
    const name = this.advance().text
    if (!this.accept('(')) {
      if (name !== 'length') this.fail()
      return { kind: 'builtin', name, args: [] }
    }
    return { kind: 'builtin', name, args: this.list(')') }
  }

  private optionalPlace(): Place | undefined {
    if (this.token.kind === 'name' || this.is('$')) {
      const place = this.primary()
      return isPlace(place) ? place : this.fail()
    }
    return undefined
  }

  private simpleGetline(): Expression {
    this.advance()
    const target = this.optionalPlace()
    if (!this.accept('<')) return { kind: 'getline', from: 'main', ...(target && { target }) }
    return { kind: 'getline', from: 'file', source: this.postfix(), ...(target && { target }) }
  }
}

export const isPlace = (expression: Expression): expression is Place =>
  expression.kind === 'variable' || expression.kind === 'field' || expression.kind === 'index'
