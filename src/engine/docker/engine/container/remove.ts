import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import { removeAll } from '../../oci/files.ts'
import type { Daemon } from '../daemon.ts'
import { conflict } from '../errdefs.ts'
import type { Container } from './container.ts'
import { killContainer } from './stop.ts'

/** DELETE /containers/{id} (moby daemon/delete.go). */
export interface RemoveOptions {
  readonly force: boolean
  /** Anonymous volumes go too. */
  readonly volumes: boolean
  /** The caller holds the container's lock. */
  readonly locked?: boolean
}

export function* removeContainer(daemon: Daemon, container: Container, options: RemoveOptions, shown = container.displayName): Sys<void> {
  const { state } = container
  if (state.removalInProgress || state.removed) throw conflict(`removal of container ${shown} is already in progress`)
  state.removalInProgress = true
  try {
    if (state.running) yield* endForRemoval(daemon, container, options.force, shown)
    if (container.restarts) container.restarts.cancelled = true
    if (options.locked) yield* takeAway(daemon, container, options.volumes)
    else
      yield* container.lock.with(function* () {
        // A start that was under way may have succeeded meanwhile.
        if (state.running) throw running(container, shown)
        yield* takeAway(daemon, container, options.volumes)
      })
  } finally {
    state.removalInProgress = false
  }
  yield* container.changed.broadcast()
  yield* sys.record({ kind: 'container.removed', data: { container: container.id, name: container.displayName } })
  yield* daemon.containerEvent(container, 'destroy')
}

const running = ({ state }: Container, shown: string) => {
  const what = state.paused
    ? 'paused and must be unpaused first'
    : `${state.restarting ? 'restarting' : 'running'}: stop the container before removing or force remove`
  return conflict(`cannot remove container ${JSON.stringify(shown)}: container is ${what}`)
}

function* endForRemoval(daemon: Daemon, container: Container, force: boolean, shown: string): Sys<void> {
  if (!force) throw running(container, shown)
  if (container.restarts) container.restarts.cancelled = true
  try {
    yield* killContainer(daemon, container, 9)
  } catch (thrown) {
    // It may have ended by itself just now.
    if (container.state.running) throw thrown
  }
}

/** Everything there is of it on the disk and in memory. */
function* takeAway(daemon: Daemon, container: Container, anonymousVolumes: boolean): Sys<void> {
  const { state } = container
  yield* daemon.images.layers.removeWritable(container.id)
  yield* removeVolumes(daemon, container, anonymousVolumes)
  yield* removeAll(container.directory)
  daemon.containers.delete(container)
  for (const exec of [...daemon.execs.values()]) if (exec.containerId === container.id) daemon.execs.delete(exec.id)
  // Who waits for the removal hears nothing of why it never started.
  state.error = ''
  state.removed = true
  state.dead = true
}

function* removeVolumes(daemon: Daemon, container: Container, anonymous: boolean): Sys<void> {
  for (const mount of container.mounts.values()) {
    const volume = mount.Name === undefined ? undefined : daemon.volumes.byName.get(mount.Name)
    if (!volume) continue
    volume.users.delete(container.id)
    if (anonymous && mount.Anonymous && volume.users.size === 0) yield* daemon.volumes.remove(volume.name, true)
  }
}
