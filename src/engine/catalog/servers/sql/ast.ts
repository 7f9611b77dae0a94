/** Statements as the parser leaves them. `at` is the place in the text that errors point to. */
export interface TypeName {
  /** As written, lower case: `varchar`, `timestamp with time zone`. */
  readonly name: string
  readonly sizes: readonly number[]
  readonly unsigned?: boolean
  /** enum and set. */
  readonly values?: readonly string[]
  readonly at: number
}

export type Expression =
  | {
      readonly kind: 'literal'
      readonly value: string | null | boolean
      readonly type: 'string' | 'number' | 'boolean' | 'null'
      readonly at: number
    }
  | { readonly kind: 'column'; readonly table?: string; readonly name: string; readonly at: number }
  | { readonly kind: 'star'; readonly table?: string; readonly at: number }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression; readonly at: number }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression; readonly at: number }
  | {
      readonly kind: 'call'
      readonly name: string
      readonly args: readonly Expression[]
      readonly distinct: boolean
      readonly filter?: Expression
      readonly order?: readonly OrderItem[]
      readonly at: number
    }
  | {
      readonly kind: 'case'
      readonly subject?: Expression
      readonly branches: readonly (readonly [when: Expression, then: Expression])[]
      readonly otherwise?: Expression
      readonly at: number
    }
  | { readonly kind: 'cast'; readonly operand: Expression; readonly type: TypeName; readonly at: number }
  | {
      readonly kind: 'in'
      readonly operand: Expression
      readonly list: readonly Expression[] | Query
      readonly negated: boolean
      readonly at: number
    }
  | { readonly kind: 'is'; readonly operand: Expression; readonly what: 'null' | 'true' | 'false'; readonly negated: boolean; readonly at: number }
  | { readonly kind: 'exists'; readonly query: Query; readonly at: number }
  | { readonly kind: 'subquery'; readonly query: Query; readonly at: number }
  | { readonly kind: 'interval'; readonly text: string; readonly at: number }
  | { readonly kind: 'default'; readonly at: number }

export interface OrderItem {
  readonly by: Expression
  readonly descending: boolean
  readonly nullsFirst?: boolean
}

export type From =
  | {
      readonly kind: 'table'
      readonly schema?: string
      readonly name: string
      readonly alias?: string
      readonly columns?: readonly string[]
      readonly at: number
    }
  | { readonly kind: 'query'; readonly query: Query; readonly alias: string; readonly columns?: readonly string[] }
  | { readonly kind: 'function'; readonly call: Extract<Expression, { kind: 'call' }>; readonly alias: string; readonly columns?: readonly string[] }
  | {
      readonly kind: 'join'
      readonly how: 'inner' | 'left' | 'right' | 'full' | 'cross'
      readonly left: From
      readonly right: From
      readonly on?: Expression
      readonly using?: readonly string[]
      readonly natural?: boolean
    }

export interface Select {
  readonly kind: 'select'
  readonly distinct: boolean
  readonly items: readonly { readonly expression: Expression; readonly alias?: string /** As it was written. */; readonly text: string }[]
  readonly from?: From
  readonly where?: Expression
  readonly group: readonly Expression[]
  readonly having?: Expression
}

export type QueryBody =
  | Select
  | { readonly kind: 'values'; readonly rows: readonly (readonly Expression[])[]; readonly at: number }
  | {
      readonly kind: 'set'
      readonly operator: 'union' | 'intersect' | 'except'
      readonly all: boolean
      readonly left: QueryBody
      readonly right: QueryBody
      readonly at: number
    }

export interface Query {
  readonly with: readonly { readonly name: string; readonly columns?: readonly string[]; readonly query: Query; readonly recursive: boolean }[]
  readonly body: QueryBody
  readonly order: readonly OrderItem[]
  readonly limit?: Expression
  readonly offset?: Expression
}

export interface Reference {
  readonly table: string
  readonly columns: readonly string[]
  readonly onDelete?: string
  readonly onUpdate?: string
  readonly at: number
}

export type TableConstraint = { readonly name?: string; readonly at: number } & (
  | { readonly kind: 'primary' | 'unique' | 'index'; readonly columns: readonly string[] }
  | { readonly kind: 'check'; readonly expression: Expression; readonly text: string }
  | { readonly kind: 'foreign'; readonly columns: readonly string[]; readonly references: Reference }
)

export interface ColumnDefinition {
  readonly name: string
  readonly type: TypeName
  readonly notNull: boolean
  readonly default?: { readonly expression: Expression; readonly text: string }
  readonly autoIncrement: boolean
  /** generated … as identity. */
  readonly identity?: 'always' | 'by default'
  readonly onUpdateNow: boolean
  readonly constraints: readonly TableConstraint[]
  readonly at: number
}

