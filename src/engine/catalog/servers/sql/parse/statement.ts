import type { ObjectName, RoleOptions, Statement } from '../ast.ts'
import { Fault } from '../fault.ts'
import type { LexicalRules } from '../lex.ts'
import { Cursor } from './cursor.ts'
import { parseDelete, parseInsert, parseObject, parseUpdate } from './modify.ts'
import { parseQuery } from './query.ts'
import { parseShow } from './show.ts'
import { indexColumns, parseAlterTable, parseCreateTable, parseIfNotExists } from './table.ts'

/** The statements of a text, separated by semicolons. Throws a syntax fault for the first that is none. */
export function parseStatements(sql: string, rules: LexicalRules): Statement[] {
  const c = new Cursor(sql, rules, parseQuery)
  const statements: Statement[] = []
  while (!c.done) {
    if (c.operator(';')) continue
    statements.push(parseStatement(c))
    if (!c.done) c.expect(';')
  }
  return statements
}

function parseStatement(c: Cursor): Statement {
  if (c.startsQuery) return { kind: 'query', query: parseQuery(c) }
  const word = c.token.kind === 'word' ? c.token.value : ''
  switch (word) {
    case 'insert':
    case 'replace':
      c.next()
      return parseInsert(c, word === 'replace')
    case 'update':
      c.next()
      return parseUpdate(c)
    case 'delete':
      c.next()
      return parseDelete(c)
    case 'create':
      c.next()
      return parseCreate(c)
    case 'alter':
      c.next()
      return parseAlter(c)
    case 'drop':
      c.next()
      return parseDrop(c)
    case 'grant':
    case 'revoke':
      c.next()
      return parseGrant(c, word === 'revoke')
    case 'truncate': {
      c.next()
      c.word('table')
      const tables = c.list(() => parseObject(c))
      const restart = c.word('restart', 'identity')
      if (!restart) c.word('continue', 'identity')
      return { kind: 'truncate', tables, restart, cascade: c.oneOf('cascade', 'restrict') === 'cascade' }
    }
    default:
      return parseTransaction(c) ?? parseShow(c) ?? parseRefused(c, word)
  }
}

function parseRefused(c: Cursor, word: string): never {
  const known = c.mysql
    ? ['call', 'lock', 'explain', 'load', 'prepare', 'handler']
    : ['copy', 'explain', 'prepare', 'execute', 'declare', 'fetch', 'listen', 'notify', 'lock', 'do', 'merge', 'call', 'cluster']
  if (known.includes(word)) throw new Fault('not-simulated', { what: word.toUpperCase() }, c.token.at)
  return c.fail()
}

function parseTransaction(c: Cursor): Statement | undefined {
  const noise = (): void => {
    c.oneOf('work', 'transaction')
    while (c.oneOf('isolation', 'level', 'read', 'committed', 'repeatable', 'serializable', 'write', 'only')) c.operator(',')
  }
  const plain = (kind: 'begin' | 'commit' | 'rollback'): Statement => {
    noise()
    return { kind }
  }
  if (c.word('begin') || c.word('start', 'transaction')) return plain('begin')
  if (c.word('commit') || (!c.mysql && c.word('end'))) return plain('commit')
  if (c.word('rollback') || (!c.mysql && c.word('abort'))) {
    if (!c.word('work', 'to') && !c.word('to')) return plain('rollback')
    c.word('savepoint')
    return { kind: 'rollback-to', name: c.name() }
  }
  if (c.word('savepoint')) return { kind: 'savepoint', name: c.name() }
  if (c.word('release')) {
    c.word('savepoint')
    return { kind: 'release', name: c.name() }
  }
  return undefined
}

