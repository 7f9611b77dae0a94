import type { AlterAction, Statement } from '../ast.ts'
import { Fault } from '../fault.ts'
import { convert } from '../query/coerce.ts'
import type { Session } from '../session.ts'
import type { Schema } from '../store/cluster.ts'
import type { Column, Table } from '../store/table.ts'
import { resolveType } from '../types.ts'
import { addConstraint, enter, makeColumn, relationExists } from './define.ts'
import type { Outcome } from './outcome.ts'
import { checkRow, defaultValue } from './row.ts'

/** ALTER TABLE, action by action. */
export function alterTable(statement: Extract<Statement, { kind: 'alter-table' }>, session: Session): Outcome {
  const { schema: schemaName, name, at } = statement.table
  const schema = session.schemasFor(schemaName).find((one) => one.tables.has(name))
  const table = schema?.tables.get(name)
  if (!schema || !table) {
    if (!statement.ifExists) session.table(schemaName, name, at)
    session.notice(`relation "${name}" does not exist, skipping`)
    return { tag: 'ALTER TABLE' }
  }
  requireOwner(session, table.owner, 'table', name)
  session.tx.undo.push(table.snapshot())
  session.tx.catalogChanged = true
  session.tx.dirty.add(table)
  for (const action of statement.actions) act(action, table, schema, session)
  return { tag: 'ALTER TABLE' }
}

export function requireOwner(session: Session, owner: string, what: string, name: string): void {
  if (!session.mysql && !session.superuser && session.role !== owner) throw new Fault('denied', { what: `must be owner of ${what} ${name}` })
}

function columnIndex(table: Table, name: string, session: Session, at?: number): number {
  const index = table.position(name, session.mysql)
  if (index < 0)
    throw new Fault(
      'undefined-column',
      { name, relation: table.name, table: table.name, ...(session.mysql && { drop: 'yes' }) },
      session.mysql ? at : undefined,
    )
  return index
}

const replaceColumn = (table: Table, index: number, change: (column: Column) => Column): void => {
  table.columns = table.columns.map((column, i) => (i === index ? change(column) : column))
}

function act(action: AlterAction, table: Table, schema: Schema, session: Session): void {
  switch (action.kind) {
    case 'add-column':
      addColumn(action, table, schema, session)
      break
    case 'drop-column':
      dropColumn(action, table, session)
      break
    case 'rename-column':
      renameColumn(table, columnIndex(table, action.from, session, action.at), action.to)
      break
    case 'rename':
      if (relationExists(schema, action.to)) throw new Fault('duplicate-table', { name: action.to })
      renameTable(table, action.to, schema, session)
      break
    case 'add-constraint':
      addConstraint(table, action.constraint, session)
      break
    case 'drop-constraint':
      dropConstraint(action, table, session)
      break
    case 'owner':
      if (!session.cluster.roles.has(action.to)) throw new Fault('undefined-object', { what: 'role', name: action.to })
      table.owner = action.to
      break
    case 'set-default': {
      const index = columnIndex(table, action.column, session, action.at)
      replaceColumn(table, index, ({ default: _, sequence: __, ...column }) => ({
        ...column,
        ...(action.default && { default: { ...action.default, text: session.flavour.deparse(action.default.expression, column.type) } }),
      }))
      break
    }
    case 'set-not-null':
      setNotNull(columnIndex(table, action.column, session, action.at), action.notNull, table, session)
      break
    case 'set-type': {
      const index = columnIndex(table, action.column, session, action.at)
      changeType(table, index, { ...(table.columns[index] as Column), type: resolveType(action.type, session.mysql) }, session)
      break
    }
    case 'modify': {
      const index = columnIndex(table, action.from, session)
      const column = makeColumn(action.column, table, schema, session)
      if (action.from !== column.name) renameColumn(table, index, column.name)
      changeType(table, index, column, session)
      break
    }
  }
}

