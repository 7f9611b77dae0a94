import type { Sys } from '../../../linux/kernel/calls.ts'
import type { NetworksPruneReport } from '../../api/network.ts'
import type { Cli } from '../cli.ts'
import { confirm } from '../command/confirm.ts'
import { filtersQuery } from '../command/filters.ts'
import type { Verb } from '../command/spec.ts'
import type { Pruned } from '../container/prune.ts'

export function* pruneNetworks(cli: Cli, filters: readonly string[]): Sys<Pruned> {
  const report = yield* cli.client.json<NetworksPruneReport>('POST', '/networks/prune', {
    query: { filters: filtersQuery(filters) },
    negotiate: true,
  })
  const deleted = report.NetworksDeleted ?? []
  return { text: deleted.length === 0 ? '' : `Deleted Networks:\n${deleted.map((name) => `${name}\n`).join('')}`, reclaimed: 0 }
}

/** docker network prune */
export const prune: Verb = function* ({ cli, flags }) {
  const warning = 'WARNING! This will remove all custom networks not used by at least one container.\nAre you sure you want to continue?'
  if (!flags.bool('force') && !(yield* confirm(cli, warning))) return 0
  const { text } = yield* pruneNetworks(cli, flags.list('filter'))
  if (text !== '') yield* cli.print(`${text}\n`)
  return 0
}
