import type { ColumnDefinition, Statement, TableConstraint } from '../ast.ts'
import { Fault } from '../fault.ts'
import { bind } from '../query/bind.ts'
import { as } from '../query/coerce.ts'
import { placeOf } from '../query/from.ts'
import { planQuery, rootContext } from '../query/plan.ts'
import { Scope } from '../query/scope.ts'
import type { Session } from '../session.ts'
import type { Schema } from '../store/cluster.ts'
import type { Column } from '../store/table.ts'
import { Index, Table } from '../store/table.ts'
import { isSerial, resolveType, typeText } from '../types.ts'
import type { Outcome } from './outcome.ts'
import { checkReferences, checkRow, tableScope } from './row.ts'

/** Registers a new thing of a schema so that a rollback takes it out again. */
export function enter<T>(things: Map<string, T>, name: string, thing: T, session: Session): void {
  const before = things.get(name)
  things.set(name, thing)
  session.tx.catalogChanged = true
  session.tx.undo.push(() => {
    if (before === undefined) things.delete(name)
    else things.set(name, before)
  })
}

export const relationExists = (schema: Schema, name: string): boolean =>
  schema.tables.has(name) ||
  schema.views.has(name) ||
  schema.sequences.has(name) ||
  [...schema.tables.values()].some((table) => table.indexes.some((index) => index.name === name))

export function createTable(statement: Extract<Statement, { kind: 'create-table' }>, session: Session): Outcome {
  const schema = session.schemaNamed(statement.table.schema, statement.table.at)
  const { name } = statement.table
  if (relationExists(schema, name)) {
    if (!statement.ifNotExists) throw new Fault('duplicate-table', { name })
    session.notice(`relation "${name}" already exists, skipping`, '42P07')
    return { tag: 'CREATE TABLE' }
  }
  const table = new Table(session.cluster.oid(), name, session.role)
  const seen = new Set<string>()
  for (const { name: column } of statement.columns) {
    if (seen.has(column)) throw new Fault('duplicate-column', { name: column, twice: 'yes' })
    seen.add(column)
  }
  table.columns = statement.columns.map((column) => makeColumn(column, table, schema, session))
  enter(schema.tables, name, table, session)
  session.tx.dirty.add(table)
  const constraints = [
    ...statement.columns.flatMap((column) => column.constraints.map((constraint) => ({ constraint, column: column.name }))),
    ...statement.constraints.map((constraint) => ({ constraint, column: undefined })),
  ]
  const order = ['primary', 'unique', 'index', 'check', 'foreign']
  for (const { constraint, column } of constraints.toSorted((a, b) => order.indexOf(a.constraint.kind) - order.indexOf(b.constraint.kind)))
    addConstraint(table, constraint, session, column)
  if (!statement.as) return { tag: 'CREATE TABLE' }
  const plan = planQuery(statement.as, rootContext(session))
  table.columns = plan.columns.map(({ name: column, type }) => ({ name: column, type, notNull: false }))
  const rows = plan.run(undefined)
  for (const row of rows) table.insert(row, session.tx, session.cluster.transactions)
  return { tag: `SELECT ${rows.length}`, affected: rows.length }
}

/** A column from its definition, with the sequence a serial one brings. */
export function makeColumn(definition: ColumnDefinition, table: Table, schema: Schema, session: Session): Column {
  const { name, identity } = definition
  const type = resolveType(definition.type, session.mysql)
  const numbered = (!session.mysql && isSerial(definition.type)) || identity !== undefined
  const primary = definition.constraints.some((constraint) => constraint.kind === 'primary')
  const column: Column = {
    name,
    type,
    notNull: definition.notNull || numbered || primary,
    ...(identity && { identity }),
    ...((definition.autoIncrement || (session.mysql && definition.type.name === 'serial')) && { autoIncrement: true }),
    ...(definition.onUpdateNow && { onUpdateNow: true }),
    ...(definition.default &&
      !isNullLiteral(definition.default.expression) && {
        default: { ...definition.default, text: session.flavour.deparse(definition.default.expression, type) },
      }),
  }
  if (definition.default) {
    const bound = bind(definition.default.expression, placeOf(new Scope(session, []), rootContext(session), 'DEFAULT expressions'))
    as(bound, type, session)
  }
  if (!numbered) return column
  let sequence = `${table.name}_${name}_seq`
  for (let i = 1; relationExists(schema, sequence); i++) sequence = `${table.name}_${name}_seq${i}`
  enter(
    schema.sequences,
    sequence,
    { name: sequence, oid: session.cluster.oid(), value: 1, called: false, increment: 1, start: 1, ownedBy: `${table.name}.${name}` },
    session,
  )
  return { ...column, sequence }
}