function addColumn(action: Extract<AlterAction, { kind: 'add-column' }>, table: Table, schema: Schema, session: Session): void {
  const { name } = action.column
  if (table.position(name, session.mysql) >= 0) {
    if (!action.ifNotExists) throw new Fault('duplicate-column', { name, relation: table.name })
    session.notice(`column "${name}" of relation "${table.name}" already exists, skipping`, '42701')
    return
  }
  const column = makeColumn(action.column, table, schema, session)
  table.columns = [...table.columns, column]
  for (const row of table.rows) {
    const value = column.autoIncrement ? table.nextNumber++ : defaultValue(column, session)
    if (value === null && column.notNull && row.xmax === 0 && !session.mysql)
      throw new Fault('not-null', { column: name, table: table.name, existing: 'yes' })
    row.values = [...row.values, value === null && column.notNull ? convert('0', { name: 'unknown' }, column.type, session) : value]
  }
  for (const constraint of action.column.constraints) addConstraint(table, constraint, session, name)
}

function dropColumn(action: Extract<AlterAction, { kind: 'drop-column' }>, table: Table, session: Session): void {
  const index = table.position(action.name, session.mysql)
  if (index < 0 && action.ifExists) {
    session.notice(`column "${action.name}" of relation "${table.name}" does not exist, skipping`)
    return
  }
  const found = columnIndex(table, action.name, session, action.at)
  const uses = (columns: readonly string[]): boolean => columns.includes(action.name)
  table.columns = table.columns.filter((_, i) => i !== found)
  table.indexes = table.indexes.filter((one) => !uses(one.columns))
  table.foreignKeys = table.foreignKeys.filter((one) => !uses(one.columns))
  table.checks = table.checks.filter((one) => !new RegExp(`\\b${action.name}\\b`).test(one.text))
  for (const row of table.rows) row.values = row.values.filter((_, i) => i !== found)
}

function renameColumn(table: Table, index: number, to: string): void {
  const from = table.columns[index]?.name ?? ''
  if (table.position(to) >= 0) throw new Fault('duplicate-column', { name: to, relation: table.name })
  const swap = (columns: readonly string[]): string[] => columns.map((name) => (name === from ? to : name))
  replaceColumn(table, index, (column) => ({ ...column, name: to }))
  for (const one of table.indexes) one.columns = swap(one.columns)
  table.foreignKeys = table.foreignKeys.map((key) => ({ ...key, columns: swap(key.columns) }))
}

function renameTable(table: Table, to: string, schema: Schema, session: Session): void {
  const from = table.name
  schema.tables.delete(from)
  session.tx.undo.push(() => void schema.tables.set(from, table))
  enter(schema.tables, to, table, session)
  table.name = to
  for (const other of schema.tables.values()) other.foreignKeys = other.foreignKeys.map((key) => (key.table === from ? { ...key, table: to } : key))
}

function dropConstraint(action: Extract<AlterAction, { kind: 'drop-constraint' }>, table: Table, session: Session): void {
  const { name } = action
  const known = [...table.indexes, ...table.checks, ...table.foreignKeys].some((one) => one.name === name)
  if (!known) {
    if (!action.ifExists) throw new Fault('undefined-object', { what: 'constraint', name, table: table.name })
    session.notice(`constraint "${name}" of relation "${table.name}" does not exist, skipping`)
    return
  }
  table.indexes = table.indexes.filter((one) => one.name !== name)
  table.checks = table.checks.filter((one) => one.name !== name)
  table.foreignKeys = table.foreignKeys.filter((one) => one.name !== name)
}

function setNotNull(index: number, notNull: boolean, table: Table, session: Session): void {
  const name = table.columns[index]?.name ?? ''
  if (notNull && [...table.visible(session.tx, session.cluster.transactions)].some((row) => row.values[index] === null))
    throw new Fault('not-null', { column: name, table: table.name, existing: 'yes' })
  replaceColumn(table, index, (column) => ({ ...column, notNull }))
}

function changeType(table: Table, index: number, to: Column, session: Session): void {
  const from = table.columns[index]
  if (!from) return
  for (const row of table.rows)
    row.values = row.values.map((value, i) => (i === index ? convert(value, from.type, to.type, session, { assign: true, column: to.name }) : value))
  replaceColumn(table, index, () => to)
  for (const row of table.visible(session.tx, session.cluster.transactions)) checkRow(table, row.values, session)
}
