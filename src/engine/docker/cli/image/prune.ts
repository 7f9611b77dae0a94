import type { Sys } from '../../../linux/kernel/calls.ts'
import type { ImagesPruneReport } from '../../api/image.ts'
import type { Cli } from '../cli.ts'
import { confirm } from '../command/confirm.ts'
import { filtersQuery } from '../command/filters.ts'
import type { Verb } from '../command/spec.ts'
import { type Pruned, printPruned } from '../container/prune.ts'

export function* pruneImages(cli: Cli, filters: readonly string[], all: boolean): Sys<Pruned> {
  const report = yield* cli.client.json<ImagesPruneReport>('POST', '/images/prune', {
    query: { filters: filtersQuery(filters, { dangling: String(!all) }) },
    negotiate: true,
  })
  const items = report.ImagesDeleted ?? []
  if (items.length === 0) return { text: '', reclaimed: 0 }
  const lines = items.map((item) => (item.Untagged ? `untagged: ${item.Untagged}\n` : `deleted: ${item.Deleted}\n`))
  return { text: `Deleted Images:\n${lines.join('')}`, reclaimed: report.SpaceReclaimed }
}

/** docker image prune */
export const prune: Verb = function* ({ cli, flags }) {
  const all = flags.bool('all')
  const what = all ? 'all images without at least one container associated to them' : 'all dangling images'
  if (!flags.bool('force') && !(yield* confirm(cli, `WARNING! This will remove ${what}.\nAre you sure you want to continue?`))) return 0
  const { text, reclaimed } = yield* pruneImages(cli, flags.list('filter'), all)
  yield* printPruned(cli, text, reclaimed)
  return 0
}
