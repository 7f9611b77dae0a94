import type { Expression, OrderItem } from '../ast.ts'
import type { Cursor } from './cursor.ts'
import { parseType } from './type.ts'

/** Expressions by precedence, loosest first: or, and, not, is, comparison, like/in/between, other operators, + -, * / %, ^, unary, ::, primary. */
export const parseExpression = (c: Cursor): Expression => parseOr(c)

function parseOr(c: Cursor): Expression {
  let left = parseAnd(c)
  while (c.isWord('or') || (c.mysql && c.isOperator('||'))) {
    const { at } = c.next()
    left = { kind: 'binary', operator: 'or', left, right: parseAnd(c), at }
  }
  return left
}

function parseAnd(c: Cursor): Expression {
  let left = parseNot(c)
  while (c.isWord('and') || (c.mysql && c.isOperator('&&'))) {
    const { at } = c.next()
    left = { kind: 'binary', operator: 'and', left, right: parseNot(c), at }
  }
  return left
}

function parseNot(c: Cursor): Expression {
  if (!c.isWord('not')) return parseComparison(c)
  const { at } = c.next()
  return { kind: 'unary', operator: 'not', operand: parseNot(c), at }
}

const comparisons = ['=', '<>', '!=', '<', '>', '<=', '>=', '<=>']

function parseComparison(c: Cursor): Expression {
  let left = parseMatch(c)
  for (;;) {
    const { at, text } = c.token
    if (c.token.kind === 'operator' && comparisons.includes(text)) {
      c.next()
      left = { kind: 'binary', operator: text === '!=' ? '<>' : text, left, right: parseMatch(c), at }
    } else if (c.word('is')) {
      const negated = c.word('not')
      const what = c.oneOf('null', 'true', 'false', 'unknown')
      if (what) left = { kind: 'is', operand: left, what: what === 'unknown' ? 'null' : (what as 'null'), negated, at }
      else if (c.word('distinct', 'from'))
        left = { kind: 'binary', operator: negated ? 'is not distinct from' : 'is distinct from', left, right: parseMatch(c), at }
      else c.fail()
    } else if (!c.mysql && (c.word('isnull') || c.word('notnull')))
      left = { kind: 'is', operand: left, what: 'null', negated: text.toLowerCase() === 'notnull', at }
    else return left
  }
}

const patterns = ['like', 'ilike', 'regexp', 'rlike']

function parseMatch(c: Cursor): Expression {
  let left = parseOther(c)
  for (;;) {
    const { at } = c.token
    const ahead = c.isWord('not') ? c.ahead(1) : c.token
    if (ahead.kind !== 'word' || ![...patterns, 'between', 'in', 'similar'].includes(ahead.value)) return left
    const negated = c.word('not')
    if (c.word('between')) {
      c.word('symmetric')
      const low = parseOther(c)
      c.expectWord('and')
      const high = parseOther(c)
      const inside: Expression = {
        kind: 'binary',
        operator: 'and',
        left: { kind: 'binary', operator: '>=', left, right: low, at },
        right: { kind: 'binary', operator: '<=', left, right: high, at },
        at,
      }
      left = negated ? { kind: 'unary', operator: 'not', operand: inside, at } : inside
    } else if (c.word('in')) {
      c.expect('(')
      const list = c.startsQuery ? c.query() : c.list(() => parseExpression(c))
      c.expect(')')
      left = { kind: 'in', operand: left, list, negated, at }
    } else {
      const operator = c.oneOf(...patterns)
      if (!operator) c.fail()
      const right = parseOther(c)
      if (c.word('escape')) c.string()
      left = { kind: 'binary', operator: `${negated ? 'not ' : ''}${operator}`, left, right, at }
    }
  }
}

function leftward(operators: readonly string[], operand: (c: Cursor) => Expression): (c: Cursor) => Expression {
  return (c) => {
    let left = operand(c)
    while (c.token.kind === 'operator' && operators.includes(c.token.text) && !(c.mysql && (c.token.text === '||' || c.token.text === '&&'))) {
      const { at, text } = c.next()
      left = { kind: 'binary', operator: text, left, right: operand(c), at }
    }
    return left
  }
}

const parsePower = leftward(['^'], parseUnary)
const parseTimesSymbols = leftward(['*', '/', '%'], parsePower)

function parseTimes(c: Cursor): Expression {
  let left = parseTimesSymbols(c)
  while (c.mysql && c.isOneOf('div', 'mod')) {
    const { at, value } = c.next()
    left = { kind: 'binary', operator: value === 'mod' ? '%' : value, left, right: parseTimesSymbols(c), at }
  }
  return left
}

