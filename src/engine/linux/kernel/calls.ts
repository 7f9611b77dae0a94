import type { Result } from '../../base/result.ts'
import type { FactData, FactId } from '../../base/trace.ts'
import type { Credentials } from './credentials.ts'
import type { Errno } from './errno.ts'
import type { NetfilterCalls } from './net/netfilter-calls.ts'
import type { NetlinkCalls } from './net/netlink-calls.ts'
import type { SocketAddress, SocketFamily, SocketOptions, SocketType } from './net/socket-address.ts'
import type { Signal } from './signal.ts'
import type { Termios, WindowSize } from './tty/termios.ts'

/**
 * The system-call interface: one entry a call, its request and its result. A program yields `{ call, ...request }`; the kernel resumes
 * it with the result. Names and meanings follow Linux (man section 2); a few calls that stand for what a real program does without the
 * kernel (using the CPU, holding memory) or that the lab needs (recording a fact) are marked «pseudo».
 */
export interface Calls extends ProcessCalls, FileCalls, SocketCalls, NetlinkCalls, NetfilterCalls {}

export type CallName = keyof Calls
export type Arguments<K extends CallName> = Parameters<Calls[K]>[0]
export type Returned<K extends CallName> = ReturnType<Calls[K]>

/** A system call as plain data. */
export type Request = { [K in CallName]: { readonly call: K } & Arguments<K> }[CallName]

/** A program's code: yields system calls, returns T. What a call resumes with is typed by the facade, `linux/sys.ts`. */
export type Sys<T> = Generator<Request, T, unknown>

export type Res<T> = Result<T, Errno>
export type Fd = number
export type Pid = number

export type NamespaceKind = 'mnt' | 'uts' | 'ipc' | 'pid' | 'net' | 'user' | 'cgroup'

export type WaitStatus =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signaled'; readonly signal: Signal; readonly coreDumped: boolean }
  | { readonly kind: 'stopped'; readonly signal: Signal }
  | { readonly kind: 'continued' }

export interface Usage {
  readonly userMs: number
  readonly systemMs: number
  readonly maxRssBytes: number
}

export interface Waited {
  readonly pid: Pid
  readonly status: WaitStatus
  readonly usage: Usage
}

/** `default`, `ignore`, or code that runs on the process between two of its own system calls; throwing unwinds the process's code. */
export type SignalHandler = 'default' | 'ignore' | (() => Sys<void>)

export interface UtsName {
  readonly sysname: string
  readonly nodename: string
  readonly release: string
  readonly version: string
  readonly machine: string
  readonly domainname: string
}

export type ResourceName = 'nofile' | 'nproc' | 'core' | 'fsize' | 'stack' | 'as' | 'cpu' | 'data' | 'memlock'
export interface ResourceLimit {
  /** Infinity for unlimited. */
  readonly soft: number
  readonly hard: number
}

