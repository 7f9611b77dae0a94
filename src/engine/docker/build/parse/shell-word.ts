import { err, ok, type Result } from '../../../base/result.ts'

/**
 * Models BuildKit's frontend/dockerfile/shell (Lex): quotes and the variables of a Dockerfile word: `$NAME`, `${NAME}`, `:-` `:+` `:?` and their forms
 * without colon, `#` `##` `%` `%%` and `/` patterns. The error is BuildKit's message.
 */
export interface WordEnvironment {
  get(name: string): string | undefined
  /** Told of a name without a value. */
  missing?(name: string): void
}

/** The word with its quotes removed and its variables replaced. */
export function expandWord(word: string, env: WordEnvironment, escapeChar = '\\'): Result<string, string> {
  try {
    return ok(new Expansion(word, env, escapeChar).text(undefined))
  } catch (problem) {
    if (problem instanceof WordProblem) return err(problem.message)
    throw problem
  }
}

/** The word as several: blanks outside quotes, also those that came out of variables, separate. */
export function expandWords(text: string, env: WordEnvironment, escapeChar = '\\'): Result<readonly string[], string> {
  const expanded = expandWord(text, env, escapeChar)
  return expanded.ok ? ok(expanded.value.split(/\s+/).filter(Boolean)) : expanded
}

class WordProblem extends Error {}

class Expansion {
  private at = 0

  constructor(
    private readonly word: string,
    private readonly env: WordEnvironment,
    private readonly escapeChar: string,
  ) {}

  /** Up to `end` (undefined: the whole word), which is taken. */
  text(end: string | undefined): string {
    let out = ''
    while (this.at < this.word.length) {
      const char = this.word[this.at] as string
      if (end !== undefined && char === end) {
        this.at++
        return out
      }
      if (char === "'") out += this.single()
      else if (char === '"') out += this.double()
      else if (char === '$') out += this.dollar()
      else if (char === this.escapeChar) {
        this.at++
        if (this.at >= this.word.length) out += this.escapeChar
        else out += this.word[this.at++] as string
      } else {
        out += char
        this.at++
      }
    }
    if (end !== undefined)
      throw new WordProblem(
        end === '}'
          ? "syntax error: missing '}'"
          : `unexpected end of statement while looking for matching ${end === '"' ? 'double-quote' : 'single-quote'}`,
      )
    return out
  }

  private single(): string {
    const close = this.word.indexOf("'", this.at + 1)
    if (close < 0) throw new WordProblem('unexpected end of statement while looking for matching single-quote')
    const inner = this.word.slice(this.at + 1, close)
    this.at = close + 1
    return inner
  }

  private double(): string {
    this.at++
    let out = ''
    for (;;) {
      if (this.at >= this.word.length) throw new WordProblem('unexpected end of statement while looking for matching double-quote')
      const char = this.word[this.at] as string
      if (char === '"') {
        this.at++
        return out
      }
      if (char === '$') out += this.dollar()
      else if (char === this.escapeChar) {
        const next = this.word[this.at + 1]
        if (next === '"' || next === '$' || next === this.escapeChar) {
          out += next
          this.at += 2
        } else {
          out += char
          this.at++
        }
      } else {
        out += char
        this.at++
      }
    }
  }

  private dollar(): string {
    this.at++
    if (this.word[this.at] !== '{') {
      const name = /^[A-Za-z_][A-Za-z0-9_]*|^[0-9@*#?!$-]/.exec(this.word.slice(this.at))?.[0] ?? ''
      if (name === '') return '$'
      this.at += name.length
      return this.value(name) ?? ''
    }
    this.at++
    const name = /^[A-Za-z_][A-Za-z0-9_]*|^[0-9]+|^[@*#?!$-]/.exec(this.word.slice(this.at))?.[0] ?? ''
    if (name === '')
      throw new WordProblem(
        this.word[this.at] === '}' || this.at >= this.word.length ? 'syntax error: bad substitution' : `syntax error: bad substitution`,
      )
    this.at += name.length
    const operator = /^(:?[-+?]|##?|%%?|\/\/?|\})/.exec(this.word.slice(this.at))?.[0]
    if (operator === undefined) {
      if (this.at >= this.word.length) throw new WordProblem("syntax error: missing '}'")
      throw new WordProblem(`unsupported modifier (${this.word.slice(this.at, this.at + 2)}) in substitution`)
    }
    this.at += operator.length
    return operator === '}' ? (this.value(name) ?? '') : this.modified(name, operator)
  }

  private modified(name: string, operator: string): string {
    if (operator.startsWith('/')) return this.replaced(name, operator)
    const operand = this.text('}')
    const value = this.env.get(name)
    const empty = value === undefined || (operator.startsWith(':') && value === '')
    switch (operator.replace(':', '')) {
      case '-':
        return empty ? operand : (value ?? '')
      case '+':
        return empty ? '' : operand
      case '?':
        if (empty) throw new WordProblem(`${name}: ${operand || 'is not allowed to be unset'}`)
        return value ?? ''
      default:
        return trimmed(value ?? '', operand, operator)
    }
  }

  private replaced(name: string, operator: string): string {
    const pattern = globPattern(this.text('/'), true)
    const replacement = this.text('}')
    return (this.env.get(name) ?? '').replace(new RegExp(pattern, operator === '//' ? 'g' : ''), () => replacement)
  }

  private value(name: string): string | undefined {
    const value = this.env.get(name)
    if (value === undefined) this.env.missing?.(name)
    return value
  }
}

/** `${name#pattern}` and its relatives. */
function trimmed(value: string, pattern: string, operator: string): string {
  const greedy = operator.length === 2
  if (operator.startsWith('#')) return value.replace(new RegExp(`^${globPattern(pattern, greedy)}`), '')
  for (let from = greedy ? 0 : value.length; greedy ? from <= value.length : from >= 0; from += greedy ? 1 : -1) {
    if (new RegExp(`^${globPattern(pattern, true)}$`).test(value.slice(from))) return value.slice(0, from)
  }
  return value
}

const globPattern = (glob: string, greedy: boolean): string =>
  glob.replace(/[.+^${}()|[\]\\*?]/g, (char) => (char === '*' ? (greedy ? '.*' : '.*?') : char === '?' ? '.' : `\\${char}`))
