import { ExpressionParser } from './parse-expression.ts'
import type { Expression, FunctionDefinition, Program, Redirect, Rule, Statement } from './syntax.ts'

/** Models the grammar of awk programs: rules, functions, statements. */
export function parseProgram(source: string): Program {
  return new Parser(source).program()
}

class Parser extends ExpressionParser {
  /** The last list in parentheses: `print (a, b) > "x"`. */
  private grouped: { readonly list: readonly Expression[] } | undefined

  program(): Program {
    const rules: Rule[] = []
    const functions = new Map<string, FunctionDefinition>()
    for (;;) {
      while (this.atNewline() || this.is(';')) this.advance()
      if (this.atEnd()) return { rules, functions }
      if (this.is('function')) {
        const definition = this.functionDefinition()
        functions.set(definition.name, definition)
      } else rules.push(this.rule())
    }
  }

  private functionDefinition(): FunctionDefinition {
    this.advance()
    if (this.token.kind !== 'name' && this.token.kind !== 'function name') this.fail()
    const name = this.advance().text
    this.expect('(')
    const parameters: string[] = []
    while (!this.is(')')) {
      this.skipNewlines()
      parameters.push(this.name())
      this.skipNewlines()
      if (!this.accept(',')) break
    }
    this.expect(')')
    this.skipNewlines()
    return { name, parameters, body: this.block() }
  }

  private rule(): Rule {
    const pattern = this.pattern()
    if (this.is('{')) return { pattern, body: this.block() }
    if (pattern.kind === 'BEGIN' || pattern.kind === 'END') this.fail()
    return { pattern, body: undefined }
  }

  private pattern(): Rule['pattern'] {
    if (this.is('{')) return { kind: 'always' }
    if (this.accept('BEGIN')) return { kind: 'BEGIN' }
    if (this.accept('END')) return { kind: 'END' }
    const test = this.expression()
    if (!this.accept(',')) return { kind: 'when', test }
    this.skipNewlines()
    return { kind: 'range', from: test, to: this.expression() }
  }

  private block(): Statement {
    this.expect('{')
    const body = this.statements()
    this.expect('}')
    return { kind: 'block', body }
  }

  private statements(): Statement[] {
    const body: Statement[] = []
    for (;;) {
      while (this.atNewline() || this.is(';')) this.advance()
      if (this.is('}')) return body
      if (this.atEnd()) return this.fail('missing } near end of file')
      body.push(this.statement())
    }
  }

  /** A newline, `;` or what closes the block ends a simple statement. */
  private end(): void {
    if (this.atNewline() || this.is(';')) this.advance()
    else if (!this.is('}') && this.token.kind !== 'end') this.fail()
  }

  private body(): Statement {
    this.skipNewlines()
    if (this.accept(';')) return { kind: 'block', body: [] }
    return this.statement()
  }

  private statement(): Statement {
    if (this.is('{')) return this.block()
    if (this.is('if')) return this.conditional()
    if (this.is('while')) return this.whileLoop()
    if (this.is('do')) return this.doLoop()
    if (this.is('for')) return this.forLoop()
    if (this.is('switch')) return this.switchStatement()
    const statement = this.simple()
    this.end()
    return statement
  }

  private conditional(): Statement {
    this.advance()
    this.expect('(')
    const test = this.expression()
    this.expect(')')
    const yes = this.body()
    // `; else` and newlines before else belong to the statement.
    const found = this.elseAhead()
    return { kind: 'if', test, yes, no: found ? this.body() : undefined }
  }

