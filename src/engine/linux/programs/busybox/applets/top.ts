import { decode } from '../../../../base/utf8.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { Poll } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import { print, readFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { RawTerminal } from '../../editors/raw-terminal.ts'
import type { Applet } from '../../net/busybox/applet.ts'
import { appletOptions } from '../../net/busybox/applet.ts'
import type { Names } from '../../procps/proc/names.ts'
import { readNames } from '../../procps/proc/names.ts'
import { memInfo } from '../../procps/proc/system.ts'
import type { Sample, TopRow } from '../../procps/top/sample.ts'
import { rowsBetween, takeSample } from '../../procps/top/sample.ts'
import { shortSize } from '../human-size.ts'
import { commandText, stateText } from './ps.ts'

const applet: Applet = {
  name: 'top',
  options: 'd: n: b H m',
  usage: '[-bmH] [-n COUNT] [-d SECONDS]',
  summary: 'Show a view of process activity in real time.\nRead the status of all processes from /proc each SECONDS\nand show a screenful of them.',
  unsimulated: ['H', 'm'],
}

type Order = 'cpu' | 'memory' | 'pid'

/** Models BusyBox' top: memory, CPU and load in three lines, processes by CPU. Leaves out threads and the memory screen. */
export const top: Main = function* (start) {
  const options = yield* appletOptions(applet, start)
  if (typeof options === 'number') return options
  const names = yield* readNames()
  const wait = Number(options.value('d') ?? 5) * 1000
  const count = options.has('n') ? Number(options.value('n')) : Number.POSITIVE_INFINITY
  let before = yield* takeSample()
  yield* sys.nanosleep({ ms: 200 })
  if (options.has('b') || !(yield* sys.tcgetattr({ fd: 0 })).ok) {
    for (let shown = 0; shown < count; shown++) {
      if (shown > 0) yield* sys.nanosleep({ ms: wait })
      const now = yield* takeSample()
      const { head, title, rows } = yield* frame(now, before, names, 'cpu')
      yield* print(`${[...head, title, ...rows].join('\n')}\n`)
      before = now
    }
    return 0
  }
  return yield* interactive(before, names, wait, count)
}

function* interactive(first: Sample, names: Names, waitMs: number, count: number): Sys<number> {
  const terminal = new RawTerminal(0, { enter: '', leave: '', keepOutput: true })
  yield* terminal.open()
  let [before, order]: [Sample, Order] = [first, 'cpu']
  for (let shown = 0; shown < count; shown++) {
    if (terminal.resized) yield* terminal.measure()
    const now = yield* takeSample()
    const { head, title, rows } = yield* frame(now, before, names, order)
    before = now
    const cut = (line: string) => line.slice(0, terminal.cols)
    const list = rows.slice(0, Math.max(0, terminal.rows - head.length - 1)).map(cut)
    yield* print(
      `\x1b[H\x1b[J${head.map((line) => `${cut(line)}\n`).join('')}\x1b[7m${cut(title)}\x1b[m${list.map((line) => `\n${line}`).join('')}\r`,
    )
    const key = shown + 1 < count ? yield* keyWithin(waitMs) : undefined
    if (key === 'q' || key === 'Q' || key === '\x03') break
    if (key === 'p' || key === 'P') order = 'cpu'
    else if (key === 'm' || key === 'M') order = 'memory'
    else if (key === 'n' || key === 'N') order = 'pid'
  }
  yield* terminal.restore()
  yield* print('\n')
  return 0
}

/** A key, or nothing when none is pressed in time. */
function* keyWithin(ms: number): Sys<string | undefined> {
  const ready = yield* sys.poll({ fds: [{ fd: 0, events: Poll.in }], timeoutMs: ms })
  if (!ready.ok || ready.value.length === 0) return undefined
  const read = yield* sys.read({ fd: 0, count: 16 })
  return read.ok && read.value.length > 0 ? decode(read.value).slice(0, 1) : 'q'
}

function* frame(now: Sample, before: Sample, names: Names, order: Order): Sys<{ head: readonly string[]; title: string; rows: readonly string[] }> {
  const memory = yield* memInfo()
  const load = yield* readFile('/proc/loadavg')
  const total = memory('MemTotal')
  const ticks = now.times.cpu.map((value, i) => value - (before.times.cpu[i] ?? 0))
  const all = Math.max(
    1,
    ticks.slice(0, 8).reduce((sum, value) => sum + value, 0),
  )
  const share = (i: number) => `${String(Math.floor(((ticks[i] ?? 0) * 100 + all / 2) / all)).padStart(4)}%`
  const cpu = (
    [
      ['usr', 0],
      ['sys', 2],
      ['nic', 1],
      ['idle', 3],
      ['io', 4],
      ['irq', 5],
      ['sirq', 6],
    ] as const
  ).map(([name, i]) => `${share(i)} ${name}`)
  const head = [
    `Mem: ${total - memory('MemFree')}K used, ${memory('MemFree')}K free, ${memory('Shmem')}K shrd, ${memory('Buffers')}K buff, ${memory('Cached')}K cached`,
    `CPU:${cpu.join('')}`,
    `Load average: ${load.ok ? load.value.trim() : ''}`,
  ]
  const cpus = Math.max(1, now.times.each.length)
  const memoryShare = (row: TopRow) => (row.process.vmBytes / 1024 / Math.max(1, total)) * 100
  const by = { cpu: (row: TopRow) => -row.cpu, memory: (row: TopRow) => -row.process.vmBytes, pid: (row: TopRow) => -row.process.pid }[order]
  const sorted = rowsBetween(now, before, total).sort(
    (a, b) => by(a) - by(b) || b.process.vmBytes - a.process.vmBytes || a.process.pid - b.process.pid,
  )
  const rows = sorted.map((row) => {
    const { process } = row
    const user = names
      .user(process.uids[1] ?? 0)
      .slice(0, 8)
      .padEnd(8)
    const percent = (value: number) => `${String(Math.round(value)).padStart(4)}%`
    return `${String(process.pid).padStart(5)} ${String(process.ppid).padStart(5)} ${user} ${stateText(process)}  ${shortSize(
      Math.floor(process.vmBytes / 1024),
    )
      .padStart(5)
      .slice(-5)}${percent(memoryShare(row))} ${String(process.processor).padStart(3)}${percent(row.cpu / cpus)} ${commandText(process)}`
  })
  return { head, title: '  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND', rows }
}
