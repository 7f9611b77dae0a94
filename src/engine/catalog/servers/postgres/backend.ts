import { utc } from '../../../base/time-zone.ts'
import { encode } from '../../../base/utf8.ts'
import type { Fd, Sys } from '../../../linux/kernel/calls.ts'
import type { SocketAddress } from '../../../linux/kernel/net/socket-address.ts'
import { signals } from '../../../linux/kernel/signal.ts'
import { sys } from '../../../linux/sys.ts'
import { rollback } from '../sql/run/control.ts'
import { Session } from '../sql/session.ts'
import { authenticate } from './authenticate.ts'
import type { Problem } from './faults.ts'
import { problemFields } from './problem-fields.ts'
import { BodyReader, Fields, PROTOCOL_3, SSL_REQUEST, Wire } from './protocol.ts'
import type { Server } from './server.ts'
import { log } from './server.ts'
import { reportedSettings, runQuery } from './statements.ts'

/** A backend: one client's process from its start-up packet to its end. */
export function* serveClient(server: Server, fd: Fd, peer: SocketAddress): Sys<number> {
  const wire = new Wire(fd)
  const asked = yield* startUp(wire)
  if (!asked) return 0
  const pid = yield* sys.getpid({})
  const user = asked.get('user') ?? ''
  const name = asked.get('database') ?? user
  const address = peer.family === 'unix' ? undefined : peer.address.replace(/^::ffff:/, '')
  const where = peer.family === 'unix' ? '[local]' : `${address}(${peer.port})`
  yield* sys.prctl({ title: `postgres: ${user} ${name} ${where} authentication` })
  const refusal = yield* admit(server, wire, user, name, address)
  if (refusal) {
    yield* refuse(wire, refusal)
    return 1
  }
  const database = server.cluster.databases.get(name)
  const random = (yield* sys.getrandom({ count: 4 })).reduce((seed, byte) => seed * 256 + byte, 0)
  const session = new Session(server.cluster, server.flavour, user, database, utc, generator(random), pid)
  const activity = { pid, database: name, role: user, address, application: asked.get('application_name') ?? '', state: 'idle', query: '' }
  server.sessions.set(pid, activity)
  try {
    wire.put('R', new Fields().int32(0))
    for (const [key, value] of reportedSettings(server, session)) wire.put('S', new Fields().text(key).text(value))
    wire.put('K', new Fields().int32(pid).int32(random | 0))
    wire.put('Z', new Fields().bytes(encode('I')))
    yield* wire.flush()
    return yield* serveQueries(server, wire, session, activity, `postgres: ${user} ${name} ${where}`)
  } finally {
    rollback(session)
    server.sessions.delete(pid)
  }
}

/** mulberry32: random() of a session. */
function generator(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

function* startUp(wire: Wire): Sys<ReadonlyMap<string, string> | undefined> {
  for (;;) {
    const packet = yield* wire.startup()
    if (!packet) return undefined
    const reader = new BodyReader(packet)
    const version = reader.int32()
    if (version === SSL_REQUEST) {
      yield* wire.raw(encode('N'))
      continue
    }
    if (version !== PROTOCOL_3) return undefined
    const parameters = new Map<string, string>()
    for (;;) {
      const key = reader.text()
      if (key === '') return parameters
      parameters.set(key, reader.text())
    }
  }
}

function* refuse(wire: Wire, problem: Problem): Sys<void> {
  yield* log('FATAL', problem.message)
  if (problem.detail !== undefined) yield* log('DETAIL', problem.detail)
  const { detail: _, ...shown } = problem
  wire.put('E', problemFields(shown))
  yield* wire.flush()
}

const fatal = (code: string, message: string): Problem => ({ severity: 'FATAL', code, message })

function* admit(server: Server, wire: Wire, user: string, name: string, address: string | undefined): Sys<Problem | undefined> {
  if (server.stopping) return fatal('57P03', 'the database system is shutting down')
  if (user === '') return fatal('28000', 'no PostgreSQL user name specified in startup packet')
  const problem = yield* authenticate(server, wire, user, name, address)
  if (problem) return problem
  if (server.sessions.size >= Number(server.settings.get('max_connections') ?? 100)) return fatal('53300', 'sorry, too many clients already')
  const role = server.cluster.roles.get(user)
  if (!role) return fatal('28000', `role "${user}" does not exist`)
  if (!role.login) return fatal('28000', `role "${user}" is not permitted to log in`)
  if (!server.cluster.databases.has(name)) return fatal('3D000', `database "${name}" does not exist`)
  if (name === 'template0') return fatal('55000', 'database "template0" is not currently accepting connections')
  return undefined
}

function* serveQueries(server: Server, wire: Wire, session: Session, activity: { state: string; query: string }, title: string): Sys<number> {
  let ended = false
  yield* sys.sigaction({
    signal: signals.SIGTERM,
    handler: function* () {
      ended = true
      wire.put('E', problemFields({ severity: 'FATAL', code: '57P01', message: 'terminating connection due to administrator command' }))
      yield* wire.flush()
      yield* log('FATAL', 'terminating connection due to administrator command')
      yield* sys.exit({ code: 1 })
    },
  })
  for (;;) {
    yield* sys.prctl({ title: `${title} ${session.failed ? 'idle in transaction (aborted)' : session.inBlock ? 'idle in transaction' : 'idle'}` })
    activity.state = session.inBlock ? 'idle in transaction' : 'idle'
    const message = yield* wire.next()
    if (!message || message.kind === 'X' || ended) return 0
    if (message.kind === 'Q') {
      activity.query = new BodyReader(message.body).text()
      activity.state = 'active'
      yield* runQuery(server, wire, session, activity.query, title)
    } else {
      wire.put(
        'E',
        problemFields({ severity: 'ERROR', code: '0A000', message: `cais: postgres: protocol message '${message.kind}' is not simulated` }),
      )
    }
    wire.put('Z', new Fields().bytes(encode(session.failed ? 'E' : session.inBlock ? 'T' : 'I')))
    if (!(yield* wire.flush())) return 0
  }
}
