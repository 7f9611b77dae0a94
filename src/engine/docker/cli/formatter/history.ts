import { rfc3339Nano } from '../../../base/go-time.ts'
import type { GoStruct } from '../../../base/go-value.ts'
import { humanSize } from '../../../base/units.ts'
import type { ImageHistoryItem } from '../../api/image.ts'
import type { RowSettings } from './container.ts'
import { ago, ellipsis, shortId } from './display.ts'
import { row } from './listing.ts'

/** Rows of `docker history`. */
export const historyHeader = {
  ID: 'IMAGE',
  CreatedSince: 'CREATED',
  CreatedAt: 'CREATED AT',
  CreatedBy: 'CREATED BY',
  Size: 'SIZE',
  Comment: 'COMMENT',
}

export function historyFormat(source: string, quiet: boolean, human: boolean): string {
  if (source !== 'table') return source
  if (quiet) return '{{.ID}}'
  return `table {{.ID}}\\t{{.Created${human ? 'Since' : 'At'}}}\\t{{.CreatedBy}}\\t{{.Size}}\\t{{.Comment}}`
}

export function historyRow(item: ImageHistoryItem, settings: RowSettings & { readonly human: boolean }): GoStruct {
  const { truncate, human, nowMs, zone } = settings
  const created = item.CreatedBy.replaceAll('\t', ' ')
  const at = rfc3339Nano({ seconds: item.Created, nanos: 0 }, { zone })
  const zero = item.Created <= -62_135_596_800
  return row('*image.historyContext', {
    ID: truncate ? shortId(item.Id) : item.Id,
    CreatedAt: zero ? '' : at,
    CreatedSince: human ? (zero ? 'N/A' : ago(item.Created, nowMs)) : at,
    CreatedBy: truncate ? ellipsis(created, 45) : created,
    Size: human ? humanSize(item.Size, 3) : String(item.Size),
    Comment: item.Comment,
  })
}
