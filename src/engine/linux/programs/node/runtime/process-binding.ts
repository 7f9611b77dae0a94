import { Digest, type DigestName, digestDigits } from '../../../../base/digests.ts'
import { encode } from '../../../../base/utf8.ts'
import { signalName, signals } from '../../../kernel/signal.ts'
import { findCommands } from '../../../libc/environment.ts'
import { capture, exitCodeOf, spawn, waitFor } from '../../../libc/spawn.ts'
import { writeBytes } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { bytesOf, makeBuffer, textToBytes } from '../builtins/buffers.ts'
import { call, listOf } from '../language/operations.ts'
import type { Realm } from '../language/realm.ts'
import type { Code, Obj, Value } from '../language/values.ts'
import { define, isObject, Thrown } from '../language/values.ts'
import { fileBinding } from './file-binding.ts'
import { formatLog, inspect } from './inspect.ts'
import type { EventLoop } from './loop.ts'
import { socketBinding } from './socket-binding.ts'
import { systemError } from './system-error.ts'

type Add = (name: string, code: (args: readonly Value[]) => Code<Value>) => void

/** What node's JavaScript modules ask of the system: output, timers, signals, processes, formatting. */
export function processBinding(realm: Realm, loop: EventLoop): Obj {
  const binding = realm.object({ file: fileBinding(realm), socket: socketBinding(realm, loop) })
  const add: Add = (name, code) => realm.codeMethod(binding, name, 0, (_, args) => code(args))
  add('write', function* ([fd, data]) {
    yield* writeBytes(Number(fd), new Uint8Array(bytesOf(data) ?? encode(String(data))))
    return true
  })
  add('isTerminal', function* ([fd]) {
    return (yield* sys.tcgetattr({ fd: Number(fd) })).ok
  })
  add('windowSize', function* ([fd]) {
    const size = yield* sys.tcgetwinsize({ fd: Number(fd) })
    return realm.object({ columns: size.ok ? size.value.cols : 80, rows: size.ok ? size.value.rows : 24 })
  })
  add('uname', function* () {
    return realm.object({ ...(yield* sys.uname({})) })
  })
  add('interfaces', function* () {
    return realm.fail('Error', 'cais: node: os.networkInterfaces is not simulated')
  })
  add('random', function* ([count]) {
    return makeBuffer(realm, yield* sys.getrandom({ count: Number(count) }))
  })
  add('digest', function* ([name, data]) {
    if (!['md5', 'sha1', 'sha256', 'sha512'].includes(String(name)))
      return realm.fail('Error', 'Digest method not supported', { code: 'ERR_CRYPTO_INVALID_DIGEST' })
    const digest = new Digest(String(name) as DigestName)
    digest.update(new Uint8Array(bytesOf(data) ?? textToBytes(String(data), 'utf8')))
    return digest.hex().slice(0, digestDigits(String(name) as DigestName))
  })
  timing(realm, loop, add)
  printing(realm, add)
  children(realm, loop, add)
  return binding
}

function timing(realm: Realm, loop: EventLoop, add: Add): void {
  add('addTimer', ([fn, ms, repeats]) =>
    loop.addTimer(Number(ms ?? 1), Boolean(repeats), function* () {
      yield* call(realm, fn, undefined, [])
    }),
  )
  add('addImmediate', function* ([fn]) {
    return loop.addImmediate(function* () {
      yield* call(realm, fn, undefined, [])
    })
  })
  add('defer', function* ([fn]) {
    return loop.addImmediate(function* () {
      yield* call(realm, fn, undefined, [])
    })
  })
  add('clearTimer', function* ([id]) {
    loop.removeTimer(Number(id))
    return undefined
  })
  add('refTimer', function* ([id, ref]) {
    loop.unrefTimer(Number(id), Boolean(ref))
    return undefined
  })
  add('uptimeMs', function* () {
    return yield* sys.clockMonotonic({})
  })
  add('handleSignal', function* ([name]) {
    const signal = signals[String(name) as keyof typeof signals]
    if (signal === undefined || signal === signals.SIGKILL || signal === signals.SIGSTOP)
      throw new Thrown(systemError(realm, 'EINVAL', 'uv_signal_start'))
    yield* sys.sigaction({ signal, handler: () => loop.signalled(signal) })
    return signalName(signal)
  })
}

