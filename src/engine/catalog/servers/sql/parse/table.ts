import type { AlterAction, ColumnDefinition, Expression, Reference, Statement, TableConstraint } from '../ast.ts'
import type { Cursor } from './cursor.ts'
import { parseDefault, parseWithText } from './expression.ts'
import { parseObject } from './modify.ts'
import { parseQuery } from './query.ts'
import { parseType } from './type.ts'

export const parseIfNotExists = (c: Cursor): boolean => c.word('if', 'not', 'exists')

export function parseCreateTable(c: Cursor): Statement {
  const ifNotExists = parseIfNotExists(c)
  const table = parseObject(c)
  const columns: ColumnDefinition[] = []
  const constraints: TableConstraint[] = []
  if (c.isOperator('(')) {
    c.next()
    if (!c.isOperator(')'))
      c.list(() => {
        const constraint = parseTableConstraint(c)
        if (constraint) constraints.push(constraint)
        else columns.push(parseColumn(c))
      })
    c.expect(')')
  }
  if (c.mysql) tableOptions(c)
  const as = c.word('as') || (c.mysql && c.isWord('select')) ? { as: parseQuery(c) } : {}
  if (columns.length === 0 && !as.as && c.mysql) c.fail()
  return { kind: 'create-table', table, ifNotExists, columns, constraints, ...as }
}

/** ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 and their like. */
function tableOptions(c: Cursor): void {
  while (c.isOneOf('engine', 'default', 'charset', 'character', 'collate', 'auto_increment', 'comment')) {
    c.word('default')
    if (!c.word('character', 'set')) c.next()
    c.operator('=')
    c.next()
    c.operator(',')
  }
}

export function parseTableConstraint(c: Cursor): TableConstraint | undefined {
  const { at } = c.token
  const named = c.word('constraint')
  const name = named && !c.isOneOf('primary', 'unique', 'check', 'foreign') ? { name: c.name() } : {}
  if (c.word('primary', 'key')) return { kind: 'primary', columns: indexColumns(c), at, ...name }
  const unique = c.isWord('unique')
  if (unique || (c.mysql && c.isOneOf('key', 'index') && (c.ahead(1).text === '(' || c.ahead(2).text === '('))) {
    c.next()
    if (c.mysql && unique) c.oneOf('key', 'index')
    const own = c.mysql && c.isName() ? { name: c.name() } : name
    return { kind: unique ? 'unique' : 'index', columns: indexColumns(c), at, ...own }
  }
  if (c.word('check')) return { kind: 'check', ...parenthesised(c), at, ...name }
  if (c.word('foreign', 'key')) {
    if (c.mysql && c.isName()) c.name()
    const columns = c.names()
    c.expectWord('references')
    return { kind: 'foreign', columns, references: parseReference(c), at, ...name }
  }
  if (named) c.fail()
  return undefined
}

export const indexColumns = (c: Cursor): string[] =>
  c.group(() => {
    const name = c.name()
    if (c.isOperator('(')) c.group(() => c.integer())
    c.oneOf('asc', 'desc')
    return name
  })

function parenthesised(c: Cursor): { expression: Expression; text: string } {
  c.expect('(')
  const parsed = parseWithText(c)
  c.expect(')')
  return parsed
}

function parseReference(c: Cursor): Reference {
  const { at } = c.token
  const { name } = parseObject(c)
  const columns = c.isOperator('(') ? c.names() : []
  const actions: { onDelete?: string; onUpdate?: string } = {}
  for (;;) {
    if (c.word('on', 'delete')) actions.onDelete = action(c)
    else if (c.word('on', 'update')) actions.onUpdate = action(c)
    else if (c.word('match')) c.oneOf('full', 'simple', 'partial')
    else if (!c.word('deferrable') && !c.word('not', 'deferrable') && !c.word('initially', 'deferred') && !c.word('initially', 'immediate')) break
  }
  return { table: name, columns, at, ...actions }
}

function action(c: Cursor): string {
  if (c.word('set', 'null')) return 'SET NULL'
  if (c.word('set', 'default')) return 'SET DEFAULT'
  if (c.word('no', 'action')) return 'NO ACTION'
  const word = c.oneOf('cascade', 'restrict')
  return word ? word.toUpperCase() : c.fail()
}