export interface ProcessCalls {
  getpid(a: object): Pid
  getppid(a: object): Pid
  gettid(a: object): Pid
  /** fork, vfork, clone: the child runs `main` with copies (a thread: with the very same) of descriptors, directories, handlers. */
  clone(a: {
    main: () => Sys<number>
    thread?: boolean
    /** New namespaces for the child. */
    namespaces?: readonly NamespaceKind[]
    /** Child becomes a sibling (CLONE_PARENT). */
    siblingOf?: 'parent'
    /** Start in this cgroup (CLONE_INTO_CGROUP), a path below /sys/fs/cgroup. */
    cgroup?: string
  }): Res<Pid>
  /** Replaces the program; returns only on error. Follows `#!`. */
  execve(a: { path: string; argv: readonly string[]; env: ReadonlyMap<string, string> }): Res<never>
  exit(a: { code: number }): never
  /** pid > 0: that child; -1: any; 0: own process group; < -1: that group. Undefined with `nohang` when nothing changed. */
  wait4(a: { pid: Pid; nohang?: boolean; untraced?: boolean; continued?: boolean }): Res<Waited | undefined>
  /** pid as in kill(2): > 0 a process, 0 own group, -1 everyone, < -1 a group. Signal 0 only asks. */
  kill(a: { pid: Pid; signal: Signal }): Res<void>
  /** A handled signal ends a sleeping call with EINTR unless `restart` (SA_RESTART). */
  sigaction(a: { signal: Signal; handler: SignalHandler; restart?: boolean }): Res<SignalHandler>
  /** Blocks (`block: true`) or unblocks signals; returns what was blocked before. */
  sigprocmask(a: { signals: readonly Signal[]; block: boolean }): readonly Signal[]
  /** Sleeps until a signal was handled: EINTR. */
  pause(a: object): Res<never>
  nanosleep(a: { ms: number }): Res<void>
  setpgid(a: { pid: Pid; pgid: Pid }): Res<void>
  getpgid(a: { pid: Pid }): Res<Pid>
  setsid(a: object): Res<Pid>
  getsid(a: { pid: Pid }): Res<Pid>
  getcredentials(a: object): Credentials
  /** setresuid, setresgid, setgroups, capset in one; EPERM as Linux. */
  setcredentials(a: Partial<Credentials>): Res<void>
  umask(a: { mask: number }): number
  uname(a: object): UtsName
  sethostname(a: { name: string }): Res<void>
  unshare(a: { namespaces: readonly NamespaceKind[] }): Res<void>
  setns(a: { fd: Fd; kind?: NamespaceKind }): Res<void>
  prlimit(a: { pid?: Pid; resource: ResourceName; set?: ResourceLimit }): Res<ResourceLimit>
  getrusage(a: { children?: boolean }): Usage
  setpriority(a: { pid?: Pid; nice: number }): Res<void>
  prctl(a: {
    name?: string
    /** What /proc/PID/cmdline shows from now on (setproctitle: programs write over their own arguments). */
    title?: string
    childSubreaper?: boolean
    parentDeathSignal?: Signal
    noNewPrivileges?: boolean
    /** Installs a filter that denies these calls (PR_SET_SECCOMP); EACCES without CAP_SYS_ADMIN or noNewPrivileges. */
    seccomp?: { readonly denied: readonly string[] }
    dumpable?: boolean
  }): Res<void>
  /** CLOCK_REALTIME, Unix milliseconds (fractions allowed). */
  clockRealtime(a: object): number
  /** CLOCK_MONOTONIC, milliseconds since boot. */
  clockMonotonic(a: object): number
  getrandom(a: { count: number }): Uint8Array
  /** Sleeps until `futexWake` on the same object (any object shared by threads of a process); false on timeout. */
  futexWait(a: { on: object; timeoutMs?: number }): boolean
  futexWake(a: { on: object; count?: number }): number
  /** Attach as tracer; later `ptraceNext` returns each system call the tracee (and its children) finished, in order. */
  ptraceAttach(a: { pid: Pid; children?: boolean }): Res<void>
  ptraceNext(a: object): Res<TracedCall | undefined>
  reboot(a: { how: 'poweroff' | 'restart' | 'halt' }): Res<void>
  /** Kernel ring buffer: reading (dmesg) and writing (/dev/kmsg). */
  syslog(a: { write?: string }): Res<readonly { readonly atMs: number; readonly level: number; readonly text: string }[]>
  /** finit_module(2) of a module that is built for this kernel; EEXIST when it is loaded. */
  initModule(a: { name: string; bytes: number }): Res<void>
  deleteModule(a: { name: string }): Res<void>
  /** «pseudo» Uses a CPU in user mode for this long (on an idle one; longer under contention or cpu.max). */
  compute(a: { ms: number }): void
  /** «pseudo» Sets the process's anonymous memory (what malloc would hold) beside its program's own; ENOMEM over a limit, or the OOM killer. */
  memory(a: { bytes: number }): Res<void>
  /** «pseudo» Records a fact; returns its id. */
  record(a: { kind: string; data: FactData; cause?: FactId }): FactId
  /** «pseudo» What this task does from now on is caused by that fact; returns the previous cause. */
  cause(a: { fact: FactId | undefined }): FactId | undefined
  /** «pseudo» Publishes a daemon's own state to projections and the inspector under a name; it goes when the process ends. */
  expose(a: { name: string; state: object }): void
}

export interface TracedCall {
  readonly pid: Pid
  readonly request: Request
  readonly result: unknown
  /** When it was finished, Unix milliseconds. */
  readonly atMs: number
  /** What it took of the kernel's time, milliseconds. */
  readonly costMs: number
  readonly exited?: WaitStatus
}

export type FileType = 'file' | 'directory' | 'symlink' | 'fifo' | 'socket' | 'char' | 'block'

export interface Stat {
  /** Device number of the file system, major * 256 + minor. */
  readonly dev: number
  readonly ino: number
  readonly type: FileType
  /** Permission bits with setuid, setgid and sticky: 0o7777. */
  readonly mode: number
  readonly nlink: number
  readonly uid: number
  readonly gid: number
  readonly rdev: number
  readonly size: number
  /** 512-byte blocks really used. */
  readonly blocks: number
  /** Unix milliseconds. */
  readonly atimeMs: number
  readonly mtimeMs: number
  readonly ctimeMs: number
}

export interface Dirent {
  readonly name: string
  readonly ino: number
  readonly type: FileType
}

