import { ok } from '../../../base/result.ts'
import type { View, ViewDirectory } from '../fs/views/view.ts'
import { ViewFileSystem } from '../fs/views/view-file-system.ts'
import type { Kernel } from '../kernel.ts'
import type { Cgroup } from './cgroup.ts'
import { cpuFiles, cpusetFiles, ioFiles, memoryFiles, pidsFiles } from './controller-files.ts'
import { coreFiles } from './core-files.ts'

/** The cgroup2 file system: a mount shows the hierarchy from the mounter's cgroup namespace down. */
export function setUpCgroupFs(kernel: Kernel): void {
  const dev = kernel.vfs.deviceNumber()
  const views = new WeakMap<Cgroup, ViewFileSystem>()
  kernel.vfs.types.set('cgroup2', ({ task, options }) => {
    if (options.some(([key]) => !['nsdelegate', 'memory_recursiveprot', 'memory_localevents', 'favordynmods'].includes(key)))
      return { ok: false, error: 'EINVAL' }
    const root = task.namespaces.cgroup.root
    let fs = views.get(root)
    if (!fs) {
      fs = new ViewFileSystem('cgroup2', dev, directoryOf(kernel, root), kernel.clock.unixMs, 'nsdelegate,memory_recursiveprot')
      views.set(root, fs)
    }
    return ok({ fs })
  })
}

/** A group as a directory: its files by what the parent's controllers allow, its children as subdirectories. */
function directoryOf(kernel: Kernel, group: Cgroup): ViewDirectory {
  const files = (): Record<string, View> => (group.dead ? {} : filesOf(kernel, group))
  return {
    kind: 'directory',
    mode: 0o755,
    timeMs: group.createdMs,
    identity: group.id,
    names: () => [...Object.keys(files()).sort(), ...group.children.keys()],
    get: (name) => {
      const child = group.children.get(name)
      return child ? directoryOf(kernel, child) : files()[name]
    },
    make: (name) => {
      const made = kernel.cgroups.create(group, name)
      return made.ok ? ok(undefined) : made
    },
    remove: (name) => {
      const child = group.children.get(name)
      return child ? kernel.cgroups.remove(child) : { ok: false, error: 'ENOENT' }
    },
  }
}

function filesOf(kernel: Kernel, group: Cgroup): Record<string, View> {
  return {
    ...coreFiles(kernel, group),
    ...cpuFiles(kernel, group, group.parent !== undefined && group.has('cpu')),
    ...(group.has('cpuset') && cpusetFiles(kernel, group)),
    ...(group.has('io') && ioFiles(group)),
    ...(group.has('memory') && (group.parent ? memoryFiles(kernel, group) : { 'memory.stat': memoryFiles(kernel, group)['memory.stat'] as View })),
    ...(group.parent && group.has('pids') && pidsFiles(group)),
  }
}
