import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { ContainersPruneReport } from '../../api/container.ts'
import type { Filters } from '../../api/filters.ts'
import { labelsMatch } from '../../api/filters.ts'
import { unixMsOf } from '../clock.ts'
import type { Daemon } from '../daemon.ts'
import { invalid } from '../errdefs.ts'
import { pruneBefore } from '../prune-until.ts'
import { containerSizes } from './inspect.ts'
import { removeContainer } from './remove.ts'

/** POST /containers/prune (moby daemon/prune.go). */
export function* pruneContainers(daemon: Daemon, filters: Filters): Sys<ContainersPruneReport> {
  for (const name of filters.keys()) if (!['label', 'label!', 'until'].includes(name)) throw invalid(`invalid filter '${name}'`)
  const beforeMs = pruneBefore(filters, yield* sys.clockRealtime({}))
  const deleted: string[] = []
  let reclaimed = 0
  for (const container of daemon.containers.all()) {
    if (container.state.running || unixMsOf(container.created) > beforeMs) continue
    if (!labelsMatch(filters, container.config.Labels)) continue
    if (filters.has('label!') && labelsMatch(filters, container.config.Labels, 'label!')) continue
    reclaimed += (yield* containerSizes(daemon, container)).rw
    yield* removeContainer(daemon, container, { force: false, volumes: false })
    deleted.push(container.id)
  }
  yield* daemon.events.log('container', 'prune', '', { reclaimed: String(reclaimed) })
  return { ContainersDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: reclaimed }
}
