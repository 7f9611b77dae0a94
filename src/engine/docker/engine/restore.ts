import type { Sys } from '../../linux/kernel/calls.ts'
import { sys } from '../../linux/sys.ts'
import { now } from './clock.ts'
import type { Container } from './container/container.ts'
import { removeContainer } from './container/remove.ts'
import { RestartTracker } from './container/restart-policy.ts'
import { startLocked } from './container/start.ts'
import { signalOf, waitStopped } from './container/stop.ts'
import type { Daemon } from './daemon.ts'
import { EngineError } from './errdefs.ts'
import { log } from './log.ts'
import { Condition, go } from './mutex.ts'

/** What becomes of yesterday's containers when the daemon starts (moby daemon.restore), and of today's when it stops. */
export function* restoreContainers(daemon: Daemon): Sys<void> {
  const again: Container[] = []
  for (const container of daemon.containers.all()) {
    for (const mount of container.mounts.values()) if (mount.Name !== undefined) daemon.volumes.byName.get(mount.Name)?.users.add(container.id)
    const wasRunning = container.state.running
    if (wasRunning) yield* endOrphan(daemon, container)
    forgetNetworks(container)
    if (container.hostConfig.AutoRemove && !wantsRestart(container, wasRunning)) {
      yield* removeContainer(daemon, container, { force: true, volumes: true })
      continue
    }
    if (wantsRestart(container, wasRunning)) again.push(container)
    yield* daemon.checkpoint(container)
  }
  for (const container of again) yield* go(() => startAgain(daemon, container))
}

/** Without live restore nothing outlives the daemon: what does is killed. */
function* endOrphan(daemon: Daemon, container: Container): Sys<void> {
  const task = yield* daemon.containerd.state({ id: container.id })
  let exitCode = 255
  if (task.ok) {
    if (task.value.status !== 'stopped') yield* daemon.containerd.kill({ id: container.id }, 9)
    else exitCode = task.value.exitStatus
    for (let tries = 0; tries < 50; tries++) {
      const gone = yield* daemon.containerd.deleteTask({ id: container.id })
      if (gone.ok || gone.error.code !== 'FailedPrecondition') break
      yield* sys.nanosleep({ ms: 20 })
    }
  }
  yield* daemon.containerd.delete(container.id)
  const layer = daemon.images.layers.writable.get(container.id)
  if (layer) yield* sys.umount({ target: `${daemon.images.layers.driver.root}/${layer.mountId}/merged`, lazy: true })
  yield* sys.umount({ target: container.shmPath, lazy: true })
  container.state.setStopped(exitCode, yield* now())
}

function wantsRestart(container: Container, wasRunning: boolean): boolean {
  const { Name } = container.hostConfig.RestartPolicy
  if (Name === 'always') return container.hasBeenStartedBefore || wasRunning
  if (Name === 'unless-stopped') return !container.hasBeenManuallyStopped && (wasRunning || container.hasBeenStartedBefore)
  return Name === 'on-failure' && wasRunning && container.state.exitCode !== 0
}

function forgetNetworks(container: Container): void {
  container.networking.sandboxId = ''
  container.networking.sandboxKey = ''
  container.networking.ports = {}
  for (const [name, endpoint] of container.networking.networks) {
    container.networking.networks.set(name, {
      ...endpoint,
      EndpointID: '',
      Gateway: '',
      IPAddress: '',
      IPPrefixLen: 0,
      MacAddress: endpoint.MacRequested ?? '',
      DNSNames: null,
    })
  }
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

/** Stops every container, all at once, each with its time; then the daemon's own things go. */
export function* shutDown(daemon: Daemon): Sys<void> {
  daemon.shuttingDown = true
  if (daemon.config.liveRestore) return
  const running = daemon.containers.all().filter((container) => container.state.running)
  const left = { count: running.length }
  const done = new Condition()
  for (const container of running) {
    yield* go(function* () {
      yield* end(daemon, container)
      left.count--
      yield* done.broadcast()
    })
  }
  while (left.count > 0) yield* done.wait()
}

function* end(daemon: Daemon, container: Container): Sys<void> {
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
