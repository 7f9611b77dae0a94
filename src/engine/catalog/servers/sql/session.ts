import type { TimeZone } from '../../../base/time-zone.ts'
import type { Expression } from './ast.ts'
import { Fault } from './fault.ts'
import type { LexicalRules } from './lex.ts'
import type { Cluster, Database, Schema } from './store/cluster.ts'
import type { Table } from './store/table.ts'
import type { Transaction } from './store/transaction.ts'
import type { SqlType, Value } from './types.ts'

/** A table whose rows are computed: pg_catalog, information_schema. */
export interface VirtualTable {
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[]
  readonly rows: (session: Session) => readonly (readonly Value[])[]
}

/** What a server adds to the engine. */
export interface Flavour {
  readonly rules: LexicalRules
  readonly version: string
  virtual(schema: string | undefined, name: string): VirtualTable | undefined
  /** The server's own functions; undefined when there is none of that name. */
  function(name: string): { readonly gives: SqlType; readonly run: (args: readonly Value[], session: Session) => Value } | undefined
  /** Stores a password. */
  verifier(password: string, role: string): string
  /** The default of a column as the catalogue shows it. */
  deparse(expression: Expression, type?: SqlType, columns?: readonly { readonly name: string; readonly type: SqlType }[]): string
}

export interface Notice {
  readonly severity: 'NOTICE' | 'WARNING'
  readonly code: string
  readonly message: string
  readonly detail?: string
}

/** One client's state on the server. */
export class Session {
  transaction: Transaction | undefined
  /** Inside BEGIN … COMMIT. */
  inBlock = false
  failed = false
  readonly settings = new Map<string, string>()
  readonly notices: Notice[] = []
  /** Time of the transaction, microseconds since 1970. */
  nowMicros = 0
  lastInsertId = 0
  foundRows = 0
  /** Milliseconds that pg_sleep and SLEEP want to pass after the statement. */
  sleepMs = 0
  readonly currentValues = new Map<string, number>()

  constructor(
    readonly cluster: Cluster,
    readonly flavour: Flavour,
    public role: string,
    public database: Database | undefined,
    public zone: TimeZone,
    readonly random: () => number,
    readonly pid: number,
    /** Where the client is, as current_user shows it: MySQL. */
    readonly host = 'localhost',
  ) {}

  get mysql(): boolean {
    return this.flavour.rules.mysql
  }

  get tx(): Transaction {
    this.transaction ??= this.cluster.transactions.begin()
    return this.transaction
  }

  get superuser(): boolean {
    return this.cluster.roles.get(this.role)?.superuser ?? false
  }

  /** The database a statement means; MySQL's names may begin with another one. */
  databaseNamed(name?: string): Database {
    const database = name === undefined ? this.database : this.cluster.databases.get(name)
    if (!database) throw name === undefined ? new Fault('no-database') : new Fault('undefined-database', { name })
    return database
  }

  schemaNamed(name: string | undefined, at?: number): Schema {
    if (this.mysql) {
      const schema = this.databaseNamed(name).schemas.get(this.cluster.firstSchema)
      if (schema) return schema
    }
    const path = name ?? this.searchPath[0] ?? 'public'
    const schema = this.databaseNamed().schemas.get(path)
    if (!schema) throw new Fault('undefined-schema', { name: path }, at)
    return schema
  }

  private get searchPath(): readonly string[] {
    const set = this.settings.get('search_path')
    const names = (set ?? 'public').split(',').map((name) => name.trim().replaceAll('"', '').replace('$user', this.role))
    return names.filter((name) => this.database?.schemas.has(name))
  }

  /** Schemas looked in for a name. */
  schemasFor(name: string | undefined): readonly Schema[] {
    if (this.mysql || name !== undefined) {
      if (!this.mysql && !this.databaseNamed().schemas.has(name ?? '')) return []
      return [this.schemaNamed(name)]
    }
    return this.searchPath.flatMap((path) => this.database?.schemas.get(path) ?? [])
  }

  table(schema: string | undefined, name: string, at?: number): Table {
    for (const one of this.schemasFor(schema)) {
      const table = one.tables.get(name)
      if (table) return table
    }
    throw new Fault(
      'undefined-table',
      { name: schema === undefined ? name : `${schema}.${name}`, bare: name, database: schema ?? this.database?.name ?? '' },
      at,
    )
  }

  notice(message: string, code = '00000', severity: Notice['severity'] = 'NOTICE', detail?: string): void {
    this.notices.push({ severity, code, message, ...(detail !== undefined && { detail }) })
  }

  setting(name: string, fallback: string): string {
    return this.settings.get(name) ?? fallback
  }
}
