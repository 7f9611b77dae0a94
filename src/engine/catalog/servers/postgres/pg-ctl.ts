import { shellWords } from '../../../base/shellwords.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { O } from '../../../linux/kernel/calls.ts'
import type { Main } from '../../../linux/kernel/program.ts'
import { signals } from '../../../linux/kernel/signal.ts'
import { getopt, optionTable } from '../../../linux/libc/getopt.ts'
import { spawn } from '../../../linux/libc/spawn.ts'
import { fail, print, printError, readFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'

/** pg_ctl: start, stop, restart, status, reload. */
export const pgCtl: Main = function* ({ argv, env }) {
  const parsed = getopt(argv.slice(1), optionTable('D|pgdata= l|log= m|mode= o|options= p= s|silent t|timeout= w|wait W|no-wait V|version'))
  if (!parsed.ok) {
    yield* printError(`pg_ctl: ${parsed.message}\npg_ctl: hint: Try "pg_ctl --help" for more information.\n`)
    return 1
  }
  const options = parsed.value
  const directory = options.value('pgdata') ?? env.get('PGDATA')
  const [action] = options.operands
  if (action === undefined) {
    yield* printError('pg_ctl: no operation specified\nTry "pg_ctl --help" for more information.\n')
    return 1
  }
  if (directory === undefined) {
    yield* printError('pg_ctl: no database directory specified and environment variable PGDATA unset\nTry "pg_ctl --help" for more information.\n')
    return 1
  }
  if ((yield* sys.getcredentials({})).euid === 0) {
    yield* printError(
      'pg_ctl: cannot be run as root\nPlease log in (using, e.g., "su") as the (unprivileged) user that will\nown the server process.\n',
    )
    return 1
  }
  const split = shellWords(options.value('options') ?? '')
  const words = split.ok ? split.value : []
  switch (action) {
    case 'start':
      return yield* start(directory, words, options.value('log'))
    case 'stop':
      return yield* stop(directory, options.value('mode') ?? 'fast')
    case 'restart': {
      const stopped = yield* stop(directory, options.value('mode') ?? 'fast')
      return stopped === 0 ? yield* start(directory, words, options.value('log')) : stopped
    }
    case 'status': {
      const pid = yield* runningPid(directory)
      yield* print(
        pid === undefined ? 'pg_ctl: no server running\n' : `pg_ctl: server is running (PID: ${pid})\n/usr/lib/postgresql/16/bin/postgres\n`,
      )
      return pid === undefined ? 3 : 0
    }
    case 'reload': {
      const pid = yield* runningPid(directory)
      if (pid === undefined) return yield* fail('pg_ctl', `PID file "${directory}/postmaster.pid" does not exist\nIs server running?`)
      yield* sys.kill({ pid, signal: signals.SIGHUP })
      yield* print('server signaled\n')
      return 0
    }
    default:
      yield* printError(`pg_ctl: unrecognized operation mode "${action}"\nTry "pg_ctl --help" for more information.\n`)
      return 1
  }
}

function* runningPid(directory: string): Sys<number | undefined> {
  const text = yield* readFile(`${directory}/postmaster.pid`)
  const pid = text.ok ? Number.parseInt(text.value, 10) : 0
  return pid > 0 && (yield* sys.kill({ pid, signal: 0 })).ok ? pid : undefined
}

function* start(directory: string, words: readonly string[], logFile: string | undefined): Sys<number> {
  yield* print('waiting for server to start....')
  const log = logFile === undefined ? undefined : yield* sys.open({ path: logFile, flags: O.WRONLY | O.CREAT | O.APPEND, mode: 0o600 })
  const child = yield* spawn({
    argv: ['/usr/lib/postgresql/16/bin/postgres', '-D', directory, ...words],
    ...(log?.ok && { stdout: log.value, stderr: log.value }),
    before: function* () {
      yield* sys.setsid({})
    },
  })
  for (let waited = 0; child.ok && waited < 600; waited++) {
    const pidFile = yield* readFile(`${directory}/postmaster.pid`)
    if (pidFile.ok && /\n {2}ready/.test(pidFile.value)) {
      yield* print(' done\nserver started\n')
      return 0
    }
    const gone = yield* sys.wait4({ pid: child.value, nohang: true })
    if (!gone.ok || gone.value) break
    yield* sys.nanosleep({ ms: 100 })
    if (waited % 10 === 9) yield* print('.')
  }
  yield* print(' stopped waiting\n')
  yield* printError('pg_ctl: could not start server\nExamine the log output.\n')
  return 1
}

function* stop(directory: string, mode: string): Sys<number> {
  const pid = yield* runningPid(directory)
  if (pid === undefined) {
    yield* printError(`pg_ctl: PID file "${directory}/postmaster.pid" does not exist\nIs server running?\n`)
    return 1
  }
  yield* sys.kill({ pid, signal: mode.startsWith('s') ? signals.SIGTERM : mode.startsWith('i') ? signals.SIGQUIT : signals.SIGINT })
  yield* print('waiting for server to shut down....')
  while ((yield* sys.stat({ path: `${directory}/postmaster.pid` })).ok) yield* sys.nanosleep({ ms: 100 })
  yield* print(' done\nserver stopped\n')
  return 0
}
