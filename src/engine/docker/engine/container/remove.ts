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
  if (state.removalInProgress) throw conflict(`removal of container ${shown} is already in progress`)
  if (state.running) {
    const refuse = (what: string) => conflict(`cannot remove container ${JSON.stringify(shown)}: container is ${what}`)
    if (!options.force) {
      if (state.paused) throw refuse('paused and must be unpaused first')
      throw refuse(`${state.restarting ? 'restarting' : 'running'}: stop the container before removing or force remove`)
    }
    if (container.restarts) container.restarts.cancelled = true
    yield* killContainer(daemon, container, 9)
  }
  if (container.restarts) container.restarts.cancelled = true
  state.removalInProgress = true
  if (state.restarting) {
    state.running = false
    state.restarting = false
  }
  yield* container.changed.broadcast()
  yield* daemon.images.layers.removeWritable(container.id)
  yield* removeVolumes(daemon, container, options.volumes)
  yield* removeAll(container.directory)
  daemon.containers.delete(container)
  for (const exec of [...daemon.execs.values()]) if (exec.containerId === container.id) daemon.execs.delete(exec.id)
  // Who waits for the removal hears nothing of why it never started.
  state.error = ''
  state.removed = true
  state.removalInProgress = false
  state.dead = true
  yield* container.changed.broadcast()
  yield* sys.record({ kind: 'container.removed', data: { container: container.id, name: container.displayName } })
  yield* daemon.containerEvent(container, 'destroy')
}

function* removeVolumes(daemon: Daemon, container: Container, anonymous: boolean): Sys<void> {
  for (const mount of container.mounts.values()) {
    const volume = mount.Name === undefined ? undefined : daemon.volumes.byName.get(mount.Name)
    if (!volume) continue
    volume.users.delete(container.id)
    if (anonymous && mount.Anonymous && volume.users.size === 0) yield* daemon.volumes.remove(volume.name, true)
  }
}
