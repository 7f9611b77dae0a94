import type { Sys } from '../../../linux/kernel/calls.ts'
import { O } from '../../../linux/kernel/calls.ts'
import type { Main } from '../../../linux/kernel/program.ts'
import { signals } from '../../../linux/kernel/signal.ts'
import { printError, readFile, write } from '../../../linux/libc/stdio.ts'
import { groupByName, userByName } from '../../../linux/libc/users.ts'
import { sys } from '../../../linux/sys.ts'
import { buildConfig } from './build.ts'
import { configureArguments, usage } from './command-texts.ts'
import type { Config } from './config.ts'
import { errnoText, type LogLevel, logLine } from './log.ts'
import { Master } from './master.ts'
import { openListeners, openLogs } from './open.ts'
import { ConfigError, type ParsedFiles, parseFiles, Unmodelled } from './parse.ts'

interface Options {
  readonly configPath: string
  readonly globals: string
  readonly test: boolean
  readonly dump: boolean
  readonly quiet: boolean
  readonly signal: string | undefined
  readonly show: 'version' | 'build' | 'help' | undefined
  readonly errorLog: string
}

/**
 * Models nginx (src/core/nginx.c): the command line, a master with worker processes, the http core with its static, index, autoindex, rewrite, proxy,
 * upstream, access, auth_basic, map, log and headers modules, TLS and stub_status. Leaves out: mail, stream, FastCGI and its kin, caching, gzip,
 * limits, sub_filter, HTTP/2 and 3 and dynamic modules, which are refused by name; inside a worker each connection has a thread.
 */
export const nginx: Main = function* ({ argv, build }) {
  const version = build.get('version') ?? '1.27.0'
  const options = parseOptions(argv.slice(1))
  if (typeof options === 'string') {
    yield* printError(`nginx: ${options}\n`)
    return 1
  }
  if (options.show) {
    yield* printError(`nginx version: nginx/${version}\n`)
    if (options.show === 'build') yield* printError(configureArguments(version))
    if (options.show === 'help') yield* printError(usage)
    return 0
  }
  const complain = (level: LogLevel, text: string) => complainBoth(options.errorLog, level, text)
  try {
    const { parsed, config } = yield* readConfig(options, complain)
    if (options.test || options.dump) return yield* testConfig(options, parsed, config)
    if (options.signal !== undefined) return yield* signalMaster(options.signal, config, complain)
    return yield* startServer(options, config, version, argv, complain)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    if (error instanceof Unmodelled) yield* printError(`cais: nginx: ${error.message}\n`)
    else if (error.message !== '') yield* complain('emerg', error.message)
    if (options.test || options.dump) yield* printError(`nginx: configuration file ${options.configPath} test failed\n`)
    return 1
  }
}

type Complain = (level: LogLevel, text: string) => Sys<void>

/** Until its own logs are open, nginx complains in the error log of its build and on standard error. */
function* complainBoth(errorLog: string, level: LogLevel, text: string): Sys<void> {
  const fd = yield* sys.open({ path: errorLog, flags: O.WRONLY | O.CREAT | O.APPEND, mode: 0o644 })
  if (fd.ok) {
    yield* write(fd.value, yield* logLine(level, text))
    yield* sys.close({ fd: fd.value })
  }
  yield* printError(`nginx: [${level}] ${text}\n`)
}

function* readConfig(options: Options, complain: Complain): Sys<{ readonly parsed: ParsedFiles; readonly config: Config }> {
  const parsed = yield* parseFiles(options.configPath, options.globals)
  const config = yield* buildConfig(parsed.directives)
  for (const text of config.warnings) yield* complain('warn', text)
  const { name, group } = config.user
  if ((yield* sys.getcredentials({})).euid === 0) {
    const line = parsed.directives.find((directive) => directive.name === 'user')
    if (!(yield* userByName(name))) throw new ConfigError(`getpwnam("${name}") failed`, line)
    if (!(yield* groupByName(group))) throw new ConfigError(`getgrnam("${group}") failed`, line)
  } else {
    const line = parsed.directives.find((directive) => directive.name === 'user')
    if (line)
      yield* complain(
        'warn',
        `the "user" directive makes sense only if the master process runs with super-user privileges, ignored in ${line.file}:${line.line}`,
      )
  }
  return { parsed, config }
}

