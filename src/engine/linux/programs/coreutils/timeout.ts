import type { Pid, Sys, WaitStatus } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import type { Signal } from '../../kernel/signal.ts'
import { parseSignal, signalName, signals } from '../../kernel/signal.ts'
import { exitCodeOf, waitFor } from '../../libc/spawn.ts'
import { sys } from '../../sys.ts'
import { startCommand } from '../gnu/run-command.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'
import { parseInterval } from './sleep.ts'

/** Models timeout(1): exit status 124 when the time ran out, 125 to 127 as usual. A thread keeps the time. */
export const timeout = gnuProgram({
  name: 'timeout',
  usage: ['[OPTION] DURATION COMMAND [ARG]...', '[OPTION]'],
  summary: 'Start COMMAND, and kill it if still running after DURATION.',
  options: [
    ['--preserve-status', "exit with COMMAND's status even when the time ran out"],
    ['--foreground', 'let COMMAND read from the terminal; do not time out its children'],
    ['-k, --kill-after=DURATION', 'also send a KILL signal if COMMAND is still running this long after the first signal'],
    ['-s, --signal=SIGNAL', 'signal to send on timeout'],
    ['-v, --verbose', 'say to standard error which signal is sent'],
  ],
  inOrder: true,
  failure: 125,
  *run(tool) {
    const killAfter = tool.value('kill-after')
    const killSeconds = killAfter === undefined ? undefined : yield* duration(tool, killAfter)
    const name = tool.value('signal') ?? 'TERM'
    const signal = parseSignal(name)
    if (signal === undefined) return yield* tool.usageError(`${tool.quote(name)}: invalid signal`)
    const [time, ...command] = tool.operands
    if (time === undefined || command.length === 0) return yield* tool.usageError()
    const seconds = yield* duration(tool, time)
    if (!tool.has('foreground')) yield* sys.setpgid({ pid: 0, pgid: 0 })
    const pid = yield* startCommand(command, tool.env, (reason) =>
      tool.warn(`failed to run command ${tool.quote(command[0] ?? '')}: ${strerror(reason)}`),
    )
    if (!pid.ok) return yield* tool.die(`fork system call failed: ${strerror(pid.error)}`)
    return yield* watch(tool, { pid: pid.value, seconds, signal, killSeconds })
  },
})

function* duration(tool: Tool, text: string): Sys<number> {
  const seconds = parseInterval(text)
  return seconds ?? (yield* tool.usageError(`invalid time interval ${tool.quote(text)}`))
}

interface Watched {
  readonly pid: Pid
  readonly seconds: number
  readonly signal: Signal
  readonly killSeconds: number | undefined
}

function* watch(tool: Tool, watched: Watched): Sys<number> {
  const { pid } = watched
  const clock = { timedOut: false, finished: false }
  // A signal to us goes on to the command.
  for (const signal of [signals.SIGTERM, signals.SIGINT, signals.SIGHUP, signals.SIGQUIT])
    yield* sys.sigaction({ signal, handler: () => forward(pid, signal) })
  if (watched.seconds > 0 && Number.isFinite(watched.seconds)) yield* sys.clone({ thread: true, main: () => keepTime(tool, watched, clock) })
  const status = yield* waitFor(pid)
  clock.finished = true
  yield* sys.futexWake({ on: clock })
  return status.ok ? verdict(tool, status.value, clock.timedOut) : 125
}

function* forward(pid: Pid, signal: Signal): Sys<void> {
  yield* sys.kill({ pid, signal })
}

function* keepTime(tool: Tool, { pid, seconds, signal, killSeconds }: Watched, clock: { timedOut: boolean; finished: boolean }): Sys<number> {
  yield* sys.futexWait({ on: clock, timeoutMs: seconds * 1000 })
  if (clock.finished) return 0
  clock.timedOut = true
  yield* send(tool, pid, signal)
  if (killSeconds === undefined) return 0
  yield* sys.futexWait({ on: clock, timeoutMs: killSeconds * 1000 })
  if (!clock.finished) yield* send(tool, pid, signals.SIGKILL)
  return 0
}

function* send(tool: Tool, pid: Pid, signal: Signal): Sys<void> {
  if (tool.has('verbose'))
    yield* tool.warn(`sending signal ${signalName(signal)?.slice(3) ?? signal} to command ${tool.quote(tool.operands[1] ?? '')}`)
  yield* sys.kill({ pid, signal })
  if (signal !== signals.SIGKILL && signal !== signals.SIGCONT) yield* sys.kill({ pid, signal: signals.SIGCONT })
}

function verdict(tool: Tool, status: WaitStatus, timedOut: boolean): number {
  const killed = status.kind === 'signaled' && status.signal === signals.SIGKILL
  return timedOut && !tool.has('preserve-status') && !killed ? 124 : exitCodeOf(status)
}