export function parseColumn(c: Cursor): ColumnDefinition {
  const { at } = c.token
  const name = c.name()
  const type = parseType(c)
  const constraints: TableConstraint[] = []
  let settings: {
    notNull: boolean
    autoIncrement: boolean
    onUpdateNow: boolean
    identity?: 'always' | 'by default'
    default?: ColumnDefinition['default']
  } = {
    notNull: false,
    autoIncrement: false,
    onUpdateNow: false,
  }
  for (;;) {
    const place = c.token.at
    const label = c.word('constraint') ? { name: c.name() } : {}
    if (c.word('not', 'null')) settings.notNull = true
    else if (c.word('null')) settings.notNull = false
    else if (c.word('primary', 'key')) constraints.push({ kind: 'primary', columns: [name], at: place, ...label })
    else if (c.word('unique')) {
      if (c.mysql) c.word('key')
      constraints.push({ kind: 'unique', columns: [name], at: place, ...label })
    } else if (c.word('check')) constraints.push({ kind: 'check', ...parenthesised(c), at: place, ...label })
    else if (c.word('default')) settings = { ...settings, default: parseDefault(c) }
    else if (c.word('references')) constraints.push({ kind: 'foreign', columns: [name], references: parseReference(c), at: place, ...label })
    else if (c.mysql && c.word('auto_increment')) settings.autoIncrement = true
    else if (c.mysql && c.word('on', 'update', 'current_timestamp')) settings.onUpdateNow = true
    else if (c.mysql && c.word('comment')) c.string()
    else if (c.word('collate')) c.anyName()
    else if (c.word('generated')) {
      settings.identity = c.word('always') ? 'always' : 'by default'
      if (settings.identity === 'by default') c.expectWord('by', 'default')
      c.expectWord('as', 'identity')
    } else break
  }
  const { default: byDefault, ...rest } = settings
  return { name, type, constraints, at, ...rest, ...(byDefault && { default: byDefault }) }
}

export function parseAlterTable(c: Cursor): Statement {
  const ifExists = c.word('if', 'exists')
  c.word('only')
  const table = parseObject(c)
  const first = parseAction(c)
  const actions = [first]
  // A renaming stands alone in PostgreSQL.
  while ((c.mysql || !first.kind.startsWith('rename')) && c.operator(',')) {
    if (!c.mysql && c.isWord('rename')) c.fail()
    actions.push(parseAction(c))
  }
  return { kind: 'alter-table', table, ifExists, actions }
}

function parseAction(c: Cursor): AlterAction {
  if (c.word('add')) {
    const constraint = parseTableConstraint(c)
    if (constraint) return { kind: 'add-constraint', constraint }
    c.word('column')
    const ifNotExists = parseIfNotExists(c)
    const column = parseColumn(c)
    if (c.mysql && !c.word('first') && c.word('after')) c.name()
    return { kind: 'add-column', ifNotExists, column }
  }
  if (c.word('drop', 'constraint') || (c.mysql && (c.word('drop', 'index') || c.word('drop', 'foreign', 'key')))) {
    const ifExists = c.word('if', 'exists')
    const name = c.name()
    c.oneOf('cascade', 'restrict')
    return { kind: 'drop-constraint', name, ifExists }
  }
  if (c.word('drop')) {
    c.word('column')
    const ifExists = c.word('if', 'exists')
    const { at } = c.token
    const name = c.name()
    c.oneOf('cascade', 'restrict')
    return { kind: 'drop-column', name, ifExists, at }
  }
  if (c.word('rename', 'to') || (c.mysql && c.word('rename', 'as'))) return { kind: 'rename', to: c.name() }
  if (c.word('rename')) {
    c.word('column')
    const { at } = c.token
    const from = c.name()
    c.expectWord('to')
    return { kind: 'rename-column', from, to: c.name(), at }
  }
  if (c.word('owner', 'to')) return { kind: 'owner', to: c.name() }
  if (c.mysql && c.word('modify')) {
    c.word('column')
    const column = parseColumn(c)
    return { kind: 'modify', from: column.name, column }
  }
  if (c.mysql && c.word('change')) {
    c.word('column')
    const from = c.name()
    return { kind: 'modify', from, column: parseColumn(c) }
  }
  c.expectWord('alter')
  return parseAlterColumn(c)
}

function parseAlterColumn(c: Cursor): AlterAction {
  c.word('column')
  const { at } = c.token
  const column = c.name()
  if (c.word('set', 'default')) return { kind: 'set-default', column, default: parseDefault(c), at }
  if (c.word('drop', 'default')) return { kind: 'set-default', column, at }
  if (c.word('set', 'not', 'null')) return { kind: 'set-not-null', column, notNull: true, at }
  if (c.word('drop', 'not', 'null')) return { kind: 'set-not-null', column, notNull: false, at }
  c.word('set', 'data')
  c.expectWord('type')
  const type = parseType(c)
  if (c.word('using')) parseDefault(c)
  return { kind: 'set-type', column, type, at }
}
