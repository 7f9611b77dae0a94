import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { TaskEvent } from '../../containerd/tasks.ts'
import { unixMsOf } from '../clock.ts'
import type { Daemon } from '../daemon.ts'
import { EngineError } from '../errdefs.ts'
import { execEnded } from '../exec/run.ts'
import { go } from '../mutex.ts'
import { cleanUp } from './clean-up.ts'
import type { Container } from './container.ts'
import { removeContainer } from './remove.ts'
import { startLocked } from './start.ts'

/** What the daemon does about what containerd tells it (moby daemon/monitor.go). */
export function* handleEvent(daemon: Daemon, event: TaskEvent): Sys<void> {
  const container = daemon.containers.find(event.containerId)
  if (!container) return
  switch (event.topic) {
    case '/tasks/exit':
      // Exits take time (streams, networks): other containers' events do not wait for them.
      yield* go(() => (event.id === container.id ? initEnded(daemon, container, event) : execEnded(daemon, container, event)))
      return
    case '/tasks/oom':
      container.state.oomKilled = true
      yield* daemon.containerEvent(container, 'oom')
      return
    default:
  }
}

interface Exit {
  readonly pid: number
  readonly exitStatus: number
  readonly exitedAt: string
}

function* initEnded(daemon: Daemon, container: Container, exit: Exit): Sys<void> {
  yield* container.lock.with(function* () {
    if (!container.state.running || container.state.pid !== exit.pid) return
    yield* stopped(daemon, container, exit)
  })
}

function* stopped(daemon: Daemon, container: Container, exit: Exit): Sys<void> {
  yield* daemon.containerd.deleteTask({ id: container.id })
  yield* daemon.containerd.delete(container.id)
  const { state } = container
  const ranMs = unixMsOf(exit.exitedAt) - unixMsOf(state.startedAt)
  const waitMs = daemon.shuttingDown ? undefined : container.restarts?.next(exit.exitStatus, container.hasBeenManuallyStopped, ranMs)
  if (container.stopHealth) container.stopHealth.stopped = true
  yield* cleanUp(daemon, container)
  if (waitMs === undefined) state.setStopped(exit.exitStatus, exit.exitedAt)
  else {
    container.restartCount++
    state.setRestarting(exit.exitStatus, exit.exitedAt)
  }
  yield* daemon.checkpoint(container)
  yield* sys.record({
    kind: 'container.died',
    data: { container: container.id, name: container.displayName, exitCode: exit.exitStatus, oomKilled: state.oomKilled, restartInMs: waitMs },
  })
  yield* daemon.containerEvent(container, 'die', { exitCode: String(exit.exitStatus), execDuration: String(Math.max(0, Math.floor(ranMs / 1000))) })
  if (waitMs !== undefined) yield* go(() => restartLater(daemon, container, waitMs))
  else if (container.hostConfig.AutoRemove && !daemon.shuttingDown && !state.removalInProgress) {
    yield* removeContainer(daemon, container, { force: true, volumes: true, locked: true })
  }
}

function* restartLater(daemon: Daemon, container: Container, waitMs: number): Sys<void> {
  const untilMs = (yield* sys.clockMonotonic({})) + waitMs
  for (;;) {
    if (container.restarts?.cancelled || !container.state.restarting || container.state.removed) break
    const leftMs = untilMs - (yield* sys.clockMonotonic({}))
    if (leftMs <= 0) break
    yield* container.changed.wait(leftMs)
  }
  yield* container.lock.with(function* () {
    const { state } = container
    if (!state.restarting || state.removed || daemon.shuttingDown) return
    // It counts as restarting until it runs.
    try {
      if (!container.restarts?.cancelled) yield* startLocked(daemon, container, false)
    } catch (thrown) {
      if (!(thrown instanceof EngineError)) throw thrown
      yield* daemon.containerEvent(container, 'die', { exitCode: String(state.exitCode), execDuration: '0' })
    }
    if (state.restarting) {
      state.restarting = false
      state.running = false
    }
    yield* daemon.checkpoint(container)
  })
}
