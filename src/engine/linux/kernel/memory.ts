import { err, ok } from '../../base/result.ts'
import type { Res } from './calls.ts'
import type { Cgroup } from './cgroup/cgroup.ts'
import type { Kernel } from './kernel.ts'
import { killForMemory } from './oom.ts'
import type { Process } from './task.ts'

/** Page tables, kernel stack and the pages a fresh fork dirties at once. */
const forkBytes = 192 * 1024

/**
 * Who holds how much of the host's memory. Models anonymous memory, charged to cgroups as memcg does, and out-of-memory kills; leaves
 * out reclaim, swap and the page cache.
 */
export class Memory {
  usedBytes = 0

  constructor(
    private readonly kernel: Kernel,
    readonly totalBytes: number,
  ) {}

  get freeBytes(): number {
    return Math.max(0, this.totalBytes - this.usedBytes)
  }

  /** A child shares its parent's pages; only what it will write at once is its own. */
  forked(process: Process): void {
    this.charge(process, forkBytes)
  }

  /** The process now has that much resident: execve. Beyond a limit the killer looks for room. */
  resize(process: Process, bytes: number): void {
    process.rssBytes = bytes
    process.maxRssBytes = Math.max(process.maxRssBytes, bytes)
    this.makeRoom(process, bytes - process.chargedBytes)
    this.charge(process, bytes - process.chargedBytes)
  }

  /** «pseudo» memory: sets what the process holds beside its program. ENOMEM over its address space or data limit. */
  set(process: Process, bytes: number): Res<void> {
    const program = process.rssBytes - process.anonymousBytes
    const bound = Math.min(process.limits.get('as')?.soft ?? Number.POSITIVE_INFINITY, process.limits.get('data')?.soft ?? Number.POSITIVE_INFINITY)
    if (program + bytes > bound) return err('ENOMEM')
    const rss = program + bytes
    const more = rss - process.chargedBytes
    if (more > 0) this.makeRoom(process, more)
    if (process.status) return ok(undefined)
    process.anonymousBytes = bytes
    process.rssBytes = rss
    process.maxRssBytes = Math.max(process.maxRssBytes, rss)
    this.charge(process, more)
    return ok(undefined)
  }

  release(process: Process): void {
    this.charge(process, -process.chargedBytes)
    process.rssBytes = 0
  }

  /** memory.max was lowered below what is held: processes are killed until it fits. */
  enforce(group: Cgroup): void {
    for (let tries = 0; tries < 4096 && group.memory.current > group.memory.max; tries++) {
      group.memory.events.max++
      const [someone] = [...group.descendants()].flatMap((below) => [...below.processes])
      if (!someone || !killForMemory(this.kernel, someone, group.memory, 'not the caller')) return
    }
  }

  private charge(process: Process, bytes: number): void {
    process.chargedTo ??= process.cgroup.memory
    if (process.chargedTo !== process.cgroup.memory && process.chargedBytes > 0) {
      process.chargedTo.charge(-process.chargedBytes)
      process.cgroup.memory.charge(process.chargedBytes)
    }
    process.chargedTo = process.cgroup.memory
    process.chargedBytes += bytes
    this.usedBytes += bytes
    process.cgroup.memory.charge(bytes)
  }

  /** Kills until so much more fits into the cgroups' limits and the host, or nobody is left to kill. */
  private makeRoom(process: Process, bytes: number): void {
    if (bytes <= 0) return
    for (let tries = 0; tries < 4096; tries++) {
      const full = process.cgroup.memory.fullAt(bytes)
      if (!full && this.usedBytes + bytes <= this.totalBytes) return
      if (full) full.events.max++
      if (!killForMemory(this.kernel, process, full)) return
      if (process.status || process.pending.has(9)) return
    }
  }
}
