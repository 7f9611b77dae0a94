import type { FactId } from '../../base/trace.ts'
import type { Pid, Request, ResourceLimit, ResourceName, SignalHandler, Sys, WaitStatus } from './calls.ts'
import type { Cgroup } from './cgroup/cgroup.ts'
import type { Credentials } from './credentials.ts'
import type { FdTable } from './fd-table.ts'
import type { PathRef } from './fs/path-ref.ts'
import type { Kernel } from './kernel.ts'
import type { Namespaces } from './namespace/namespaces.ts'
import type { ExecutableNote } from './program.ts'
import type { Signal } from './signal.ts'
import type { Terminal } from './tty/terminal.ts'
import type { KernelCode, Sleep } from './wait.ts'
import { WaitQueue } from './wait.ts'

/** What a process sees of the file systems (fs_struct). */
export interface Directories {
  root: PathRef
  cwd: PathRef
  umask: number
}

/** R running or runnable, S sleeping, D uninterruptible, T stopped, Z zombie, X gone: ps's STAT letter. */
export type TaskState = 'R' | 'S' | 'D' | 'T' | 'Z' | 'X'

/** A thread: one line of execution. */
export class Task {
  state: TaskState = 'R'
  /** The program's code, innermost signal handler last. */
  readonly frames: Sys<unknown>[] = []
  /** The system call it is in, for strace and ps. */
  request: Request | undefined
  /** Suspended kernel code of that call. */
  kernelCode: KernelCode<unknown> | undefined
  sleep: Sleep | undefined
  /** The fact that what it does is attributed to. */
  cause: FactId | undefined
  userMs = 0
  systemMs = 0

  constructor(
    readonly tid: Pid,
    readonly process: Process,
  ) {}

  get kernel(): Kernel {
    return this.process.kernel
  }
}

/** A process: a group of threads that share descriptors, directories, handlers and credentials (thread group leader's view). */
export class Process {
  readonly threads: Task[] = []
  readonly children = new Set<Process>()
  /** Woken when a child changes state. */
  readonly childChanged = new WaitQueue()
  status: WaitStatus | undefined
  /** argv as /proc/PID/cmdline shows it. */
  argv: readonly string[] = []
  env: ReadonlyMap<string, string> = new Map()
  /** comm: at most 15 characters. */
  name = ''
  /** What /proc/PID/exe links to. */
  executable: PathRef | undefined
  note: ExecutableNote | undefined
  pgid: Pid
  sid: Pid
  terminal: Terminal | undefined
  readonly handlers = new Map<Signal, SignalHandler>()
  readonly pending = new Set<Signal>()
  readonly blocked = new Set<Signal>()
  readonly limits = new Map<ResourceName, ResourceLimit>()
  nice = 0
  childSubreaper = false
  noNewPrivileges = false
  parentDeathSignal: Signal | undefined
  /** Program's own resident memory plus what `memory` set, bytes. */
  rssBytes = 0
  maxRssBytes = 0
  /** CPU of children that were waited for. */
  childrenUserMs = 0
  childrenSystemMs = 0
  /** State a daemon published with `expose`, by name. */
  readonly exposed = new Map<string, object>()

  constructor(
    /** Id in the initial pid namespace. */
    readonly pid: Pid,
    readonly kernel: Kernel,
    public parent: Process | undefined,
    public files: FdTable,
    public directories: Directories,
    public credentials: Credentials,
    public namespaces: Namespaces,
    public cgroup: Cgroup,
    /** Milliseconds since boot. */
    readonly startedMs: number,
  ) {
    this.pgid = parent?.pgid ?? pid
    this.sid = parent?.sid ?? pid
  }
}
