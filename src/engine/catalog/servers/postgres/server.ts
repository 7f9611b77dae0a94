import { civilTime } from '../../../base/calendar.ts'
import { strftime } from '../../../base/strftime.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { printError } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import type { Flavour } from '../sql/session.ts'
import { Cluster } from '../sql/store/cluster.ts'
import type { Layout } from '../sql/store/files.ts'
import type { Activity } from './catalog-tables.ts'
import { systemTables } from './catalog-tables.ts'
import { deparse } from './deparse.ts'
import { serverFunction } from './functions.ts'
import { verifierOf } from './scram.ts'
import type { HbaRule } from './settings.ts'
import { VERSION } from './settings.ts'

/** The shared memory of one server: what the postmaster and all its backends see. */
export interface Server {
  readonly dataDirectory: string
  readonly cluster: Cluster
  readonly layout: Layout
  readonly settings: Map<string, string>
  hba: readonly HbaRule[]
  readonly sessions: Map<number, Activity>
  readonly flavour: Flavour
  /** SIGTERM came: nobody new gets in. */
  stopping: boolean
}

/** Where a data directory keeps what. */
export const layoutOf = (directory: string): Layout => ({
  catalog: `${directory}/global/pg_catalog.json`,
  databaseDirectory: (database) => `${directory}/base/${database.oid}`,
  table: (database, table) => `${directory}/base/${database.oid}/${table.oid}`,
})

export function makeServer(dataDirectory: string, settings: Map<string, string>, hba: readonly HbaRule[], salt: () => Uint8Array): Server {
  const sessions = new Map<number, Activity>()
  const virtual = systemTables(() => [...sessions.values()])
  const flavour: Flavour = {
    rules: { nameQuote: '"', mysql: false },
    version: VERSION,
    virtual,
    function: serverFunction,
    verifier: (password) => (password.startsWith('SCRAM-SHA-256$') ? password : verifierOf(password, salt())),
    deparse,
  }
  return { dataDirectory, cluster: new Cluster('public'), layout: layoutOf(dataDirectory), settings, hba, sessions, flavour, stopping: false }
}

/** The cluster as initdb leaves it. */
export function bootstrap(cluster: Cluster, superuser: string, password: string | undefined): void {
  cluster.roles.set(superuser, {
    name: superuser,
    oid: 10,
    login: true,
    superuser: true,
    createdb: true,
    createrole: true,
    ...(password !== undefined && { password }),
  })
  cluster.createDatabase('template1', superuser, 1, true)
  cluster.createDatabase('template0', superuser, 4, true)
  cluster.createDatabase('postgres', superuser, 5)
  for (const database of cluster.databases.values()) for (const schema of database.schemas.values()) schema.owner = 'pg_database_owner'
}

/** A line of the server's log, as log_line_prefix = '%m [%p] ' has it. */
export function* log(severity: string, message: string): Sys<void> {
  const time = civilTime(yield* sys.clockRealtime({}))
  const millis = String(Math.floor(time.nanosecond / 1_000_000)).padStart(3, '0')
  yield* printError(`${strftime('%Y-%m-%d %H:%M:%S', time)}.${millis} UTC [${yield* sys.getpid({})}] ${severity}:  ${message}\n`)
}
