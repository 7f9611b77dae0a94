import { civilTime } from '../../../../base/calendar.ts'
import { strftime } from '../../../../base/strftime.ts'
import type { ProcessEntry } from '../proc/process.ts'
import { commandLine, statText, ttyName } from '../proc/process.ts'
import type { Context } from './context.ts'

/** A column of ps. */
export interface Field {
  readonly header: string
  /** 0 stands for the width of a pid. */
  readonly width: number
  readonly align: 'left' | 'right' | 'rest'
  readonly text: (process: ProcessEntry, context: Context) => string
  /** What to sort by, where the text would not do. */
  readonly key?: (process: ProcessEntry, context: Context) => number
  /** Needs this file of /proc/PID. */
  readonly detail?: string
}

const elapsed = (process: ProcessEntry, context: Context): number => Math.max(0, Math.floor(context.uptime - process.startTicks / 100))
const cpuTicks = (process: ProcessEntry): number => process.userTicks + process.systemTicks

/** CPU used per lifetime, in thousandths. */
function cpuShare(process: ProcessEntry, context: Context): number {
  const seconds = context.uptime - process.startTicks / 100
  return seconds < 1 && seconds <= 0 ? 0 : Math.floor((cpuTicks(process) * 10) / Math.max(seconds, 0.01))
}

const tenths = (value: number): string => (value > 999 ? String(Math.floor(value / 10)) : `${Math.floor(value / 10)}.${value % 10}`)

const rssKb = (process: ProcessEntry): number => process.rssPages * 4
const memoryShare = (process: ProcessEntry, context: Context): number =>
  Math.min(999, context.totalKb > 0 ? Math.floor((rssKb(process) * 1000) / context.totalKb) : 0)

const two = (value: number): string => String(value).padStart(2, '0')

