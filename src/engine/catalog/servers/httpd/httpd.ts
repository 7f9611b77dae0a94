import { civilTime } from '../../../base/calendar.ts'
import { strftime } from '../../../base/strftime.ts'
import type { Fd, Pid, Sys } from '../../../linux/kernel/calls.ts'
import { O } from '../../../linux/kernel/calls.ts'
import { noCapabilities } from '../../../linux/kernel/credentials.ts'
import type { Main } from '../../../linux/kernel/program.ts'
import { type Signal, signals } from '../../../linux/kernel/signal.ts'
import { getopt, optionTable } from '../../../linux/libc/getopt.ts'
import { serve } from '../../../linux/libc/http/server.ts'
import { print, printError, readFile, write, writeFile } from '../../../linux/libc/stdio.ts'
import { groupByName, userByName } from '../../../linux/libc/users.ts'
import { sys } from '../../../linux/sys.ts'
import type { HttpdConfig } from './config.ts'
import { parseConfig, siteFor } from './config.ts'
import { accessLine, answer } from './respond.ts'

/** Children that StartServers of the event MPM makes. */
const CHILDREN = 3
/** Threads of one child the lab makes a task of: they share its accepting. */
const CONF = '/usr/local/apache2/conf/httpd.conf'

/**
 * Apache httpd 2.4 with the event MPM: a parent that watches, three children that serve the files of the document root, logs, signals (TERM stop,
 * WINCH graceful stop, HUP and USR1 restart with the configuration read again). Name-based virtual hosts, Alias, Redirect,
 * ErrorDocument, ProxyPass and balancers. Leaves out: rewriting, authentication, .htaccess, TLS, CGI and included files, which are refused by name.
 */
export const httpd: Main = function* ({ argv, build }) {
  const version = `${build.get('version') ?? '2.4.59'} (${build.get('platform') ?? 'Unix'})`
  const parsed = getopt(argv.slice(1), optionTable('D: f: k: t v V S X h C: c: E: l L M'))
  if (!parsed.ok) {
    yield* printError(`Usage: httpd [-D name] [-d directory] [-f file]\n`)
    return 1
  }
  const asked = parsed.value
  if (asked.has('v') || asked.has('V')) {
    yield* print(`Server version: Apache/${version}\nServer built:   ${build.get('built')?.replaceAll('_', ' ') ?? ''}\n`)
    return 0
  }
  const path = asked.value('f') ?? CONF
  const config = yield* readConfig(path)
  if (typeof config === 'number') return config
  if (asked.has('t')) {
    yield* warnOfName(config)
    yield* printError('Syntax OK\n')
    return 0
  }
  if (asked.has('k')) return yield* control(asked.value('k') ?? '', config)
  yield* warnOfName(config)
  yield* warnOfName(config)
  const listeners = yield* listen(config)
  if (!listeners) return 1
  if (asked.values('D').includes('FOREGROUND') || asked.has('X')) return yield* supervise(config, path, listeners, version, argv)
  const child = yield* sys.clone({
    main: function* () {
      yield* sys.setsid({})
      return yield* supervise(config, path, listeners, version, argv)
    },
  })
  return child.ok ? 0 : 1
}

function* readConfig(path: string): Sys<HttpdConfig | number> {
  const text = yield* readFile(path)
  if (!text.ok) {
    yield* printError(`httpd: Could not open configuration file ${path}: No such file or directory\n`)
    return 1
  }
  const { config, problem } = parseConfig(text.value)
  if (problem) {
    if (problem.message.startsWith('cais:')) yield* printError(`${problem.message} (line ${problem.line} of ${path})\n`)
    else yield* printError(`AH00526: Syntax error on line ${problem.line} of ${path}:\n${problem.message}\n`)
    return 1
  }
  if (config.listen.length === 0) {
    yield* printError('(2)No such file or directory: AH00015: Unable to open logs\nno listening sockets available, shutting down\n')
    return 1
  }
  return config
}

/** Without a ServerName httpd says which address it uses instead. */
function* warnOfName(config: HttpdConfig): Sys<void> {
  if (config.serverName) return
  const name = (yield* sys.uname({})).nodename
  const hosts = yield* readFile('/etc/hosts')
  const line = hosts.ok ? hosts.value.split('\n').find((entry) => entry.split(/\s+/).slice(1).includes(name)) : undefined
  const address = line?.split(/\s+/)[0] ?? '127.0.0.1'
  yield* printError(
    `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${address}. Set the 'ServerName' directive globally to suppress this message\n`,
  )
}

