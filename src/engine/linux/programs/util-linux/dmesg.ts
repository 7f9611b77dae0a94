import { civilTime } from '../../../base/calendar.ts'
import { strftime } from '../../../base/strftime.ts'
import { strerror } from '../../kernel/errno.ts'
import { localZone } from '../../libc/local-zone.ts'
import { sys } from '../../sys.ts'
import { utility } from './frame.ts'

/** Models dmesg(1): the kernel ring buffer with its time formats. Leaves out following, clearing and colours. */
const levels = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'] as const

export const dmesg = utility({
  name: 'dmesg',
  usage: ['[options]'],
  summary: 'Display or control the kernel ring buffer.',
  options:
    'C|clear c|read-clear D|console-off E|console-on F|file= f|facility= H|human J|json k|kernel L|color=? l|level= n|console-level= P|nopager r|raw S|syslog s|buffer-size= u|userspace w|follow W|follow-new x|decode d|show-delta e|reltime T|ctime t|notime time-format= since= until=',
  unsimulated: [
    'clear',
    'read-clear',
    'console-off',
    'console-on',
    'file',
    'facility',
    'json',
    'console-level',
    'userspace',
    'follow',
    'follow-new',
    'since',
    'until',
  ],
  *run(run) {
    const read = yield* sys.syslog({})
    if (!read.ok) return yield* run.fail(`read kernel buffer failed: ${strerror(read.error)}`)
    const wanted = run.value('level')?.split(',')
    for (const level of wanted ?? []) if (!(levels as readonly string[]).includes(level)) return yield* run.fail(`unknown level '${level}'`)
    const zone = yield* localZone(run.env)
    const bootMs = (yield* sys.clockRealtime({})) - (yield* sys.clockMonotonic({}))
    const format = timeFormat(
      run.has('notime')
        ? 'notime'
        : run.has('ctime')
          ? 'ctime'
          : run.has('human') || run.has('reltime')
            ? 'reltime'
            : run.has('show-delta')
              ? 'delta'
              : (run.value('time-format') ?? 'raw'),
    )
    if (!format) return yield* run.fail(`unknown time format: ${run.value('time-format')}`)
    let beforeMs = 0
    let minute = -1
    for (const { atMs, level, text } of read.value) {
      const shown = !wanted || wanted.includes(levels[level] as string)
      if (!shown) continue
      const civil = civilTime(bootMs + atMs, zone)
      const here = Math.floor((bootMs + atMs) / 60_000)
      const stamp = format({ atMs, deltaMs: atMs - beforeMs, minuteChanged: here !== minute, format: (pattern) => strftime(pattern, civil) })
      beforeMs = atMs
      minute = here
      const prefix = run.has('raw') ? `<${level}>` : run.has('decode') ? `kern  :${(levels[level] as string).padEnd(6)}: ` : ''
      yield* run.say(`${prefix}${stamp}${text}\n`)
    }
    return 0
  },
})

interface Moment {
  readonly atMs: number
  readonly deltaMs: number
  readonly minuteChanged: boolean
  readonly format: (pattern: string) => string
}

const seconds = (ms: number, width: number): string =>
  `${Math.floor(ms / 1000)}.${String(Math.floor((ms % 1000) * 1000)).padStart(6, '0')}`.padStart(width)

function timeFormat(name: string): ((moment: Moment) => string) | undefined {
  const formats: Readonly<Record<string, (moment: Moment) => string>> = {
    raw: ({ atMs }) => `[${seconds(atMs, 12)}] `,
    notime: () => '',
    ctime: ({ format }) => `[${format('%a %b %e %H:%M:%S %Y')}] `,
    delta: ({ deltaMs }) => `[<${seconds(deltaMs, 12)}>] `,
    iso: ({ format }) => `${format('%Y-%m-%dT%H:%M:%S,%6N%:z')} `,
    reltime: ({ deltaMs, minuteChanged, format }) => (minuteChanged ? `[${format('%b%e %H:%M')}] ` : `[${`+${seconds(deltaMs, 0)}`.padStart(11)}] `),
  }
  return formats[name]
}
