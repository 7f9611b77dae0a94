import { goQuote, goUnquote } from '../go-quote.ts'
import { GoFloat, type GoValue } from '../go-value.ts'
import { lex, TemplateError, type Token } from './lex.ts'
import type { Command, Node, Operand, Pipe } from './nodes.ts'

/** The parser of Go's text/template (text/template/parse/parse.go), with its messages. */
export interface ParsedTemplate {
  readonly body: readonly Node[]
  /** Templates that `define` and `block` made, by name. */
  readonly defined: ReadonlyMap<string, readonly Node[]>
}

/** Throws `TemplateError`. */
export function parseTemplate(name: string, text: string, functions: { has(name: string): boolean }): ParsedTemplate {
  return new Parser(name, text, functions).parse()
}

class Parser {
  private readonly tokens: readonly Token[]
  private at = 0
  private variables: string[] = ['$']
  private rangeDepth = 0
  private readonly defined = new Map<string, readonly Node[]>()

  constructor(
    private readonly name: string,
    text: string,
    private readonly functions: { has(name: string): boolean },
  ) {
    this.tokens = lex(name, text)
  }

  parse(): ParsedTemplate {
    const body: Node[] = []
    while (this.peek().kind !== 'eof') {
      const node = this.node()
      if (typeof node === 'string') this.fail(`unexpected {{${node}}}`)
      else if (node) body.push(node)
    }
    return { body, defined: this.defined }
  }

  private fail(message: string, token = this.tokens[Math.max(this.at - 1, 0)]): never {
    throw new TemplateError(`template: ${this.name}:${token?.line ?? 1}: ${message}`)
  }

  private unexpected(token: Token, context: string): never {
    return this.fail(`unexpected ${shown(token)} in ${context}`, token)
  }

  private peek(): Token {
    return this.tokens[this.at] as Token
  }

  private next(): Token {
    const token = this.peek()
    if (token.kind !== 'eof') this.at++
    return token
  }

  private peekSolid(): Token {
    let at = this.at
    while (this.tokens[at]?.kind === 'space') at++
    return this.tokens[at] as Token
  }

  private nextSolid(): Token {
    while (this.peek().kind === 'space') this.at++
    return this.next()
  }

  private expect(kind: Token['kind'], context: string): Token {
    const token = this.nextSolid()
    if (token.kind !== kind) this.unexpected(token, context)
    return token
  }

  /** A node; `'end'` or `'else'` when a list ends there; undefined for definitions. */
  private node(): Node | 'end' | 'else' | undefined {
    const token = this.next()
    if (token.kind === 'text') return { kind: 'text', text: token.text }
    if (token.kind !== 'left') this.unexpected(token, 'input')
    const word = this.peekSolid()
    if (word.kind !== 'keyword') {
      const pipe = this.pipeline('command', 'right')
      return { kind: 'action', pipe }
    }
    this.nextSolid()
    switch (word.text) {
      case 'end':
        this.expect('right', 'end')
        return 'end'
      case 'else':
        if (this.peekSolid().kind === 'keyword') return 'else'
        this.expect('right', 'else')
        return 'else'
      case 'if':
      case 'with':
      case 'range':
        return this.control(word.text)
      case 'break':
      case 'continue':
        if (this.rangeDepth === 0) this.fail(`{{${word.text}}} outside {{range}}`)
        this.expect('right', `{{${word.text}}}`)
        return { kind: word.text }
      case 'template':
        return this.template(word)
      case 'define':
        return this.define()
      default:
        return this.block(word)
    }
  }

  private control(kind: 'if' | 'with' | 'range'): Node {
    const scope = this.variables.length
    const pipe = this.pipeline(kind, 'right')
    if (kind === 'range') this.rangeDepth++
    const { nodes: body, ended } = this.list()
    if (kind === 'range') this.rangeDepth--
    let otherwise: readonly Node[] | undefined
    if (ended === 'else') {
      const follow = this.peekSolid()
      if (follow.kind === 'keyword') {
        if (follow.text !== kind || kind === 'range') this.unexpected(follow, 'else')
        this.nextSolid()
        otherwise = [this.control(kind)]
      } else {
        const rest = this.list()
        if (rest.ended !== 'end') this.fail('expected end; found {{else}}')
        otherwise = rest.nodes
      }
    }
    this.variables.length = scope
    return { kind, pipe, body, otherwise }
  }

  private list(): { readonly nodes: readonly Node[]; readonly ended: 'end' | 'else' } {
    const nodes: Node[] = []
    while (this.peek().kind !== 'eof') {
      const node = this.node()
      if (node === 'end' || node === 'else') return { nodes, ended: node }
      if (node) nodes.push(node)
    }
    return this.fail('unexpected EOF', this.peek())
  }

  private templateName(context: string): string {
    const token = this.nextSolid()
    if (token.kind !== 'string' && token.kind !== 'rawString') this.unexpected(token, context)
    return goUnquote(token.text) ?? this.fail('invalid syntax')
  }

  private template(word: Token): Node {
    const name = this.templateName('template clause')
    let pipe: Pipe | undefined
    if (this.peekSolid().kind === 'right') this.nextSolid()
    else pipe = this.pipeline('template clause', 'right')
    return { kind: 'template', name, pipe, position: word.position }
  }

  private define(): undefined {
    const name = this.templateName('define clause')
    this.expect('right', 'define clause')
    const outer = this.variables
    this.variables = ['$']
    const { nodes, ended } = this.list()
    if (ended !== 'end') this.fail('unexpected {{else}} in define clause')
    this.variables = outer
    this.defined.set(name, nodes)
    return undefined
  }