const parsePlus = leftward(['+', '-'], parseTimes)
const parseOther = leftward(['||', '~', '~*', '!~', '!~*', '->', '->>', '&', '|', '#'], parsePlus)

function parseUnary(c: Cursor): Expression {
  const { at, text, kind } = c.token
  if (kind === 'operator' && (text === '-' || text === '+' || (text === '!' && c.mysql))) {
    c.next()
    const operand = parseUnary(c)
    if (text === '-' && operand.kind === 'literal' && operand.type === 'number') return { ...operand, value: `-${operand.value}`, at }
    return { kind: 'unary', operator: text === '!' ? 'not' : text, operand, at }
  }
  return parsePostfix(c)
}

function parsePostfix(c: Cursor): Expression {
  let operand = parsePrimary(c)
  for (;;) {
    const { at } = c.token
    if (c.operator('::')) operand = { kind: 'cast', operand, type: parseType(c), at }
    else if (c.word('collate')) c.anyName()
    else if (c.word('at', 'time', 'zone')) operand = { kind: 'call', name: 'timezone', args: [parsePostfix(c), operand], distinct: false, at }
    else return operand
  }
}

function parsePrimary(c: Cursor): Expression {
  const { kind, value, text, at } = c.token
  if (kind === 'number') {
    c.next()
    return { kind: 'literal', value: text, type: 'number', at }
  }
  if (kind === 'string') {
    c.next()
    return { kind: 'literal', value, type: 'string', at }
  }
  if (c.operator('*')) return { kind: 'star', at }
  if (c.operator('(')) return parseParenthesis(c, at)
  if (kind === 'word') {
    const special = parseSpecial(c, value, at)
    if (special) return special
  }
  return parseName(c)
}

function parseParenthesis(c: Cursor, at: number): Expression {
  if (c.startsQuery) {
    const query = c.query()
    c.expect(')')
    return { kind: 'subquery', query, at }
  }
  const inner = parseExpression(c)
  c.expect(')')
  return inner
}

const constants: Readonly<Record<string, string | boolean | null>> = { true: true, false: false, null: null }
const bareFunctions = [
  'current_date',
  'current_timestamp',
  'current_time',
  'localtimestamp',
  'localtime',
  'current_user',
  'session_user',
  'user',
  'current_catalog',
  'current_schema',
  'current_role',
]

function parseSpecial(c: Cursor, word: string, at: number): Expression | undefined {
  if (Object.hasOwn(constants, word)) {
    c.next()
    return { kind: 'literal', value: constants[word] ?? null, type: word === 'null' ? 'null' : 'boolean', at }
  }
  if (bareFunctions.includes(word) && !(c.ahead(1).text === '(' && c.mysql)) {
    if (c.mysql && /^(current_schema|session_user|user|current_role|current_catalog)$/.test(word)) return undefined
    c.next()
    if (c.operator('(')) {
      if (!c.isOperator(')')) c.integer()
      c.expect(')')
    }
    return { kind: 'call', name: word, args: [], distinct: false, at }
  }
  if (word === 'case') return parseCase(c)
  if (word === 'default') {
    c.next()
    return { kind: 'default', at }
  }
  if (word === 'exists' && c.ahead(1).text === '(') {
    c.next()
    c.expect('(')
    const query = c.query()
    c.expect(')')
    return { kind: 'exists', query, at }
  }
  if (word === 'cast' || (word === 'convert' && c.mysql)) {
    c.next()
    c.expect('(')
    const operand = parseExpression(c)
    if (word === 'cast') c.expectWord('as')
    else c.expect(',')
    const type = parseType(c)
    c.expect(')')
    return { kind: 'cast', operand, type, at }
  }
  if (word === 'interval' && (c.ahead(1).kind === 'string' || (c.mysql && c.ahead(1).kind === 'number'))) {
    c.next()
    const text = c.next().value
    const unit = c.oneOf('second', 'minute', 'hour', 'day', 'week', 'month', 'year')
    return { kind: 'interval', text: unit ? `${text} ${unit}` : text, at }
  }
  if (/^(date|time|timestamp|timestamptz|json|jsonb|numeric|bool|boolean|text|inet|uuid)$/.test(word) && c.ahead(1).kind === 'string') {
    const type = parseType(c)
    return { kind: 'cast', operand: parsePrimary(c), type, at }
  }
  return parseOddCall(c, word, at)
}

