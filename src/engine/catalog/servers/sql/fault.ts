/** What can be wrong with a statement, apart from how a server words it. Each server has its table of texts and codes. */
export type FaultKind =
  | 'syntax'
  | 'undefined-table'
  | 'undefined-column'
  | 'ambiguous-column'
  | 'undefined-alias'
  | 'undefined-function'
  | 'undefined-operator'
  | 'undefined-object'
  | 'undefined-database'
  | 'undefined-schema'
  | 'undefined-type'
  | 'duplicate-table'
  | 'duplicate-column'
  | 'duplicate-object'
  | 'duplicate-alias'
  | 'duplicate-database'
  | 'grouping'
  | 'aggregate-here'
  | 'invalid-text'
  | 'out-of-range'
  | 'too-long'
  | 'numeric-overflow'
  | 'division-by-zero'
  | 'not-null'
  | 'unique'
  | 'foreign-key'
  | 'foreign-key-referenced'
  | 'check'
  | 'datatype'
  | 'cannot-coerce'
  | 'condition-type'
  | 'too-many-expressions'
  | 'too-few-expressions'
  | 'value-count'
  | 'column-count'
  | 'union-count'
  | 'many-rows'
  | 'many-columns'
  | 'position-range'
  | 'dependent'
  | 'denied'
  | 'default-column'
  | 'no-unique'
  | 'database-in-use'
  | 'not-simulated'
  | 'wrong-object'
  | 'no-database'
  | 'other'

export type FaultFacts = Readonly<Record<string, string>>

/** An error in a statement, thrown inside the engine and answered by the server. */
export class Fault extends Error {
  constructor(
    readonly kind: FaultKind,
    readonly facts: FaultFacts = {},
    /** Index of the offending character in the statement. */
    readonly at?: number,
  ) {
    super(kind)
  }
}
