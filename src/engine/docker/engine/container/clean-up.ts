import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { Daemon } from '../daemon.ts'
import { tearDownNetworking } from '../network/attach.ts'
import type { Container } from './container.ts'
import { ProcessStreams } from './streams.ts'
import { fifoDirectory, TaskFifos } from './task-io.ts'

/** What a container holds only while it runs goes: network, mounts, FIFOs, execs (moby daemon.Cleanup). */
export function* cleanUp(daemon: Daemon, container: Container): Sys<void> {
  yield* tearDownNetworking(daemon, container)
  yield* sys.umount({ target: container.shmPath, lazy: true })
  const layer = daemon.images.layers.writable.get(container.id)
  if (layer && container.rootfs !== undefined) yield* daemon.images.layers.driver.unmount(layer.mountId)
  container.rootfs = undefined
  for (const mount of container.mounts.values()) {
    const volume = mount.Name === undefined ? undefined : daemon.volumes.byName.get(mount.Name)
    if (!volume) continue
    yield* daemon.volumes.unmount(volume)
    yield* daemon.events.log('volume', 'unmount', volume.name, { container: container.id, driver: 'local' })
  }
  yield* container.streams.finish(2000)
  // Who attaches from now on waits for the next run.
  container.streams = new ProcessStreams()
  if (container.log) yield* container.log.close()
  container.log = undefined
  yield* new TaskFifos(fifoDirectory(container.id), 'init', { stdin: false, stdout: false, stderr: false, terminal: false }).remove()
}
