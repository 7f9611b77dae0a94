import { Sha256 } from '../../base/sha256.ts'
import type { Kernel } from './kernel.ts'
import { namespaceKinds } from './namespace/table.ts'
import type { Process, Task } from './task.ts'
import { TtyFile } from './tty/tty-file.ts'

/**
 * The state of a kernel as one SHA-256: processes with their threads, descriptors and places, namespaces, control groups, terminals, log. Equal
 * histories give equal digests; disks and the network add their own.
 */
export function kernelDigest(kernel: Kernel): string {
  const hash = new Sha256()
  const put = (...values: readonly unknown[]): void => void hash.update(`${values.map(text).join('\t')}\n`)
  put(kernel.hostname, kernel.uptimeMs, kernel.taskCount, kernel.forks, kernel.halted, kernel.memory.usedBytes, kernel.log.written)
  for (const process of kernel.processes()) putProcess(kernel, process, put)
  for (const kind of namespaceKinds)
    put(
      kind,
      [...kernel.namespaces.of(kind)].map((namespace) => kernel.namespaces.inode(namespace)),
    )
  kernel.cpus.settleAll()
  for (const group of kernel.cgroups.root.descendants()) {
    const { cpu, memory, pids } = group
    put(
      group.path,
      group.population,
      group.freeze,
      [...group.subtreeControl].sort(),
      cpu.userMs,
      cpu.systemMs,
      cpu.weight,
      cpu.quotaMs,
      cpu.throttledMs,
    )
    put(memory.current, memory.peak, memory.max, Object.values(memory.events), pids.current, pids.max, pids.refused)
  }
  return hash.hex()
}

type Put = (...values: readonly unknown[]) => void

function putProcess(kernel: Kernel, process: Process, put: Put): void {
  const who = process.credentials
  put(
    process.pid,
    process.parent?.pid,
    process.pgid,
    process.sid,
    process.name,
    process.argv,
    [...process.env].map(([name, value]) => `${name}=${value}`),
  )
  put(
    process.status && JSON.stringify(process.status),
    process.stopped,
    [...process.pending].sort(),
    process.nice,
    process.rssBytes,
    process.cgroup.path,
  )
  put(who.uid, who.euid, who.gid, who.egid, who.groups, who.effective.size, process.startedMs)
  if (process.status) return
  put(kernel.pathOf(process.directories.cwd), kernel.pathOf(process.directories.root), process.directories.umask)
  put(namespaceKinds.map((kind) => kernel.namespaces.inode(process.namespaces[kind])))
  for (const thread of process.threads) putThread(thread, put)
  for (const [fd, file] of process.files.entries()) {
    put(fd, file.describe(), file.flags, file.offset)
    if (file instanceof TtyFile)
      put(file.terminal.name, Object.values(file.terminal.termios).map(text), file.terminal.output.length, file.terminal.input.readable)
  }
}

function putThread(thread: Task, put: Put): void {
  put(
    thread.tid,
    thread.state,
    thread.request?.call,
    thread.sleep?.channel,
    thread.sleep?.untilMs,
    thread.userMs,
    thread.systemMs,
    thread.frames.length,
  )
}

function text(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(text).join(',')}]`
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}
