import type { GoStruct } from '../../../base/go-value.ts'
import { bytesSize, humanSize } from '../../../base/units.ts'
import type { ContainerStats } from '../../api/stats.ts'
import { shortId } from './display.ts'
import { row } from './listing.ts'

/** Rows of `docker stats` (cli/command/container/formatter_stats.go). */
export const statsHeader = {
  Container: 'CONTAINER',
  Name: 'NAME',
  ID: 'CONTAINER ID',
  CPUPerc: 'CPU %',
  MemUsage: 'MEM USAGE / LIMIT',
  MemPerc: 'MEM %',
  NetIO: 'NET I/O',
  BlockIO: 'BLOCK I/O',
  PIDs: 'PIDS',
}

export const statsFormat = (format: string): string =>
  format === 'table' ? 'table {{.ID}}\\t{{.Name}}\\t{{.CPUPerc}}\\t{{.MemUsage}}\\t{{.MemPerc}}\\t{{.NetIO}}\\t{{.BlockIO}}\\t{{.PIDs}}' : format

/** `stats` is undefined while nothing came from the daemon. */
export function statsRow(container: string, stats: ContainerStats | undefined, truncate: boolean): GoStruct {
  if (!stats || stats.id === undefined) {
    return row('*container.statsContext', {
      Container: container,
      Name: '--',
      ID: '',
      CPUPerc: '--',
      MemUsage: '-- / --',
      MemPerc: '--',
      NetIO: '--',
      BlockIO: '--',
      PIDs: '--',
    })
  }
  const memory = memoryUsed(stats)
  const limit = stats.memory_stats.limit ?? 0
  const networks = Object.values(stats.networks ?? {})
  const sum = (pick: (n: (typeof networks)[number]) => number) => networks.reduce((total, n) => total + pick(n), 0)
  const blocks = stats.blkio_stats.io_service_bytes_recursive ?? []
  const moved = (letter: string) => blocks.filter(({ op }) => op.toLowerCase().startsWith(letter)).reduce((total, { value }) => total + value, 0)
  return row('*container.statsContext', {
    Container: container,
    Name: stats.name.length > 1 ? stats.name.slice(1) : '--',
    ID: truncate ? shortId(stats.id) : stats.id,
    CPUPerc: percent(cpuPercent(stats)),
    MemUsage: `${bytesSize(memory)} / ${bytesSize(limit)}`,
    MemPerc: percent(limit === 0 ? 0 : (memory / limit) * 100),
    NetIO: `${humanSize(
      sum((n) => n.rx_bytes),
      3,
    )} / ${humanSize(
      sum((n) => n.tx_bytes),
      3,
    )}`,
    BlockIO: `${humanSize(moved('r'), 3)} / ${humanSize(moved('w'), 3)}`,
    PIDs: String(stats.pids_stats.current ?? 0),
  })
}

const percent = (value: number): string => `${value.toFixed(2)}%`

/** Memory without the page cache that can go at any time. */
function memoryUsed({ memory_stats: { usage = 0, stats = {} } }: ContainerStats): number {
  const inactive = stats.total_inactive_file ?? stats.inactive_file ?? 0
  return inactive < usage ? usage - inactive : usage
}

function cpuPercent({ cpu_stats: now, precpu_stats: before }: ContainerStats): number {
  const used = now.cpu_usage.total_usage - (before.cpu_usage?.total_usage ?? 0)
  const system = (now.system_cpu_usage ?? 0) - (before.system_cpu_usage ?? 0)
  const cpus = now.online_cpus || (now.cpu_usage.percpu_usage?.length ?? 0)
  return system > 0 && used > 0 ? (used / system) * cpus * 100 : 0
}
