import { rfc3339 } from '../../../base/calendar.ts'
import { utc } from '../../../base/time-zone.ts'
import type { Fd, Sys } from '../../../linux/kernel/calls.ts'
import { Poll } from '../../../linux/kernel/calls.ts'
import type { SocketAddress } from '../../../linux/kernel/net/socket-address.ts'
import type { Main } from '../../../linux/kernel/program.ts'
import { signals } from '../../../linux/kernel/signal.ts'
import { print, printError, writeFile } from '../../../linux/libc/stdio.ts'
import { userByName } from '../../../linux/libc/users.ts'
import { sys } from '../../../linux/sys.ts'
import { rollback } from '../sql/run/control.ts'
import { Session } from '../sql/session.ts'
import type { Cluster } from '../sql/store/cluster.ts'
import { load, saveAll } from '../sql/store/files.ts'
import { bootstrap, flavour, layoutOf, newCluster, proofOf, VERSION } from './server.ts'
import { mayOpen } from './show.ts'
import { runStatement } from './statements.ts'
import type { Greeting, Login } from './wire.ts'
import { Wire } from './wire.ts'

/**
 * MySQL 8.4's server: one process with a thread for each client, on TCP 3306 and a unix socket; accounts by name and host. The executor is the SQL
 * room's; the wire protocol is simplified (wire.ts). Left out: the binary log, replication, InnoDB's files and isolation levels beside read
 * committed, the X plugin's port, TLS.
 */
