import type { Fd, Sys } from '../../../linux/kernel/calls.ts'
import type { SocketAddress } from '../../../linux/kernel/net/socket-address.ts'
import type { Main } from '../../../linux/kernel/program.ts'
import { signals } from '../../../linux/kernel/signal.ts'
import { Connection } from '../../../linux/libc/http/connection.ts'
import { print, printError, readFile, readFileBytes } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import { parseCommands } from './append-file.ts'
import { readSettings, Settings } from './config.ts'
import { dataCommands, execute } from './execute.ts'
import { readCommand } from './inline.ts'
import { encodeReply } from './reply.ts'
import { type Client, RedisServer } from './server-state.ts'
import { loadSnapshot } from './snapshot.ts'

/**
 * Models redis-server 7: RESP2 over TCP, strings, lists, sets, hashes, sorted sets, expiry, transactions, publish and subscribe, monitoring, snapshots
 * and the append-only file (in a format of the lab's own, see snapshot.ts). Leaves out: streams, scripts, bitmaps, geo, HyperLogLog, replication,
 * cluster, ACLs, eviction, RESP3 and AOF rewriting, which are refused by name. Each connection has a thread where redis has one event loop.
 */
export const redisServer: Main = function* ({ argv, build }) {
  const version = build.get('version') ?? '7.2.5'
  const args = argv.slice(1)
  if (args[0] === '-v' || args[0] === '--version') {
    yield* print(`Redis server v=${version} sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=0000000000000000\n`)
    return 0
  }
  const configPath = args[0] !== undefined && !args[0].startsWith('-') ? args[0] : ''
  const settings = yield* settingsFrom(args, configPath, version)
  if (typeof settings === 'number') return settings
  const server = new RedisServer(settings, version, yield* sys.getpid({}), yield* sys.clockRealtime({}), configPath)
  yield* server.openLog()
  yield* greet(server, args)
  const listeners = yield* listen(server)
  if (!listeners) return 1
  yield* sys.chdir({ path: settings.get('dir') })
  yield* sys.prctl({ title: `redis-server *:${settings.get('port')}` })
  yield* server.say('*', 'monotonic clock: POSIX clock_gettime')
  yield* server.say('*', `Running mode=standalone, port=${settings.get('port')}.`)
  yield* server.say('*', 'Server initialized')
  if (!(yield* load(server))) return 1
  yield* server.say('*', 'Ready to accept connections tcp')
  yield* startThreads(server, listeners)
  return yield* waitForEnd(server)
}

function* settingsFrom(args: readonly string[], configPath: string, version: string): Sys<Settings | number> {
  const settings = new Settings()
  const file = configPath === '' ? undefined : yield* readFile(configPath)
  if (file && !file.ok) {
    yield* printError(
      `${'\n'}*** FATAL CONFIG FILE ERROR (Redis ${version}) ***\nReading the configuration file, at line 1\n>>> '${configPath}'\nFatal error, can't open config file '${configPath}': No such file or directory\n`,
    )
    return 1
  }
  const lines: string[] = []
  for (const word of configPath === '' ? args : args.slice(1)) {
    if (word.startsWith('--')) lines.push(word.slice(2))
    else if (lines.length > 0) lines.push(`${lines.pop()} ${word === '' || /\s/.test(word) ? `"${word}"` : word}`)
  }
  const text = `${file?.ok ? file.value : ''}\n${lines.join('\n')}`
  const problem = readSettings(settings, text)
  if (!problem) return settings
  if (problem.why.startsWith('cais:')) yield* printError(`${problem.why}\n`)
  else
    yield* printError(
      `\n*** FATAL CONFIG FILE ERROR (Redis ${version}) ***\nReading the configuration file, at line ${problem.line}\n>>> '${problem.text}'\n${problem.why}\n`,
    )
  return 1
}

