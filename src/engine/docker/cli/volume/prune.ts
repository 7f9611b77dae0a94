import type { Sys } from '../../../linux/kernel/calls.ts'
import type { VolumesPruneReport } from '../../api/volume.ts'
import type { Cli } from '../cli.ts'
import { confirm } from '../command/confirm.ts'
import { filtersQuery } from '../command/filters.ts'
import type { Verb } from '../command/spec.ts'
import { type Pruned, printPruned } from '../container/prune.ts'
import { Failure } from '../failure.ts'

export function* pruneVolumes(cli: Cli, filters: readonly string[], all: boolean): Sys<Pruned> {
  if (all && filters.some((filter) => filter.startsWith('all=')))
    throw new Failure('conflicting options: cannot specify both --all and --filter all=1')
  const report = yield* cli.client.json<VolumesPruneReport>('POST', '/volumes/prune', {
    query: { filters: filtersQuery(filters, all ? { all: 'true' } : {}) },
    negotiate: true,
  })
  const deleted = report.VolumesDeleted ?? []
  if (deleted.length === 0) return { text: '', reclaimed: 0 }
  return { text: `Deleted Volumes:\n${deleted.map((name) => `${name}\n`).join('')}`, reclaimed: report.SpaceReclaimed }
}

/** docker volume prune */
export const prune: Verb = function* ({ cli, flags }) {
  const all = flags.bool('all')
  const what = all ? 'all local volumes' : 'anonymous local volumes'
  const warning = `WARNING! This will remove ${what} not used by at least one container.\nAre you sure you want to continue?`
  if (!flags.bool('force') && !(yield* confirm(cli, warning))) return 0
  const { text, reclaimed } = yield* pruneVolumes(cli, flags.list('filter'), all)
  yield* printPruned(cli, text, reclaimed)
  return 0
}
