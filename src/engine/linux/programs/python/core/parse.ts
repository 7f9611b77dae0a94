import { kindName } from './expression-names.ts'
import { Lexer } from './lexer.ts'
import { ExpressionParser } from './parse-expression.ts'
import type { Argument, Expr, FunctionDef, Handler, Pattern, Range, Stmt, StmtShape } from './syntax.ts'
import { SyntaxProblem } from './syntax.ts'

const AUGMENTED = /^(?:\*\*|\/\/|>>|<<|[-+*/%&|^@])=$/

/** Statements of the Reference's chapters 7 and 8. Leaves out: async, type aliases, except*. */
class StatementParser extends ExpressionParser {
  private functionDepth = 0
  private loopDepth = 0

  program(): readonly Stmt[] {
    const body: Stmt[] = []
    while (this.token.kind !== 'end') {
      if (this.token.kind === 'newline') this.at++
      else if (this.token.kind === 'indent') throw new SyntaxProblem('unexpected indent', this.token, 'IndentationError')
      else body.push(...this.statement())
    }
    return body
  }

  private stmt(start: Range, shape: StmtShape): Stmt {
    return { ...shape, line: start.line, col: start.col, endLine: this.previous.endLine, endCol: this.previous.endCol } as Stmt
  }

  private statement(): readonly Stmt[] {
    const start = this.token
    if (start.kind === 'op' && start.text === '@') return [this.decorated()]
    if (start.kind === 'name') {
      const compound = this.compound(start.text)
      if (compound) return [this.stmt(start, compound)]
    }
    return this.simpleLine()
  }

  private compound(word: string): StmtShape | undefined {
    switch (word) {
      case 'if':
        return this.conditional('if')
      case 'while':
        return this.whileLoop()
      case 'for':
        return this.forLoop()
      case 'try':
        return this.attempt()
      case 'with':
        return this.withBlock()
      case 'def':
        return this.definition([])
      case 'class':
        return this.classDefinition([])
      case 'match':
        return this.matchStatement()
      case 'async':
        throw this.problem('async is not simulated')
    }
    return undefined
  }

  private simpleLine(): readonly Stmt[] {
    const found: Stmt[] = []
    do {
      if (this.token.kind === 'newline') break
      const start = this.token
      found.push(this.stmt(start, this.simple()))
    } while (this.accept(';'))
    if (this.token.kind !== 'newline') throw this.unexpected(found.at(-1))
    this.at++
    return found
  }

  private unexpected(before: Stmt | undefined): SyntaxProblem {
    const value = before?.kind === 'expression' ? before.value : undefined
    if (value?.kind === 'name' && (value.name === 'print' || value.name === 'exec') && this.startsExpression()) {
      while (this.token.kind !== 'newline' && this.token.kind !== 'end') this.at++
      const range = { ...value, endLine: this.previous.endLine, endCol: this.previous.endCol }
      return this.problem(`Missing parentheses in call to '${value.name}'. Did you mean ${value.name}(...)?`, range)
    }
    if (this.is('=') && value) return this.problem(this.badTarget(value), value)
    return this.problem('invalid syntax')
  }

  private simple(): StmtShape {
    const { text, kind } = this.token
    if (kind === 'name') {
      const found = this.keywordStatement(text)
      if (found) return found
    }
    return this.expressionStatement()
  }

  private keywordStatement(word: string): StmtShape | undefined {
    const start = this.token
    const take = () => this.at++
    switch (word) {
      case 'pass':
        take()
        return { kind: 'pass' }
      case 'break':
      case 'continue':
        take()
        if (this.loopDepth === 0) throw this.problem(word === 'break' ? "'break' outside loop" : "'continue' not properly in loop", start)
        return { kind: word }
      case 'return': {
        take()
        const value = this.startsExpression() ? this.expressions() : undefined
        if (this.functionDepth === 0)
          throw this.problem("'return' outside function", { ...start, endLine: this.previous.endLine, endCol: this.previous.endCol })
        return { kind: 'return', value }
      }
      case 'raise': {
        take()
        const value = this.startsExpression() ? this.expression() : undefined
        return { kind: 'raise', value, cause: value && this.accept('from') ? this.expression() : undefined }
      }
      case 'global':
      case 'nonlocal': {
        take()
        const names = [this.identifier()]
        while (this.accept(',')) names.push(this.identifier())
        return { kind: word, names }
      }
      case 'del': {
        take()
        const value = this.expressions()
        return { kind: 'delete', targets: value.kind === 'tuple' ? value.items : [value] }
      }
      case 'assert': {
        take()
        const test = this.expression()
        return { kind: 'assert', test, message: this.accept(',') ? this.expression() : undefined }
      }
      case 'import':
        return this.importStatement()
      case 'from':
        return this.fromStatement()
    }
    return undefined
  }

