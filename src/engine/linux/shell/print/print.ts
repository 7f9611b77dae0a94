import type { Command, CompoundCommand, List, Redirection, SimpleCommand, Test } from '../syntax.ts'

/** Commands as text, laid out as bash does (print_cmd.c): for the job table, `declare -f` and `type`. */
export const commandText = (command: Command): string => new Printer(false).command(command)

/** `name () \n{ \n    body\n}`. */
export function functionText(name: string, body: Command): string {
  return `${name} () \n${new Printer(true).functionBody(body)}`
}

class Printer {
  private indent = 0

  constructor(private inFunction: boolean) {}

  command(node: Command): string {
    switch (node.kind) {
      case 'simple':
        return this.simple(node)
      case 'pipeline':
        return this.pipeline(node)
      case 'and-or':
        return this.command(node.first) + node.rest.map(({ operator, command }) => ` ${operator} ${this.command(command)}`).join('')
      case 'function': {
        const inner = new Printer(true)
        inner.indent = this.indent
        return `function ${node.name} () \n${inner.pad()}${inner.functionBody(node.body)}`
      }
      case 'coprocess':
        return 'coproc'
      default:
        return this.compound(node) + redirectionsText(node.redirections)
    }
  }

  list(list: List): string {
    let out = ''
    list.forEach((statement, i) => {
      const last = i === list.length - 1
      out += this.command(statement.command)
      if (statement.background) out += ' &'
      if (last) return
      const line = this.inFunction ? `\n${this.pad()}` : ' '
      out += statement.background ? ' ' : out.endsWith('\n') ? line : `;${line}`
    })
    return out
  }

  functionBody(body: Command): string {
    if (body.kind !== 'group') return `{ \n${this.indented(() => this.pad() + this.command(body))}\n${this.pad()}}`
    return `{ \n${this.indented(() => this.pad() + this.list(body.body))}\n${this.pad()}}${redirectionsText(body.redirections)}`
  }

  pad(): string {
    return ' '.repeat(this.indent)
  }

  private indented(print: () => string): string {
    this.indent += 4
    const text = print()
    this.indent -= 4
    return text
  }

  private simple(node: SimpleCommand): string {
    const words = [...node.assignments.map((assignment) => assignment.text), ...node.words.map((word) => word.text)]
    return words.join(' ') + redirectionsText(node.redirections, words.length > 0)
  }

  private pipeline(node: Extract<Command, { kind: 'pipeline' }>): string {
    const stages = node.commands.map(
      (command, i) => this.command(command) + (i < node.commands.length - 1 ? (node.joinError[i] ? ' 2>&1 | ' : ' | ') : ''),
    )
    return `${node.timed === 'no' ? '' : node.timed === 'posix' ? 'time -p ' : 'time '}${node.negated ? '! ' : ''}${stages.join('')}`
  }

  /** A list, closed with a semicolon unless it ends in `&`. */
  private closed(list: List): string {
    const text = this.list(list)
    return text.endsWith('&') || text.endsWith('\n') ? text : `${text};`
  }

  private body(list: List): string {
    return this.indented(() => this.pad() + this.closed(list))
  }

  private compound(node: CompoundCommand): string {
    const pad = this.pad()
    switch (node.kind) {
      case 'if':
        return this.ifText(node.branches, node.otherwise)
      case 'for':
      case 'select': {
        const words = node.words === undefined ? '"$@"' : node.words.map((word) => word.text).join(' ')
        return `${node.kind} ${node.name} in ${words};\n${pad}do\n${this.body(node.body)}\n${pad}done`
      }
      case 'arithmetic-for':
        return `for ((${node.initialise}; ${node.test}; ${node.update}))\n${pad}do\n${this.body(node.body)}\n${pad}done`
      case 'while':
        return `${node.until ? 'until' : 'while'} ${this.closed(node.condition)} do\n${this.body(node.body)}\n${pad}done`
      case 'subshell':
        return `( ${this.list(node.body)} )`
      case 'group':
        if (this.inFunction) return `{ \n${this.indented(() => this.pad() + this.list(node.body))}\n${pad}}`
        return `{ ${this.closed(node.body)} }`
      case 'case':
        return this.caseText(node)
      case 'conditional':
        return `[[ ${testText(node.test)} ]]`
      case 'arithmetic':
        return `((${node.expression}))`
    }
  }

  private ifText(branches: Extract<CompoundCommand, { kind: 'if' }>['branches'], otherwise: List | undefined): string {
    const [first, ...rest] = branches
    if (!first) return ''
    const pad = this.pad()
    let out = `if ${this.closed(first.condition)} then\n${this.body(first.body)}`
    if (rest.length > 0) out += `\n${pad}else\n${this.indented(() => this.pad() + this.ifText(rest, otherwise))};`
    else if (otherwise) out += `\n${pad}else\n${this.body(otherwise)}`
    return `${out}\n${pad}fi`
  }

  private caseText(node: Extract<CompoundCommand, { kind: 'case' }>): string {
    const clauses = this.indented(() =>
      node.clauses
        .map((clause) => {
          const patterns = clause.patterns.map((pattern) => pattern.text).join(' | ')
          const body = this.indented(() => (clause.body.length > 0 ? this.pad() + this.list(clause.body) : ''))
          return `\n${this.pad()}${patterns})\n${body}\n${this.pad()}${clause.terminator}`
        })
        .join(''),
    )
    return `case ${node.word.text} in ${clauses}\n${this.pad()}esac`
  }
}

function redirectionsText(redirections: readonly Redirection[], space = true): string {
  let out = ''
  for (const redirection of redirections) out += (out === '' && !space ? '' : ' ') + redirectionText(redirection)
  const documents = redirections.filter(({ operator }) => operator === '<<' || operator === '<<-')
  for (const document of documents) out += `\n${document.target.text.replace(/^'([\s\S]*)'$/, '$1')}${document.delimiter?.replace(/['"\\]/g, '')}\n`
  return out
}

function redirectionText({ operator, descriptor, target, delimiter }: Redirection): string {
  const input = operator.startsWith('<')
  const fd = typeof descriptor === 'string' ? `{${descriptor}}` : descriptor === undefined || descriptor === (input ? 0 : 1) ? '' : String(descriptor)
  if (operator === '<<' || operator === '<<-') return `${fd}${operator}${delimiter}`
  if (operator === '>&' || operator === '<&') {
    const closing = target.text === '-' || /^\d+-?$/.test(target.text)
    return closing
      ? `${descriptor === undefined ? (input ? '0' : '1') : fd || descriptor}${operator}${target.text}`
      : `${fd}${operator}${target.text}`
  }
  return `${fd}${operator} ${target.text}`
}

function testText(test: Test): string {
  switch (test.kind) {
    case 'word':
      return `-n ${test.word.text}`
    case 'unary':
      return `${test.operator} ${test.operand.text}`
    case 'binary':
      return `${test.left.text} ${test.operator} ${test.right.text}`
    case 'and':
    case 'or':
      return test.operands.map(testText).join(test.kind === 'and' ? ' && ' : ' || ')
    case 'not':
      return `! ${testText(test.operand)}`
    case 'group':
      return `( ${testText(test.test)} )`
  }
}
