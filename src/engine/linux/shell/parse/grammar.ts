import { conditional } from './conditional.ts'
import { Lexical, Unterminated } from './lexical.ts'
import type { Token, TokenSettings } from './tokens.ts'
import { Tokens, UnexpectedToken } from './tokens.ts'

/**
 * A recogniser of the shell grammar (bash's parse.y): finds where one complete command ends, or the token at which it goes wrong, and puts
 * aliases in. It builds no tree: `adapt.ts` does, from the text found here.
 */
export interface GrammarSettings extends TokenSettings {
  /** Value of an alias, undefined where expansion is off. */
  readonly alias?: ((name: string) => string | undefined) | undefined
}

const OPENERS = new Set(['if', 'for', 'while', 'until', 'case', 'select', '{', '[[', 'function', 'coproc'])
const POSIX_OPENERS = new Set(['if', 'for', 'while', 'until', 'case', '{'])
const CLOSERS = new Set(['then', 'do', 'done', 'fi', 'else', 'elif', 'esac', '}'])
const DECLARATIONS = new Set(['alias', 'declare', 'typeset', 'export', 'readonly', 'local', 'eval', 'let'])
const REDIRECTIONS = new Set(['<', '>', '>>', '<<', '<<-', '<<<', '<&', '>&', '<>', '>|', '&>', '&>>'])

/** What a loop expects after its keyword. */
export const forName = 'name'

export class Grammar {
  readonly tokens: Tokens
  readonly lexical: Lexical
  /** Aliases being expanded, with the offset (from the end of the text) where their value ends. */
  private expanding: { name: string; fromEnd: number }[] = []
  /** The next word is in command position. */
  private aliasNext = false
  /** An alias's value that ends in a blank ended here (counted from the end of the text): the word after it is looked up too. */
  private blankFromEnd: number | undefined

  constructor(
    text: string,
    from: number,
    readonly settings: GrammarSettings,
  ) {
    this.lexical = new Lexical((nested, start) => new Grammar(nested, start, { ...settings, alias: undefined }).substitution())
    this.tokens = new Tokens(text, from, this.lexical, settings)
    this.tokens.assignmentAllowed = true
  }

  /** One line's worth of commands. `empty` for a blank line. */
  line(): 'empty' | 'complete' | 'end' {
    const first = this.tokens.peek()
    if (first.kind === 'end') return 'end'
    if (first.kind === 'newline') {
      this.tokens.next()
      return 'empty'
    }
    this.list(() => false, true)
    const last = this.tokens.peek()
    if (last.kind !== 'newline' && last.kind !== 'end') throw new UnexpectedToken(last)
    this.tokens.next()
    return 'complete'
  }

  /** The commands of `$( … )`: returns the offset after the parenthesis. */
  substitution(): number {
    try {
      this.newlines()
      if (!this.isOperator(')')) this.list((token) => token.text === ')' && token.kind === 'operator', false)
    } catch (problem) {
      if (problem instanceof UnexpectedToken && problem.token.kind === 'end') throw new Unterminated(')', this.tokens.position)
      throw problem
    }
    const close = this.tokens.peek()
    if (close.kind === 'end') throw new Unterminated(')', this.tokens.position)
    this.expectOperator(')')
    return close.end
  }

  private list(isEnd: (token: Token) => boolean, oneLine: boolean): void {
    this.andOr()
    for (;;) {
      const token = this.tokens.peek()
      const separator = token.kind === 'operator' && (token.text === ';' || token.text === '&')
      if (!separator && (token.kind !== 'newline' || oneLine)) return
      this.tokens.next()
      this.tokens.assignmentAllowed = true
      if (oneLine) {
        const after = this.tokens.peek()
        if (after.kind === 'newline' || after.kind === 'end') return
      } else {
        this.newlines()
        if (isEnd(this.tokens.peek())) return
      }
      this.andOr()
    }
  }

  private compoundList(...ends: string[]): void {
    this.awaiting(ends, () => {
      this.newlines()
      this.list((token) => ends.includes(token.text), false)
    })
  }

  /** The closing word a compound list was read for is what could have come at the end of the text. */
  private awaiting(ends: readonly string[], read: () => void): void {
    try {
      read()
    } catch (problem) {
      if (problem instanceof UnexpectedToken && problem.token.kind === 'end' && problem.expected === undefined && ends.length === 1)
        throw new UnexpectedToken(problem.token, ends[0])
      throw problem
    }
  }

  private andOr(): void {
    this.pipeline()
    while (this.isOperator('&&') || this.isOperator('||')) {
      this.tokens.next()
      this.newlines()
      this.pipeline()
    }
  }

