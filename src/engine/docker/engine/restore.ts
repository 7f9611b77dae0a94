import type { Sys } from '../../linux/kernel/calls.ts'
import { now } from './clock.ts'
import { cleanUp } from './container/clean-up.ts'
import type { Container } from './container/container.ts'
import { startHealth } from './container/health.ts'
import { removeContainer } from './container/remove.ts'
import { RestartTracker } from './container/restart-policy.ts'
import { startLocked } from './container/start.ts'
import { signalOf, stop, waitStopped } from './container/stop.ts'
import { fifoDirectory, TaskFifos } from './container/task-io.ts'
import type { Daemon } from './daemon.ts'
import { EngineError } from './errdefs.ts'
import { log } from './log.ts'
import { openLog } from './logs/drivers.ts'
import { LineSplitter } from './logs/line-splitter.ts'
import { Condition, go } from './mutex.ts'
import { adoptNetworking, clearNamespaces, forgetNetworking } from './network/adopt.ts'

/** What becomes of yesterday's containers when the daemon starts (moby daemon.restore), and of today's when it stops. */
export function* restoreContainers(daemon: Daemon): Sys<void> {
  const containers = daemon.containers.all()
  for (const container of containers)
    for (const mount of container.mounts.values()) if (mount.Name !== undefined) daemon.volumes.byName.get(mount.Name)?.users.add(container.id)
  yield* together(containers, (container) => restoreOne(daemon, container))
  yield* clearNamespaces(daemon)
  const again = containers.filter((container) => !container.state.running && shouldRestart(container))
  for (const container of containers) {
    if (container.state.running || again.includes(container) || !container.hostConfig.AutoRemove) continue
    yield* removeContainer(daemon, container, { force: true, volumes: true })
  }
  for (const container of again) yield* go(() => startAgain(daemon, container))
}

/** All at once; returns when the last is done. */
function* together(containers: readonly Container[], work: (container: Container) => Sys<void>): Sys<void> {
  const left = { count: containers.length }
  const done = new Condition()
  for (const container of containers) {
    yield* go(function* () {
      yield* work(container)
      left.count--
      yield* done.broadcast()
    })
  }
  while (left.count > 0) yield* done.wait()
}

/** Lives on under live restore; without it nothing outlives its daemon. */
function* restoreOne(daemon: Daemon, container: Container): Sys<void> {
  const wasRunning = container.state.running
  const task = wasRunning ? yield* daemon.containerd.state({ id: container.id }) : undefined
  const alive = task?.ok === true && task.value.status !== 'stopped'
  if (alive) {
    yield* adopt(daemon, container)
    if (daemon.config.liveRestore) {
      yield* adoptNetworking(daemon, container, container.state.pid)
      yield* startHealth(daemon, container)
    } else {
      yield* stop(daemon, container, '', undefined)
      yield* waitStopped(container, undefined)
    }
  }
  if (wasRunning && !alive) yield* end(daemon, container, task?.ok === true)
  if (!container.state.running) yield* forgetNetworking(daemon, container)
  yield* daemon.checkpoint(container)
}

/** What the daemon holds of a running container: mounts, streams, log. */
function* adopt(daemon: Daemon, container: Container): Sys<void> {
  const { config } = container
  holdMounts(daemon, container)
  container.restarts = new RestartTracker(container.hostConfig.RestartPolicy)
  const fifos = new TaskFifos(fifoDirectory(container.id), 'init', { stdin: config.OpenStdin, stdout: true, stderr: true, terminal: config.Tty })
  yield* fifos.create()
  container.log = yield* openLog(container)
  const driver = container.log
  yield* fifos.connect(container.streams, (name) => driver && new LineSplitter(driver, name))
}

function holdMounts(daemon: Daemon, container: Container): void {
  const layer = daemon.images.layers.writable.get(container.id)
  if (layer) container.rootfs = daemon.images.layers.driver.adopt(layer.mountId)
  for (const mount of container.mounts.values()) {
    const volume = mount.Name === undefined ? undefined : daemon.volumes.byName.get(mount.Name)
    if (volume) daemon.volumes.adopt(volume)
  }
}

/** It ended while no daemon was there: with the exit code containerd kept, or nobody knows which. */
function* end(daemon: Daemon, container: Container, known: boolean): Sys<void> {
  const exit = known ? yield* daemon.containerd.deleteTask({ id: container.id }) : undefined
  yield* daemon.containerd.delete(container.id)
  if (exit?.ok) container.state.setStopped(exit.value.exitStatus, exit.value.exitedAt)
  else container.state.setStopped(255, yield* now())
  holdMounts(daemon, container)
  yield* cleanUp(daemon, container)
}

function shouldRestart(container: Container): boolean {
  if (!container.hasBeenStartedBefore) return false
  const tracker = new RestartTracker(container.hostConfig.RestartPolicy)
  return tracker.next(container.state.exitCode, container.hasBeenManuallyStopped, 0) !== undefined
}

function* startAgain(daemon: Daemon, container: Container): Sys<void> {
  container.restarts = new RestartTracker(container.hostConfig.RestartPolicy)
  try {
    yield* container.lock.with(() => startLocked(daemon, container, false))
  } catch (thrown) {
    if (!(thrown instanceof EngineError)) throw thrown
    yield* log('error', 'failed to start container', { container: container.id, error: thrown.message })
  }
}

/** Stops every container, all at once, each with its time; under live restore they run on. */
export function* shutDown(daemon: Daemon): Sys<void> {
  daemon.shuttingDown = true
  if (daemon.config.liveRestore) return
  const running = daemon.containers.all().filter((container) => container.state.running)
  yield* together(running, (container) => endForShutdown(daemon, container))
}

function* endForShutdown(daemon: Daemon, container: Container): Sys<void> {
  if (container.state.paused) yield* daemon.containerd.resume(container.id)
  if (container.state.restarting) {
    container.state.running = false
    return
  }
  yield* daemon.containerd.kill({ id: container.id }, signalOf(container.stopSignal))
  const seconds = container.config.StopTimeout ?? 10
  if (yield* waitStopped(container, seconds < 0 ? undefined : seconds * 1000)) return
  yield* daemon.containerd.kill({ id: container.id }, 9)
  yield* waitStopped(container, 5000)
}
