import type { Sys } from '../../kernel/calls.ts'
import { write } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import type { Shell } from '../state/shell.ts'
import type { Pipeline } from '../syntax.ts'

/** `time`: real, user and system time of a pipeline on standard error, by TIMEFORMAT. */
export function* timed(shell: Shell, node: Pipeline, run: () => Sys<number>): Sys<number> {
  const before = yield* usage()
  const status = yield* run()
  const after = yield* usage()
  const bash = '\nreal\t%3lR\nuser\t%3lU\nsys\t%3lS'
  // ash has no such word: BusyBox' applet of that name prints these lines.
  const times = [after.real - before.real, after.user - before.user, after.system - before.system] as const
  if (!shell.isBash && node.timed !== 'posix') {
    yield* write(2, ['real', 'user', 'sys'].map((name, i) => `${name}\t${appletTime((times[i] ?? 0) / 1000)}\n`).join(''))
    return status
  }
  const format = node.timed === 'posix' || shell.options.has('posix') ? 'real %2R\nuser %2U\nsys %2S' : (shell.get('TIMEFORMAT') ?? bash)
  if (format !== '') yield* write(2, `${formatTimes(format, ...times)}\n`)
  return status
}

/** `0m 1.00s`. */
const appletTime = (seconds: number): string => `${Math.floor(seconds / 60)}m ${(seconds % 60).toFixed(2)}s`

function* usage(): Sys<{ real: number; user: number; system: number }> {
  const own = yield* sys.getrusage({})
  const children = yield* sys.getrusage({ children: true })
  return { real: yield* sys.clockMonotonic({}), user: own.userMs + children.userMs, system: own.systemMs + children.systemMs }
}

function formatTimes(format: string, realMs: number, userMs: number, systemMs: number): string {
  return format.replace(/%(?:(%)|(P)|(\d?)(l?)([RUS]))/g, (_, percent, share, digits, long, which) => {
    if (percent) return '%'
    if (share) return realMs > 0 ? (((userMs + systemMs) * 100) / realMs).toFixed(2) : '0.00'
    return timeText(which === 'R' ? realMs : which === 'U' ? userMs : systemMs, digits === '' ? 3 : Math.min(3, Number(digits)), long === 'l')
  })
}

/** Milliseconds as `0m1.234s` or `1.234`. */
export function timeText(ms: number, digits: number, long: boolean): string {
  const total = Math.trunc(ms)
  const seconds = Math.trunc(total / 1000)
  const fraction =
    digits === 0
      ? ''
      : `.${String(total % 1000)
          .padStart(3, '0')
          .slice(0, digits)}`
  return long ? `${Math.trunc(seconds / 60)}m${seconds % 60}${fraction}s` : `${seconds}${fraction}`
}