  private pipeline(): void {
    this.tokens.assignmentAllowed = true
    let prefixed = false
    for (
      let token = this.tokens.peek();
      token.kind === 'word' && (token.text === '!' || (token.text === 'time' && this.settings.bash));
      token = this.tokens.peek()
    ) {
      this.tokens.next()
      prefixed = true
      if (token.text === 'time') while (['-p', '--'].includes(this.tokens.peek().text)) this.tokens.next()
    }
    const token = this.tokens.peek()
    if (prefixed && this.settings.bash && (token.kind === 'newline' || token.kind === 'end' || token.text === ';')) return
    this.command()
    while (this.isOperator('|') || this.isOperator('|&')) {
      this.tokens.next()
      this.newlines()
      this.pipelineStage()
    }
  }

  private pipelineStage(): void {
    if (this.settings.bash && this.isWord('!')) this.tokens.next()
    this.command()
  }

  private command(): void {
    this.tokens.assignmentAllowed = true
    this.aliasNext = true
    const token = this.aliased()
    if (token.kind === 'operator' && token.text === '(') {
      this.parenthesised(token)
      return
    }
    if (token.kind === 'word' && (this.settings.bash ? OPENERS : POSIX_OPENERS).has(token.text)) {
      this.compound(token)
      return
    }
    if (token.kind === 'word' && CLOSERS.has(token.text)) throw new UnexpectedToken(token)
    this.simple()
  }

  private parenthesised(token: Token): void {
    if (this.settings.bash && this.tokens.text[token.start + 1] === '(' && this.arithmetic(token)) {
      this.redirections()
      return
    }
    this.tokens.next()
    this.compoundList(')')
    this.expectOperator(')')
    this.redirections()
  }

  /** `((…))` whose first parenthesis is that token; false when it is a subshell in a subshell. */
  private arithmetic(token: Token): boolean {
    const end = this.lexical.arithmetic(this.tokens.text, token.start + 1)
    if (end === undefined) return false
    this.tokens.next()
    this.tokens.position = end
    return true
  }

  private compound(token: Token): void {
    this.tokens.next()
    switch (token.text) {
      case 'if':
        this.ifClause()
        break
      case 'while':
      case 'until':
        this.compoundList('do')
        this.doGroup()
        break
      case 'for':
      case 'select':
        this.forClause(token.text)
        break
      case 'case':
        this.caseClause()
        break
      case '{':
        this.compoundList('}')
        this.expectWord('}')
        break
      case '[[':
        conditional(this.tokens)
        break
      case 'function':
        this.functionKeyword()
        return
      case 'coproc':
        this.coprocess()
        return
    }
    this.redirections()
  }

  private ifClause(): void {
    for (;;) {
      this.compoundList('then')
      this.expectWord('then')
      this.compoundList('elif', 'else', 'fi')
      if (!this.isWord('elif')) break
      this.tokens.next()
      this.tokens.assignmentAllowed = true
    }
    if (this.isWord('else')) {
      this.tokens.next()
      this.compoundList('fi')
    }
    this.expectWord('fi')
  }

  private doGroup(): void {
    if (this.isWord('{') && this.settings.bash) {
      this.tokens.next()
      this.compoundList('}')
      this.expectWord('}')
      return
    }
    this.expectWord('do')
    this.compoundList('done')
    this.expectWord('done')
  }

  private forClause(keyword: string): void {
    this.tokens.assignmentAllowed = false
    const name = this.tokens.peek()
    if (keyword === 'for' && this.settings.bash && name.text === '(' && this.tokens.text[name.start + 1] === '(') {
      if (!this.arithmetic(name)) throw new UnexpectedToken(name)
      if (this.isOperator(';')) this.tokens.next()
      this.newlines()
      this.doGroup()
      return
    }
    if (name.kind !== 'word') throw new UnexpectedToken(name, forName)
    this.tokens.next()
    if (this.isOperator(';')) {
      this.tokens.next()
      this.newlines()
      this.doGroup()
      return
    }
    this.newlines()
    if (this.isWord('in')) {
      this.tokens.assignmentAllowed = false
      this.tokens.next()
      while (this.tokens.peek().kind === 'word') this.tokens.next()
      const end = this.tokens.peek()
      if (end.kind !== 'newline' && end.text !== ';') throw new UnexpectedToken(end)
      this.tokens.next()
      this.newlines()
    }
    this.doGroup()
  }

  private caseClause(): void {
    this.tokens.assignmentAllowed = false
    this.expectKind('word')
    this.newlines()
    this.expectWord('in')
    for (;;) {
      this.newlines()
      this.tokens.assignmentAllowed = false
      if (this.isOperator('(')) this.tokens.next()
      else if (this.isWord('esac')) break
      this.expectKind('word')
      while (this.isOperator('|')) {
        this.tokens.next()
        this.expectKind('word')
      }
      this.expectOperator(')')
      this.newlines()
      const body = this.tokens.peek()
      if (!this.isCaseEnd(body)) this.list((token) => this.isCaseEnd(token), false)
      if (this.isWord('esac')) break
      const end = this.tokens.peek()
      if (!this.isCaseEnd(end)) throw new UnexpectedToken(end)
      this.tokens.next()
    }
    this.expectWord('esac')
  }

