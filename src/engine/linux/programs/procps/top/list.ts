import type { Names } from '../proc/names.ts'
import { commandLine } from '../proc/process.ts'
import type { TopRow } from './sample.ts'

export type SortField = '%CPU' | '%MEM' | 'PID' | 'TIME+' | 'RES' | 'VIRT' | 'USER' | 'COMMAND'

export interface ListSettings {
  readonly modern: boolean
  readonly pidWidth: number
  readonly fullCommand: boolean
  readonly names: Names
}

const keys: Readonly<Record<SortField, (row: TopRow) => number | string>> = {
  '%CPU': (row) => -Math.round(row.cpu * 10),
  '%MEM': (row) => -row.process.rssPages,
  PID: (row) => -row.process.pid,
  'TIME+': (row) => -(row.process.userTicks + row.process.systemTicks),
  RES: (row) => -row.process.rssPages,
  VIRT: (row) => -row.process.vmBytes,
  USER: (row) => row.process.uids[1] ?? 0,
  COMMAND: (row) => row.process.comm,
}

export const sortFields = Object.keys(keys) as readonly SortField[]

/** Highest first; rows that tie stay in the order of their pids. */
export function sortRows(rows: readonly TopRow[], field: SortField, reverse: boolean): TopRow[] {
  const key = keys[field]
  const sign = reverse ? -1 : 1
  return [...rows].sort((a, b) => {
    const [x, y] = [key(a), key(b)]
    return x === y ? a.process.pid - b.process.pid : (x < y ? -1 : 1) * sign
  })
}

export const listHeader = ({ modern, pidWidth }: ListSettings): string =>
  `${'PID'.padStart(pidWidth)} USER      PR  NI    VIRT    RES    SHR S ${modern ? ' %CPU  %MEM' : '%CPU %MEM'}     TIME+ COMMAND`

export function listRow(row: TopRow, { modern, pidWidth, fullCommand, names }: ListSettings): string {
  const { process } = row
  const user = names.user(process.uids[1] ?? 0)
  const wide = modern ? 5 : 4
  const ticks = process.userTicks + process.systemTicks
  const time = `${Math.floor(ticks / 6000)}:${String(Math.floor(ticks / 100) % 60).padStart(2, '0')}.${String(ticks % 100).padStart(2, '0')}`
  const cells = [
    String(process.pid).padStart(pidWidth),
    (user.length > 8 ? `${user.slice(0, 7)}+` : user).padEnd(8),
    String(process.priority).padStart(3),
    String(process.nice).padStart(3),
    memoryText(process.vmBytes / 1024, 7, modern),
    memoryText(process.rssPages * 4, 6, modern),
    memoryText(row.sharedKb, 6, modern),
    process.state,
    percent(row.cpu).padStart(wide),
    percent(row.memory).padStart(wide),
    time.padStart(9),
    fullCommand ? commandLine(process) : process.comm,
  ]
  return cells.join(' ')
}

const percent = (value: number): string => (value >= 99.95 ? value.toFixed(1).slice(0, 5) : value.toFixed(1))

/** KiB while they fit, then m, g, t. */
function memoryText(kb: number, width: number, modern: boolean): string {
  if (String(Math.floor(kb)).length <= width) return String(Math.floor(kb)).padStart(width)
  for (const [i, unit] of ['m', 'g', 't'].entries()) {
    const text = `${(kb / 1024 ** (i + 1)).toFixed(modern ? 1 : 3)}${unit}`
    if (text.length <= width) return text.padStart(width)
  }
  return '?'.padStart(width)
}
