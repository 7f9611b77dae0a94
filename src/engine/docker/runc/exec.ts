import type { Fd, Pid, Sys } from '../../linux/kernel/calls.ts'
import { signals } from '../../linux/kernel/signal.ts'
import { readFile, writeFile } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'
import type { SpecProcess, SpecSeccomp } from '../oci/runtime-spec.ts'
import { connectConsole, setUpConsole } from './console.ts'
import { join } from './create.ts'
import { Failure, mustDo } from './failure.ts'
import { applyRlimits, applySeccomp, becomeUser, environmentOf, lookPath } from './identity.ts'
import { execute } from './init.ts'
import type { RuncSettings } from './settings.ts'
import type { ContainerRecord } from './state.ts'
import { loadRecord, statusOf } from './state.ts'
import { awaitReady, sendSync } from './sync.ts'
import { startRuntimeThreads } from './threads.ts'

/** `runc exec`: one more process in a running container's namespaces and control group (libcontainer setns_init_linux.go). */
export interface ExecOptions {
  /** File with the process as JSON. */
  readonly process: string
  readonly consoleSocket: string | undefined
  readonly pidFile: string | undefined
}

export function* execInContainer(settings: RuncSettings, id: string, options: ExecOptions): Sys<Pid> {
  const record = yield* loadRecord(settings.root, id)
  const status = yield* statusOf(settings.root, record)
  if (status === 'stopped') throw new Failure('cannot exec in a stopped container')
  if (status === 'paused') throw new Failure('cannot exec in a paused container (use --ignore-paused to override)')
  const text = yield* readFile(options.process)
  if (!text.ok) throw new Failure(`open ${options.process}: no such file or directory`)
  const process = JSON.parse(text.value) as SpecProcess
  const [read, write] = yield* mustDo(sys.pipe({ closeOnExec: true }), 'pipe')
  const console = options.consoleSocket === undefined ? undefined : yield* connectConsole(options.consoleSocket)
  const stage = yield* mustDo(
    sys.clone({ main: () => joinContainer(record, write, () => execProcess(process, record.config.linux.seccomp, write, console)) }),
    'clone',
  )
  yield* sys.close({ fd: write })
  const outcome = yield* awaitReady(read)
  yield* sys.wait4({ pid: stage })
  if (outcome.error || outcome.pid === undefined) {
    if (outcome.pid !== undefined) {
      yield* sys.kill({ pid: outcome.pid, signal: signals.SIGKILL })
      yield* sys.wait4({ pid: outcome.pid })
    }
    throw new Failure(`exec failed: unable to start container process: ${outcome.error?.message ?? 'EOF'}`)
  }
  if (options.pidFile !== undefined) yield* writeFile(options.pidFile, String(outcome.pid))
  return outcome.pid
}

/** The stage that joins: namespaces one after the other, then a child that is in the pid namespace too. */
function* joinContainer(record: ContainerRecord, sync: Fd, main: () => Sys<number>): Sys<number> {
  const base = `/proc/${record.init_process_pid}/ns`
  yield* writeFile(`${record.cgroup}/cgroup.procs`, String(yield* sys.getpid({})))
  for (const kind of ['ipc', 'uts', 'net', 'pid', 'cgroup', 'mnt'] as const) {
    const problem = yield* join(`${base}/${kind}`, kind)
    if (problem !== undefined) {
      yield* sendSync(sync, { type: 'error', message: problem, late: false })
      return 1
    }
  }
  const pid = yield* sys.clone({ main, siblingOf: 'parent' })
  if (pid.ok) yield* sendSync(sync, { type: 'pid', pid: pid.value })
  else yield* sendSync(sync, { type: 'error', message: 'clone', late: false })
  return pid.ok ? 0 : 1
}

function* execProcess(process: SpecProcess, seccomp: SpecSeccomp | undefined, sync: Fd, console: Fd | undefined): Sys<number> {
  yield* sys.prctl({ name: 'runc:[2:INIT]' })
  yield* startRuntimeThreads()
  let path = ''
  let env = new Map<string, string>()
  try {
    yield* sys.setsid({})
    if (console !== undefined) yield* setUpConsole(console, process, false)
    yield* applyRlimits(process)
    yield* applySeccomp(seccomp)
    yield* becomeUser(process)
    env = yield* environmentOf(process)
    path = yield* lookPath(process.args[0] ?? '', env)
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown
    yield* sendSync(sync, { type: 'error', message: thrown.message, late: true })
    return 1
  }
  yield* sendSync(sync, { type: 'ready' })
  yield* sys.close({ fd: sync })
  return yield* execute(path, process.args, env)
}