  private block(word: Token): Node {
    const name = this.templateName('block clause')
    const pipe = this.pipeline('block clause', 'right')
    const outer = this.variables
    this.variables = ['$']
    const { nodes, ended } = this.list()
    if (ended !== 'end') this.fail('unexpected {{else}} in block clause')
    this.variables = outer
    this.defined.set(name, nodes)
    return { kind: 'template', name, pipe, position: word.position }
  }

  private pipeline(context: string, end: 'right' | 'closeParen'): Pipe {
    const start = this.peekSolid()
    const declared = this.declarations(context)
    const commands: Command[] = []
    for (;;) {
      const token = this.nextSolid()
      if (token.kind === end) {
        this.checkPipeline(commands, context, token)
        this.variables.push(...declared.fresh)
        return { kind: 'pipe', position: start.position, assign: declared.assign, variables: declared.names, commands }
      }
      if (token.kind === 'pipe' && commands.length > 0) continue
      if (['bool', 'char', 'dot', 'field', 'identifier', 'number', 'nil', 'rawString', 'string', 'variable', 'openParen'].includes(token.kind)) {
        this.at--
        commands.push(this.command())
        continue
      }
      this.unexpected(token, context)
    }
  }

  private checkPipeline(commands: readonly Command[], context: string, token: Token): void {
    if (commands.length === 0) this.fail(`missing value for ${context}`, token)
    commands.slice(1).forEach((command, i) => {
      const first = command.operands[0]
      if (first && ['dot', 'nil', 'literal'].includes(first.kind)) this.fail(`non executable command in pipeline stage ${i + 2}`, token)
    })
  }

  /** `$x :=`, `$x =`, `$i, $e :=`. */
  private declarations(context: string): { readonly names: readonly string[]; readonly fresh: readonly string[]; readonly assign: boolean } {
    const mark = this.at
    const names: string[] = []
    for (;;) {
      const variable = this.peekSolid()
      if (variable.kind !== 'variable') break
      this.nextSolid()
      const follow = this.peekSolid()
      if (follow.kind === 'declare' || follow.kind === 'assign') {
        this.nextSolid()
        names.push(variable.text)
        if (follow.kind === 'assign') for (const name of names) if (!this.variables.includes(name)) this.fail(`undefined variable ${goQuote(name)}`)
        return { names, fresh: follow.kind === 'declare' ? names : [], assign: follow.kind === 'assign' }
      }
      if (follow.kind === 'comma' && context === 'range' && names.length === 0) {
        this.nextSolid()
        names.push(variable.text)
        continue
      }
      if (follow.kind === 'comma') this.fail(`too many declarations in ${context}`)
      break
    }
    this.at = mark
    return { names: [], fresh: [], assign: false }
  }

  private command(): Command {
    const start = this.peekSolid()
    const operands: Operand[] = []
    for (;;) {
      while (this.peek().kind === 'space') this.at++
      const operand = this.operand()
      if (operand) operands.push(operand)
      const token = this.next()
      if (token.kind === 'space') continue
      if (token.kind === 'right' || token.kind === 'closeParen') this.at--
      else if (token.kind !== 'pipe') this.unexpected(token, 'operand')
      break
    }
    if (operands.length === 0) this.fail('empty command')
    return { position: start.position, operands }
  }

  private operand(): Operand | undefined {
    const term = this.term()
    if (!term || this.peek().kind !== 'field') return term
    const position = this.peek().position
    const names: string[] = []
    while (this.peek().kind === 'field') names.push(this.next().text.slice(1))
    if (term.kind === 'field') return { ...term, position, names: [...term.names, ...names] }
    if (term.kind === 'variable') return { ...term, position, names: [...term.names, ...names] }
    if (term.kind === 'literal' || term.kind === 'nil' || term.kind === 'dot')
      this.fail(`unexpected . after term ${goQuote(term.kind === 'literal' ? term.source : term.kind === 'dot' ? '.' : 'nil')}`)
    return { kind: 'chain', position, operand: term, names }
  }

  private term(): Operand | undefined {
    const token = this.next()
    const { position } = token
    const literal = (value: GoValue): Operand => ({ kind: 'literal', position, value, source: token.text })
    switch (token.kind) {
      case 'identifier':
        if (!this.functions.has(token.text)) this.fail(`function ${goQuote(token.text)} not defined`)
        return { kind: 'identifier', position, name: token.text }
      case 'dot':
        return { kind: 'dot', position }
      case 'nil':
        return { kind: 'nil', position }
      case 'variable':
        if (!this.variables.includes(token.text)) this.fail(`undefined variable ${goQuote(token.text)}`)
        return { kind: 'variable', position, name: token.text, names: [] }
      case 'field':
        return { kind: 'field', position, names: [token.text.slice(1)] }
      case 'bool':
        return literal(token.text === 'true')
      case 'number':
        return literal(number(token.text))
      case 'char':
        return literal(goUnquote(token.text)?.codePointAt(0) ?? this.fail(`malformed character constant: ${token.text}`))
      case 'string':
      case 'rawString':
        return literal(goUnquote(token.text) ?? this.fail('invalid syntax'))
      case 'openParen':
        return this.pipeline('parenthesized pipeline', 'closeParen')
      default:
        this.at--
        return undefined
    }
  }
}

function number(text: string): GoValue {
  const plain = text.replaceAll('_', '')
  if (/^[-+]?(0[xXbBoO]|\d+$)/.test(plain)) return Number(plain.replace(/^[-+]/, '')) * (plain.startsWith('-') ? -1 : 1)
  return new GoFloat(Number(plain))
}

/** A token as Go's messages show it. */
function shown(token: Token): string {
  if (token.kind === 'eof') return 'EOF'
  if (token.kind === 'keyword') return `<${token.text}>`
  return token.text.length > 10 ? `${goQuote(token.text.slice(0, 10))}...` : goQuote(token.text)
}
