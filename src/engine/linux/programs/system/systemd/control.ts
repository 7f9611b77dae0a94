import { encode } from '../../../../base/utf8.ts'
import type { Fd, Sys } from '../../../kernel/calls.ts'
import { parseSignal, signals } from '../../../kernel/signal.ts'
import { LineReader, writeBytes } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { ControlReply, ControlRequest, UnitView } from './control-protocol.ts'
import { CONTROL_SOCKET } from './control-protocol.ts'
import { cgroupPids } from './exec.ts'
import type { Manager } from './manager.ts'
import { reloadService } from './service.ts'
import { shutDown } from './shutdown.ts'
import type { Unit } from './unit.ts'
import { enabledState, installedUnits } from './unit-paths.ts'

/** Answers systemctl: one JSON line in, one out, a thread for each connection. */
export function* serveControl(manager: Manager): Sys<number> {
  const socket = yield* sys.socket({ family: 'unix', type: 'stream' })
  if (!socket.ok) return 1
  yield* sys.fcntl({ fd: socket.value, closeOnExec: true })
  yield* sys.unlink({ path: CONTROL_SOCKET })
  yield* sys.bind({ fd: socket.value, address: { family: 'unix', path: CONTROL_SOCKET } })
  yield* sys.chmod({ path: CONTROL_SOCKET, mode: 0o777 })
  yield* sys.listen({ fd: socket.value })
  for (;;) {
    const connection = yield* sys.accept({ fd: socket.value })
    if (!connection.ok) continue
    yield* sys.fcntl({ fd: connection.value.fd, closeOnExec: true })
    yield* sys.clone({ thread: true, main: () => answer(manager, connection.value.fd) })
  }
}

function* answer(manager: Manager, fd: Fd): Sys<number> {
  const reader = new LineReader(fd)
  const peer = yield* sys.getpeercred({ fd })
  for (;;) {
    const line = yield* reader.next()
    if (!line.ok || line.value === undefined) break
    const request = JSON.parse(line.value.text) as ControlRequest
    const reply = yield* perform(manager, request, peer.ok ? peer.value.uid : -1)
    yield* writeBytes(fd, encode(`${JSON.stringify(reply)}\n`))
  }
  yield* sys.close({ fd })
  return 0
}

const asking = new Set<ControlRequest['verb']>(['units', 'unit', 'unit-files'])

function* perform(manager: Manager, request: ControlRequest, uid: number): Sys<ControlReply> {
  if (uid !== 0 && !asking.has(request.verb)) return { error: 'access-denied' }
  switch (request.verb) {
    case 'start':
      return yield* startUnit(manager, request.unit)
    case 'stop':
      return { job: yield* manager.stop(request.unit) }
    case 'restart':
    case 'try-restart': {
      const unit = yield* manager.unit(request.unit)
      if (request.verb === 'try-restart' && unit.active !== 'active') return { job: 'done' }
      if (unit.load === 'loaded' && unit.active !== 'inactive') yield* manager.stop(request.unit)
      return yield* startUnit(manager, request.unit)
    }
    case 'reload': {
      const unit = yield* manager.unit(request.unit)
      if (unit.load !== 'loaded') return { job: 'not-found' }
      if (unit.active !== 'active') return { error: 'not-active' }
      if (unit.file.all('Service', 'ExecReload').length === 0) return { error: 'not-reloadable' }
      return { job: yield* reloadService(manager, unit) }
    }
    case 'kill': {
      const unit = yield* manager.unit(request.unit)
      const signal = parseSignal(request.signal) ?? signals.SIGTERM
      for (const pid of yield* cgroupPids(unit)) yield* sys.kill({ pid, signal })
      return { job: 'done' }
    }
    case 'reset-failed': {
      const unit = yield* manager.unit(request.unit)
      unit.starts = []
      if (unit.active === 'failed') yield* manager.enter(unit, 'inactive', 'dead')
      return { job: 'done' }
    }
    case 'daemon-reload':
      yield* manager.reload()
      return { job: 'done' }
    case 'units':
      return { units: yield* views([...manager.units.values()].filter((unit) => unit.load !== 'not-found' || unit.active !== 'inactive')) }
    case 'unit':
      return { units: yield* views([yield* manager.unit(request.unit)]) }
    case 'unit-files': {
      const files: { name: string; state: string }[] = []
      for (const name of yield* installedUnits()) files.push({ name, state: yield* enabledState(name) })
      return { files }
    }
    case 'power':
      yield* sys.clone({ thread: true, main: () => shutDownSoon(manager, request.how) })
      return { job: 'done' }
  }
}

function* shutDownSoon(manager: Manager, how: 'poweroff' | 'restart' | 'halt'): Sys<number> {
  yield* sys.nanosleep({ ms: 50 })
  yield* shutDown(manager, how)
  return 0
}

function* startUnit(manager: Manager, name: string): Sys<ControlReply> {
  const unit = yield* manager.unit(name)
  if (unit.active === 'failed') unit.restarts = 0
  return { job: yield* manager.start(name) }
}

function* views(units: readonly Unit[]): Sys<readonly UnitView[]> {
  const result: UnitView[] = []
  for (const unit of units) result.push(yield* view(unit))
  return result.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function* view(unit: Unit): Sys<UnitView> {
  return {
    name: unit.name,
    description: unit.description,
    load: unit.load,
    fragmentPath: unit.fragmentPath,
    dropIns: unit.dropIns,
    enabled: unit.load === 'loaded' ? yield* enabledState(unit.name) : '',
    active: unit.active,
    sub: unit.sub,
    result: unit.result,
    type: unit.type,
    sinceMs: unit.active === 'active' || unit.active === 'reloading' ? unit.activeEnterMs : unit.inactiveEnterMs,
    mainPid: unit.mainPid,
    execs: unit.execs,
    main: unit.mainStatus,
    statusText: unit.statusText,
    cgroup: unit.kind === 'service' ? unit.cgroupPath : '',
    documentation: unit.file.words('Unit', 'Documentation'),
    triggeredBy: unit.triggeredBy,
    restarts: unit.restarts,
    listen: unit.file.all('Socket', 'ListenStream'),
  }
}
