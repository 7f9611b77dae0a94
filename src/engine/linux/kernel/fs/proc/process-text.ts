/** The texts of /proc/PID that ps, top and free parse (fs/proc/array.c, base.c). */
import { capabilityMask } from '../../credentials.ts'
import type { Kernel } from '../../kernel.ts'
import type { PidNamespace, ProcessId } from '../../namespace/pid.ts'
import { pidIn } from '../../namespace/pid.ts'
import type { Signal } from '../../signal.ts'
import type { Process, Task } from '../../task.ts'
import { processMemory } from './process-memory.ts'

/** USER_HZ: 10 ms. */
const TICK_MS = 10
export const ticks = (ms: number): number => Math.floor(ms / TICK_MS)

const stateNames = { R: 'running', S: 'sleeping', D: 'disk sleep', T: 'stopped', Z: 'zombie', X: 'dead', I: 'idle' } as const

/** /proc/PID/status, or of one thread. */
export function statusText(task: Task, seen: PidNamespace, kernel: Kernel): string {
  const { process } = task
  const { credentials: who, directories } = process
  const parent = process.parent ? pidIn(seen, process.parent) : 0
  const memory = processMemory(process)
  const cpus = kernel.cpus.count
  const modern = !kernel.options.release.startsWith('3.')
  const levels = (id: ProcessId) => id.all.slice(seen.level).join('\t')
  const lines: (readonly [string, string])[] = [
    ['Name', process.name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')],
    ...(process.status ? [] : [['Umask', directories.umask.toString(8).padStart(4, '0')] as const]),
    ['State', `${task.state} (${stateNames[task.state]})`],
    ['Tgid', String(pidIn(seen, process))],
    ['Ngid', '0'],
    ['Pid', String(task.id.in(seen))],
    ['PPid', String(parent)],
    ['TracerPid', String(process.tracer ? pidIn(seen, process.tracer) : 0)],
    ['Uid', [who.uid, who.euid, who.suid, who.euid].join('\t')],
    ['Gid', [who.gid, who.egid, who.sgid, who.egid].join('\t')],
    ['FDSize', process.status ? '0' : String(fdSize(process))],
    ['Groups', `${who.groups.join(' ')} `],
  ]
  if (modern) {
    lines.push(
      ['NStgid', levels(process.id)],
      ['NSpid', levels(task.id)],
      ['NSpgid', levels(process.group.id)],
      ['NSsid', levels(process.session.id)],
    )
  }
  if (memory.rssBytes > 0) lines.push(...memoryLines(memory))
  if (memory.rssBytes > 0 && modern) lines.push(['HugetlbPages', `${'0'.padStart(8)} kB`])
  if (modern) lines.push(['CoreDumping', '0'], ['THP_enabled', '1'])
  lines.push(
    ['Threads', String(process.threads.length || 1)],
    ['SigQ', `${process.pending.size}/${process.limits.get('nproc')?.soft ?? 0}`],
    ['SigPnd', signalMask([])],
    ['ShdPnd', signalMask(process.pending)],
    ['SigBlk', signalMask(process.blocked)],
    ['SigIgn', signalMask(handled(process, true))],
    ['SigCgt', signalMask(handled(process, false))],
    ['CapInh', capabilityMask(who.inheritable)],
    ['CapPrm', capabilityMask(who.permitted)],
    ['CapEff', capabilityMask(who.effective)],
    ['CapBnd', capabilityMask(who.bounding)],
    ['CapAmb', capabilityMask(who.ambient)],
    ['NoNewPrivs', process.noNewPrivileges ? '1' : '0'],
    ['Seccomp', process.seccomp ? '2' : '0'],
    ...(modern ? [['Seccomp_filters', String(process.seccomp?.count ?? 0)] as const] : []),
    ['Cpus_allowed', (2 ** cpus - 1).toString(16)],
    ['Cpus_allowed_list', cpus === 1 ? '0' : `0-${cpus - 1}`],
    ['Mems_allowed', '1'],
    ['Mems_allowed_list', '0'],
    ['voluntary_ctxt_switches', String(task.voluntarySwitches)],
    ['nonvoluntary_ctxt_switches', String(task.involuntarySwitches)],
  )
  return lines.map(([key, value]) => `${key}:\t${value}\n`).join('')
}

function memoryLines(memory: ReturnType<typeof processMemory>): (readonly [string, string])[] {
  const kB = (bytes: number) => `${String(Math.round(bytes / 1024)).padStart(8)} kB`
  return [
    ['VmPeak', kB(memory.vmBytes + memory.peakRssBytes - memory.rssBytes)],
    ['VmSize', kB(memory.vmBytes)],
    ['VmLck', kB(0)],
    ['VmPin', kB(0)],
    ['VmHWM', kB(memory.peakRssBytes)],
    ['VmRSS', kB(memory.rssBytes)],
    ['RssAnon', kB(memory.anonymousBytes)],
    ['RssFile', kB(memory.fileBytes)],
    ['RssShmem', kB(0)],
    ['VmData', kB(memory.dataBytes)],
    ['VmStk', kB(memory.stackBytes)],
    ['VmExe', kB(memory.textBytes)],
    ['VmLib', kB(memory.libraryBytes)],
    ['VmPTE', kB(Math.max(40_960, memory.vmBytes / 128))],
    ['VmSwap', kB(0)],
  ]
}

/** Slots of the descriptor table: powers of two from 64. */
function fdSize(process: Process): number {
  let highest = 0
  for (const [fd] of process.files.entries()) highest = fd
  let size = 64
  while (size <= highest) size *= 2
  return size
}

function signalMask(set: Iterable<Signal>): string {
  let mask = 0n
  for (const signal of set) mask |= 1n << BigInt(signal - 1)
  return mask.toString(16).padStart(16, '0')
}

function handled(process: Process, ignored: boolean): Signal[] {
  const out: Signal[] = []
  for (const [signal, { handler }] of process.handlers) {
    if (handler === 'default') continue
    if ((handler === 'ignore') === ignored) out.push(signal)
  }
  return out
}

/** /proc/PID/stat: one line of 52 fields (proc(5)). */
export function statText(task: Task, seen: PidNamespace, thread: boolean): string {
  const { process } = task
  const memory = processMemory(process)
  const terminal = process.terminal
  const foreground = terminal?.foreground
  const parent = process.parent ? pidIn(seen, process.parent) : 0
  const kernelThread = process.kernelThread !== undefined
  const exit = process.status ? exitStatus(process) : 0
  const fields: (number | string)[] = [
    task.id.in(seen),
    `(${process.name})`,
    task.state,
    parent,
    process.group.id.in(seen),
    process.session.id.in(seen),
    terminal?.rdev ?? 0,
    foreground ? foreground.id.in(seen) : -1,
    kernelThread ? 2_129_984 : 4_194_560,
    Math.floor(memory.peakRssBytes / 4096),
    0,
    0,
    0,
    ticks(thread ? task.userMs : process.userMs),
    ticks(thread ? task.systemMs : process.systemMs),
    ticks(process.childrenUserMs),
    ticks(process.childrenSystemMs),
    20 + process.nice,
    process.nice,
    process.threads.length || 1,
    0,
    ticks(process.startedMs),
    memory.vmBytes,
    memory.rssBytes / 4096,
    '18446744073709551615',
  ]
  const zeros = (count: number) => fields.push(...new Array<number>(count).fill(0))
  zeros(5)
  fields.push(decimalMask(process.pending), decimalMask(process.blocked), decimalMask(handled(process, true)), decimalMask(handled(process, false)))
  zeros(3)
  fields.push(process.leader === task ? 17 : -1)
  zeros(13)
  fields.push(exit)
  return `${fields.join(' ')}\n`
}

/** The first 31 signals as a number. */
function decimalMask(set: Iterable<Signal>): number {
  let mask = 0
  for (const signal of set) if (signal < 32) mask += 2 ** (signal - 1)
  return mask
}

function exitStatus(process: Process): number {
  const { status } = process
  if (status?.kind === 'exited') return status.code << 8
  return status?.kind === 'signaled' ? status.signal : 0
}

/** /proc/PID/statm: pages of size, resident, shared, text, library, data, dirty. */
export function statmText(process: Process): string {
  const memory = processMemory(process)
  const pages = [memory.vmBytes, memory.rssBytes, memory.fileBytes, memory.textBytes, 0, memory.dataBytes + memory.stackBytes, 0]
  return `${pages.map((bytes) => Math.floor(bytes / 4096)).join(' ')}\n`
}

const limitRows = [
  ['Max cpu time', 'cpu', 'seconds'],
  ['Max file size', 'fsize', 'bytes'],
  ['Max data size', 'data', 'bytes'],
  ['Max stack size', 'stack', 'bytes'],
  ['Max core file size', 'core', 'bytes'],
  ['Max resident set', undefined, 'bytes'],
  ['Max processes', 'nproc', 'processes'],
  ['Max open files', 'nofile', 'files'],
  ['Max locked memory', 'memlock', 'bytes'],
  ['Max address space', 'as', 'bytes'],
  ['Max file locks', undefined, 'locks'],
  ['Max pending signals', 'nproc', 'signals'],
  ['Max msgqueue size', 819_200, 'bytes'],
  ['Max nice priority', 0, ''],
  ['Max realtime priority', 0, ''],
  ['Max realtime timeout', undefined, 'us'],
] as const

/** /proc/PID/limits. */
export function limitsText(process: Process): string {
  const show = (value: number) => (Number.isFinite(value) ? String(value) : 'unlimited')
  const row = (name: string, soft: string, hard: string, units: string) =>
    `${name.padEnd(25)} ${soft.padEnd(20)} ${hard.padEnd(20)} ${units === '' ? '' : units.padEnd(10)}\n`
  const rows = limitRows.map(([name, key, units]) => {
    const fixed = typeof key === 'number' ? key : Number.POSITIVE_INFINITY
    const limit = typeof key === 'string' ? process.limits.get(key) : undefined
    return row(name, show(limit?.soft ?? fixed), show(limit?.hard ?? fixed), units)
  })
  return row('Limit', 'Soft Limit', 'Hard Limit', 'Units') + rows.join('')
}

/** The mappings this model knows: the program, its heap, the stack. */
export function mapsText(process: Process, executable: string): string {
  const memory = processMemory(process)
  if (memory.rssBytes === 0 || executable === '') return ''
  const { dev, ino } = process.executable?.inode.stat() ?? { dev: 0, ino: 0 }
  const device = `${hex(Math.floor(dev / 256), 2)}:${hex(dev % 256, 2)}`
  const line = (from: number, bytes: number, access: string, where: string, number: number, name: string) =>
    `${`${hex(from, 8)}-${hex(from + bytes, 8)} ${access} 00000000 ${where} ${number} `.padEnd(73)}${name}\n`
  return (
    line(0x5555_5555_4000, memory.textBytes + 4096, 'r-xp', device, ino, executable) +
    line(0x5555_5576_8000, memory.dataBytes, 'rw-p', '00:00', 0, '[heap]') +
    line(0x7fff_fffd_e000, memory.stackBytes, 'rw-p', '00:00', 0, '[stack]')
  )
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