export interface StatFs {
  readonly type: string
  readonly source: string
  readonly mountPoint: string
  readonly totalBytes: number
  readonly freeBytes: number
  readonly availableBytes: number
  readonly files: number
  readonly filesFree: number
  readonly readOnly: boolean
}

export interface MountFlags {
  readonly bind?: boolean
  readonly recursive?: boolean
  readonly remount?: boolean
  readonly move?: boolean
  readonly readOnly?: boolean
  readonly propagation?: 'private' | 'shared' | 'slave' | 'unbindable'
}

export interface PollFd {
  readonly fd: Fd
  /** Poll.in, Poll.out. */
  readonly events: number
}

export interface FileCalls {
  open(a: { path: string; flags: number; mode?: number }): Res<Fd>
  close(a: { fd: Fd }): Res<void>
  /** At most `count` bytes; empty at end of file. */
  read(a: { fd: Fd; count: number }): Res<Uint8Array>
  write(a: { fd: Fd; bytes: Uint8Array }): Res<number>
  pread(a: { fd: Fd; count: number; offset: number }): Res<Uint8Array>
  pwrite(a: { fd: Fd; bytes: Uint8Array; offset: number }): Res<number>
  lseek(a: { fd: Fd; offset: number; whence: 'set' | 'cur' | 'end' }): Res<number>
  /** Moves bytes between descriptors inside the kernel (splice, sendfile, copy_file_range): synthetic content stays unmaterialised. 0 at end of input. */
  splice(a: { from: Fd; to: Fd; count: number }): Res<number>
  stat(a: { path: string; noFollow?: boolean }): Res<Stat>
  fstat(a: { fd: Fd }): Res<Stat>
  /** Faccessat with effective ids: any of 'r', 'w', 'x'; '' asks for existence. */
  access(a: { path: string; mode: string }): Res<void>
  /** All entries, with . and .., in the file system's order. */
  getdents(a: { path: string }): Res<readonly Dirent[]>
  mkdir(a: { path: string; mode?: number }): Res<void>
  rmdir(a: { path: string }): Res<void>
  unlink(a: { path: string }): Res<void>
  rename(a: { from: string; to: string }): Res<void>
  link(a: { from: string; to: string }): Res<void>
  symlink(a: { target: string; path: string }): Res<void>
  readlink(a: { path: string }): Res<string>
  mknod(a: { path: string; type: FileType; mode: number; rdev?: number }): Res<void>
  chmod(a: { path: string; mode: number }): Res<void>
  fchmod(a: { fd: Fd; mode: number }): Res<void>
  /** -1 leaves an id as it is. */
  chown(a: { path: string; uid: number; gid: number; noFollow?: boolean }): Res<void>
  /** Unix milliseconds; undefined means now. */
  utimens(a: { path: string; atimeMs?: number; mtimeMs?: number; noFollow?: boolean }): Res<void>
  truncate(a: { path: string; size: number }): Res<void>
  ftruncate(a: { fd: Fd; size: number }): Res<void>
  fsync(a: { fd?: Fd }): Res<void>
  statfs(a: { path: string }): Res<StatFs>
  dup(a: { fd: Fd; atLeast?: Fd; closeOnExec?: boolean }): Res<Fd>
  dup2(a: { fd: Fd; to: Fd; closeOnExec?: boolean }): Res<Fd>
  fcntl(a: { fd: Fd; closeOnExec?: boolean; nonBlocking?: boolean }): Res<{ closeOnExec: boolean; flags: number }>
  pipe(a: { closeOnExec?: boolean; nonBlocking?: boolean }): Res<readonly [read: Fd, write: Fd]>
  /** Absent timeout waits for ever; the result lists ready descriptors with their revents, empty on timeout. */
  poll(a: { fds: readonly PollFd[]; timeoutMs?: number }): Res<readonly { readonly fd: Fd; readonly revents: number }[]>
  getcwd(a: object): Res<string>
  chdir(a: { path: string }): Res<void>
  chroot(a: { path: string }): Res<void>
  pivotRoot(a: { newRoot: string; putOld: string }): Res<void>
  mount(a: { source: string; target: string; type?: string; options?: string; flags?: MountFlags }): Res<void>
  umount(a: { target: string; lazy?: boolean }): Res<void>
  /** A new pseudo-terminal: the master's descriptor and the slave's path (/dev/pts/N). */
  openpty(a: { size?: WindowSize }): Res<{ readonly master: Fd; readonly slavePath: string }>
  tcgetattr(a: { fd: Fd }): Res<Termios>
  tcsetattr(a: { fd: Fd; termios: Termios }): Res<void>
  tcgetwinsize(a: { fd: Fd }): Res<WindowSize>
  tcsetwinsize(a: { fd: Fd; size: WindowSize }): Res<void>
  tcgetpgrp(a: { fd: Fd }): Res<Pid>
  tcsetpgrp(a: { fd: Fd; pgid: Pid }): Res<void>
  /** TIOCSCTTY: makes the terminal the session leader's controlling one. */
  setctty(a: { fd: Fd }): Res<void>
  /** Name of the terminal behind the descriptor (/dev/pts/0), ENOTTY otherwise. */
  ttyname(a: { fd: Fd }): Res<string>
  /** FIONREAD. */
  readable(a: { fd: Fd }): Res<number>
  /** A descriptor that becomes readable when the file or directory changes; reading it yields one `event name\n` line per change. */
  inotify(a: { paths: readonly string[] }): Res<Fd>
  getxattr(a: { path: string; name: string }): Res<string>
  setxattr(a: { path: string; name: string; value: string }): Res<void>
  /**
   * «pseudo» Extracts an archive (tar, optionally gzipped) into a directory as `tar -x` would, hard links, owners and times included. What a
   * runtime does with thousands of calls is one here so that the tree stays shared and is materialised when somebody looks.
   */
  unpack(a: { archive: string; directory: string; keepWhiteouts?: boolean }): Res<{ readonly files: number; readonly bytes: number }>
  /**
   * «pseudo» The reverse: writes a tar of a directory tree (or the paths in it) to a file, sharing content; whiteouts become .wh. entries. A path
   * that ends in a slash is the directory alone. `as` is the name the paths' last part gets in the archive.
   */
  pack(a: {
    directory: string
    archive: string
    paths?: readonly string[]
    whiteouts?: boolean
    as?: string
  }): Res<{ readonly files: number; readonly bytes: number }>
  /** «pseudo» gzip of a file into another: real bytes are compressed, synthetic content becomes a compressed one that unpacking sees through. Its size. */
  compress(a: { path: string; to: string }): Res<number>
  /** «pseudo» The reverse, into another file: what is not compressed is copied. Its size. */
  decompress(a: { path: string; to: string }): Res<number>
  /** «pseudo» SHA-256 of a file's content as `sha256:…` hex, computed once per content. */
  digest(a: { path: string }): Res<string>
}

