import { unescapeString } from './string-literal.ts'
import { type Range, SyntaxProblem } from './syntax.ts'

/** Tokens of Python's lexical analysis (Reference, chapter 2): indentation, joined lines, numbers and strings. Leaves out: encodings, unicode names. */
export interface Token extends Range {
  readonly kind: 'name' | 'number' | 'string' | 'bytes' | 'fstring' | 'op' | 'newline' | 'indent' | 'dedent' | 'end'
  readonly text: string
  readonly number?: bigint | number
  readonly bytes?: Uint8Array
  /** Body of a formatted string, and whether escapes stay. */
  readonly raw?: boolean
}

const OPERATORS = /\*\*=|\/\/=|>>=|<<=|\.\.\.|!=|->|:=|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|@=|==|<=|>=|\/\/|\*\*|<<|>>|[-+*/%@&|^~<>()[\]{},:.;=!]/y
const NAME = /[\p{L}_][\p{L}\p{N}_\p{M}]*/uy
const NUMBER = /0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d[\d_]*)?/y
const STRING = /([rRbBfFuU]{0,2})('''|"""|'|")/y
const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

interface Bracket {
  readonly text: string
  readonly line: number
  readonly col: number
}

/** Reads a whole text; `inside` (an expression of a formatted string) means that line ends do not count. */
export class Lexer {
  private at = 0
  private line: number
  private lineStart: number
  private readonly tokens: Token[] = []
  private readonly indents = [0]
  private readonly brackets: Bracket[] = []

  constructor(
    private readonly text: string,
    origin: { readonly line: number; readonly col: number } = { line: 1, col: 0 },
    private readonly inside = false,
  ) {
    this.line = origin.line
    this.lineStart = -origin.col
  }

  read(): readonly Token[] {
    let fresh = !this.inside
    while (this.at < this.text.length) {
      if (fresh && this.brackets.length === 0) {
        if (this.indentation()) continue
        fresh = false
      }
      const char = this.text[this.at] ?? ''
      if (char === '\n') {
        if (this.brackets.length === 0 && !this.inside) {
          this.push('newline', '\n', this.at, this.at + 1)
          this.at--
          fresh = true
        }
        this.nextLine(this.at + 1)
      } else if (char === ' ' || char === '\t' || char === '\r' || char === '\f') this.at++
      else if (char === '#') {
        while (this.at < this.text.length && this.text[this.at] !== '\n') this.at++
      } else if (char === '\\' && this.text[this.at + 1] === '\n') this.nextLine(this.at + 2)
      else this.token(char)
    }
    this.finish()
    return this.tokens
  }

  private finish(): void {
    const open = this.brackets.at(-1)
    if (open) throw new SyntaxProblem(`'${open.text}' was never closed`, { ...open, endLine: open.line, endCol: open.col + 1 }, 'SyntaxError', true)
    if (this.inside) {
      this.push('end', '', this.at, this.at)
      return
    }
    if (this.tokens.length > 0 && this.tokens.at(-1)?.kind !== 'newline') this.push('newline', '', this.at, this.at)
    while (this.indents.length > 1) {
      this.indents.pop()
      this.push('dedent', '', this.at, this.at)
    }
    this.push('end', '', this.at, this.at)
  }

  /** At a line's start: true when it was blank. */
  private indentation(): boolean {
    let width = 0
    let from = this.at
    for (; this.text[from] === ' ' || this.text[from] === '\t' || this.text[from] === '\f'; from++)
      width = this.text[from] === '\t' ? (Math.floor(width / 8) + 1) * 8 : width + 1
    const next = this.text[from]
    if (next === undefined || next === '\n' || next === '#' || (next === '\r' && this.text[from + 1] === '\n')) {
      while (from < this.text.length && this.text[from] !== '\n') from++
      this.nextLine(Math.min(from + 1, this.text.length))
      return true
    }
    this.at = from
    const current = this.indents.at(-1) ?? 0
    if (width > current) {
      this.indents.push(width)
      this.push('indent', '', from, from)
    }
    for (let top = current; width < top; top = this.indents.at(-1) ?? 0) {
      this.indents.pop()
      if (width > (this.indents.at(-1) ?? 0)) {
        const end = this.text.indexOf('\n', from)
        const col = (end < 0 ? this.text.length : end) - this.lineStart
        throw new SyntaxProblem(
          'unindent does not match any outer indentation level',
          { line: this.line, col, endLine: this.line, endCol: col },
          'IndentationError',
        )
      }
      this.push('dedent', '', from, from)
    }
    return false
  }

  private nextLine(at: number): void {
    this.at = at
    this.line++
    this.lineStart = at
  }

  private range(from: number, to: number): Range {
    return { line: this.line, col: from - this.lineStart, endLine: this.line, endCol: to - this.lineStart }
  }

  private push(kind: Token['kind'], text: string, from: number, to: number, more: Partial<Token> = {}): void {
    this.tokens.push({ kind, text, ...this.range(from, to), ...more })
    this.at = Math.max(this.at, to)
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at
    return pattern.exec(this.text)
  }

  private token(char: string): void {
    const from = this.at
    const string = this.match(STRING)
    if (string && /^(?:|[rubf]|br|rb|fr|rf)$/i.test(string[1] ?? '')) {
      this.string(string[1]?.toLowerCase() ?? '', string[2] ?? '', from + string[0].length)
      return
    }
    if (/\d/.test(char) || (char === '.' && /\d/.test(this.text[from + 1] ?? ''))) {
      this.number(from)
      return
    }
    const name = this.match(NAME)
    if (name) {
      this.push('name', name[0], from, from + name[0].length)
      return
    }
    const op = this.match(OPERATORS)
    if (!op) {
      const code = (this.text.codePointAt(from) ?? 0).toString(16).toUpperCase().padStart(4, '0')
      const message = /[$?`]/.test(char)
        ? 'invalid syntax'
        : char === '\\'
          ? 'unexpected character after line continuation character'
          : `invalid character '${String.fromCodePoint(this.text.codePointAt(from) ?? 0)}' (U+${code})`
      throw new SyntaxProblem(message, this.range(from, from + 1))
    }
    this.bracket(op[0], from)
    this.push('op', op[0], from, from + op[0].length)
  }

  private bracket(text: string, from: number): void {
    if (CLOSERS[text]) this.brackets.push({ text, line: this.line, col: from - this.lineStart })
    else if (text === ')' || text === ']' || text === '}') {
      const open = this.brackets.pop()
      if (!open) throw new SyntaxProblem(`unmatched '${text}'`, this.range(from, from + 1))
      if (CLOSERS[open.text] !== text) {
        const where = open.line === this.line ? '' : ` on line ${open.line}`
        throw new SyntaxProblem(`closing parenthesis '${text}' does not match opening parenthesis '${open.text}'${where}`, this.range(from, from + 1))
      }
    }
  }

  private number(from: number): void {
    const found = this.match(NUMBER)?.[0] ?? '0'
    const end = from + found.length
    const plain = found.replace(/_/g, '')
    const based = /^0[xob]/i.test(plain)
    if (/[\p{L}_]/u.test(this.text[end] ?? '') && !/^(?:and|else|for|if|in|is|or|not)\b/.test(this.text.slice(end))) {
      if (this.text[end] === 'j') throw new SyntaxProblem('complex numbers are not simulated', this.range(from, end + 1))
      const name = based ? (plain[1]?.toLowerCase() === 'x' ? 'hexadecimal' : plain[1]?.toLowerCase() === 'o' ? 'octal' : 'binary') : 'decimal'
      throw new SyntaxProblem(`invalid ${name} literal`, this.range(end - 1, end - 1))
    }
    if (/^0\d*[1-9]/.test(plain) && /^\d+$/.test(plain))
      throw new SyntaxProblem(
        'leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers',
        this.range(from, from + 1),
      )
    this.push('number', found, from, end, { number: based || /^\d+$/.test(plain) ? BigInt(plain) : Number(plain) })
  }

  private string(prefix: string, quote: string, from: number): void {
    const start = this.at
    const [line, col] = [this.line, start - this.lineStart]
    const end = this.stringEnd(from, quote, start, prefix.includes('f'))
    const body = this.text.slice(from, end)
    const raw = prefix.includes('r')
    for (let at = from; at < end; at++) if (this.text[at] === '\n') this.nextLine(at + 1)
    this.at = end + quote.length
    const range = { line, col, endLine: this.line, endCol: this.at - this.lineStart }
    if (prefix.includes('f')) this.tokens.push({ kind: 'fstring', text: body, raw, ...range })
    else if (prefix.includes('b')) {
      const text = raw ? body : unescapeString(body, true)
      this.tokens.push({ kind: 'bytes', text, bytes: Uint8Array.from(text, (char) => char.charCodeAt(0)), ...range })
    } else this.tokens.push({ kind: 'string', text: raw ? body : unescapeString(body, false), ...range })
  }

  /** Where the closing quotes are. Since 3.12 an expression inside a formatted string may use the same quotes. */
  private stringEnd(from: number, quote: string, start: number, formatted: boolean): number {
    let depth = 0
    for (let at = from; at < this.text.length; at++) {
      const char = this.text[at]
      if (char === '\\') at++
      else if (char === '\n' && quote.length === 1) break
      else if (formatted && char === '{') {
        if (depth === 0 && this.text[at + 1] === '{') at++
        else depth++
      } else if (formatted && char === '}' && depth > 0) depth--
      else if (formatted && depth > 0 && (char === '"' || char === "'")) {
        const close = this.text.indexOf(char, at + 1)
        const lineEnd = this.text.indexOf('\n', at)
        if (close < 0 || (lineEnd >= 0 && close > lineEnd)) break
        at = close
      } else if (this.text.startsWith(quote, at)) return at
    }
    const kind = `${quote.length === 3 ? 'triple-quoted ' : ''}${formatted ? 'f-string' : 'string'}`
    const last = quote.length === 3 ? this.line + this.text.slice(start).replace(/\n$/, '').split('\n').length - 1 : this.line
    throw new SyntaxProblem(
      `unterminated ${kind} literal (detected at line ${last})`,
      { line: this.line, col: start - this.lineStart, endLine: this.line, endCol: start - this.lineStart },
      'SyntaxError',
      quote.length === 3,
    )
  }
}
