import type { Sys } from '../../../kernel/calls.ts'
import { readFile } from '../../../libc/stdio.ts'
import type { ProcessEntry } from '../proc/process.ts'
import { listProcesses } from '../proc/process.ts'
import type { CpuTimes } from '../proc/system.ts'
import { cpuTimes, uptimeSeconds } from '../proc/system.ts'

/** /proc at one moment. */
export interface Sample {
  readonly processes: readonly ProcessEntry[]
  readonly shared: ReadonlyMap<number, number>
  readonly times: CpuTimes
  readonly seconds: number
}

export function* takeSample(): Sys<Sample> {
  const processes = (yield* listProcesses()) ?? []
  const shared = new Map<number, number>()
  for (const { pid } of processes) {
    const statm = yield* readFile(`/proc/${pid}/statm`)
    if (statm.ok) shared.set(pid, Number(statm.value.split(' ')[2] ?? 0) * 4)
  }
  return { processes, shared, times: yield* cpuTimes(), seconds: yield* uptimeSeconds() }
}

/** A process with what it did between two moments. */
export interface TopRow {
  readonly process: ProcessEntry
  readonly sharedKb: number
  /** Percent of one CPU. */
  readonly cpu: number
  readonly memory: number
}

export function rowsBetween(now: Sample, before: Sample, totalKb: number): TopRow[] {
  const earlier = new Map(before.processes.map((process) => [process.pid, process]))
  const seconds = Math.max(0.01, now.seconds - before.seconds)
  return now.processes.map((process) => {
    const old = earlier.get(process.pid)
    const ticks = process.userTicks + process.systemTicks - (old ? old.userTicks + old.systemTicks : 0)
    return {
      process,
      sharedKb: now.shared.get(process.pid) ?? 0,
      cpu: Math.min(999, Math.max(0, ticks / seconds)),
      memory: totalKb > 0 ? (process.rssPages * 4 * 100) / totalKb : 0,
    }
  })
}
