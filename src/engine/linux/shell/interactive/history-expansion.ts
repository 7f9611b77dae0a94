import type { HistoryList } from '../state/history-list.ts'

/** What history expansion makes of a line (histexpand.c of the history library). */
export type Expansion =
  | { readonly kind: 'same' }
  /** `printOnly` for the modifier :p. */
  | { readonly kind: 'changed'; readonly line: string; readonly printOnly: boolean }
  | { readonly kind: 'error'; readonly message: string }

class EventProblem {
  constructor(readonly message: string) {}
}

/** The last `s///`, for `&`. */
interface Substitution {
  readonly from: string
  readonly to: string
}

export function expandHistory(line: string, history: HistoryList): Expansion {
  try {
    return new HistoryExpander(line, history).expand()
  } catch (problem) {
    if (problem instanceof EventProblem) return { kind: 'error', message: problem.message }
    throw problem
  }
}

let lastSubstitution: Substitution | undefined
let lastSearch = ''

class HistoryExpander {
  private out = ''
  private at = 0
  private changed = false
  private printOnly = false

  constructor(
    private readonly line: string,
    private readonly history: HistoryList,
  ) {}

  expand(): Expansion {
    const quick = /^\^([^^\n]+)\^([^^\n]*)(?:\^(.*))?$/.exec(this.line)
    if (quick) return this.quickSubstitution(quick)
    let double = false
    while (this.at < this.line.length) {
      const c = this.line[this.at] as string
      if (c === '\\') this.copy(2)
      else if (c === "'" && !double) {
        const end = this.line.indexOf("'", this.at + 1)
        this.copy(end < 0 ? this.line.length - this.at : end + 1 - this.at)
      } else if (c === '!' && this.starts(double)) this.event()
      else {
        if (c === '"') double = !double
        this.copy(1)
      }
    }
    return this.changed ? { kind: 'changed', line: this.out, printOnly: this.printOnly } : { kind: 'same' }
  }

  private copy(count: number): void {
    this.out += this.line.slice(this.at, this.at + count)
    this.at += count
  }

