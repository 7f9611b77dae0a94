import { humanSize } from '../../../base/units.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import type { ContainersPruneReport } from '../../api/container.ts'
import type { Cli } from '../cli.ts'
import { confirm } from '../command/confirm.ts'
import { filtersQuery } from '../command/filters.ts'
import type { Verb } from '../command/spec.ts'

/** What one kind of prune did. */
export interface Pruned {
  readonly text: string
  readonly reclaimed: number
}

export function* pruneContainers(cli: Cli, filters: readonly string[]): Sys<Pruned> {
  const report = yield* cli.client.json<ContainersPruneReport>('POST', '/containers/prune', {
    query: { filters: filtersQuery(filters) },
    negotiate: true,
  })
  const deleted = report.ContainersDeleted ?? []
  if (deleted.length === 0) return { text: '', reclaimed: 0 }
  return { text: `Deleted Containers:\n${deleted.map((id) => `${id}\n`).join('')}`, reclaimed: report.SpaceReclaimed }
}

/** docker container prune */
export const prune: Verb = function* ({ cli, flags }) {
  if (!flags.bool('force') && !(yield* confirm(cli, 'WARNING! This will remove all stopped containers.\nAre you sure you want to continue?'))) {
    return 0
  }
  const { text, reclaimed } = yield* pruneContainers(cli, flags.list('filter'))
  yield* printPruned(cli, text, reclaimed)
  return 0
}

export function* printPruned(cli: Cli, text: string, reclaimed: number): Sys<void> {
  if (text !== '') yield* cli.print(`${text}\n`)
  yield* cli.print(`Total reclaimed space: ${humanSize(reclaimed)}\n`)
}