function* control(verb: string, config: HttpdConfig): Sys<number> {
  const byVerb: Readonly<Record<string, number>> = {
    stop: signals.SIGTERM,
    restart: signals.SIGHUP,
    graceful: signals.SIGUSR1,
    'graceful-stop': signals.SIGWINCH,
  }
  const pidText = yield* readFile(`${config.serverRoot}/logs/httpd.pid`)
  const signal = byVerb[verb]
  if (signal === undefined) {
    yield* printError(`httpd: invalid argument to -k: ${verb}\n`)
    return 1
  }
  if (!pidText.ok) {
    yield* print('httpd (no pid file) not running\n')
    return 0
  }
  yield* sys.kill({ pid: Number.parseInt(pidText.value, 10), signal })
  return 0
}

function* listen(config: HttpdConfig): Sys<readonly Fd[] | undefined> {
  const fds: Fd[] = []
  for (const { address, port } of config.listen) {
    const any = address === '0.0.0.0'
    const socket = yield* sys.socket({ family: any ? 'inet6' : 'inet', type: 'stream' })
    if (!socket.ok) return undefined
    yield* sys.setsockopt({ fd: socket.value, options: { reuseAddress: true } })
    const bound = yield* sys.bind({ fd: socket.value, address: { family: any ? 'inet6' : 'inet', address: any ? '::' : address, port } })
    if (!bound.ok || !(yield* sys.listen({ fd: socket.value, backlog: 511 })).ok) {
      const why = !bound.ok && bound.error === 'EACCES' ? '(13)Permission denied' : '(98)Address already in use'
      yield* printError(
        `${why}: AH00072: make_sock: could not bind to address ${any ? '[::]' : address}:${port}\nno listening sockets available, shutting down\nAH00015: Unable to open logs\n`,
      )
      return undefined
    }
    fds.push(socket.value)
  }
  return fds
}

/** Logs to a file, or where /proc/self/fd/1 and 2 lead, as the image configures it. */
function* openLog(config: HttpdConfig, path: string): Sys<Fd> {
  if (path === '/proc/self/fd/1') return 1
  if (path === '/proc/self/fd/2') return 2
  const fd = yield* sys.open({
    path: path.startsWith('/') ? path : `${config.serverRoot}/${path}`,
    flags: O.WRONLY | O.CREAT | O.APPEND,
    mode: 0o644,
  })
  return fd.ok ? fd.value : 2
}

function* logError(fd: Fd, module: string, message: string, level = 'notice'): Sys<void> {
  const now = yield* sys.clockRealtime({})
  const pid = yield* sys.getpid({})
  const time = civilTime(now)
  const micros = String(Math.floor(time.nanosecond / 1000)).padStart(6, '0')
  yield* write(fd, `[${strftime('%a %b %d %H:%M:%S', time)}.${micros} ${time.year}] [${module}:${level}] [pid ${pid}:tid ${pid}] ${message}\n`)
}

function* supervise(first: HttpdConfig, path: string, listeners: readonly Fd[], version: string, argv: readonly string[]): Sys<number> {
  let config = first
  const asked: { stop: string; restart: Signal | undefined } = { stop: '', restart: undefined }
  // In the foreground an interrupt from the terminal ends it as SIGTERM does (ap_unixd_mpm_set_signals).
  for (const signal of [signals.SIGTERM, signals.SIGINT])
    yield* sys.sigaction({
      signal,
      handler: function* () {
        asked.stop = 'SIGTERM'
      },
    })
  yield* sys.sigaction({
    signal: signals.SIGWINCH,
    handler: function* () {
      asked.stop = 'SIGWINCH'
    },
  })
  for (const signal of [signals.SIGHUP, signals.SIGUSR1])
    yield* sys.sigaction({
      signal,
      handler: function* () {
        asked.restart = signal
      },
    })
  yield* writeFile(`${config.serverRoot}/logs/httpd.pid`, `${yield* sys.getpid({})}\n`)
  const errorLog = yield* openLog(config, config.errorLog)
  const commandLine = ['httpd', ...argv.slice(1)].join(' ').replace('-DFOREGROUND', '-D FOREGROUND')
  const sayConfigured = function* (): Sys<void> {
    yield* logError(errorLog, 'mpm_event', `AH00489: Apache/${version} configured -- resuming normal operations`)
    yield* logError(errorLog, 'core', `AH00094: Command line: '${commandLine}'`)
  }
  yield* sayConfigured()
  let children = yield* startChildren(config, listeners, version)
  for (;;) {
    const waited = yield* sys.wait4({ pid: -1 })
    if (asked.stop) break
    if (asked.restart) {
      const graceful = asked.restart === signals.SIGUSR1
      asked.restart = undefined
      yield* logError(
        errorLog,
        'mpm_event',
        graceful ? 'AH00493: SIGUSR1 received.  Doing graceful restart' : 'AH00494: SIGHUP received.  Attempting to restart',
      )
      const next = yield* readConfig(path)
      yield* stopChildren(children)
      if (typeof next === 'number') return next
      config = next
      yield* warnOfName(config)
      yield* sayConfigured()
      children = yield* startChildren(config, listeners, version)
    } else if (waited.ok && waited.value) {
      const { pid } = waited.value
      children = children.filter((child) => child !== pid)
      children.push(...(yield* startChildren(config, listeners, version, 1)))
    }
  }
  yield* stopChildren(children)
  yield* sys.unlink({ path: `${config.serverRoot}/logs/httpd.pid` })
  yield* logError(
    errorLog,
    'mpm_event',
    asked.stop === 'SIGTERM' ? 'AH00491: caught SIGTERM, shutting down' : 'AH00492: caught SIGWINCH, shutting down gracefully',
  )
  return 0
}

