import type { FactId } from '../../base/trace.ts'
import type { Pid, Request, ResourceLimit, ResourceName, SignalHandler, Sys, TracedCall, WaitStatus } from './calls.ts'
import type { Cgroup } from './cgroup/cgroup.ts'
import type { MemoryAccount } from './cgroup/memory.ts'
import type { Credentials } from './credentials.ts'
import type { FdTable } from './fd-table.ts'
import type { PathRef } from './fs/path-ref.ts'
import type { Kernel } from './kernel.ts'
import type { Namespaces } from './namespace/namespaces.ts'
import type { PidNamespace, ProcessId } from './namespace/pid.ts'
import type { SeccompFilter } from './process/seccomp.ts'
import type { ProcessGroup, Session } from './process/session.ts'
import type { ExecutableNote } from './program.ts'
import type { Burst } from './scheduler/burst.ts'
import { uncredited } from './scheduler/share.ts'
import type { Signal } from './signal.ts'
import type { Terminal } from './tty/terminal.ts'
import type { KernelCode, Sleep, WakeReason } from './wait.ts'
import { WaitQueue } from './wait.ts'

/** What a process sees of the file systems (fs_struct). */
export interface Directories {
  root: PathRef
  cwd: PathRef
  umask: number
}

/** R running or runnable, S sleeping, D uninterruptible, T stopped, Z zombie, X gone, I idle kernel thread: ps's STAT letter. */
export type TaskState = 'R' | 'S' | 'D' | 'T' | 'Z' | 'X' | 'I'

/** The program's code, or a signal handler's on top of it. */
export interface Frame {
  readonly code: Sys<unknown>
  /** What the call it waits for answered: given to it when it runs next. */
  resume: unknown
  /** An interrupted call, issued again when the handler above is through (SA_RESTART). */
  restart: Request | undefined
}

/** A thread: one line of execution. */
export class Task {
  /** The program's code, innermost signal handler last. */
  readonly frames: Frame[] = []
  /** The system call it is in, for strace and ps. */
  request: Request | undefined
  /** Suspended kernel code of that call. */
  kernelCode: KernelCode<unknown> | undefined
  sleep: Sleep | undefined
  /** Stops the current sleep's timers and queues. */
  stopSleeping: (() => void) | undefined
  /** Why it woke: given to the kernel code when it runs next. */
  wakeReason: WakeReason = 'woken'
  /** A CPU burst under way. */
  burst: Burst | undefined
  /** In the run queue. */
  queued = false
  /** Ready to run, but its process is stopped or frozen or its tracer holds it. */
  parked = false
  /** Waits for its tracer to look at the call it finished. */
  held = false
  /** Its last instruction was executed. */
  gone = false
  /** System calls' time not yet spent on a CPU, milliseconds. */
  debtMs = 0
  /** The fact that what it does is attributed to. */
  cause: FactId | undefined
  /** CPU time up to the burst under way: see `userMs`. */
  creditedUserMs = 0
  creditedSystemMs = 0
  voluntarySwitches = 0
  involuntarySwitches = 0

  constructor(
    public id: ProcessId,
    readonly process: Process,
    public namespaces: Namespaces,
  ) {}

  /** Id in the initial pid namespace. */
  get tid(): Pid {
    return this.id.global
  }

  get kernel(): Kernel {
    return this.process.kernel
  }

  /** CPU time in user mode until now, milliseconds. */
  get userMs(): number {
    return this.creditedUserMs + (this.burst?.mode === 'user' ? uncredited(this.burst, this.kernel.clock.nowMs) : 0)
  }

  /** CPU time in system mode until now, milliseconds. */
  get systemMs(): number {
    return this.creditedSystemMs + this.debtMs + (this.burst?.mode === 'system' ? uncredited(this.burst, this.kernel.clock.nowMs) : 0)
  }

  get state(): TaskState {
    if (this.process.status) return 'Z'
    if (this.gone) return 'X'
    if (this.process.kernelThread) return this.process.kernelThread
    if (this.process.stopped) return 'T'
    if (this.process.cgroup.frozen) return 'S'
    if (this.burst) return 'R'
    if (this.sleep) return this.sleep.uninterruptible ? 'D' : 'S'
    return 'R'
  }
}

