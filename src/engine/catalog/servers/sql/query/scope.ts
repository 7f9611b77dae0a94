import { Fault } from '../fault.ts'
import type { Session } from '../session.ts'
import type { SqlType, Value } from '../types.ts'

/** What an expression sees while it runs. */
export interface Env {
  readonly row: readonly Value[]
  /** Results of the aggregates of the row's group. */
  readonly aggregates?: readonly Value[]
  readonly outer?: Env
}

/** An expression that knows its type and its columns. */
export interface Bound {
  readonly type: SqlType
  /** Name of a result column without AS. */
  readonly name?: string
  /** A text literal whose type is still open. */
  readonly literal?: { readonly text: string; readonly at: number }
  readonly run: (env: Env) => Value
}

export interface ScopeColumn {
  readonly table: string
  readonly name: string
  readonly type: SqlType
  /** Merged away by USING. */
  readonly hidden?: boolean
}

/** Names that an expression may use, in the order of the row's values. */
export class Scope {
  constructor(
    readonly session: Session,
    readonly columns: readonly ScopeColumn[],
    readonly outer?: Scope,
  ) {}

  /** Where a column is: how many scopes out, which value. */
  find(table: string | undefined, name: string, at: number): { readonly depth: number; readonly index: number; readonly column: ScopeColumn } {
    let depth = 0
    const fold = this.session.mysql ? (text: string) => text.toLowerCase() : (text: string) => text
    for (let scope: Scope | undefined = this; scope; scope = scope.outer, depth++) {
      const found: number[] = []
      scope.columns.forEach((column, index) => {
        if (fold(column.name) === fold(name) && (table === undefined ? !column.hidden : column.table === table)) found.push(index)
      })
      if (found.length > 1) throw new Fault('ambiguous-column', { name, table: table ?? '' }, at)
      const [index] = found
      const column = index === undefined ? undefined : scope.columns[index]
      if (index !== undefined && column) return { depth, index, column }
    }
    return this.missing(table, name, at)
  }

  has(name: string): boolean {
    return this.columns.some((column) => column.name === name && !column.hidden)
  }

  private missing(table: string | undefined, name: string, at: number): never {
    const knows = (scope: Scope | undefined): boolean =>
      scope !== undefined && (scope.columns.some((column) => column.table === table) || knows(scope.outer))
    if (table !== undefined && !knows(this)) throw new Fault('undefined-alias', { table, name }, at)
    throw new Fault(
      'undefined-column',
      { name, qualified: table === undefined ? name : `${table}.${name}`, quoted: table === undefined ? 'no' : 'yes', table: table ?? '' },
      at,
    )
  }
}
