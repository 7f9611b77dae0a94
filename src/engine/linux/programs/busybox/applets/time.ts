import type { Main } from '../../../kernel/program.ts'
import { exitCodeOf, spawn, waitFor } from '../../../libc/spawn.ts'
import { printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { Applet } from '../../net/busybox/applet.ts'
import { appletOptions, appletUsage } from '../../net/busybox/applet.ts'

const applet: Applet = {
  name: 'time',
  options: 'v p a o: f:',
  usage: '[-vpa] [-o FILE] PROG ARGS',
  summary: 'Run PROG, display resource usage when it exits',
  unsimulated: ['v', 'a', 'o', 'f'],
  inOrder: true,
}

/** Models BusyBox' time: three lines when the program has ended. */
export const time: Main = function* (start) {
  const options = yield* appletOptions(applet, start)
  if (typeof options === 'number') return options
  if (options.operands.length === 0) return yield* appletUsage(applet, start.build)
  const began = yield* sys.clockMonotonic({})
  const before = yield* sys.getrusage({ children: true })
  const pid = yield* spawn({ argv: options.operands, env: start.env })
  const status = pid.ok ? yield* waitFor(pid.value) : pid
  const after = yield* sys.getrusage({ children: true })
  const seconds = ((yield* sys.clockMonotonic({})) - began) / 1000
  const shown = (value: number) => (options.has('p') ? value.toFixed(2) : `${Math.floor(value / 60)}m ${(value % 60).toFixed(2)}s`)
  const separator = options.has('p') ? ' ' : '\t'
  const rows = [
    ['real', seconds],
    ['user', (after.userMs - before.userMs) / 1000],
    ['sys', (after.systemMs - before.systemMs) / 1000],
  ] as const
  yield* printError(rows.map(([name, value]) => `${name}${separator}${shown(value)}\n`).join(''))
  return status.ok ? exitCodeOf(status.value) : 127
}