function parseCreate(c: Cursor): Statement {
  const replace = c.word('or', 'replace')
  c.oneOf('temporary', 'temp', 'unlogged')
  if (c.word('table')) return parseCreateTable(c)
  const unique = c.word('unique')
  if (c.word('index')) return parseCreateIndex(c, unique)
  if (c.word('view')) {
    const view = parseObject(c)
    const columns = c.isOperator('(') ? { columns: c.names() } : {}
    c.expectWord('as')
    const from = c.token.at
    const query = parseQuery(c)
    return { kind: 'create-view', view, replace, query, text: c.sql.slice(from, c.previousEnd), ...columns }
  }
  if (c.word('sequence')) return parseCreateSequence(c)
  if (c.mysql && c.word('schema')) return parseCreateDatabase(c)
  if (c.word('schema')) return { kind: 'create-schema', ifNotExists: parseIfNotExists(c), name: c.name() }
  if (c.word('database')) return parseCreateDatabase(c)
  const role = c.oneOf('user', 'role')
  if (role) {
    const ifNotExists = parseIfNotExists(c)
    const account = parseAccount(c)
    return {
      kind: 'create-role',
      command: role === 'user' ? 'USER' : 'ROLE',
      ifNotExists,
      ...account,
      options: { login: role === 'user', ...parseRoleOptions(c) },
    }
  }
  const what = c.oneOf(
    'function',
    'procedure',
    'trigger',
    'extension',
    'type',
    'domain',
    'materialized',
    'event',
    'rule',
    'policy',
    'publication',
    'subscription',
    'aggregate',
    'operator',
  )
  if (what) throw new Fault('not-simulated', { what: `CREATE ${what.toUpperCase()}` }, 0)
  return c.fail()
}

/** A role; in MySQL `'name'@'host'`. */
function parseAccount(c: Cursor): { name: string; host?: string } {
  const name = c.anyName()
  if (!c.mysql) return { name }
  // The word after @ was read as a variable: @'%' comes as operator and text, @localhost as one word.
  if (c.token.kind === 'word' && c.token.text.startsWith('@')) {
    const rest = c.next().text.slice(1)
    return { name, host: rest === '' ? c.anyName() : rest }
  }
  return { name, host: '%' }
}

function parseCreateIndex(c: Cursor, unique: boolean): Statement {
  c.word('concurrently')
  const ifNotExists = parseIfNotExists(c)
  const name = c.isWord('on') ? {} : { name: c.name() }
  c.expectWord('on')
  const table = parseObject(c)
  if (c.word('using')) c.name()
  return { kind: 'create-index', unique, ifNotExists, table, columns: indexColumns(c), ...name }
}

function parseCreateSequence(c: Cursor): Statement {
  const ifNotExists = parseIfNotExists(c)
  const name = parseObject(c)
  let start = 1
  let increment = 1
  for (;;) {
    if (c.word('start')) {
      c.word('with')
      start = c.integer()
    } else if (c.word('increment')) {
      c.word('by')
      increment = c.integer()
    } else break
  }
  return { kind: 'create-sequence', name, ifNotExists, start, increment }
}

function parseCreateDatabase(c: Cursor): Statement {
  const ifNotExists = parseIfNotExists(c)
  const name = c.name()
  let owner: { owner?: string } = {}
  c.word('with')
  while (c.isOneOf('owner', 'encoding', 'template', 'lc_collate', 'lc_ctype', 'locale', 'default', 'character', 'charset', 'collate', 'connection')) {
    c.word('default')
    const key = c.next().value
    if (key === 'character') c.expectWord('set')
    c.operator('=')
    const value = c.token.kind === 'string' ? c.string() : c.anyName()
    if (key === 'owner') owner = { owner: value }
  }
  return { kind: 'create-database', name, ifNotExists, ...owner }
}

