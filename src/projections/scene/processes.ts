import type { Kernel } from '../../engine/linux/kernel/kernel.ts'
import type { Process } from '../../engine/linux/kernel/task.ts'
import type { SceneBuilder } from './builder.ts'
import { sceneId } from './ids.ts'
import type { EntityId } from './scene.ts'

const commandLength = 30

/** Draws a host's processes, each inside the container it belongs to or else in the kernel; kernel threads are left out. */
export function drawProcesses(build: SceneBuilder, kernel: Kernel, parentOf: (process: Process) => EntityId): void {
  const host = kernel.hostname
  for (const process of kernel.processes()) {
    // A kernel thread has no program.
    if (!process.executable && !process.status) continue
    const inner = process.id.in(process.namespaces.pid)
    const { pid, parent } = process
    build.add(isDaemon(process) ? 'daemon' : 'process', sceneId.process(host, pid), parentOf(process), labelOf(process), {
      sublabel: inner !== undefined && inner !== pid ? `${inner} → ${pid}` : String(pid),
      state: process.status ? 'failed' : process.stopped ? 'paused' : 'running',
      facts: {
        pid,
        pidInside: inner === pid ? undefined : inner,
        ppid: parent?.pid,
        command: process.argv.join(' '),
        state: process.leader.state,
        uid: process.credentials.uid,
        threads: process.threads.length,
        rssBytes: process.rssBytes,
        cgroup: process.cgroup.path,
        terminal: process.terminal?.name,
      },
    })
    if (parent && parent.pid > 0) build.link('child-of', sceneId.process(host, pid), sceneId.process(host, parent.pid))
  }
}

/** Waits in the background: no terminal, started by init (or init itself). */
function isDaemon(process: Process): boolean {
  return process.terminal === undefined && (process.pid === 1 || process.parent?.pid === 1)
}

/** What a person typed is drawn with its arguments, a daemon by its name. */
function labelOf(process: Process): string {
  if (!process.terminal || process.argv.length === 0) return process.name
  const [program = '', ...rest] = process.argv
  const line = [program.slice(program.lastIndexOf('/') + 1), ...rest].join(' ')
  return line.length > commandLength ? `${line.slice(0, commandLength - 1)}…` : line
}