  private dotted(): string {
    let name = this.identifier()
    while (this.accept('.')) name += `.${this.identifier()}`
    return name
  }

  private importStatement(): StmtShape {
    this.expect('import')
    const names: { name: string; as: string | undefined }[] = []
    do names.push({ name: this.dotted(), as: this.accept('as') ? this.identifier() : undefined })
    while (this.accept(','))
    return { kind: 'import', names }
  }

  private fromStatement(): StmtShape {
    this.expect('from')
    let level = 0
    for (; this.is('.') || this.is('...'); this.at++) level += this.token.text.length
    const module = this.is('import') ? '' : this.dotted()
    this.expect('import')
    if (this.accept('*')) return { kind: 'from', module, level, names: [{ name: '*', as: undefined }] }
    const parenthesised = this.accept('(')
    const names: { name: string; as: string | undefined }[] = []
    do {
      if (parenthesised && this.is(')')) break
      names.push({ name: this.identifier(), as: this.accept('as') ? this.identifier() : undefined })
    } while (this.accept(','))
    if (parenthesised) this.expect(')')
    return { kind: 'from', module, level, names }
  }

  private expressionStatement(): StmtShape {
    const first = this.expressions()
    if (this.accept(':')) {
      const annotation = this.expression()
      return { kind: 'annotated', target: first, annotation, value: this.accept('=') ? this.expressions() : undefined }
    }
    if (this.token.kind === 'op' && AUGMENTED.test(this.token.text)) {
      const op = this.token.text.slice(0, -1)
      if (!/^(?:name|attribute|subscript)$/.test(first.kind))
        throw this.problem(`'${kindName(first)}' is an illegal expression for augmented assignment`, first)
      this.at++
      return { kind: 'augmented', target: first, op, value: this.is('yield') ? this.yielded() : this.expressions() }
    }
    if (!this.is('=')) return { kind: 'expression', value: first }
    const targets: Expr[] = []
    let value = first
    while (this.accept('=')) {
      this.checkTarget(value)
      targets.push(value)
      value = this.is('yield') ? this.yielded() : this.expressions()
    }
    return { kind: 'assign', targets, value }
  }

  private badTarget(target: Expr): string {
    return `cannot assign to ${kindName(target)} here. Maybe you meant '==' instead of '='?`
  }

  private checkTarget(target: Expr): void {
    if (target.kind === 'tuple' || target.kind === 'list') for (const item of target.items) this.checkTarget(item)
    else if (target.kind === 'star') this.checkTarget(target.value)
    else if (!/^(?:name|attribute|subscript)$/.test(target.kind)) {
      const word = kindName(target)
      throw this.problem(/^(?:True|False|None)$/.test(word) ? `cannot assign to ${word}` : this.badTarget(target), target)
    }
  }

  /** `:` and the block of a compound statement. */
  private block(what: string, line: number): readonly Stmt[] {
    if (this.is('='))
      throw this.problem("invalid syntax. Maybe you meant '==' or ':=' instead of '='?", { ...this.previous, endCol: this.token.endCol + 2 })
    this.expect(':', "expected ':'")
    if (!this.isKind('newline')) return this.simpleLine()
    this.at++
    if (!this.isKind('indent')) {
      const problem = new SyntaxProblem(
        `expected an indented block after ${what} on line ${line}`,
        this.token,
        'IndentationError',
        this.isKind('end') || this.isKind('dedent'),
      )
      throw problem
    }
    this.at++
    const body: Stmt[] = []
    while (this.token.kind !== 'dedent' && this.token.kind !== 'end') {
      if (this.token.kind === 'indent') throw new SyntaxProblem('unexpected indent', this.token, 'IndentationError')
      if (this.token.kind === 'newline') this.at++
      else body.push(...this.statement())
    }
    if (this.isKind('dedent')) this.at++
    return body
  }

  private loop(what: string, line: number): readonly Stmt[] {
    this.loopDepth++
    const body = this.block(what, line)
    this.loopDepth--
    return body
  }

  private otherwise(): readonly Stmt[] {
    const { line } = this.token
    return this.accept('else') ? this.block("'else' statement", line) : []
  }

