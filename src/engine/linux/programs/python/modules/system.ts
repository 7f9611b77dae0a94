import type { Res, Sys } from '../../../kernel/calls.ts'
import type { Signal } from '../../../kernel/signal.ts'
import { capture, run } from '../../../libc/spawn.ts'
import { sys } from '../../../sys.ts'
import { osError, raise } from '../core/errors.ts'
import { dictOf } from '../core/hash.ts'
import type { Value } from '../core/values.ts'
import * as V from '../core/values.ts'
import { SIGNALS, type Vm } from '../core/vm.ts'
import { functions, integer } from '../types/native.ts'
import { calendarOf } from './time-fields.ts'

/** What Python's own modules ask the kernel for: the modules _time, _os and _thread. */
type Maker = (vm: Vm) => V.PyModule

const moduleOf =
  (name: string, table: (vm: Vm) => Readonly<Record<string, V.NativeCode>>): Maker =>
  (vm) => {
    const module = new V.PyModule(name)
    functions(module, table(vm))
    return module
  }

const path = (value: Value | undefined): string => {
  if (typeof value !== 'string') throw raise('TypeError', `expected str, bytes or os.PathLike object, not ${V.typeName(value ?? null)}`)
  return value
}

function must<T>(result: Res<T>, name?: string): T {
  if (!result.ok) throw osError(result.error, name)
  return result.value
}

/** Sleeps on through handled signals (PEP 475). */
function* sleep(vm: Vm, seconds: number): Sys<Value> {
  if (seconds < 0) throw raise('ValueError', 'sleep length must be non-negative')
  const until = (yield* sys.clockMonotonic({})) + seconds * 1000
  for (;;) {
    const left = until - (yield* sys.clockMonotonic({}))
    if (left <= 0) return null
    yield* sys.nanosleep({ ms: left })
    yield* vm.runPending()
  }
}

const time = moduleOf('_time', (vm) => ({
  sleep: (_, args) => sleep(vm, integer(args[0])),
  *time() {
    return (yield* sys.clockRealtime({})) / 1000
  },
  *time_ns() {
    return BigInt(Math.round((yield* sys.clockRealtime({})) * 1e6))
  },
  *monotonic() {
    return (yield* sys.clockMonotonic({})) / 1000
  },
  *perf_counter() {
    return (yield* sys.clockMonotonic({})) / 1000
  },
  *process_time() {
    const usage = yield* sys.getrusage({})
    return (usage.userMs + usage.systemMs) / 1000
  },
  /** Year, month, day, hour, minute, second, weekday (Monday 0), day of the year, offset from UTC in seconds. */
  *_fields(_, args) {
    return yield* calendarOf(
      vm.env,
      args[0] === null || args[0] === undefined ? yield* sys.clockRealtime({}) : integer(args[0]) * 1000,
      args[1] === true,
    )
  },
}))

function* statOf(name: string, noFollow: boolean): Sys<Value> {
  const stat = must(yield* sys.stat({ path: name, noFollow }), name)
  const type = { file: 0o100000, directory: 0o40000, symlink: 0o120000, fifo: 0o10000, socket: 0o140000, char: 0o20000, block: 0o60000 }[stat.type]
  return new V.PyTuple(
    [type + stat.mode, stat.ino, stat.dev, stat.nlink, stat.uid, stat.gid, stat.size]
      .map((one) => BigInt(one))
      .concat([BigInt(Math.floor(stat.mtimeMs / 1000))]),
  )
}