/** Calls with words between their arguments. */
function parseOddCall(c: Cursor, word: string, at: number): Expression | undefined {
  if (c.ahead(1).text !== '(') return undefined
  const call = (name: string, args: Expression[]): Expression => {
    c.expect(')')
    return { kind: 'call', name, args, distinct: false, at }
  }
  if (word === 'extract') {
    c.next()
    c.expect('(')
    const field = c.token
    const part: Expression = { kind: 'literal', value: field.kind === 'string' ? field.value : field.value, type: 'string', at: field.at }
    c.next()
    c.expectWord('from')
    return call('extract', [part, parseExpression(c)])
  }
  if (word === 'position') {
    c.next()
    c.expect('(')
    const what = parseOther(c)
    c.expectWord('in')
    const where = parseExpression(c)
    return call('strpos', [where, what])
  }
  if (word === 'substring') {
    c.next()
    c.expect('(')
    const args = [parseExpression(c)]
    while (c.operator(',') || c.word('from') || c.word('for')) args.push(parseExpression(c))
    return call('substr', args)
  }
  if (word === 'trim') {
    c.next()
    c.expect('(')
    const side = c.oneOf('both', 'leading', 'trailing') ?? 'both'
    const first = c.isWord('from') ? undefined : parseExpression(c)
    const text = c.word('from') || c.operator(',') ? parseExpression(c) : undefined
    const name = side === 'leading' ? 'ltrim' : side === 'trailing' ? 'rtrim' : 'btrim'
    return call(name, text ? (first ? [text, first] : [text]) : first ? [first] : [])
  }
  return undefined
}

function parseCase(c: Cursor): Expression {
  const { at } = c.next()
  const subject = c.isWord('when') ? undefined : parseExpression(c)
  const branches: [Expression, Expression][] = []
  while (c.word('when')) {
    const when = parseExpression(c)
    c.expectWord('then')
    branches.push([when, parseExpression(c)])
  }
  if (branches.length === 0) c.fail()
  const otherwise = c.word('else') ? parseExpression(c) : undefined
  c.expectWord('end')
  return { kind: 'case', branches, at, ...(subject && { subject }), ...(otherwise && { otherwise }) }
}

function parseName(c: Cursor): Expression {
  const { at } = c.token
  const callable =
    c.token.kind === 'word' &&
    c.ahead(1).text === '(' &&
    /^(left|right|if|replace|user|values|database|schema|mod|insert|repeat)$/.test(c.token.value)
  const first = callable ? c.anyName() : c.name()
  if (c.isOperator('(')) return parseCall(c, first.toLowerCase(), at)
  if (!c.operator('.')) return { kind: 'column', name: first, at }
  if (c.operator('*')) return { kind: 'star', table: first, at }
  const second = c.anyName()
  if (c.isOperator('(')) return parseCall(c, second.toLowerCase(), at)
  if (!c.operator('.')) return { kind: 'column', table: first, name: second, at }
  if (c.operator('*')) return { kind: 'star', table: second, at }
  return { kind: 'column', table: second, name: c.anyName(), at }
}

export function parseCall(c: Cursor, name: string, at: number): Extract<Expression, { kind: 'call' }> {
  c.expect('(')
  const distinct = c.word('distinct')
  const args: Expression[] = []
  if (!c.isOperator(')')) args.push(...c.list(() => parseExpression(c)))
  const order = c.word('order', 'by') ? parseOrder(c) : undefined
  if (c.mysql && c.word('separator')) args.push({ kind: 'literal', value: c.string(), type: 'string', at })
  c.expect(')')
  let filter: Expression | undefined
  if (c.isWord('filter') && c.ahead(1).text === '(') {
    c.next()
    c.expect('(')
    c.expectWord('where')
    filter = parseExpression(c)
    c.expect(')')
  }
  return { kind: 'call', name: c.isWord('over') ? `${name} over` : name, args, distinct, at, ...(filter && { filter }), ...(order && { order }) }
}

/** An expression with the text it was written in. */
export function parseWithText(c: Cursor, parse: (c: Cursor) => Expression = parseExpression): { expression: Expression; text: string } {
  const from = c.token.at
  const expression = parse(c)
  return { expression, text: c.sql.slice(from, c.previousEnd) }
}

/** What may follow DEFAULT: no comparison, or NOT NULL after it would be taken along. */
export const parseDefault = (c: Cursor): { expression: Expression; text: string } => parseWithText(c, parseOther)

export function parseOrder(c: Cursor): OrderItem[] {
  return c.list(() => {
    const by = parseExpression(c)
    const descending = c.word('desc')
    if (!descending) c.word('asc')
    const nulls = c.word('nulls') ? c.oneOf('first', 'last') : undefined
    return { by, descending, ...(nulls && { nullsFirst: nulls === 'first' }) }
  })
}