  private conditional(word: string): StmtShape {
    const { line } = this.expect(word)
    const test = this.named()
    const body = this.block(`'${word}' statement`, line)
    const next = this.token
    if (this.is('elif')) return { kind: 'if', test, body, orelse: [this.stmt(next, this.conditional('elif'))] }
    return { kind: 'if', test, body, orelse: this.otherwise() }
  }

  private whileLoop(): StmtShape {
    const { line } = this.expect('while')
    const test = this.named()
    const body = this.loop("'while' statement", line)
    return { kind: 'while', test, body, orelse: this.otherwise() }
  }

  private forLoop(): StmtShape {
    const { line } = this.expect('for')
    const target = this.targets()
    this.expect('in')
    const iter = this.expressions()
    const body = this.loop("'for' statement", line)
    return { kind: 'for', target, iter, body, orelse: this.otherwise() }
  }

  private attempt(): StmtShape {
    const start = this.expect('try')
    const body = this.block("'try' statement", start.line)
    const handlers: Handler[] = []
    for (let { line } = this.token; this.accept('except'); { line } = this.token) {
      const type = this.is(':') ? undefined : this.expressions()
      if (type?.kind === 'tuple' && this.tokens.length > 0 && this.previous.text !== ')')
        throw this.problem('multiple exception types must be parenthesized', type)
      const name = this.accept('as') ? this.identifier() : undefined
      handlers.push({ type, name, body: this.block("'except' statement", line) })
    }
    const orelse = this.otherwise()
    const { line } = this.token
    const final = this.accept('finally') ? this.block("'finally' statement", line) : []
    if (handlers.length === 0 && final.length === 0) throw this.problem("expected 'except' or 'finally' block")
    return { kind: 'try', body, handlers, orelse, final }
  }

  private withBlock(): StmtShape {
    const { line } = this.expect('with')
    const items: { context: Expr; target: Expr | undefined }[] = []
    const parenthesised = this.is('(') && this.closesBeforeColon()
    if (parenthesised) this.at++
    do {
      if (parenthesised && this.is(')')) break
      const context = this.expression()
      items.push({ context, target: this.accept('as') ? this.withTarget() : undefined })
    } while (this.accept(','))
    if (parenthesised) this.expect(')')
    return { kind: 'with', items, body: this.block("'with' statement", line) }
  }

  private withTarget(): Expr {
    return this.binary(0)
  }

  /** `with (` … `):`, the parenthesised form with `as` inside. */
  private closesBeforeColon(): boolean {
    let depth = 0
    let named = false
    for (let at = this.at; at < this.tokens.length; at++) {
      const { text, kind } = this.tokens[at] ?? { text: '', kind: 'end' }
      if (kind === 'op' && /^[([{]$/.test(text)) depth++
      else if (kind === 'op' && /^[)\]}]$/.test(text) && --depth === 0) return named && this.tokens[at + 1]?.text === ':'
      if (depth === 1 && text === 'as') named = true
    }
    return false
  }

  private decorated(): Stmt {
    const start = this.token
    const decorators: Expr[] = []
    while (this.accept('@')) {
      decorators.push(this.named())
      if (this.token.kind !== 'newline') throw this.problem('invalid syntax')
      this.at++
    }
    const shape = this.is('def') ? this.definition(decorators) : this.is('class') ? this.classDefinition(decorators) : undefined
    if (!shape) throw this.problem('invalid syntax')
    return this.stmt(start, shape)
  }

  private definition(decorators: readonly Expr[]): FunctionDef {
    const { line } = this.expect('def')
    const name = this.identifier()
    this.expect('(', "expected '('")
    const parameters = this.parameters(')', true)
    this.expect(')')
    const returns = this.accept('->') ? this.expression() : undefined
    const loops = this.loopDepth
    this.loopDepth = 0
    this.functionDepth++
    const body = this.block(`function definition`, line)
    this.functionDepth--
    this.loopDepth = loops
    return { kind: 'function', name, parameters, body, decorators, returns }
  }

  private classDefinition(decorators: readonly Expr[]): StmtShape {
    const { line } = this.expect('class')
    const name = this.identifier()
    const args: Argument[] = []
    if (this.accept('(')) {
      while (!this.is(')')) {
        const keyword = this.tokens[this.at + 1]?.text === '=' ? this.identifier() : undefined
        if (keyword !== undefined) this.at++
        args.push({ star: '', name: keyword, value: this.expression() })
        if (!this.accept(',')) break
      }
      this.expect(')')
    }
    const depth = this.functionDepth
    this.functionDepth = 0
    const body = this.block('class definition', line)
    this.functionDepth = depth
    return { kind: 'class', name, args, body, decorators }
  }

