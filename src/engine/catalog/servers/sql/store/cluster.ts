import type { Table } from './table.ts'
import { Transactions } from './transaction.ts'

export interface Sequence {
  readonly name: string
  readonly oid: number
  value: number
  called: boolean
  readonly increment: number
  readonly start: number
  /** table.column it belongs to. */
  ownedBy?: string
}

export interface View {
  readonly name: string
  readonly oid: number
  readonly owner: string
  /** The query as it was written. */
  readonly text: string
  readonly columns?: readonly string[]
}

export interface Schema {
  readonly name: string
  readonly oid: number
  owner: string
  readonly tables: Map<string, Table>
  readonly views: Map<string, View>
  readonly sequences: Map<string, Sequence>
}

export interface Database {
  readonly oid: number
  name: string
  owner: string
  readonly schemas: Map<string, Schema>
  /** Connections other than this refuse. */
  readonly template: boolean
}

export interface Role {
  readonly name: string
  readonly oid: number
  /** Where from, MySQL's accounts. */
  readonly host?: string
  login: boolean
  superuser: boolean
  createdb: boolean
  createrole: boolean
  /** The stored verifier, never the password. */
  password?: string
}

export interface Grant {
  readonly role: string
  readonly database: string
  /** `schema.table`, `*`, or the database itself as ``. */
  readonly object: string
  readonly privilege: string
}

/** Everything one server keeps: PostgreSQL's database cluster, a MySQL instance. */
export class Cluster {
  readonly databases = new Map<string, Database>()
  readonly roles = new Map<string, Role>()
  grants: Grant[] = []
  readonly transactions = new Transactions()
  nextOid = 16_384

  constructor(
    /** Key of the schema that every database starts with. */
    readonly firstSchema: string,
  ) {}

  oid(): number {
    return this.nextOid++
  }

  createDatabase(name: string, owner: string, oid = this.oid(), template = false): Database {
    const database: Database = { oid, name, owner, schemas: new Map(), template }
    this.createSchema(database, this.firstSchema, owner)
    this.databases.set(name, database)
    return database
  }

  createSchema(database: Database, name: string, owner: string): Schema {
    const schema: Schema = { name, oid: name === 'public' ? 2200 : this.oid(), owner, tables: new Map(), views: new Map(), sequences: new Map() }
    database.schemas.set(name, schema)
    return schema
  }
}

/** Every table of a database. */
export function* tablesOf(database: Database): Generator<{ readonly schema: Schema; readonly table: Table }> {
  for (const schema of database.schemas.values()) for (const table of schema.tables.values()) yield { schema, table }
}