  /** A `!` before a blank, `=` or the end (and before a closing double quote) is ordinary. */
  private starts(double: boolean): boolean {
    const next = this.line[this.at + 1]
    if (next === undefined || /[\s=(]/.test(next)) return false
    if (double && next === '"') return false
    const before = this.line[this.at - 1]
    return !((before === '{' && this.line[this.at - 2] === '$') || (before === '[' && next !== '!') || before === '$')
  }

  private quickSubstitution(match: RegExpExecArray): Expansion {
    const [, from = '', to = '', rest = ''] = match
    const previous = this.history.at(-1)?.line
    if (previous === undefined) throw new EventProblem(`${this.line}: event not found`)
    if (!previous.includes(from)) throw new EventProblem(`:s${this.line}: substitution failed`)
    lastSubstitution = { from, to }
    return { kind: 'changed', line: previous.replace(from, () => to.replaceAll('&', from)) + rest, printOnly: false }
  }

  private event(): void {
    const start = this.at
    this.at++
    let text = this.designated(start)
    const wordStart = this.line[this.at]
    if (wordStart === ':' && !/^:[htrepqxsgaG&]/.test(this.line.slice(this.at))) {
      this.at++
      text = this.words(text, start)
    } else if (wordStart !== undefined && '^$*-%'.includes(wordStart)) text = this.words(text, start)
    while (this.line[this.at] === ':') text = this.modified(text, start)
    this.out += text
    this.changed = true
  }

  private fail(start: number, message = 'event not found'): never {
    throw new EventProblem(`${this.line.slice(start, Math.max(this.at, start + 1))}: ${message}`)
  }

  /** The line an event designator names. */
  private designated(start: number): string {
    const rest = this.line.slice(this.at)
    const take = (pattern: RegExp): RegExpExecArray | null => {
      const match = pattern.exec(rest)
      if (match) this.at += match[0].length
      return match
    }
    let found: string | undefined
    if (take(/^!/)) found = this.history.at(-1)?.line
    else if (take(/^#/)) return this.out
    else if (/^[$^*:]/.test(rest)) found = this.history.at(-1)?.line
    else {
      const number = take(/^-?\d+/)
      if (number) found = this.history.at(Number(number[0]))?.line
      else {
        const inside = take(/^\?([^?\n]*)\??/)
        if (inside) {
          lastSearch = inside[1] || lastSearch
          found = this.history.list.findLast((entry) => entry.line.includes(lastSearch))?.line
        } else {
          const prefix = take(/^[^\s:^$*%;&|()<>"]+/)?.[0]
          found = prefix === undefined ? undefined : this.history.list.findLast((entry) => entry.line.startsWith(prefix))?.line
        }
      }
    }
    return found ?? this.fail(start)
  }

  /** Word designators: `0 n ^ $ % x-y * x* x-`. */
  private words(text: string, start: number): string {
    const all = historyWords(text)
    const match = /^(?:(\^|\$|%|\d+)?(?:(\*)|-(\$|\d+)?)?)/.exec(this.line.slice(this.at))
    if (!match || match[0] === '') return this.fail(start, 'bad word specifier')
    this.at += match[0].length
    const [whole, first, star, last] = match
    const last_ = all.length - 1
    const number = (word: string | undefined): number =>
      word === '^'
        ? 1
        : word === '$'
          ? last_
          : word === '%'
            ? Math.max(
                0,
                all.findIndex((each) => each.includes(lastSearch)),
              )
            : Number(word)
    const from = first === undefined ? (star ? 1 : 0) : number(first)
    const range = whole.includes('-')
    const to = star ? last_ : range ? (last === undefined ? last_ - 1 : number(last)) : from
    if (star && from > last_) return ''
    if (from > last_ || to > last_ || (to < from && !star)) return this.fail(start, 'bad word specifier')
    return all.slice(from, to + 1).join(' ')
  }

  private modified(text: string, start: number): string {
    const rest = this.line.slice(this.at)
    const substitution = /^:([gaG]*)(?:s(.)((?:\\.|(?!\2).)*)\2((?:\\.|(?!\2).)*)(?:\2|$)|(&))/.exec(rest)
    if (substitution) {
      this.at += substitution[0].length
      return this.substituted(text, substitution, start)
    }
    const letter = rest[1] ?? ''
    this.at += 2
    switch (letter) {
      case 'h':
        return text.includes('/') ? text.slice(0, text.lastIndexOf('/')) : text
      case 't':
        return text.slice(text.lastIndexOf('/') + 1)
      case 'r':
        return text.includes('.') ? text.slice(0, text.lastIndexOf('.')) : text
      case 'e':
        return text.includes('.') ? text.slice(text.lastIndexOf('.')) : text
      case 'p':
        this.printOnly = true
        return text
      case 'q':
        return `'${text.replaceAll("'", "'\\''")}'`
      case 'x':
        return historyWords(text)
          .map((word) => `'${word.replaceAll("'", "'\\''")}'`)
          .join(' ')
      default:
        throw new EventProblem(`${letter}: unrecognized history modifier`)
    }
  }

  private substituted(text: string, match: RegExpExecArray, start: number): string {
    const [, flags = '', delimiter, from, to] = match
    if (delimiter !== undefined) lastSubstitution = { from: from || lastSubstitution?.from || '', to: to ?? '' }
    const wanted = lastSubstitution
    if (!wanted || wanted.from === '' || !text.includes(wanted.from)) return this.fail(start, 'substitution failed')
    const replacement = wanted.to.replace(/\\?&/g, (token) => (token === '&' ? wanted.from : '&'))
    return flags.includes('g') || flags.includes('a') ? text.replaceAll(wanted.from, () => replacement) : text.replace(wanted.from, () => replacement)
  }
}

/** Words of a line as the history library splits it. */
export function historyWords(line: string): string[] {
  return line.match(/&&|\|\||;;|<<<?-?|>>|[<>]\(|[<>]&|&>|[;|&<>()]|(?:\\.|'[^']*'|"(?:\\.|[^"])*"|`[^`]*`|[^\s;|&<>()\\'"`])+/gs) ?? []
}