/** `[dd-]hh:mm:ss`. */
export function longTime(seconds: number): string {
  const days = Math.floor(seconds / 86_400)
  return `${days > 0 ? `${two(days)}-` : ''}${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

/** `[[dd-]hh:]mm:ss`. */
function elapsedTime(seconds: number): string {
  const days = Math.floor(seconds / 86_400)
  const hours = Math.floor(seconds / 3600) % 24
  return `${days > 0 ? `${two(days)}-` : ''}${days > 0 || hours > 0 ? `${two(hours)}:` : ''}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

const startMs = (process: ProcessEntry, context: Context): number => Math.floor((context.bootMs + process.startTicks * 10) / 1000) * 1000

/** The hour of today, the day of this year, or the year. */
function startTime(process: ProcessEntry, context: Context): string {
  const started = civilTime(startMs(process, context), context.zone)
  const now = civilTime(context.nowMs, context.zone)
  if (started.year !== now.year) return strftime('%Y', started)
  return strftime(started.month === now.month && started.day === now.day ? '%H:%M' : '%b%d', started)
}

/** `bsdstart`: six columns. */
function bsdStart(process: ProcessEntry, context: Context): string {
  const age = context.nowMs - startMs(process, context)
  return strftime(age >= 86_400_000 ? '%b %d' : ' %H:%M', civilTime(startMs(process, context), context.zone))
}

function longStart(process: ProcessEntry, context: Context): string {
  const age = context.nowMs - startMs(process, context)
  return strftime(age >= 86_400_000 ? '  %b %d' : '%H:%M:%S', civilTime(startMs(process, context), context.zone))
}

const clip = (name: string, width: number): string => (name.length > width ? `${name.slice(0, width - 1)}+` : name)

const number = (header: string, width: number, key: (process: ProcessEntry, context: Context) => number): Field => ({
  header,
  width,
  align: 'right',
  key,
  text: (process, context) => String(key(process, context)),
})
const word = (header: string, width: number, text: Field['text']): Field => ({ header, width, align: 'left', text })
const user = (header: string, uid: (process: ProcessEntry) => number): Field => ({
  ...word(header, 8, (process, context) => clip(context.names.user(uid(process)), 8)),
})
const group = (header: string, gid: (process: ProcessEntry) => number): Field =>
  word(header, 8, (process, context) => clip(context.names.group(gid(process)), 8))
const line = (header: string): Field => ({ header, width: 27, align: 'rest', text: commandLine })
const name = (process: ProcessEntry): string => process.comm + (process.state === 'Z' ? ' <defunct>' : '')
const detail = (header: string, width: number, file: string, read: (text: string) => string, align: 'left' | 'right' = 'left'): Field => ({
  header,
  width,
  align,
  detail: file,
  text: (process, context) => read(context.details.get(`${process.tid}/${file}`) ?? '') || '-',
})
const namespace = (kind: string): Field => detail(`${kind.toUpperCase()}NS`, 10, `ns/${kind}`, (text) => /\[(\d+)\]/.exec(text)?.[1] ?? '', 'right')

const pcpu: Field = { ...number('%CPU', 4, cpuShare), text: (process, context) => tenths(cpuShare(process, context)) }
const pmem: Field = { ...number('%MEM', 4, memoryShare), text: (process, context) => tenths(memoryShare(process, context)) }
const tty = (header: string): Field => word(header, 8, (process) => ttyName(process.tty))
const time: Field = { ...number('TIME', 8, cpuTicks), text: (process) => longTime(Math.floor(cpuTicks(process) / 100)) }
const rss = (header: string): Field => number(header, 5, rssKb)
const vsz: Field = number('VSZ', 6, (process) => Math.floor(process.vmBytes / 1024))
const uid0 = (process: ProcessEntry): number => process.uids[1] ?? 0
const gid0 = (process: ProcessEntry): number => process.gids[1] ?? 0
const state: Field = word('S', 1, (process) => process.state)
const stime: Field = { ...number('STIME', 5, (process) => process.startTicks), text: startTime }
const lwp = (header: string): Field => number(header, 0, (process) => process.tid)
const elapsedSeconds: Field = number('ELAPSED', 7, elapsed)

/** Columns by the names -o takes (ps/output.c). */
export const fields: Readonly<Record<string, Field>> = {
  '%cpu': pcpu,
  pcpu,
  '%mem': pmem,
  pmem,
  args: line('COMMAND'),
  command: line('COMMAND'),
  cmd: line('CMD'),
  ucmd: word('CMD', 15, name),
  ucomm: word('COMMAND', 15, name),
  comm: word('COMMAND', 15, name),
  bsdstart: { ...number('START', 6, (process) => process.startTicks), text: bsdStart },
  bsdtime: {
    ...number('TIME', 6, cpuTicks),
    text: (process) => `${String(Math.floor(cpuTicks(process) / 6000)).padStart(3)}:${two(Math.floor(cpuTicks(process) / 100) % 60)}`,
  },
  c: number('C', 2, (process, context) => Math.min(99, Math.floor(cpuShare(process, context) / 10))),
  cgroup: detail('CGROUP', 27, 'cgroup', (text) => text.trim().split('\n').join(',')),
  cgname: detail(
    'CGNAME',
    27,
    'cgroup',
    (text) =>
      text
        .trim()
        .split('\n')
        .pop()
        ?.replace(/^\d+:[^:]*:/, '') ?? '',
  ),
  class: word('CLS', 3, () => 'TS'),
  cls: word('CLS', 3, () => 'TS'),
  policy: word('POL', 3, () => 'TS'),
  cp: number('CP', 3, (process, context) => Math.min(999, cpuShare(process, context))),
  cputime: time,
  time,
  cputimes: number('TIME', 8, (process) => Math.floor(cpuTicks(process) / 100)),
  etime: { ...elapsedSeconds, width: 11, text: (process, context) => elapsedTime(elapsed(process, context)) },
  etimes: elapsedSeconds,
  f: { ...number('F', 1, (process) => process.flags), text: (process) => ((process.flags >> 6) & 7).toString(8) },
  flag: { ...number('F', 1, (process) => process.flags), text: (process) => ((process.flags >> 6) & 7).toString(8) },
  egid: number('EGID', 5, gid0),
  gid: number('GID', 5, gid0),
  rgid: number('RGID', 5, (process) => process.gids[0] ?? 0),
  egroup: group('EGROUP', gid0),
  group: group('GROUP', gid0),
  rgroup: group('RGROUP', (process) => process.gids[0] ?? 0),
  euid: number('EUID', 5, uid0),
  uid: number('UID', 5, uid0),
  ruid: number('RUID', 5, (process) => process.uids[0] ?? 0),
  euser: user('EUSER', uid0),
  user: user('USER', uid0),
  uname: user('USER', uid0),
  ruser: user('RUSER', (process) => process.uids[0] ?? 0),
  suid: number('SUID', 5, (process) => process.uids[2] ?? 0),
  lstart: {
    header: 'STARTED',
    width: 24,
    align: 'right',
    key: (process) => process.startTicks,
    text: (process, context) => strftime('%a %b %e %H:%M:%S %Y', civilTime(startMs(process, context), context.zone)),
  },
  start: { ...number('STARTED', 8, (process) => process.startTicks), text: longStart },
  start_time: { ...stime, header: 'START' },
  stime,
  lwp: lwp('LWP'),
  spid: lwp('SPID'),
  tid: lwp('TID'),
  ni: number('NI', 3, (process) => process.nice),
  nice: number('NI', 3, (process) => process.nice),
  nlwp: number('NLWP', 4, (process) => process.threads),
  thcount: number('THCNT', 5, (process) => process.threads),
  pgid: number('PGID', 0, (process) => process.pgrp),
  pgrp: number('PGRP', 0, (process) => process.pgrp),
  pid: number('PID', 0, (process) => process.pid),
  tgid: number('TGID', 0, (process) => process.pid),
  ppid: number('PPID', 0, (process) => process.ppid),
  sid: number('SID', 0, (process) => process.session),
  sess: number('SESS', 0, (process) => process.session),
  session: number('SESS', 0, (process) => process.session),
  tpgid: number('TPGID', 0, (process) => process.foreground),
  pri: number('PRI', 3, (process) => 39 - process.priority),
  opri: number('PRI', 3, (process) => 60 + process.priority),
  priority: number('PRI', 3, (process) => process.priority),
  psr: number('PSR', 3, (process) => process.processor),
  rss: rss('RSS'),
  rssize: rss('RSS'),
  rsz: rss('RSZ'),
  s: state,
  state,
  stat: word('STAT', 4, statText),
  sz: number('SZ', 5, (process) => Math.floor(process.vmBytes / 4096)),
  size: number('SIZE', 5, (process) => Math.floor(process.vmBytes / 1024)),
  vsz,
  vsize: vsz,
  tname: tty('TTY'),
  tty: tty('TT'),
  tt: tty('TT'),
  wchan: detail('WCHAN', 6, 'wchan', (text) => (text.trim() === '0' ? '' : text.trim().slice(0, 6))),
  addr: word('ADDR', 1, () => '-'),
  cgroupns: namespace('cgroup'),
  ipcns: namespace('ipc'),
  mntns: namespace('mnt'),
  netns: namespace('net'),
  pidns: namespace('pid'),
  userns: namespace('user'),
  utsns: namespace('uts'),
}
