import type { Fd, Sys } from '../../../linux/kernel/calls.ts'
import { Poll } from '../../../linux/kernel/calls.ts'
import type { Main } from '../../../linux/kernel/program.ts'
import { signals } from '../../../linux/kernel/signal.ts'
import { print, printError, readFile, writeFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import { load } from '../sql/store/files.ts'
import { serveClient } from './backend.ts'
import { children, recover, shutDown } from './lifecycle.ts'
import type { Server } from './server.ts'
import { log, makeServer } from './server.ts'
import { defaults, parseConf, parseHba, VERSION } from './settings.ts'
import { openSockets } from './sockets.ts'

/**
 * PostgreSQL 16's server: a postmaster that listens on TCP and a unix socket and forks a backend for each client, beside checkpointer, background
 * writer, WAL writer, autovacuum launcher and logical replication launcher. Models the tcop and postmaster of src/backend with the SQL room as its
 * executor. Left out: WAL and crash recovery's replay (commits are written to the tables' files at once), single-user mode, replication, TLS,
 * restarting after a backend crashed.
 */
export const postgres: Main = function* ({ argv, env }) {
  const options = readOptions(argv.slice(1), env)
  if (options.version) {
    yield* print(`postgres (PostgreSQL) ${VERSION}\n`)
    return 0
  }
  if (options.problem !== undefined) {
    yield* printError(`${options.problem}\n`)
    return 1
  }
  if ((yield* sys.getcredentials({})).euid === 0) {
    yield* printError(
      '"root" execution of the PostgreSQL server is not permitted.\nThe server must be started under an unprivileged user ID to prevent\npossible system security compromise.  See the documentation for\nmore information on how to properly start the server.\n',
    )
    return 1
  }
  const { directory } = options
  if (directory === undefined) {
    yield* printError(
      'postgres does not know where to find the server configuration file.\nYou must specify the --config-file or -D invocation option or set the PGDATA environment variable.\n',
    )
    return 2
  }
  const conf = yield* readFile(`${directory}/postgresql.conf`)
  if (!conf.ok) {
    yield* printError(`postgres: could not access the server configuration file "${directory}/postgresql.conf": No such file or directory\n`)
    return 2
  }
  const settings = new Map([...Object.entries(defaults), ...parseConf(conf.value), ...options.settings])
  const hba = yield* readFile(`${directory}/pg_hba.conf`)
  let salts = 0
  const seed = yield* sys.getrandom({ count: 16 })
  const server = makeServer(directory, settings, hba.ok ? parseHba(hba.value) : [], () => seed.map((byte, i) => (i === 0 ? byte + salts++ : byte)))
  return yield* run(server)
}

interface Options {
  readonly version: boolean
  readonly problem?: string
  readonly directory: string | undefined
  readonly settings: ReadonlyMap<string, string>
}

function readOptions(args: readonly string[], env: ReadonlyMap<string, string>): Options {
  const settings = new Map<string, string>()
  let directory = env.get('PGDATA')
  let version = false
  const letters: Readonly<Record<string, string>> = {
    p: 'port',
    h: 'listen_addresses',
    k: 'unix_socket_directories',
    N: 'max_connections',
    B: 'shared_buffers',
  }
  const refuse = (problem: string): Options => ({ version, directory, settings, problem })
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '--version' || arg === '-V') version = true
    else if (arg.startsWith('--')) {
      const [name = '', ...value] = arg.slice(2).split('=')
      if (value.length === 0) return refuse(`postgres: --${name} requires a value`)
      settings.set(name.replaceAll('-', '_').toLowerCase(), value.join('='))
    } else if (/^-[DcphkNB]/.test(arg)) {
      const value = arg.length > 2 ? arg.slice(2) : args[++i]
      if (value === undefined) return refuse(`postgres: option requires an argument -- '${arg[1]}'\nTry "postgres --help" for more information.`)
      if (arg[1] === 'D') directory = value
      else if (arg[1] === 'c') {
        const [name = '', ...rest] = value.split('=')
        if (rest.length === 0) return refuse(`postgres: -c ${name} requires a value`)
        settings.set(name.replaceAll('-', '_').toLowerCase(), rest.join('='))
      } else settings.set(letters[arg[1] as string] ?? '', value)
    } else if (arg.startsWith('-')) return refuse(`postgres: invalid option -- '${arg[1]}'\nTry "postgres --help" for more information.`)
    else return refuse(`postgres: invalid argument: "${arg}"\nTry "postgres --help" for more information.`)
  }
  const unknown = [...settings.keys()].find(
    (name) => !Object.hasOwn(defaults, name) && !name.includes('.') && !['max_wal_size', 'min_wal_size'].includes(name),
  )
  if (unknown !== undefined) return refuse(`FATAL:  unrecognized configuration parameter "${unknown}"`)
  return { version, directory, settings }
}

