import { civilTime } from '../../../base/calendar.ts'
import { strftime } from '../../../base/strftime.ts'
import type { Pid, Sys } from '../../../linux/kernel/calls.ts'
import { signals } from '../../../linux/kernel/signal.ts'
import { readFile, writeFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import type { Server } from './server.ts'
import { log } from './server.ts'

/** Processes beside the postmaster, how a server starts after its last end, and how it stops. */
export interface Helpers {
  readonly checkpointer: Pid
  readonly others: readonly { readonly pid: Pid; readonly name: string }[]
}

function* startHelper(name: string): Sys<Pid> {
  const child = yield* sys.clone({
    main: function* helper() {
      yield* sys.prctl({ title: `postgres: ${name} ` })
      for (const signal of [signals.SIGINT, signals.SIGHUP]) yield* sys.sigaction({ signal, handler: 'ignore' })
      for (const signal of [signals.SIGTERM, signals.SIGQUIT, signals.SIGCHLD]) yield* sys.sigaction({ signal, handler: 'default' })
      yield* sys.prctl({ parentDeathSignal: signals.SIGKILL })
      for (;;) yield* sys.pause({})
    },
  })
  return child.ok ? child.value : 0
}

export function* children(server: Server): Sys<Helpers> {
  const checkpointer = yield* startCheckpointer(server)
  const names = ['background writer', 'walwriter', 'autovacuum launcher', 'logical replication launcher']
  const others: { pid: Pid; name: string }[] = []
  for (const name of names) others.push({ pid: yield* startHelper(name), name })
  return { checkpointer, others }
}

/** The checkpointer writes the last checkpoint when SIGUSR2 asks for it. */
function* startCheckpointer(server: Server): Sys<Pid> {
  const child = yield* sys.clone({
    main: function* checkpointer() {
      let asked = false
      yield* sys.prctl({ title: 'postgres: checkpointer ' })
      yield* sys.prctl({ parentDeathSignal: signals.SIGKILL })
      yield* sys.sigaction({
        signal: signals.SIGUSR2,
        handler: function* () {
          asked = true
        },
      })
      for (const signal of [signals.SIGINT, signals.SIGHUP, signals.SIGTERM]) yield* sys.sigaction({ signal, handler: 'ignore' })
      while (!asked) yield* sys.pause({})
      yield* log('LOG', 'shutting down')
      yield* log('LOG', 'checkpoint starting: shutdown immediate')
      yield* sys.fsync({})
      yield* sys.nanosleep({ ms: 9 })
      yield* writeState(server, 'shut down')
      return 0
    },
  })
  return child.ok ? child.value : 0
}

const control = (server: Server): string => `${server.dataDirectory}/global/pg_control`

function* writeState(server: Server, state: string): Sys<void> {
  const now = civilTime(yield* sys.clockRealtime({}))
  yield* writeFile(control(server), `${state}\n${strftime('%Y-%m-%d %H:%M:%S', now)} UTC\n`, { mode: 0o600 })
}

/** The startup process: says how the server ended last time. */
export function* recover(server: Server): Sys<void> {
  const text = yield* readFile(control(server))
  const [state = '', at = ''] = text.ok ? text.value.split('\n') : []
  const child = yield* sys.clone({
    main: function* startup() {
      yield* sys.prctl({ title: 'postgres: startup ' })
      if (state === 'shut down') yield* log('LOG', `database system was shut down at ${at}`)
      else {
        yield* log('LOG', `database system was interrupted; last known up at ${at}`)
        yield* sys.nanosleep({ ms: 60 })
        yield* log('LOG', 'database system was not properly shut down; automatic recovery in progress')
      }
      yield* sys.compute({ ms: 8 })
      return 0
    },
  })
  if (child.ok) yield* wait(child.value)
  yield* writeState(server, 'in production')
}

function* wait(pid: Pid): Sys<void> {
  for (;;) {
    const waited = yield* sys.wait4({ pid })
    if (waited.ok || waited.error !== 'EINTR') return
  }
}

/** Smart waits for the clients to leave, fast ends them, immediate ends everything at once. */
export function* shutDown(server: Server, { checkpointer, others }: Helpers, how: 'smart' | 'fast' | 'immediate'): Sys<void> {
  server.stopping = true
  let mode: typeof how = how
  yield* sys.sigaction({
    signal: signals.SIGINT,
    handler: function* () {
      mode = 'fast'
    },
  })
  yield* log('LOG', `received ${how} shutdown request`)
  if (how === 'immediate') {
    for (const pid of [...server.sessions.keys(), checkpointer, ...others.map((one) => one.pid)]) yield* sys.kill({ pid, signal: signals.SIGKILL })
    yield* log('LOG', 'database system is shut down')
    return
  }
  while (how === 'smart' && mode === 'smart' && server.sessions.size > 0) yield* sys.wait4({ pid: -1 })
  if (mode === 'fast') {
    if (how !== 'fast') yield* log('LOG', 'received fast shutdown request')
    yield* log('LOG', 'aborting any active transactions')
    for (const pid of [...server.sessions.keys()]) {
      yield* sys.kill({ pid, signal: signals.SIGTERM })
      yield* wait(pid)
    }
  }
  for (const { pid, name } of others) {
    yield* sys.kill({ pid, signal: signals.SIGTERM })
    yield* wait(pid)
    if (name === 'logical replication launcher') yield* log('LOG', `background worker "${name}" (PID ${pid}) exited with exit code 1`)
  }
  yield* sys.kill({ pid: checkpointer, signal: signals.SIGUSR2 })
  yield* wait(checkpointer)
  yield* log('LOG', 'database system is shut down')
}
