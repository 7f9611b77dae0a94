import type * as Unbash from 'unbash'
import { parse } from 'unbash'
import { ShellError } from '../errors.ts'
import type { Assignment, Command, CompoundCommand, List, Redirection, SimpleCommand, Statement } from '../syntax.ts'
import { Word } from '../word.ts'
import { adaptTest } from './adapt-test.ts'
import { lexical } from './nested.ts'

/**
 * Syntax trees from the `unbash` parser, in the interpreter's own types. The text was accepted by the grammar before; words stay as text
 * and are taken apart by `parts.ts` when they are expanded.
 */
export function adapt(text: string, firstLine: number): List {
  const script = parse(text)
  // The grammar accepts a here-document that the end of the input cuts; the parser does too, but says so.
  const [problem] = text.includes('<<') ? [] : (script.errors ?? [])
  if (problem) throw new ShellError(`cais: syntax that is not simulated: ${problem.message}`, 2)
  return new Adapter(text, firstLine).list(script.commands)
}

class Adapter {
  private readonly newlines: number[] = []

  constructor(
    private readonly text: string,
    private readonly firstLine: number,
  ) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.newlines.push(at)
  }

  private line(position: number): number {
    let low = 0
    let high = this.newlines.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.newlines[middle] as number) < position) low = middle + 1
      else high = middle
    }
    return this.firstLine + low
  }

  list(statements: readonly Unbash.Statement[]): List {
    return statements.map((statement): Statement => ({ command: this.command(statement.command), background: statement.background === true }))
  }

  private command(node: Unbash.PipelineNode | Unbash.AndOr): Command {
    switch (node.type) {
      case 'AndOr': {
        const [first, ...rest] = node.commands.map((command) => this.command(command))
        return { kind: 'and-or', first: first as Command, rest: rest.map((command, i) => ({ operator: node.operators[i] as '&&', command })) }
      }
      case 'Pipeline':
        return this.pipeline(node)
      case 'Command':
        return this.simple(node)
      case 'Redirected':
        return this.compound(node.command, node.redirects)
      case 'Function':
        return {
          kind: 'function',
          line: this.line(node.pos),
          name: node.name.text,
          body: node.body.type === 'CompoundList' ? this.group(node.body) : this.command(node.body),
        }
      case 'Coproc':
        return { kind: 'coprocess', line: this.line(node.pos) }
      default:
        return this.compound(node, [])
    }
  }

  private group(node: Unbash.CompoundList): CompoundCommand {
    return { kind: 'group', line: this.line(node.pos), redirections: [], body: this.list(node.commands) }
  }

  private pipeline(node: Unbash.Pipeline): Command {
    const time = node.prefixes.find((prefix) => prefix.type === 'Time')
    return {
      kind: 'pipeline',
      negated: node.prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1,
      timed: time === undefined ? 'no' : time.type === 'Time' && time.posix ? 'posix' : 'bash',
      commands: node.commands.map((command) => this.command(command)),
      joinError: node.operators.map((operator) => operator === '|&'),
    }
  }

  private simple(node: Unbash.Command): SimpleCommand {
    const assignments: Assignment[] = []
    const redirections: Redirection[] = []
    for (const part of node.prefix) {
      if (part.type === 'Assignment') assignments.push(this.assignment(part))
      else redirections.push(this.redirection(part))
    }
    const words: (Word | Assignment)[] = node.name ? [new Word(node.name.text)] : []
    for (const part of node.suffix) {
      if (part.type === 'Word') words.push(new Word(part.text))
      else if (part.type === 'Assignment') words.push(this.assignment(part))
      else redirections.push(this.redirection(part))
    }
    const plain = words.every((word) => 'plain' in word && word.plain !== undefined) ? words.map((word) => word.text) : undefined
    return { kind: 'simple', line: this.line(node.pos), assignments, words, plain, redirections }
  }

  private assignment(node: Unbash.Assignment): Assignment {
    const value = node.value.type === 'Word' ? new Word(node.value.text) : node.value.elements.map((element) => new Word(element.text))
    return { kind: 'assignment', text: node.text, name: node.name, subscript: node.index?.text, append: node.append === true, value }
  }

  private redirection(node: Unbash.Redirection): Redirection {
    const descriptor = node.descriptor?.type === 'FileDescriptor' ? node.descriptor.value : node.descriptor?.name
    if (node.type !== 'HereDoc') return { operator: node.operator, descriptor, target: new Word(node.target?.text ?? '') }
    const body = node.operator === '<<-' ? node.body.text.replace(/^\t+/gm, '') : node.body.text
    const quoted = node.delimiter?.quoted === true
    const target = quoted ? new Word(`'${body.replaceAll("'", "'\\''")}'`) : new Word(body, 'here-document')
    return { operator: node.operator, descriptor, target, delimiter: node.delimiter?.text ?? '' }
  }

  private compound(node: Unbash.CompoundCommand, redirects: readonly Unbash.Redirection[]): CompoundCommand {
    const line = this.line(node.pos)
    const redirections = redirects.map((redirect) => this.redirection(redirect))
    const common = { line, redirections }
    switch (node.type) {
      case 'If': {
        const branches = [node, ...node.elif].map(({ clause, then }) => ({ condition: this.list(clause.commands), body: this.list(then.commands) }))
        return { kind: 'if', ...common, branches, otherwise: node.else && this.list(node.else.commands) }
      }
      case 'For':
      case 'Select': {
        const words = node.wordlist?.map((word) => new Word(word.text))
        return { kind: node.type === 'For' ? 'for' : 'select', ...common, name: node.name.text, words, body: this.list(node.body.commands) }
      }
      case 'ArithmeticFor':
        return this.arithmeticFor(node, common)
      case 'While':
        return {
          kind: 'while',
          ...common,
          until: node.kind === 'until',
          condition: this.list(node.clause.commands),
          body: this.list(node.body.commands),
        }
      case 'Subshell':
        return { kind: 'subshell', ...common, body: this.list(node.body.commands) }
      case 'BraceGroup':
        return { kind: 'group', ...common, body: this.list(node.body.commands) }
      case 'Case':
        return this.caseCommand(node, common)
      case 'TestCommand':
        return { kind: 'conditional', ...common, test: adaptTest(node.expression) }
      case 'ArithmeticCommand':
        return { kind: 'arithmetic', ...common, expression: node.body }
    }
  }

  private caseCommand(node: Unbash.Case, common: { line: number; redirections: readonly Redirection[] }): CompoundCommand {
    const clauses = node.items.map((item) => ({
      patterns: item.pattern.map((pattern) => new Word(pattern.text)),
      body: this.list(item.body.commands),
      terminator: item.terminator ?? (';;' as const),
    }))
    return { kind: 'case', ...common, word: new Word(node.word.text), clauses }
  }

  /** The three expressions as text: what they hold is expanded before it is read as arithmetic. */
  private arithmeticFor(node: Unbash.ArithmeticFor, common: { line: number; redirections: readonly Redirection[] }): CompoundCommand {
    const open = this.text.indexOf('((', node.pos)
    const end = (lexical.arithmetic(this.text, open + 1) ?? this.text.length) - 2
    const parts: string[] = []
    let from = open + 2
    for (let i = from; i < end; ) {
      if (this.text[i] === ';') {
        parts.push(this.text.slice(from, i))
        from = i + 1
      }
      i = this.text[i] === '(' ? lexical.balanced(this.text, i, '(', ')') : lexical.step(this.text, i, false)
    }
    parts.push(this.text.slice(from, end))
    const [initialise = '', test = '', update = ''] = parts.map((part) => part.trim())
    return { kind: 'arithmetic-for', ...common, initialise, test, update, body: this.list(node.body.commands) }
  }
}
