import { KEYWORDS, LEVELS } from './keywords.ts'
import { Lexer, type Token } from './lexer.ts'
import { unescapeString } from './string-literal.ts'
import type { Argument, Comprehension, Expr, ExprShape, FormattedPart, Parameter, Range } from './syntax.ts'
import { SyntaxProblem } from './syntax.ts'

/** Expressions of the Reference's chapter 6, by recursive descent. Leaves out: await, async comprehensions, type parameters. */
export class ExpressionParser {
  protected at = 0

  constructor(protected readonly tokens: readonly Token[]) {}

  protected get token(): Token {
    return this.tokens[Math.min(this.at, this.tokens.length - 1)] as Token
  }

  protected get previous(): Token {
    return this.tokens[Math.max(0, this.at - 1)] as Token
  }

  protected is(text: string): boolean {
    const { kind, text: found } = this.token
    return found === text && (kind === 'op' || kind === 'name')
  }

  protected isKind(kind: Token['kind']): boolean {
    return this.token.kind === kind
  }

  protected accept(text: string): boolean {
    if (!this.is(text)) return false
    this.at++
    return true
  }

  protected expect(text: string, message = 'invalid syntax'): Token {
    if (!this.is(text)) throw this.problem(message)
    this.at++
    return this.previous
  }

  protected problem(message: string, range: Range = this.token): SyntaxProblem {
    return new SyntaxProblem(message, range, 'SyntaxError', this.token.kind === 'end')
  }

  protected identifier(): string {
    if (this.token.kind !== 'name' || KEYWORDS.has(this.token.text)) throw this.problem('invalid syntax')
    this.at++
    return this.previous.text
  }

  protected from(start: Range, shape: ExprShape): Expr {
    return { ...shape, line: start.line, col: start.col, endLine: this.previous.endLine, endCol: this.previous.endCol } as Expr
  }

  /** Expressions with commas: a tuple when there is one. */
  protected expressions(): Expr {
    const start = this.token
    const first = this.starOrNamed()
    if (!this.is(',')) return first
    const items = [first]
    while (this.accept(',')) {
      if (!this.startsExpression()) break
      items.push(this.starOrNamed())
    }
    return this.from(start, { kind: 'tuple', items })
  }

