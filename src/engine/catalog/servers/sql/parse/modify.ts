import type { Assignments, Expression, ObjectName, Select, Statement } from '../ast.ts'
import type { Cursor } from './cursor.ts'
import { parseExpression } from './expression.ts'
import { parseFromList, parseItems, parseQuery } from './query.ts'

export function parseObject(c: Cursor): ObjectName {
  const { at } = c.token
  const first = c.name()
  return c.operator('.') ? { schema: first, name: c.anyName(), at } : { name: first, at }
}

const returning = (c: Cursor): { returning?: Select['items'] } => (c.word('returning') ? { returning: parseItems(c) } : {})
const where = (c: Cursor): { where?: Expression } => (c.word('where') ? { where: parseExpression(c) } : {})

export function parseInsert(c: Cursor, replace: boolean): Statement {
  const ignore = c.mysql && c.word('ignore')
  if (!c.word('into') && !c.mysql) c.fail()
  const table = parseObject(c)
  if (c.word('as')) c.name()
  if (c.mysql && c.word('set')) {
    const set = parseAssignments(c)
    const row = set.map(({ value }) => value)
    return {
      kind: 'insert',
      table,
      ignore,
      replace,
      columns: set.map(({ column, at }) => ({ name: column, at })),
      source: valuesQuery([row], table.at),
    }
  }
  let columns: { name: string; at: number }[] | undefined
  if (c.isOperator('(') && !['select', 'with'].includes(c.ahead(1).value)) {
    columns = emptyGroup(c) ?? c.group(() => ({ at: c.token.at, name: c.name() }))
  }
  if (c.word('overriding')) {
    c.oneOf('system', 'user')
    c.expectWord('value')
  }
  if (c.word('default', 'values')) return { kind: 'insert', table, ignore, replace, ...returning(c) }
  const { at } = c.token
  const listed = c.mysql && c.oneOf('values', 'value')
  const source = listed
    ? valuesQuery(
        c.list(() => emptyGroup(c) ?? c.group(() => parseExpression(c))),
        at,
      )
    : parseQuery(c)
  return { kind: 'insert', table, ignore, replace, source, ...(columns && { columns }), ...conflict(c), ...returning(c) }
}

/** `()`. */
function emptyGroup(c: Cursor): never[] | undefined {
  if (!c.isOperator('(') || c.ahead(1).text !== ')') return undefined
  c.next()
  c.next()
  return []
}

const valuesQuery = (rows: readonly (readonly Expression[])[], at: number) => ({ with: [], order: [], body: { kind: 'values', rows, at } as const })

function conflict(c: Cursor): { conflict?: { columns: readonly string[]; set?: Assignments; where?: Expression } } {
  if (c.word('on', 'duplicate', 'key', 'update')) return { conflict: { columns: [], set: parseAssignments(c) } }
  if (!c.word('on', 'conflict')) return {}
  let columns: string[] = []
  if (c.isOperator('(')) columns = c.names()
  else if (c.word('on', 'constraint')) c.name()
  c.expectWord('do')
  if (c.word('nothing')) return { conflict: { columns } }
  c.expectWord('update', 'set')
  return { conflict: { columns, set: parseAssignments(c), ...where(c) } }
}

function parseAssignments(c: Cursor): Assignments {
  return c.list(() => {
    const { at } = c.token
    let column = c.name()
    if (c.operator('.')) column = c.name()
    c.expect('=')
    return { column, at, value: parseExpression(c) }
  })
}

const aliasBefore = (c: Cursor, ...stops: string[]): { alias?: string } =>
  c.word('as') ? { alias: c.name() } : c.isName() && !c.isOneOf(...stops) ? { alias: c.name() } : {}

export function parseUpdate(c: Cursor): Statement {
  const table = parseObject(c)
  const alias = aliasBefore(c, 'set')
  c.expectWord('set')
  const set = parseAssignments(c)
  const from = c.word('from') ? { from: parseFromList(c) } : {}
  return { kind: 'update', table, ...alias, set, ...from, ...where(c), ...returning(c) }
}

export function parseDelete(c: Cursor): Statement {
  c.expectWord('from')
  const table = parseObject(c)
  const alias = aliasBefore(c, 'where', 'using', 'returning')
  const using = c.word('using') ? { using: parseFromList(c) } : {}
  return { kind: 'delete', table, ...alias, ...using, ...where(c), ...returning(c) }
}