const isNullLiteral = (expression: NonNullable<ColumnDefinition['default']>['expression']): boolean =>
  expression.kind === 'literal' && expression.type === 'null'

function freeName(wanted: string, table: Table, session: Session): string {
  const taken = (name: string): boolean =>
    (!session.mysql && session.schemasFor(undefined).some((schema) => relationExists(schema, name))) ||
    table.indexes.some((index) => index.name === name) ||
    [...table.checks, ...table.foreignKeys].some((one) => one.name === name)
  let name = wanted
  for (let i = session.mysql ? 2 : 1; taken(name); i++) name = session.mysql ? `${wanted}_${i}` : `${wanted}${i}`
  return name
}

export function requireColumns(table: Table, names: readonly string[], session: Session, inKey = true): string[] {
  return names.map((name) => {
    const column = table.columns[table.position(name, session.mysql)]
    if (!column) throw new Fault('undefined-column', { name, ...(inKey && { key: 'yes' }), table: table.name })
    return column.name
  })
}

export function addConstraint(table: Table, constraint: TableConstraint, session: Session, column?: string): void {
  switch (constraint.kind) {
    case 'primary':
    case 'unique':
    case 'index':
      addKey(table, constraint, session)
      break
    case 'check': {
      const base = `${table.name}_${column ? `${column}_` : ''}check`
      const name =
        constraint.name ?? (session.mysql ? freeName(`${table.name}_chk_${table.checks.length + 1}`, table, session) : freeName(base, table, session))
      bind(constraint.expression, placeOf(tableScope(table, session), rootContext(session), 'check constraints'))
      table.checks = [
        ...table.checks,
        { name, expression: constraint.expression, text: session.flavour.deparse(constraint.expression, undefined, table.columns) },
      ]
      for (const row of table.visible(session.tx, session.cluster.transactions)) {
        try {
          checkRow(table, row.values, session)
        } catch (error) {
          if (error instanceof Fault) throw new Fault(error.kind, { ...error.facts, existing: 'yes' })
          throw error
        }
      }
      break
    }
    case 'foreign':
      addForeignKey(table, constraint, session)
      break
  }
}

function addKey(table: Table, constraint: Extract<TableConstraint, { kind: 'primary' | 'unique' | 'index' }>, session: Session): void {
  const columns = requireColumns(table, constraint.columns, session)
  const primary = constraint.kind === 'primary'
  if (primary && table.primaryKey)
    throw new Fault(
      'other',
      {
        code: '42P16',
        message: `multiple primary keys for table "${table.name}" are not allowed`,
        number: '1068',
        state: '42000',
        mysql: 'Multiple primary key defined',
      },
      constraint.at,
    )
  const postgresName = constraint.name ?? freeName(primary ? `${table.name}_pkey` : `${table.name}_${columns.join('_')}_key`, table, session)
  const name = session.mysql ? (primary ? 'PRIMARY' : (constraint.name ?? freeName(columns[0] ?? '', table, session))) : postgresName
  if (primary) table.columns = table.columns.map((one) => (columns.includes(one.name) ? { ...one, notNull: true } : one))
  const index = new Index(name, columns, constraint.kind !== 'index', constraint.kind === 'index' ? undefined : constraint.kind)
  table.build(index, session.tx, session.cluster.transactions)
  table.indexes = [...table.indexes, index]
}

