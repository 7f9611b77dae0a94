import type { ImageHistoryItem } from '../../api/image.ts'
import type { Verb } from '../command/spec.ts'
import { notSimulated } from '../failure.ts'
import { historyFormat, historyHeader, historyRow } from '../formatter/history.ts'
import { renderListing } from '../formatter/listing.ts'

/** docker history */
export const history: Verb = function* ({ cli, args, flags }) {
  if (flags.changed('platform')) throw notSimulated('--platform')
  const items = yield* cli.client.json<readonly ImageHistoryItem[]>('GET', `/images/${args[0] ?? ''}/history`)
  const human = flags.bool('human')
  const settings = { truncate: !flags.bool('no-trunc'), human, nowMs: yield* cli.now(), zone: yield* cli.zone() }
  const format = historyFormat(flags.text('format') || 'table', flags.bool('quiet'), human)
  yield* cli.print(renderListing(format, { header: historyHeader, rows: items.map((item) => historyRow(item, settings)) }))
  return 0
}
