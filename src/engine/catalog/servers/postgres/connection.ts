import type { Result } from '../../../base/result.ts'
import { err, ok } from '../../../base/result.ts'
import { decode, encode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import type { SocketAddress } from '../../../linux/kernel/net/socket-address.ts'
import { getaddrinfo, resolveErrorText } from '../../../linux/libc/resolver.ts'
import { readFile } from '../../../linux/libc/stdio.ts'
import { userById } from '../../../linux/libc/users.ts'
import { sys } from '../../../linux/sys.ts'
import type { Problem } from './faults.ts'
import { BodyReader, Fields, PROTOCOL_3, SSL_REQUEST, Wire } from './protocol.ts'
import { ScramClient } from './scram.ts'

/** A client's connection, as libpq makes it: parameters, PG* variables, .pgpass, one address after the other. */
export interface Target {
  readonly host?: string
  readonly port: number
  readonly user: string
  readonly database: string
  readonly password?: string
}

export type Notice = Omit<Problem, 'severity'> & { readonly severity: string }

/** Rows or a tag of one statement. */
export interface Answer {
  readonly tag: string
  readonly columns?: readonly { readonly name: string; readonly oid: number }[]
  readonly rows: readonly (readonly (string | null)[])[]
}

export interface Failure {
  readonly message: string
  readonly needsPassword: boolean
}

const SOCKETS = '/var/run/postgresql'

/** Parameters from options, the environment and defaults. */
export function* targetOf(
  given: {
    readonly host?: string | undefined
    readonly port?: string | undefined
    readonly user?: string | undefined
    readonly database?: string | undefined
  },
  env: ReadonlyMap<string, string>,
): Sys<Target> {
  const { euid } = yield* sys.getcredentials({})
  const user = given.user ?? env.get('PGUSER') ?? (yield* userById(euid))?.name ?? 'root'
  const host = given.host ?? env.get('PGHOST')
  const port = Number(given.port ?? env.get('PGPORT') ?? 5432)
  const database = given.database ?? env.get('PGDATABASE') ?? user
  const password = env.get('PGPASSWORD') ?? (yield* passwordFile(host ?? 'localhost', port, database, user, env))
  return { user, port, database, ...(host !== undefined && host !== '' && { host }), ...(password !== undefined && { password }) }
}

function* passwordFile(host: string, port: number, database: string, user: string, env: ReadonlyMap<string, string>): Sys<string | undefined> {
  const path = env.get('PGPASSFILE') ?? `${env.get('HOME') ?? '/root'}/.pgpass`
  const text = yield* readFile(path)
  if (!text.ok) return undefined
  const stat = yield* sys.stat({ path })
  if (stat.ok && (stat.value.mode & 0o077) !== 0) return undefined
  for (const line of text.value.split('\n')) {
    const fields = line.split(':')
    const wanted = [host, String(port), database, user]
    if (fields.length >= 5 && wanted.every((value, i) => fields[i] === '*' || fields[i] === value)) return fields.slice(4).join(':')
  }
  return undefined
}

export class Connection {
  readonly parameters = new Map<string, string>()
  /** In a transaction: T, in a failed one: E, else I. */
  status = 'I'
  pid = 0
  /** The server ended the connection. */
  lost = false
  onNotice: (notice: Notice) => Sys<void> = function* () {}

  constructor(
    private readonly wire: Wire,
    readonly target: Target,
    readonly address: string | undefined,
  ) {}

  /** Sends a query text and gives its answers one by one to `each`; the error that ended it, if one did. */
  *query(sql: string, each: (answer: Answer) => Sys<void> = function* () {}): Sys<Notice | undefined> {
    this.wire.put('Q', new Fields().text(sql))
    yield* this.wire.flush()
    let columns: { name: string; oid: number }[] | undefined
    let rows: (string | null)[][] = []
    let problem: Notice | undefined
    for (;;) {
      const message = yield* this.wire.next()
      if (!message) {
        this.lost = true
        return problem
      }
      const reader = new BodyReader(message.body)
      if (message.kind === 'T') columns = readColumns(reader)
      else if (message.kind === 'D') rows.push(readCells(reader))
      else if (message.kind === 'C') {
        yield* each({ tag: reader.text(), rows, ...(columns && { columns }) })
        columns = undefined
        rows = []
      } else if (message.kind === 'N') yield* this.onNotice(readProblem(reader))
      else if (message.kind === 'E') problem = readProblem(reader)
      else if (message.kind === 'S') this.parameters.set(reader.text(), reader.text())
      else if (message.kind === 'Z') {
        this.status = decode(message.body)
        return problem
      }
    }
  }

  /** Rows of a query the program itself asks. */
  *rows(sql: string): Sys<Answer['rows']> {
    let found: Answer['rows'] = []
    yield* this.query(sql, function* (answer) {
      found = answer.rows
    })
    return found
  }

  *close(): Sys<void> {
    this.wire.put('X')
    yield* this.wire.flush()
    yield* sys.close({ fd: this.wire.fd })
  }
}

function readColumns(reader: BodyReader): { name: string; oid: number }[] {
  return Array.from({ length: reader.int16() }, () => {
    const name = reader.text()
    reader.bytes(6)
    const oid = reader.int32()
    reader.bytes(8)
    return { name, oid }
  })
}

function readCells(reader: BodyReader): (string | null)[] {
  return Array.from({ length: reader.int16() }, () => {
    const length = reader.int32()
    return length < 0 ? null : decode(reader.bytes(length))
  })
}

function readProblem(reader: BodyReader): Notice {
  const fields = new Map<string, string>()
  while (!reader.done) {
    const letter = String.fromCharCode(reader.bytes(1)[0] ?? 0)
    if (letter === '\0') break
    fields.set(letter, reader.text())
  }
  const [detail, hint, position] = [fields.get('D'), fields.get('H'), fields.get('P')]
  return {
    severity: fields.get('S') ?? 'ERROR',
    code: fields.get('C') ?? '',
    message: fields.get('M') ?? '',
    ...(detail !== undefined && { detail }),
    ...(hint !== undefined && { hint }),
    ...(position !== undefined && { position: Number(position) }),
  }
}

/** Connects, trying every address of the host. */
export function* connect(target: Target): Sys<Result<Connection, Failure>> {
  const { host, port } = target
  if (host === undefined || host.startsWith('/')) {
    const path = `${host ?? SOCKETS}/.s.PGSQL.${port}`
    return yield* attempt({ family: 'unix', path }, `connection to server on socket "${path}" failed: `, target)
  }
  const addresses = yield* getaddrinfo(host, { port })
  if (!addresses.ok)
    return err({ message: `could not translate host name "${host}" to address: ${resolveErrorText(addresses.error)}`, needsPassword: false })
  const messages: string[] = []
  let needsPassword = false
  for (const address of addresses.value) {
    const shown = address.address === host ? '' : ` (${address.address})`
    const connected = yield* attempt(address, `connection to server at "${host}"${shown}, port ${port} failed: `, target)
    if (connected.ok) return connected
    messages.push(connected.error.message)
    needsPassword ||= connected.error.needsPassword
    if (connected.error.message.includes('FATAL') || connected.error.needsPassword) return connected
  }
  return err({ message: messages.join('\n'), needsPassword })
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ENOENT: 'No such file or directory',
  ETIMEDOUT: 'Connection timed out',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  EACCES: 'Permission denied',
}

function* attempt(address: SocketAddress, prefix: string, target: Target): Sys<Result<Connection, Failure>> {
  const failed = (message: string, needsPassword = false): Result<Connection, Failure> => err({ message: `${prefix}${message}`, needsPassword })
  const socket = yield* sys.socket({ family: address.family, type: 'stream' })
  if (!socket.ok) return failed('could not create socket')
  const connected = yield* sys.connect({ fd: socket.value, address })
  if (!connected.ok) {
    yield* sys.close({ fd: socket.value })
    const hint =
      address.family === 'unix'
        ? 'Is the server running locally and accepting connections on that socket?'
        : 'Is the server running on that host and accepting TCP/IP connections?'
    return failed(`${reasons[connected.error] ?? connected.error}\n\t${hint}`)
  }
  const wire = new Wire(socket.value)
  if (address.family !== 'unix') {
    yield* wire.raw(new Fields().int32(8).int32(SSL_REQUEST).take())
    if ((yield* wire.byte()) === undefined)
      return failed(
        'server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.',
      )
  }
  const body = new Fields()
    .int32(PROTOCOL_3)
    .text('user')
    .text(target.user)
    .text('database')
    .text(target.database)
    .text('application_name')
    .text('psql')
    .text('client_encoding')
    .text('UTF8')
    .bytes(new Uint8Array([0]))
    .take()
  yield* wire.raw(
    new Fields()
      .int32(body.length + 4)
      .bytes(body)
      .take(),
  )
  const connection = new Connection(wire, target, address.family === 'unix' ? undefined : address.address)
  const refused = yield* logIn(wire, connection, target)
  if (!refused) return ok(connection)
  yield* sys.close({ fd: socket.value })
  return failed(refused.message, refused.needsPassword)
}

function* logIn(wire: Wire, connection: Connection, target: Target): Sys<Failure | undefined> {
  let scram: ScramClient | undefined
  for (;;) {
    const message = yield* wire.next()
    if (!message)
      return {
        message:
          'server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.',
        needsPassword: false,
      }
    const reader = new BodyReader(message.body)
    if (message.kind === 'E') {
      const { severity, message: text } = readProblem(reader)
      return { message: `${severity}:  ${text}`, needsPassword: false }
    }
    if (message.kind === 'S') connection.parameters.set(reader.text(), reader.text())
    else if (message.kind === 'K') connection.pid = reader.int32()
    else if (message.kind === 'Z') return undefined
    else if (message.kind === 'R') {
      const step = reader.int32()
      if (step === 10) {
        if (target.password === undefined || target.password === '') return { message: 'fe_sendauth: no password supplied', needsPassword: true }
        scram = new ScramClient(target.password, yield* sys.getrandom({ count: 18 }))
        wire.put('p', new Fields().text('SCRAM-SHA-256').int32(scram.first.length).bytes(scram.first))
        yield* wire.flush()
      } else if (step === 11 && scram) {
        wire.put('p', new Fields().bytes(scram.final(reader.rest())))
        yield* wire.flush()
      }
    }
  }
}

/** Asks for a password on the terminal without showing it. */
export function* askPassword(prompt: string): Sys<string> {
  const opened = yield* sys.open({ path: '/dev/tty', flags: 2 })
  const fd = opened.ok ? opened.value : 0
  yield* sys.write({ fd: opened.ok ? fd : 2, bytes: encode(prompt) })
  const before = yield* sys.tcgetattr({ fd })
  if (before.ok) yield* sys.tcsetattr({ fd, termios: { ...before.value, echo: false } })
  let text = ''
  while (!text.includes('\n')) {
    const chunk = yield* sys.read({ fd, count: 1 })
    if (!chunk.ok || chunk.value.length === 0) break
    text += decode(chunk.value)
  }
  if (before.ok) yield* sys.tcsetattr({ fd, termios: before.value })
  yield* sys.write({ fd: opened.ok ? fd : 2, bytes: encode('\n') })
  return text.replace(/\n$/, '')
}

/** Connects and asks for a password where the server wants one. `ask`: always, never, or as it comes. */
export function* connectAsking(target: Target, ask: 'always' | 'never' | 'auto'): Sys<Result<Connection, Failure>> {
  const prompt = `Password for user ${target.user}: `
  if (ask === 'always') return yield* connect({ ...target, password: yield* askPassword('Password: ') })
  const first = yield* connect(target)
  if (first.ok || !first.error.needsPassword || ask === 'never') return first
  return yield* connect({ ...target, password: yield* askPassword(prompt) })
}
