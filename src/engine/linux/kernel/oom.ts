import type { Cgroup } from './cgroup/cgroup.ts'
import type { MemoryAccount } from './cgroup/memory.ts'
import type { Kernel } from './kernel.ts'
import { exitProcess } from './process/exit.ts'
import { sendSignal } from './signal/send.ts'
import { signals } from './signal.ts'
import type { Process } from './task.ts'

const pageBytes = 4096
const pages = (bytes: number): number => Math.ceil(bytes / pageBytes)
const kilobytes = (bytes: number): number => Math.ceil(bytes / 1024)

/**
 * Kills the process whose end frees most, among those of the full cgroup (of the host when `full` is undefined); false when nobody may be
 * killed. Models mm/oom_kill.c: points are resident pages, moved by oom_score_adj in thousandths of what there is.
 */
export function killForMemory(
  kernel: Kernel,
  caller: Process,
  full: MemoryAccount | undefined,
  how: 'for itself' | 'not the caller' = 'for itself',
): boolean {
  const group = full ? groupOf(caller.cgroup, full) : undefined
  const candidates = [...kernel.processes()].filter(
    (process) => !process.status && !process.kernelThread && (!group || isWithin(process.cgroup, group)),
  )
  const total = pages(group ? group.memory.max : kernel.memory.totalBytes)
  let victim: Process | undefined
  let most = Number.NEGATIVE_INFINITY
  for (const process of candidates) {
    if (process.oomScoreAdj === -1000 || process === kernel.init || process.pending.has(signals.SIGKILL)) continue
    const points = pages(process.rssBytes) + (process.oomScoreAdj * total) / 1000
    if (points > most) {
      most = points
      victim = process
    }
  }
  logInvocation(kernel, caller, group, candidates)
  if (group) group.memory.events.oom++
  if (!victim) {
    kernel.log.print('Out of memory and no killable processes...', 4)
    return false
  }
  const wholeGroup = victim.cgroup.memory.oomGroup ? victim.cgroup : undefined
  const victims = wholeGroup ? candidates.filter((process) => isWithin(process.cgroup, wholeGroup) && process.oomScoreAdj !== -1000) : [victim]
  if (wholeGroup) wholeGroup.memory.events.oomGroupKill++
  for (const process of victims) kill(kernel, how === 'for itself' ? caller : undefined, process, group)
  return true
}

function kill(kernel: Kernel, caller: Process | undefined, victim: Process, group: Cgroup | undefined): void {
  const uid = victim.credentials.uid
  const where = group ? 'CONSTRAINT_MEMCG' : 'CONSTRAINT_NONE'
  const limit = group ? `oom_memcg=${group.path}` : 'global_oom'
  kernel.log.print(
    `oom-kill:constraint=${where},nodemask=(null),cpuset=/,mems_allowed=0,${limit},task_memcg=${victim.cgroup.path},task=${victim.name},pid=${victim.pid},uid=${uid}`,
  )
  kernel.log.print(
    `${group ? 'Memory cgroup out of memory' : 'Out of memory'}: Killed process ${victim.pid} (${victim.name}) total-vm:${kilobytes(virtualBytes(victim))}kB, ` +
      `anon-rss:${kilobytes(victim.rssBytes)}kB, file-rss:0kB, shmem-rss:0kB, UID:${uid} pgtables:${kilobytes(pageTableBytes(victim))}kB oom_score_adj:${victim.oomScoreAdj}`,
    3,
  )
  for (let at: Cgroup | undefined = victim.cgroup; at; at = at.parent) {
    at.memory.events.oomKill++
    at.touch()
  }
  kernel.record(victim.leader, 'process.oom-killed', {
    pid: victim.pid,
    name: victim.name,
    rssBytes: victim.rssBytes,
    cgroup: victim.cgroup.path,
    limitBytes: group ? group.memory.max : kernel.memory.totalBytes,
  })
  if (victim === caller) sendSignal(kernel, victim, signals.SIGKILL)
  else exitProcess(victim, { kind: 'signaled', signal: signals.SIGKILL, coreDumped: false })
}

function logInvocation(kernel: Kernel, caller: Process, group: Cgroup | undefined, candidates: readonly Process[]): void {
  const { log } = kernel
  log.print(`${caller.name} invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=${caller.oomScoreAdj}`, 4)
  if (group) {
    const { current, max } = group.memory
    log.print(`memory: usage ${kilobytes(current)}kB, limit ${kilobytes(max)}kB, failcnt ${group.memory.events.max}`)
    log.print(`Memory cgroup stats for ${group.path}:`)
  }
  log.print('Tasks state (memory values in pages):')
  log.print('[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name')
  for (const process of candidates) {
    const column = (value: number, width: number): string => String(value).padStart(width)
    log.print(
      `[${column(process.pid, 7)}] ${column(process.credentials.uid, 5)} ${column(process.pid, 5)} ${column(pages(virtualBytes(process)), 8)} ` +
        `${column(pages(process.rssBytes), 8)} ${column(pageTableBytes(process), 8)} ${column(0, 8)} ${column(process.oomScoreAdj, 13)} ${process.name}`,
    )
  }
}

/** Address space of a process: not modelled beyond what is resident plus a libc's mappings. */
const virtualBytes = (process: Process): number => (process.kernelThread ? 0 : process.rssBytes + 2_400 * 1024)
const pageTableBytes = (process: Process): number => 40_960 + Math.ceil(process.rssBytes / (2 * 1024 * 1024)) * pageBytes

function groupOf(cgroup: Cgroup, account: MemoryAccount): Cgroup | undefined {
  for (let at: Cgroup | undefined = cgroup; at; at = at.parent) if (at.memory === account) return at
  return undefined
}

function isWithin(cgroup: Cgroup, ancestor: Cgroup): boolean {
  for (let at: Cgroup | undefined = cgroup; at; at = at.parent) if (at === ancestor) return true
  return false
}
