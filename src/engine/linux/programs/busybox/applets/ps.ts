import type { Sys } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { Applet } from '../../net/busybox/applet.ts'
import { appletOptions } from '../../net/busybox/applet.ts'
import type { Names } from '../../procps/proc/names.ts'
import { readNames } from '../../procps/proc/names.ts'
import type { ProcessEntry } from '../../procps/proc/process.ts'
import { listProcesses, listThreads } from '../../procps/proc/process.ts'
import { uptimeSeconds } from '../../procps/proc/system.ts'
import { shortSize } from '../human-size.ts'

const applet: Applet = {
  name: 'ps',
  options: 'o: T',
  usage: '[-o COL1,COL2=HEADER] [-T]',
  summary: 'Show list of processes\n\n\t-o COL1,COL2=HEADER\tSelect columns for display\n\t-T\t\t\tShow threads',
}

interface Column {
  readonly width: number
  readonly header: string
  readonly value: (process: ProcessEntry, names: Names, uptime: number) => string
}

/** `{sh} /bin/sh x`: the kernel's name in front where the command line does not begin with it. */
export function commandText({ argv, comm }: ProcessEntry): string {
  if (argv.length === 0) return `[${comm}]`
  const line = argv.join(' ').replace(/[\x00-\x1f\x7f]/g, '?')
  const first = (argv[0] ?? '').split('/').at(-1) ?? ''
  return first.replace(/^-/, '').startsWith(comm) ? line : `{${comm}} ${line}`
}

/** The state as BusyBox shows it: at most three letters. */
export const stateText = ({ state, rssPages, nice }: ProcessEntry): string =>
  `${state}${rssPages === 0 && state !== 'Z' ? 'W' : ' '}${nice < 0 ? '<' : nice > 0 ? 'N' : ' '}`

function clock(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const [minutes, hours, days] = [Math.floor(seconds / 60), Math.floor(seconds / 3600), Math.floor(seconds / 86_400)]
  if (hours < 1) return `${String(minutes).padStart(2)}:${two(seconds % 60)}`
  if (days < 1) return `${String(hours).padStart(2)}h${two(minutes % 60)}`
  return days < 100 ? `${String(days).padStart(2)}d${two(hours % 24)}` : `${String(days).padStart(4)}d`
}

const number = (width: number, header: string, value: (process: ProcessEntry) => number): Column => ({
  width,
  header,
  value: (process) => String(value(process)).padStart(width),
})

const terminal = ({ tty }: ProcessEntry): string => (tty === 0 ? '?' : `${Math.floor(tty / 256)},${tty % 256}`)

const columns: Readonly<Record<string, Column>> = {
  user: { width: 8, header: 'USER', value: ({ uids }, names) => names.user(uids[1] ?? 0).slice(0, 8) },
  group: { width: 8, header: 'GROUP', value: ({ gids }, names) => names.group(gids[1] ?? 0).slice(0, 8) },
  comm: { width: 16, header: 'COMMAND', value: ({ comm }) => comm },
  args: { width: 2047, header: 'COMMAND', value: commandText },
  pid: number(5, 'PID', ({ pid, tid }) => (tid === pid ? pid : tid)),
  ppid: number(5, 'PPID', ({ ppid }) => ppid),
  pgid: number(5, 'PGID', ({ pgrp }) => pgrp),
  etime: { width: 7, header: 'ELAPSED', value: ({ startTicks }, _names, uptime) => clock(Math.max(0, Math.floor(uptime - startTicks / 100))) },
  nice: number(5, 'NI', ({ nice }) => nice),
  rgroup: { width: 8, header: 'RGROUP', value: ({ gids }, names) => names.group(gids[0] ?? 0) },
  ruser: { width: 8, header: 'RUSER', value: ({ uids }, names) => names.user(uids[0] ?? 0) },
  time: { width: 5, header: 'TIME', value: ({ userTicks, systemTicks }) => clock(Math.floor((userTicks + systemTicks) / 100)) },
  tty: { width: 6, header: 'TT', value: terminal },
  vsz: { width: 4, header: 'VSZ', value: ({ vmBytes }) => shortSize(Math.floor(vmBytes / 1024)) },
  sid: number(5, 'SID', ({ session }) => session),
  stat: { width: 4, header: 'STAT', value: stateText },
  rss: { width: 4, header: 'RSS', value: ({ rssPages }) => shortSize(rssPages * 4) },
}

/** Models BusyBox' ps with `-o` and `-T`. A build without the TIME column says so with `times=no`. */
export const ps: Main = function* (start) {
  // Whatever else procps takes (`aux`, `-ef`) is taken and has no effect here, as upstream.
  const argv = start.argv.filter((word, i) => i === 0 || !/^-?[aAxuefwljdN]+$/.test(word))
  const options = yield* appletOptions(applet, { ...start, argv })
  if (typeof options === 'number') return options
  const chosen = yield* chosenColumns(options.values('o'), start.build)
  if (!chosen) return 1
  const size = yield* sys.tcgetwinsize({ fd: 1 })
  const width = size.ok && size.value.cols > 0 ? size.value.cols : 2047
  const names = yield* readNames()
  const uptime = yield* uptimeSeconds()
  const processes = (yield* listProcesses()) ?? []
  let out = ''
  if (chosen.some(({ header }) => header !== '')) out += `${row(chosen, ({ header }) => header).slice(0, width)}\n`
  for (const process of processes)
    for (const entry of options.has('T') ? yield* listThreads(process) : [process])
      out += `${row(chosen, ({ value }) => value(entry, names, uptime)).slice(0, width)}\n`
  yield* print(out)
  return 0
}

const row = (chosen: readonly Column[], text: (column: Column) => string): string =>
  chosen.map((column, i) => (i === chosen.length - 1 ? text(column) : (text(column) || '-').padEnd(column.width))).join(' ')

function* chosenColumns(lists: readonly string[], build: ReadonlyMap<string, string>): Sys<readonly Column[] | undefined> {
  const wanted =
    lists.length > 0
      ? lists.flatMap((list) => list.split(','))
      : build.get('times') === 'no'
        ? ['pid', 'user', 'args']
        : ['pid', 'user', 'time', 'args']
  const chosen: Column[] = []
  for (const word of wanted) {
    const [name = '', header] = word.split('=')
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined
    if (!column) {
      yield* printError(`ps: bad -o argument '${name}', supported arguments: ${Object.keys(columns).join(',')}\n`)
      return undefined
    }
    chosen.push(header === undefined ? column : { ...column, header, width: Math.max(column.width, header.length) })
  }
  return chosen
}
