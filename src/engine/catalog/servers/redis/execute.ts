import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { DataCommands } from './command.ts'
import { hashCommands } from './hashes.ts'
import { keyCommands } from './keys.ts'
import { CommandError } from './keyspace.ts'
import { listCommands } from './lists.ts'
import { Failure, NilArray, OK, type Reply, Simple } from './reply.ts'
import type { Client, RedisServer } from './server-state.ts'
import { sessionCommands } from './session-commands.ts'
import { setCommands } from './sets.ts'
import { sortedSetCommands } from './sorted-sets.ts'
import { stringCommands } from './strings.ts'

/** Commands on data, by lower-case name. */
export const dataCommands: DataCommands = {
  ...stringCommands,
  ...keyCommands,
  ...listCommands,
  ...setCommands,
  ...hashCommands,
  ...sortedSetCommands,
}

/** Commands of redis that the lab says it does not simulate. */
const unmodelled =
  /^(x[a-z]+|geo\w*|pf\w+|bit\w*|setbit|getbit|eval\w*|script|fcall\w*|function|cluster|replicaof|slaveof|acl|module|dump|restore|migrate|sort\w*|debug|latency|memory|slowlog|wait|psync|sync|hello|getex|lmpop|blmpop|bzpop\w+|zinter\w*|zunion\w*|zdiff\w*|zlexcount|zrangebylex|zrevrangebylex|zrandmember|hrandfield|sintercard|lcs|substr|swapdb|move|ssubscribe|spublish|bgrewriteaof|failover|reset)$/

const noAuth = new Set(['auth', 'quit'])
const inSubscription = new Set(['subscribe', 'unsubscribe', 'psubscribe', 'punsubscribe', 'ping', 'quit'])

/** Runs one command of a client; undefined when everything to say was said. */
export function* execute(server: RedisServer, client: Client, words: readonly string[]): Sys<Reply | undefined> {
  const name = (words[0] ?? '').toLowerCase()
  server.stats.commands++
  client.lastCommand = name
  client.lastMs = yield* sys.clockRealtime({})
  const problem = refusal(server, client, name, words)
  if (problem) {
    if (client.queue) client.queueFailed = true
    return problem
  }
  switch (name) {
    case 'multi':
      if (client.queue) return new Failure('ERR MULTI calls can not be nested')
      client.queue = []
      client.queueFailed = false
      return OK
    case 'exec':
      return yield* runQueue(server, client)
    case 'discard':
      if (!client.queue) return new Failure('ERR DISCARD without MULTI')
      client.queue = undefined
      client.watched.clear()
      return OK
    case 'watch':
      if (client.queue) return new Failure('ERR WATCH inside MULTI is not allowed')
      for (const key of words.slice(1))
        client.watched.set(`${client.db} ${key}`, { db: client.db, key, version: server.databases[client.db]?.version(key) ?? 0 })
      return OK
    case 'unwatch':
      client.watched.clear()
      return OK
  }
  if (client.queue && name !== 'quit') {
    client.queue.push(words)
    return new Simple('QUEUED')
  }
  return yield* runCommand(server, client, words)
}

const transactions: Readonly<Record<string, number>> = { multi: 1, exec: 1, discard: 1, watch: -2, unwatch: 1 }

function refusal(server: RedisServer, client: Client, name: string, words: readonly string[]): Failure | undefined {
  const arity = transactions[name] ?? dataCommands[name]?.arity ?? sessionCommands[name]?.arity
  if (arity === undefined) {
    if (unmodelled.test(name)) return new Failure(`ERR cais: redis: ${name.toUpperCase()} is not simulated`)
    const shown = words.slice(1).map((word) => `'${word.slice(0, 128)}' `)
    return new Failure(`ERR unknown command '${(words[0] ?? '').slice(0, 128)}', with args beginning with: ${shown.join('')}`)
  }
  if ((arity > 0 && words.length !== arity) || words.length < -arity) return new Failure(`ERR wrong number of arguments for '${name}' command`)
  if (!client.authenticated && server.settings.get('requirepass') !== '' && !noAuth.has(name)) return new Failure('NOAUTH Authentication required.')
  if (client.channels.size + client.patterns.size > 0 && !inSubscription.has(name))
    return new Failure(`ERR Can't execute '${name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`)
  return undefined
}

function* runQueue(server: RedisServer, client: Client): Sys<Reply> {
  const { queue } = client
  if (!queue) return new Failure('ERR EXEC without MULTI')
  client.queue = undefined
  const changed = [...client.watched.values()].some(({ db, key, version }) => server.databases[db]?.version(key) !== version)
  client.watched.clear()
  if (client.queueFailed) return new Failure('EXECABORT Transaction discarded because of previous errors.')
  if (changed) return new NilArray()
  const replies: Reply[] = []
  for (const words of queue) replies.push((yield* runCommand(server, client, words)) ?? null)
  return replies
}

function* runCommand(server: RedisServer, client: Client, words: readonly string[]): Sys<Reply | undefined> {
  const [first = '', ...args] = words
  const name = first.toLowerCase()
  if (name !== 'auth') yield* tellMonitors(server, client, words)
  try {
    const data = dataCommands[name]
    const db = server.databases[client.db]
    if (data && db) {
      db.nowMs = yield* sys.clockRealtime({})
      if (name === 'get') count(server, db.find(args[0] ?? '') !== undefined)
      const reply = data.run(db, args)
      if (data.writes) {
        yield* server.wrote(client.db, words)
        yield* sys.futexWake({ on: server.pushed, count: Number.POSITIVE_INFINITY })
      }
      return reply
    }
    return yield* sessionCommands[name]?.run(server, client, args) ?? nothing()
  } catch (error) {
    if (error instanceof CommandError) return error.failure
    throw error
  }
}

function* nothing(): Sys<undefined> {}

function count(server: RedisServer, found: boolean): void {
  if (found) server.stats.hits++
  else server.stats.misses++
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}"`

function* tellMonitors(server: RedisServer, client: Client, words: readonly string[]): Sys<void> {
  const monitors = [...server.clients.values()].filter(({ monitor }) => monitor)
  if (monitors.length === 0) return
  const now = yield* sys.clockRealtime({})
  const line = `+${(now / 1000).toFixed(6)} [${client.db} ${client.address}] ${words.map(quoted).join(' ')}\r\n`
  for (const { connection } of monitors) yield* connection.write(line)
}
