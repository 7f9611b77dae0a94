import type { Fd, Sys } from '../../../kernel/calls.ts'
import { Poll } from '../../../kernel/calls.ts'
import type { SocketAddress } from '../../../kernel/net/socket-address.ts'
import { groupByName, userByName } from '../../../libc/users.ts'
import { sys } from '../../../sys.ts'
import type { JobResult, Manager } from './manager.ts'
import type { Unit } from './unit.ts'

// Socket units: systemd listens, the service starts with the first connection and inherits the listener (socket activation).

const addressOf = (text: string): SocketAddress => {
  if (text.startsWith('/') || text.startsWith('@')) return { family: 'unix', path: text }
  const [port = '', ...host] = text.split(':').reverse()
  return { family: 'inet', address: host.reverse().join(':') || '0.0.0.0', port: Number(port) }
}

export function* startSocket(manager: Manager, unit: Unit): Sys<JobResult> {
  for (const text of unit.file.all('Socket', 'ListenStream')) {
    const fd = yield* listen(unit, text)
    if (fd === undefined) {
      yield* manager.log(unit, `${unit.name}: Failed to listen on sockets`, 3)
      yield* manager.enter(unit, 'failed', 'failed')
      return 'failed'
    }
    unit.listeners.push(fd)
  }
  yield* manager.enter(unit, 'active', 'listening')
  yield* manager.log(unit, `Listening on ${unit.description}.`)
  yield* sys.clone({ thread: true, main: () => activate(manager, unit) })
  return 'done'
}

function* listen(unit: Unit, text: string): Sys<Fd | undefined> {
  const address = addressOf(text)
  if (address.family === 'unix') yield* sys.unlink({ path: address.path })
  const fd = yield* sys.socket({ family: address.family, type: 'stream' })
  if (!fd.ok) return undefined
  if (!(yield* sys.bind({ fd: fd.value, address })).ok) return undefined
  if (!(yield* sys.listen({ fd: fd.value, backlog: 4096 })).ok) return undefined
  yield* sys.fcntl({ fd: fd.value, closeOnExec: true })
  if (address.family === 'unix') yield* own(unit, address.path)
  return fd.value
}

function* own(unit: Unit, path: string): Sys<void> {
  yield* sys.chmod({ path, mode: Number.parseInt(unit.file.one('Socket', 'SocketMode') ?? '0666', 8) })
  const user = unit.file.one('Socket', 'SocketUser')
  const group = unit.file.one('Socket', 'SocketGroup')
  const uid = user ? (yield* userByName(user))?.uid : undefined
  const gid = group ? (yield* groupByName(group))?.gid : undefined
  yield* sys.chown({ path, uid: uid ?? -1, gid: gid ?? -1 })
}

/** Waits for a first connection while the service is not running, and starts it. */
function* activate(manager: Manager, unit: Unit): Sys<number> {
  const service = yield* manager.unit(unit.file.one('Socket', 'Service') ?? unit.name.replace(/\.socket$/, '.service'))
  if (!service.triggeredBy.includes(unit.name)) service.triggeredBy = [...service.triggeredBy, unit.name]
  while (unit.active === 'active') {
    if (service.up) {
      if (unit.sub !== 'running') yield* manager.enter(unit, 'active', 'running')
      yield* sys.futexWait({ on: service.changed })
      continue
    }
    if (unit.sub !== 'listening') yield* manager.enter(unit, 'active', 'listening')
    const ready = yield* sys.poll({ fds: unit.listeners.map((fd) => ({ fd, events: Poll.in })) })
    if (!ready.ok || unit.listeners.length === 0) return 0
    if (service.up) continue
    if ((yield* manager.start(service.name)) !== 'done') {
      yield* manager.log(unit, `${unit.name}: Failed with result 'service-start-limit-hit'.`, 4)
      // Who waits in the queue is turned away.
      for (const fd of unit.listeners.splice(0)) yield* sys.close({ fd })
      yield* manager.enter(unit, 'failed', 'failed')
    }
  }
  return 0
}

export function* stopSocket(manager: Manager, unit: Unit): Sys<void> {
  for (const fd of unit.listeners) yield* sys.close({ fd })
  unit.listeners = []
  for (const text of unit.file.all('Socket', 'ListenStream')) if (text.startsWith('/')) yield* sys.unlink({ path: text })
  yield* manager.enter(unit, 'inactive', 'dead')
  yield* manager.log(unit, `Closed ${unit.description}.`)
}
