import type { Statement } from '../ast.ts'
import { Fault } from '../fault.ts'
import type { Session } from '../session.ts'
import type { Role } from '../store/cluster.ts'
import { enter } from './define.ts'
import type { Outcome } from './outcome.ts'

/** Roles, grants and databases. Grants are recorded; PostgreSQL's are asked by `mayUse`. */
const accountKey = (name: string, host: string | undefined): string => (host === undefined ? name : `${name}@${host}`)

export function createRole(statement: Extract<Statement, { kind: 'create-role' }>, session: Session): Outcome {
  const { name, host, options, command } = statement
  const key = accountKey(name, host)
  const { roles } = session.cluster
  if (!session.superuser && !roles.get(session.role)?.createrole)
    throw new Fault('denied', { what: 'permission denied to create role', detail: 'Only roles with the CREATEROLE attribute may create roles.' })
  if (roles.has(key)) {
    if (statement.ifNotExists) return { tag: 'CREATE ROLE' }
    throw new Fault('duplicate-object', { what: 'role', name, account: `'${name}'@'${host}'`, command: `CREATE ${command}` })
  }
  const { login = false, superuser = false, createdb = false, createrole = false, password } = options
  const role: Role = {
    name,
    oid: session.cluster.oid(),
    login,
    superuser,
    createdb,
    createrole,
    ...(host !== undefined && { host }),
    ...(typeof password === 'string' && { password: session.flavour.verifier(password, name) }),
  }
  enter(roles, key, role, session)
  return { tag: 'CREATE ROLE' }
}

export function alterRole({ name, host, options }: Extract<Statement, { kind: 'alter-role' }>, session: Session): Outcome {
  const role =
    session.cluster.roles.get(accountKey(name, host)) ??
    (session.mysql ? undefined : name === 'current_user' ? session.cluster.roles.get(session.role) : undefined)
  if (!role) throw new Fault('undefined-object', { what: 'role', name, account: `'${name}'@'${host}'`, command: 'ALTER USER' })
  const before = { ...role }
  session.tx.undo.push(() => void Object.assign(role, before))
  session.tx.catalogChanged = true
  const { password, ...flags } = options
  Object.assign(role, Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined)))
  if (password === null) delete role.password
  else if (password !== undefined) role.password = session.flavour.verifier(password, name)
  return { tag: 'ALTER ROLE' }
}

export function dropRoles(statement: Extract<Statement, { kind: 'drop' }>, session: Session): Outcome {
  const { roles, databases } = session.cluster
  for (const { name, schema: host } of statement.names) {
    const key = accountKey(name, host)
    if (!roles.has(key)) {
      if (!statement.ifExists) throw new Fault('undefined-object', { what: 'role', name, account: `'${name}'@'${host}'`, command: 'DROP USER' })
      session.notice(`role "${name}" does not exist, skipping`)
      continue
    }
    if (key === session.role && !session.mysql) throw new Fault('other', { code: '55006', message: 'current user cannot be dropped' })
    const owned = [...databases.values()].flatMap((database) => [
      ...(database.owner === name ? [`owner of database ${database.name}`] : []),
      ...[...database.schemas.values()].flatMap((schema) =>
        [...schema.tables.values()].filter((table) => table.owner === name).map((table) => `owner of table ${table.name}`),
      ),
    ])
    const granted = session.cluster.grants
      .filter((grant) => grant.role === key)
      .map((grant) => `privileges for ${grant.object === '' ? `database ${grant.database}` : `table ${grant.object}`}`)
    const reasons = [...new Set([...owned, ...granted])]
    if (!session.mysql && reasons.length > 0)
      throw new Fault('other', {
        code: '2BP01',
        message: `role "${name}" cannot be dropped because some objects depend on it`,
        detail: reasons.join('\n'),
      })
    const before = roles.get(key)
    roles.delete(key)
    if (before) session.tx.undo.push(() => void roles.set(key, before))
  }
  session.tx.catalogChanged = true
  return { tag: 'DROP ROLE' }
}