/** A process: a group of threads that share descriptors, directories, handlers and credentials. */
export class Process {
  /** Live threads, the leader first. */
  readonly threads: Task[] = []
  readonly children = new Set<Process>()
  /** Woken when a child changes state. */
  readonly childChanged = new WaitQueue()
  /** How it ended, while it is a zombie. */
  status: WaitStatus | undefined
  /** A thread of the kernel itself: what ps shows as its state. */
  kernelThread: 'I' | 'S' | undefined
  /** Stopped by a signal (job control). */
  stopped = false
  /** A stop or continuation its parent has not waited for. */
  unreported: WaitStatus | undefined
  /** argv as /proc/PID/cmdline shows it. */
  argv: readonly string[] = []
  env: ReadonlyMap<string, string> = new Map()
  /** comm: at most 15 characters. */
  name = ''
  /** What /proc/PID/exe links to. */
  executable: PathRef | undefined
  note: ExecutableNote | undefined
  readonly handlers = new Map<Signal, SignalAction>()
  readonly pending = new Set<Signal>()
  readonly blocked = new Set<Signal>()
  /** Replaced as a whole when one changes. */
  limits: ReadonlyMap<ResourceName, ResourceLimit> = new Map()
  nice = 0
  /** -1000 to 1000, /proc/PID/oom_score_adj. */
  oomScoreAdj = 0
  childSubreaper = false
  noNewPrivileges = false
  seccomp: SeccompFilter | undefined
  dumpable = true
  parentDeathSignal: Signal | undefined
  /** Namespace its future children are born in, after unshare or setns of a pid namespace. */
  pidNamespaceForChildren: PidNamespace | undefined
  /** Program's own resident memory plus what `memory` set, bytes. */
  rssBytes = 0
  maxRssBytes = 0
  /** What `memory` set last. */
  anonymousBytes = 0
  /** What `chargedTo` was charged. */
  chargedBytes = 0
  chargedTo: MemoryAccount | undefined
  /** What it read from and wrote to files (/proc/PID/io); the bytes are those that met a disk. */
  readonly io = { reads: 0, readChars: 0, readBytes: 0, writes: 0, writtenChars: 0, writtenBytes: 0 }
  /** CPU of its threads that ended. */
  endedUserMs = 0
  endedSystemMs = 0
  /** CPU of children that were waited for. */
  childrenUserMs = 0
  childrenSystemMs = 0
  childrenMaxRssBytes = 0
  /** Who traces it (strace). */
  tracer: Process | undefined
  /** Its children are traced too. */
  traceChildren = false
  /** Calls of its tracees it has not looked at. */
  tracees: TraceeRecord | undefined
  /** State a daemon published with `expose`, by name. */
  readonly exposed = new Map<string, object>()
  /** The leader's thread: stays while the process is known, even as a zombie. */
  leader!: Task

  constructor(
    readonly id: ProcessId,
    readonly kernel: Kernel,
    public parent: Process | undefined,
    public group: ProcessGroup,
    public files: FdTable,
    public directories: Directories,
    public credentials: Credentials,
    public cgroup: Cgroup,
    /** Milliseconds since boot. */
    readonly startedMs: number,
  ) {}

  /** Id in the initial pid namespace. */
  get pid(): Pid {
    return this.id.global
  }

  get pgid(): Pid {
    return this.group.pgid
  }

  get sid(): Pid {
    return this.group.session.sid
  }

  get session(): Session {
    return this.group.session
  }

  /** Controlling terminal. */
  get terminal(): Terminal | undefined {
    return this.group.session.terminal
  }

  /** The leader's namespaces; a thread may have left some of them: ask the task where one acts. */
  get namespaces(): Namespaces {
    return this.leader.namespaces
  }

  get userMs(): number {
    let sum = this.endedUserMs
    for (const thread of this.threads) sum += thread.userMs
    return sum
  }

  get systemMs(): number {
    let sum = this.endedSystemMs
    for (const thread of this.threads) sum += thread.systemMs
    return sum
  }
}

/** What sigaction set. */
export interface SignalAction {
  readonly handler: SignalHandler
  /** SA_RESTART. */
  readonly restart: boolean
}

/** What a tracer knows: its tracees and their calls in order. */
export interface TraceeRecord {
  readonly processes: Set<Process>
  readonly calls: TracedCall[]
  readonly changed: WaitQueue
}
