import type { Pid, Sys } from '../../linux/kernel/calls.ts'
import { strerror } from '../../linux/kernel/errno.ts'
import type { Main } from '../../linux/kernel/program.ts'
import { signals } from '../../linux/kernel/signal.ts'
import { execSearching, exitCodeOf } from '../../linux/libc/spawn.ts'
import { print, printError } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'

/** docker-init, which is tini 0.19: pid 1 of containers started with --init. Runs one child, passes signals on, collects orphans. */
const passed = [
  signals.SIGTERM,
  signals.SIGINT,
  signals.SIGHUP,
  signals.SIGQUIT,
  signals.SIGUSR1,
  signals.SIGUSR2,
  signals.SIGWINCH,
  signals.SIGCONT,
  signals.SIGALRM,
]

export const init: Main = function* ({ argv, env, build }) {
  const args = argv.slice(1)
  if (args[0] === '--version') {
    yield* print(`tini version 0.19.0${build.has('commit') ? ` - git.${build.get('commit')}` : ''}\n`)
    return 0
  }
  const command = args[0] === '--' ? args.slice(1) : args
  if (command.length === 0) {
    yield* printError('Usage: docker-init [OPTIONS] PROGRAM -- [ARGS] | --version\n')
    return 1
  }
  const child = yield* sys.clone({
    *main() {
      yield* sys.setpgid({ pid: 0, pgid: 0 })
      const own = yield* sys.getpid({})
      yield* sys.tcsetpgrp({ fd: 0, pgid: own })
      const reason = yield* execSearching(command, env)
      yield* printError(`[FATAL tini (${own})] exec ${command[0]} failed: ${strerror(reason)}\n`)
      return reason === 'ENOENT' ? 127 : 126
    },
  })
  if (!child.ok) return 1
  for (const signal of passed) {
    yield* sys.sigaction({
      signal,
      restart: true,
      *handler() {
        yield* sys.kill({ pid: child.value, signal })
      },
    })
  }
  return yield* reap(child.value)
}

function* reap(main: Pid): Sys<number> {
  for (;;) {
    const waited = yield* sys.wait4({ pid: -1 })
    if (!waited.ok && waited.error !== 'EINTR') return 1
    if (waited.ok && waited.value?.pid === main) return exitCodeOf(waited.value.status)
  }
}
