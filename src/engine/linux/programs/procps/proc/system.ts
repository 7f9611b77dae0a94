import type { Sys } from '../../../kernel/calls.ts'
import { readFile } from '../../../libc/stdio.ts'

/** The parts of /proc about the whole host. */
export function* memInfo(): Sys<(name: string) => number> {
  const text = yield* readFile('/proc/meminfo')
  const values = new Map(
    (text.ok ? text.value : '').split('\n').map((line) => [line.split(':')[0] ?? '', Number(/(\d+)/.exec(line.split(':')[1] ?? '')?.[1] ?? 0)]),
  )
  return (name) => values.get(name) ?? 0
}

/** Seconds since boot. */
export function* uptimeSeconds(): Sys<number> {
  const text = yield* readFile('/proc/uptime')
  return text.ok ? Number(text.value.split(' ')[0]) : 0
}

export function* loadAverages(): Sys<readonly string[]> {
  const text = yield* readFile('/proc/loadavg')
  return text.ok ? text.value.split(' ').slice(0, 3) : ['0.00', '0.00', '0.00']
}

/** Ticks of all CPUs: user, nice, system, idle, iowait, irq, softirq, steal, guest; and counters by name. */
export interface CpuTimes {
  readonly cpu: readonly number[]
  readonly each: readonly (readonly number[])[]
  readonly count: (name: string) => number
}

export function* cpuTimes(): Sys<CpuTimes> {
  const text = yield* readFile('/proc/stat')
  const lines = (text.ok ? text.value : '').split('\n')
  const rows = new Map(lines.map((line) => [line.split(/\s+/)[0] ?? '', line.split(/\s+/).slice(1).map(Number)]))
  const each = [...rows].filter(([name]) => /^cpu\d/.test(name)).map(([, values]) => values)
  return { cpu: rows.get('cpu') ?? [], each, count: (name) => rows.get(name)?.[0] ?? 0 }
}

/** Digits of the largest pid: the width of PID columns, at least five. */
export function* pidDigits(): Sys<number> {
  const text = yield* readFile('/proc/sys/kernel/pid_max')
  return Math.max(5, String((text.ok ? Number(text.value) : 32_768) - 1).length)
}
