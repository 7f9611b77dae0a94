import { Unterminated } from './lexical.ts'
import type { Token, Tokens } from './tokens.ts'
import { UnexpectedToken } from './tokens.ts'

/** What is wrong inside `[[ … ]]`: bash words these apart from other syntax errors. */
export class ConditionalProblem {
  constructor(
    readonly message: string | undefined,
    readonly token: Token,
  ) {}
}

const UNARY = /^-[abcdefghknoprstuvwxzGLNORS]$/
const BINARY = new Set(['=', '==', '!=', '=~', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef'])

/** Recognises the inside of `[[ … ]]` up to and with its `]]` (parse.y: parse_cond_command). */
export function conditional(tokens: Tokens): void {
  tokens.assignmentAllowed = false
  tokens.patternAllowed = true
  either(tokens)
  const close = skipNewlines(tokens)
  if (close.text !== ']]')
    throw close.kind === 'end'
      ? new Unterminated(']]', close.start - 1)
      : new ConditionalProblem(`syntax error in conditional expression: unexpected token \`${shown(close)}'`, close)
  tokens.patternAllowed = false
  tokens.next()
}

function either(tokens: Tokens): void {
  both(tokens)
  while (skipNewlines(tokens).text === '||') {
    tokens.next()
    both(tokens)
  }
}

function both(tokens: Tokens): void {
  term(tokens)
  while (skipNewlines(tokens).text === '&&') {
    tokens.next()
    term(tokens)
  }
}

function term(tokens: Tokens): void {
  const token = skipNewlines(tokens)
  if (token.kind === 'end') throw new UnexpectedToken(token)
  if (token.kind === 'operator' && token.text === '(') {
    tokens.next()
    either(tokens)
    const close = skipNewlines(tokens)
    if (close.text !== ')') throw new ConditionalProblem(`unexpected token \`${shown(close)}', expected \`)'`, close)
    tokens.next()
    return
  }
  if (token.kind === 'word' && token.text === '!') {
    tokens.next()
    term(tokens)
    return
  }
  if (token.kind !== 'word' && token.kind !== 'io-number')
    throw new ConditionalProblem(`unexpected token \`${shown(token)}' in conditional command`, token)
  if (token.text === ']]') throw new ConditionalProblem(undefined, token)
  tokens.next()
  if (UNARY.test(token.text) && !isBinary(tokens.peek())) {
    operand(tokens, 'unary')
    return
  }
  binaryRest(tokens)
}

function binaryRest(tokens: Tokens): void {
  const operator = tokens.peek()
  if (isBinary(operator)) {
    tokens.next()
    if (operator.text === '=~') {
      regularExpression(tokens)
      return
    }
    operand(tokens, 'binary')
    return
  }
  if (operator.kind === 'newline' || [']]', '&&', '||', ')'].includes(operator.text)) return
  if (operator.kind === 'end') throw new UnexpectedToken(operator)
  throw new ConditionalProblem(
    operator.kind === 'word'
      ? 'conditional binary operator expected'
      : `unexpected token \`${shown(operator)}', conditional binary operator expected`,
    operator,
  )
}

const isBinary = (token: Token): boolean => BINARY.has(token.text) && (token.kind === 'word' || token.text === '<' || token.text === '>')

function operand(tokens: Tokens, arity: string): void {
  const token = tokens.peek()
  if (token.kind === 'end') throw new UnexpectedToken(token)
  if ((token.kind !== 'word' && token.kind !== 'io-number') || token.text === ']]') {
    throw new ConditionalProblem(`unexpected argument \`${shown(token)}' to conditional ${arity} operator`, token)
  }
  tokens.next()
}

/** The right side of `=~`: blanks end it outside parentheses and quotes; `|`, `(` and `)` belong to it. */
function regularExpression(tokens: Tokens): void {
  const { text, lexical } = tokens
  let i = tokens.position
  while (text[i] === ' ' || text[i] === '\t') i++
  let depth = 0
  while (i < text.length) {
    const c = text[i] as string
    if (/\s/.test(c) && depth === 0) break
    if (c === '(') depth++
    if (c === ')' && depth-- === 0) break
    i = lexical.step(text, i, false)
  }
  tokens.position = i
}

function skipNewlines(tokens: Tokens): Token {
  while (tokens.peek().kind === 'newline') tokens.next()
  return tokens.peek()
}

const shown = (token: Token): string => (token.kind === 'newline' ? 'newline' : token.text)
