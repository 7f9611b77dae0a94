import type { Result } from '../../../base/result.ts'
import { err, ok } from '../../../base/result.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import type { SocketAddress } from '../../../linux/kernel/net/socket-address.ts'
import type { Parsed } from '../../../linux/libc/getopt.ts'
import { getaddrinfo } from '../../../linux/libc/resolver.ts'
import { userById } from '../../../linux/libc/users.ts'
import { sys } from '../../../linux/sys.ts'
import { askPassword } from '../postgres/connection.ts'
import { flavour, proofOf } from './server.ts'
import type { Greeting, Login, Reply } from './wire.ts'
import { Wire } from './wire.ts'

export interface Client {
  readonly wire: Wire
  readonly connection: number
  database: string | undefined
}

export const connectOptions = 'h|host= P|port= u|user= p|password=? S|socket= protocol='

/** Connects as the options say; the error text without `ERROR ` in front. */
export function* connect(options: Parsed, env: ReadonlyMap<string, string>, database?: string): Sys<Result<Client, string>> {
  const host = options.value('host') ?? env.get('MYSQL_HOST') ?? 'localhost'
  const port = Number(options.value('port') ?? env.get('MYSQL_TCP_PORT') ?? 3306)
  const user = options.value('user') ?? (yield* userById((yield* sys.getcredentials({})).euid))?.name ?? 'root'
  const given = options.value('password')
  const password = options.has('password') ? (given ?? (yield* askPassword('Enter password: '))) : (env.get('MYSQL_PWD') ?? '')
  const path = options.value('socket') ?? '/var/run/mysqld/mysqld.sock'
  const addresses = yield* addressesOf(host, port, path)
  if (addresses === undefined) return err(`2005 (HY000): Unknown MySQL server host '${host}' (-2)`)
  let wire: Wire | undefined
  let why = ''
  for (const address of addresses) {
    const socket = yield* sys.socket({ family: address.family, type: 'stream' })
    if (!socket.ok) continue
    const connected = yield* sys.connect({ fd: socket.value, address })
    if (connected.ok) {
      wire = new Wire(socket.value)
      break
    }
    const errno = { ECONNREFUSED: 111, ENOENT: 2, ETIMEDOUT: 110, EHOSTUNREACH: 113 }[connected.error as 'ENOENT'] ?? 111
    why =
      address.family === 'unix'
        ? `2002 (HY000): Can't connect to local MySQL server through socket '${path}' (${errno})`
        : `2003 (HY000): Can't connect to MySQL server on '${host}:${port}' (${errno})`
    yield* sys.close({ fd: socket.value })
  }
  if (!wire) return err(why)
  const greeting = yield* wire.receive<Greeting>()
  if (!greeting) return err("2013 (HY000): Lost connection to MySQL server at 'reading initial communication packet', system error: 0")
  const login: Login = { user, proof: proofOf(flavour.verifier(password, user), greeting.nonce), ...(database !== undefined && { database }) }
  yield* wire.send(login)
  const reply = yield* wire.receive<Reply>()
  if (!reply) return err('2013 (HY000): Lost connection to MySQL server')
  if (reply.error) return err(`${reply.error.number} (${reply.error.state}): ${reply.error.message}`)
  return ok({ wire, connection: greeting.connection, database: reply.database })
}

function* addressesOf(host: string, port: number, path: string): Sys<readonly SocketAddress[] | undefined> {
  if (host === 'localhost') return [{ family: 'unix', path }]
  const found = yield* getaddrinfo(host, { port })
  return found.ok ? found.value : undefined
}

export function* query({ wire }: Client, sql: string): Sys<Reply | undefined> {
  yield* wire.send({ sql })
  return yield* wire.receive<Reply>()
}
