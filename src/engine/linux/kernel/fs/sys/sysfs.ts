/**
 * sysfs(5): the CPUs, the disks, the interfaces of a network namespace, and the directories that other file systems are mounted on.
 * Leaves out buses, drivers, power, firmware and everything else.
 */
import type { Kernel } from '../../kernel.ts'
import type { NetNamespace } from '../../net/net-namespace.ts'
import type { BlockDevice } from '../device-table.ts'
import type { View, ViewDirectory } from '../views/view.ts'
import { viewDirectory, viewText } from '../views/view.ts'
import { ViewFileSystem } from '../views/view-file-system.ts'

export function sysFileSystem(kernel: Kernel, net: NetNamespace, dev: number): ViewFileSystem {
  const empty = () => viewDirectory({})
  const root = viewDirectory({
    block: disks(kernel),
    class: viewDirectory({ net: classNet(kernel, net), block: disks(kernel) }),
    dev: viewDirectory({ block: empty(), char: empty() }),
    devices: viewDirectory({ system: viewDirectory({ cpu: processors(kernel.cpus.count) }), virtual: viewDirectory({ net: classNet(kernel, net) }) }),
    firmware: empty(),
    fs: viewDirectory({ cgroup: empty(), bpf: empty(), ext4: empty(), pstore: empty() }),
    kernel: viewDirectory({ debug: empty(), mm: viewDirectory({ hugepages: empty() }), security: empty(), tracing: empty() }),
    module: modules(kernel),
  })
  return new ViewFileSystem('sysfs', dev, root, kernel.clock.unixMs)
}

function classNet(kernel: Kernel, net: NetNamespace): ViewDirectory {
  return {
    kind: 'directory',
    mode: 0o755,
    names: (task) => kernel.vfs.sysClassNet?.(net).names(task) ?? [],
    get: (name, task) => kernel.vfs.sysClassNet?.(net).get(name, task),
  }
}

function processors(count: number): ViewDirectory {
  const list = count === 1 ? '0\n' : `0-${count - 1}\n`
  const entries: Record<string, View> = {}
  for (let cpu = 0; cpu < count; cpu++) {
    entries[`cpu${cpu}`] = viewDirectory({
      ...(cpu > 0 && { online: viewText(() => '1\n') }),
      topology: viewDirectory({
        core_id: viewText(() => `${cpu}\n`),
        physical_package_id: viewText(() => '0\n'),
        thread_siblings_list: viewText(() => `${cpu}\n`),
      }),
    })
  }
  for (const name of ['online', 'possible', 'present']) entries[name] = viewText(() => list)
  entries.offline = viewText(() => '\n')
  return viewDirectory(entries)
}

function disks(kernel: Kernel): ViewDirectory {
  const all = () => [...kernel.vfs.devices.disks.values()]
  return {
    kind: 'directory',
    mode: 0o755,
    names: () => all().flatMap(({ name, disk }) => (disk === undefined ? [name] : [])),
    get: (name) => {
      const disk = all().find((candidate) => candidate.name === name && candidate.disk === undefined)
      return disk && diskDirectory(kernel, disk)
    },
  }
}

function diskDirectory(kernel: Kernel, disk: BlockDevice): ViewDirectory {
  const entries: Record<string, View> = {
    dev: viewText(() => `${Math.floor(disk.rdev / 256)}:${disk.rdev % 256}\n`),
    removable: viewText(() => '0\n'),
    ro: viewText(() => '0\n'),
    size: viewText(() => `${Math.floor(disk.bytes / 512)}\n`),
  }
  if (disk.disk === undefined) {
    entries.queue = viewDirectory({
      rotational: viewText(() => '0\n'),
      logical_block_size: viewText(() => '512\n'),
      physical_block_size: viewText(() => '512\n'),
    })
    for (const part of kernel.vfs.devices.disks.values()) if (part.disk === disk.name) entries[part.name] = diskDirectory(kernel, part)
  } else entries.partition = viewText(() => `${/\d+$/.exec(disk.name)?.[0] ?? ''}\n`)
  return viewDirectory(entries, { mode: 0o755 })
}

function modules(kernel: Kernel): ViewDirectory {
  return {
    kind: 'directory',
    names: () => kernel.vfs.modules.keys(),
    get: (name) => (kernel.vfs.modules.has(name) ? viewDirectory({ coresize: viewText(() => `${kernel.vfs.modules.get(name)}\n`) }) : undefined),
  }
}
