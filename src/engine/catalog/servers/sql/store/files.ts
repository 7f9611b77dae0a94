import { utc } from '../../../../base/time-zone.ts'
import type { Sys } from '../../../../linux/kernel/calls.ts'
import { readFile, writeFile } from '../../../../linux/libc/stdio.ts'
import { sys } from '../../../../linux/sys.ts'
import type { Finished } from '../run/control.ts'
import { fromText, toText } from '../text.ts'
import type { Value } from '../types.ts'
import type { Cluster, Database, Role, Sequence, View } from './cluster.ts'
import { tablesOf } from './cluster.ts'
import type { Check, Column, ForeignKey } from './table.ts'
import { Index, Table } from './table.ts'

/**
 * A cluster in the files of a data directory, so that a volume keeps it. Definitions are one JSON file, a table's rows a file of their own with a
 * JSON array of texts a line, written whole when a transaction that changed it commits. The format is the lab's own: there are no pages and no log.
 */
export interface Layout {
  readonly catalog: string
  readonly databaseDirectory: (database: Database) => string
  readonly table: (database: Database, table: Table) => string
}

const moment = { nowMicros: 0, zone: utc }

const rowLine = (values: readonly Value[], { columns }: Table): string =>
  `${JSON.stringify(values.map((value, i) => (value === null ? null : toText(value, { name: columns[i]?.type.name ?? 'text' }))))}\n`

const committed = (table: Table, { transactions: { active } }: Cluster): string => {
  const parts: string[] = []
  for (const row of table.rows) if (!active.has(row.xmin) && (row.xmax === 0 || active.has(row.xmax))) parts.push(rowLine(row.values, table))
  return parts.join('')
}

/** Writes what a transaction changed. */
export function* save(cluster: Cluster, { tables, catalogChanged }: Finished, layout: Layout): Sys<void> {
  const changed = catalogChanged || [...tables].some((table) => table.columns.some((column) => column.autoIncrement || column.sequence))
  if (changed) {
    for (const database of cluster.databases.values()) yield* sys.mkdir({ path: layout.databaseDirectory(database), mode: 0o700 })
    yield* writeFile(layout.catalog, catalogText(cluster), { mode: 0o600 })
  }
  for (const database of cluster.databases.values())
    for (const { table } of tablesOf(database))
      if (tables.has(table)) yield* writeFile(layout.table(database, table), committed(table, cluster), { mode: 0o600 })
}

/** Writes everything. */
export function* saveAll(cluster: Cluster, layout: Layout): Sys<void> {
  const tables = new Set<Table>()
  for (const database of cluster.databases.values()) for (const { table } of tablesOf(database)) tables.add(table)
  yield* save(cluster, { tables, catalogChanged: true }, layout)
}

interface StoredTable {
  readonly oid: number
  readonly name: string
  readonly owner: string
  readonly columns: readonly Column[]
  readonly checks: readonly Check[]
  readonly foreignKeys: readonly ForeignKey[]
  readonly indexes: readonly {
    readonly name: string
    readonly columns: readonly string[]
    readonly unique: boolean
    readonly constraint?: 'primary' | 'unique'
  }[]
  readonly nextNumber: number
}

interface StoredCatalog {
  readonly nextOid: number
  readonly nextTransaction: number
  readonly roles: readonly (readonly [string, Role])[]
  readonly grants: Cluster['grants']
  readonly databases: readonly {
    readonly oid: number
    readonly name: string
    readonly owner: string
    readonly template: boolean
    readonly schemas: readonly {
      readonly name: string
      readonly owner: string
      readonly oid: number
      readonly tables: readonly StoredTable[]
      readonly views: readonly View[]
      readonly sequences: readonly Sequence[]
    }[]
  }[]
}

function catalogText(cluster: Cluster): string {
  const stored: StoredCatalog = {
    nextOid: cluster.nextOid,
    nextTransaction: cluster.transactions.next,
    roles: [...cluster.roles],
    grants: cluster.grants,
    databases: [...cluster.databases.values()].map(({ oid, name, owner, template, schemas }) => ({
      oid,
      name,
      owner,
      template,
      schemas: [...schemas.values()].map((schema) => ({
        name: schema.name,
        owner: schema.owner,
        oid: schema.oid,
        views: [...schema.views.values()],
        sequences: [...schema.sequences.values()],
        tables: [...schema.tables.values()].map((table) => ({
          oid: table.oid,
          name: table.name,
          owner: table.owner,
          columns: table.columns,
          checks: table.checks,
          foreignKeys: table.foreignKeys,
          nextNumber: table.nextNumber,
          indexes: table.indexes.map(({ name: index, columns, unique, constraint }) => ({
            name: index,
            columns,
            unique,
            ...(constraint && { constraint }),
          })),
        })),
      })),
    })),
  }
  return `${JSON.stringify(stored)}\n`
}

/** Reads a cluster back; false when the catalogue file is missing or broken. */
export function* load(cluster: Cluster, layout: Layout): Sys<boolean> {
  const text = yield* readFile(layout.catalog)
  const stored = text.ok ? parse(text.value) : undefined
  if (!stored) return false
  cluster.nextOid = stored.nextOid
  cluster.transactions.next = stored.nextTransaction
  cluster.grants = stored.grants
  for (const [key, role] of stored.roles) cluster.roles.set(key, role)
  for (const { oid, name, owner, template, schemas } of stored.databases) {
    const database: Database = { oid, name, owner, template, schemas: new Map() }
    cluster.databases.set(name, database)
    for (const schema of schemas) {
      const tables = new Map<string, Table>()
      database.schemas.set(schema.name, {
        name: schema.name,
        owner: schema.owner,
        oid: schema.oid,
        tables,
        views: new Map(schema.views.map((view) => [view.name, view])),
        sequences: new Map(schema.sequences.map((sequence) => [sequence.name, { ...sequence }])),
      })
      for (const one of schema.tables) tables.set(one.name, yield* loadTable(one, database, layout))
    }
  }
  return true
}

function parse(text: string): StoredCatalog | undefined {
  try {
    return JSON.parse(text) as StoredCatalog
  } catch {
    return undefined
  }
}

function* loadTable(stored: StoredTable, database: Database, layout: Layout): Sys<Table> {
  const table = new Table(stored.oid, stored.name, stored.owner)
  const { columns, checks, foreignKeys, nextNumber } = stored
  Object.assign(table, { columns, checks, foreignKeys, nextNumber })
  table.indexes = stored.indexes.map(({ name, columns: keys, unique, constraint }) => new Index(name, keys, unique, constraint))
  const text = yield* readFile(layout.table(database, table))
  for (const line of text.ok ? text.value.split('\n') : []) {
    if (line === '') continue
    const cells = JSON.parse(line) as (string | null)[]
    table.rows.push({ xmin: 0, xmax: 0, values: columns.map(({ type }, i) => readCell(cells[i] ?? null, type.name)) })
  }
  table.vacuum(true)
  return table
}

const readCell = (cell: string | null, name: Column['type']['name']): Value =>
  cell === null ? null : name === 'json' || name === 'jsonb' ? cell : fromText(cell, { name }, moment)
