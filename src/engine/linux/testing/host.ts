import { Clock } from '../../base/clock.ts'
import { limits } from '../../base/limits.ts'
import { RandomStreams } from '../../base/random.ts'
import { TraceBus } from '../../base/trace.ts'
import { decode, encode } from '../../base/utf8.ts'
import type { Credentials } from '../kernel/credentials.ts'
import { noCapabilities, rootCredentials } from '../kernel/credentials.ts'
import type { TreeEntry } from '../kernel/fs/tree.ts'
import { directory, executable, tree } from '../kernel/fs/tree.ts'
import { Kernel } from '../kernel/kernel.ts'
import { spawnFromKernel } from '../kernel/process/spawn.ts'
import type { ProgramTable } from '../kernel/program.ts'
import type { Process } from '../kernel/task.ts'
import { CollectedOutput, GivenInput } from './files.ts'
import { testingPrograms } from './init.ts'
import type { TestTerminal, TestTerminalOptions } from './terminal.ts'
import { openTestTerminal } from './terminal.ts'

/** 2025-11-20 12:00:00 UTC. */
const epochMs = 1_763_640_000_000

export interface TestUser {
  readonly name: string
  readonly uid: number
  readonly gid?: number
  readonly home?: string
  readonly shell?: string
  readonly groups?: readonly number[]
}

export interface TestHostOptions {
  readonly programs?: readonly ProgramTable[]
  /** More files, by absolute path. */
  readonly files?: Readonly<Record<string, TreeEntry>>
  readonly hostname?: string
  /** Beside root. */
  readonly users?: readonly TestUser[]
  readonly cpus?: number
  readonly memoryBytes?: number
  readonly seed?: number
  /** Share these to put several hosts into one world. */
  readonly clock?: Clock
  readonly trace?: TraceBus
}

export interface RunOptions {
  readonly stdin?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly uid?: number
  /** Virtual time after which the test fails, default one hour. */
  readonly withinMs?: number
}

export interface RunResult {
  readonly stdout: string
  readonly stderr: string
  /** As a shell counts: 128 + signal for a killed program. */
  readonly exitCode: number
}

export interface TestHost {
  readonly kernel: Kernel
  readonly clock: Clock
  readonly trace: TraceBus
  /** A string is a bash command line, an array is executed directly (looked up in /bin when it has no slash). */
  run(command: string | readonly string[], options?: RunOptions): RunResult
  /** Starts without waiting. */
  start(command: string | readonly string[], options?: RunOptions): Started
  /** A window whose program has it as controlling terminal. */
  terminal(options: TestTerminalOptions): TestTerminal
  advance(ms: number): void
}

export interface Started {
  readonly process: Process
  readonly stdout: () => string
  readonly stderr: () => string
}

/** A host with a small Debian-like root: every program of the tables in /bin under its own name, root and some users, /proc, /sys, /dev. */
export function testHost(options: TestHostOptions = {}): TestHost {
  const clock = options.clock ?? new Clock(epochMs)
  const trace = options.trace ?? new TraceBus(() => clock.nowMs, limits.traceFacts)
  const programs = new Map([...testingPrograms, ...(options.programs ?? []).flatMap((table) => [...table])])
  const kernel = new Kernel({
    hostname: options.hostname ?? 'debian',
    clock,
    random: new RandomStreams(options.seed ?? 1),
    trace,
    programs,
    cpus: options.cpus ?? 2,
    memoryBytes: options.memoryBytes ?? 4 * 1024 ** 3,
    diskBytes: 20 * 1024 ** 3,
    release: '6.1.0-18-amd64',
    version: '#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)',
    machine: 'x86_64',
    root: rootTree(options, programs),
    rootFsType: 'ext4',
  })
  kernel.start(
    '/sbin/init',
    ['/sbin/init'],
    new Map([
      ['HOME', '/'],
      ['TERM', 'linux'],
    ]),
  )
  clock.advanceTo(clock.nowMs + 100)
  const users = new Map((options.users ?? []).map((user) => [user.uid, user]))
  const start = (command: string | readonly string[], run: RunOptions = {}): Started => startProgram(kernel, users, command, run)
  return {
    kernel,
    clock,
    trace,
    start,
    run: (command, run = {}) => waitFor(clock, start(command, run), run.withinMs ?? 3_600_000),
    terminal: (terminal) => openTestTerminal(kernel, terminal),
    advance: (ms) => void clock.advanceTo(clock.nowMs + ms),
  }
}

