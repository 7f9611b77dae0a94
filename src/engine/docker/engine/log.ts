import { goQuote } from '../../base/go-quote.ts'
import { rfc3339Nano, timeOfMs } from '../../base/go-time.ts'
import type { Sys } from '../../linux/kernel/calls.ts'
import { printError } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'

/** A line as logrus writes it to standard error: `time="…" level=info msg="…" key=value`. */
export function* log(level: 'info' | 'warning' | 'error', message: string, fields: Readonly<Record<string, string>> = {}): Sys<void> {
  const time = rfc3339Nano(timeOfMs(yield* sys.clockRealtime({})), { fixed: true })
  const quoted = (text: string) => (/^[A-Za-z0-9._/@^+-]+$/.test(text) ? text : goQuote(text))
  const extra = Object.entries(fields)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => ` ${key}=${quoted(value)}`)
  yield* printError(`time="${time}" level=${level} msg=${quoted(message)}${extra.join('')}\n`)
}