  /** `match` is a soft keyword: a statement when a subject, a colon and a line end follow. */
  private matchStatement(): StmtShape | undefined {
    const before = this.at
    const { line } = this.token
    this.at++
    if (!this.startsExpression()) {
      this.at = before
      return undefined
    }
    let subject: Expr
    try {
      subject = this.expressions()
    } catch {
      this.at = before
      return undefined
    }
    if (!this.is(':') || this.tokens[this.at + 1]?.kind !== 'newline') {
      this.at = before
      return undefined
    }
    this.at += 2
    if (!this.isKind('indent'))
      throw new SyntaxProblem(`expected an indented block after 'match' statement on line ${line}`, this.token, 'IndentationError')
    this.at++
    const cases: { pattern: Pattern; guard: Expr | undefined; body: readonly Stmt[] }[] = []
    while (this.is('case')) {
      const { line: at } = this.expect('case')
      const pattern = this.openPattern()
      const guard = this.accept('if') ? this.named() : undefined
      cases.push({ pattern, guard, body: this.block("'case' statement", at) })
    }
    if (this.isKind('dedent')) this.at++
    return { kind: 'match', subject, cases }
  }

  private openPattern(): Pattern {
    const first = this.pattern()
    if (!this.is(',')) return first
    const items = [first]
    while (this.accept(',') && !this.is(':') && !this.is('if')) items.push(this.pattern())
    return { kind: 'sequence', items }
  }

  private pattern(): Pattern {
    if (this.accept('*')) {
      const name = this.identifier()
      return { kind: 'starred', name: name === '_' ? undefined : name }
    }
    const options = [this.closedPattern()]
    while (this.accept('|')) options.push(this.closedPattern())
    const pattern: Pattern = options.length === 1 ? (options[0] as Pattern) : { kind: 'or', options }
    return this.accept('as') ? { kind: 'as', pattern, name: this.identifier() } : pattern
  }

  private closedPattern(): Pattern {
    if (this.accept('(')) return this.patternList(')')
    if (this.accept('[')) return { kind: 'sequence', items: this.patterns(']') }
    if (this.accept('{')) return this.mappingPattern()
    const { kind, text } = this.token
    if (kind === 'name' && !/^(?:None|True|False)$/.test(text)) {
      const next = this.tokens[this.at + 1]?.text
      if (next !== '.' && next !== '(') {
        const name = this.identifier()
        return { kind: 'capture', name: name === '_' ? undefined : name }
      }
      const start = this.token
      let value = this.from(start, { kind: 'name', name: this.identifier() })
      while (this.accept('.')) value = this.from(start, { kind: 'attribute', value, name: this.identifier() })
      return this.accept('(') ? this.classPattern(value) : { kind: 'value', value }
    }
    return { kind: 'value', value: this.binary(4) }
  }

  private patternList(close: string): Pattern {
    const items = this.patterns(close)
    const tokens = this.tokens[this.at - 2]
    return items.length === 1 && tokens?.text !== ',' ? (items[0] as Pattern) : { kind: 'sequence', items }
  }

  private patterns(close: string): readonly Pattern[] {
    const items: Pattern[] = []
    while (!this.is(close)) {
      items.push(this.pattern())
      if (!this.accept(',')) break
    }
    this.expect(close)
    return items
  }

  private mappingPattern(): Pattern {
    const entries: { key: Expr; pattern: Pattern }[] = []
    let rest: string | undefined
    while (!this.is('}')) {
      if (this.accept('**')) rest = this.identifier()
      else {
        const key = this.binary(4)
        this.expect(':')
        entries.push({ key, pattern: this.pattern() })
      }
      if (!this.accept(',')) break
    }
    this.expect('}')
    return { kind: 'mapping', entries, rest }
  }

  private classPattern(cls: Expr): Pattern {
    const positional: Pattern[] = []
    const keywords: { name: string; pattern: Pattern }[] = []
    while (!this.is(')')) {
      if (this.tokens[this.at + 1]?.text === '=') {
        const name = this.identifier()
        this.at++
        keywords.push({ name, pattern: this.pattern() })
      } else positional.push(this.pattern())
      if (!this.accept(',')) break
    }
    this.expect(')')
    return { kind: 'class', cls, positional, keywords }
  }
}

/** A module's statements; throws SyntaxProblem. */
export const parseProgram = (text: string): readonly Stmt[] => new StatementParser(new Lexer(text.replace(/\r\n?/g, '\n')).read()).program()

/** One expression, for eval(). */
export const parseExpression = (text: string): Expr => new StatementParser(new Lexer(text.trim()).read()).whole()
