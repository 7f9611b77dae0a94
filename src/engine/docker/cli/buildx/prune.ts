import type { BuildPruneReport } from '../../api/build.ts'
import type { DiskUsage } from '../../api/system.ts'
import { confirm } from '../command/confirm.ts'
import type { Verb } from '../command/spec.ts'
import { notSimulated } from '../failure.ts'
import { recordTable, totalLine } from './records.ts'

/** docker builder prune */
export const prune: Verb = function* ({ cli, flags }) {
  for (const name of ['filter', 'max-used-space', 'min-free-space', 'reserved-space', 'verbose']) {
    if (flags.changed(name)) throw notSimulated(`builder prune: --${name}`)
  }
  const all = flags.bool('all')
  const warning = `WARNING! This will remove all ${all ? 'build' : 'dangling build'} cache. Are you sure you want to continue?`
  if (!flags.bool('force') && !(yield* confirm(cli, warning))) return 0
  const usage = yield* cli.client.json<DiskUsage>('GET', '/system/df', { query: { type: 'build-cache' } })
  const report = yield* cli.client.json<BuildPruneReport>('POST', '/build/prune', { query: { all: all || undefined } })
  const deleted = new Set(report.CachesDeleted ?? [])
  const records = (usage.BuildCache ?? []).filter(({ ID }) => deleted.has(ID))
  const total = records.reduce((sum, { Size }) => sum + Size, 0)
  yield* cli.print(recordTable(records, yield* cli.now(), false) + totalLine(total))
  return 0
}
