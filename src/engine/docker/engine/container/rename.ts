import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Daemon } from '../daemon.ts'
import { conflict, EngineError, invalid } from '../errdefs.ts'
import type { Container } from './container.ts'

/** POST /containers/{id}/rename (moby daemon/rename.go). */
export function* renameContainer(daemon: Daemon, container: Container, name: string): Sys<void> {
  if (name === '') throw invalid('Neither old nor new names may be empty')
  const full = name.startsWith('/') ? name : `/${name}`
  const old = container.name
  if (old === full) throw invalid('Renaming a container with the same name as its current name')
  if (container.state.removalInProgress || container.state.dead) throw conflict('container is marked for removal and cannot be renamed')
  try {
    daemon.containers.reserve(full, container.id)
  } catch (thrown) {
    if (thrown instanceof EngineError) throw new EngineError(thrown.status, `Error when allocating new name: ${thrown.message}`)
    throw thrown
  }
  daemon.containers.release(old)
  container.name = full
  yield* daemon.checkpoint(container)
  yield* daemon.containerEvent(container, 'rename', { oldName: old })
}