  private elseAhead(): boolean {
    while ((this.atNewline() || this.is(';')) && /^[\s;]*(?:#[^\n]*\n\s*)*else\b/.test(this.rest())) this.advance()
    return this.accept('else')
  }

  private rest(): string {
    return this.sourceFrom(this.token.to)
  }

  private whileLoop(): Statement {
    this.advance()
    this.expect('(')
    const test = this.expression()
    this.expect(')')
    return { kind: 'while', test, body: this.body() }
  }

  private doLoop(): Statement {
    this.advance()
    const body = this.body()
    while (this.atNewline() || this.is(';')) this.advance()
    this.expect('while')
    this.expect('(')
    const test = this.expression()
    this.expect(')')
    this.end()
    return { kind: 'do', test, body }
  }

  private forLoop(): Statement {
    this.advance()
    this.expect('(')
    const each = /^\s*([A-Za-z_]\w*)\s+in\s+([A-Za-z_]\w*)\s*\)/.exec(this.sourceFrom(this.token.from))
    if (each && this.token.kind === 'name') {
      const variable = this.name()
      this.expect('in')
      const array = this.name()
      this.expect(')')
      return { kind: 'for in', variable, array, body: this.body() }
    }
    const first = this.is(';') ? undefined : this.simple()
    this.expect(';')
    this.skipNewlines()
    const test = this.is(';') ? undefined : this.expression()
    this.expect(';')
    this.skipNewlines()
    const step = this.is(')') ? undefined : this.simple()
    this.expect(')')
    return { kind: 'for', first, test, step, body: this.body() }
  }

  private switchStatement(): Statement {
    this.advance()
    this.expect('(')
    const value = this.expression()
    this.expect(')')
    this.skipNewlines()
    this.expect('{')
    const cases: { match: Expression | undefined; body: Statement[] }[] = []
    for (;;) {
      while (this.atNewline() || this.is(';')) this.advance()
      if (this.accept('}')) return { kind: 'switch', value, cases }
      const match = this.accept('default') ? undefined : this.caseValue()
      this.expect(':')
      const body: Statement[] = []
      for (;;) {
        while (this.atNewline() || this.is(';')) this.advance()
        if (this.atEnd()) this.fail('missing } near end of file')
        if (this.is('case') || this.is('default') || this.is('}')) break
        body.push(this.statement())
      }
      cases.push({ match, body })
    }
  }

  private caseValue(): Expression {
    this.expect('case')
    return this.expression()
  }

  private simple(): Statement {
    if (this.is('print') || this.is('printf')) return this.printing()
    for (const kind of ['next', 'nextfile', 'break', 'continue'] as const) if (this.accept(kind)) return { kind }
    if (this.is('exit') || this.is('return')) {
      const kind = this.advance().text as 'exit' | 'return'
      const bare = this.atNewline() || this.atEnd() || this.is(';') || this.is('}')
      return { kind, value: bare ? undefined : this.expression() }
    }
    if (this.accept('delete')) {
      const array = this.name()
      return { kind: 'delete', array, subscripts: this.accept('[') ? this.list(']') : undefined }
    }
    return { kind: 'expression', value: this.expression() }
  }

  private printing(): Statement {
    const kind = this.advance().text as 'print' | 'printf'
    const args: Expression[] = []
    if (!this.endsPrint()) {
      args.push(...this.printList())
      while (this.accept(',')) {
        this.skipNewlines()
        args.push(this.expression({ noGreater: true }))
      }
    }
    return { kind, args, redirect: this.redirect() }
  }

  /** The first argument, or all of them in parentheses. */
  private printList(): readonly Expression[] {
    this.grouped = undefined
    const only = this.expression({ noGreater: true })
    const marked = only.kind === 'group' && only.inner.kind === 'string' && only.inner.value === groupMark
    return marked ? this.takeGrouped() : [only]
  }

  private takeGrouped(): readonly Expression[] {
    return this.grouped?.list ?? []
  }

  private endsPrint(): boolean {
    return this.atNewline() || this.atEnd() || [';', '}', '>', '>>', '|'].some((text) => this.is(text))
  }

  private redirect(): Redirect | undefined {
    for (const kind of ['>', '>>', '|'] as const) {
      if (!this.accept(kind)) continue
      return { kind, target: this.redirectTarget() }
    }
    return undefined
  }

  /** The file or command: a concatenation without `>` and without comparison. */
  private redirectTarget(): Expression {
    return this.expression({ noGreater: true, noIn: true })
  }

  protected override grouping(list: readonly Expression[]): Expression {
    this.grouped = { list }
    return { kind: 'group', inner: { kind: 'string', value: groupMark } }
  }
}

/** Stands for a parenthesised list until print takes it. */
const groupMark = '\0list'
