import type { Expression } from '../ast.ts'
import { Fault } from '../fault.ts'
import type { SqlType, Value } from '../types.ts'
import type { Transaction, Transactions } from './transaction.ts'
import { MustWait } from './transaction.ts'

/** A version of a row, as in PostgreSQL's heap: made by one transaction, ended by another (0: by none, -1: gone for good). */
export interface Row {
  xmin: number
  xmax: number
  values: readonly Value[]
}

export interface Default {
  readonly expression: Expression
  readonly text: string
}

export interface Column {
  readonly name: string
  readonly type: SqlType
  readonly notNull: boolean
  readonly default?: Default
  /** Sequence that numbers it. */
  readonly sequence?: string
  readonly identity?: 'always' | 'by default'
  readonly autoIncrement?: boolean
  readonly onUpdateNow?: boolean
}

export interface Check {
  readonly name: string
  readonly expression: Expression
  readonly text: string
}

export interface ForeignKey {
  readonly name: string
  readonly columns: readonly string[]
  readonly table: string
  readonly targets: readonly string[]
  readonly onDelete: string
  readonly onUpdate: string
}

/** An index; a unique one holds its keys. */
export class Index {
  readonly keys = new Map<string, Row[]>()

  constructor(
    public name: string,
    public columns: readonly string[],
    readonly unique: boolean,
    /** The constraint it stands for. */
    readonly constraint?: 'primary' | 'unique',
  ) {}
}

const keyOf = (values: readonly Value[]): string | undefined => {
  let key = ''
  for (const value of values) {
    if (value === null) return undefined
    key += `${typeof value === 'object' ? value.toString() : String(value)}\0`
  }
  return key
}

/** A table: its definition and its rows. */
export class Table {
  columns: readonly Column[] = []
  checks: readonly Check[] = []
  foreignKeys: readonly ForeignKey[] = []
  indexes: readonly Index[] = []
  rows: Row[] = []
  /** Next AUTO_INCREMENT. */
  nextNumber = 1
  private gone = 0

  constructor(
    readonly oid: number,
    public name: string,
    public owner: string,
  ) {}

  position(name: string, fold = false): number {
    return this.columns.findIndex((column) => column.name === name || (fold && column.name.toLowerCase() === name.toLowerCase()))
  }

  get primaryKey(): Index | undefined {
    return this.indexes.find((index) => index.constraint === 'primary')
  }

  keyIn(index: Index, values: readonly Value[]): string | undefined {
    return keyOf(index.columns.map((name) => values[this.position(name)] ?? null))
  }

  /** Rows a transaction sees: read committed. */
  *visible(transaction: Transaction, { active }: Transactions): Generator<Row> {
    for (const row of this.rows) if (isVisible(row, transaction, active)) yield row
  }

  /** Adds a row; a fault `unique` when a key is there, MustWait when another transaction decides that. */
  insert(values: readonly Value[], transaction: Transaction, transactions: Transactions): Row {
    const row: Row = { xmin: transaction.id, xmax: 0, values }
    for (const index of this.indexes) if (index.unique) this.refuseDuplicate(index, values, transaction, transactions)
    this.rows.push(row)
    for (const index of this.indexes) if (index.unique) this.enter(index, row)
    transaction.dirty.add(this)
    transaction.undo.push(() => {
      row.xmax = -1
      this.gone++
    })
    return row
  }

  /** The live row of a key, if there is one. */
  findKey(index: Index, values: readonly Value[], transaction: Transaction, { active }: Transactions): Row | undefined {
    const key = this.keyIn(index, values)
    if (key === undefined) return undefined
    return index.keys.get(key)?.find((row) => isVisible(row, transaction, active))
  }

  private refuseDuplicate(index: Index, values: readonly Value[], transaction: Transaction, { active }: Transactions): void {
    const key = this.keyIn(index, values)
    if (key === undefined) return
    for (const row of index.keys.get(key) ?? []) {
      if (row.xmax === -1 || row.xmax === transaction.id) continue
      const other = active.get(row.xmin) ?? active.get(row.xmax)
      if (other && other !== transaction) throw new MustWait(other)
      if (row.xmax !== 0) continue
      const shown = index.columns.map((name) => values[this.position(name)])
      throw new Fault('unique', {
        constraint: index.name,
        table: this.name,
        columns: index.columns.join(', '),
        values: shown.join(', '),
        mysqlValues: shown.join('-'),
      })
    }
  }

  private enter(index: Index, row: Row): void {
    const key = this.keyIn(index, row.values)
    if (key === undefined) return
    const rows = index.keys.get(key)
    if (rows) rows.push(row)
    else index.keys.set(key, [row])
  }

  /** Ends a row; MustWait when another transaction has done so and is not over. */
  delete(row: Row, transaction: Transaction, { active }: Transactions): void {
    const other = active.get(row.xmax)
    if (other && other !== transaction) throw new MustWait(other)
    const before = row.xmax
    row.xmax = transaction.id
    this.gone++
    transaction.dirty.add(this)
    transaction.undo.push(() => {
      row.xmax = before
      this.gone--
    })
  }

  /** Checks what is there and fills a new unique index. */
  build(index: Index, transaction: Transaction, transactions: Transactions): void {
    if (!index.unique) return
    for (const row of this.visible(transaction, transactions)) {
      this.refuseDuplicate(index, row.values, transaction, transactions)
      this.enter(index, row)
    }
  }

  /** Drops versions nobody can see any more, once they are many. */
  vacuum(all = false): void {
    if (!all && this.gone < 50 + this.rows.length / 5) return
    this.rows = this.rows.filter((row) => row.xmax === 0)
    this.gone = 0
    for (const index of this.indexes) {
      index.keys.clear()
      if (index.unique) for (const row of this.rows) this.enter(index, row)
    }
  }

  /** What brings the definition and all rows back as they are now. */
  snapshot(): () => void {
    const { columns, checks, foreignKeys, indexes, name, owner } = this
    const rows = this.rows.map((row) => ({ row, values: row.values }))
    return () => {
      Object.assign(this, { columns, checks, foreignKeys, indexes, name, owner })
      for (const { row, values } of rows) row.values = values
    }
  }
}

function isVisible(row: Row, transaction: Transaction, active: ReadonlyMap<number, Transaction>): boolean {
  if (row.xmin !== transaction.id && active.has(row.xmin)) return false
  return row.xmax === 0 || (row.xmax !== transaction.id && active.has(row.xmax))
}