function* run(server: Server): Sys<number> {
  const pid = yield* sys.getpid({})
  yield* log('LOG', `starting PostgreSQL ${VERSION} on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14) 12.2.0, 64-bit`)
  const lock = `${server.dataDirectory}/postmaster.pid`
  const held = yield* readFile(lock)
  const holder = held.ok ? Number.parseInt(held.value, 10) : 0
  if (holder > 0 && holder !== pid && holder !== (yield* sys.getppid({})) && (yield* sys.kill({ pid: holder, signal: 0 })).ok) {
    yield* log('FATAL', 'lock file "postmaster.pid" already exists')
    yield* log('HINT', `Is another postmaster (PID ${holder}) running in data directory "${server.dataDirectory}"?`)
    return 1
  }
  const listeners = yield* openSockets(server.settings)
  if (!listeners) {
    yield* log('LOG', 'database system is shut down')
    return 1
  }
  const port = server.settings.get('port') ?? '5432'
  const now = Math.floor((yield* sys.clockRealtime({})) / 1000)
  const lockText = `${pid}\n${server.dataDirectory}\n${now}\n${port}\n${server.settings.get('unix_socket_directories')}\n${server.settings.get('listen_addresses')}\n`
  yield* writeFile(lock, `${lockText}  starting\n`, { mode: 0o600 })
  yield* recover(server)
  if (!(yield* load(server.cluster, server.layout))) {
    yield* log('FATAL', 'could not open file "global/pg_catalog.json": No such file or directory')
    return 1
  }
  const helpers = yield* children(server)
  yield* log('LOG', 'database system is ready to accept connections')
  yield* writeFile(lock, `${lockText}  ready   \n`, { mode: 0o600 })
  const how = yield* acceptClients(server, listeners)
  yield* shutDown(server, helpers, how)
  for (const path of [lock, ...listeners.paths]) yield* sys.unlink({ path })
  return 0
}

/** Forks a backend for each client until a signal says how to stop. */
function* acceptClients(server: Server, { fds }: { readonly fds: readonly Fd[] }): Sys<'smart' | 'fast' | 'immediate'> {
  const asked: { how?: 'smart' | 'fast' | 'immediate'; reload?: boolean } = {}
  const ways = [
    [signals.SIGTERM, 'smart'],
    [signals.SIGINT, 'fast'],
    [signals.SIGQUIT, 'immediate'],
  ] as const
  for (const [signal, how] of ways)
    yield* sys.sigaction({
      signal,
      handler: function* () {
        asked.how = how
      },
    })
  yield* sys.sigaction({
    signal: signals.SIGHUP,
    handler: function* () {
      asked.reload = true
    },
  })
  yield* sys.sigaction({ signal: signals.SIGCHLD, handler: function* () {} })
  for (;;) {
    if (asked.how) return asked.how
    if (asked.reload) {
      asked.reload = false
      yield* log('LOG', 'received SIGHUP, reloading configuration files')
      const hba = yield* readFile(`${server.dataDirectory}/pg_hba.conf`)
      if (hba.ok) server.hba = parseHba(hba.value)
    }
    while (yield* reap()) {}
    const ready = yield* sys.poll({ fds: fds.map((fd) => ({ fd, events: Poll.in })) })
    if (!ready.ok) continue
    for (const { fd } of ready.value) {
      const client = yield* sys.accept({ fd })
      if (!client.ok) continue
      yield* sys.clone({
        main: function* backend() {
          for (const { signal } of [{ signal: signals.SIGINT }, { signal: signals.SIGHUP }]) yield* sys.sigaction({ signal, handler: 'ignore' })
          for (const signal of [signals.SIGTERM, signals.SIGQUIT, signals.SIGCHLD]) yield* sys.sigaction({ signal, handler: 'default' })
          for (const listener of fds) yield* sys.close({ fd: listener })
          return yield* serveClient(server, client.value.fd, client.value.peer)
        },
      })
      yield* sys.close({ fd: client.value.fd })
    }
  }
}

function* reap(): Sys<boolean> {
  const waited = yield* sys.wait4({ pid: -1, nohang: true })
  return waited.ok && waited.value !== undefined
}
