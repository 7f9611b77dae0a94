import type { Sys, WaitStatus } from '../../../kernel/calls.ts'
import { parseSignal, signalName, signals } from '../../../kernel/signal.ts'
import { readFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { ExecLine } from './exec.ts'
import { cgroupPids, parseExec, spawnExec, unitEnvironment } from './exec.ts'
import type { JobResult, Manager } from './manager.ts'
import type { ExecRecord, Unit, UnitResult } from './unit.ts'

// Service units: start, readiness by type, stop, what an exit means, automatic restart. Models systemd's core/service.c; leaves out watchdogs,
// file-descriptor stores and reload notifications.

const DEFAULT_TIMEOUT_MS = 90_000

export function* startService(manager: Manager, unit: Unit): Sys<JobResult> {
  if (unit.active === 'active') return 'done'
  if (!(yield* withinStartLimit(manager, unit))) return 'failed'
  unit.result = 'success'
  unit.stopping = false
  unit.ready = false
  unit.mainStatus = undefined
  unit.statusText = ''
  unit.execs.length = 0
  yield* manager.log(unit, `Starting ${unit.description}...`)
  yield* manager.enter(unit, 'activating', unit.type === 'oneshot' ? 'start' : 'start-pre')
  yield* makeCgroup(unit)
  const env = yield* unitEnvironment(unit)
  const started =
    (yield* runAll(manager, unit, 'ExecStartPre', env)) &&
    (yield* runMain(manager, unit, env)) &&
    (yield* runAll(manager, unit, 'ExecStartPost', env))
  if (!started) {
    if (unit.active === 'activating') yield* serviceDied(manager, unit)
    yield* manager.log(unit, `Failed to start ${unit.description}.`, 3)
    return unit.timedOut ? 'timeout' : 'failed'
  }
  yield* manager.log(unit, unit.type === 'oneshot' && manager.version >= 244 ? `Finished ${unit.description}.` : `Started ${unit.description}.`)
  return 'done'
}

function* makeCgroup(unit: Unit): Sys<void> {
  let path = '/sys/fs/cgroup'
  for (const name of unit.cgroupPath.split('/').filter(Boolean)) {
    path += `/${name}`
    yield* sys.mkdir({ path, mode: 0o755 })
  }
}

/** StartLimitBurst starts in StartLimitIntervalSec, else `start-limit-hit`. */
function* withinStartLimit(manager: Manager, unit: Unit): Sys<boolean> {
  const now = yield* sys.clockMonotonic({})
  const interval = unit.file.duration('Unit', 'StartLimitIntervalSec', unit.file.duration('Service', 'StartLimitInterval', 10_000))
  const burst = Number(unit.file.one('Unit', 'StartLimitBurst') ?? unit.file.one('Service', 'StartLimitBurst') ?? 5)
  unit.starts = unit.starts.filter((at) => at > now - interval)
  if (unit.starts.length >= burst && interval !== Number.POSITIVE_INFINITY) {
    yield* manager.log(unit, `${unit.name}: Start request repeated too quickly.`, 4)
    unit.result = 'start-limit-hit'
    yield* manager.enter(unit, 'failed', 'failed')
    yield* manager.log(unit, `Failed to start ${unit.description}.`, 3)
    return false
  }
  unit.starts.push(now)
  return true
}

/** Runs Exec lines one after the other and waits for each; false when one failed. */
export function* runAll(manager: Manager, unit: Unit, kind: ExecRecord['kind'], env: ReadonlyMap<string, string>): Sys<boolean> {
  for (const text of unit.file.all('Service', kind)) {
    const line = parseExec(text, env)
    const record = yield* spawnExec(manager, unit, line, { kind, env })
    if (!record.ok) return false
    unit.controlPid = record.value.pid
    const ended = yield* waitFor(unit, () => record.value.status !== undefined, DEFAULT_TIMEOUT_MS)
    unit.controlPid = undefined
    if (!ended) yield* sys.kill({ pid: record.value.pid, signal: signals.SIGKILL })
    if (!line.ignoreFailure && !(ended && cleanExit(record.value.status))) {
      noteFailure(unit, record.value.status, !ended)
      return false
    }
  }
  return true
}

function* runMain(manager: Manager, unit: Unit, env: ReadonlyMap<string, string>): Sys<boolean> {
  const lines = unit.file.all('Service', 'ExecStart').map((text) => parseExec(text, env))
  if (unit.type === 'oneshot') {
    if (!(yield* runAll(manager, unit, 'ExecStart', env))) return false
    const stays = unit.file.flag('Service', 'RemainAfterExit')
    yield* manager.enter(unit, stays ? 'active' : 'inactive', stays ? 'exited' : 'dead')
    return true
  }
  const listeners = unit.triggeredBy.flatMap((name) => manager.units.get(name)?.listeners ?? [])
  const record = yield* spawnExec(manager, unit, lines[0] as ExecLine, { kind: 'ExecStart', env, listeners })
  if (!record.ok) {
    unit.result = 'resources'
    return false
  }
  unit.mainPid = record.value.pid
  unit.mainStatus = record.value
  return yield* waitUntilStarted(manager, unit, record.value)
}

/** What «started» means depends on the type: at once, READY=1, or the first process having left a daemon behind. */
function* waitUntilStarted(manager: Manager, unit: Unit, record: ExecRecord): Sys<boolean> {
  const timeoutMs = unit.file.duration('Service', 'TimeoutStartSec', unit.file.duration('Service', 'TimeoutSec', DEFAULT_TIMEOUT_MS))
  const started = () => record.status !== undefined || (unit.type !== 'forking' && unit.ready)
  if (unit.type === 'notify' || unit.type === 'forking') {
    yield* manager.enter(unit, 'activating', 'start')
    if (!(yield* waitFor(unit, started, timeoutMs))) {
      yield* manager.log(unit, `${unit.name}: start operation timed out. Terminating.`, 4)
      unit.result = 'timeout'
      yield* sys.kill({ pid: record.pid, signal: signals.SIGTERM })
      return false
    }
    if (unit.type === 'forking' && cleanExit(record.status)) unit.mainPid = yield* guessMainPid(unit)
    else if (record.status !== undefined) {
      noteFailure(unit, record.status, false)
      return false
    }
  }
  yield* manager.enter(unit, 'active', unit.mainPid === undefined ? 'exited' : 'running')
  return true
}

function* guessMainPid(unit: Unit): Sys<number | undefined> {
  const path = unit.file.one('Service', 'PIDFile')
  const text = path ? yield* readFile(path) : undefined
  if (text?.ok && /^\d+/.test(text.value)) return Number.parseInt(text.value, 10)
  return (yield* cgroupPids(unit))[0]
}

/** Waits for a condition on the unit, woken by its changes; false when the time is up. */
export function* waitFor(unit: Unit, condition: () => boolean, timeoutMs: number): Sys<boolean> {
  const deadline = (yield* sys.clockMonotonic({})) + timeoutMs
  while (!condition()) {
    const left = deadline - (yield* sys.clockMonotonic({}))
    if (left <= 0) return false
    yield* sys.futexWait({ on: unit.changed, ...(left !== Number.POSITIVE_INFINITY && { timeoutMs: left }) })
  }
  return true
}

export const cleanExit = (status: WaitStatus | undefined): boolean =>
  status?.kind === 'exited' ? status.code === 0 : status?.kind === 'signaled' && cleanSignals.has(status.signal)

const cleanSignals = new Set<number>([signals.SIGHUP, signals.SIGINT, signals.SIGTERM, signals.SIGPIPE])

function noteFailure(unit: Unit, status: WaitStatus | undefined, timedOut: boolean): void {
  unit.result = timedOut ? 'timeout' : resultOf(status)
}

const resultOf = (status: WaitStatus | undefined): UnitResult => {
  if (cleanExit(status)) return 'success'
  if (status?.kind === 'signaled') return status.coreDumped ? 'core-dump' : 'signal'
  return 'exit-code'
}

/** The main process ended: the rest of the cgroup goes too, the unit fails or rests, and perhaps starts again. */
export function* mainProcessExited(manager: Manager, unit: Unit, record: ExecRecord): Sys<void> {
  unit.mainPid = undefined
  if (unit.active !== 'active' && unit.active !== 'reloading') return
  unit.result = resultOf(record.status)
  if (!unit.stopping && !cleanExit(record.status)) yield* manager.log(unit, exitMessage(manager, unit, record.status), 5)
  if (unit.stopping) return
  yield* serviceDied(manager, unit)
}

function* serviceDied(manager: Manager, unit: Unit): Sys<void> {
  yield* killCgroup(unit, signals.SIGTERM)
  const failed = unit.result !== 'success'
  if (failed)
    yield* manager.log(
      unit,
      manager.version < 240 ? `Unit ${unit.name} entered failed state.` : `${unit.name}: Failed with result '${unit.result}'.`,
      4,
    )
  if (failed && manager.version < 240) yield* manager.log(unit, `${unit.name} failed.`, 4)
  if (restarts(unit)) {
    yield* manager.enter(unit, 'activating', 'auto-restart')
    const delayMs = unit.file.duration('Service', 'RestartSec', 100)
    yield* sys.clone({ thread: true, main: () => restartLater(manager, unit, delayMs) })
    return
  }
  yield* manager.enter(unit, failed ? 'failed' : 'inactive', failed ? 'failed' : 'dead')
}

const restarts = (unit: Unit): boolean => {
  const failed = unit.result !== 'success'
  switch (unit.file.one('Service', 'Restart')) {
    case 'always':
      return true
    case 'on-success':
      return !failed
    case 'on-failure':
      return failed
    case 'on-abnormal':
      return unit.result === 'signal' || unit.result === 'core-dump' || unit.result === 'timeout'
    case 'on-abort':
      return unit.result === 'signal' || unit.result === 'core-dump'
    default:
      return false
  }
}

function* restartLater(manager: Manager, unit: Unit, delayMs: number): Sys<number> {
  yield* sys.nanosleep({ ms: delayMs })
  if (unit.active !== 'activating' || unit.sub !== 'auto-restart' || unit.stopping) return 0
  unit.restarts++
  yield* manager.log(unit, `${unit.name}: Scheduled restart job, restart counter is at ${unit.restarts}.`)
  yield* startService(manager, unit)
  return 0
}

/** `main process exited, code=exited, status=1/FAILURE`, as each release words it. */
function exitMessage(manager: Manager, unit: Unit, status: WaitStatus | undefined): string {
  const main = manager.version < 240 ? 'main' : 'Main'
  return `${unit.name}: ${main} process exited, ${describeExit(status)}`
}

export function describeExit(status: WaitStatus | undefined): string {
  if (status?.kind === 'signaled') {
    const name = signalName(status.signal)?.slice(3) ?? String(status.signal)
    return `code=${status.coreDumped ? 'dumped' : 'killed'}, status=${status.signal}/${name}`
  }
  const code = status?.kind === 'exited' ? status.code : 0
  return `code=exited, status=${code}/${exitNames[code] ?? 'n/a'}`
}

const exitNames: Readonly<Record<number, string>> = {
  0: 'SUCCESS',
  1: 'FAILURE',
  2: 'INVALIDARGUMENT',
  200: 'CHDIR',
  203: 'EXEC',
  216: 'GROUP',
  217: 'USER',
}

export function* stopService(manager: Manager, unit: Unit): Sys<void> {
  unit.stopping = true
  unit.restarts = 0
  if (unit.active === 'failed' || unit.active === 'inactive') return
  if (unit.sub === 'auto-restart') return yield* manager.enter(unit, 'inactive', 'dead')
  yield* manager.log(unit, `Stopping ${unit.description}...`)
  yield* manager.enter(unit, 'deactivating', 'stop-sigterm')
  const env = yield* unitEnvironment(unit)
  if (unit.mainPid !== undefined) env.set('MAINPID', String(unit.mainPid))
  yield* runAll(manager, unit, 'ExecStop', env)
  const timeoutMs = unit.file.duration('Service', 'TimeoutStopSec', unit.file.duration('Service', 'TimeoutSec', DEFAULT_TIMEOUT_MS))
  const signal = parseSignal(unit.file.one('Service', 'KillSignal') ?? 'SIGTERM') ?? signals.SIGTERM
  yield* signalUnit(unit, signal)
  if (!(yield* waitForEnd(unit, timeoutMs))) {
    yield* manager.log(unit, `${unit.name}: State 'stop-sigterm' timed out. Killing.`, 4)
    unit.result = 'timeout'
    yield* signalUnit(unit, signals.SIGKILL)
    yield* waitForEnd(unit, timeoutMs)
  }
  yield* runAll(manager, unit, 'ExecStopPost', env)
  const failed = unit.result === 'timeout' || (unit.mainStatus?.status !== undefined && !cleanExit(unit.mainStatus.status))
  if (failed && unit.result === 'success') unit.result = resultOf(unit.mainStatus?.status)
  yield* manager.enter(unit, failed ? 'failed' : 'inactive', failed ? 'failed' : 'dead')
  yield* manager.log(unit, `Stopped ${unit.description}.`)
}

const killMode = (unit: Unit): string => unit.file.one('Service', 'KillMode') ?? 'control-group'

function* signalUnit(unit: Unit, signal: number): Sys<void> {
  if (unit.mainPid !== undefined) yield* sys.kill({ pid: unit.mainPid, signal })
  if (killMode(unit) === 'control-group') yield* killCgroup(unit, signal, unit.mainPid)
}

function* killCgroup(unit: Unit, signal: number, except?: number): Sys<void> {
  if (killMode(unit) === 'process' || killMode(unit) === 'none') return
  for (const pid of yield* cgroupPids(unit)) if (pid !== except) yield* sys.kill({ pid, signal })
}

/** Until the main process is reaped and, when the whole group is to go, its cgroup is empty. */
function* waitForEnd(unit: Unit, timeoutMs: number): Sys<boolean> {
  if (!(yield* waitFor(unit, () => unit.mainPid === undefined, timeoutMs))) return false
  if (killMode(unit) !== 'control-group') return true
  const deadline = (yield* sys.clockMonotonic({})) + timeoutMs
  let pauseMs = 5
  while ((yield* cgroupPids(unit)).length > 0) {
    if ((yield* sys.clockMonotonic({})) > deadline) return false
    yield* sys.nanosleep({ ms: pauseMs })
    pauseMs = Math.min(500, pauseMs * 2)
  }
  return true
}

/** `systemctl reload`. */
export function* reloadService(manager: Manager, unit: Unit): Sys<JobResult> {
  yield* manager.log(unit, `Reloading ${unit.description}.`)
  const env = yield* unitEnvironment(unit)
  if (unit.mainPid !== undefined) env.set('MAINPID', String(unit.mainPid))
  const reloaded = yield* runAll(manager, unit, 'ExecReload', env)
  yield* manager.log(unit, reloaded ? `Reloaded ${unit.description}.` : `Reload failed for ${unit.description}.`)
  return reloaded ? 'done' : 'failed'
}
