import { civilTime } from '../../../base/calendar.ts'
import { strftime } from '../../../base/strftime.ts'
import type { Sys } from '../../kernel/calls.ts'
import type { Main } from '../../kernel/program.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { print, printError } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import type { ProcessEntry } from './proc/process.ts'
import { commandLine, listProcesses, noProc, ttyName } from './proc/process.ts'
import { loginSessions } from './proc/sessions.ts'
import type { Context } from './ps/context.ts'
import { readContext } from './ps/context.ts'
import { uptimeLine } from './uptime.ts'

/** Models w of procps-ng; where a login came from is not known here and shown as `-`. */
export const w: Main = function* ({ argv, env }) {
  const parsed = getopt(argv.slice(1), optionTable('h|no-header u|no-current s|short f|from o|old-style i|ip-addr'))
  if (!parsed.ok) {
    yield* printError(`w: ${parsed.message}\n\nUsage:\n w [options] [user]\n`)
    return 1
  }
  const processes = yield* listProcesses()
  if (!processes) {
    yield* printError(noProc)
    return 1
  }
  const context = yield* readContext(env)
  const short = parsed.value.has('short')
  const from = !parsed.value.has('from')
  const sessions = loginSessions(processes)
  if (!parsed.value.has('no-header')) {
    yield* print(`${yield* uptimeLine(env, sessions.length)}\n`)
    yield* print(`USER     TTY      ${from ? 'FROM             ' : ''}${short ? '  IDLE WHAT' : ' LOGIN@   IDLE   JCPU   PCPU WHAT'}\n`)
  }
  const wanted = parsed.value.operands[0]
  for (const session of sessions) {
    const name = context.names.user(session.uids[0] ?? 0)
    if (wanted !== undefined && name !== wanted) continue
    yield* print(`${yield* row(session, processes, context, name, from, short)}\n`)
  }
  return 0
}

function* row(session: ProcessEntry, all: readonly ProcessEntry[], context: Context, name: string, from: boolean, short: boolean): Sys<string> {
  const tty = ttyName(session.tty)
  const group = all.filter((process) => process.tty === session.tty)
  const foreground = group.filter((process) => process.pgrp === session.foreground).at(-1) ?? session
  const ticks = (processes: readonly ProcessEntry[]): number => processes.reduce((sum, process) => sum + process.userTicks + process.systemTicks, 0)
  const stat = yield* sys.stat({ path: `/dev/${tty}` })
  const idle = stat.ok ? Math.max(0, context.nowMs - stat.value.atimeMs) / 1000 : 0
  const started = context.bootMs + session.startTicks * 10
  const age = context.nowMs - started
  const login = strftime(
    age > 12 * 3_600_000 && age < 7 * 86_400_000 ? '%a%H' : age >= 7 * 86_400_000 ? '%d%b%y' : '%H:%M',
    civilTime(started, context.zone),
  )
  const head = `${name.slice(0, 8).padEnd(9)}${tty.slice(0, 8).padEnd(9)}${from ? '-'.padEnd(17) : ''}`
  if (short) return `${head}${spanText(idle)} ${commandLine(foreground)}`
  return `${head} ${login.padEnd(7)}${spanText(idle)} ${spanText(ticks(group) / 100)} ${spanText(ticks([foreground]) / 100)} ${commandLine(foreground)}`
}

/** ` 0.05s`, ` 3:12 `, ` 2:05m`, ` 3days`. */
function spanText(seconds: number): string {
  if (seconds >= 48 * 3600) return `${String(Math.floor(seconds / 86_400)).padStart(2)}days`
  if (seconds >= 3600) return `${String(Math.floor(seconds / 3600)).padStart(2)}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}m`
  if (seconds > 60) return `${String(Math.floor(seconds / 60)).padStart(2)}:${String(Math.floor(seconds) % 60).padStart(2, '0')} `
  return `${seconds.toFixed(2).padStart(5)}s`
}
