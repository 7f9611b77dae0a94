import type { Sys } from '../../../linux/kernel/calls.ts'
import { signals } from '../../../linux/kernel/signal.ts'
import { fnmatch } from '../../../linux/libc/glob.ts'
import { sys } from '../../../linux/sys.ts'
import { clientLine } from './client-line.ts'
import { float, refuse } from './command.ts'
import { info } from './info.ts'
import { pop } from './lists.ts'
import { encodeReply, Failure, NilArray, OK, type Reply, Simple } from './reply.ts'
import type { Client, RedisServer } from './server-state.ts'

/** A command about the connection or the server. */
export interface SessionCommand {
  readonly arity: number
  readonly run: (server: RedisServer, client: Client, args: readonly string[]) => Sys<Reply | undefined>
}

function* auth(server: RedisServer, client: Client, args: readonly string[]): Sys<Reply> {
  const password = server.settings.get('requirepass')
  const [user, given] = args.length > 1 ? args : ['default', args[0]]
  if (password === '' && args.length === 1)
    return new Failure('ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?')
  if (user !== 'default' || (password !== '' && given !== password))
    return new Failure('WRONGPASS invalid username-password pair or user is disabled.')
  client.authenticated = true
  return OK
}

function* subscribe(client: Client, names: readonly string[], set: Set<string>, word: string, add: boolean): Sys<undefined> {
  const total = () => client.channels.size + client.patterns.size
  const wanted = names.length === 0 ? [...set] : names
  for (const name of wanted) {
    if (add) set.add(name)
    else set.delete(name)
    yield* client.connection.write(encodeReply([word, name, total()]))
  }
  if (wanted.length === 0) yield* client.connection.write(encodeReply([word, null, total()]))
}

function* publish(server: RedisServer, [channel = '', message = '']: readonly string[]): Sys<Reply> {
  let receivers = 0
  for (const client of server.clients.values()) {
    if (client.channels.has(channel)) {
      receivers++
      yield* client.connection.write(encodeReply(['message', channel, message]))
    }
    for (const pattern of client.patterns) {
      if (!fnmatch(pattern, channel)) continue
      receivers++
      yield* client.connection.write(encodeReply(['pmessage', pattern, channel, message]))
    }
  }
  return receivers
}

function* blockingPop(server: RedisServer, client: Client, args: readonly string[], side: 'left' | 'right'): Sys<Reply> {
  const seconds = float(args.at(-1))
  if (seconds < 0) return refuse('ERR timeout is negative')
  const untilMs = seconds === 0 ? Number.POSITIVE_INFINITY : (yield* sys.clockMonotonic({})) + seconds * 1000
  for (;;) {
    const db = server.databases[client.db]
    if (!db) return new NilArray()
    db.nowMs = yield* sys.clockRealtime({})
    for (const key of args.slice(0, -1)) {
      const [item] = pop(db, key, side)
      if (item === undefined) continue
      yield* server.wrote(client.db, [side === 'left' ? 'LPOP' : 'RPOP', key])
      return [key, item]
    }
    const leftMs = untilMs - (yield* sys.clockMonotonic({}))
    if (leftMs <= 0) return new NilArray()
    yield* sys.futexWait({ on: server.pushed, ...(Number.isFinite(leftMs) && { timeoutMs: leftMs }) })
  }
}

function* clientCommand(server: RedisServer, client: Client, [sub = '', ...args]: readonly string[]): Sys<Reply> {
  const nowMs = yield* sys.clockRealtime({})
  switch (sub.toLowerCase()) {
    case 'list':
      return [...server.clients.values()].map((one) => `${clientLine(one, nowMs)}\n`).join('')
    case 'info':
      return `${clientLine(client, nowMs)}\n`
    case 'id':
      return client.id
    case 'getname':
      return client.name === '' ? null : client.name
    case 'setname':
      if (/[\s]/.test(args[0] ?? '')) return new Failure('ERR Client names cannot contain spaces, newlines or special characters.')
      client.name = args[0] ?? ''
      return OK
    case 'setinfo':
      return OK
    case 'kill': {
      const wanted = /^id$/i.test(args[0] ?? '')
        ? server.clients.get(Number(args[1]))
        : [...server.clients.values()].find(({ address }) => address === args[0])
      if (!wanted) return /^id$/i.test(args[0] ?? '') ? 0 : new Failure('ERR No such client')
      wanted.closing = true
      yield* sys.shutdown({ fd: wanted.connection.fd, how: 'both' })
      return /^id$/i.test(args[0] ?? '') ? 1 : OK
    }
    default:
      return new Failure(`ERR unknown subcommand '${sub}'. Try CLIENT HELP.`)
  }
}

