import type { Pid, Sys } from '../../../kernel/calls.ts'
import { readFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'

/** What /proc/PID says of a process or thread (libproc's readproc.c). Times in ticks of 10 ms. */
export interface ProcessEntry {
  readonly pid: Pid
  /** The thread; the pid itself for the leader. */
  readonly tid: Pid
  readonly comm: string
  readonly state: string
  readonly ppid: Pid
  readonly pgrp: Pid
  readonly session: Pid
  /** Device number, 0 for none. */
  readonly tty: number
  readonly foreground: Pid
  readonly flags: number
  readonly userTicks: number
  readonly systemTicks: number
  readonly childrenTicks: number
  readonly priority: number
  readonly nice: number
  readonly threads: number
  readonly startTicks: number
  readonly vmBytes: number
  readonly rssPages: number
  readonly processor: number
  /** Real, effective, saved, file system. */
  readonly uids: readonly number[]
  readonly gids: readonly number[]
  readonly groups: readonly number[]
  readonly locked: boolean
  readonly argv: readonly string[]
}

function parseStat(text: string) {
  const open = text.indexOf('(')
  const close = text.lastIndexOf(')')
  if (open < 0 || close < 0) return undefined
  const rest = text
    .slice(close + 2)
    .trim()
    .split(' ')
  const number = (index: number): number => Number(rest[index] ?? 0)
  return { tid: Number(text.slice(0, open).trim()), comm: text.slice(open + 1, close), state: rest[0] ?? '?', number }
}

const statusNumbers = (status: string, key: string): readonly number[] =>
  (new RegExp(`^${key}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '').split(/\s+/).filter(Boolean).map(Number)

function* readEntry(directory: string, pid: Pid, argv: readonly string[] | undefined): Sys<ProcessEntry | undefined> {
  const text = yield* readFile(`${directory}/stat`)
  const stat = text.ok ? parseStat(text.value) : undefined
  const status = yield* readFile(`${directory}/status`)
  if (!stat || !status.ok) return undefined
  const { number } = stat
  const line = argv === undefined ? yield* readFile(`${directory}/cmdline`) : undefined
  const words = argv ?? (line?.ok && line.value !== '' ? line.value.replace(/\0$/, '').split('\0') : [])
  return {
    pid,
    tid: stat.tid,
    comm: stat.comm,
    state: stat.state,
    ppid: number(1),
    pgrp: number(2),
    session: number(3),
    tty: number(4),
    foreground: number(5),
    flags: number(6),
    userTicks: number(11),
    systemTicks: number(12),
    childrenTicks: number(13) + number(14),
    priority: number(15),
    nice: number(16),
    threads: number(17),
    startTicks: number(19),
    vmBytes: number(20),
    rssPages: number(21),
    processor: number(36),
    uids: statusNumbers(status.value, 'Uid'),
    gids: statusNumbers(status.value, 'Gid'),
    groups: statusNumbers(status.value, 'Groups'),
    locked: (statusNumbers(status.value, 'VmLck')[0] ?? 0) > 0,
    argv: words,
  }
}

/** One process, undefined when it is gone. */
export function readProcess(pid: Pid): Sys<ProcessEntry | undefined> {
  return readEntry(`/proc/${pid}`, pid, undefined)
}

function* numbersIn(path: string): Sys<readonly number[]> {
  const entries = yield* sys.getdents({ path })
  if (!entries.ok) return []
  return entries.value
    .map((entry) => Number(entry.name))
    .filter((pid) => pid > 0)
    .sort((a, b) => a - b)
}

/** Every process, by pid. Undefined when /proc is not mounted. */
export function* listProcesses(): Sys<readonly ProcessEntry[] | undefined> {
  const self = yield* sys.stat({ path: '/proc/self/stat' })
  if (!self.ok) return undefined
  const found: ProcessEntry[] = []
  for (const pid of yield* numbersIn('/proc')) {
    const entry = yield* readProcess(pid)
    if (entry) found.push(entry)
  }
  return found
}

/** The threads of a process. */
export function* listThreads(process: ProcessEntry): Sys<readonly ProcessEntry[]> {
  const found: ProcessEntry[] = []
  for (const tid of yield* numbersIn(`/proc/${process.pid}/task`)) {
    const entry = yield* readEntry(`/proc/${process.pid}/task/${tid}`, process.pid, process.argv)
    if (entry) found.push({ ...entry, threads: process.threads })
  }
  return found
}

/** What procps says when there is no /proc, and its exit code. */
export const noProc = 'Error, do this: mount -t proc proc /proc\n'

/** `pts/0`, `tty1`, `ttyS0`, `?`. */
export function ttyName(rdev: number): string {
  const major = Math.floor(rdev / 256)
  const minor = rdev % 256
  if (rdev === 0) return '?'
  if (major >= 136 && major <= 143) return `pts/${(major - 136) * 256 + minor}`
  if (major === 4) return minor < 64 ? `tty${minor}` : `ttyS${minor - 64}`
  if (major === 5 && minor === 1) return 'console'
  return '?'
}

/** The state with what else procps shows in STAT. */
export function statText(process: ProcessEntry): string {
  const flags = [
    process.nice < 0 ? '<' : process.nice > 0 ? 'N' : '',
    process.locked ? 'L' : '',
    process.session === process.pid ? 's' : '',
    process.threads > 1 ? 'l' : '',
    process.foreground > 0 && process.foreground === process.pgrp ? '+' : '',
  ]
  return process.state + flags.join('')
}

/** The command line, or the name in brackets. */
export function commandLine(process: ProcessEntry): string {
  const dead = process.state === 'Z' ? ' <defunct>' : ''
  if (process.argv.length === 0) return `[${process.comm}]${dead}`
  return process.argv.join(' ').replace(/[\x00-\x1f\x7f]/g, '?') + dead
}
