/**
 * A host's kernel: processes, signals, namespaces, control groups, terminals, files and sockets behind the system-call interface of
 * calls.ts. Follows Linux 6.1. Leaves out memory management below the level of sizes, block I/O scheduling, modules and SELinux; of seccomp there are lists of denied calls, no programs.
 */
import type { Clock } from '../../base/clock.ts'
import type { RandomStreams } from '../../base/random.ts'
import { err } from '../../base/result.ts'
import type { FactData, FactId, TraceBus } from '../../base/trace.ts'
import { printBootLog } from './boot-log.ts'
import type { Request, WaitStatus } from './calls.ts'
import { setUpCgroupFs } from './cgroup/cgroup-fs.ts'
import { CgroupTree } from './cgroup/tree.ts'
import { kernelDigest } from './digest.ts'
import type { PathRef } from './fs/path-ref.ts'
import { describePlace } from './fs/place-name.ts'
import type { StoredFileSystem } from './fs/stored-file-system.ts'
import type { TreeDirectory } from './fs/tree.ts'
import { Vfs } from './fs/vfs.ts'
import { KernelLog } from './kernel-log.ts'
import { Memory } from './memory.ts'
import { initialNamespaces } from './namespace/initial.ts'
import type { Namespaces } from './namespace/namespaces.ts'
import { NamespaceTable } from './namespace/table.ts'
import type { UserNamespace } from './namespace/user.ts'
import type { NetNamespace } from './net/net-namespace.ts'
import { startInit } from './process/init.ts'
import type { KernelThread } from './process/kernel-threads.ts'
import { startKernelThreads } from './process/kernel-threads.ts'
import { denies } from './process/seccomp.ts'
import { standStill } from './process/standstill.ts'
import type { ProgramTable } from './program.ts'
import { Tracing } from './ptrace.ts'
import { handlers, newNetNamespace, setUpRooms } from './rooms.ts'
import { Cpus } from './scheduler/cpus.ts'
import { RunQueue } from './scheduler/run-queue.ts'
import { runTask } from './scheduler/runner.ts'
import { sendSignal } from './signal/send.ts'
import type { Signal } from './signal.ts'
import type { Process, Task } from './task.ts'
import { setUpTerminals } from './tty/devices.ts'
import type { Terminal } from './tty/terminal.ts'

export interface KernelOptions {
  readonly hostname: string
  readonly clock: Clock
  readonly random: RandomStreams
  readonly trace: TraceBus
  readonly programs: ProgramTable
  readonly cpus: number
  readonly memoryBytes: number
  readonly diskBytes: number
  /** `6.1.0-18-amd64`. */
  readonly release: string
  /** `#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)`. */
  readonly version: string
  readonly machine: 'x86_64'
  readonly root: TreeDirectory
  readonly rootFsType: 'ext4' | 'xfs'
  /** The disk as an earlier kernel of the machine left it, instead of a fresh one holding `root`. */
  readonly disk?: StoredFileSystem
  /** Threads of the kernel itself, for ps (usualKernelThreads); none by default. */
  readonly kernelThreads?: readonly KernelThread[]
  /** A program threw: a bug of Cais. Without it the error goes up through `clock.advanceTo`. */
  readonly onProgramFailure?: (task: Task, error: unknown) => void
  /** The machine is told to power off or restart, or its init died. */
  readonly onShutDown?: (how: 'poweroff' | 'restart' | 'halt' | 'panic') => void
}

export class Kernel {
  readonly hostname: string
  readonly clock: Clock
  readonly random: RandomStreams
  readonly trace: TraceBus
  readonly programs: ProgramTable
  /** Virtual time of boot, milliseconds since the world began. */
  readonly bootedMs: number
  readonly log: KernelLog
  readonly cpus: Cpus
  readonly runQueue: RunQueue
  readonly memory: Memory
  readonly cgroups: CgroupTree
  readonly namespaces = new NamespaceTable()
  readonly initialNamespaces: Namespaces
  readonly tracing: Tracing
  readonly vfs: Vfs
  /** /dev/tty1 and following. */
  readonly consoles: readonly Terminal[]
  /** Pid 1. */
  init: Process | undefined
  /** Processes and threads that exist, zombies included. */
  taskCount = 0
  processCount = 0
  /** Processes ever started. */
  forks = 0
  /** Powered off or panicked: nothing runs any more. */
  halted = false
  private nextAnonymousInode = 20_000