  private isCaseEnd(token: Token): boolean {
    return [';;', ';&', ';;&', 'esac'].includes(token.text)
  }

  private functionKeyword(): void {
    this.tokens.assignmentAllowed = false
    this.expectKind('word')
    if (this.isOperator('(')) {
      this.tokens.next()
      this.expectOperator(')')
    }
    this.functionBody()
  }

  private functionBody(): void {
    this.newlines()
    const token = this.tokens.peek()
    if (token.kind === 'operator' && token.text === '(') {
      this.parenthesised(token)
      return
    }
    if (token.kind === 'word' && OPENERS.has(token.text) && token.text !== 'function' && token.text !== 'coproc') {
      this.compound(token)
      return
    }
    throw new UnexpectedToken(token)
  }

  private coprocess(): void {
    const name = this.tokens.peek()
    if (name.kind === 'word' && !OPENERS.has(name.text)) {
      this.tokens.next()
      const after = this.tokens.peek()
      if (after.text !== '(' && !OPENERS.has(after.text)) {
        this.simple()
        return
      }
    }
    this.command()
  }

  private simple(): void {
    let words = 0
    let others = 0
    for (;;) {
      const token = this.aliased()
      if (token.kind === 'io-number' || (token.kind === 'operator' && REDIRECTIONS.has(token.text))) {
        this.redirection()
        others++
        continue
      }
      if (token.kind !== 'word') {
        if (token.text === '(' && token.kind === 'operator' && words === 1 && others === 0) {
          this.tokens.next()
          this.expectOperator(')')
          this.functionBody()
          return
        }
        if (words + others === 0 || token.text === '(') throw new UnexpectedToken(token)
        return
      }
      this.tokens.next()
      if (words === 0 && /^[A-Za-z_]\w*(\[|\+?=)/.test(token.text) && /^[A-Za-z_]\w*(\[.*\])?\+?=/s.test(token.text)) {
        others++
        this.aliasNext = true
        continue
      }
      words++
      if (words === 1) this.tokens.assignmentAllowed = DECLARATIONS.has(token.text)
    }
  }

  private redirections(): void {
    this.tokens.assignmentAllowed = false
    for (
      let token = this.tokens.peek();
      token.kind === 'io-number' || (token.kind === 'operator' && REDIRECTIONS.has(token.text));
      token = this.tokens.peek()
    ) {
      this.redirection()
    }
    this.tokens.assignmentAllowed = true
  }

  private redirection(): void {
    let operator = this.tokens.next()
    if (operator.kind === 'io-number') operator = this.tokens.next()
    const target = this.tokens.peek()
    if (target.kind !== 'word' && target.kind !== 'io-number') throw new UnexpectedToken(target)
    if (operator.text === '<<' || operator.text === '<<-') this.tokens.awaitHereDocument(target.text, operator.text === '<<-', operator.start)
    this.tokens.next()
  }

  /** The next token; where it is the name of an alias in command position, what the alias stands for. */
  private aliased(): Token {
    const { tokens, settings } = this
    for (;;) {
      const token = tokens.peek()
      if (!settings.alias || token.kind !== 'word') return token
      const afterBlank = this.blankFromEnd !== undefined && token.start >= tokens.text.length - this.blankFromEnd
      if (afterBlank) this.blankFromEnd = undefined
      if (!this.aliasNext && !afterBlank) return token
      this.aliasNext = false
      const length = tokens.text.length
      this.expanding = this.expanding.filter((open) => length - open.fromEnd > token.start)
      const known = /[\\'"$`]/.test(token.text) || this.expanding.some((open) => open.name === token.text)
      const value = known ? undefined : settings.alias(token.text)
      if (value === undefined) return token
      const fromEnd = length - token.end
      this.expanding.push({ name: token.text, fromEnd })
      tokens.splice(token, value)
      if (/[ \t]$/.test(value)) this.blankFromEnd = fromEnd
      this.aliasNext = true
    }
  }

  private newlines(): void {
    this.tokens.assignmentAllowed = true
    while (this.tokens.peek().kind === 'newline') this.tokens.next()
  }

  private isOperator(text: string): boolean {
    const token = this.tokens.peek()
    return token.kind === 'operator' && token.text === text
  }

  private isWord(text: string): boolean {
    const token = this.tokens.peek()
    return token.kind === 'word' && token.text === text
  }

  private expectOperator(text: string): void {
    if (!this.isOperator(text)) throw new UnexpectedToken(this.tokens.peek(), text)
    this.tokens.next()
  }

  private expectWord(text: string): void {
    if (!this.isWord(text)) throw new UnexpectedToken(this.tokens.peek(), text)
    this.tokens.next()
    this.tokens.assignmentAllowed = true
  }

  private expectKind(kind: Token['kind']): void {
    const token = this.tokens.peek()
    if (token.kind !== kind) throw new UnexpectedToken(token)
    this.tokens.next()
  }
}
