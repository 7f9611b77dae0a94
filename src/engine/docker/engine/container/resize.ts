import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Daemon } from '../daemon.ts'
import { conflict, internal } from '../errdefs.ts'
import type { Exec } from '../exec/exec.ts'
import type { Container } from './container.ts'

/** POST …/resize: the terminal of a container's first process or of an exec (moby daemon/resize.go). */
export function* resizeContainer(daemon: Daemon, container: Container, exec: Exec | undefined, height: number, width: number): Sys<void> {
  if (!container.state.running) throw conflict(`container ${container.id} is not running`)
  const target = { id: container.id, ...(exec && { execId: exec.id }) }
  const done = yield* daemon.containerd.resize(target, width, height)
  if (!done.ok) throw internal(done.error.message)
  const attributes = { height: String(height), width: String(width) }
  if (!exec) yield* daemon.containerEvent(container, 'resize', attributes)
}