function* greet(server: RedisServer, args: readonly string[]): Sys<void> {
  const overcommit = yield* readFile('/proc/sys/vm/overcommit_memory')
  if (overcommit.ok && overcommit.value.trim() === '0')
    yield* server.say(
      '#',
      "WARNING Memory overcommit must be enabled! Without it, a background save or replication may fail under low memory condition. Being disabled, it can also cause failures without low memory condition, see https://github.com/jemalloc/jemalloc/issues/1328. To fix this issue add 'vm.overcommit_memory = 1' to /etc/sysctl.conf and then reboot or run the command 'sysctl vm.overcommit_memory=1' for this to take effect.",
      'C',
    )
  yield* server.say('*', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo', 'C')
  yield* server.say('*', `Redis version=${server.version}, bits=64, commit=00000000, modified=0, pid=${server.pid}, just started`, 'C')
  if (args.length > 0) yield* server.say('*', 'Configuration loaded', 'C')
  else
    yield* server.say(
      '#',
      'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
      'C',
    )
}

function* listen(server: RedisServer): Sys<readonly Fd[] | undefined> {
  const port = server.settings.number('port')
  const fds: Fd[] = []
  for (const word of server.settings.get('bind').split(/\s+/)) {
    const name = word.replace(/^-/, '')
    const address = name === '*' ? '0.0.0.0' : name === '::*' ? '::' : name
    const family = address.includes(':') ? 'inet6' : 'inet'
    const socket = yield* sys.socket({ family, type: 'stream' })
    if (!socket.ok) continue
    const fd = socket.value
    yield* sys.setsockopt({ fd, options: { reuseAddress: true, ...(family === 'inet6' && { v6Only: true }) } })
    const bound = yield* sys.bind({ fd, address: { family, address, port } })
    const listening = bound.ok ? yield* sys.listen({ fd, backlog: 511 }) : bound
    if (listening.ok) {
      yield* sys.fcntl({ fd, closeOnExec: true })
      fds.push(fd)
      continue
    }
    yield* sys.close({ fd })
    if (word.startsWith('-')) continue
    const why = listening.error === 'EADDRINUSE' ? 'bind: Address already in use' : 'bind: Cannot assign requested address'
    yield* server.say('#', `Warning: Could not create server TCP listening socket ${name}:${port}: ${why}`)
    yield* server.say('#', `Failed listening on port ${port} (tcp), aborting.`)
    return undefined
  }
  return fds
}

/** The append-only file where that is on, else the snapshot. */
function* load(server: RedisServer): Sys<boolean> {
  const startMs = yield* sys.clockRealtime({})
  for (const db of server.databases) db.nowMs = startMs
  if (server.settings.get('appendonly') === 'yes') {
    const bytes = yield* readFileBytes(server.appendPath)
    if (bytes.ok) replay(server, bytes.value)
    if (bytes.ok) yield* server.say('*', 'DB loaded from append only file: 0.000 seconds')
    return yield* server.openAppendFile()
  }
  const loaded = yield* loadSnapshot(server.snapshotPath, server.databases, startMs)
  if (loaded.kind === 'bad') {
    yield* server.say('#', 'Wrong signature trying to load DB from file')
    yield* server.say('#', `Fatal error loading the DB, check server logs. Exiting.`)
    return false
  }
  if (loaded.kind === 'loaded') {
    yield* server.say('*', `Loading RDB produced by version ${loaded.version}`)
    yield* server.say('*', `RDB age ${Math.floor((startMs - loaded.atMs) / 1000)} seconds`)
    yield* server.say('*', 'RDB memory usage when created 0.85 Mb')
    yield* server.say('*', `Done loading RDB, keys loaded: ${loaded.keys}, keys expired: ${loaded.expired}.`)
    yield* server.say('*', `DB loaded from disk: ${(((yield* sys.clockRealtime({})) - startMs) / 1000).toFixed(3)} seconds`)
  }
  return true
}

function replay(server: RedisServer, bytes: Uint8Array): void {
  let index = 0
  for (const [name = '', ...args] of parseCommands(bytes)) {
    const lower = name.toLowerCase()
    const db = server.databases[index]
    if (lower === 'select') index = Number(args[0])
    else if (lower === 'flushall') for (const each of server.databases) each.clear()
    else if (db) dataCommands[lower]?.run(db, args)
  }
}

function* startThreads(server: RedisServer, listeners: readonly Fd[]): Sys<void> {
  for (const listener of listeners)
    yield* sys.clone({
      thread: true,
      *main() {
        for (;;) {
          const accepted = yield* sys.accept({ fd: listener })
          if (!accepted.ok) {
            if (accepted.error === 'EINTR' || accepted.error === 'ECONNABORTED') continue
            return 0
          }
          const { fd, peer } = accepted.value
          yield* sys.clone({ thread: true, main: () => serveClient(server, fd, peer) })
        }
      },
    })
  yield* sys.clone({ thread: true, main: () => followSaveRules(server) })
}

/** Starts a snapshot when a rule of `save` says so; sleeps while nothing changes. */
function* followSaveRules(server: RedisServer): Sys<number> {
  for (;;) {
    const now = yield* sys.clockRealtime({})
    const due = server.settings
      .saveRules()
      .filter(({ changes }) => server.dirty >= changes)
      .map((rule) => ({ ...rule, atMs: server.lastSaveMs + rule.seconds * 1000 }))
      .sort((a, b) => a.atMs - b.atMs)[0]
    if (!due || server.saving !== undefined) {
      yield* sys.futexWait({ on: server.changed })
      continue
    }
    if (now < due.atMs) {
      yield* sys.futexWait({ on: server.changed, timeoutMs: due.atMs - now })
      continue
    }
    yield* server.say('*', `${due.changes} changes in ${due.seconds} seconds. Saving...`)
    yield* server.saveInBackground()
  }
}

const addressText = (address: SocketAddress): string =>
  address.family === 'unix'
    ? address.path
    : address.family === 'inet6' && !address.address.startsWith('::ffff:')
      ? `[${address.address}]:${address.port}`
      : `${address.address.replace('::ffff:', '')}:${address.port}`

function* serveClient(server: RedisServer, fd: Fd, peer: SocketAddress): Sys<number> {
  const connection = new Connection(fd)
  yield* sys.fcntl({ fd, closeOnExec: true })
  const local = yield* sys.getsockname({ fd })
  const now = yield* sys.clockRealtime({})
  const client: Client = {
    id: server.nextClient++,
    connection,
    address: addressText(peer),
    local: local.ok ? addressText(local.value) : '',
    createdMs: now,
    lastMs: now,
    name: '',
    db: 0,
    authenticated: false,
    lastCommand: '',
    queue: undefined,
    queueFailed: false,
    watched: new Map(),
    channels: new Set(),
    patterns: new Set(),
    monitor: false,
    closing: false,
  }
  server.stats.connections++
  server.clients.set(client.id, client)
  if (server.settings.get('protected-mode') === 'yes' && server.settings.get('requirepass') === '' && !/^(127\.|\[::1\])/.test(client.address)) {
    yield* connection.write(
      '-DENIED Redis is running in protected mode because protected mode is enabled and no password is set for the default user.\r\n',
    )
    client.closing = true
  }
  while (!client.closing) {
    const words = yield* readCommand(connection)
    if (words === undefined) break
    if (typeof words === 'string') {
      yield* connection.write(`-ERR Protocol error: ${words}\r\n`)
      break
    }
    if (words.length === 0) continue
    const reply = yield* execute(server, client, words)
    if (reply !== undefined && !(yield* connection.write(encodeReply(reply))).ok) break
  }
  server.clients.delete(client.id)
  yield* connection.close()
  return 0
}

/** The main thread waits for SIGTERM or SIGINT, saves where a rule is set, and says goodbye. */
function* waitForEnd(server: RedisServer): Sys<number> {
  let received: 'SIGTERM' | 'SIGINT' | undefined
  for (const name of ['SIGTERM', 'SIGINT'] as const)
    yield* sys.sigaction({
      signal: signals[name],
      *handler() {
        received = name
      },
    })
  yield* sys.sigaction({ signal: signals.SIGHUP, handler: 'ignore' })
  while (received === undefined) yield* sys.pause({})
  const seconds = Math.floor((yield* sys.clockRealtime({})) / 1000)
  yield* print(`${server.pid}:signal-handler (${seconds}) Received ${received} scheduling shutdown...\n`)
  yield* server.say('*', 'User requested shutdown...')
  if (server.settings.saveRules().length > 0) {
    yield* server.say('*', 'Saving the final RDB snapshot before exiting.')
    if (!(yield* server.save())) {
      yield* server.say('#', "Error trying to save the DB, can't exit.")
      return 1
    }
  }
  yield* server.say('#', 'Redis is now ready to exit, bye bye...')
  return 0
}
