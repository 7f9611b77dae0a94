import type { Result } from '../../base/result.ts'
import { err, ok } from '../../base/result.ts'
import { readBracket } from './regex-bracket.ts'

/** Translates POSIX expressions with the GNU operators (\w \W \s \S \b \B \< \> \` \' \+ \? \|) to ECMAScript source. */
interface Options {
  readonly syntax: 'basic' | 'extended' | 'perl'
  readonly utf8?: boolean
  readonly awk?: boolean
  readonly lenient?: boolean
}

/** A translated expression. */
export interface Translation {
  readonly source: string
  readonly groups: number
  /** Alternatives compete for the longest match. */
  readonly competing: boolean
  readonly ignoreCase?: boolean
  readonly multiline?: boolean
  readonly dotAll?: boolean
}

class ExpressionError extends Error {}

/** The translation, or glibc's message. */
export function translateExpression(pattern: string, options: Options): Result<Translation, string> {
  const parser = new ExpressionParser(pattern, options)
  try {
    const source = parser.alternatives(0)
    return ok({ source, groups: parser.groups, competing: parser.competing })
  } catch (error) {
    if (error instanceof ExpressionError) return err(error.message)
    throw error
  }
}

interface Atom {
  source: string
  /** May be repeated: not an assertion. */
  readonly repeatable: boolean
}

class ExpressionParser {
  groups = 0
  competing = false
  private at = 0
  private readonly extended: boolean
  private readonly word: string
  private readonly notWord: string
  private readonly closed = new Set<number>()

  constructor(
    private readonly text: string,
    private readonly options: Options,
  ) {
    this.extended = options.syntax === 'extended'
    this.word = options.utf8 ? '[\\p{L}\\p{N}_]' : '\\w'
    this.notWord = options.utf8 ? '[^\\p{L}\\p{N}_]' : '\\W'
  }

  private looking(token: string): boolean {
    return this.text.startsWith(this.extended ? token : `\\${token}`, this.at)
  }

  private skip(): void {
    this.at += this.extended ? 1 : 2
  }

  alternatives(depth: number): string {
    const branches: string[] = [this.branch(depth)]
    while (this.at < this.text.length && this.looking('|')) {
      this.skip()
      branches.push(this.branch(depth))
    }
    if (this.at < this.text.length && depth === 0) throw new ExpressionError('Unmatched ) or \\)')
    if (branches.length > 1 && !distinctStarts(branches)) this.competing = true
    return branches.join('|')
  }

