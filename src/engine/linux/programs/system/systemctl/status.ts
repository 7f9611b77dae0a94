import { civilTime } from '../../../../base/calendar.ts'
import { strftime } from '../../../../base/strftime.ts'
import type { TimeZone } from '../../../../base/time-zone.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { readFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { JournalEntry } from '../journal/entry.ts'
import { JOURNAL_FILE, shortLine } from '../journal/entry.ts'
import type { UnitView } from '../systemd/control-protocol.ts'
import { describeExit } from '../systemd/service.ts'

export interface StatusStyle {
  /** systemd's release: the layout changed between 219 and 252. */
  readonly version: number
  readonly zone: TimeZone
  readonly colour: boolean
  readonly lines: number
  readonly full: boolean
}

const paint = (style: StatusStyle, code: string, text: string): string => (style.colour ? `\x1b[${code}m${text}\x1b[0m` : text)

const dotColour = (view: UnitView): string => (view.active === 'active' ? '0;1;32' : view.active === 'failed' ? '0;1;31' : '0')

/** `systemctl status` for one unit. */
export function* statusText(view: UnitView, style: StatusStyle): Sys<string> {
  const width = style.version < 240 ? 9 : 11
  const rows: [string, string][] = [['Loaded', loadedLine(view, style)]]
  if (view.dropIns.length > 0) rows.push(['Drop-In', view.dropIns[0] as string])
  rows.push(['Active', activeLine(view, style, yield* sys.clockRealtime({}))])
  if (style.version >= 240 && view.triggeredBy.length > 0) rows.push(['TriggeredBy', `${paint(style, '0;1;32', '●')} ${view.triggeredBy.join(' ')}`])
  if (view.documentation.length > 0) rows.push(['Docs', view.documentation.join(`\n${' '.repeat(width + 2)}`)])
  for (const path of view.listen) rows.push(['Listen', `${path} (Stream)`])
  for (const exec of view.execs) {
    if (exec.status && exec !== view.main && exec.pid !== view.mainPid)
      rows.push(['Process', `${exec.pid} ${exec.kind}=${exec.argv.join(' ')} (${describeExit(exec.status)})`])
  }
  if (view.mainPid !== undefined) rows.push(['Main PID', `${view.mainPid} (${yield* commOf(view.mainPid)})`])
  else if (view.main?.status) rows.push(['Main PID', `${view.main.pid} (${describeExit(view.main.status)})`])
  if (view.statusText) rows.push(['Status', `"${view.statusText}"`])
  if (view.cgroup && view.active === 'active') rows.push(...(yield* cgroupRows(view, style, width)))
  const head = `${paint(style, dotColour(view), '●')} ${view.name} - ${view.description}\n`
  const body = rows.map(([name, value]) => `${name.padStart(width)}: ${value}\n`).join('')
  const log = yield* recentLog(view, style)
  return head + body + (log ? `\n${log}` : '')
}

function loadedLine(view: UnitView, style: StatusStyle): string {
  if (view.load === 'masked') return style.version < 240 ? 'masked (/dev/null; bad)' : 'masked (Reason: Unit is masked.)'
  if (view.load !== 'loaded') return `${view.load} (Reason: No such file or directory)`
  const preset = style.version < 240 ? 'vendor preset: disabled' : 'preset: enabled'
  const enabled = view.enabled === 'static' ? 'static' : `${view.enabled}; ${preset}`
  return `loaded (${view.fragmentPath}; ${enabled})`
}

function activeLine(view: UnitView, style: StatusStyle, nowMs: number): string {
  const state = `${view.active} (${view.active === 'failed' ? `Result: ${view.result}` : view.sub})`
  const coloured = view.active === 'active' ? paint(style, '0;1;32', state) : view.active === 'failed' ? paint(style, '0;1;31', state) : state
  if (view.sinceMs === undefined) return coloured
  const since = strftime('%a %Y-%m-%d %H:%M:%S %Z', civilTime(view.sinceMs, style.zone))
  return `${coloured} since ${since}; ${elapsed(nowMs - view.sinceMs)} ago`
}

/** systemd's format_timespan with second accuracy, two parts at most: `5s`, `1min 30s`, `2h 5min`. */
export function elapsed(ms: number): string {
  const units = [
    ['day', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1000],
  ] as const
  if (ms < 1000) return `${Math.max(0, Math.floor(ms))}ms`
  const parts: string[] = []
  let rest = ms
  for (const [name, size] of units) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count === 0) continue
    if (name === 'day') parts.push(`${count} day${count === 1 ? '' : 's'}`)
    else parts.push(`${count}${name}`)
    if (parts.length === 2) break
  }
  return parts.join(' ')
}

function* commOf(pid: number): Sys<string> {
  const comm = yield* readFile(`/proc/${pid}/comm`)
  return comm.ok ? comm.value.trim() : 'n/a'
}

function* cgroupRows(view: UnitView, style: StatusStyle, width: number): Sys<[string, string][]> {
  const base = `/sys/fs/cgroup${view.cgroup}`
  const rows: [string, string][] = []
  const tasks = yield* readFile(`${base}/pids.current`)
  if (tasks.ok) {
    const max = yield* readFile(`${base}/pids.max`)
    const limit = max.ok && max.value.trim() !== 'max' ? ` (limit: ${max.value.trim()})` : ''
    rows.push(['Tasks', `${tasks.value.trim()}${limit}`])
  }
  const memory = yield* readFile(`${base}/memory.current`)
  if (memory.ok) rows.push(['Memory', sizeText(Number(memory.value))])
  const cpu = style.version >= 240 ? yield* readFile(`${base}/cpu.stat`) : undefined
  if (cpu?.ok) rows.push(['CPU', cpuText(Number(/usage_usec (\d+)/.exec(cpu.value)?.[1] ?? 0) / 1000)])
  const procs = yield* readFile(`${base}/cgroup.procs`)
  const pids = procs.ok ? procs.value.split('\n').filter(Boolean) : []
  const lines = [view.cgroup]
  for (const [index, pid] of pids.entries()) {
    const cmdline = yield* readFile(`/proc/${pid}/cmdline`)
    const text = cmdline.ok ? cmdline.value.replace(/\0/g, ' ').trim() : 'n/a'
    lines.push(`${index === pids.length - 1 ? '└─' : '├─'}${pid} ${text}`)
  }
  rows.push(['CGroup', lines.join(`\n${' '.repeat(width + 2)}`)])
  return rows
}

const cpuText = (ms: number): string => (ms < 1000 ? `${Math.round(ms)}ms` : `${(ms / 1000).toFixed(3)}s`)

const sizeText = (bytes: number): string => {
  if (bytes >= 1 << 30) return `${(bytes / (1 << 30)).toFixed(1)}G`
  return bytes >= 1 << 20 ? `${(bytes / (1 << 20)).toFixed(1)}M` : `${(bytes / 1024).toFixed(1)}K`
}

function* recentLog(view: UnitView, style: StatusStyle): Sys<string> {
  const text = yield* readFile(JOURNAL_FILE)
  if (!text.ok) return ''
  const hostname = (yield* sys.uname({})).nodename
  const entries = text.value
    .split('\n')
    .filter((line) => line.includes(`"unit":"${view.name}"`))
    .map((line) => JSON.parse(line) as JournalEntry)
  return entries
    .slice(-style.lines)
    .map((entry) => `${shortLine(entry, hostname, style.zone)}\n`)
    .join('')
}
