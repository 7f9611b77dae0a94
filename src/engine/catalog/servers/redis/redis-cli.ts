import { err, ok, type Result } from '../../../base/result.ts'
import { decode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { strerror } from '../../../linux/kernel/errno.ts'
import type { Main } from '../../../linux/kernel/program.ts'
import { Connection } from '../../../linux/libc/http/connection.ts'
import { connectTo } from '../../../linux/libc/http/dial.ts'
import { getaddrinfo, resolveErrorText } from '../../../linux/libc/resolver.ts'
import { LineReader, print, printError, readAll } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import { splitWords } from './inline.ts'
import { encodeCommand, Failure, type Reply, readReply, Simple } from './reply.ts'
import { rawText, terminalText } from './reply-text.ts'

interface Options {
  host: string
  port: number
  password: string | undefined
  user: string | undefined
  database: number
  repeat: number
  intervalMs: number
  raw: boolean | undefined
  lastFromInput: boolean
  scan: boolean
  pattern: string
  quiet: boolean
  exitOnError: boolean
}

/**
 * Models redis-cli: one command from its arguments, lines from a pipe, or a prompt; replies for people on a terminal and raw elsewhere. Leaves out:
 * history and completion at the prompt, --pipe, --bigkeys and its kin, --latency, --stat, cluster and URLs.
 */
export const redisCli: Main = function* ({ argv, env, build }) {
  const parsed = parse(argv.slice(1), env)
  if (typeof parsed === 'string') {
    yield* printError(`${parsed}\n`)
    return 1
  }
  const { options, words } = parsed
  if (words === 'version') {
    yield* print(`redis-cli ${build.get('version') ?? '7.2.5'}\n`)
    return 0
  }
  if (parsed.passwordInArguments && !options.quiet)
    yield* printError("Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n")
  const raw = options.raw ?? !(yield* sys.tcgetattr({ fd: 1 })).ok
  const session = new Session(options, raw)
  if (options.scan) return yield* session.scan()
  if (words.length > 0) {
    const all = options.lastFromInput ? yield* withInput(words) : words
    return yield* session.once(all)
  }
  const terminal = (yield* sys.tcgetattr({ fd: 0 })).ok
  return yield* terminal ? session.prompt() : session.lines()
}

function* withInput(words: readonly string[]): Sys<readonly string[]> {
  const input = yield* readAll(0)
  return [...words, input.ok ? decode(input.value) : '']
}

class Session {
  private connection: Connection | undefined
  private inTransaction = false
  private database: number

  constructor(
    private readonly options: Options,
    private readonly raw: boolean,
  ) {
    this.database = options.database
  }

  *connect(): Sys<boolean> {
    const { host, port, password, user, database } = this.options
    const opened = yield* dial(host, port)
    if (!opened.ok) {
      yield* printError(`Could not connect to Redis at ${host}:${port}: ${opened.error}\n`)
      return false
    }
    this.connection = opened.value
    if (password !== undefined) {
      const reply = yield* this.ask(user === undefined ? ['AUTH', password] : ['AUTH', user, password])
      if (reply instanceof Failure) yield* printError(`AUTH failed: ${reply.text}\n`)
    }
    if (database !== 0) yield* this.ask(['SELECT', String(database)])
    return true
  }

  private *ask(words: readonly string[]): Sys<Reply | undefined> {
    const { connection } = this
    if (!connection || !(yield* connection.write(encodeCommand(words))).ok) return undefined
    const reply = yield* readReply(connection)
    return reply.ok ? reply.value : undefined
  }

  private show(words: readonly string[], reply: Reply): string {
    const asIs = /^(info|lolwut)$/i.test(words[0] ?? '') || (/^client$/i.test(words[0] ?? '') && /^(list|info)$/i.test(words[1] ?? ''))
    if (this.raw || (asIs && typeof reply === 'string')) return rawText(reply)
    return terminalText(reply)
  }

  /** One command given as arguments. */
  *once(words: readonly string[]): Sys<number> {
    if (!(yield* this.connect())) return 1
    const { repeat, intervalMs } = this.options
    for (let i = 0; repeat < 0 || i < repeat; i++) {
      if (i > 0 && intervalMs > 0) yield* sys.nanosleep({ ms: intervalMs })
      const code = yield* this.run(words)
      if (code !== 0) return code
    }
    return 0
  }

  /** Sends, shows the reply; keeps showing what comes after SUBSCRIBE and MONITOR. */
  private *run(words: readonly string[]): Sys<number> {
    const name = (words[0] ?? '').toLowerCase()
    const reply = yield* this.ask(words)
    if (reply === undefined) {
      if (name === 'shutdown') return 0
      this.connection = undefined
      yield* printError('Error: Server closed the connection\n')
      return 1
    }
    const listens = /^p?subscribe$/.test(name) || name === 'monitor'
    if (listens && !this.raw && name !== 'monitor') yield* print('Reading messages... (press Ctrl-C to quit or any key to type command)\n')
    yield* print(this.show(words, reply))
    if (reply instanceof Failure) return this.options.exitOnError ? 1 : 0
    if (name === 'multi') this.inTransaction = true
    if (name === 'exec' || name === 'discard') this.inTransaction = false
    if (name === 'select' && reply instanceof Simple) this.database = Number(words[1])
    while (listens && this.connection) {
      const next = yield* readReply(this.connection)
      if (!next.ok || next.value === undefined) return 1
      yield* print(this.show([], next.value))
    }
    return 0
  }

  /** Lines of a pipe or a file. */
  *lines(): Sys<number> {
    if (!(yield* this.connect())) return 1
    const reader = new LineReader(0)
    for (;;) {
      const line = yield* reader.next()
      if (!line.ok || line.value === undefined) return 0
      const words = splitWords(line.value.text)
      if (!words) yield* print('Invalid argument(s)\n')
      else if (/^(quit|exit)$/i.test(words[0] ?? '')) return 0
      else if (words.length > 0) yield* this.run(words)
    }
  }

  *prompt(): Sys<number> {
    yield* this.connect()
    const reader = new LineReader(0)
    const { host, port } = this.options
    for (;;) {
      const place = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
      const database = this.database === 0 ? '' : `[${this.database}]`
      yield* print(this.connection ? `${place}${database}${this.inTransaction ? '(TX)' : ''}> ` : 'not connected> ')
      const line = yield* reader.next()
      if (!line.ok || line.value === undefined) {
        yield* print('\n')
        return 0
      }
      const words = splitWords(line.value.text)
      if (!words) yield* print('Invalid argument(s)\n')
      else if (/^(quit|exit)$/i.test(words[0] ?? '')) return 0
      else if (/^clear$/i.test(words[0] ?? '')) yield* print('\x1b[H\x1b[2J')
      else if (words.length > 0 && (this.connection || (yield* this.connect()))) yield* this.repeated(words)
    }
  }

  /** `5 incr x` at the prompt runs it five times. */
  private *repeated(words: readonly string[]): Sys<void> {
    const times = /^\d+$/.test(words[0] ?? '') && words.length > 1 ? Number(words[0]) : undefined
    for (let i = 0; i < (times ?? 1); i++) yield* this.run(times === undefined ? words : words.slice(1))
  }

  /** --scan: every key, one a line. */
  *scan(): Sys<number> {
    if (!(yield* this.connect())) return 1
    let cursor = '0'
    do {
      const reply = yield* this.ask(['SCAN', cursor, 'MATCH', this.options.pattern])
      if (!Array.isArray(reply)) return 1
      const [next, keys] = reply as unknown as readonly [string, readonly string[]]
      cursor = next
      for (const key of keys) yield* print(`${key}\n`)
    } while (cursor !== '0')
    return 0
  }
}

/** A connection, or why there is none in the words of redis-cli. */
export function* dial(host: string, port: number): Sys<Result<Connection, string>> {
  const addresses = yield* getaddrinfo(host, { port })
  if (!addresses.ok) return err(resolveErrorText(addresses.error))
  let why = 'Connection refused'
  for (const address of addresses.value) {
    const fd = yield* connectTo(address)
    if (fd.ok) return ok(new Connection(fd.value))
    why = strerror(fd.error)
  }
  return err(why)
}

interface Parsed {
  readonly options: Options
  readonly words: readonly string[] | 'version'
  readonly passwordInArguments: boolean
}

const withValue = new Set(['-h', '-p', '-a', '--pass', '--user', '-n', '-r', '-i', '--pattern'])

/** redis-cli's own option parsing: the first word that is no option begins the command. */
function parse(args: readonly string[], env: ReadonlyMap<string, string>): Parsed | string {
  const options: Options = {
    host: '127.0.0.1',
    port: 6379,
    password: env.get('REDISCLI_AUTH'),
    user: undefined,
    database: 0,
    repeat: 1,
    intervalMs: 0,
    raw: undefined,
    lastFromInput: false,
    scan: false,
    pattern: '*',
    quiet: false,
    exitOnError: false,
  }
  let passwordInArguments = false
  let i = 0
  for (; i < args.length && args[i]?.startsWith('-'); i++) {
    const arg = args[i] ?? ''
    const value = args[i + 1]
    if (withValue.has(arg)) {
      if (value === undefined) return `Unrecognized option or bad number of args for: '${arg}'`
      i++
      if (arg === '-h') options.host = value
      else if (arg === '-p') options.port = Number(value)
      else if (arg === '-n') options.database = Number(value)
      else if (arg === '-r') options.repeat = Number(value)
      else if (arg === '-i') options.intervalMs = Number(value) * 1000
      else if (arg === '--user') options.user = value
      else if (arg === '--pattern') options.pattern = value
      else {
        options.password = value
        passwordInArguments = true
      }
    } else if (arg === '--raw') options.raw = true
    else if (arg === '--no-raw') options.raw = false
    else if (arg === '-x') options.lastFromInput = true
    else if (arg === '-e') options.exitOnError = true
    else if (arg === '--scan') options.scan = true
    else if (arg === '--no-auth-warning') options.quiet = true
    else if (arg === '-v' || arg === '--version') return { options, words: 'version', passwordInArguments }
    else if (
      /^--(pipe|bigkeys|memkeys|hotkeys|latency|latency-history|stat|cluster|rdb|eval|csv|json|tls|lru-test|intrinsic-latency)$|^-[u3sdcX]$/.test(arg)
    )
      return `cais: redis-cli: ${arg} is not simulated`
    else return `Unrecognized option or bad number of args for: '${arg}'`
  }
  return { options, words: args.slice(i), passwordInArguments }
}
