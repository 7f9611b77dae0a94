import { ShellError } from '../errors.ts'
import type { Part, Word, WordMode } from '../word.ts'
import { unescapeAnsi } from './ansi.ts'
import { Unterminated } from './lexical.ts'
import { lexical } from './nested.ts'
import { parameterPart } from './parameter.ts'

export function partsOf(word: Word): readonly Part[] {
  if (!word.parts) {
    try {
      word.parts = parseParts(word.text, word.mode)
    } catch (problem) {
      if (!(problem instanceof Unterminated)) throw problem
      throw new ShellError(`bad substitution: no closing \`${problem.delimiter}' in ${word.text}`)
    }
  }
  return word.parts
}

/** The parts of a word's text. The grammar has accepted the text: what still ends early is taken as it stands. */
export function parseParts(text: string, mode: WordMode): readonly Part[] {
  return new PartParser(text, mode).parse()
}

class PartParser {
  private readonly parts: Part[] = []
  private literal = ''
  private at = 0

  constructor(
    private readonly text: string,
    private readonly mode: WordMode,
  ) {}

  parse(): readonly Part[] {
    while (this.at < this.text.length) this.one()
    this.flush()
    return this.parts
  }

  private one(): void {
    const { text, mode } = this
    const c = text[this.at] as string
    if (c === '\\') this.backslash()
    else if (c === '$') this.dollar()
    else if (c === '`') this.backquote()
    else if (c === "'" && mode === 'word') this.quoted(lexical.singleQuoted(text, this.at))
    else if (c === '"' && (mode === 'word' || mode === 'double-operand')) this.double(this.at)
    else if ((c === '<' || c === '>') && text[this.at + 1] === '(' && mode === 'word') this.process(c)
    else {
      this.literal += c
      this.at++
    }
  }

  private push(part: Part, end: number): void {
    this.flush()
    this.parts.push(part)
    this.at = end
  }

  /** Literal text becomes a part: active in a word, protected inside double quotes. */
  private flush(): void {
    if (this.literal === '') return
    this.parts.push({ kind: this.mode === 'word' ? 'literal' : 'quoted', text: this.literal })
    this.literal = ''
  }

  private backslash(): void {
    const next = this.text[this.at + 1]
    if (next === '\n') this.at += 2
    else if (next === undefined) {
      this.literal += '\\'
      this.at++
    } else if (this.mode === 'word') this.push({ kind: 'quoted', text: next }, this.at + 2)
    else {
      const escapes = this.mode === 'here-document' ? '\\$`' : this.mode === 'double-operand' ? '\\$`"}' : '\\$`"'
      this.literal += escapes.includes(next) ? next : `\\${next}`
      this.at += 2
    }
  }

  private quoted(end: number): void {
    this.push({ kind: 'quoted', text: this.text.slice(this.at + 1, end - 1) }, end)
  }

  private double(from: number): void {
    const end = lexical.doubleQuoted(this.text, from)
    this.push({ kind: 'double', parts: parseParts(this.text.slice(from + 1, end - 1), 'double') }, end)
  }

  private backquote(): void {
    const end = lexical.backquoted(this.text, this.at)
    const raw = this.text.slice(this.at + 1, end - 1)
    const script = raw.replace(this.mode === 'double' ? /\\([\\$`"])/g : /\\([\\$`])/g, '$1')
    this.push({ kind: 'command', script, backquoted: true }, end)
  }

  private process(operator: '<' | '>'): void {
    const end = lexical.substitution(this.text, this.at + 2)
    this.push({ kind: 'process', operator, script: this.text.slice(this.at + 2, end - 1) }, end)
  }

  private dollar(): void {
    const { text, at, mode } = this
    const next = text[at + 1] ?? ''
    if (next === '(') {
      this.parenthesis()
      return
    }
    if (next === '[') {
      const end = lexical.balanced(text, at + 1, '[', ']')
      this.push({ kind: 'arithmetic', expression: text.slice(at + 2, end - 1) }, end)
      return
    }
    if (next === '{') {
      const end = lexical.dollar(text, at, mode !== 'word')
      this.push(parameterPart(text.slice(at, end), mode !== 'word'), end)
      return
    }
    if (next === "'" && mode === 'word') {
      const end = lexical.ansiQuoted(text, at + 1)
      this.push({ kind: 'quoted', text: unescapeAnsi(text.slice(at + 2, end - 1)) }, end)
      return
    }
    if (next === '"' && mode === 'word') {
      this.double(at + 1)
      return
    }
    const name = /^(?:[A-Za-z_]\w*|[0-9@*#?$!-])/.exec(text.slice(at + 1, at + 128))?.[0]
    if (name === undefined) {
      this.literal += '$'
      this.at++
      return
    }
    const whole = name.length >= 127 ? (/^[A-Za-z_]\w*/.exec(text.slice(at + 1))?.[0] ?? name) : name
    this.push(
      { kind: 'parameter', text: `$${whole}`, name: whole, subscript: undefined, indirect: false, length: false, operation: undefined, bad: false },
      at + 1 + whole.length,
    )
  }

  private parenthesis(): void {
    const { text, at } = this
    const end = text[at + 2] === '(' ? lexical.arithmetic(text, at + 2) : undefined
    if (end !== undefined) this.push({ kind: 'arithmetic', expression: text.slice(at + 3, end - 2) }, end)
    else {
      const close = lexical.substitution(text, at + 2)
      this.push({ kind: 'command', script: text.slice(at + 2, close - 1), backquoted: false }, close)
    }
  }
}
