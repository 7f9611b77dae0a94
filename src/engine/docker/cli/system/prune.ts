import { humanSize } from '../../../base/units.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import type { BuildPruneReport } from '../../api/build.ts'
import type { Cli } from '../cli.ts'
import { confirm } from '../command/confirm.ts'
import { filtersQuery } from '../command/filters.ts'
import type { Verb } from '../command/spec.ts'
import { type Pruned, pruneContainers } from '../container/prune.ts'
import { Failure } from '../failure.ts'
import { naturalOrder } from '../formatter/natural-order.ts'
import { pruneImages } from '../image/prune.ts'
import { pruneNetworks } from '../network/prune.ts'
import { pruneVolumes } from '../volume/prune.ts'

export function* pruneCache(cli: Cli, filters: readonly string[], all: boolean): Sys<Pruned> {
  const report = yield* cli.client.json<BuildPruneReport>('POST', '/build/prune', {
    query: { all: all || undefined, filters: filtersQuery(filters) ?? '' },
  })
  const deleted = report.CachesDeleted ?? []
  if (deleted.length === 0) return { text: '', reclaimed: 0 }
  return { text: `Deleted build cache objects:\n${deleted.map((id) => `${id}\n`).join('')}`, reclaimed: report.SpaceReclaimed }
}

/** docker system prune */
export const prune: Verb = function* ({ cli, flags }) {
  const filters = flags.list('filter')
  const all = flags.bool('all')
  const volumes = flags.bool('volumes')
  if (volumes && filters.some((filter) => filter.startsWith('until=')))
    throw new Failure('ERROR: The "until" filter is not supported with "--volumes"')
  if (!flags.bool('force') && !(yield* confirm(cli, warning(all, volumes, filters)))) return 0
  const steps: (() => Sys<Pruned>)[] = [() => pruneContainers(cli, filters), () => pruneNetworks(cli, filters)]
  if (volumes) steps.push(() => pruneVolumes(cli, filters, false))
  steps.push(
    () => pruneImages(cli, filters, all),
    () => pruneCache(cli, filters, all),
  )
  let total = 0
  for (const step of steps) {
    const { text, reclaimed } = yield* step()
    total += reclaimed
    if (text !== '') yield* cli.print(`${text}\n`)
  }
  yield* cli.print(`Total reclaimed space: ${humanSize(total)}\n`)
  return 0
}

function warning(all: boolean, volumes: boolean, filters: readonly string[]): string {
  const items = [
    'all stopped containers',
    'all networks not used by at least one container',
    ...(volumes ? ['all anonymous volumes not used by at least one container'] : []),
    all ? 'all images without at least one container associated to them' : 'all dangling images',
    all ? 'all build cache' : 'unused build cache',
  ]
  const listed = items.map((item) => `\n  - ${item}`).join('')
  const filtered = [...filters].sort(naturalOrder).map((filter) => `\n  - ${filter}`)
  const note = filtered.length > 0 ? `\n  Items to be pruned will be filtered with:${filtered.join('')}\n` : ''
  return `WARNING! This will remove:${listed}\n${note}\nAre you sure you want to continue?`
}