function* testConfig(options: Options, parsed: ParsedFiles, config: Config): Sys<number> {
  const fds = yield* openLogs(config)
  for (const fd of fds.values()) if (fd > 2) yield* sys.close({ fd })
  if (!options.quiet) yield* printError(`nginx: the configuration file ${options.configPath} syntax is ok\n`)
  const pid = yield* sys.open({ path: config.pidPath, flags: O.RDWR | O.CREAT, mode: 0o644 })
  if (!pid.ok) throw new ConfigError(`open() "${config.pidPath}" failed ${errnoText(pid.error)}`)
  yield* sys.close({ fd: pid.value })
  if (!options.quiet) yield* printError(`nginx: configuration file ${options.configPath} test is successful\n`)
  if (options.dump) for (const { path, text } of parsed.files) yield* write(1, `# configuration file ${path}:\n${text}\n`)
  return 0
}

const signalsByName: Readonly<Record<string, number>> = {
  stop: signals.SIGTERM,
  quit: signals.SIGQUIT,
  reload: signals.SIGHUP,
  reopen: signals.SIGUSR1,
}

function* signalMaster(name: string, config: Config, complain: Complain): Sys<number> {
  const logs = yield* openLogs(config)
  for (const { path, level } of config.errorLogs)
    if (level === 'notice' || level === 'info' || level === 'debug')
      yield* write(logs.get(path) ?? 2, yield* logLine('notice', 'signal process started'))
  const text = yield* readFile(config.pidPath)
  const failed = function* (what: string): Sys<number> {
    yield* complain('error', what)
    return 1
  }
  if (!text.ok) return yield* failed(`open() "${config.pidPath}" failed ${errnoText(text.error)}`)
  const pid = Number(text.value.trim())
  if (!Number.isInteger(pid) || pid <= 0) return yield* failed(`invalid PID number "${text.value.trim()}" in "${config.pidPath}"`)
  const sent = yield* sys.kill({ pid, signal: signalsByName[name] ?? signals.SIGTERM })
  if (sent.ok) return 0
  yield* complain('alert', `kill(${pid}, ${signalsByName[name]}) failed ${errnoText(sent.error)}`)
  return 1
}

function* startServer(options: Options, config: Config, version: string, argv: readonly string[], complain: Complain): Sys<number> {
  const logs = yield* openLogs(config)
  const listeners = yield* openListeners(config, [], (text) => complain(text.startsWith('try') ? 'notice' : 'emerg', text))
  const reread = function* (): Sys<Config> {
    const parsed = yield* parseFiles(options.configPath, options.globals)
    return yield* buildConfig(parsed.directives)
  }
  const master = new Master({ config, listeners, logs }, version, argv.join(' '), reread)
  if (!config.daemon) return yield* master.run()
  const child = yield* sys.clone({
    *main() {
      yield* sys.setsid({})
      return yield* master.run()
    },
  })
  return child.ok ? 0 : 1
}

/** nginx's own option parsing (ngx_get_options); a text is what it refuses them with. */
function parseOptions(args: readonly string[]): Options | string {
  const found = { configPath: '/etc/nginx/nginx.conf', globals: '', errorLog: '/var/log/nginx/error.log' }
  let prefix = '/etc/nginx/'
  let test = false
  let dump = false
  let quiet = false
  let signal: string | undefined
  let show: Options['show']
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (!arg.startsWith('-')) return `invalid option: "${arg}"`
    for (let j = 1; j < arg.length; j++) {
      const letter = arg[j] ?? ''
      const missing = { p: 'directory name', e: 'file name', c: 'file name', g: 'parameter', s: 'parameter' }[letter]
      if (missing !== undefined) {
        const value = arg.slice(j + 1) || args[++i]
        if (value === undefined) return `option "-${letter}" requires ${missing}`
        if (letter === 'c') found.configPath = value
        else if (letter === 'g') found.globals = value
        else if (letter === 'e') found.errorLog = value
        else if (letter === 'p') prefix = value.endsWith('/') ? value : `${value}/`
        else if (!(value in signalsByName)) return `invalid option: "-s ${value}"`
        else signal = value
        break
      }
      if (letter === '?' || letter === 'h') show = 'help'
      else if (letter === 'v') show ??= 'version'
      else if (letter === 'V') show = 'build'
      else if (letter === 't') test = true
      else if (letter === 'T') dump = true
      else if (letter === 'q') quiet = true
      else return `invalid option: "${letter}"`
    }
  }
  const configPath = found.configPath.startsWith('/') ? found.configPath : `${prefix}${found.configPath}`
  return { ...found, configPath, test, dump, quiet, signal, show }
}
