import type { Pid, Sys } from '../../../linux/kernel/calls.ts'
import { readFile } from '../../../linux/libc/stdio.ts'
import type { TaskMetrics } from '../tasks.ts'

/** Directory of a process's control group on the unified hierarchy. */
export function* cgroupOf(pid: Pid): Sys<string | undefined> {
  const text = yield* readFile(`/proc/${pid}/cgroup`)
  const path = text.ok ? /^0::(.*)$/m.exec(text.value)?.[1] : undefined
  return path === undefined ? undefined : `/sys/fs/cgroup${path === '/' ? '' : path}`
}

/** What the group's files say (containerd cgroups v2 Stat). */
export function* readMetrics(directory: string): Sys<TaskMetrics> {
  const cpu = yield* keyed(`${directory}/cpu.stat`)
  return {
    cpu: {
      usageUsec: cpu.usage_usec ?? 0,
      userUsec: cpu.user_usec ?? 0,
      systemUsec: cpu.system_usec ?? 0,
      periods: cpu.nr_periods ?? 0,
      throttledPeriods: cpu.nr_throttled ?? 0,
      throttledUsec: cpu.throttled_usec ?? 0,
    },
    memory: {
      usage: yield* number(`${directory}/memory.current`),
      limit: yield* number(`${directory}/memory.max`),
      stat: yield* keyed(`${directory}/memory.stat`),
    },
    pids: { current: yield* number(`${directory}/pids.current`), limit: yield* number(`${directory}/pids.max`) },
    io: yield* ioEntries(`${directory}/io.stat`),
  }
}

/** How often the OOM killer struck in the group. */
export function* oomKills(directory: string): Sys<number> {
  return (yield* keyed(`${directory}/memory.events`)).oom_kill ?? 0
}

/** 0 when missing; `max` is 2^53. */
function* number(path: string): Sys<number> {
  const text = yield* readFile(path)
  if (!text.ok) return 0
  return text.value.trim() === 'max' ? Number.MAX_SAFE_INTEGER : Number(text.value)
}

function* keyed(path: string): Sys<Record<string, number>> {
  const text = yield* readFile(path)
  const out: Record<string, number> = {}
  for (const line of text.ok ? text.value.split('\n') : []) {
    const [key = '', value] = line.split(' ')
    if (value !== undefined) out[key] = Number(value)
  }
  return out
}

function* ioEntries(path: string): Sys<TaskMetrics['io']> {
  const text = yield* readFile(path)
  const out: { major: number; minor: number; op: string; value: number }[] = []
  for (const line of text.ok ? text.value.split('\n').filter(Boolean) : []) {
    const [device = '', ...fields] = line.split(' ')
    const [major = 0, minor = 0] = device.split(':').map(Number)
    const values = new Map(fields.map((field) => field.split('=') as [string, string]))
    out.push(
      { major, minor, op: 'read', value: Number(values.get('rbytes') ?? 0) },
      { major, minor, op: 'write', value: Number(values.get('wbytes') ?? 0) },
    )
  }
  return out
}
