/**
 * proc(5): the processes of a pid namespace and the state of the host, as text made when it is read.
 *
 * Follows Linux 6.1 fs/proc. Leaves out memory images (mem, pagemap, smaps), interrupts, timers, slab and page statistics, and
 * everything this kernel does not model; such names do not exist.
 */
import { err, ok } from '../../../../base/result.ts'
import type { Kernel } from '../../kernel.ts'
import type { PidNamespace } from '../../namespace/pid.ts'
import type { Task } from '../../task.ts'
import type { View, ViewDirectory } from '../views/view.ts'
import { viewDirectory, viewLink, viewText } from '../views/view.ts'
import { ViewFileSystem } from '../views/view-file-system.ts'
import * as host from './host-text.ts'
import { processDirectory } from './process-directory.ts'
import { sysctlDirectory } from './sysctl.ts'

/** A /proc that shows the processes of a pid namespace. */
export function procFileSystem(kernel: Kernel, seen: PidNamespace, dev: number, options: string): ViewFileSystem {
  return new ViewFileSystem('proc', dev, rootDirectory(kernel, seen), kernel.clock.unixMs, options)
}

function rootDirectory(kernel: Kernel, seen: PidNamespace): ViewDirectory {
  const fixed = viewDirectory(hostFiles(kernel, seen))
  return {
    kind: 'directory',
    get nlink() {
      return (fixed.nlink ?? 2) + seen.processes().length
    },
    names: function* (task) {
      yield* fixed.names(task)
      for (const process of seen.processes()) yield String(process.id.in(seen))
    },
    get: (name, task) => {
      if (!/^[1-9]\d*$/.test(name)) return fixed.get(name, task)
      const thread = seen.tasks.get(Number(name))
      return thread && processDirectory(kernel, thread.process, seen)
    },
  }
}

function hostFiles(kernel: Kernel, seen: PidNamespace): Record<string, View> {
  const self = (task: Task | undefined) => (task ? task.process.id.in(seen) : 0)
  const lastPid = () => Math.max(0, ...seen.tasks.keys())
  return {
    cmdline: viewText(() => host.commandLineText(kernel)),
    cpuinfo: viewText(() => host.cpuInfoText(kernel)),
    devices: viewText(() => host.devicesText(kernel)),
    diskstats: viewText(() => host.diskStatsText(kernel)),
    filesystems: viewText(() => host.fileSystemsText(kernel)),
    loadavg: viewText(() => host.loadText(kernel, lastPid())),
    meminfo: viewText(() => host.memInfoText(kernel)),
    modules: viewText(() => [...kernel.vfs.modules].map(([name, size]) => `${name} ${size} 0 - Live 0x0000000000000000\n`).join('')),
    mounts: viewLink('self/mounts'),
    net: viewLink('self/net'),
    partitions: viewText(() => host.partitionsText(kernel)),
    self: viewLink((task) => String(self(task))),
    stat: viewText(() => host.statText(kernel)),
    swaps: viewText(() => 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n'),
    sys: sysctlDirectory(kernel),
    'sysrq-trigger': { kind: 'file', mode: 0o200, write: (task, text) => sysrq(kernel, task, text) },
    'thread-self': viewLink((task) => (task ? `${self(task)}/task/${task.id.in(seen)}` : '')),
    uptime: viewText(() => host.uptimeText(kernel)),
    version: viewText(() => host.versionText(kernel)),
  }
}

/** b restarts and o powers off at once, s syncs (there is nothing to write back), c panics as if init had died. */
function sysrq(kernel: Kernel, _task: Task, text: string) {
  const key = text[0] ?? ''
  const actions: Readonly<Record<string, () => void>> = {
    b: () => kernel.shutDown('restart'),
    o: () => kernel.shutDown('poweroff'),
    s: () => kernel.log.print('sysrq: Emergency Sync'),
    c: () => kernel.initDied({ kind: 'signaled', signal: 11, coreDumped: false }),
  }
  const action = actions[key]
  if (!action) return err('EINVAL' as const)
  action()
  return ok(undefined)
}
