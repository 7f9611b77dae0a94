import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Main } from '../../../linux/kernel/program.ts'
import type { Connection } from '../../../linux/libc/http/connection.ts'
import { print, printError } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import { dial } from './redis-cli.ts'
import { encodeCommand, readReply } from './reply.ts'

const payload = (bytes: number) => 'x'.repeat(bytes)

/** What each test sends; keys as redis-benchmark names them. */
const tests: Readonly<Record<string, (bytes: number) => readonly string[]>> = {
  ping_inline: () => ['PING'],
  ping_mbulk: () => ['PING'],
  set: (bytes) => ['SET', 'key:__rand_int__', payload(bytes)],
  get: () => ['GET', 'key:__rand_int__'],
  incr: () => ['INCR', 'counter:__rand_int__'],
  lpush: (bytes) => ['LPUSH', 'mylist', payload(bytes)],
  rpush: (bytes) => ['RPUSH', 'mylist', payload(bytes)],
  lpop: () => ['LPOP', 'mylist'],
  rpop: () => ['RPOP', 'mylist'],
  sadd: () => ['SADD', 'myset', 'element:__rand_int__'],
  hset: (bytes) => ['HSET', 'myhash', 'element:__rand_int__', payload(bytes)],
  spop: () => ['SPOP', 'myset'],
}

interface Settings {
  host: string
  port: number
  clients: number
  requests: number
  bytes: number
  chosen: readonly string[]
  quiet: boolean
}

/**
 * Models redis-benchmark with -q: parallel clients, one request at a time each, measured in the lab's virtual time. Leaves out: the long report,
 * pipelining, key spaces, CSV.
 */
export const redisBenchmark: Main = function* ({ argv }) {
  const settings = parse(argv.slice(1))
  if (typeof settings === 'string') {
    yield* printError(`${settings}\n`)
    return 1
  }
  if (!settings.quiet) {
    yield* printError('cais: redis-benchmark: the report without -q is not simulated\n')
    return 1
  }
  for (const name of settings.chosen) {
    const words = tests[name]?.(settings.bytes)
    if (!words) continue
    const result = yield* measure(settings, words)
    if (typeof result === 'string') {
      yield* printError(`Could not connect to Redis at ${settings.host}:${settings.port}: ${result}\n`)
      return 1
    }
    yield* print(
      `${name.toUpperCase()}: ${result.perSecond.toFixed(2)} requests per second, p50=${result.medianMs.toFixed(3)} msec                    \n`,
    )
  }
  return 0
}

function* measure(settings: Settings, words: readonly string[]): Sys<{ readonly perSecond: number; readonly medianMs: number } | string> {
  const connections: Connection[] = []
  for (let i = 0; i < settings.clients; i++) {
    const opened = yield* dial(settings.host, settings.port)
    if (!opened.ok) return opened.error
    connections.push(opened.value)
  }
  const latencies: number[] = []
  const state = { left: settings.requests, running: connections.length }
  const startMs = yield* sys.clockMonotonic({})
  for (const connection of connections)
    yield* sys.clone({
      thread: true,
      *main() {
        while (state.left > 0) {
          state.left--
          const sentMs = yield* sys.clockMonotonic({})
          yield* connection.write(encodeCommand(words))
          yield* readReply(connection)
          latencies.push((yield* sys.clockMonotonic({})) - sentMs)
        }
        yield* connection.close()
        state.running--
        yield* sys.futexWake({ on: state })
        return 0
      },
    })
  while (state.running > 0) yield* sys.futexWait({ on: state })
  const elapsedMs = (yield* sys.clockMonotonic({})) - startMs
  latencies.sort((a, b) => a - b)
  return { perSecond: (settings.requests / elapsedMs) * 1000, medianMs: latencies[Math.floor(latencies.length / 2)] ?? 0 }
}

function parse(args: readonly string[]): Settings | string {
  const settings: Settings = { host: '127.0.0.1', port: 6379, clients: 50, requests: 100_000, bytes: 3, chosen: Object.keys(tests), quiet: false }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (arg === '-q') {
      settings.quiet = true
      continue
    }
    const value = args[++i]
    if (!/^-[hpcndt]$/.test(arg) || value === undefined) return `Invalid option "${arg}" or option argument missing`
    if (arg === '-h') settings.host = value
    else if (arg === '-p') settings.port = Number(value)
    else if (arg === '-c') settings.clients = Number(value)
    else if (arg === '-n') settings.requests = Number(value)
    else if (arg === '-d') settings.bytes = Number(value)
    else
      settings.chosen = value
        .toLowerCase()
        .split(',')
        .flatMap((name) => (name === 'ping' ? ['ping_inline', 'ping_mbulk'] : [name]))
  }
  return settings
}