function printing(realm: Realm, add: Add): void {
  const plain = (options: Value) => (isObject(options) ? (options as { depth?: number; colors?: boolean }) : {})
  const chosen = (options: Value) => {
    const { depth, colors } = plain(options)
    return { ...(depth !== undefined && { depth: depth ?? Number.POSITIVE_INFINITY }), ...(colors !== undefined && { colors: Boolean(colors) }) }
  }
  add('inspect', function* ([value, options]) {
    return inspect(realm, value, chosen(options))
  })
  add('format', function* ([args]) {
    return formatLog(realm, yield* listOf(realm, args))
  })
  add('formatFor', function* ([fd, args]) {
    const terminal = (yield* sys.tcgetattr({ fd: Number(fd) })).ok
    return formatLog(realm, yield* listOf(realm, args), { colors: terminal })
  })
  /** What `emit('error')` throws when nobody listens. */
  add('unhandled', function* ([error, emitter]) {
    if (!isObject(error) || !realm.errors.has(error))
      return realm.error('Error', `Unhandled error. (${inspect(realm, error)})`, { code: 'ERR_UNHANDLED_ERROR', context: error })
    const name = isObject(emitter) && isObject(emitter.constructor) ? String(emitter.constructor.name) : 'EventEmitter'
    const lines = ['emitErrorNT (node:internal/streams/destroy:169:8)', 'process.processTicksAndRejections (node:internal/process/task_queues:82:21)']
    if (name === 'Server') lines[0] = 'emitErrorNT (node:net:1925:8)'
    define(
      error,
      'stack',
      `${String(error.stack)}\nEmitted 'error' event on ${name} instance at:\n${lines.map((line) => `    at ${line}`).join('\n')}`,
    )
    const text = `${'\n'.repeat(496)}      throw er; // Unhandled 'error' event\n`
    realm.places.set(error, { file: { path: 'node:events', text }, at: 502 })
    return error
  })
}

function children(realm: Realm, loop: EventLoop, add: Add): void {
  add('spawn', function* ([argv, cwd, env, inherit, done]) {
    const words = (yield* listOf(realm, argv)).map(String)
    const variables = isObject(env) ? new Map(Object.keys(env).map((key) => [key, String(env[key])])) : undefined
    const name = words[0] ?? ''
    const process = realm.global.process as Obj
    const path = new Map([['PATH', String(variables?.get('PATH') ?? (process.env as Obj).PATH ?? '')]])
    if (name.includes('/') ? !(yield* sys.access({ path: name, mode: 'x' })).ok : (yield* findCommands(name, path)).length === 0) return 'ENOENT'
    const pipes: (readonly [number, number])[] = []
    if (!inherit)
      for (let i = 0; i < 3; i++) {
        const pipe = yield* sys.pipe({ closeOnExec: true })
        if (!pipe.ok) return pipe.error
        pipes.push(pipe.value)
      }
    const [input, output, errors] = pipes
    const pid = yield* spawn({
      argv: words,
      ...(variables && { env: variables }),
      ...(cwd !== undefined && { cwd: String(cwd) }),
      ...(input && { stdin: input[0] }),
      ...(output && { stdout: output[1] }),
      ...(errors && { stderr: errors[1] }),
    })
    for (const fd of [input?.[0], output?.[1], errors?.[1]]) if (fd !== undefined) yield* sys.close({ fd })
    if (!pid.ok) return pid.error
    yield* loop.offload(
      () => waitFor(pid.value),
      function* (status) {
        const signal = status.ok && status.value.kind === 'signaled' ? status.value.signal : 0
        yield* call(realm, done, undefined, [status.ok ? exitCodeOf(status.value) : 127, signal])
      },
    )
    for (const fd of [input?.[1], output?.[0], errors?.[0]]) if (fd !== undefined) yield* sys.fcntl({ fd, nonBlocking: true })
    return realm.object({ pid: pid.value, stdin: input?.[1], stdout: output?.[0], stderr: errors?.[0] })
  })
  add('spawnSync', function* ([argv, cwd, input]) {
    const words = (yield* listOf(realm, argv)).map(String)
    const result = yield* capture(words, { ...(cwd !== undefined && { cwd: String(cwd) }), ...(input !== undefined && { stdin: String(input) }) })
    return realm.object({ code: result.exitCode, stdout: result.stdout, stderr: result.stderr })
  })
}
