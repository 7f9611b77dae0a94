import type { Sys } from '../../../kernel/calls.ts'
import { memInfo } from '../proc/system.ts'
import { uptimeLine } from '../uptime.ts'
import type { Sample } from './sample.ts'

/** The five lines above the list; one more for each CPU when they are shown apart. */
export function* summaryLines(
  now: Sample,
  before: Sample,
  settings: { modern: boolean; eachCpu: boolean },
  env: ReadonlyMap<string, string>,
): Sys<string[]> {
  const states = now.processes.map((process) => process.state)
  const count = (letters: string): string => String(states.filter((state) => letters.includes(state)).length).padStart(3)
  const tasks = `Tasks: ${String(states.length).padStart(3)} total, ${count('R')} running, ${count('SDI')} sleeping, ${count('T')} stopped, ${count('Z')} zombie`
  const cpus = settings.eachCpu
    ? now.times.each.map((ticks, i) => cpuLine(`%Cpu${String(i).padEnd(3)}:`, ticks, before.times.each[i] ?? []))
    : [cpuLine('%Cpu(s):', now.times.cpu, before.times.cpu)]
  return [`top -${yield* uptimeLine(env)}`, tasks, ...cpus, ...(yield* memoryLines(settings.modern))]
}

function cpuLine(label: string, now: readonly number[], before: readonly number[]): string {
  const ticks = now.map((value, i) => Math.max(0, value - (before[i] ?? 0)))
  const sum = ticks.reduce((a, b) => a + b, 0) || 1
  const order = [0, 2, 1, 3, 4, 5, 6, 7]
  const names = ['us', 'sy', 'ni', 'id', 'wa', 'hi', 'si', 'st']
  const idle = ticks.every((value) => value === 0)
  return `${label}${order.map((column, i) => `${(idle && column === 3 ? 100 : ((ticks[column] ?? 0) * 100) / sum).toFixed(1).padStart(5)} ${names[i]}`).join(',')}`
}

/** KiB without decimals in 3.3.10, MiB with one since 3.3.13. */
function* memoryLines(modern: boolean): Sys<string[]> {
  const memory = yield* memInfo()
  const cache = memory('Buffers') + memory('Cached') + memory('SReclaimable')
  const used = modern ? memory('MemTotal') - memory('MemAvailable') : memory('MemTotal') - memory('MemFree') - cache
  const cell = (kb: number): string => (modern ? (kb / 1024).toFixed(1) : String(kb)).padStart(8)
  const unit = modern ? 'MiB' : 'KiB'
  const swapUsed = memory('SwapTotal') - memory('SwapFree')
  return [
    `${unit} Mem : ${cell(memory('MemTotal'))} total, ${cell(memory('MemFree'))} free, ${cell(used)} used, ${cell(cache)} buff/cache${modern ? '     ' : ''}`,
    `${unit} Swap: ${cell(memory('SwapTotal'))} total, ${cell(memory('SwapFree'))} free, ${cell(swapUsed)} used. ${cell(memory('MemAvailable'))} avail Mem `,
  ]
}
