import { type Lexical, Unterminated } from './lexical.ts'

/** A token of the shell grammar. An `io-number` is the digits or `{name}` just before a redirection operator. */
export interface Token {
  readonly kind: 'word' | 'operator' | 'newline' | 'io-number' | 'end'
  readonly text: string
  readonly start: number
  readonly end: number
}

/** The parser met a token that the grammar does not allow there. */
export class UnexpectedToken {
  constructor(
    readonly token: Token,
    /** The one token that could stand there, where there is only one. */
    readonly expected?: string,
  ) {}
}

/** A here-document whose delimiter did not come before the end of the input. */
export interface OpenHereDocument {
  readonly delimiter: string
  readonly at: number
}

export interface TokenSettings {
  readonly extglob: boolean
  readonly comments: boolean
  /** bash's own operators: `<<<`, `&>`, `|&`, `<(`, `;&`. */
  readonly bash: boolean
}

const OPERATORS = [
  '<<<',
  '<<-',
  '&>>',
  ';;&',
  '&&',
  '||',
  ';;',
  ';&',
  '|&',
  '<<',
  '>>',
  '<&',
  '>&',
  '<>',
  '>|',
  '&>',
  '&',
  '|',
  ';',
  '(',
  ')',
  '<',
  '>',
]
const POSIX_OPERATORS = OPERATORS.filter((operator) => !['<<<', '&>>', ';;&', ';&', '|&', '&>'].includes(operator))
const META = ' \t\n;&|<>()'

/** The lexer: tokens of a text from an offset on, one ahead. Reads here-document bodies when it passes the newline after their operator. */
export class Tokens {
  /** Lets the next word be `name=( … )` or `name[ … ]=…`. */
  assignmentAllowed = false
  /** Patterns of `[[ … ]]` may hold extended globs whatever the option says. */
  patternAllowed = false
  /** The text ended in a backslash-newline. */
  continued = false
  readonly openHereDocuments: OpenHereDocument[] = []
  private readonly awaited: { delimiter: string; stripTabs: boolean; at: number }[] = []
  private ahead: Token | undefined
  private readonly operators: readonly string[]

  constructor(
    public text: string,
    public position: number,
    readonly lexical: Lexical,
    private readonly settings: TokenSettings,
  ) {
    this.operators = settings.bash ? OPERATORS : POSIX_OPERATORS
  }

  peek(): Token {
    this.ahead ??= this.read()
    return this.ahead
  }

  next(): Token {
    const token = this.peek()
    this.ahead = undefined
    return token
  }

  /** Replaces a word by its alias's value and reads on from there. */
  splice(token: Token, replacement: string): void {
    this.text = this.text.slice(0, token.start) + replacement + this.text.slice(token.end)
    this.ahead = undefined
    this.position = token.start
  }

  /** The body of this here-document is read after the current line. */
  awaitHereDocument(delimiterWord: string, stripTabs: boolean, at: number): void {
    this.awaited.push({ delimiter: unquote(delimiterWord), stripTabs, at })
  }

