import { decode } from '../../../../base/utf8.ts'
import type { Pid, Sys, WaitStatus } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import { fail, readFile, writeFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { serveControl } from './control.ts'
import { ignoredByManager } from './exec.ts'
import { Manager } from './manager.ts'
import { mainProcessExited } from './service.ts'
import type { Unit } from './unit.ts'

/**
 * Pid 1 (Models systemd: mounts the API file systems, starts default.target, supervises services, reaps orphans). Leaves out timers,
 * generators, devices, D-Bus (its control socket speaks JSON lines) and user managers.
 */
export const systemd: Main = function* ({ build }) {
  if ((yield* sys.getpid({})) !== 1) return yield* fail('systemd', 'Trying to run as user instance, but the system has not been booted with systemd.')
  const manager = new Manager(Number(build.get('version') ?? 252))
  yield* sys.prctl({ name: 'systemd' })
  yield* mountApiFileSystems()
  yield* openStandardStreams()
  const hostname = yield* readFile('/etc/hostname')
  if (hostname.ok) yield* sys.sethostname({ name: hostname.value.trim() })
  for (const signal of ignoredByManager) yield* sys.sigaction({ signal, handler: 'ignore' })
  yield* sys.expose({ name: 'systemd', state: manager })
  yield* sys.clone({ thread: true, main: () => reap(manager) })
  yield* sys.clone({ thread: true, main: () => serveNotifications(manager) })
  yield* sys.clone({ thread: true, main: () => boot(manager) })
  return yield* serveControl(manager)
}

function* mountApiFileSystems(): Sys<void> {
  const mounts = [
    ['proc', '/proc', 'proc', ''],
    ['sysfs', '/sys', 'sysfs', ''],
    ['devtmpfs', '/dev', 'devtmpfs', ''],
    ['devpts', '/dev/pts', 'devpts', 'gid=5,mode=620,ptmxmode=000'],
    ['tmpfs', '/dev/shm', 'tmpfs', ''],
    ['tmpfs', '/run', 'tmpfs', 'mode=755'],
    ['cgroup2', '/sys/fs/cgroup', 'cgroup2', 'nsdelegate,memory_recursiveprot'],
  ] as const
  for (const [source, target, type, options] of mounts) {
    if ((yield* sys.statfs({ path: target })).ok && (yield* isMounted(target))) continue
    yield* sys.mkdir({ path: target, mode: 0o755 })
    yield* sys.mount({ source, target, type, options })
  }
  for (const path of ['/run/systemd', '/run/systemd/system', '/run/systemd/journal', '/run/log', '/run/lock', '/run/user'])
    yield* sys.mkdir({ path, mode: 0o755 })
  yield* sys.mkdir({ path: '/sys/fs/cgroup/init.scope', mode: 0o755 })
  for (const slice of ['system.slice', 'user.slice']) yield* sys.mkdir({ path: `/sys/fs/cgroup/${slice}`, mode: 0o755 })
  for (const path of ['/sys/fs/cgroup', '/sys/fs/cgroup/system.slice', '/sys/fs/cgroup/user.slice']) {
    yield* writeFile(`${path}/cgroup.subtree_control`, '+cpu +io +memory +pids', { append: true })
  }
}

/** Nothing of pid 1's own may land on descriptors 0 to 2. */
function* openStandardStreams(): Sys<void> {
  for (;;) {
    const fd = yield* sys.open({ path: '/dev/null', flags: O.RDWR })
    if (!fd.ok) return
    if (fd.value <= 2) continue
    yield* sys.close({ fd: fd.value })
    return
  }
}

function* isMounted(target: string): Sys<boolean> {
  const mounts = yield* readFile('/proc/self/mounts')
  return mounts.ok && mounts.value.split('\n').some((line) => line.split(' ')[1] === target)
}

function* boot(manager: Manager): Sys<number> {
  yield* manager.reload()
  const link = yield* sys.readlink({ path: '/etc/systemd/system/default.target' })
  const target = link.ok ? (link.value.split('/').at(-1) as string) : 'multi-user.target'
  yield* manager.start(target)
  const now = yield* sys.clockMonotonic({})
  manager.bootFinishedMs = now
  yield* manager.log(undefined, `Startup finished in ${(now / 1000).toFixed(3)}s.`)
  yield* sys.record({ kind: 'systemd.boot-finished', data: { target, afterMs: now } })
  return 0
}

/** Collects every child that ends, its own and adopted orphans. */
function* reap(manager: Manager): Sys<number> {
  for (;;) {
    const waited = yield* sys.wait4({ pid: -1 })
    if (waited.ok && waited.value) yield* childEnded(manager, waited.value.pid, waited.value.status)
    else if (!waited.ok && waited.error === 'ECHILD') yield* sys.futexWait({ on: manager.childMade })
  }
}

function* childEnded(manager: Manager, pid: Pid, status: WaitStatus): Sys<void> {
  const known = manager.watched.get(pid)
  manager.watched.delete(pid)
  const unit = known?.unit ?? [...manager.units.values()].find((candidate) => candidate.mainPid === pid)
  if (!unit) return
  const record = known?.record ?? unit.mainStatus
  if (record) {
    record.status = status
    record.endedMs = yield* sys.clockRealtime({})
  }
  if (unit.mainPid === pid && record) {
    // A forking service's first process is expected to end; its main process is found afterwards.
    if (unit.type === 'forking' && unit.active === 'activating') unit.mainPid = undefined
    else {
      if (unit.type === 'forking' && record.pid !== pid) record.status = status
      yield* mainProcessExited(manager, unit, record)
    }
  }
  yield* sys.futexWake({ on: unit.changed, count: Number.POSITIVE_INFINITY })
}

/** sd_notify: READY=1, STATUS=…, MAINPID=…, from processes of a unit. */
function* serveNotifications(manager: Manager): Sys<number> {
  const socket = yield* sys.socket({ family: 'unix', type: 'dgram' })
  if (!socket.ok) return 1
  yield* sys.bind({ fd: socket.value, address: { family: 'unix', path: '/run/systemd/notify' } })
  yield* sys.fcntl({ fd: socket.value, closeOnExec: true })
  yield* sys.chmod({ path: '/run/systemd/notify', mode: 0o777 })
  for (;;) {
    const message = yield* sys.recv({ fd: socket.value, count: 4096 })
    if (!message.ok) continue
    const fields = new Map(
      decode(message.value.bytes)
        .split('\n')
        .map((line) => line.split('=', 2) as [string, string]),
    )
    const unit = yield* notifyingUnit(manager, fields)
    if (!unit) continue
    if (fields.has('STATUS')) unit.statusText = fields.get('STATUS') ?? ''
    if (fields.get('READY') === '1') unit.ready = true
    yield* sys.futexWake({ on: unit.changed, count: Number.POSITIVE_INFINITY })
  }
}

/** The kernel's SCM_CREDENTIALS are not modelled: a message names its process in MAINPID. */
function* notifyingUnit(manager: Manager, fields: ReadonlyMap<string, string>): Sys<Unit | undefined> {
  const pid = Number(fields.get('MAINPID') ?? 0)
  for (const unit of manager.units.values()) if (pid > 0 && unit.mainPid === pid) return unit
  return undefined
}
