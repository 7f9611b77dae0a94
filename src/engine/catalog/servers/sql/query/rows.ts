import type { Query } from '../ast.ts'
import type { SqlType, Value } from '../types.ts'
import type { Env } from './scope.ts'

export type Rows = readonly (readonly Value[])[]

/** A query ready to run: names and types of its columns, and its rows. */
export interface Plan {
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[]
  readonly run: (outer: Env | undefined) => Rows
}

/** A query without its ORDER BY, which may see more than the columns: `ordered` sorts by that. */
export interface Body extends Plan {
  readonly ordered?: (order: Query['order']) => (outer: Env | undefined) => Rows
}

/** Equal for equal rows. */
export const rowKey = (row: readonly Value[]): string =>
  JSON.stringify(row.map((value) => (value === null || typeof value !== 'object' ? value : value.toString())))

export const distinctRows = (rows: Rows): Rows => [...new Map(rows.map((row) => [rowKey(row), row])).values()]