function* startChildren(config: HttpdConfig, listeners: readonly Fd[], version: string, count = CHILDREN): Sys<Pid[]> {
  const pids: Pid[] = []
  for (let i = 0; i < count; i++) {
    const child = yield* sys.clone({ main: () => serveRequests(config, listeners, version) })
    if (child.ok) pids.push(child.value)
  }
  return pids
}

function* stopChildren(children: readonly Pid[]): Sys<void> {
  for (const pid of children) yield* sys.kill({ pid, signal: signals.SIGTERM })
  for (const pid of children) {
    for (;;) {
      const waited = yield* sys.wait4({ pid })
      if (waited.ok || waited.error !== 'EINTR') break
    }
  }
}

function* serveRequests(config: HttpdConfig, listeners: readonly Fd[], version: string): Sys<number> {
  for (const signal of [signals.SIGTERM, signals.SIGINT, signals.SIGHUP, signals.SIGUSR1]) yield* sys.sigaction({ signal, handler: 'default' })
  yield* sys.sigaction({ signal: signals.SIGWINCH, handler: 'ignore' })
  const logs = new Map<string, Fd>()
  for (const { customLog } of [config, ...config.sites]) if (customLog) logs.set(customLog.path, yield* openLog(config, customLog.path))
  const errorLog = yield* openLog(config, config.errorLog)
  yield* becomeUser(config)
  const server = `Apache/${version}`
  const turns = new Map<string, number>()
  const handler = function* (exchange: Parameters<Parameters<typeof serve>[0]['handler']>[0]): Sys<void> {
    const site = siteFor(config, exchange.request.headers.get('host') ?? '')
    const { peer } = exchange.request
    const client = peer.family === 'unix' ? '-' : `${peer.address.replace(/^::ffff:/, '')}:${peer.port}`
    const complain = (message: string) => logError(errorLog, 'core', `[client ${client}] ${message}`, 'error')
    const bytes = yield* answer(exchange, { config, site, server, turns, logError: complain })
    const log = site.customLog ? logs.get(site.customLog.path) : undefined
    if (log !== undefined && site.customLog) yield* write(log, `${yield* accessLine(site.customLog.format, exchange, bytes)}\n`)
  }
  const [last, ...others] = [...listeners].reverse()
  for (const listener of others) {
    yield* sys.clone({
      thread: true,
      main: function* () {
        yield* serve({ listener, handler })
        return 0
      },
    })
  }
  if (last !== undefined) yield* serve({ listener: last, handler })
  return 0
}

function* becomeUser(config: HttpdConfig): Sys<void> {
  if ((yield* sys.getcredentials({})).euid !== 0) return
  const user = yield* userByName(config.user)
  const group = yield* groupByName(config.group)
  if (!user || !group) return
  const ids = { uid: user.uid, euid: user.uid, suid: user.uid, gid: group.gid, egid: group.gid, sgid: group.gid, groups: [group.gid] }
  yield* sys.setcredentials({ ...ids, effective: noCapabilities, permitted: noCapabilities })
}
