import { Fault } from './fault.ts'

/** The words of SQL: names, quoted names, texts, numbers, operators, with their places. Comments and blanks separate. */
export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'operator' | 'end'
  /** As written. */
  readonly text: string
  /** A word in lower case, the content of quotes, else the text. */
  readonly value: string
  readonly at: number
}

export interface LexicalRules {
  /** What quotes a name: `"` or a back tick. */
  readonly nameQuote: '"' | '`'
  /** `"text"`, `\'` in texts, `#` comments. */
  readonly mysql: boolean
}

const operators = ['->>', '::', '<=>', '<=', '>=', '<>', '!=', '||', '&&', '!~*', '!~', '~*', '->', ':=', '@@']
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0', b: '\b', Z: '\x1a' }

/** Splits a text into tokens; the last one is `end`. */
export function lex(sql: string, rules: LexicalRules): Token[] {
  const tokens: Token[] = []
  let at = 0
  const push = (kind: Token['kind'], end: number, value?: string): void => {
    const text = sql.slice(at, end)
    tokens.push({ kind, text, value: value ?? text, at })
    at = end
  }
  while (at < sql.length) {
    const skipped = blank(sql, at, rules)
    if (skipped > at) {
      at = skipped
      continue
    }
    const c = sql[at] as string
    const dollar = c === '$' && !rules.mysql ? /^\$(\w*)\$/.exec(sql.slice(at, at + 64)) : null
    if (dollar) {
      const end = sql.indexOf(dollar[0], at + dollar[0].length)
      if (end < 0) throw new Fault('syntax', { unterminated: 'dollar-quoted string', near: sql.slice(at) }, at)
      push('string', end + dollar[0].length, sql.slice(at + dollar[0].length, end))
    } else if (c === "'" || (c === '"' && rules.mysql)) quoted(sql, at, at, c, rules.mysql, push)
    else if (/[eE]/.test(c) && sql[at + 1] === "'" && !rules.mysql) quoted(sql, at, at + 1, "'", true, push)
    else if (c === rules.nameQuote) {
      let end = at + 1
      while (end < sql.length && (sql[end] !== c || sql[end + 1] === c)) end += sql[end] === c ? 2 : 1
      if (end >= sql.length) throw new Fault('syntax', { unterminated: 'quoted identifier', near: sql.slice(at) }, at)
      push('name', end + 1, sql.slice(at + 1, end).replaceAll(c + c, c))
    } else if (/[\p{L}_@]/u.test(c) && (c !== '@' || rules.mysql)) {
      const word = /^@{0,2}[\p{L}\p{N}_$.]*/u.exec(sql.slice(at)) as RegExpExecArray
      const text = c === '@' ? word[0] : (/^[\p{L}\p{N}_$]+/u.exec(word[0]) as RegExpExecArray)[0]
      push('word', at + text.length, text.toLowerCase())
    } else if (/[0-9]/.test(c) || (c === '.' && /[0-9]/.test(sql[at + 1] ?? ''))) {
      const number = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(sql.slice(at)) as RegExpExecArray
      push('number', at + number[0].length)
    } else {
      const operator = operators.find((one) => sql.startsWith(one, at))
      push('operator', at + (operator ?? c).length)
    }
  }
  tokens.push({ kind: 'end', text: '', value: '', at: sql.length })
  return tokens
}

/** Where blanks and comments that begin here end. */
function blank(sql: string, at: number, rules: LexicalRules): number {
  if (/\s/.test(sql[at] as string)) return at + 1
  if (sql.startsWith('--', at) || (rules.mysql && sql[at] === '#')) {
    const end = sql.indexOf('\n', at)
    return end < 0 ? sql.length : end
  }
  if (!sql.startsWith('/*', at)) return at
  const end = sql.indexOf('*/', at + 2)
  return end < 0 ? sql.length : end + 2
}

function quoted(
  sql: string,
  from: number,
  quote: number,
  c: string,
  backslashes: boolean,
  push: (kind: 'string', end: number, value: string) => void,
) {
  let value = ''
  for (let i = quote + 1; i < sql.length; i++) {
    const next = sql[i] as string
    if (next === '\\' && backslashes) {
      const escaped = sql[++i] ?? ''
      value += escapes[escaped] ?? escaped
    } else if (next !== c) value += next
    else if (sql[i + 1] === c) {
      value += c
      i++
    } else {
      push('string', i + 1, value)
      return
    }
  }
  throw new Fault('syntax', { unterminated: 'quoted string', near: sql.slice(from) }, from)
}

/** Where the first statement ends (just after its semicolon); undefined when it goes on: what a client asks before it sends. */
export function statementEnd(sql: string, rules: LexicalRules): { readonly end?: number; readonly open: '' | "'" | '"' | '`' | '*' | '$' | '(' } {
  let depth = 0
  for (let i = 0; i < sql.length; i++) {
    const c = sql[i] as string
    if (c === "'" || c === '"' || c === '`') {
      if (c === '`' && !rules.mysql) continue
      let end = i + 1
      while (end < sql.length && sql[end] !== c) end += sql[end] === '\\' && rules.mysql ? 2 : 1
      if (end >= sql.length) return { open: c }
      i = end
    } else if (sql.startsWith('/*', i)) {
      const end = sql.indexOf('*/', i + 2)
      if (end < 0) return { open: '*' }
      i = end + 1
    } else if (sql.startsWith('--', i) || (rules.mysql && c === '#')) {
      const end = sql.indexOf('\n', i)
      if (end < 0) return { open: depth > 0 ? '(' : '' }
      i = end
    } else if (c === '$' && !rules.mysql) {
      const tag = /^\$\w*\$/.exec(sql.slice(i, i + 64))?.[0]
      if (tag === undefined) continue
      const end = sql.indexOf(tag, i + tag.length)
      if (end < 0) return { open: '$' }
      i = end + tag.length - 1
    } else if (c === '(') depth++
    else if (c === ')') depth = Math.max(0, depth - 1)
    else if (c === ';' && depth === 0) return { end: i + 1, open: '' }
  }
  return { open: depth > 0 ? '(' : '' }
}