  protected startsExpression(): boolean {
    const { kind, text } = this.token
    if (kind === 'number' || kind === 'string' || kind === 'bytes' || kind === 'fstring') return true
    if (kind === 'name') return !KEYWORDS.has(text) || /^(?:None|True|False|not|lambda|yield)$/.test(text)
    return kind === 'op' && /^(?:[-+~([{*]|\.\.\.)$/.test(text)
  }

  private starOrNamed(): Expr {
    const start = this.token
    if (this.accept('*')) return this.from(start, { kind: 'star', value: this.binary(0) })
    return this.named()
  }

  protected named(): Expr {
    const start = this.token
    if (start.kind === 'name' && this.tokens[this.at + 1]?.text === ':=' && this.tokens[this.at + 1]?.kind === 'op') {
      const name = this.identifier()
      this.at++
      return this.from(start, { kind: 'walrus', name, value: this.expression() })
    }
    return this.expression()
  }

  expression(): Expr {
    const start = this.token
    if (this.is('lambda')) return this.lambda()
    if (this.is('yield')) return this.yielded()
    const body = this.disjunction()
    if (!this.accept('if')) return body
    const test = this.disjunction()
    if (!this.accept('else')) throw this.problem("expected 'else' after 'if' expression", this.from(start, { kind: 'constant', value: null }))
    return this.from(start, { kind: 'conditional', body, test, orelse: this.expression() })
  }

  protected yielded(): Expr {
    const start = this.expect('yield')
    if (this.accept('from')) return this.from(start, { kind: 'yieldFrom', value: this.expression() })
    const value = this.startsExpression() ? this.expressions() : undefined
    return this.from(start, { kind: 'yield', value })
  }

  private lambda(): Expr {
    const start = this.expect('lambda')
    const parameters = this.parameters(':', false)
    this.expect(':')
    return this.from(start, { kind: 'lambda', parameters, body: this.expression() })
  }

  protected parameters(close: string, annotated: boolean): readonly Parameter[] {
    const found: Parameter[] = []
    let keywordOnly = false
    while (!this.is(close)) {
      const star = this.accept('**') ? 'doubleStar' : this.accept('*') ? 'star' : undefined
      if (star === 'star' && (this.is(',') || this.is(close))) keywordOnly = true
      else if (!star && this.accept('/'))
        found.forEach((one, index) => {
          found[index] = { ...one, kind: 'positional' }
        })
      else {
        const name = this.identifier()
        const annotation = annotated && this.accept(':') ? this.expression() : undefined
        const defaultValue = !star && this.accept('=') ? this.expression() : undefined
        const last = found.at(-1)
        if (!star && !keywordOnly && !defaultValue && last?.defaultValue && last.kind === 'normal')
          throw this.problem('parameter without a default follows parameter with a default', this.previous)
        if (found.some((one) => one.name === name)) throw this.problem(`duplicate argument '${name}' in function definition`, this.previous)
        found.push({ name, kind: star ?? (keywordOnly ? 'keyword' : 'normal'), defaultValue, annotation })
        if (star === 'star') keywordOnly = true
      }
      if (!this.accept(',')) break
    }
    return found
  }

  private disjunction(): Expr {
    return this.logical('or', () => this.logical('and', () => this.inversion()))
  }

  private logical(op: 'and' | 'or', next: () => Expr): Expr {
    const start = this.token
    const values = [next()]
    while (this.accept(op)) values.push(next())
    return values.length === 1 ? (values[0] as Expr) : this.from(start, { kind: 'bool', op, values })
  }

  private inversion(): Expr {
    const start = this.token
    if (this.accept('not')) return this.from(start, { kind: 'unary', op: 'not', value: this.inversion() })
    return this.comparison()
  }

  private comparison(): Expr {
    const start = this.token
    const left = this.binary(0)
    const rest: { op: string; right: Expr }[] = []
    for (;;) {
      let op: string | undefined
      if (/^(?:==|!=|<|>|<=|>=|in|is)$/.test(this.token.text) && (this.token.kind === 'op' || this.token.kind === 'name')) {
        op = this.token.text
        this.at++
        if (op === 'is' && this.accept('not')) op = 'is not'
      } else if (this.is('not') && this.tokens[this.at + 1]?.text === 'in') {
        op = 'not in'
        this.at += 2
      }
      if (op === undefined) break
      rest.push({ op, right: this.binary(0) })
    }
    return rest.length === 0 ? left : this.from(start, { kind: 'compare', left, rest })
  }

  protected binary(level: number): Expr {
    const operators = LEVELS[level]
    if (!operators) return this.factor()
    const start = this.token
    let left = this.binary(level + 1)
    while (this.token.kind === 'op' && operators.includes(this.token.text)) {
      const { text: op, col: opCol } = this.token
      this.at++
      const right = this.binary(level + 1)
      left = this.from(start, { kind: 'binary', op, left, right, opCol })
    }
    return left
  }

  private factor(): Expr {
    const start = this.token
    for (const op of ['-', '+', '~']) if (start.kind === 'op' && this.accept(op)) return this.from(start, { kind: 'unary', op, value: this.factor() })
    const base = this.postfix()
    if (!this.is('**')) return base
    const { col: opCol } = this.token
    this.at++
    return this.from(start, { kind: 'binary', op: '**', left: base, right: this.factor(), opCol })
  }

  private postfix(): Expr {
    const start = this.token
    let value = this.atom()
    for (;;) {
      if (this.accept('.')) value = this.from(start, { kind: 'attribute', value, name: this.attributeName() })
      else if (this.is('(') && this.token.kind === 'op') value = this.call(start, value)
      else if (this.is('[') && this.token.kind === 'op') {
        const openCol = this.token.col
        this.at++
        const index = this.subscript()
        this.expect(']', 'invalid syntax. Perhaps you forgot a comma?')
        value = this.from(start, { kind: 'subscript', value, index, openCol })
      } else return value
    }
  }

  private attributeName(): string {
    if (this.token.kind !== 'name' || KEYWORDS.has(this.token.text)) throw this.problem('invalid syntax')
    this.at++
    return this.previous.text
  }

  private call(start: Token, callee: Expr): Expr {
    this.expect('(')
    const args: Argument[] = []
    while (!this.is(')')) {
      const first = this.token
      const star = this.accept('**') ? '**' : this.accept('*') ? '*' : ''
      const name =
        !star && first.kind === 'name' && this.tokens[this.at + 1]?.text === '=' && !KEYWORDS.has(first.text) ? this.identifier() : undefined
      if (name !== undefined) this.at++
      let value = this.named()
      if (this.is('for')) value = this.from(value, { kind: 'comprehension', of: 'generator', item: value, clauses: this.clauses() })
      if (!star && name === undefined && args.some((one) => one.name !== undefined))
        throw this.problem('positional argument follows keyword argument', this.token)
      args.push({ star, name, value })
      if (!this.accept(',')) break
    }
    if (!this.is(')')) {
      const last = args.at(-1)?.value
      throw last && this.startsExpression()
        ? this.problem('invalid syntax. Perhaps you forgot a comma?', { ...last, endLine: this.token.endLine, endCol: this.token.endCol })
        : this.problem('invalid syntax')
    }
    this.at++
    return this.from(start, { kind: 'call', callee, args })
  }

  private subscript(): Expr {
    const start = this.token
    const first = this.sliceItem()
    if (!this.is(',')) return first
    const items = [first]
    while (this.accept(',') && !this.is(']')) items.push(this.sliceItem())
    return this.from(start, { kind: 'tuple', items })
  }

  private sliceItem(): Expr {
    const start = this.token
    const lower = this.is(':') ? undefined : this.starOrNamed()
    if (!this.accept(':')) return lower as Expr
    const upper = this.is(':') || this.is(']') || this.is(',') ? undefined : this.expression()
    const step = this.accept(':') && !this.is(']') && !this.is(',') ? this.expression() : undefined
    return this.from(start, { kind: 'slice', lower, upper, step })
  }

  private atom(): Expr {
    const start = this.token
    switch (start.kind) {
      case 'number':
        this.at++
        return this.from(start, { kind: 'constant', value: start.number ?? 0n })
      case 'string':
      case 'fstring':
      case 'bytes':
        return this.strings()
      case 'name':
        return this.nameAtom(start)
      case 'op':
        if (start.text === '(') return this.parenthesised()
        if (start.text === '[') return this.listDisplay()
        if (start.text === '{') return this.braces()
        if (this.accept('...')) return this.from(start, { kind: 'constant', value: { ellipsis: true } })
    }
    if (start.kind === 'indent') throw new SyntaxProblem('unexpected indent', start, 'IndentationError')
    throw this.problem('invalid syntax')
  }

  private nameAtom(start: Token): Expr {
    const constants: Readonly<Record<string, null | boolean>> = { None: null, True: true, False: false }
    this.at++
    if (Object.hasOwn(constants, start.text)) return this.from(start, { kind: 'constant', value: constants[start.text] as null | boolean })
    this.at--
    return this.from(start, { kind: 'name', name: this.identifier() })
  }

  private strings(): Expr {
    const start = this.token
    if (start.kind === 'bytes') {
      const parts: number[] = []
      for (; this.token.kind === 'bytes'; this.at++) parts.push(...(this.token.bytes ?? []))
      return this.from(start, { kind: 'constant', value: { bytes: Uint8Array.from(parts) } })
    }
    const parts: FormattedPart[] = []
    let formatted = false
    for (; this.token.kind === 'string' || this.token.kind === 'fstring'; this.at++) {
      if (this.token.kind === 'string') parts.push({ text: this.token.text })
      else {
        formatted = true
        const quote = /'''|"""/.test(this.token.text) ? 3 : 1
        parts.push(...formattedParts(this.token.text, this.token, this.token.raw === true, this.token.col + 1 + quote))
      }
    }
    if (formatted) return this.from(start, { kind: 'formatted', parts })
    return this.from(start, { kind: 'constant', value: parts.map((part) => ('text' in part ? part.text : '')).join('') })
  }

  private parenthesised(): Expr {
    const start = this.expect('(')
    if (this.accept(')')) return this.from(start, { kind: 'tuple', items: [] })
    const value = this.is('yield') ? this.yielded() : this.expressions()
    if (this.is('for')) {
      const clauses = this.clauses()
      this.expect(')')
      return this.from(start, { kind: 'comprehension', of: 'generator', item: value, clauses })
    }
    if (!this.is(')')) throw this.forgotten(value)
    this.at++
    return value.kind === 'tuple' ? this.from(start, value) : value
  }

  private forgotten(last: Expr): SyntaxProblem {
    return this.startsExpression()
      ? this.problem('invalid syntax. Perhaps you forgot a comma?', { ...last, endLine: this.token.endLine, endCol: this.token.endCol })
      : this.problem('invalid syntax')
  }

  private listDisplay(): Expr {
    const start = this.expect('[')
    const items: Expr[] = []
    while (!this.is(']')) {
      const item = this.starOrNamed()
      if (items.length === 0 && this.is('for')) {
        const clauses = this.clauses()
        this.expect(']')
        return this.from(start, { kind: 'comprehension', of: 'list', item, clauses })
      }
      items.push(item)
      if (!this.accept(',')) break
    }
    if (!this.is(']')) throw this.forgotten(items.at(-1) ?? this.from(start, { kind: 'constant', value: null }))
    this.at++
    return this.from(start, { kind: 'list', items })
  }

  private braces(): Expr {
    const start = this.expect('{')
    const entries: { key: Expr | undefined; value: Expr }[] = []
    const items: Expr[] = []
    while (!this.is('}')) {
      if (this.accept('**')) entries.push({ key: undefined, value: this.binary(0) })
      else {
        const key = this.starOrNamed()
        if (this.accept(':')) {
          const value = this.expression()
          if (entries.length === 0 && this.is('for')) {
            const clauses = this.clauses()
            this.expect('}')
            return this.from(start, { kind: 'dictComprehension', key, value, clauses })
          }
          entries.push({ key, value })
        } else {
          if (items.length === 0 && this.is('for')) {
            const clauses = this.clauses()
            this.expect('}')
            return this.from(start, { kind: 'comprehension', of: 'set', item: key, clauses })
          }
          items.push(key)
        }
      }
      if (!this.accept(',')) break
    }
    if (!this.is('}')) throw this.forgotten(items.at(-1) ?? entries.at(-1)?.value ?? this.from(start, { kind: 'constant', value: null }))
    this.at++
    return items.length > 0 ? this.from(start, { kind: 'set', items }) : this.from(start, { kind: 'dict', entries })
  }

  private clauses(): readonly Comprehension[] {
    const found: Comprehension[] = []
    while (this.accept('for')) {
      const target = this.targets()
      this.expect('in')
      const iter = this.disjunction()
      const conditions: Expr[] = []
      while (this.accept('if')) conditions.push(this.disjunctionOrWalrus())
      found.push({ target, iter, conditions })
    }
    return found
  }

  private disjunctionOrWalrus(): Expr {
    return this.tokens[this.at + 1]?.text === ':=' ? this.named() : this.disjunction()
  }

  /** Targets of `for`: no comparison, so that `in` ends them. */
  protected targets(): Expr {
    const start = this.token
    const one = (): Expr => {
      const from = this.token
      return this.accept('*') ? this.from(from, { kind: 'star', value: this.postfix() }) : this.postfix()
    }
    const items = [one()]
    while (this.accept(',') && !this.is('in') && !this.is('=')) items.push(one())
    return items.length === 1 && this.previous.text !== ',' ? (items[0] as Expr) : this.from(start, { kind: 'tuple', items })
  }

  /** The whole text is one expression. */
  whole(): Expr {
    const value = this.is('yield') ? this.yielded() : this.expressions()
    if (this.token.kind === 'newline') this.at++
    if (this.token.kind !== 'end') throw this.problem('invalid syntax')
    return value
  }
}

/** Literal text and replacement fields of a formatted string's body. */
function formattedParts(body: string, at: Range, raw: boolean, col: number): readonly FormattedPart[] {
  const parts: FormattedPart[] = []
  let text = ''
  const literal = () => {
    if (text !== '') parts.push({ text: raw ? text : unescapeString(text, false) })
    text = ''
  }
  for (let index = 0; index < body.length; index++) {
    const char = body[index] ?? ''
    if ((char === '{' || char === '}') && body[index + 1] === char) {
      text += char
      index++
    } else if (char === '}') throw new SyntaxProblem("f-string: single '}' is not allowed", at)
    else if (char !== '{') text += char
    else {
      literal()
      const field = replacementField(body, index + 1, at, raw, col)
      if (field.debug !== undefined) parts.push({ text: field.debug })
      parts.push(field.part)
      index = field.end
    }
  }
  literal()
  return parts
}

function replacementField(body: string, from: number, at: Range, raw: boolean, col: number) {
  let depth = 0
  let index = from
  for (; index < body.length; index++) {
    const char = body[index] ?? ''
    if (char === '"' || char === "'") {
      const close = body.indexOf(char, index + 1)
      if (close < 0) throw new SyntaxProblem("f-string: expecting '}'", at)
      index = close
    } else if (/[([{]/.test(char)) depth++
    else if (depth === 0 && (char === '}' || char === ':' || (char === '!' && body[index + 1] !== '='))) break
    else if (/[)\]}]/.test(char)) depth--
  }
  let source = body.slice(from, index)
  if (source.trim() === '') throw new SyntaxProblem("f-string: valid expression required before '}'", at)
  let debug: string | undefined
  if (/[^=!<>]=\s*$/.test(source)) {
    debug = source
    source = source.replace(/=\s*$/, '')
  }
  let conversion = ''
  if (body[index] === '!') {
    conversion = body[index + 1] ?? ''
    index += 2
  }
  let spec: readonly FormattedPart[] | undefined
  if (body[index] === ':') {
    const start = index + 1
    for (depth = 0, index = start; index < body.length && (depth > 0 || body[index] !== '}'); index++) {
      if (body[index] === '{') depth++
      else if (body[index] === '}') depth--
    }
    spec = formattedParts(body.slice(start, index), at, raw, col + start)
  }
  if (body[index] !== '}') throw new SyntaxProblem("f-string: expecting '}'", at)
  if (debug !== undefined && conversion === '' && !spec) conversion = 'r'
  const value = new ExpressionParser(new Lexer(source, { line: at.line, col: col + from }, true).read()).whole()
  return { part: { value, conversion, spec }, debug, end: index }
}