export interface SocketCalls {
  socket(a: { family: SocketFamily; type: SocketType; protocol?: 'tcp' | 'udp' | 'icmp'; nonBlocking?: boolean }): Res<Fd>
  socketpair(a: object): Res<readonly [Fd, Fd]>
  bind(a: { fd: Fd; address: SocketAddress }): Res<void>
  listen(a: { fd: Fd; backlog?: number }): Res<void>
  accept(a: { fd: Fd }): Res<{ readonly fd: Fd; readonly peer: SocketAddress }>
  /** Sleeps until connected, refused or timed out. */
  connect(a: { fd: Fd; address: SocketAddress; timeoutMs?: number }): Res<void>
  /** `fds` go along as SCM_RIGHTS over a unix socket: the receiver gets descriptors of the same open files. */
  send(a: { fd: Fd; bytes: Uint8Array; to?: SocketAddress; ttl?: number; fds?: readonly Fd[] }): Res<number>
  /** One datagram, or what a stream holds (at most `count`). ETIMEDOUT after `timeoutMs`. */
  recv(a: {
    fd: Fd
    count: number
    timeoutMs?: number
  }): Res<{ readonly bytes: Uint8Array; readonly from?: SocketAddress; readonly ttl?: number; readonly fds?: readonly Fd[] }>
  shutdown(a: { fd: Fd; how: 'read' | 'write' | 'both' }): Res<void>
  getsockname(a: { fd: Fd }): Res<SocketAddress>
  getpeername(a: { fd: Fd }): Res<SocketAddress>
  setsockopt(a: { fd: Fd; options: Partial<SocketOptions> }): Res<void>
  /** SO_ERROR and friends. */
  getsockopt(a: { fd: Fd }): Res<SocketOptions & { readonly error: Errno | undefined }>
  /** SO_PEERCRED of a unix socket. */
  getpeercred(a: { fd: Fd }): Res<{ readonly pid: Pid; readonly uid: number; readonly gid: number }>
}

/** open(2) flags (x86-64 values). */
export const O = {
  RDONLY: 0,
  WRONLY: 1,
  RDWR: 2,
  CREAT: 0o100,
  EXCL: 0o200,
  NOCTTY: 0o400,
  TRUNC: 0o1000,
  APPEND: 0o2000,
  NONBLOCK: 0o4000,
  DIRECTORY: 0o200000,
  NOFOLLOW: 0o400000,
  CLOEXEC: 0o2000000,
  PATH: 0o10000000,
} as const

/** poll(2) events. */
export const Poll = { in: 1, pri: 2, out: 4, err: 8, hup: 16, nval: 32 } as const
