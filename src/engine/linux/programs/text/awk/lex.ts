import { SyntaxProblem } from './syntax.ts'

/** Models awk's lexical rules; whether `/` begins a regular expression the parser knows and asks for. */
export type TokenKind = 'number' | 'string' | 'regex' | 'name' | 'function name' | 'builtin' | 'keyword' | 'operator' | 'newline' | 'end'

export interface Token {
  readonly kind: TokenKind
  readonly text: string
  readonly value: number
  readonly line: number
  /** Where it begins and ends in the source. */
  readonly from: number
  readonly to: number
}

const keywords = new Set([
  'BEGIN',
  'END',
  'function',
  'func',
  'if',
  'else',
  'while',
  'for',
  'do',
  'break',
  'continue',
  'next',
  'nextfile',
  'exit',
  'return',
  'delete',
  'in',
  'getline',
  'print',
  'printf',
  'switch',
  'case',
  'default',
])

/** Functions that need no definition, with those of gawk. */
export const builtinNames = new Set([
  ...[
    'length',
    'substr',
    'index',
    'split',
    'sub',
    'gsub',
    'match',
    'sprintf',
    'sin',
    'cos',
    'atan2',
    'exp',
    'log',
    'sqrt',
    'int',
    'rand',
    'srand',
    'tolower',
    'toupper',
    'system',
    'close',
    'fflush',
  ],
  ...[
    'gensub',
    'strftime',
    'systime',
    'mktime',
    'strtonum',
    'and',
    'or',
    'xor',
    'lshift',
    'rshift',
    'compl',
    'asort',
    'asorti',
    'typeof',
    'isarray',
    'patsplit',
  ],
])

const operators = [
  '**=',
  '**',
  '^=',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '++',
  '--',
  '==',
  '!=',
  '<=',
  '>=',
  '>>',
  '&&',
  '||',
  '|&',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ';',
  ',',
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  '!',
  '>',
  '<',
  '|',
  '?',
  ':',
  '~',
  '$',
  '=',
]

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', '/': '/', a: '\x07', b: '\b', f: '\f', v: '\v' }

/** Resolves the escapes of a string constant. */
export function unescapeString(text: string): string {
  return text.replace(
    /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|(\n)|([\s\S]))/g,
    (all, octal?: string, hex?: string, newline?: string, letter?: string) => {
      if (octal) return String.fromCharCode(Number.parseInt(octal, 8))
      if (hex) return String.fromCharCode(Number.parseInt(hex, 16))
      if (newline) return ''
      return escapes[letter ?? ''] ?? all
    },
  )
}

export class Lexer {
  private at = 0
  private line = 1

  constructor(private readonly source: string) {}

  next(): Token {
    this.skipBlanks()
    const from = this.at
    const make = (kind: TokenKind, text: string, value = 0): Token => ({ kind, text, value, line: this.line, from, to: this.at })
    const c = this.source[this.at]
    if (c === undefined) return make('end', '')
    if (c === '\n') {
      this.at++
      const token = make('newline', '\n')
      this.line++
      return token
    }
    if (c === '"') return make('string', unescapeString(this.quoted()))
    const number = /^(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(this.source.slice(this.at, this.at + 64))
    if (number && /[\d.]/.test(c) && number[0] !== '.') {
      this.at += number[0].length
      return make('number', number[0], Number(number[0]))
    }
    const name = /^[A-Za-z_]\w*/.exec(this.source.slice(this.at, this.at + 256))?.[0]
    if (name !== undefined) {
      this.at += name.length
      if (keywords.has(name)) return make('keyword', name === 'func' ? 'function' : name)
      if (builtinNames.has(name)) return make('builtin', name)
      return make(this.source[this.at] === '(' ? 'function name' : 'name', name)
    }
    const operator = operators.find((text) => this.source.startsWith(text, this.at))
    if (operator === undefined) throw new SyntaxProblem(this.line, c, `unexpected character '${c}'`)
    this.at += operator.length
    return make('operator', operator === '**' ? '^' : operator === '**=' ? '^=' : operator)
  }

  private skipBlanks(): void {
    for (;;) {
      const c = this.source[this.at]
      if (c === ' ' || c === '\t' || c === '\r') this.at++
      else if (c === '\\' && /^\\\r?\n/.test(this.source.slice(this.at, this.at + 3))) {
        this.at += this.source[this.at + 1] === '\r' ? 3 : 2
        this.line++
      } else if (c === '#') {
        const end = this.source.indexOf('\n', this.at)
        this.at = end < 0 ? this.source.length : end
      } else return
    }
  }

  private quoted(): string {
    const from = ++this.at
    for (;;) {
      const c = this.source[this.at++]
      if (c === undefined || c === '\n')
        throw new SyntaxProblem(this.line, '', `runaway string constant "${this.source.slice(from, from + 10).split('\n')[0]} ...`)
      if (c === '\\') {
        if (this.source[this.at] === '\n') this.line++
        this.at++
      } else if (c === '"') return this.source.slice(from, this.at - 1)
    }
  }

  /** Reads a regular expression whose opening slash was the given token. */
  regex(slash: Token): Token {
    this.at = slash.from + 1
    this.line = slash.line
    let source = ''
    let bracket = false
    for (;;) {
      const c = this.source[this.at++]
      if (c === undefined || c === '\n')
        throw new SyntaxProblem(this.line, '', `runaway regular expression /${this.source.slice(slash.from + 1, slash.from + 11).split('\n')[0]} ...`)
      if (c === '\\') {
        const escaped = this.source[this.at++] ?? ''
        source += escaped === '/' ? '/' : c + escaped
        continue
      }
      if (c === '/' && !bracket) break
      if (c === '[' && !bracket) {
        bracket = true
        const first = /^\^?\]?/.exec(this.source.slice(this.at, this.at + 2))?.[0] ?? ''
        this.at += first.length
        source += c + first
        if (this.source.slice(this.at, this.source.indexOf('\n', this.at) < 0 ? undefined : this.source.indexOf('\n', this.at)).indexOf(']') < 0)
          bracket = false
        continue
      }
      if (bracket && c === '[' && this.source[this.at] === ':') {
        const close = this.source.indexOf(':]', this.at)
        if (close >= 0) {
          source += this.source.slice(this.at - 1, close + 2)
          this.at = close + 2
          continue
        }
      }
      if (c === ']') bracket = false
      source += c
    }
    return { kind: 'regex', text: source, value: 0, line: this.line, from: slash.from, to: this.at }
  }
}