export const mysqld: Main = function* ({ argv }) {
  const args = argv.slice(1)
  const value = (name: string): string | undefined => args.findLast((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3)
  const has = (name: string): boolean => args.includes(`--${name}`)
  if (has('version') || args.includes('-V')) {
    yield* print(`/usr/sbin/mysqld  Ver ${VERSION} for Linux on x86_64 (MySQL Community Server - GPL)\n`)
    return 0
  }
  const unknown = args.find(
    (arg) =>
      !/^--(initialize-insecure|skip-networking|daemonize|datadir=.*|port=\d+|socket=.*|user=.*|bind-address=.*|character-set-server=.*|collation-server=.*|max[-_]connections=\d+)$/.test(
        arg,
      ),
  )
  if (unknown !== undefined) {
    yield* log('ERROR', 'MY-000068', 'Server', `unknown option '${unknown}'.`)
    yield* log('ERROR', 'MY-010119', 'Server', 'Aborting')
    return 7
  }
  const directory = value('datadir') ?? '/var/lib/mysql'
  if ((yield* sys.getcredentials({})).euid === 0 && !(yield* becomeUser(value('user')))) {
    yield* log('ERROR', 'MY-010123', 'Server', 'Fatal error: Please read "Security" section of the manual to find out how to run mysqld as root!')
    yield* log('ERROR', 'MY-010119', 'Server', 'Aborting')
    return 1
  }
  const cluster = newCluster()
  if (has('initialize-insecure')) return yield* initialize(cluster, directory)
  return yield* run(cluster, directory, {
    port: Number(value('port') ?? 3306),
    socket: value('socket') ?? '/var/run/mysqld/mysqld.sock',
    network: !has('skip-networking'),
  })
}

function* becomeUser(name: string | undefined): Sys<boolean> {
  if (name === 'root') return true
  const user = name === undefined ? undefined : yield* userByName(name)
  if (!user) return false
  return (yield* sys.setcredentials({ uid: user.uid, euid: user.uid, suid: user.uid, gid: user.gid, egid: user.gid, sgid: user.gid })).ok
}

function* log(level: string, code: string, system: string, message: string, thread = 0): Sys<void> {
  const now = rfc3339(yield* sys.clockRealtime({}), { fraction: 6 })
  yield* printError(`${now} ${thread} [${level}] [${code}] [${system}] ${message}\n`)
}

function* initialize(cluster: Cluster, directory: string): Sys<number> {
  const pid = yield* sys.getpid({})
  yield* log('System', 'MY-015017', 'Server', 'MySQL Server Initialization - start.')
  yield* log('System', 'MY-013169', 'Server', `/usr/sbin/mysqld (mysqld ${VERSION}) initializing of server in progress as process ${pid}`)
  yield* log('System', 'MY-013576', 'InnoDB', 'InnoDB initialization has started.', 1)
  yield* sys.compute({ ms: 900 })
  yield* log('System', 'MY-013577', 'InnoDB', 'InnoDB initialization has ended.', 1)
  yield* sys.compute({ ms: 1400 })
  yield* log(
    'Warning',
    'MY-010453',
    'Server',
    'root@localhost is created with an empty password ! Please consider switching off the --initialize-insecure option.',
    6,
  )
  bootstrap(cluster)
  yield* saveAll(cluster, layoutOf(directory))
  for (const name of ['ibdata1', 'auto.cnf', 'ib_buffer_pool', 'undo_001', 'undo_002'])
    yield* writeFile(`${directory}/${name}`, `${name}\n`, { mode: 0o640 })
  yield* sys.nanosleep({ ms: 1200 })
  yield* log('System', 'MY-015018', 'Server', 'MySQL Server Initialization - end.')
  return 0
}

interface Place {
  readonly port: number
  readonly socket: string
  readonly network: boolean
}

function* listen(address: SocketAddress): Sys<Fd | undefined> {
  const socket = yield* sys.socket({ family: address.family, type: 'stream' })
  if (!socket.ok) return undefined
  yield* sys.setsockopt({ fd: socket.value, options: { reuseAddress: true } })
  const bound = yield* sys.bind({ fd: socket.value, address })
  return bound.ok && (yield* sys.listen({ fd: socket.value, backlog: 151 })).ok ? socket.value : undefined
}

function* run(cluster: Cluster, directory: string, place: Place): Sys<number> {
  yield* log('System', 'MY-015015', 'Server', 'MySQL Server - start.')
  yield* log('System', 'MY-010116', 'Server', `/usr/sbin/mysqld (mysqld ${VERSION}) starting as process ${yield* sys.getpid({})}`)
  yield* log('System', 'MY-013576', 'InnoDB', 'InnoDB initialization has started.', 1)
  yield* sys.compute({ ms: 300 })
  if (!(yield* load(cluster, layoutOf(directory)))) {
    yield* log('ERROR', 'MY-010457', 'Server', '--initialize specified but the data directory has files in it. Aborting.')
    return 1
  }
  yield* log('System', 'MY-013577', 'InnoDB', 'InnoDB initialization has ended.', 1)
  yield* sys.nanosleep({ ms: 250 })
  const fds: Fd[] = []
  if (place.network) {
    const tcp = yield* listen({ family: 'inet6', address: '::', port: place.port })
    if (tcp === undefined) {
      yield* log('ERROR', 'MY-010262', 'Server', "Can't start server: Bind on TCP/IP port: Address already in use")
      yield* log('ERROR', 'MY-010257', 'Server', `Do you already have another mysqld server running on port: ${place.port} ?`)
      yield* log('ERROR', 'MY-010119', 'Server', 'Aborting')
      return 1
    }
    fds.push(tcp)
  }
  yield* sys.unlink({ path: place.socket })
  const unix = yield* listen({ family: 'unix', path: place.socket })
  if (unix !== undefined) {
    yield* sys.chmod({ path: place.socket, mode: 0o777 })
    fds.push(unix)
  }
  yield* log('Warning', 'MY-010068', 'Server', 'CA certificate ca.pem is self signed.')
  yield* log(
    'System',
    'MY-010931',
    'Server',
    `/usr/sbin/mysqld: ready for connections. Version: '${VERSION}'  socket: '${place.socket}'  port: ${place.network ? place.port : 0}  MySQL Community Server - GPL.`,
  )
  yield* acceptClients(cluster, directory, fds)
  yield* log('System', 'MY-013172', 'Server', `Received SHUTDOWN from user <via user signal>. Shutting down mysqld (Version: ${VERSION}).`)
  yield* saveAll(cluster, layoutOf(directory))
  yield* sys.unlink({ path: place.socket })
  yield* sys.nanosleep({ ms: 700 })
  yield* log('System', 'MY-010910', 'Server', `/usr/sbin/mysqld: Shutdown complete (mysqld ${VERSION})  MySQL Community Server - GPL.`)
  yield* log('System', 'MY-015016', 'Server', 'MySQL Server - end.')
  return 0
}

function* acceptClients(cluster: Cluster, directory: string, fds: readonly Fd[]): Sys<void> {
  let stop = false
  yield* sys.sigaction({
    signal: signals.SIGTERM,
    handler: function* () {
      stop = true
    },
  })
  for (let connection = 8; !stop; ) {
    const ready = yield* sys.poll({ fds: fds.map((fd) => ({ fd, events: Poll.in })) })
    if (!ready.ok) continue
    for (const { fd } of ready.value) {
      const client = yield* sys.accept({ fd })
      if (!client.ok) continue
      const number = connection++
      yield* sys.clone({
        thread: true,
        main: function* () {
          yield* serveClient(cluster, directory, client.value.fd, client.value.peer, number)
          yield* sys.close({ fd: client.value.fd })
          return 0
        },
      })
    }
  }
}

function* serveClient(cluster: Cluster, directory: string, fd: Fd, peer: SocketAddress, connection: number): Sys<void> {
  const wire = new Wire(fd)
  const nonce = (yield* sys.getrandom({ count: 16 })).join('-')
  const greeting: Greeting = { version: VERSION, connection, nonce }
  yield* wire.send(greeting)
  const login = yield* wire.receive<Login>()
  if (!login) return
  const host = peer.family === 'unix' ? 'localhost' : peer.address.replace(/^::ffff:/, '')
  const account =
    [...cluster.roles.values()].find(
      (role) => role.name === login.user && (role.host === host || (role.host === 'localhost' && host === '127.0.0.1')),
    ) ?? cluster.roles.get(`${login.user}@%`)
  if (!account || proofOf(account.password ?? '', nonce) !== login.proof) {
    yield* wire.send({
      error: {
        number: 1045,
        state: '28000',
        message: `Access denied for user '${login.user}'@'${host}' (using password: ${login.proof === '' ? 'NO' : 'YES'})`,
      },
    })
    return
  }
  const role = `${account.name}@${account.host}`
  const seed = (yield* sys.getrandom({ count: 1 }))[0] ?? 0
  let draws = seed
  const random = (): number => {
    draws = (draws * 16_807 + 11) % 2_147_483_647
    return draws / 2_147_483_647
  }
  const session = new Session(cluster, flavour, role, undefined, utc, random, connection, host)
  try {
    if (login.database !== undefined) {
      const database = cluster.databases.get(login.database)
      if (!database || !mayOpen(session, database.name)) {
        yield* wire.send({
          error: database
            ? { number: 1044, state: '42000', message: `Access denied for user '${account.name}'@'${account.host}' to database '${login.database}'` }
            : { number: 1049, state: '42000', message: `Unknown database '${login.database}'` },
        })
        return
      }
      session.database = database
    }
    yield* wire.send({ ...(session.database && { database: session.database.name }) })
    for (;;) {
      const query = yield* wire.receive<{ readonly sql: string }>()
      if (!query) return
      if (!(yield* wire.send(yield* runStatement(session, query.sql, layoutOf(directory))))) return
    }
  } finally {
    rollback(session)
  }
}
