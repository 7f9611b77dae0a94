import { err, ok } from '../../../base/result.ts'
import type { Res } from '../calls.ts'
import type { View } from '../fs/views/view.ts'
import { viewText, viewValue } from '../fs/views/view.ts'
import type { Kernel } from '../kernel.ts'
import type { Cgroup } from './cgroup.ts'
import { limitText, unlimited } from './controller.ts'
import { withFlag, withValue } from './core-files.ts'
import type { MemoryAccount } from './memory.ts'
import { memoryStat } from './memory-stat.ts'
import { keyed, listText, parseBytes, parseCount, parseInteger, parseList } from './text.ts'

const microseconds = (ms: number): number => Math.floor(ms * 1000 + 1e-6)

/** cpu.*: use, weight and bandwidth. cpu.stat's first lines are there even without the controller. */
export function cpuFiles(kernel: Kernel, group: Cgroup, controlled: boolean): Record<string, View> {
  const { cpu } = group
  const stat = viewText(() => {
    kernel.cpus.settleAll()
    const use = {
      usage_usec: microseconds(cpu.usedMs),
      user_usec: microseconds(cpu.userMs),
      system_usec: microseconds(cpu.systemMs),
      'core_sched.force_idle_usec': 0,
    }
    if (!controlled) return keyed(use)
    const throttledMs = cpu.throttledMs + (cpu.throttledSinceMs === undefined ? 0 : kernel.clock.nowMs - cpu.throttledSinceMs)
    return keyed({
      ...use,
      nr_periods: cpu.periods,
      nr_throttled: cpu.throttledPeriods,
      throttled_usec: microseconds(throttledMs),
      nr_bursts: 0,
      burst_usec: 0,
    })
  })
  if (!controlled) return { 'cpu.stat': stat }
  const change = (act: () => void): void => {
    kernel.cpus.settleAll()
    act()
    kernel.cpus.reconsider(cpu)
  }
  return {
    'cpu.max': viewValue(
      () => `${cpu.quotaMs === unlimited ? 'max' : microseconds(cpu.quotaMs)} ${microseconds(cpu.periodMs)}\n`,
      (_task, text) =>
        withValue(parseMax(text, cpu.periodMs), ({ quotaMs, periodMs }) => {
          change(() => Object.assign(cpu, { quotaMs, periodMs }))
          return undefined
        }),
    ),
    'cpu.stat': stat,
    'cpu.weight': viewValue(
      () => `${cpu.weight}\n`,
      (_task, text) => withValue(inRange(parseInteger(text), 1, 10_000), (weight) => change(() => Object.assign(cpu, { weight })) as undefined),
    ),
    'cpu.weight.nice': viewValue(
      () => `${niceOf(cpu.weight)}\n`,
      (_task, text) =>
        withValue(inRange(parseInteger(text), -20, 19), (nice) => change(() => Object.assign(cpu, { weight: weightOf(nice) })) as undefined),
    ),
  }
}

/** cpu.max: a quota or `max`, then a period; both in microseconds. */
function parseMax(text: string, periodMs: number): Res<{ quotaMs: number; periodMs: number }> {
  const [quota = '', period] = text.trim().split(/\s+/)
  const count = parseCount(quota)
  if (!count.ok) return count
  const every = period === undefined ? ok(periodMs * 1000) : parseInteger(period)
  if (!every.ok) return every
  if (every.value < 1000 || every.value > 1_000_000 || count.value < 1000) return err('EINVAL')
  return ok({ quotaMs: count.value === unlimited ? unlimited : count.value / 1000, periodMs: every.value / 1000 })
}

const weightOf = (nice: number): number => Math.max(1, Math.min(10_000, Math.round(100 * 1.25 ** -nice)))

function niceOf(weight: number): number {
  let best = 0
  for (let nice = -20; nice <= 19; nice++) if (Math.abs(weightOf(nice) - weight) < Math.abs(weightOf(best) - weight)) best = nice
  return best
}

function inRange(value: Res<number>, low: number, high: number): Res<number> {
  return value.ok && (value.value < low || value.value > high) ? err('ERANGE') : value
}

