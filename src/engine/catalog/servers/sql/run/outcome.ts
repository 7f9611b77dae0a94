import type { Select } from '../ast.ts'
import { bind } from '../query/bind.ts'
import { settle } from '../query/coerce.ts'
import { placeOf } from '../query/from.ts'
import { rootContext } from '../query/plan.ts'
import type { Plan, Rows } from '../query/rows.ts'
import type { Scope } from '../query/scope.ts'
import { expandItems } from '../query/select.ts'
import type { Value } from '../types.ts'
import { type } from '../types.ts'

/** What a statement did: PostgreSQL's command tag, rows if it answers with rows. */
export interface Outcome {
  readonly tag: string
  readonly columns?: Plan['columns']
  readonly rows?: Rows
  readonly affected?: number
  /** Rows that an UPDATE looked at, whether or not they changed. */
  readonly matched?: number
}

/** RETURNING over the rows that a statement touched. */
export function returned(items: Select['items'] | undefined, scope: Scope, rows: Rows): Pick<Outcome, 'columns' | 'rows'> {
  if (!items) return {}
  const place = placeOf(scope, rootContext(scope.session), 'RETURNING')
  const bound = expandItems({ items }, scope).map(({ expression, alias }) => {
    const one = settle(bind(expression, place), type('text'), scope.session)
    return { name: alias ?? one.name ?? '?column?', one }
  })
  return {
    columns: bound.map(({ name, one }) => ({ name, type: one.type })),
    rows: rows.map((row) => bound.map(({ one }): Value => one.run({ row }))),
  }
}
