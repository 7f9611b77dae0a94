import type { Statement } from '../ast.ts'
import type { Cursor } from './cursor.ts'
import { parseObject } from './modify.ts'

/** SET, SHOW, DESCRIBE, USE and statements that change nothing the lab models. */
export function parseShow(c: Cursor): Statement | undefined {
  if (c.word('set')) return parseSet(c)
  if (c.word('reset')) return { kind: 'set', name: c.name(), value: 'default' }
  if (c.mysql) return parseMysqlShow(c)
  if (c.word('show')) {
    if (c.word('all')) return { kind: 'show', what: 'all' }
    if (c.word('time', 'zone')) return { kind: 'show', what: 'variable', name: 'timezone' }
    if (c.word('transaction', 'isolation', 'level')) return { kind: 'show', what: 'variable', name: 'transaction_isolation' }
    return { kind: 'show', what: 'variable', name: c.anyName() }
  }
  for (const word of ['vacuum', 'analyze', 'checkpoint', 'reindex', 'discard', 'comment', 'reassign'])
    if (c.word(word)) {
      while (!c.done && !c.isOperator(';')) c.next()
      return { kind: 'no-op', tag: word.toUpperCase() }
    }
  return undefined
}

function parseSet(c: Cursor): Statement {
  c.oneOf('session', 'local', 'global')
  if (c.isOneOf('transaction', 'characteristics')) {
    while (!c.done && !c.isOperator(';')) c.next()
    return { kind: 'no-op', tag: 'SET' }
  }
  if (c.mysql && c.word('names')) return { kind: 'set', name: 'names', value: c.next().value }
  let name = c.word('time', 'zone') ? 'timezone' : c.anyName().toLowerCase()
  if (c.operator('.')) name += `.${c.anyName()}`
  if (!c.operator('=') && !c.operator(':=')) c.word('to')
  const values = c.list(() => {
    const sign = c.operator('-') ? '-' : ''
    if (c.done || c.isOperator(';')) c.fail()
    return sign + c.next().value
  })
  return { kind: 'set', name, value: values.join(', ') }
}

function parseMysqlShow(c: Cursor): Statement | undefined {
  if (c.word('use')) return { kind: 'use', database: c.name() }
  const describe = c.oneOf('describe', 'desc')
  if (describe || (c.isWord('explain') && c.ahead(1).kind !== 'end' && !['select', 'insert', 'update', 'delete'].includes(c.ahead(1).value))) {
    if (!describe) c.next()
    return { kind: 'describe', table: parseObject(c) }
  }
  if (c.word('flush')) {
    while (!c.done && !c.isOperator(';')) c.next()
    return { kind: 'no-op', tag: 'FLUSH' }
  }
  if (!c.word('show')) return undefined
  c.oneOf('global', 'session')
  const full = c.word('full')
  const from = (): { from?: string } => (c.oneOf('from', 'in') ? { from: c.name() } : {})
  const like = (): { like?: string } => (c.word('like') ? { like: c.string() } : {})
  if (c.oneOf('databases', 'schemas')) return { kind: 'show', what: 'databases', ...like() }
  if (c.word('tables')) return { kind: 'show', what: 'tables', full, ...from(), ...like() }
  if (c.oneOf('columns', 'fields')) {
    c.oneOf('from', 'in')
    return { kind: 'describe', table: parseObject(c) }
  }
  if (c.word('create', 'table')) return { kind: 'show', what: 'create-table', name: parseObject(c).name }
  if (c.word('create', 'database')) return { kind: 'show', what: 'create-database', name: c.name() }
  if (c.oneOf('index', 'indexes', 'keys')) {
    c.oneOf('from', 'in')
    return { kind: 'show', what: 'index', name: parseObject(c).name }
  }
  if (c.word('grants')) {
    let name = ''
    if (c.word('for')) while (!c.done && !c.isOperator(';')) name += c.next().value
    return { kind: 'show', what: 'grants', ...(name !== '' && { name }) }
  }
  const what = c.oneOf('variables', 'status', 'processlist', 'warnings', 'errors', 'engines')
  if (!what) return c.fail()
  return { kind: 'show', what, ...like() }
}