  private read(): Token {
    this.skipBlanks()
    const { text, position: start } = this
    if (start >= text.length) {
      this.closeHereDocuments(start)
      return { kind: 'end', text: '', start, end: start }
    }
    const c = text[start] as string
    if (c === '\n') {
      this.position = start + 1
      this.readHereDocuments()
      return { kind: 'newline', text: '\n', start, end: start + 1 }
    }
    if (META.includes(c) && !((c === '<' || c === '>') && text[start + 1] === '(' && this.settings.bash)) return this.operator(start)
    const end = this.wordEnd(start)
    this.position = end
    const word = text.slice(start, end)
    const before = text[end]
    const isNumber =
      (before === '<' || before === '>') && (/^\d+$/.test(word) || (this.settings.bash && /^\{[A-Za-z_]\w*(\[[^\]]*\])?\}$/.test(word)))
    return { kind: isNumber ? 'io-number' : 'word', text: word, start, end }
  }

  private operator(start: number): Token {
    const operator = this.operators.find((candidate) => this.text.startsWith(candidate, start)) as string
    this.position = start + operator.length
    return { kind: 'operator', text: operator, start, end: this.position }
  }

  private skipBlanks(): void {
    const { text } = this
    for (;;) {
      const c = text[this.position]
      if (c === ' ' || c === '\t') this.position++
      else if (c === '\\' && text[this.position + 1] === '\n') {
        this.position += 2
        if (this.position >= text.length) this.continued = true
      } else break
    }
    if (text[this.position] === '#' && this.settings.comments) {
      const newline = text.indexOf('\n', this.position)
      this.position = newline < 0 ? text.length : newline
    }
  }

  private wordEnd(start: number): number {
    const { text } = this
    let i = start
    while (i < text.length) {
      const c = text[i] as string
      if (META.includes(c)) {
        const next = this.groupInWord(start, i)
        if (next === i) return i
        i = next
      } else if (c === '[' && this.assignmentAllowed && /^[A-Za-z_]\w*$/.test(text.slice(start, i))) i = this.subscript(i)
      else {
        if (c === '\\' && text[i + 1] === '\n' && i + 2 >= text.length) this.continued = true
        i = this.lexical.step(text, i, false)
      }
    }
    return Math.min(i, text.length)
  }

  /** A parenthesis that belongs to the word: process substitution, extended glob, array value. */
  private groupInWord(start: number, at: number): number {
    const { text } = this
    const c = text[at]
    if ((c === '<' || c === '>') && text[at + 1] === '(' && this.settings.bash) return this.lexical.substitution(text, at + 2)
    if (c !== '(') return at
    const before = at > start ? (text[at - 1] as string) : ''
    if (before !== '' && '?*+@!'.includes(before) && (this.settings.extglob || this.patternAllowed)) return this.lexical.balanced(text, at, '(', ')')
    if (before === '=' && this.assignmentAllowed && this.settings.bash && /^[A-Za-z_]\w*\+?=$/.test(text.slice(start, at))) return this.arrayEnd(at)
    return at
  }

  private arrayEnd(at: number): number {
    const { text } = this
    let i = at + 1
    while (i < text.length) {
      const c = text[i]
      if (c === ')') return i + 1
      if (c === '#' && /\s/.test(text[i - 1] as string)) {
        const newline = text.indexOf('\n', i)
        i = newline < 0 ? text.length : newline
      } else
        i =
          (c === '<' || c === '>') && text[i + 1] === '('
            ? this.groupInWord(at, i)
            : c === '('
              ? this.lexical.balanced(text, i, '(', ')')
              : this.lexical.step(text, i, false)
    }
    throw new Unterminated(')', at, 1)
  }

  /** `name[…]` where an assignment may stand: blanks in the brackets belong to it. */
  private subscript(at: number): number {
    return this.lexical.balanced(this.text, at, '[', ']')
  }

  private readHereDocuments(): void {
    while (this.awaited.length > 0) {
      const awaited = this.awaited.shift() as { delimiter: string; stripTabs: boolean; at: number }
      if (!this.readHereDocument(awaited.delimiter, awaited.stripTabs)) this.openHereDocuments.push({ delimiter: awaited.delimiter, at: awaited.at })
    }
  }

  private readHereDocument(delimiter: string, stripTabs: boolean): boolean {
    while (this.position < this.text.length) {
      const newline = this.text.indexOf('\n', this.position)
      const end = newline < 0 ? this.text.length : newline
      const line = this.text.slice(this.position, end)
      this.position = newline < 0 ? end : newline + 1
      if ((stripTabs ? line.replace(/^\t+/, '') : line) === delimiter) return true
    }
    return false
  }

  private closeHereDocuments(at: number): void {
    for (const awaited of this.awaited.splice(0)) this.openHereDocuments.push({ delimiter: awaited.delimiter, at: Math.min(at, awaited.at) })
  }
}

/** Quote removal on a here-document's delimiter. */
export const unquote = (word: string): string =>
  word.replace(/\\(.)|'([^']*)'|"((?:\\.|[^"\\])*)"/gs, (_, escaped, single, double) => escaped ?? single ?? double.replace(/\\(["\\$`])/g, '$1'))
