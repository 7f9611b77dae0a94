import { rfc3339Nano, timeOfMs } from '../../../base/go-time.ts'
import { concatBytes, encode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { percentEncode } from '../../../linux/libc/http/url.ts'
import { frame, multiplexedStream, rawStream } from '../../api/stdcopy.ts'
import type { Container } from '../container/container.ts'
import { internal, invalid } from '../errdefs.ts'
import type { ApiExchange } from '../http/api-exchange.ts'
import { openLog } from './drivers.ts'
import type { LogEntry, LogQuery } from './log-driver.ts'

/** GET /containers/{id}/logs (moby daemon/logs.go, api/server/httputils/write_log_stream.go). */
export function* sendLogs(api: ApiExchange, container: Container): Sys<void> {
  const wants = { stdout: api.flag('stdout'), stderr: api.flag('stderr') }
  if (!wants.stdout && !wants.stderr) throw invalid('Bad parameters: you must choose at least one stream')
  if (container.hostConfig.LogConfig.Type === 'none') throw internal('configured logging driver does not support reading')
  const query = logQuery(api, container)
  const log = container.log ?? (yield* openLog(container))
  const tty = container.config.Tty
  const writer = yield* api.begin(200, [['Content-Type', tty ? rawStream : multiplexedStream]])
  yield* writer.flush()
  if (query.follow && log?.changes) yield* api.exchange.watch(log.changes)
  if (log?.read) {
    yield* log.read(
      query,
      function* (entry) {
        if (!wants[entry.stream]) return true
        const bytes = formatted(entry, api.flag('timestamps'), api.flag('details'))
        yield* writer.write(tty ? bytes : frame(entry.stream === 'stdout' ? 1 : 2, bytes))
        return !query.follow || (yield* writer.flush()).ok
      },
      api.exchange,
    )
  }
  if (log && log !== container.log) yield* log.close()
  yield* writer.end()
}

function logQuery(api: ApiExchange, container: Container): LogQuery {
  const seconds = (name: string, fallback: number) => {
    const text = api.query(name)
    if (text === '' || text === '0') return fallback
    if (!/^-?\d+(\.\d+)?$/.test(text))
      throw invalid(`invalid value for ${JSON.stringify(name)}: strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
    return Number(text) * 1000
  }
  const tail = api.query('tail')
  return {
    sinceMs: seconds('since', Number.NEGATIVE_INFINITY),
    untilMs: seconds('until', Number.POSITIVE_INFINITY),
    tail: /^\d+$/.test(tail) ? Number(tail) : undefined,
    follow: api.flag('follow') && container.log !== undefined,
  }
}

function formatted(entry: LogEntry, timestamps: boolean, details: boolean): Uint8Array {
  const stamp = timestamps ? `${rfc3339Nano(timeOfMs(entry.timeMs), { fixed: true })} ` : ''
  const extra = details ? `${attributesText(entry)} ` : ''
  return stamp === '' && extra === '' ? entry.line : concatBytes([encode(stamp + extra), entry.line])
}

/** `key=value,key=value`, sorted, as in a query. */
const attributesText = (entry: LogEntry): string =>
  Object.entries(entry.attributes ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join(',')
