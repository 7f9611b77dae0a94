import { rootCredentials } from '../credentials.ts'
import { FdTable } from '../fd-table.ts'
import type { Kernel } from '../kernel.ts'
import { ProcessId } from '../namespace/pid.ts'
import { Process, Task } from '../task.ts'
import { ProcessGroup, Session } from './session.ts'
import { wakeNewTask } from './start.ts'

/** A thread of the kernel as ps shows it: `I` idle, `S` asleep; a negative nice value shows as `<`. */
export interface KernelThread {
  readonly name: string
  readonly state: 'I' | 'S'
  readonly nice?: number
}

/** What a kernel of that release runs by itself, in order of creation (kthreadd first, as pid 2). */
export function usualKernelThreads(cpus: number): readonly KernelThread[] {
  const idle = (name: string, nice?: number): KernelThread => ({ name, state: 'I', ...(nice !== undefined && { nice }) })
  const asleep = (name: string): KernelThread => ({ name, state: 'S' })
  const perCpu = Array.from({ length: cpus }, (_, cpu) => [
    ...(cpu > 0 ? [asleep(`cpuhp/${cpu}`), asleep(`migration/${cpu}`), asleep(`ksoftirqd/${cpu}`)] : []),
    idle(`kworker/${cpu}:0-events`),
    idle(`kworker/${cpu}:0H-events_highpri`, -20),
  ]).flat()
  return [
    asleep('kthreadd'),
    ...['rcu_gp', 'rcu_par_gp', 'slub_flushwq', 'netns'].map((name) => idle(name, -20)),
    idle('mm_percpu_wq', -20),
    ...['rcu_tasks_kthread', 'rcu_tasks_rude_kthread', 'rcu_tasks_trace_kthread'].map((name) => idle(name)),
    asleep('ksoftirqd/0'),
    idle('rcu_preempt'),
    asleep('migration/0'),
    asleep('cpuhp/0'),
    ...perCpu,
    asleep('kdevtmpfs'),
    idle('inet_frag_wq', -20),
    ...['kauditd', 'khungtaskd', 'oom_reaper'].map(asleep),
    idle('writeback', -20),
    ...['kcompactd0', 'ksmd', 'khugepaged'].map(asleep),
    ...['kintegrityd', 'kblockd', 'blkcg_punt_bio', 'md', 'edac-poller', 'devfreq_wq'].map((name) => idle(name, -20)),
    asleep('watchdogd'),
    asleep('kswapd0'),
    ...['kthrotld', 'acpi_thermal_pm', 'mld', 'ipv6_addrconf', 'kstrp', 'scsi_tmf_0'].map((name) => idle(name, -20)),
    asleep('scsi_eh_0'),
    asleep('jbd2/sda1-8'),
    idle('ext4-rsv-conver', -20),
  ]
}

/** Makes the kernel's own threads; they hold nothing, run nothing and hear no signals. */
export function startKernelThreads(kernel: Kernel, threads: readonly KernelThread[]): void {
  const { pid } = kernel.initialNamespaces
  const none = ProcessId.none(pid)
  const group = new ProcessGroup(none, new Session(none, undefined))
  const root = kernel.initialNamespaces.mnt.rootRef
  let kthreadd: Process | undefined
  for (const thread of threads) {
    const id = ProcessId.allocate(pid)
    if (!id) return
    const directories = { root, cwd: root, umask: 0o022 }
    const process = new Process(id, kernel, kthreadd, group, new FdTable(0), directories, rootCredentials, kernel.cgroups.root, kernel.uptimeMs)
    process.kernelThread = thread.state
    process.name = thread.name
    process.nice = thread.nice ?? 0
    wakeNewTask(kernel, process, new Task(id.acquire(), process, kernel.initialNamespaces))
    kernel.memory.release(process)
    kthreadd ??= process
  }
}