export function grant({ revoke, privileges, on, roles }: Extract<Statement, { kind: 'grant' }>, session: Session): Outcome {
  const { cluster } = session
  const before = cluster.grants
  session.tx.undo.push(() => {
    cluster.grants = before
  })
  session.tx.catalogChanged = true
  const objects = (on?.name ?? '').split(', ').map((name) => {
    if (session.mysql) {
      const [first = '*', second] = name.split('.')
      return second === undefined ? { database: session.database?.name ?? '', object: first } : { database: first, object: second }
    }
    if (on?.kind === 'database') return { database: name, object: '' }
    if (on?.kind === 'all') return { database: session.database?.name ?? '', object: '*' }
    if (on?.kind === 'table') session.table(undefined, name.replace(/^public\./, ''))
    return { database: session.database?.name ?? '', object: name.replace(/^public\./, '') }
  })
  for (const role of roles) {
    if (role !== 'public' && !cluster.roles.has(role))
      throw new Fault('undefined-object', { what: 'role', name: role, account: role, command: 'GRANT' })
    for (const { database, object } of objects)
      for (const privilege of privileges) {
        const same = (one: (typeof cluster.grants)[number]): boolean =>
          one.role === role &&
          one.database === database &&
          one.object === object &&
          (one.privilege === privilege || (revoke && privilege === 'ALL PRIVILEGES'))
        cluster.grants = cluster.grants.filter((one) => !same(one))
        if (!revoke) cluster.grants = [...cluster.grants, { role, database, object, privilege }]
      }
  }
  return { tag: on ? (revoke ? 'REVOKE' : 'GRANT') : revoke ? 'REVOKE ROLE' : 'GRANT ROLE' }
}

/** Whether the session's role has a privilege on a table. */
export function mayUse(session: Session, privilege: string, table: { readonly name: string; readonly owner: string }): boolean {
  if (session.superuser || table.owner === session.role) return true
  return session.cluster.grants.some(
    (one) =>
      (one.role === session.role || one.role === 'public') &&
      one.database === session.database?.name &&
      (one.object === table.name || one.object === '*') &&
      (one.privilege === privilege || one.privilege === 'ALL PRIVILEGES'),
  )
}

export function createDatabase({ name, owner, ifNotExists }: Extract<Statement, { kind: 'create-database' }>, session: Session): Outcome {
  const { cluster } = session
  if (!session.mysql && session.inBlock) throw new Fault('other', { code: '25001', message: 'CREATE DATABASE cannot run inside a transaction block' })
  if (!session.superuser && !session.mysql && !cluster.roles.get(session.role)?.createdb)
    throw new Fault('denied', { what: 'permission denied to create database' })
  if (owner !== undefined && !cluster.roles.has(owner)) throw new Fault('undefined-object', { what: 'role', name: owner })
  if (cluster.databases.has(name)) {
    if (ifNotExists) return { tag: 'CREATE DATABASE', affected: 1 }
    throw new Fault('duplicate-database', { name })
  }
  cluster.createDatabase(name, owner ?? session.role)
  session.tx.undo.push(() => void cluster.databases.delete(name))
  session.tx.catalogChanged = true
  return { tag: 'CREATE DATABASE', affected: 1 }
}

/** `inUse` tells how many other sessions have it open. */
export function dropDatabase(statement: Extract<Statement, { kind: 'drop' }>, session: Session, inUse: (name: string) => number): Outcome {
  const { databases } = session.cluster
  let affected = 0
  for (const { name } of statement.names) {
    const database = databases.get(name)
    if (!database) {
      if (!statement.ifExists) throw new Fault('undefined-object', { what: 'database', name })
      session.notice(`database "${name}" does not exist, skipping`)
      continue
    }
    if (!session.mysql) {
      if (database === session.database) throw new Fault('other', { code: '55006', message: 'cannot drop the currently open database' })
      if (!session.superuser && database.owner !== session.role) throw new Fault('denied', { what: `must be owner of database ${name}` })
      const others = inUse(name)
      if (others > 0)
        throw new Fault('database-in-use', {
          name,
          detail: others === 1 ? 'There is 1 other session using the database.' : `There are ${others} other sessions using the database.`,
        })
    }
    for (const schema of database.schemas.values()) affected += schema.tables.size
    databases.delete(name)
    session.tx.undo.push(() => void databases.set(name, database))
    if (session.mysql && database === session.database) session.database = undefined
  }
  session.tx.catalogChanged = true
  return { tag: 'DROP DATABASE', affected }
}