  constructor(readonly options: KernelOptions) {
    this.hostname = options.hostname
    this.clock = options.clock
    this.random = options.random
    this.trace = options.trace
    this.programs = options.programs
    this.bootedMs = options.clock.nowMs
    this.log = new KernelLog(options.clock, this.bootedMs)
    this.cpus = new Cpus(options.cpus, options.clock)
    this.runQueue = new RunQueue(options.clock, (task) => runTask(this, task))
    this.memory = new Memory(this, options.memoryBytes)
    this.cgroups = new CgroupTree(this)
    this.tracing = new Tracing(this)
    const { root, rootFsType, diskBytes, memoryBytes } = options
    const record = (kind: string, data: FactData): void =>
      void this.trace.record({ host: this.hostname, kind, actor: 'kernel', cause: undefined, data })
    this.vfs = new Vfs({ root, rootFsType, diskBytes, memoryBytes, disk: options.disk, nowMs: () => this.clock.unixMs, record })
    this.initialNamespaces = initialNamespaces(this)
    this.namespaces.addInitial(this.initialNamespaces)
    this.consoles = setUpTerminals(this)
    setUpCgroupFs(this)
    setUpRooms(this)
  }

  /** Milliseconds since boot. */
  get uptimeMs(): number {
    return this.clock.nowMs - this.bootedMs
  }

  /** Starts the first program as pid 1. */
  start(path: string, argv: readonly string[], env: ReadonlyMap<string, string> = new Map()): Process {
    printBootLog(this)
    const init = startInit(this, path, argv, env)
    startKernelThreads(this, this.options.kernelThreads ?? [])
    return init
  }

  /** Every process of the host, zombies included, by ascending pid. */
  processes(): Process[] {
    return this.initialNamespaces.pid.processes()
  }

  /** Processes and threads of a real user id. */
  tasksOf(uid: number): number {
    let count = 0
    for (const task of this.initialNamespaces.pid.tasks.values()) if (task.process.credentials.uid === uid) count++
    return count
  }

  /** Performs a system call: its result, or kernel code that may sleep. */
  handle(task: Task, request: Request): unknown {
    const { seccomp } = task.process
    if (seccomp && denies(seccomp, request)) return err('EPERM')
    return handlers[request.call](task, request)
  }

  sendSignal(process: Process, signal: Signal): void {
    sendSignal(this, process, signal)
  }

  /** Takes the threads off the CPU: the process stops or its cgroup freezes. */
  parkThreads(process: Process): void {
    for (const thread of process.threads) if (thread.burst) this.cpus.remove(thread.burst)
  }

  /** Lets them go on, unless another reason to stand still is left. */
  unparkThreads(process: Process): void {
    if (process.stopped || process.cgroup.frozen) return
    for (const thread of process.threads) {
      if (thread.burst) this.cpus.resume(thread.burst)
      if (!thread.parked) continue
      thread.parked = false
      this.runQueue.add(thread)
    }
  }

  newNetNamespace(owner: UserNamespace): NetNamespace {
    return newNetNamespace(this, owner)
  }

  /** A number for a pipe, a socket, an anonymous file. */
  anonymousInode(): number {
    return this.nextAnonymousInode++
  }

  /** Path of a place from the root of its mount tree. */
  pathOf(place: PathRef): string {
    return describePlace(place)
  }

  /** SHA-256 of processes, descriptors, namespaces, control groups and terminals: equal histories give equal hashes. */
  stateHash(): string {
    return kernelDigest(this)
  }

  /** Records a fact: what `task` (or the kernel itself) did. */
  record(task: Task | undefined, kind: string, data: FactData, cause?: FactId): FactId {
    const actor = task ? `${task.process.name || 'init'}[${task.process.pid}]` : 'kernel'
    return this.trace.record({ host: this.hostname, kind, actor, cause: cause ?? task?.cause, data })
  }

  /** A program threw something it did not catch: a bug of Cais, reported. The process is already gone. */
  programFailed(task: Task, error: unknown): void {
    const { name, pid } = task.process
    this.log.print(`${name}[${pid}]: segfault at 0 ip 0000000000000000 sp 0000000000000000 error 4 in ${name}`)
    this.record(task, 'program.failed', { name, pid, error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) })
    if (this.options.onProgramFailure) this.options.onProgramFailure(task, error)
    else throw error
  }

  /** The host's init ended: the kernel cannot go on. */
  initDied(status: WaitStatus): void {
    if (this.halted) return
    const code = status.kind === 'exited' ? status.code << 8 : status.kind === 'signaled' ? status.signal : 0
    this.log.print(`Kernel panic - not syncing: Attempted to kill init! exitcode=0x${code.toString(16).padStart(8, '0')}`, 0)
    this.record(undefined, 'kernel.panicked', { code })
    standStill(this)
    this.options.onShutDown?.('panic')
  }

  /** The power goes: nothing runs any more, nobody is told. */
  powerCut(): void {
    standStill(this)
  }

  /** reboot(2). */
  shutDown(how: 'poweroff' | 'restart' | 'halt'): void {
    this.log.print({ poweroff: 'reboot: Power down', restart: 'reboot: Restarting system', halt: 'reboot: System halted' }[how], 5)
    this.record(undefined, 'kernel.shut-down', { how })
    standStill(this)
    this.options.onShutDown?.(how)
  }
}
