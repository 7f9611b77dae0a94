import type { Sys } from '../../kernel/calls.ts'
import type { Main } from '../../kernel/program.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { print, printError, readFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import type { CpuTimes } from './proc/system.ts'
import { cpuTimes, memInfo, uptimeSeconds } from './proc/system.ts'

const header =
  'procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----\n r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st\n'

interface Sample {
  readonly times: CpuTimes
  readonly readKb: number
  readonly writtenKb: number
  readonly seconds: number
}

function* sample(): Sys<Sample> {
  const disks = yield* readFile('/proc/diskstats')
  let readKb = 0
  let writtenKb = 0
  for (const line of disks.ok ? disks.value.split('\n') : []) {
    const fields = line.trim().split(/\s+/)
    // Whole disks only: partitions count again what their disk counts.
    if (!/^(?:[sv]d[a-z]|nvme\d+n\d+)$/.test(fields[2] ?? '')) continue
    readKb += Number(fields[5]) / 2
    writtenKb += Number(fields[9]) / 2
  }
  return { times: yield* cpuTimes(), readKb, writtenKb, seconds: yield* uptimeSeconds() }
}

/** Models vmstat of procps-ng: the table, with -n, -w left out, delay and count. Left out: -a, -s, -d, -D, -p, -m, -f. */
export const vmstat: Main = function* ({ argv }) {
  const parsed = getopt(
    argv.slice(1),
    optionTable('n|one-header S|unit= t|timestamp a|active s|stats d|disk D|disk-sum p|partition= m|slabs f|forks w|wide'),
  )
  if (!parsed.ok) {
    yield* printError(`vmstat: ${parsed.message}\n\nUsage:\n vmstat [options] [delay [count]]\n`)
    return 1
  }
  const missing = parsed.value.options.find((option) => option.key !== 'one-header' && option.key !== 'unit')
  if (missing) {
    yield* printError(`cais: vmstat: --${missing.key} is not simulated\n`)
    return 1
  }
  const units: Readonly<Record<string, number>> = { k: 1000 / 1024, K: 1, m: 1e6 / 1024, M: 1024 }
  const unit = units[parsed.value.value('unit') ?? 'K']
  const [delay, count] = parsed.value.operands
  if (unit === undefined || (delay !== undefined && !/^\d+$/.test(delay))) {
    yield* printError(unit === undefined ? 'vmstat: -S requires k, K, m or M (default is KiB)\n' : `vmstat: failed to parse argument: '${delay}'\n`)
    return 1
  }
  let before: Sample | undefined
  for (let shown = 0; ; shown++) {
    const now = yield* sample()
    if (shown === 0 || (shown % 22 === 0 && !parsed.value.has('one-header'))) yield* print(header)
    yield* print(`${yield* row(now, before, unit)}\n`)
    before = now
    if (delay === undefined || (count !== undefined && shown + 1 >= Number(count))) return 0
    yield* sys.nanosleep({ ms: Math.max(1, Number(delay)) * 1000 })
  }
}

function* row(now: Sample, before: Sample | undefined, unit: number): Sys<string> {
  const memory = yield* memInfo()
  const seconds = Math.max(0.01, now.seconds - (before?.seconds ?? 0))
  const ticks = now.times.cpu.map((value, i) => value - (before?.times.cpu[i] ?? 0))
  const sum = ticks.reduce((a, b) => a + b, 0) || 1
  const share = (...columns: readonly number[]): number =>
    Math.round((columns.reduce((total, column) => total + (ticks[column] ?? 0), 0) * 100) / sum)
  const rate = (name: string): number => Math.round((now.times.count(name) - (before?.times.count(name) ?? 0)) / seconds)
  const kb = (name: string): number => Math.floor(memory(name) / unit)
  const cells: readonly (readonly [number, number])[] = [
    [now.times.count('procs_running'), 2],
    [now.times.count('procs_blocked'), 2],
    [Math.floor((memory('SwapTotal') - memory('SwapFree')) / unit), 6],
    [kb('MemFree'), 6],
    [kb('Buffers'), 6],
    [Math.floor((memory('Cached') + memory('SReclaimable')) / unit), 6],
    [0, 4],
    [0, 4],
    [Math.round((now.readKb - (before?.readKb ?? 0)) / seconds), 5],
    [Math.round((now.writtenKb - (before?.writtenKb ?? 0)) / seconds), 5],
    [rate('intr'), 4],
    [rate('ctxt'), 4],
    [share(0, 1), 2],
    [share(2, 5, 6), 2],
    [share(3), 2],
    [share(4), 2],
    [share(7), 2],
  ]
  return cells.map(([value, width]) => String(value).padStart(width)).join(' ')
}
