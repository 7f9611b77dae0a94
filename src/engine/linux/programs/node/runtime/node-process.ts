import { parseTimeZone, utc } from '../../../../base/time-zone.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { signalName, signals } from '../../../kernel/signal.ts'
import { printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { newRealm } from '../builtins/install.ts'
import { call, get, thrownValue, toText } from '../language/operations.ts'
import { promiseState } from '../language/promise.ts'
import type { Realm } from '../language/realm.ts'
import type { Code, Obj, Value } from '../language/values.ts'
import { define, isFunction, Suspend, Thrown } from '../language/values.ts'
import { EventLoop } from './loop.ts'
import { Modules } from './modules.ts'
import { processBinding } from './process-binding.ts'
import { uncaughtText } from './report.ts'
import { systemError } from './system-error.ts'

/** process.exit on its way out. */
class Exit {
  constructor(readonly code: number) {}
}

/** Runs interpreted code that has nothing to suspend into. */
export function* driven<T>(code: Code<T>): Sys<T> {
  let result = code.next()
  while (!result.done) {
    if (result.value instanceof Suspend) throw new Error('a suspension outside of a function')
    result = code.next(yield result.value)
  }
  return result.value
}

/** What reading and compiling a program's first file takes. */
const compileMs = 2

interface Options {
  readonly argv: readonly string[]
  readonly env: ReadonlyMap<string, string>
  readonly version: string
  readonly directory: string
  /** The script and its arguments. */
  readonly arguments: readonly string[]
}

const loaderLines = [
  'Module._compile (node:internal/modules/cjs/loader:1358:14)',
  'Module._extensions..js (node:internal/modules/cjs/loader:1416:10)',
  'Module.load (node:internal/modules/cjs/loader:1208:32)',
  'Module._load (node:internal/modules/cjs/loader:1024:12)',
  'Function.executeUserEntryPoint [as runMain] (node:internal/modules/run_main:174:12)',
  'node:internal/main/run_main_module:28:49',
]

/** One run of node: its realm, loop, modules and `process`. */
export class NodeProcess {
  readonly realm: Realm
  readonly loop = new EventLoop()
  readonly modules: Modules
  readonly process: Obj
  /** Of the machine's clock. */
  private startedMs = 0
  private readonly ticks: { readonly fn: Value; readonly args: readonly Value[] }[] = []

  constructor(readonly options: Options) {
    const zone = options.env.get('TZ')
    this.realm = newRealm(zone ? parseTimeZone(zone) : utc)
    this.process = this.makeProcess()
    define(this.realm.global, 'process', this.process)
    this.modules = new Modules(this.realm, processBinding(this.realm, this.loop), this.process)
  }

  /** Runs a program and then the loop; the exit code. */
  *start(main: () => Code<void>): Code<number> {
    const { realm } = this
    try {
      yield* this.guarded(() => this.modules.library('setup'))
      this.loop.onSignal = (signal) => this.deliver(signal)
      this.startedMs = yield* sys.clockMonotonic({})
      yield* this.loop.begin()
      yield* sys.compute({ ms: compileMs })
      yield* this.guarded(main)
      yield* this.loop.turn((task) => this.guarded(task))
      yield* this.guarded(() => this.emit('beforeExit', [this.code]))
      yield* this.loop.turn((task) => this.guarded(task))
      yield* this.emit('exit', [this.code])
      return this.code
    } catch (fault) {
      if (fault instanceof Exit) return fault.code
      if (fault instanceof Thrown) yield* printError(uncaughtText(realm, fault.value, `v${this.options.version}`))
      else throw fault
      return 1
    }
  }

  private get code(): number {
    return Number(this.process.exitCode ?? 0)
  }

  private *emit(name: string, args: readonly Value[]): Code<boolean> {
    const emit = yield* get(this.realm, this.process, 'emit')
    return Boolean(isFunction(emit) && (yield* call(this.realm, emit, this.process, [name, ...args])))
  }

  private *deliver(signal: number): Code<void> {
    yield* this.emit(signalName(signal) ?? '', [signalName(signal), signal])
  }

  /** Calls into the program and then empties the queues of ticks and microtasks; what nobody catches ends the process. */
  *guarded(task: () => Code<unknown>): Code<void> {
    try {
      yield* task()
      yield* this.drain()
    } catch (fault) {
      if (fault instanceof Exit) throw fault
      const thrown = thrownValue(this.realm, fault)
      if (!thrown) throw fault
      yield* this.uncaught(thrown.value, false)
    }
    this.realm.stack.length = 0
  }

  private *uncaught(value: Value, rejected: boolean): Code<void> {
    this.realm.stack.length = 0
    if (yield* this.emit('uncaughtException', [value, rejected ? 'unhandledRejection' : 'uncaughtException'])) return
    yield* printError(uncaughtText(this.realm, value, `v${this.options.version}`, rejected))
    this.process.exitCode = 1
    yield* this.emit('exit', [1])
    throw new Exit(1)
  }

  private *drain(): Code<void> {
    const { realm } = this
    while (this.ticks.length > 0 || realm.microtasks.length > 0) {
      for (let tick = this.ticks.shift(); tick; tick = this.ticks.shift()) yield* call(realm, tick.fn, undefined, tick.args)
      for (let task = realm.microtasks.shift(); task; task = realm.microtasks.shift()) yield* task()
    }
    for (const promise of realm.rejected) {
      realm.rejected.delete(promise)
      const reason = promiseState(promise)?.value
      if (!(yield* this.emit('unhandledRejection', [reason, promise]))) yield* this.uncaught(reason, true)
    }
  }

  *runMain(path: string): Code<void> {
    const found = yield* this.modules.resolve(path, this.options.directory)
    this.realm.traceTail.push(...loaderLines)
    if (found === undefined) {
      this.realm.traceTail.length = 0
      const error = this.realm.error('Error', `Cannot find module '${path}'`, { code: 'MODULE_NOT_FOUND', requireStack: this.realm.array([]) })
      const lines = [
        'Module._resolveFilename (node:internal/modules/cjs/loader:1145:15)',
        'Module._load (node:internal/modules/cjs/loader:986:27)',
        ...loaderLines.slice(4),
      ]
      define(error, 'stack', [`Error: Cannot find module '${path}'`, ...lines.map((line) => `    at ${line}`)].join('\n'))
      this.realm.places.set(error, { file: { path: 'node:internal/modules/cjs/loader', text: `${'\n'.repeat(1147)}  throw err;\n` }, at: 1149 })
      throw new Thrown(error)
    }
    yield* this.modules.loadFile(found, true)
  }

  /** Runs a text that is no file: `-e`, standard input, a line of the REPL. */
  *evaluate(text: string, name: string, shown?: (value: Value) => Code<void>): Code<void> {
    const { realm } = this
    const module = realm.object({ id: name, exports: realm.object(), filename: `${this.options.directory}/${name}` })
    const value = yield* this.modules.run({ path: name, text }, module, false, this.options.directory, this.everyModule())
    if (shown) yield* shown(value)
  }

  /** Node's own modules as names, as the REPL and `-e` have them. */
  everyModule(): Record<string, Value> {
    return {}
  }

  private makeProcess(): Obj {
    const { realm, options } = this
    const process = Object.create(realm.object()) as Obj
    const first = options.argv[0]?.startsWith('/') ? options.argv[0] : '/usr/local/bin/node'
    Object.assign(process, {
      version: `v${options.version}`,
      versions: realm.object({ node: options.version, v8: '11.3.244.8-node.23', uv: '1.46.0', modules: '115' }),
      arch: 'x64',
      platform: 'linux',
      release: realm.object({ name: 'node', lts: 'Iron' }),
      title: 'node',
      argv: realm.array([first, ...options.arguments]),
      execArgv: realm.array([]),
      execPath: first,
      argv0: options.argv[0],
      env: realm.object(Object.fromEntries(options.env)),
      exitCode: undefined,
    })
    const add = (name: string, code: (args: readonly Value[]) => Code<Value>) => realm.codeMethod(process, name, 0, (_, args) => code(args))
    add('cwd', function* () {
      const cwd = yield* sys.getcwd({})
      return cwd.ok ? cwd.value : realm.fail('Error', 'ENOENT: no such file or directory, uv_cwd')
    })
    add('chdir', function* ([path]) {
      const moved = yield* sys.chdir({ path: yield* toText(realm, path) })
      if (!moved.ok) throw new Thrown(systemError(realm, moved.error, 'chdir', String(path)))
      return undefined
    })
    this.controls(process, add)
    return process
  }

  private controls(process: Obj, add: (name: string, code: (args: readonly Value[]) => Code<Value>) => void): void {
    const { realm } = this
    const node = this
    add('exit', function* ([code]) {
      if (code !== undefined) process.exitCode = Number(code)
      yield* node.emit('exit', [node.code])
      throw new Exit(node.code)
    })
    add('abort', function* () {
      yield* sys.kill({ pid: yield* sys.getpid({}), signal: signals.SIGABRT })
      return undefined
    })
    add('kill', function* ([pid, signal = 'SIGTERM']) {
      const number = typeof signal === 'number' ? signal : signals[String(signal) as keyof typeof signals]
      if (number === undefined) return realm.fail('TypeError', `Unknown signal: ${String(signal)}`, { code: 'ERR_UNKNOWN_SIGNAL' })
      const sent = yield* sys.kill({ pid: Number(pid), signal: number })
      if (!sent.ok) throw new Thrown(realm.error('Error', `kill ${sent.error}`, { code: sent.error, syscall: 'kill' }))
      return true
    })
    add('nextTick', function* ([fn, ...args]) {
      if (!isFunction(fn))
        return realm.fail('TypeError', 'The "callback" argument must be of type function. Received undefined', { code: 'ERR_INVALID_ARG_TYPE' })
      node.ticks.push({ fn, args })
      return undefined
    })
    add('uptime', function* () {
      return ((yield* sys.clockMonotonic({})) - node.startedMs) / 1000
    })
    add('hrtime', function* () {
      const now = yield* sys.clockMonotonic({})
      return realm.array([Math.floor(now / 1000), Math.floor((now % 1000) * 1e6)])
    })
    realm.codeMethod(process.hrtime as Obj, 'bigint', 0, function* () {
      return BigInt(Math.round((yield* sys.clockMonotonic({})) * 1e6))
    })
    add('memoryUsage', function* () {
      const { maxRssBytes } = yield* sys.getrusage({})
      return realm.object({ rss: maxRssBytes })
    })
    for (const [name, field] of [
      ['getuid', 'uid'],
      ['geteuid', 'euid'],
      ['getgid', 'gid'],
      ['getegid', 'egid'],
    ] as const)
      add(name, function* () {
        return (yield* sys.getcredentials({}))[field]
      })
    for (const [name, request] of [
      ['pid', () => sys.getpid({})],
      ['ppid', () => sys.getppid({})],
    ] as const)
      Object.defineProperty(process, name, {
        get: realm.coded(name, 0, function* () {
          return yield* request()
        }),
        enumerable: true,
        configurable: true,
      })
  }
}