function parseRoleOptions(c: Cursor): RoleOptions {
  const options: { -readonly [K in keyof RoleOptions]: RoleOptions[K] } = {}
  c.word('with')
  for (;;) {
    const word = c.oneOf(
      'login',
      'nologin',
      'superuser',
      'nosuperuser',
      'createdb',
      'nocreatedb',
      'createrole',
      'nocreaterole',
      'inherit',
      'noinherit',
      'replication',
      'noreplication',
      'bypassrls',
      'nobypassrls',
      'encrypted',
      'password',
      'identified',
      'require',
      'default',
    )
    if (!word) return options
    if (word === 'identified') {
      if (c.word('with')) c.anyName()
      if (c.word('by')) options.password = c.string()
    } else if (word === 'password') options.password = c.word('null') ? null : c.string()
    else if (word === 'require') c.next()
    else {
      const on = !word.startsWith('no')
      const key = on ? word : word.slice(2)
      if (key === 'login' || key === 'superuser' || key === 'createdb' || key === 'createrole') options[key] = on
    }
  }
}

function parseAlter(c: Cursor): Statement {
  if (c.word('table')) return parseAlterTable(c)
  if (c.oneOf('user', 'role')) {
    c.word('if', 'exists')
    return { kind: 'alter-role', ...parseAccount(c), options: parseRoleOptions(c) }
  }
  if (c.word('database')) {
    const name = c.name()
    if (c.word('rename', 'to')) return { kind: 'alter-database', name, renameTo: c.name() }
    c.expectWord('owner', 'to')
    return { kind: 'alter-database', name, owner: c.name() }
  }
  const what = c.oneOf('system', 'view', 'index', 'sequence', 'schema', 'type', 'default', 'function', 'extension')
  if (what) throw new Fault('not-simulated', { what: `ALTER ${what.toUpperCase()}` }, 0)
  return c.fail()
}

function parseDrop(c: Cursor): Statement {
  const word = c.oneOf('table', 'view', 'index', 'sequence', 'schema', 'database', 'role', 'user')
  if (!word) return c.fail()
  const what = word === 'user' ? 'role' : c.mysql && word === 'schema' ? 'database' : (word as 'table')
  if (word === 'index') c.word('concurrently')
  const ifExists = c.word('if', 'exists')
  const names = c.list((): ObjectName => {
    const { at } = c.token
    if (what !== 'role') return parseObject(c)
    const { name, host } = parseAccount(c)
    return { name, at, ...(host !== undefined && { schema: host }) }
  })
  const on = c.mysql && word === 'index' && c.word('on') ? { on: parseObject(c) } : {}
  if (word === 'database' && c.word('with')) c.group(() => c.name())
  return { kind: 'drop', what, names, ifExists, cascade: c.oneOf('cascade', 'restrict') === 'cascade', ...on }
}

function parseGrant(c: Cursor, revoke: boolean): Statement {
  const privileges = c.list(() => {
    if (c.word('all')) {
      c.word('privileges')
      return 'ALL PRIVILEGES'
    }
    const words = [c.next().text.toUpperCase()]
    while (!c.isOneOf('on', 'to', 'from') && c.token.kind === 'word') words.push(c.next().text.toUpperCase())
    return words.join(' ')
  })
  let on: { kind: 'table' | 'database' | 'schema' | 'all'; name: string } | undefined
  if (c.word('on')) {
    const kind = c.word('all') ? 'all' : ((c.oneOf('table', 'database', 'schema') as 'table' | undefined) ?? 'table')
    if (kind === 'all') {
      c.next()
      c.expectWord('in', 'schema')
    }
    const part = (): string => (c.operator('*') ? '*' : c.name())
    const name = c
      .list(() => {
        const first = part()
        return c.operator('.') ? `${first}.${part()}` : first
      })
      .join(', ')
    on = { kind, name }
  }
  c.expectWord(revoke ? 'from' : 'to')
  const roles = c.list(() => {
    const { name, host } = parseAccount(c)
    return host === undefined ? name : `${name}@${host}`
  })
  if (c.word('with')) {
    c.next()
    c.next()
  }
  return { kind: 'grant', revoke, privileges, roles, ...(on && { on }) }
}
