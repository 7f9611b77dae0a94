import type { Session } from '../sql/session.ts'
import type { Schema } from '../sql/store/cluster.ts'
import { tablesOf } from '../sql/store/cluster.ts'
import type { Column, Index, Table } from '../sql/store/table.ts'
import type { SqlType } from '../sql/types.ts'
import { typeText } from '../sql/types.ts'
import { typeOids } from './protocol.ts'

/** Definitions as the catalogue's functions write them: pg_get_indexdef, pg_get_constraintdef, format_type. */
export const quoteName = (name: string): string => (/^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`)

const list = (names: readonly string[]): string => names.map(quoteName).join(', ')

export const indexOid = (table: Table, position: number): number => table.oid + 1_000_000 * (position + 1)

export const indexDefinition = (schema: Schema, table: Table, index: Index): string =>
  `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quoteName(index.name)} ON ${quoteName(schema.name)}.${quoteName(table.name)} USING btree (${list(index.columns)})`

export interface Constraint {
  readonly oid: number
  readonly name: string
  readonly kind: 'p' | 'u' | 'c' | 'f'
  readonly target: string
  readonly columns: readonly string[]
  readonly definition: string
}

/** Constraints of a table with their definitions. */
export function constraintsOf(table: Table): Constraint[] {
  const action = (what: string, how: string): string => (how === 'NO ACTION' ? '' : ` ON ${what} ${how}`)
  const found: Omit<Constraint, 'oid'>[] = [
    ...table.indexes.flatMap(({ constraint, name, columns }) =>
      constraint
        ? [
            {
              name,
              columns,
              kind: constraint === 'primary' ? 'p' : 'u',
              target: '',
              definition: `${constraint === 'primary' ? 'PRIMARY KEY' : 'UNIQUE'} (${list(columns)})`,
            } as const,
          ]
        : [],
    ),
    ...table.checks.map(({ name, text }) => ({ name, columns: [], kind: 'c' as const, target: '', definition: `CHECK (${text})` })),
    ...table.foreignKeys.map((key) => ({
      name: key.name,
      columns: key.columns,
      kind: 'f' as const,
      target: key.table,
      definition: `FOREIGN KEY (${list(key.columns)}) REFERENCES ${quoteName(key.table)}(${list(key.targets)})${action('UPDATE', key.onUpdate)}${action('DELETE', key.onDelete)}`,
    })),
  ]
  return found.map((one, i) => ({ ...one, oid: table.oid + 500_000 + i }))
}

/** What a column gets when nobody gives it a value. */
export const defaultText = (column: Column): string | undefined =>
  column.identity ? undefined : column.sequence !== undefined ? `nextval('${quoteName(column.sequence)}'::regclass)` : column.default?.text

export function typeModifier({ name, length, precision, scale }: SqlType): number {
  if (length !== undefined) return length + 4
  if (precision === undefined) return -1
  return name === 'numeric' ? ((precision << 16) | (scale ?? 0)) + 4 : precision
}

const namesByOid = new Map(Object.entries(typeOids).map(([name, oid]) => [oid, name as SqlType['name']]))

export function formatType(oid: number, modifier: number): string {
  const name = namesByOid.get(oid)
  if (name === undefined) return '???'
  if (modifier < 0) return typeText({ name })
  if (name === 'character' || name === 'character varying') return typeText({ name, length: modifier - 4 })
  return name === 'numeric'
    ? typeText({ name, precision: (modifier - 4) >> 16, scale: (modifier - 4) & 0xffff })
    : typeText({ name, precision: modifier })
}

/** The table, view, sequence or index behind an oid. */
export function* relations(session: Session): Generator<{
  readonly oid: number
  readonly name: string
  readonly schema: Schema
  readonly kind: 'r' | 'v' | 'S' | 'i'
  readonly owner: string
  readonly table?: Table
  readonly index?: Index
}> {
  const { database } = session
  if (!database) return
  for (const { schema, table } of tablesOf(database)) {
    yield { oid: table.oid, name: table.name, schema, kind: 'r', owner: table.owner, table }
    for (const [i, index] of table.indexes.entries())
      yield { oid: indexOid(table, i), name: index.name, schema, kind: 'i', owner: table.owner, table, index }
  }
  for (const schema of database.schemas.values()) {
    for (const view of schema.views.values()) yield { oid: view.oid, name: view.name, schema, kind: 'v', owner: view.owner }
    for (const sequence of schema.sequences.values()) {
      const owner = schema.tables.get(sequence.ownedBy?.split('.')[0] ?? '')?.owner ?? schema.owner
      yield { oid: sequence.oid, name: sequence.name, schema, kind: 'S', owner }
    }
  }
}
