/** /proc/sys (sysctl(8)). Parameters of the network belong to its namespace and come from that room. */
import { err, ok } from '../../../../base/result.ts'
import { sha256Hex } from '../../../../base/sha256.ts'
import type { Res } from '../../calls.ts'
import { capabilities, capable } from '../../credentials.ts'
import type { Kernel } from '../../kernel.ts'
import type { Task } from '../../task.ts'
import type { View, ViewDirectory } from '../views/view.ts'
import { viewDirectory, viewText, viewValue } from '../views/view.ts'
import { netSysctlDirectory } from './net-sysctl.ts'

/** Parameters that only keep what is written, with Linux's defaults. */
const stored: Readonly<Record<string, string>> = {
  'fs.aio-max-nr': '65536',
  'fs.file-max': '9223372036854775807',
  'fs.inotify.max_queued_events': '16384',
  'fs.inotify.max_user_instances': '128',
  'fs.inotify.max_user_watches': '65536',
  'fs.nr_open': '1048576',
  'fs.pipe-max-size': '1048576',
  'fs.protected_hardlinks': '1',
  'fs.protected_symlinks': '1',
  'fs.suid_dumpable': '0',
  'kernel.core_pattern': 'core',
  'kernel.dmesg_restrict': '0',
  'kernel.hung_task_timeout_secs': '120',
  'kernel.keys.maxkeys': '200',
  'kernel.keys.root_maxbytes': '25000000',
  'kernel.keys.root_maxkeys': '1000000',
  'kernel.kptr_restrict': '0',
  'kernel.msgmax': '8192',
  'kernel.panic': '0',
  'kernel.panic_on_oops': '0',
  'kernel.pid_max': '32768',
  'kernel.printk': '4\t4\t1\t7',
  'kernel.sem': '32000\t1024000000\t500\t32000',
  'kernel.shmall': '18446744073692774399',
  'kernel.shmmax': '18446744073692774399',
  'kernel.shmmni': '4096',
  'kernel.sysrq': '438',
  'kernel.unprivileged_userns_clone': '1',
  'user.max_mnt_namespaces': '7748',
  'user.max_net_namespaces': '7748',
  'user.max_pid_namespaces': '7748',
  'user.max_user_namespaces': '7748',
  'vm.dirty_background_ratio': '10',
  'vm.dirty_ratio': '20',
  'vm.drop_caches': '0',
  'vm.max_map_count': '65530',
  'vm.min_free_kbytes': '45056',
  'vm.overcommit_memory': '0',
  'vm.overcommit_ratio': '50',
  'vm.panic_on_oom': '0',
  'vm.swappiness': '60',
  'vm.vfs_cache_pressure': '100',
}

/** What was written, by kernel. */
const written = new WeakMap<Kernel, Map<string, string>>()

const privileged = (task: Task): boolean => task.process.credentials.euid === 0 || capable(task.process.credentials, 'CAP_SYS_ADMIN')

export function sysctlDirectory(kernel: Kernel): ViewDirectory {
  const files = new Map<string, View>()
  for (const [name, value] of Object.entries(stored)) files.set(name, storedParameter(kernel, name, value))
  for (const [name, view] of Object.entries(live(kernel))) files.set(name, view)
  return branch(files, '', kernel)
}

function storedParameter(kernel: Kernel, name: string, initial: string): View {
  return viewValue(
    () => `${written.get(kernel)?.get(name) ?? initial}\n`,
    (task, text) => {
      if (!privileged(task)) return err('EPERM')
      const value = text.replace(/\n$/, '')
      if (/^-?\d+$/.test(initial) && !/^\s*-?\d+\s*$/.test(value)) return err('EINVAL')
      const values = written.get(kernel) ?? new Map<string, string>()
      written.set(kernel, values.set(name, value.trim()))
      return ok(undefined)
    },
  )
}

function live(kernel: Kernel): Record<string, View> {
  const { options, random } = kernel
  const bootId = sha256Hex(`${options.hostname} ${kernel.clock.epochMs} ${kernel.bootedMs} ${random.seed}`)
  return {
    'fs.file-nr': viewText(() => `${openFiles(kernel)}\t0\t9223372036854775807\n`),
    'kernel.cap_last_cap': viewText(() => `${capabilities.length - 1}\n`),
    'kernel.domainname': nodeName('domainname'),
    'kernel.hostname': nodeName('nodename'),
    'kernel.ngroups_max': viewText(() => '65536\n'),
    'kernel.osrelease': viewText(() => `${options.release}\n`),
    'kernel.ostype': viewText(() => 'Linux\n'),
    'kernel.threads-max': viewText(() => `${Math.floor(kernel.memory.totalBytes / 131_072)}\n`),
    'kernel.version': viewText(() => `${options.version}\n`),
    'kernel.random.boot_id': viewText(() => `${uuid(bootId)}\n`),
    'kernel.random.entropy_avail': viewText(() => '256\n'),
    'kernel.random.poolsize': viewText(() => '256\n'),
    'kernel.random.uuid': viewText(() => `${uuid(random.stream('proc/uuid').hex(32))}\n`),
  }
}

/** Version 4. */
function uuid(hex: string): string {
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function openFiles(kernel: Kernel): number {
  const files = new Set<object>()
  for (const process of kernel.processes()) for (const [, file] of process.files.entries()) files.add(file)
  return files.size
}

function nodeName(key: 'nodename' | 'domainname'): View {
  return viewValue(
    (task) => `${task.namespaces.uts[key]}\n`,
    (task, text): Res<undefined> => {
      if (!privileged(task)) return err('EPERM')
      task.namespaces.uts[key] = text.replace(/\n$/, '').slice(0, 64)
      return ok(undefined)
    },
  )
}

/** The directory of the names below a prefix; `net` belongs to the reader's network namespace. */
function branch(files: ReadonlyMap<string, View>, prefix: string, kernel: Kernel): ViewDirectory {
  const children: Record<string, View> = {}
  for (const name of files.keys()) {
    if (!name.startsWith(prefix)) continue
    const [child = '', ...rest] = name.slice(prefix.length).split('.')
    if (rest.length === 0) children[child] = files.get(name) as View
    else children[child] ??= branch(files, `${prefix}${child}.`, kernel)
  }
  const fixed = viewDirectory(children)
  if (prefix !== '') return fixed
  return {
    ...fixed,
    names: (task) => [...fixed.names(task), 'net'],
    get: (name, task) => (name === 'net' ? netSysctlDirectory((task?.namespaces ?? kernel.initialNamespaces).net) : fixed.get(name, task)),
  }
}