function* config(server: RedisServer, [sub = '', ...args]: readonly string[]): Sys<Reply> {
  switch (sub.toLowerCase()) {
    case 'get':
      return server.settings.matching(args)
    case 'set':
      for (let i = 0; i < args.length; i += 2) {
        const name = args[i] ?? ''
        if (args[i + 1] === undefined) return new Failure("ERR wrong number of arguments for 'config|set' command")
        const why = server.settings.set(name, [args[i + 1] ?? ''], true)
        if (why === 'Bad directive or wrong number of arguments')
          return new Failure(`ERR Unknown option or number of arguments for CONFIG SET - '${name}'`)
        if (why !== undefined) return new Failure(`ERR CONFIG SET failed (possibly related to argument '${name}') - ${why}`)
        if (name.toLowerCase() === 'appendonly' && args[i + 1] === 'yes' && !server.appends) yield* server.openAppendFile()
        if (name.toLowerCase() === 'save') yield* sys.futexWake({ on: server.changed })
      }
      return OK
    case 'resetstat':
      Object.assign(server.stats, { connections: 0, commands: 0, hits: 0, misses: 0 })
      return OK
    default:
      return new Failure(`ERR unknown subcommand '${sub}'. Try CONFIG HELP.`)
  }
}

function* bgsave(server: RedisServer): Sys<Reply> {
  if (server.saving !== undefined) return new Failure('ERR Background save already in progress')
  return (yield* server.saveInBackground()) ? new Simple('Background saving started') : new Failure('ERR')
}

function* shutdown(server: RedisServer): Sys<undefined> {
  yield* sys.kill({ pid: server.pid, signal: signals.SIGTERM })
}

/** A command without waiting. */
const plain = (arity: number, run: (server: RedisServer, client: Client, args: readonly string[]) => Reply): SessionCommand => ({
  arity,
  *run(server, client, args) {
    return run(server, client, args)
  },
})

export const sessionCommands: Readonly<Record<string, SessionCommand>> = {
  ping: plain(-1, (_, client, args) => (client.channels.size + client.patterns.size > 0 ? ['pong', args[0] ?? ''] : (args[0] ?? new Simple('PONG')))),
  echo: plain(2, (_, __, [text = '']) => text),
  quit: plain(-1, (_, client) => {
    client.closing = true
    return OK
  }),
  select: plain(2, (server, client, [index]) => {
    if (!/^-?\d+$/.test(index ?? '')) return new Failure('ERR value is not an integer or out of range')
    if (!server.databases[Number(index)]) return new Failure('ERR DB index is out of range')
    client.db = Number(index)
    return OK
  }),
  auth: { arity: -2, run: auth },
  time: {
    arity: 1,
    *run() {
      const now = yield* sys.clockRealtime({})
      return [String(Math.floor(now / 1000)), String(Math.floor((now % 1000) * 1000))]
    },
  },
  flushall: {
    arity: -1,
    *run(server, client) {
      for (const db of server.databases) db.clear()
      yield* server.wrote(client.db, ['FLUSHALL'])
      return OK
    },
  },
  info: {
    arity: -1,
    *run(server, _, args) {
      return yield* info(server, args)
    },
  },
  config: { arity: -2, run: (server, _, args) => config(server, args) },
  client: { arity: -2, run: clientCommand },
  command: plain(-1, (_, __, [sub = '']) =>
    /^docs$/i.test(sub) ? [] : new Failure(`ERR cais: redis: COMMAND ${sub.toUpperCase()} is not simulated`),
  ),
  monitor: plain(1, (_, client) => {
    client.monitor = true
    return OK
  }),
  subscribe: { arity: -2, run: (_, client, names) => subscribe(client, names, client.channels, 'subscribe', true) },
  unsubscribe: { arity: -1, run: (_, client, names) => subscribe(client, names, client.channels, 'unsubscribe', false) },
  psubscribe: { arity: -2, run: (_, client, names) => subscribe(client, names, client.patterns, 'psubscribe', true) },
  punsubscribe: { arity: -1, run: (_, client, names) => subscribe(client, names, client.patterns, 'punsubscribe', false) },
  publish: { arity: 3, run: (server, _, args) => publish(server, args) },
  pubsub: plain(-2, (server, _, [sub = '', ...args]) => {
    const all = [...new Set([...server.clients.values()].flatMap(({ channels }) => [...channels]))]
    if (/^channels$/i.test(sub)) return all.filter((name) => args[0] === undefined || fnmatch(args[0], name))
    if (/^numsub$/i.test(sub)) return args.flatMap((name) => [name, [...server.clients.values()].filter(({ channels }) => channels.has(name)).length])
    if (/^numpat$/i.test(sub)) return new Set([...server.clients.values()].flatMap(({ patterns }) => [...patterns])).size
    return new Failure(`ERR unknown subcommand '${sub}'. Try PUBSUB HELP.`)
  }),
  blpop: { arity: -3, run: (server, client, args) => blockingPop(server, client, args, 'left') },
  brpop: { arity: -3, run: (server, client, args) => blockingPop(server, client, args, 'right') },
  save: {
    arity: 1,
    *run(server) {
      return (yield* server.save()) ? OK : new Failure('ERR')
    },
  },
  bgsave: { arity: -1, run: (server) => bgsave(server) },
  lastsave: plain(1, (server) => Math.floor(server.lastSaveMs / 1000)),
  shutdown: { arity: -1, run: (server) => shutdown(server) },
  role: plain(1, () => ['master', 0, []]),
}
