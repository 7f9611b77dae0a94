/**
 * Translates vim's patterns (magic, \v, \V, \m, \M) into ECMAScript's. Left out: multi-line forms \_x other than \n, \%[], \@ look-around
 * forms other than \@= \@! \@<= \@<!, file positions (\%23l), composing characters.
 */
export interface PatternOptions {
  readonly ignorecase: boolean
  readonly smartcase: boolean
  readonly magic: boolean
}

const classes: Readonly<Record<string, string>> = {
  s: '[ \\t]',
  S: '[^ \\t\\n]',
  d: '[0-9]',
  D: '[^0-9\\n]',
  w: '[0-9A-Za-z_]',
  W: '[^0-9A-Za-z_\\n]',
  a: '[A-Za-z]',
  A: '[^A-Za-z\\n]',
  l: '[a-z]',
  L: '[^a-z\\n]',
  u: '[A-Z]',
  U: '[^A-Z\\n]',
  x: '[0-9A-Fa-f]',
  X: '[^0-9A-Fa-f\\n]',
  o: '[0-7]',
  O: '[^0-7\\n]',
  h: '[A-Za-z_]',
  H: '[^A-Za-z_\\n]',
  i: '[\\p{L}0-9_]',
  k: '[\\p{L}0-9_]',
  f: '[\\p{L}0-9_/.+,#$%~=-]',
  p: '[^\\x00-\\x1f\\x7f]',
  t: '\\t',
  e: '\\x1b',
  r: '\\r',
  n: '\\n',
}

/** Which characters are special without a backslash: \v, \m (the default), \M, \V. */
const bare: Readonly<Record<string, string>> = { v: '()|?+={}<>@&%~*.[^$', m: '*.[~^$', M: '^$', V: '^$' }

const word = '[\\p{L}\\p{N}_]'

/** The RegExp, or undefined when the pattern is no valid one. Flags always hold `g` and `u`. */
export function compilePattern(pattern: string, options: PatternOptions): RegExp | undefined {
  const translated = new Translation(pattern, options.magic ? 'm' : 'M')
  const source = translated.run()
  const upper = /[A-Z]/.test(pattern.replace(/\\./g, ''))
  const ignore = translated.ignoreCase ?? (options.ignorecase && !(options.smartcase && upper))
  try {
    return new RegExp(source, `gum${ignore ? 'i' : ''}`)
  } catch {
    return undefined
  }
}

class Translation {
  ignoreCase: boolean | undefined
  private out = ''
  /** Where the last atom starts in `out`. */
  private atom = -1
  private readonly opened: number[] = []
  private at = 0

  constructor(
    private readonly pattern: string,
    private level: string,
  ) {}

  run(): string {
    while (this.at < this.pattern.length) this.step()
    return this.out
  }

  private step(): void {
    let character = this.pattern[this.at++] as string
    let escaped = false
    if (character === '\\') {
      character = this.pattern[this.at++] ?? '\\'
      escaped = true
    }
    const special = bare[this.level]?.includes(character) ? !escaped : escaped
    if (!special) this.literal(character)
    else this.special(character)
  }

