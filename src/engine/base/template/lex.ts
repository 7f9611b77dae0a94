/** The lexer of Go's text/template (text/template/parse/lex.go): text and actions into tokens with byte-like positions. */
export type TokenKind =
  | 'text'
  | 'left'
  | 'right'
  | 'string'
  | 'rawString'
  | 'char'
  | 'number'
  | 'bool'
  | 'nil'
  | 'dot'
  | 'field'
  | 'variable'
  | 'identifier'
  | 'keyword'
  | 'assign'
  | 'declare'
  | 'pipe'
  | 'openParen'
  | 'closeParen'
  | 'comma'
  | 'space'
  | 'comment'
  | 'eof'

export interface Token {
  readonly kind: TokenKind
  readonly text: string
  readonly position: number
  readonly line: number
}

/** A template that does not parse, or does not execute; the message is Go's, whole. */
export class TemplateError extends Error {}

const keywords = new Set(['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with'])

/** Tokens of a whole template. Throws `TemplateError` with Go's message. */
export function lex(name: string, input: string): readonly Token[] {
  const tokens: Token[] = []
  let line = 1
  let at = 0
  const emit = (kind: TokenKind, text: string) => {
    tokens.push({ kind, text, position: at, line })
    at += text.length
    for (const char of text) if (char === '\n') line++
  }
  const skip = (length: number) => {
    for (let i = 0; i < length; i++) if (input[at + i] === '\n') line++
    at += length
  }
  const fail = (message: string): never => {
    throw new TemplateError(`template: ${name}:${line}: ${message}`)
  }
  while (at < input.length) {
    const open = input.indexOf('{{', at)
    if (open < 0) {
      emit('text', input.slice(at))
      break
    }
    const trimsLeft = /^\{\{-\s/.test(input.slice(open, open + 4))
    const text = input.slice(at, open)
    const kept = trimsLeft ? text.replace(/\s+$/, '') : text
    if (kept !== '') emit('text', kept)
    skip(open - at)
    const body = trimsLeft ? open + 3 : open + 2
    const comment = /^\s*\/\*/.exec(input.slice(body, body + 64))
    if (comment) {
      const close = input.indexOf('*/', body + comment[0].length)
      if (close < 0) fail('unclosed comment')
      const end = /^(\s-)?\}\}/.exec(input.slice(close + 2, close + 6))
      if (!end) fail('comment ends before closing delimiter')
      skip(close + 2 + (end?.[0].length ?? 0) - at)
      if (end?.[1]) skip((/^\s*/.exec(input.slice(at)) as RegExpExecArray)[0].length)
      continue
    }
    emit('left', input.slice(open, trimsLeft ? open + 3 : open + 2))
    lexAction(input, () => at, emit, skip, fail)
  }
  tokens.push({ kind: 'eof', text: '', position: at, line })
  return tokens
}

type Emit = (kind: TokenKind, text: string) => void

function lexAction(input: string, at: () => number, emit: Emit, skip: (length: number) => void, fail: (message: string) => never): void {
  let depth = 0
  for (;;) {
    const rest = input.slice(at())
    const close = /^(\s+-)?\}\}/.exec(rest)
    if (close) {
      if (depth > 0) fail('unclosed left paren')
      if (close[1]) skip(close[1].length)
      emit('right', '}}')
      if (close[1]) skip((/^\s*/.exec(input.slice(at())) as RegExpExecArray)[0].length)
      return
    }
    if (rest === '') fail('unclosed action')
    const space = /^\s+/.exec(rest)
    if (space) {
      const trimmed = /^\s+(?=\s-\}\})/.exec(space[0] + rest.slice(space[0].length, space[0].length + 3))
      emit('space', trimmed ? trimmed[0] : space[0])
      continue
    }
    depth += lexToken(rest, depth, emit, fail)
  }
}

/** One token; returns how much deeper in parentheses it leads. */
function lexToken(rest: string, depth: number, emit: Emit, fail: (message: string) => never): number {
  const first = rest[0] as string
  if (rest.startsWith(':=')) emit('declare', ':=')
  else if (first === ':') fail('expected :=')
  else if (first === '=') emit('assign', '=')
  else if (first === '|') emit('pipe', '|')
  else if (first === ',') emit('comma', ',')
  else if (first === '(') {
    emit('openParen', '(')
    return 1
  } else if (first === ')') {
    if (depth === 0) fail('unexpected right paren')
    emit('closeParen', ')')
    return -1
  } else if (first === '"') emit('string', quoted(rest, '"') ?? fail('unterminated quoted string'))
  else if (first === '`') emit('rawString', /^`[^`]*`/.exec(rest)?.[0] ?? fail('unterminated raw quoted string'))
  else if (first === "'") emit('char', quoted(rest, "'") ?? fail('unterminated character constant'))
  else if (first === '$') emit('variable', checkEnd(rest, (/^\$[\p{L}\p{Nd}_]*/u.exec(rest) as RegExpExecArray)[0], fail))
  else if (/^[-+]?(\d|\.\d)/.test(rest)) lexNumber(rest, emit, fail)
  else if (first === '.') {
    const field = /^\.[\p{L}\p{Nd}_]+/u.exec(rest)
    if (field) emit('field', checkEnd(rest, field[0], fail))
    else emit('dot', '.')
  } else lexWord(rest, emit, fail)
  return 0
}

function lexNumber(rest: string, emit: Emit, fail: (message: string) => never): void {
  const number = /^[-+]?(0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d+)?)/.exec(rest)?.[0] ?? ''
  const trailing = /^[\p{L}\p{Nd}_]+/u.exec(rest.slice(number.length))
  if (trailing) fail(`bad number syntax: "${number}${(trailing[0] as string)[0]}"`)
  emit('number', number)
}

function lexWord(rest: string, emit: Emit, fail: (message: string) => never): void {
  const word = /^[\p{L}_][\p{L}\p{Nd}_]*/u.exec(rest)?.[0] ?? ''
  if (word === '') {
    const char = String.fromCodePoint(rest.codePointAt(0) ?? 0)
    const code = `U+${(rest.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
    fail(`unrecognized character in action: ${code} '${char}'`)
  }
  checkEnd(rest, word, fail)
  if (keywords.has(word)) emit('keyword', word)
  else if (word === 'true' || word === 'false') emit('bool', word)
  else if (word === 'nil') emit('nil', word)
  else emit('identifier', word)
}

/** A word must end where another token can begin. */
function checkEnd(rest: string, word: string, fail: (message: string) => never): string {
  const next = rest[word.length] ?? ''
  if (next !== '' && !/^[\s.,|:)(]/.test(next) && !rest.startsWith('}}', word.length)) {
    fail(`bad character U+${next.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')} '${next}'`)
  }
  return word
}

/** A quoted literal from its opening delimiter on. */
function quoted(rest: string, delimiter: string): string | undefined {
  for (let i = 1; i < rest.length; i++) {
    if (rest[i] === '\n') return undefined
    if (rest[i] === '\\') i++
    else if (rest[i] === delimiter) return rest.slice(0, i + 1)
  }
  return undefined
}
