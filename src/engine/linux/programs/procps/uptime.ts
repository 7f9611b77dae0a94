import { civilTime } from '../../../base/calendar.ts'
import { strftime } from '../../../base/strftime.ts'
import type { Sys } from '../../kernel/calls.ts'
import type { Main } from '../../kernel/program.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { localZone } from '../../libc/local-zone.ts'
import { print, printError } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { listProcesses } from './proc/process.ts'
import { loginSessions } from './proc/sessions.ts'
import { cpuTimes, loadAverages, uptimeSeconds } from './proc/system.ts'

/** ` 12:00:03 up 3 min,  1 user,  load average: 0.00, 0.01, 0.05`: the line uptime, w and top share. */
export function* uptimeLine(env: ReadonlyMap<string, string>, users?: number): Sys<string> {
  const now = civilTime(yield* sys.clockRealtime({}), yield* localZone(env))
  const seconds = Math.floor(yield* uptimeSeconds())
  const count = users ?? loginSessions((yield* listProcesses()) ?? []).length
  const days = Math.floor(seconds / 86_400)
  const hours = Math.floor(seconds / 3600) % 24
  const minutes = Math.floor(seconds / 60) % 60
  const up = `${days > 0 ? `${days} day${days === 1 ? '' : 's'}, ` : ''}${hours > 0 ? `${String(hours).padStart(2)}:${String(minutes).padStart(2, '0')}` : `${minutes} min`}`
  return `${strftime(' %H:%M:%S', now)} up ${up}, ${String(count).padStart(2)} user${count === 1 ? '' : 's'},  load average: ${(yield* loadAverages()).join(', ')}`
}

/** `up 2 days, 3 hours, 4 minutes`. */
function prettyUptime(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 604_800), 'week'],
    [Math.floor(seconds / 86_400) % 7, 'day'],
    [Math.floor(seconds / 3600) % 24, 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
  ] as const
  const words = parts
    .filter(([count, name]) => count > 0 || (name === 'minute' && seconds < 60))
    .map(([count, name]) => `${count} ${name}${count === 1 ? '' : 's'}`)
  return `up ${words.join(', ')}`
}

/** Models uptime of procps-ng. */
export const uptime: Main = function* ({ argv, env }) {
  const parsed = getopt(argv.slice(1), optionTable('p|pretty s|since h|help V|version'))
  const usage =
    '\nUsage:\n uptime [options]\n\nOptions:\n -p, --pretty   show uptime in pretty format\n -h, --help     display this help and exit\n -s, --since    system up since\n -V, --version  output version information and exit\n\nFor more details see uptime(1).\n'
  if (!parsed.ok || parsed.value.operands.length > 0) {
    yield* printError(`${parsed.ok ? '' : `uptime: ${parsed.message}\n`}${usage}`)
    return 1
  }
  if (parsed.value.has('help')) yield* print(usage)
  else if (parsed.value.has('version')) yield* print('uptime from procps-ng 4.0.2\n')
  else if (parsed.value.has('pretty')) yield* print(`${prettyUptime(Math.floor(yield* uptimeSeconds()))}\n`)
  else if (parsed.value.has('since'))
    yield* print(`${strftime('%Y-%m-%d %H:%M:%S', civilTime((yield* cpuTimes()).count('btime') * 1000, yield* localZone(env)))}\n`)
  else yield* print(`${yield* uptimeLine(env)}\n`)
  return 0
}
