import type { Sys } from '../../../linux/kernel/calls.ts'
import { parseSignal, signals } from '../../../linux/kernel/signal.ts'
import { sys } from '../../../linux/sys.ts'
import type { Daemon } from '../daemon.ts'
import { conflict, type EngineError, internal, invalid, notModified } from '../errdefs.ts'
import type { Container } from './container.ts'

/** Ending containers: kill, stop, restart, pause (moby daemon/kill.go, stop.go, restart.go, pause.go). */

/**
 * Sends one signal, once a start under way is over; does not wait for what comes of it. False where there is no process to send it to because
 * the container is between two runs: what would end it keeps it ended.
 */
function* signalContainer(daemon: Daemon, container: Container, signal: number): Sys<boolean> {
  return yield* container.lock.with(function* () {
    const { state } = container
    if (!state.running) throw notRunning(container)
    if (signal === signals.SIGKILL || signal === (parseSignal(container.stopSignal) ?? signals.SIGTERM)) {
      container.hasBeenManuallyStopped = true
      if (container.restarts) container.restarts.cancelled = true
      yield* daemon.checkpoint(container)
    }
    if (state.restarting) {
      if (!container.restarts?.cancelled) return false
      state.restarting = false
      state.running = false
      yield* daemon.checkpoint(container)
      return false
    }
    yield* sys.record({ kind: 'container.signalled', data: { container: container.id, signal } })
    const sent = yield* daemon.containerd.kill({ id: container.id }, signal)
    if (!sent.ok && sent.error.code !== 'NotFound') throw internal(sent.error.message)
    if (state.paused && signal === signals.SIGKILL) yield* daemon.containerd.resume(container.id)
    yield* daemon.containerEvent(container, 'kill', { signal: String(signal) })
    return true
  })
}

const notRunning = (container: Container): EngineError => conflict(`container ${container.id} is not running`)

/** Waits until the container does not run; false when the time was over first. */
export function* waitStopped(container: Container, timeoutMs: number | undefined): Sys<boolean> {
  const untilMs = timeoutMs === undefined ? undefined : (yield* sys.clockMonotonic({})) + timeoutMs
  while (container.state.running) {
    const leftMs = untilMs === undefined ? undefined : untilMs - (yield* sys.clockMonotonic({}))
    if (leftMs !== undefined && leftMs <= 0) return false
    yield* container.changed.wait(leftMs)
  }
  return true
}

/** POST /containers/{id}/kill. A killed container is waited for; other signals are only sent. */
export function* killContainer(daemon: Daemon, container: Container, signal: number): Sys<void> {
  const sent = yield* signalContainer(daemon, container, signal)
  if (sent && signal === signals.SIGKILL) yield* waitStopped(container, 10_000)
}

/** `KILL`, `SIGKILL`, `9`. */
export function signalOf(text: string): number {
  const signal = parseSignal(text)
  if (signal === undefined || signal === 0) throw invalid(`invalid signal: ${text}`)
  return signal
}

/** POST /containers/{id}/stop: the stop signal, some seconds, then SIGKILL. -1 waits for ever. */
export function* stopContainer(daemon: Daemon, container: Container, signalText: string, seconds: number | undefined): Sys<void> {
  if (!container.state.running) throw notModified()
  yield* stop(daemon, container, signalText, seconds)
  yield* daemon.containerEvent(container, 'stop')
}

export function* stop(daemon: Daemon, container: Container, signalText: string, seconds: number | undefined): Sys<void> {
  const signal = signalOf(signalText || container.stopSignal)
  const waitSeconds = seconds ?? container.config.StopTimeout ?? 10
  const sent = yield* signalContainer(daemon, container, signal)
  container.hasBeenManuallyStopped = true
  if (container.restarts) container.restarts.cancelled = true
  if (!sent) return
  if (yield* waitStopped(container, waitSeconds < 0 ? undefined : waitSeconds * 1000)) return
  yield* killContainer(daemon, container, signals.SIGKILL)
}

export function* pauseContainer(daemon: Daemon, container: Container): Sys<void> {
  yield* container.lock.with(function* () {
    const { state } = container
    if (!state.running) throw notRunning(container)
    if (state.paused) throw conflict(`Container ${container.id} is already paused`)
    if (state.restarting) throw conflict(`Container ${container.id} is restarting, wait until the container is running`)
    const done = yield* daemon.containerd.pause(container.id)
    if (!done.ok) throw internal(`Cannot pause container ${container.id}: ${done.error.message}`)
    state.paused = true
    yield* daemon.checkpoint(container)
    yield* daemon.containerEvent(container, 'pause')
  })
}

export function* unpauseContainer(daemon: Daemon, container: Container): Sys<void> {
  yield* container.lock.with(function* () {
    if (!container.state.paused) throw internal(`Container ${container.id} is not paused`)
    const done = yield* daemon.containerd.resume(container.id)
    if (!done.ok) throw internal(`Cannot unpause container ${container.id}: ${done.error.message}`)
    container.state.paused = false
    yield* daemon.checkpoint(container)
    yield* daemon.containerEvent(container, 'unpause')
  })
}