function addForeignKey(table: Table, constraint: Extract<TableConstraint, { kind: 'foreign' }>, session: Session): void {
  const { references } = constraint
  const columns = requireColumns(table, constraint.columns, session)
  const target = references.table === table.name ? table : session.table(undefined, references.table, session.mysql ? undefined : undefined)
  const targets = references.columns.length > 0 ? requireColumns(target, references.columns, session) : (target.primaryKey?.columns ?? [])
  if (targets.length === 0) throw new Fault('other', { code: '42704', message: `there is no primary key for referenced table "${target.name}"` })
  if (!target.indexes.some((index) => index.unique && index.columns.toSorted().join() === targets.toSorted().join()))
    throw new Fault('no-unique', { table: target.name, constraint: constraint.name ?? `${table.name}_ibfk_${table.foreignKeys.length + 1}` })
  const name =
    constraint.name ??
    freeName(session.mysql ? `${table.name}_ibfk_${table.foreignKeys.length + 1}` : `${table.name}_${columns.join('_')}_fkey`, table, session)
  columns.forEach((column, i) => {
    const a = table.columns[table.position(column)]
    const b = target.columns[target.position(targets[i] ?? '')]
    const text = (of: Column | undefined): boolean => /text|character/.test(of?.type.name ?? '')
    if (a && b && text(a) !== text(b))
      throw new Fault('other', {
        code: '42804',
        message: `foreign key constraint "${name}" cannot be implemented`,
        detail: `Key columns "${a.name}" and "${b.name}" are of incompatible types: ${typeText(a.type)} and ${typeText(b.type)}.`,
        number: '3780',
        state: 'HY000',
        mysql: `Referencing column '${a.name}' and referenced column '${b.name}' in foreign key constraint '${name}' are incompatible.`,
      })
  })
  const { onDelete = 'NO ACTION', onUpdate = 'NO ACTION' } = references
  table.foreignKeys = [...table.foreignKeys, { name, columns, table: target.name, targets, onDelete, onUpdate }]
  if (session.mysql && !table.indexes.some((index) => index.columns[0] === columns[0]))
    table.indexes = [...table.indexes, new Index(constraint.name ?? columns[0] ?? name, columns, false)]
  for (const row of table.visible(session.tx, session.cluster.transactions)) checkReferences(table, row.values, session)
}

export function createIndex(statement: Extract<Statement, { kind: 'create-index' }>, session: Session): Outcome {
  const table = session.table(statement.table.schema, statement.table.name)
  const columns = requireColumns(table, statement.columns, session, false)
  const name = statement.name ?? freeName(`${table.name}_${columns.join('_')}_idx`, table, session)
  const exists = session.mysql
    ? table.indexes.some((index) => index.name === name)
    : session.schemasFor(undefined).some((schema) => relationExists(schema, name))
  if (exists) {
    if (!statement.ifNotExists) throw new Fault('duplicate-table', { name, index: 'yes' })
    session.notice(`relation "${name}" already exists, skipping`, '42P07')
    return { tag: 'CREATE INDEX' }
  }
  const index = new Index(name, columns, statement.unique)
  session.tx.undo.push(table.snapshot())
  table.build(index, session.tx, session.cluster.transactions)
  table.indexes = [...table.indexes, index]
  session.tx.catalogChanged = true
  return { tag: 'CREATE INDEX' }
}

export function createView(statement: Extract<Statement, { kind: 'create-view' }>, session: Session): Outcome {
  const schema = session.schemaNamed(statement.view.schema, statement.view.at)
  const { name } = statement.view
  if (relationExists(schema, name) && !(statement.replace && schema.views.has(name))) throw new Fault('duplicate-table', { name })
  planQuery(statement.query, rootContext(session))
  enter(
    schema.views,
    name,
    { name, oid: session.cluster.oid(), owner: session.role, text: statement.text, ...(statement.columns && { columns: statement.columns }) },
    session,
  )
  return { tag: 'CREATE VIEW' }
}
