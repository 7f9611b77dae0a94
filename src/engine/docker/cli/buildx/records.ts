import { msOfTime, parseGoTime } from '../../../base/go-time.ts'
import { tabulate } from '../../../base/tabwriter.ts'
import { humanDuration, humanSize } from '../../../base/units.ts'
import type { BuildCacheRecord } from '../../api/build.ts'

/** How buildx sets its own tables. */
const withTabs = { minWidth: 1, tabWidth: 8, padding: 1, padChar: '\t' } as const

export const agoText = (text: string | null, nowMs: number): string => {
  const time = text === null ? undefined : parseGoTime(text)
  return time ? `${humanDuration(nowMs - msOfTime(time))} ago` : ''
}

/** Records that builds write to are marked. */
export const isMutable = ({ Type }: BuildCacheRecord): boolean => Type === 'source.local' || Type === 'exec.cachemount'

export const recordId = (record: BuildCacheRecord): string => `${record.ID}${isMutable(record) ? '*' : ''}`

/** Records line by line under a header; `together` sets all as one table, else each line is set as it comes. */
export function recordTable(records: readonly BuildCacheRecord[], nowMs: number, together: boolean): string {
  const header = 'ID\tRECLAIMABLE\tSIZE\tLAST ACCESSED\n'
  const rows = records.map((record) => {
    const size = `${humanSize(record.Size)}${record.Shared ? '*' : ''}`.padEnd(10)
    return `${recordId(record).padEnd(40)}\t${String(!record.InUse).padEnd(5)}\t${size}\t${agoText(record.LastUsedAt, nowMs)}\n`
  })
  if (together) return tabulate(header + rows.join(''), withTabs)
  const [first = '', ...others] = rows
  return rows.length === 0 ? '' : [header + first, ...others].map((part) => tabulate(part, withTabs)).join('')
}

export function summaryTable(records: readonly BuildCacheRecord[]): string {
  const sum = (some: readonly BuildCacheRecord[]) => some.reduce((total, { Size }) => total + Size, 0)
  const total = sum(records)
  const shared = sum(records.filter(({ Shared }) => Shared))
  const lines = shared > 0 ? [`Shared:\t${humanSize(shared)}`, `Private:\t${humanSize(total - shared)}`] : []
  lines.push(`Reclaimable:\t${humanSize(sum(records.filter(({ InUse }) => !InUse)))}`, `Total:\t${humanSize(total)}`)
  return tabulate(lines.map((line) => `${line}\n`).join(''), withTabs)
}

export const totalLine = (bytes: number): string => tabulate(`Total:\t${humanSize(bytes)}\n`, withTabs)
