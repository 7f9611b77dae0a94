import { sha256Hex } from '../../../base/sha256.ts'
import type { Flavour } from '../sql/session.ts'
import { Cluster } from '../sql/store/cluster.ts'
import type { Layout } from '../sql/store/files.ts'
import type { Value } from '../sql/types.ts'
import { type } from '../sql/types.ts'

export const VERSION = '8.4.0'

/** Key of the one schema that every database has inside. */
export const SCHEMA = 'public'

export const layoutOf = (directory: string): Layout => ({
  catalog: `${directory}/mysql.ibd`,
  databaseDirectory: (database) => `${directory}/${database.name}`,
  table: (database, table) => `${directory}/${database.name}/${table.oid}.ibd`,
})

const functions: Readonly<Record<string, ReturnType<Flavour['function']>>> = {
  version: { gives: type('text'), run: () => VERSION },
  user: { gives: type('text'), run: (_, session) => `${session.role.split('@')[0]}@${session.host}` },
  session_user: { gives: type('text'), run: (_, session) => `${session.role.split('@')[0]}@${session.host}` },
  current_user: { gives: type('text'), run: (_, session) => session.role },
  database: { gives: type('text'), run: (_, session): Value => session.database?.name ?? null },
  schema: { gives: type('text'), run: (_, session): Value => session.database?.name ?? null },
}

/** What mysqld adds to the SQL room. */
export const flavour: Flavour = {
  rules: { nameQuote: '`', mysql: true },
  version: VERSION,
  virtual: () => undefined,
  function: (name) => (Object.hasOwn(functions, name) ? functions[name] : undefined),
  verifier: (password) => (password === '' ? '' : sha256Hex(password)),
  deparse: (expression) =>
    expression.kind === 'literal'
      ? expression.value === null
        ? 'NULL'
        : String(expression.value)
      : expression.kind === 'call' && /^(now|current_timestamp)$/.test(expression.name)
        ? 'CURRENT_TIMESTAMP'
        : '',
}

/** The instance as --initialize-insecure leaves it: root@localhost without a password. */
export function bootstrap(cluster: Cluster): void {
  for (const name of ['information_schema', 'mysql', 'performance_schema', 'sys']) cluster.createDatabase(name, 'root')
  cluster.roles.set('root@localhost', {
    name: 'root',
    oid: 1,
    host: 'localhost',
    login: true,
    superuser: true,
    createdb: true,
    createrole: true,
    password: '',
  })
}

export const newCluster = (): Cluster => new Cluster(SCHEMA)

/** Proof of a password over a nonce. */
export const proofOf = (stored: string, nonce: string): string => (stored === '' ? '' : sha256Hex(stored + nonce))
