/**
 * Where quoted and nested constructs end: the lexical half of bash's parse.y (`parse_matched_pair`, `parse_comsub`). Every function takes
 * the text and an offset and returns the offset just after the construct, or throws Unterminated.
 */
export class Unterminated {
  constructor(
    /** The delimiter that is missing, as bash names it. */
    readonly delimiter: string,
    /** Where the construct began. */
    readonly at: number,
    /** Exit status of a shell that ends by it. */
    readonly status = 2,
  ) {}
}

/** Finds the `)` that ends a command substitution whose commands start at `from`; returns the offset after it. */
export type SubstitutionEnd = (text: string, from: number) => number

export class Lexical {
  constructor(private readonly substitutionEnd: SubstitutionEnd) {}

  /** `from` is the offset after `$(`, `<(` or `>(`. */
  substitution(text: string, from: number): number {
    return this.substitutionEnd(text, from)
  }

  /** `from` is the opening quote. */
  singleQuoted(text: string, from: number): number {
    const end = text.indexOf("'", from + 1)
    if (end < 0) throw new Unterminated("'", from)
    return end + 1
  }

  /** `from` is the quote of `$'…'`. */
  ansiQuoted(text: string, from: number): number {
    for (let i = from + 1; i < text.length; i++) {
      if (text[i] === '\\') i++
      else if (text[i] === "'") return i + 1
    }
    throw new Unterminated("'", from)
  }

  doubleQuoted(text: string, from: number): number {
    let i = from + 1
    while (i < text.length) {
      const c = text[i]
      if (c === '\\') i += 2
      else if (c === '"') return i + 1
      else if (c === '$') i = this.dollar(text, i, true)
      else if (c === '`') i = this.backquoted(text, i)
      else i++
    }
    throw new Unterminated('"', from)
  }

  backquoted(text: string, from: number): number {
    for (let i = from + 1; i < text.length; i++) {
      if (text[i] === '\\') i++
      else if (text[i] === '`') return i + 1
    }
    throw new Unterminated('`', from)
  }

  /** `from` is a `$`; a `$` that starts nothing is one character. */
  dollar(text: string, from: number, quoted: boolean): number {
    switch (text[from + 1]) {
      case '(':
        return text[from + 2] === '('
          ? (this.arithmetic(text, from + 2) ?? this.substitutionEnd(text, from + 2))
          : this.substitutionEnd(text, from + 2)
      case '{':
        return this.parameter(text, from, quoted)
      case '[':
        return this.balanced(text, from + 1, '[', ']')
      case "'":
        return quoted ? from + 1 : this.ansiQuoted(text, from + 1)
      case '"':
        return quoted ? from + 1 : this.doubleQuoted(text, from + 1)
      default:
        return from + 1
    }
  }

  /**
   * `from` is the second `(` of `((`. The offset after the closing `))`; undefined when the parentheses close apart, which makes it a
   * subshell.
   */
  arithmetic(text: string, from: number): number | undefined {
    let depth = 0
    let i = from + 1
    while (i < text.length) {
      const c = text[i]
      if (c === '(') depth++
      else if (c === ')') {
        if (depth === 0) return text[i + 1] === ')' ? i + 2 : undefined
        depth--
      }
      const next = this.step(text, i, false)
      i = next
    }
    throw new Unterminated(')', from)
  }

  /** A bracketed construct that nests and respects quotes; `from` is the opening bracket. */
  balanced(text: string, from: number, open: string, close: string): number {
    let depth = 0
    let i = from
    while (i < text.length) {
      const c = text[i]
      if (c === open) depth++
      else if (c === close && --depth === 0) return i + 1
      i = this.step(text, i, false)
    }
    throw new Unterminated(close, from)
  }

  /** Past one character, or past one quoted or nested construct. */
  step(text: string, i: number, inDouble: boolean): number {
    switch (text[i]) {
      case '\\':
        return i + 2
      case "'":
        return inDouble ? i + 1 : this.singleQuoted(text, i)
      case '"':
        return this.doubleQuoted(text, i)
      case '`':
        return this.backquoted(text, i)
      case '$':
        return this.dollar(text, i, inDouble)
      default:
        return i + 1
    }
  }

  /** `${…}`; `from` is the `$`. In double quotes a single quote is ordinary unless the operator takes a pattern. */
  private parameter(text: string, from: number, quoted: boolean): number {
    let i = from + 2
    if (text[i] === '!') i++
    if (text[i] === '#' && text[i + 1] !== '}') i++
    if (/\w/.test(text[i] ?? '')) while (/\w/.test(text[i] ?? '')) i++
    else if (text[i] !== '}') i++
    if (text[i] === '[') i = this.balanced(text, i, '[', ']')
    const literalSingle = quoted && !'#%/^,'.includes(text[i] ?? ' ')
    while (i < text.length) {
      if (text[i] === '}') return i + 1
      i =
        (text[i] === '<' || text[i] === '>') && text[i + 1] === '(' && !quoted ? this.substitutionEnd(text, i + 2) : this.step(text, i, literalSingle)
    }
    throw new Unterminated('}', from)
  }
}