export type AlterAction =
  | { readonly kind: 'add-column'; readonly column: ColumnDefinition; readonly ifNotExists: boolean }
  | { readonly kind: 'drop-column'; readonly name: string; readonly ifExists: boolean; readonly at: number }
  | { readonly kind: 'rename-column'; readonly from: string; readonly to: string; readonly at: number }
  | { readonly kind: 'rename'; readonly to: string }
  | { readonly kind: 'add-constraint'; readonly constraint: TableConstraint }
  | { readonly kind: 'drop-constraint'; readonly name: string; readonly ifExists: boolean }
  | {
      readonly kind: 'set-default'
      readonly column: string
      readonly default?: { readonly expression: Expression; readonly text: string }
      readonly at: number
    }
  | { readonly kind: 'set-not-null'; readonly column: string; readonly notNull: boolean; readonly at: number }
  | { readonly kind: 'set-type'; readonly column: string; readonly type: TypeName; readonly at: number }
  | { readonly kind: 'modify'; readonly from: string; readonly column: ColumnDefinition }
  | { readonly kind: 'owner'; readonly to: string }

export interface ObjectName {
  readonly schema?: string
  readonly name: string
  readonly at: number
}

export type Statement =
  | { readonly kind: 'query'; readonly query: Query }
  | {
      readonly kind: 'insert'
      readonly table: ObjectName
      readonly columns?: readonly { readonly name: string; readonly at: number }[]
      /** Absent: default values. */
      readonly source?: Query
      readonly conflict?: { readonly columns: readonly string[]; readonly set?: Assignments; readonly where?: Expression }
      readonly ignore: boolean
      readonly replace: boolean
      readonly returning?: Select['items']
    }
  | {
      readonly kind: 'update'
      readonly table: ObjectName
      readonly alias?: string
      readonly set: Assignments
      readonly from?: From
      readonly where?: Expression
      readonly returning?: Select['items']
    }
  | {
      readonly kind: 'delete'
      readonly table: ObjectName
      readonly alias?: string
      readonly using?: From
      readonly where?: Expression
      readonly returning?: Select['items']
    }
  | {
      readonly kind: 'create-table'
      readonly table: ObjectName
      readonly ifNotExists: boolean
      readonly columns: readonly ColumnDefinition[]
      readonly constraints: readonly TableConstraint[]
      readonly as?: Query
    }
  | { readonly kind: 'alter-table'; readonly table: ObjectName; readonly ifExists: boolean; readonly actions: readonly AlterAction[] }
  | {
      readonly kind: 'create-index'
      readonly name?: string
      readonly unique: boolean
      readonly ifNotExists: boolean
      readonly table: ObjectName
      readonly columns: readonly string[]
    }
  | {
      readonly kind: 'create-view'
      readonly view: ObjectName
      readonly replace: boolean
      readonly columns?: readonly string[]
      readonly query: Query
      readonly text: string
    }
  | { readonly kind: 'create-sequence'; readonly name: ObjectName; readonly ifNotExists: boolean; readonly start: number; readonly increment: number }
  | { readonly kind: 'create-schema'; readonly name: string; readonly ifNotExists: boolean }
  | { readonly kind: 'create-database'; readonly name: string; readonly ifNotExists: boolean; readonly owner?: string }
  | {
      readonly kind: 'create-role'
      readonly command: 'ROLE' | 'USER'
      readonly name: string
      readonly host?: string
      readonly ifNotExists: boolean
      readonly options: RoleOptions
    }
  | { readonly kind: 'alter-role'; readonly name: string; readonly host?: string; readonly options: RoleOptions }
  | { readonly kind: 'alter-database'; readonly name: string; readonly renameTo?: string; readonly owner?: string }
  | {
      readonly kind: 'drop'
      readonly what: 'table' | 'view' | 'index' | 'sequence' | 'schema' | 'database' | 'role'
      readonly names: readonly ObjectName[]
      readonly ifExists: boolean
      readonly cascade: boolean
      readonly on?: ObjectName
    }
  | { readonly kind: 'truncate'; readonly tables: readonly ObjectName[]; readonly restart: boolean; readonly cascade: boolean }
  | {
      readonly kind: 'grant'
      readonly revoke: boolean
      readonly privileges: readonly string[]
      readonly on?: { readonly kind: 'table' | 'database' | 'schema' | 'all'; readonly name: string }
      readonly roles: readonly string[]
    }
  | { readonly kind: 'begin' | 'commit' | 'rollback' }
  | { readonly kind: 'savepoint' | 'release' | 'rollback-to'; readonly name: string }
  | { readonly kind: 'set'; readonly name: string; readonly value: string }
  | { readonly kind: 'show'; readonly what: string; readonly name?: string; readonly from?: string; readonly like?: string; readonly full?: boolean }
  | { readonly kind: 'describe'; readonly table: ObjectName }
  | { readonly kind: 'use'; readonly database: string }
  | { readonly kind: 'no-op'; readonly tag: string }

export interface RoleOptions {
  readonly login?: boolean
  readonly superuser?: boolean
  readonly createdb?: boolean
  readonly createrole?: boolean
  readonly password?: string | null
}

export type Assignments = readonly { readonly column: string; readonly at: number; readonly value: Expression }[]