const os = moduleOf('_os', (vm) => ({
  environ: () => dictOf([...vm.env]),
  *getcwd() {
    return must(yield* sys.getcwd({}))
  },
  *chdir(_, args) {
    must(yield* sys.chdir({ path: path(args[0]) }), path(args[0]))
    return null
  },
  *listdir(_, args) {
    const name = path(args[0])
    return new V.PyList(
      must(yield* sys.getdents({ path: name }), name)
        .map((entry) => entry.name)
        .filter((one) => one !== '.' && one !== '..'),
    )
  },
  *getpid() {
    return BigInt(yield* sys.getpid({}))
  },
  *getppid() {
    return BigInt(yield* sys.getppid({}))
  },
  *ids() {
    const { uid, gid } = yield* sys.getcredentials({})
    return new V.PyTuple([BigInt(uid), BigInt(gid)])
  },
  *uname() {
    const name = yield* sys.uname({})
    return new V.PyTuple([name.sysname, name.nodename, name.release, name.version, name.machine])
  },
  stat: (_, args) => statOf(path(args[0]), args[1] === true),
  *exists(_, args) {
    return (yield* sys.stat({ path: path(args[0]) })).ok
  },
  *mkdir(_, args) {
    must(yield* sys.mkdir({ path: path(args[0]), mode: integer(args[1], 0o777) }), path(args[0]))
    return null
  },
  *rmdir(_, args) {
    must(yield* sys.rmdir({ path: path(args[0]) }), path(args[0]))
    return null
  },
  *unlink(_, args) {
    must(yield* sys.unlink({ path: path(args[0]) }), path(args[0]))
    return null
  },
  *rename(_, args) {
    must(yield* sys.rename({ from: path(args[0]), to: path(args[1]) }), path(args[0]))
    return null
  },
  *chmod(_, args) {
    must(yield* sys.chmod({ path: path(args[0]), mode: integer(args[1]) }), path(args[0]))
    return null
  },
  *readlink(_, args) {
    return must(yield* sys.readlink({ path: path(args[0]) }), path(args[0]))
  },
  *kill(_, args) {
    must(yield* sys.kill({ pid: integer(args[0]), signal: integer(args[1]) as Signal }))
    return null
  },
  *urandom(_, args) {
    return new V.PyBytes(yield* sys.getrandom({ count: integer(args[0]) }))
  },
  *run(_, args) {
    const argv = (yield* vm.list(args[0] ?? null)).map(String)
    if (args[1] !== true) return new V.PyTuple([BigInt(yield* run(argv)), '', ''])
    const done = yield* capture(argv, typeof args[2] === 'string' ? { stdin: args[2] } : {})
    return new V.PyTuple([BigInt(done.exitCode), done.stdout, done.stderr])
  },
  *signal(_, args) {
    const name = Object.keys(SIGNALS).find((one) => SIGNALS[one] === integer(args[0]))
    const handler = args[1] ?? null
    if (!name) throw raise('ValueError', 'signal number out of range')
    const how = handler === 0n ? 'default' : handler === 1n ? 'ignore' : undefined
    const set = yield* sys.sigaction({
      signal: integer(args[0]) as Signal,
      handler:
        how ??
        function* () {
          vm.pending.push(name)
        },
    })
    if (!set.ok) throw osError(set.error)
    const before = vm.handlers.get(name) ?? null
    vm.handlers.set(name, handler)
    return before
  },
}))

const thread = moduleOf('_thread', (vm) => ({
  *start(_, args) {
    const [callee, finish] = [args[0] ?? null, args[1] ?? null]
    must(
      yield* sys.clone({
        thread: true,
        *main() {
          try {
            yield* vm.call(callee)
          } finally {
            vm.threads.running--
          }
          yield* vm.call(finish)
          return 0
        },
      }),
    )
    vm.threads.running++
    return null
  },
  *wait(_, args) {
    return yield* sys.futexWait({ on: args[0] as object, ...(args[1] !== null && args[1] !== undefined && { timeoutMs: integer(args[1]) * 1000 }) })
  },
  *wake(_, args) {
    yield* sys.futexWake({ on: args[0] as object, count: integer(args[1], 1) })
    return null
  },
}))

export const systemModules: ReadonlyMap<string, Maker> = new Map([
  ['_time', time],
  ['_os', os],
  ['_thread', thread],
])