function startProgram(kernel: Kernel, users: ReadonlyMap<number, TestUser>, command: string | readonly string[], run: RunOptions): Started {
  const argv = typeof command === 'string' ? ['/bin/bash', '-c', command] : command
  const name = argv[0] ?? ''
  const uid = run.uid ?? 0
  const user = users.get(uid)
  const home = uid === 0 ? '/root' : (user?.home ?? `/home/${user?.name ?? uid}`)
  const env = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: home,
    USER: user?.name ?? 'root',
    LOGNAME: user?.name ?? 'root',
    ...run.env,
  }
  const stdin = run.stdin ?? ''
  const stdout = new CollectedOutput()
  const stderr = new CollectedOutput()
  const process = spawnFromKernel(kernel, {
    path: name.includes('/') ? name : `/bin/${name}`,
    argv,
    env: new Map(Object.entries(env)),
    cwd: run.cwd ?? (uid === 0 ? '/root' : '/'),
    credentials: credentialsOf(uid, user),
    files: [new GivenInput(typeof stdin === 'string' ? encode(stdin) : stdin), stdout, stderr],
  })
  return { process, stdout: () => decode(stdout.bytes), stderr: () => decode(stderr.bytes) }
}

function waitFor(clock: Clock, started: Started, withinMs: number): RunResult {
  const { process } = started
  const untilMs = clock.nowMs + withinMs
  while (!process.status) {
    const due = clock.nextDueMs
    if (due === undefined || due > untilMs)
      throw new Error(`${process.argv.join(' ')} does not end: ${describe(process)}\n${started.stdout()}${started.stderr()}`)
    clock.advanceTo(due, 100_000)
  }
  const { status } = process
  const exitCode = status.kind === 'exited' ? status.code : status.kind === 'signaled' ? 128 + status.signal : 0
  return { stdout: started.stdout(), stderr: started.stderr(), exitCode }
}

/** Who waits for what: the first thing one wants to know of a test that hangs. */
function describe(process: Process): string {
  const lines = process.kernel.processes().map((each) => {
    const threads = each.threads.map((thread) => `${thread.state} ${thread.request?.call ?? ''} ${thread.sleep?.channel ?? ''}`)
    return `  ${each.pid} ${each.argv.join(' ')}: ${threads.join('; ')}`
  })
  return `\n${lines.join('\n')}`
}

function credentialsOf(uid: number, user: TestUser | undefined): Credentials {
  if (uid === 0) return rootCredentials
  const gid = user?.gid ?? uid
  const ids = { uid, euid: uid, suid: uid, gid, egid: gid, sgid: gid, groups: [gid, ...(user?.groups ?? [])] }
  return { ...rootCredentials, ...ids, effective: noCapabilities, permitted: noCapabilities }
}

function rootTree(options: TestHostOptions, programs: ProgramTable) {
  const users = options.users ?? []
  const hostname = options.hostname ?? 'debian'
  const passwd = users.map(
    (user) => `${user.name}:x:${user.uid}:${user.gid ?? user.uid}::${user.home ?? `/home/${user.name}`}:${user.shell ?? '/bin/bash'}\n`,
  )
  const group = users.map((user) => `${user.name}:x:${user.gid ?? user.uid}:\n`)
  const files: Record<string, TreeEntry> = {
    '/etc/passwd': `root:x:0:0:root:/root:/bin/bash\n${passwd.join('')}nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n`,
    '/etc/group': `root:x:0:\ntty:x:5:\ndisk:x:6:\n${group.join('')}nogroup:x:65534:\n`,
    '/etc/hostname': `${hostname}\n`,
    '/etc/hosts': `127.0.0.1\tlocalhost\n127.0.1.1\t${hostname}\n`,
    '/sbin/init': executable('testing/init', 100_000),
    '/root': directory(0o700),
    '/tmp': directory(0o1777),
    '/var/tmp': directory(0o1777),
  }
  for (const path of ['/proc', '/sys', '/dev', '/run', '/mnt', '/home', '/usr/bin', '/var/log']) files[path] = directory()
  for (const user of users) files[user.home ?? `/home/${user.name}`] = directory(0o755, { uid: user.uid, gid: user.gid ?? user.uid })
  for (const name of programs.keys()) files[`/bin/${name.split('/').pop()}`] = executable(name, 40_000)
  return tree({ ...files, ...options.files }, epochMs)
}
