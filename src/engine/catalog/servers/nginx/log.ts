import { civilTime } from '../../../base/calendar.ts'
import { strftime } from '../../../base/strftime.ts'
import type { Fd, Sys } from '../../../linux/kernel/calls.ts'
import { type Errno, errnos, strerror } from '../../../linux/kernel/errno.ts'
import { write } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import { type Context, clientAddress } from './context.ts'
import { expand, serverName, variable } from './variables.ts'

const levels = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug'] as const
export type LogLevel = (typeof levels)[number]

/** `(2: No such file or directory)`. */
export const errnoText = (errno: Errno): string => `(${errnos[errno][0]}: ${strerror(errno)})`

/** A line of an error log: `2024/06/10 14:00:00 [notice] 1#1: text`. */
export function* logLine(level: LogLevel, text: string, pid?: number): Sys<string> {
  const now = yield* sys.clockRealtime({})
  const own = pid ?? (yield* sys.getpid({}))
  return `${strftime('%Y/%m/%d %H:%M:%S', civilTime(now))} [${level}] ${own}#${own}: ${text}\n`
}

/** Writes a line to those of the logs whose level lets it through. */
export function* logError(
  logs: readonly { readonly path: string; readonly level: string }[],
  fds: ReadonlyMap<string, Fd>,
  level: LogLevel,
  text: string,
): Sys<void> {
  for (const { path, level: least } of logs) {
    const fd = fds.get(path)
    if (fd === undefined || levels.indexOf(level) > levels.indexOf(least as LogLevel)) continue
    yield* write(fd, yield* logLine(level, text))
  }
}

/** An error about a request, with what is known of it after the text. */
export function* logRequest(context: Context, level: LogLevel, text: string, upstream?: string): Sys<void> {
  const { exchange, worker, settings, connection } = context
  const { method, target, version, headers } = exchange.request
  const about = [
    `client: ${clientAddress(context)}`,
    `server: ${serverName(context)}`,
    `request: "${method} ${target} HTTP/${version}"`,
    ...(upstream === undefined ? [] : [`upstream: "${upstream}"`]),
    ...(headers.has('host') ? [`host: "${headers.get('host')}"`] : []),
    ...(headers.has('referer') ? [`referrer: "${headers.get('referer')}"`] : []),
  ]
  const logs = settings.errorLogs.length > 0 ? settings.errorLogs : worker.config.errorLogs
  yield* logError(logs, worker.logs, level, `*${connection} ${text}, ${about.join(', ')}`)
}

/** The access log's line for a finished request. */
export function* logAccess(context: Context): Sys<void> {
  context.nowMs = yield* sys.clockRealtime({})
  for (const { path, format, condition } of context.settings.accessLogs) {
    if (condition !== undefined && ['', '0'].includes(expand(condition, context))) continue
    const fd = context.worker.logs.get(path)
    const pattern = context.worker.config.formats.get(format)
    if (fd !== undefined && pattern !== undefined) yield* write(fd, `${accessLine(pattern, context)}\n`)
  }
}

/** Each variable in its place: `-` where it is empty, odd characters as \xXX. */
const accessLine = (pattern: string, context: Context): string =>
  pattern.replace(/\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g, (_, braced?: string, bare?: string) => {
    const value = variable(braced ?? bare ?? '', context)
    return value === '' ? '-' : value.replace(/["\\\x00-\x1f\x7f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
  })
