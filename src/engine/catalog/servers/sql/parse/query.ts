import type { Expression, From, Query, QueryBody, Select } from '../ast.ts'
import type { Cursor } from './cursor.ts'
import { parseCall, parseExpression, parseOrder, parseWithText } from './expression.ts'

/** SELECT with everything around it: WITH, UNION, ORDER BY, LIMIT. */
export function parseQuery(c: Cursor): Query {
  const tables: { name: string; columns?: readonly string[]; query: Query; recursive: boolean }[] = []
  if (c.word('with')) {
    const recursive = c.word('recursive')
    c.list(() => {
      const name = c.name()
      const columns = c.isOperator('(') ? c.names() : undefined
      c.expectWord('as')
      if (c.word('not')) c.expectWord('materialized')
      else c.word('materialized')
      c.expect('(')
      tables.push({ name, query: parseQuery(c), recursive, ...(columns && { columns }) })
      c.expect(')')
    })
  }
  const body = parseUnion(c)
  const order = c.word('order', 'by') ? parseOrder(c) : []
  let limit: Expression | undefined
  let offset: Expression | undefined
  for (;;) {
    if (c.word('limit')) {
      if (c.word('all')) continue
      limit = parseExpression(c)
      if (c.mysql && c.operator(',')) {
        offset = limit
        limit = parseExpression(c)
      }
    } else if (c.word('offset')) {
      offset = parseExpression(c)
      c.oneOf('row', 'rows')
    } else if (c.word('fetch')) {
      c.oneOf('first', 'next')
      limit = c.isOneOf('row', 'rows') ? { kind: 'literal', type: 'number', value: '1', at: 0 } : parseExpression(c)
      c.oneOf('row', 'rows')
      c.expectWord('only')
    } else if (c.isWord('for') && (c.ahead(1).value === 'update' || c.ahead(1).value === 'share')) {
      c.next()
      c.next()
    } else break
  }
  return { with: tables, body, order, ...(limit && { limit }), ...(offset && { offset }) }
}

function parseUnion(c: Cursor): QueryBody {
  let left = parseIntersect(c)
  while (c.isOneOf('union', 'except')) {
    const { value, at } = c.next()
    const all = c.word('all')
    c.word('distinct')
    left = { kind: 'set', operator: value as 'union', all, left, right: parseIntersect(c), at }
  }
  return left
}

function parseIntersect(c: Cursor): QueryBody {
  let left = parseOperand(c)
  while (c.isWord('intersect')) {
    const { at } = c.next()
    const all = c.word('all')
    left = { kind: 'set', operator: 'intersect', all, left, right: parseOperand(c), at }
  }
  return left
}

function parseOperand(c: Cursor): QueryBody {
  const { at } = c.token
  if (c.operator('(')) {
    const inner = parseQuery(c)
    c.expect(')')
    if (inner.order.length === 0 && !inner.limit && !inner.offset) return inner.body
    return selectStar({ kind: 'query', query: inner, alias: '' })
  }
  if (c.word('values')) return { kind: 'values', rows: c.list(() => parseRow(c)), at }
  if (c.word('table')) return selectStar(parseTable(c))
  return parseSelect(c)
}

function parseRow(c: Cursor): Expression[] {
  c.word('row')
  return c.group(() => parseExpression(c))
}

const selectStar = (from: From): Select => ({
  kind: 'select',
  distinct: false,
  items: [{ expression: { kind: 'star', at: 0 }, text: '*' }],
  from,
  group: [],
})

function parseSelect(c: Cursor): Select {
  c.expectWord('select')
  const distinct = c.word('distinct')
  c.word('all')
  const items = c.isWord('from') || c.done || c.isOperator(';') || c.isOperator(')') ? [] : parseItems(c)
  const from = c.word('from') ? parseFromList(c) : undefined
  const where = c.word('where') ? parseExpression(c) : undefined
  const group = c.word('group', 'by') ? c.list(() => parseExpression(c)) : []
  const having = c.word('having') ? parseExpression(c) : undefined
  return { kind: 'select', distinct, items, group, ...(from && { from }), ...(where && { where }), ...(having && { having }) }
}

export function parseItems(c: Cursor): Select['items'] {
  return c.list(() => {
    const { expression, text } = parseWithText(c)
    const alias = c.word('as') ? c.anyName() : c.isName() || (c.mysql && c.token.kind === 'string') ? c.anyName() : undefined
    return { expression, text, ...(alias !== undefined && { alias }) }
  })
}

export function parseFromList(c: Cursor): From {
  let left = parseJoins(c)
  while (c.operator(',')) left = { kind: 'join', how: 'cross', left, right: parseJoins(c) }
  return left
}

function parseJoins(c: Cursor): From {
  let left = parseFromItem(c)
  for (;;) {
    const natural = c.word('natural')
    const how = joinKind(c)
    if (!how) {
      if (natural) c.fail()
      return left
    }
    const right = parseFromItem(c)
    if (how === 'cross' || natural) left = { kind: 'join', how, left, right, ...(natural && { natural }) }
    else if (c.word('on')) left = { kind: 'join', how, left, right, on: parseExpression(c) }
    else if (c.word('using')) left = { kind: 'join', how, left, right, using: c.names() }
    else if (c.mysql && how === 'inner') left = { kind: 'join', how: 'cross', left, right }
    else c.fail()
  }
}

function joinKind(c: Cursor): 'inner' | 'left' | 'right' | 'full' | 'cross' | undefined {
  if (c.word('join') || c.word('inner', 'join')) return 'inner'
  if (c.word('cross', 'join')) return 'cross'
  for (const side of ['left', 'right', 'full'] as const) {
    if (c.word(side, 'join') || c.word(side, 'outer', 'join')) return side
  }
  return undefined
}

function parseAlias(c: Cursor): { alias?: string; columns?: readonly string[] } {
  if (!c.word('as') && !c.isName()) return {}
  if (c.mysql && c.isOneOf('set', 'straight_join')) return {}
  const alias = c.anyName()
  return c.isOperator('(') ? { alias, columns: c.names() } : { alias }
}

function parseFromItem(c: Cursor): From {
  c.word('lateral')
  if (c.isOperator('(')) {
    if (!c.startsQuery) {
      c.next()
      const inner = parseFromList(c)
      c.expect(')')
      return inner
    }
    c.next()
    const query = parseQuery(c)
    c.expect(')')
    const { alias = '', columns } = parseAlias(c)
    return { kind: 'query', query, alias, ...(columns && { columns }) }
  }
  return parseTable(c)
}

function parseTable(c: Cursor): From {
  const { at } = c.token
  c.word('only')
  const first = c.name()
  if (c.isOperator('(')) {
    const call = parseCall(c, first.toLowerCase(), at)
    const { alias = first, columns } = parseAlias(c)
    return { kind: 'function', call, alias, ...(columns && { columns }) }
  }
  const second = c.operator('.') ? c.anyName() : undefined
  return { kind: 'table', name: second ?? first, at, ...(second !== undefined && { schema: first }), ...parseAlias(c) }
}
