import { err, ok } from '../../../../base/result.ts'
import { encode } from '../../../../base/utf8.ts'
import type { Fd, Pid, Res, Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { allCapabilities, noCapabilities } from '../../../kernel/credentials.ts'
import { signals } from '../../../kernel/signal.ts'
import { readFile } from '../../../libc/stdio.ts'
import { groupByName, groupsOf, userByName } from '../../../libc/users.ts'
import { sys } from '../../../sys.ts'
import type { Manager } from './manager.ts'
import type { ExecRecord, Unit } from './unit.ts'
import { expandWords, splitWords } from './unit-file.ts'

/** Signals that pid 1 ignores. */
export const ignoredByManager = [signals.SIGINT, signals.SIGTERM, signals.SIGHUP, signals.SIGPIPE]

/** Exit codes of a child that could not be set up (systemd.exec(5)). */
const setupFailed = { chdir: 200, exec: 203, user: 217, group: 216 } as const

export interface ExecLine {
  readonly argv: readonly string[]
  /** A leading `-`: failure counts as success. */
  readonly ignoreFailure: boolean
}

export function parseExec(line: string, env: ReadonlyMap<string, string>): ExecLine {
  const prefix = /^[-@:+!]*/.exec(line)?.[0] ?? ''
  const argv = expandWords(splitWords(line.slice(prefix.length)), env)
  return { argv, ignoreFailure: prefix.includes('-') }
}

/** Environment of a unit's processes: systemd's own, Environment=, then EnvironmentFile=. */
export function* unitEnvironment(unit: Unit): Sys<Map<string, string>> {
  const env = new Map([
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin'],
    ['LANG', 'en_US.UTF-8'],
  ])
  for (const line of unit.file.all('Service', 'Environment')) {
    for (const word of splitWords(line)) env.set(word.split('=', 1)[0] as string, word.slice(word.indexOf('=') + 1))
  }
  for (const path of unit.file.all('Service', 'EnvironmentFile')) {
    const text = yield* readFile(path.replace(/^-/, ''))
    if (!text.ok) continue
    for (const line of text.value.split('\n')) {
      const assignment = /^\s*([A-Za-z_]\w*)=(.*)$/.exec(line)
      if (assignment) env.set(assignment[1] as string, splitWords(assignment[2] as string).join(' '))
    }
  }
  return env
}

export interface SpawnOptions {
  readonly kind: ExecRecord['kind']
  readonly env: ReadonlyMap<string, string>
  /** Descriptors passed from fd 3 on (LISTEN_FDS). */
  readonly listeners?: readonly Fd[]
}

/** Forks a unit's process into its cgroup with its user, directory, output to the journal, and executes the line. */
export function* spawnExec(manager: Manager, unit: Unit, line: ExecLine, options: SpawnOptions): Sys<Res<ExecRecord>> {
  for (const name of unit.file.words('Service', 'RuntimeDirectory')) yield* sys.mkdir({ path: `/run/${name}`, mode: 0o755 })
  const startedMs = yield* sys.clockRealtime({})
  const pid = yield* sys.clone({ cgroup: unit.cgroupPath, main: () => becomeService(unit, line, options) })
  if (!pid.ok) return err(pid.error)
  const record: ExecRecord = { kind: options.kind, argv: line.argv, pid: pid.value, startedMs, endedMs: undefined, status: undefined }
  unit.execs.push(record)
  if (unit.execs.length > 16) unit.execs.shift()
  manager.watched.set(pid.value, { unit, record })
  yield* sys.futexWake({ on: manager.childMade, count: Number.POSITIVE_INFINITY })
  return ok(record)
}

function* becomeService(unit: Unit, line: ExecLine, options: SpawnOptions): Sys<number> {
  yield* sys.setsid({})
  // What pid 1 ignores, a service does not.
  for (const signal of ignoredByManager) yield* sys.sigaction({ signal, handler: 'default' })
  yield* connectOutput(unit, line)
  const env = new Map(options.env)
  const listeners = options.listeners ?? []
  if (listeners.length > 0) {
    for (const [index, fd] of listeners.entries()) yield* sys.dup2({ fd, to: 3 + index })
    env.set('LISTEN_FDS', String(listeners.length)).set('LISTEN_PID', String(yield* sys.getpid({})))
  }
  if (unit.type === 'notify') env.set('NOTIFY_SOCKET', '/run/systemd/notify')
  const nofile = unit.file.one('Service', 'LimitNOFILE')
  if (nofile) {
    const limit = nofile === 'infinity' ? 1_048_576 : Number(nofile.split(':')[0])
    yield* sys.prlimit({ resource: 'nofile', set: { soft: limit, hard: limit } })
  }
  const user = unit.file.one('Service', 'User')
  if (user && user !== 'root' && !(yield* becomeUser(user, unit.file.one('Service', 'Group'), env))) return setupFailed.user
  const directory = unit.file.one('Service', 'WorkingDirectory') ?? '/'
  if (!(yield* sys.chdir({ path: directory.replace(/^-/, '') })).ok) return setupFailed.chdir
  const path = line.argv[0] ?? ''
  yield* sys.execve({ path, argv: line.argv, env })
  return setupFailed.exec
}

function* becomeUser(name: string, group: string | undefined, env: Map<string, string>): Sys<boolean> {
  const user = yield* userByName(name)
  if (!user) return false
  const gid = group ? (yield* groupByName(group))?.gid : user.gid
  if (gid === undefined) return false
  env.set('HOME', user.home).set('USER', user.name).set('LOGNAME', user.name).set('SHELL', user.shell)
  const ids = { uid: user.uid, euid: user.uid, suid: user.uid, gid, egid: gid, sgid: gid, groups: yield* groupsOf(user) }
  const set = yield* sys.setcredentials({ ...ids, effective: noCapabilities, permitted: noCapabilities, bounding: allCapabilities })
  return set.ok
}

/** Standard input from /dev/null, output and errors to the journal's stream socket with systemd's header lines. */
function* connectOutput(unit: Unit, line: ExecLine): Sys<void> {
  const nothing = yield* sys.open({ path: '/dev/null', flags: O.RDWR })
  if (nothing.ok) for (const to of [0, 1, 2]) yield* sys.dup2({ fd: nothing.value, to })
  const socket = yield* sys.socket({ family: 'unix', type: 'stream' })
  if (!socket.ok) return
  const connected = yield* sys.connect({ fd: socket.value, address: { family: 'unix', path: '/run/systemd/journal/stdout' } })
  if (connected.ok) {
    const identifier = unit.file.one('Service', 'SyslogIdentifier') ?? (line.argv[0] ?? '').split('/').at(-1)
    const header = `${identifier}\n${unit.name}\n6\n1\n0\n0\n0\n`
    yield* sys.write({ fd: socket.value, bytes: encode(header) })
    for (const to of [1, 2]) yield* sys.dup2({ fd: socket.value, to })
  }
  yield* sys.close({ fd: socket.value })
  if (nothing.ok && nothing.value > 2) yield* sys.close({ fd: nothing.value })
}

/** Pids in a unit's cgroup, ascending. */
export function* cgroupPids(unit: Unit): Sys<readonly Pid[]> {
  const text = yield* readFile(`/sys/fs/cgroup${unit.cgroupPath}/cgroup.procs`)
  return text.ok ? text.value.split('\n').filter(Boolean).map(Number) : []
}