  private branch(depth: number): string {
    let out = ''
    let atom: Atom | undefined
    let starting = true
    while (this.at < this.text.length) {
      if (this.looking('|')) break
      if (this.looking(')') && (depth > 0 || !this.extended || !this.options.lenient)) {
        if (depth === 0) throw new ExpressionError('Unmatched ) or \\)')
        break
      }
      const repeat = starting && !this.extended ? undefined : this.repeat()
      if (repeat !== undefined) {
        if (this.extended && !this.options.lenient && (!atom || atom.source === '^'))
          throw new ExpressionError('Invalid preceding regular expression')
        if (atom?.repeatable) atom.source = /[*+?}]$/.test(atom.source) ? `(?:${atom.source})${repeat}` : atom.source + repeat
        continue
      }
      if (atom) out += atom.source
      atom = this.atom(depth, starting)
      starting = !this.extended && atom.source === '^'
    }
    return out + (atom?.source ?? '')
  }

  /** A repetition operator, if one is next. */
  private repeat(): string | undefined {
    const c = this.text[this.at]
    if (c === '*') {
      this.at++
      return '*'
    }
    if (this.looking('+') || this.looking('?')) {
      const operator = this.text[this.at + (this.extended ? 0 : 1)] as string
      this.skip()
      return operator
    }
    return this.looking('{') ? this.interval() : undefined
  }

  private interval(): string | undefined {
    const from = this.at + (this.extended ? 1 : 2)
    const close = this.extended ? '\\}' : '\\\\\\}'
    const m = new RegExp(`^(\\d*)(,?)(\\d*)${close}`).exec(this.text.slice(from, from + 40))
    if (!m || (m[1] === '' && m[2] === '')) {
      if (this.extended) return undefined
      throw new ExpressionError(this.text.includes('\\}', from) ? 'Invalid content of \\{\\}' : 'Unmatched \\{')
    }
    const low = m[1] || '0'
    if (Number(low) > 32_767 || Number(m[3]) > 32_767) throw new ExpressionError('Regular expression too big')
    if (m[3] !== '' && Number(m[3]) < Number(low)) throw new ExpressionError('Invalid content of \\{\\}')
    this.at = from + m[0].length
    return m[2] === '' ? `{${low}}` : `{${low},${m[3]}}`
  }

  private atom(depth: number, starting: boolean): Atom {
    const c = this.text[this.at] as string
    if (this.looking('(')) return this.group(depth)
    if (c === '[') return this.bracket()
    if (c === '\\') return this.escape()
    const wide = this.options.utf8 ? String.fromCodePoint(this.text.codePointAt(this.at) as number) : c
    this.at += wide.length
    if (c === '.') return { source: '[^]', repeatable: true }
    if (c === '^' && (this.extended || starting)) return { source: '^', repeatable: false }
    if (c === '$' && (this.extended || this.atEnd())) return { source: '$', repeatable: false }
    return { source: literal(wide), repeatable: true }
  }

  private atEnd(): boolean {
    return this.at >= this.text.length || this.looking(')') || this.looking('|')
  }

  private group(depth: number): Atom {
    this.skip()
    const number = ++this.groups
    const inner = this.alternatives(depth + 1)
    if (this.at >= this.text.length) throw new ExpressionError('Unmatched ( or \\(')
    this.skip()
    this.closed.add(number)
    return { source: `(${inner})`, repeatable: true }
  }

  private bracket(): Atom {
    const read = readBracket(this.text, this.at, { utf8: this.options.utf8 ?? false, escapes: this.options.awk ?? false })
    if (!read.ok) throw new ExpressionError(read.error)
    this.at = read.value.end
    return { source: read.value.source, repeatable: true }
  }

  private escape(): Atom {
    const c = this.text[this.at + 1]
    if (c === undefined) throw new ExpressionError('Trailing backslash')
    this.at += 2
    if (/[1-9]/.test(c) && !this.options.awk) {
      if (!this.closed.has(Number(c))) throw new ExpressionError('Invalid back reference')
      return { source: `(?:\\${c})`, repeatable: true }
    }
    const assertion = this.assertion(c)
    if (assertion !== undefined) return { source: assertion, repeatable: false }
    const control = this.options.awk ? controls[c] : undefined
    if (control !== undefined) return { source: control, repeatable: true }
    if (c === 'w') return { source: this.word, repeatable: true }
    if (c === 'W') return { source: this.notWord, repeatable: true }
    if (c === 's') return { source: '\\s', repeatable: true }
    if (c === 'S') return { source: '\\S', repeatable: true }
    if (c === '\n') return { source: '\\n', repeatable: true }
    return { source: literal(c), repeatable: true }
  }

  private assertion(c: string): string | undefined {
    const w = this.word
    switch (c) {
      case '<':
        return `(?<!${w})(?=${w})`
      case '>':
        return `(?<=${w})(?!${w})`
      case 'b':
      case 'y':
        if ((c === 'y') !== (this.options.awk ?? false)) return undefined
        return `(?:(?<!${w})(?=${w})|(?<=${w})(?!${w}))`
      case 'B':
        return `(?:(?<!${w})(?!${w})|(?<=${w})(?=${w}))`
      case '`':
        return '(?<![^])'
      case "'":
        return '(?![^])'
      default:
        return undefined
    }
  }
}

/** Escapes that awk's expressions share with its strings. */
const controls: Readonly<Record<string, string>> = { n: '\\n', t: '\\t', r: '\\r', f: '\\f', v: '\\v', a: '\\x07' }

/** No two branches can begin with the same character: at most one of them can match at a place. */
function distinctStarts(branches: readonly string[]): boolean {
  const starts = branches.map((branch) => /^(?:\\[^\w]|[^\\[\](){}*+?^$|.])(?![*?{])/.exec(branch)?.[0].toLowerCase())
  return starts.every((start) => start !== undefined) && new Set(starts).size === starts.length
}

const literal = (c: string): string => (/[\\^$.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c === '\n' ? '\\n' : c)
