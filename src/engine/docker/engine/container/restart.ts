import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Daemon } from '../daemon.ts'
import type { Container } from './container.ts'
import { startContainer } from './start.ts'
import { stop } from './stop.ts'

/** POST /containers/{id}/restart. */
export function* restartContainer(daemon: Daemon, container: Container, signalText: string, seconds: number | undefined): Sys<void> {
  const autoRemove = container.hostConfig.AutoRemove
  container.hostConfig = { ...container.hostConfig, AutoRemove: false }
  try {
    if (container.state.running) yield* stop(daemon, container, signalText, seconds)
    yield* startContainer(daemon, container)
  } finally {
    container.hostConfig = { ...container.hostConfig, AutoRemove: autoRemove }
  }
  yield* daemon.containerEvent(container, 'restart')
}
