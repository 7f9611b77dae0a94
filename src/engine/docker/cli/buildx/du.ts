import { parseGoTime, timeText } from '../../../base/go-time.ts'
import { tabulate } from '../../../base/tabwriter.ts'
import { humanSize } from '../../../base/units.ts'
import type { BuildCacheRecord } from '../../api/build.ts'
import type { DiskUsage } from '../../api/system.ts'
import type { Verb } from '../command/spec.ts'
import { notSimulated } from '../failure.ts'
import { renderListing, row } from '../formatter/listing.ts'
import { agoText, isMutable, recordId, recordTable, summaryTable } from './records.ts'

const table = 'table {{.ID}}\\t{{.Reclaimable}}\\t{{.Size}}\\t{{.LastUsedAt}}'
const header = { ID: 'ID', Reclaimable: 'RECLAIMABLE', Size: 'SIZE', LastUsedAt: 'LAST ACCESSED' }

/** docker buildx du */
export const du: Verb = function* ({ cli, flags }) {
  if (flags.list('filter').length > 0) throw notSimulated('buildx du: --filter')
  const usage = yield* cli.client.json<DiskUsage>('GET', '/system/df', { query: { type: 'build-cache' } })
  const records = usage.BuildCache ?? []
  const nowMs = yield* cli.now()
  if (flags.bool('verbose')) yield* cli.print(records.map((record) => pages(record, nowMs, cli.release.major)).join(''))
  else if (cli.release.major < 28) yield* cli.print(recordTable(records, nowMs, true))
  else yield* cli.print(renderListing(table, { header, rows: records.map((record) => listed(record, nowMs)) }))
  yield* cli.print(summaryTable(records))
  return 0
}

const listed = (record: BuildCacheRecord, nowMs: number) =>
  row('*commands.diskusageContext', {
    ID: recordId(record),
    Reclaimable: !record.InUse,
    Size: `${humanSize(record.Size)}${record.Shared ? '*' : ''}`,
    LastUsedAt: agoText(record.LastUsedAt, nowMs),
  })

/** Everything about one record, a line each. */
function pages(record: BuildCacheRecord, nowMs: number, major: number): string {
  const created = parseGoTime(record.CreatedAt)
  const lines: [string, string][] = [['ID', record.ID]]
  const parents = record.Parents ?? []
  if (parents.length > 0) lines.push(major < 28 ? ['Parent', parents.join(',')] : ['Parents', parents.map((parent) => `\n - ${parent}`).join('')])
  lines.push(['Created at', created ? timeText(created) : ''], ['Mutable', String(isMutable(record))], ['Reclaimable', String(!record.InUse)])
  lines.push(['Shared', String(record.Shared)], ['Size', humanSize(record.Size)])
  if (record.Description) lines.push(['Description', record.Description])
  lines.push(['Usage count', String(record.UsageCount)])
  if (record.LastUsedAt) lines.push(['Last used', agoText(record.LastUsedAt, nowMs)])
  lines.push(['Type', record.Type])
  if (major >= 28)
    return `${lines.map(([key, value]) => (value.startsWith('\n') ? `${key}:${value}\n` : `${`${key}:`.padEnd(13)} ${value}\n`)).join('')}\n`
  const text = `${lines.map(([key, value]) => `${key}:\t${value}\n`).join('')}\n`
  return tabulate(text, { minWidth: 1, tabWidth: 8, padding: 1, padChar: '\t' })
}