  private literal(character: string): void {
    const low = this.pattern.charCodeAt(this.at)
    const pair = character >= '\ud800' && character < '\udc00' && low >= 0xdc00 && low < 0xe000
    this.add((pair ? character + this.pattern[this.at++] : character).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
  }

  private add(source: string): void {
    this.atom = this.out.length
    this.out += source
  }

  private special(character: string): void {
    const branchStart = this.out === '' || /(?:^|[^\\])(?:\(|\(\?:|\|)$/.test(this.out)
    if ('vmMV'.includes(character)) this.level = character
    else if (character === 'c' || character === 'C') this.ignoreCase = character === 'c'
    else if (character === '*') branchStart || this.atom < 0 ? this.literal('*') : this.repeat('*')
    else if (character === '+') this.repeat('+')
    else if (character === '=' || character === '?') this.repeat('?')
    else if (character === '{') this.braces()
    else if (character === '@') this.lookAround()
    else if (character === '(') this.open('(')
    else if (character === '%' && this.pattern[this.at] === '(') {
      this.at++
      this.open('(?:')
    } else if (character === ')') {
      this.out += ')'
      this.atom = this.opened.pop() ?? -1
    } else if (character === '|') this.out += '|'
    else if (character === '<') this.out += `(?<!${word})(?=${word})`
    else if (character === '>') this.out += `(?<=${word})(?!${word})`
    else if (character === 'z') this.matchBounds(this.pattern[this.at++] ?? '')
    else this.atoms(character, branchStart)
  }

  private atoms(character: string, branchStart: boolean): void {
    if (character === '.') this.add('.')
    else if (character === '^') branchStart ? this.anchor('^') : this.literal('^')
    else if (character === '$') this.atBranchEnd() ? this.anchor('$') : this.literal('$')
    else if (character === '[') this.brackets()
    else if (character === '_') {
      const next = this.pattern[this.at++] ?? ''
      this.add(next === '.' ? '[^]' : next === '^' || next === '$' ? next : `(?:${classes[next] ?? next}|\\n)`)
    } else if (/[1-9]/.test(character)) this.add(`\\${character}`)
    else if (classes[character] && this.level !== '') this.add(classes[character] as string)
    else this.literal(character)
  }

  private anchor(sign: string): void {
    this.out += sign
  }

  private atBranchEnd(): boolean {
    const rest = this.pattern.slice(this.at)
    return rest === '' || /^\\?[|)]/.test(rest) || rest.startsWith('\\n') || /^\\[cCz]/.test(rest)
  }

  private repeat(quantifier: string): void {
    this.out += quantifier
  }

  private braces(): void {
    const m = /^(-?)(\d*)(,?)(\d*)\\?\}/.exec(this.pattern.slice(this.at))
    if (!m) {
      this.literal('{')
      return
    }
    this.at += m[0].length
    const [, lazy, low, comma, high] = m
    const range = low === '' && high === '' ? '*' : comma ? `{${low || 0},${high}}` : `{${low}}`
    this.out += range + (lazy ? '?' : '')
  }

  private lookAround(): void {
    const m = /^(?:<?[=!]|>)/.exec(this.pattern.slice(this.at))
    if (!m || this.atom < 0) return
    this.at += m[0].length
    const inner = this.out.slice(this.atom)
    this.out = `${this.out.slice(0, this.atom)}(?${m[0] === '>' ? ':' : m[0]}${inner})`
  }

  private open(text: string): void {
    this.opened.push(this.out.length)
    this.out += text
    this.atom = -1
  }

  private matchBounds(which: string): void {
    if (which === 's') this.out = `(?<=${this.out})`
    else if (which === 'e') {
      this.out += '(?='
      const rest = new Translation(this.pattern.slice(this.at), this.level)
      this.out += `${rest.run()})`
      this.at = this.pattern.length
    }
  }

  private brackets(): void {
    const m = /^(\^?)(\]?(?:\[:\w+:\]|\\.|[^\]\\])*)\]/.exec(this.pattern.slice(this.at))
    if (!m) {
      this.literal('[')
      return
    }
    this.at += m[0].length
    const named: Record<string, string> = { alpha: 'A-Za-z', digit: '0-9', alnum: '0-9A-Za-z', space: ' \\t\\r\\n\\v\\f', upper: 'A-Z', lower: 'a-z' }
    Object.assign(named, { punct: '!-\\/:-@\\[-`{-~', xdigit: '0-9A-Fa-f', blank: ' \\t' })
    const body = (m[2] as string).replace(/\[:(\w+):\]|\\([\s\S])|[\\^[\]]/g, (all, name: string | undefined, escaped: string | undefined) => {
      if (name) return named[name] ?? ''
      if (escaped && 'etrbn'.includes(escaped)) return escaped === 'e' ? '\\x1b' : all
      if (escaped) return /[\]\\^-]/.test(escaped) ? all : `\\\\${escaped.replace(/[[]/g, '\\[')}`
      return `\\${all}`
    })
    this.add(body === '' ? '(?!)' : `[${m[1]}${body}]`)
  }
}