/** memory.*: what is held, limits, protections and what happened at them. */
export function memoryFiles(kernel: Kernel, group: Cgroup): Record<string, View> {
  const { memory } = group
  const limit = (name: 'max' | 'high' | 'min' | 'low' | 'swapMax'): View =>
    viewValue(
      () => `${limitText(memory[name])}\n`,
      (_task, text) =>
        withValue(parseBytes(text), (bytes) => {
          memory[name] = bytes
          if (name === 'max') kernel.memory.enforce(group)
          return undefined
        }),
    )
  return {
    'memory.current': viewText(() => `${memory.current}\n`),
    'memory.events': { ...viewText(() => eventsText(memory)), changed: group.changed, version: () => group.version },
    'memory.events.local': viewText(() => eventsText(memory)),
    'memory.high': limit('high'),
    'memory.low': limit('low'),
    'memory.max': limit('max'),
    'memory.min': limit('min'),
    'memory.oom.group': viewValue(
      () => `${memory.oomGroup ? 1 : 0}\n`,
      (_task, text) =>
        withFlag(text, (value) => {
          memory.oomGroup = value
        }),
    ),
    'memory.peak': viewText(() => `${memory.peak}\n`),
    'memory.stat': viewText(() => memoryStat(memory)),
    'memory.swap.current': viewText(() => '0\n'),
    'memory.swap.events': viewText(() => keyed({ high: 0, max: 0, fail: 0 })),
    'memory.swap.max': limit('swapMax'),
  }
}

function eventsText({ events }: MemoryAccount): string {
  return keyed({
    low: events.low,
    high: events.high,
    max: events.max,
    oom: events.oom,
    oom_kill: events.oomKill,
    oom_group_kill: events.oomGroupKill,
  })
}

export function pidsFiles(group: Cgroup): Record<string, View> {
  const { pids } = group
  return {
    'pids.current': viewText(() => `${pids.current}\n`),
    'pids.events': { ...viewText(() => keyed({ max: pids.refused })), changed: group.changed, version: () => group.version },
    'pids.max': viewValue(
      () => `${limitText(pids.max)}\n`,
      (_task, text) =>
        withValue(parseCount(text), (count) => {
          if (count !== unlimited && count > 4_194_304) return err('EINVAL')
          pids.max = count
          return undefined
        }),
    ),
    'pids.peak': viewText(() => `${pids.peak}\n`),
  }
}

export const ioFiles = (group: Cgroup): Record<string, View> => ({
  'io.stat': viewText(() =>
    [...group.io.devices]
      .map(([device, io]) => `${device} rbytes=${io.readBytes} wbytes=${io.writeBytes} rios=${io.reads} wios=${io.writes} dbytes=0 dios=0\n`)
      .join(''),
  ),
})

/** cpuset.*: which CPUs; only their number matters here. */
export function cpusetFiles(kernel: Kernel, group: Cgroup): Record<string, View> {
  const files: Record<string, View> = {
    'cpuset.cpus.effective': viewText(() => `${listText(effectiveCpus(kernel, group))}\n`),
    'cpuset.mems.effective': viewText(() => '0\n'),
  }
  if (!group.parent) return files
  return {
    ...files,
    'cpuset.cpus': viewValue(
      () => `${group.cpus}\n`,
      (_task, text) =>
        withValue(parseList(text), (cpus) => {
          group.cpus = listText(cpus)
          applyCpuset(kernel, group)
          return undefined
        }),
    ),
    'cpuset.cpus.partition': viewText(() => 'member\n'),
    'cpuset.mems': viewValue(
      () => `${group.mems}\n`,
      (_task, text) =>
        withValue(parseList(text), (mems) => {
          if (mems.some((node) => node !== 0)) return err('EINVAL')
          group.mems = listText(mems)
          return undefined
        }),
    ),
  }
}

/** The CPUs asked for that the parent has, or the parent's when there are none of them. */
function effectiveCpus(kernel: Kernel, group: Cgroup): readonly number[] {
  if (!group.parent) return Array.from({ length: kernel.cpus.count }, (_, index) => index)
  const above = effectiveCpus(kernel, group.parent)
  const wanted = parseList(group.cpus)
  const common = wanted.ok ? wanted.value.filter((cpu) => above.includes(cpu)) : []
  return common.length > 0 ? common : above
}

export function applyCpuset(kernel: Kernel, group: Cgroup): void {
  for (const below of group.descendants()) {
    const count = effectiveCpus(kernel, below).length
    below.cpu.cpuset = count < kernel.cpus.count ? count : unlimited
    kernel.cpus.reconsider(below.cpu)
  }
}
