import { civilTime } from '../../../base/calendar.ts'
import { parseDateText } from '../../../base/date-text.ts'
import { strftime } from '../../../base/strftime.ts'
import type { TimeZone } from '../../../base/time-zone.ts'
import { utc } from '../../../base/time-zone.ts'
import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { localZone } from '../../libc/local-zone.ts'
import { readAll } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { choose } from '../gnu/choice.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models date(1). Leaves out setting the clock: virtual time belongs to the world. */
export const date = gnuProgram({
  name: 'date',
  usage: ['[OPTION]... [+FORMAT]', '[-u|--utc|--universal] [MMDDhhmm[[CC]YY][.ss]]'],
  summary: 'Display date and time in the given FORMAT.\nWith -s, or with [MMDDhhmm[[CC]YY][.ss]], set the date and time.',
  options: [
    ['-d, --date=STRING', "display time described by STRING, not 'now'"],
    ['--debug', 'annotate the parsed date, and warn about questionable usage to stderr'],
    ['-f, --file=DATEFILE', 'like --date; once for each line of DATEFILE'],
    [
      '-I[FMT], --iso-8601[=FMT]',
      "output date/time in ISO 8601 format.\nFMT='date' for date only (the default), 'hours', 'minutes', 'seconds', or 'ns'",
    ],
    ['-R, --rfc-email', 'output date and time in RFC 5322 format.'],
    ['--rfc-3339=FMT', "output date/time in RFC 3339 format. FMT='date', 'seconds', or 'ns'"],
    ['-r, --reference=FILE', 'display the last modification time of FILE'],
    ['-s, --set=STRING', 'set time described by STRING'],
    ['-u, --utc, --universal', 'print or set Coordinated Universal Time (UTC)'],
  ],
  hidden: ['--rfc-822', '--rfc-2822', '--uct'],
  unsimulated: ['--debug'],
  *run(tool) {
    const sources = ['date', 'file', 'reference', 'set'].filter((key) => tool.has(key))
    const shown = sources.filter((key) => key !== 'set')
    if (shown.length > 1) yield* tool.usageError('the options to specify dates for printing are mutually exclusive')
    if (tool.has('set') && shown.length > 0) yield* tool.usageError('the options to print and set the time may not be used together')
    const [operand, extra] = tool.operands
    if (extra !== undefined) yield* tool.usageError(`extra operand ${tool.quote(extra)}`)
    const zone = tool.has('utc') || tool.has('uct') ? utc : yield* localZone(tool.env)
    const iso = yield* standardFormat(tool)
    let format = iso
    if (operand?.startsWith('+')) {
      if (iso !== undefined) yield* tool.die('multiple output formats specified')
      format = operand.slice(1)
    } else if (operand !== undefined) {
      if (sources.length > 0)
        yield* tool.usageError(
          `the argument ${tool.quote(operand)} lacks a leading '+';\nwhen using an option to specify date(s), any non-option\nargument must be a format string beginning with '+'`,
        )
      yield* refuseSetting(tool, operand)
    }
    const set = tool.value('set')
    if (set !== undefined) yield* refuseSetting(tool, set)
    yield* showDates(tool, format ?? defaultFormat(tool), zone)
    return undefined
  },
})

/** The locale's date_fmt: since glibc 2.29 English ones use a 12-hour clock. */
function defaultFormat(tool: Tool): string {
  return /^en_US/.test(tool.locale.name) && tool.atLeast(8, 30) ? '%a %b %e %I:%M:%S %p %Z %Y' : '%a %b %e %H:%M:%S %Z %Y'
}

function* refuseSetting(tool: Tool, text: string): Sys<void> {
  const nowMs = yield* sys.clockRealtime({})
  const digits = /^\d{8}(?:\d\d(?:\d\d)?)?(?:\.\d\d)?$/.test(text)
  if (!digits && (!tool.has('set') || parseDateText(text, nowMs, utc) === undefined)) yield* tool.die(`invalid date ${tool.quote(text)}`)
  const who = yield* sys.getcredentials({})
  if (!who.effective.has('CAP_SYS_TIME')) yield* tool.die('cannot set date: Operation not permitted')
  yield* tool.notSimulated('setting the clock')
}

/** The format of -I, -R and --rfc-3339. */
function* standardFormat(tool: Tool): Sys<string | undefined> {
  const formats: string[] = []
  for (const { key, value } of tool.options.options) {
    if (key === 'rfc-email' || key === 'rfc-822' || key === 'rfc-2822') formats.push('%a, %d %b %Y %H:%M:%S %z')
    else if (key === 'iso-8601') {
      const choices = [['hours'], ['minutes'], ['date'], ['seconds'], ['ns']]
      const precision = value === undefined ? 'date' : yield* choose(tool, '--iso-8601', value, choices)
      formats.push(isoFormats[precision] as string)
    } else if (key === 'rfc-3339') {
      const precision = yield* choose(tool, '--rfc-3339', value ?? '', [['date'], ['seconds'], ['ns']])
      formats.push(precision === 'date' ? '%Y-%m-%d' : `%Y-%m-%d %H:%M:%S${precision === 'ns' ? '.%N' : ''}%:z`)
    }
  }
  if (formats.length > 1) yield* tool.die('multiple output formats specified')
  return formats[0]
}

const isoFormats: Readonly<Record<string, string>> = {
  date: '%Y-%m-%d',
  hours: '%Y-%m-%dT%H%:z',
  minutes: '%Y-%m-%dT%H:%M%:z',
  seconds: '%Y-%m-%dT%H:%M:%S%:z',
  ns: '%Y-%m-%dT%H:%M:%S,%N%:z',
}

function* showDates(tool: Tool, format: string, zone: TimeZone): Sys<void> {
  const show = (atMs: number) => tool.say(`${strftime(format, civilTime(atMs, zone))}\n`)
  const nowMs = yield* sys.clockRealtime({})
  const reference = tool.value('reference')
  const file = tool.value('file')
  if (reference !== undefined) {
    const stat = yield* sys.stat({ path: reference })
    if (!stat.ok) return yield* tool.die(`${tool.showName(reference)}: ${strerror(stat.error)}`)
    return yield* show(stat.value.mtimeMs)
  }
  const texts = file === undefined ? [tool.value('date')] : yield* dateLines(tool, file)
  for (const text of texts) {
    const atMs = text === undefined ? nowMs : parseDateText(text, nowMs, zone)
    if (atMs === undefined) yield* tool.fail(`invalid date ${tool.quote(text ?? '')}`)
    else yield* show(atMs)
  }
}

function* dateLines(tool: Tool, file: string): Sys<readonly string[]> {
  const fd = yield* tool.openInput(file)
  if (!fd.ok) return yield* tool.die(`${tool.showName(file)}: ${strerror(fd.error)}`)
  const bytes = yield* readAll(fd.value)
  yield* tool.closeInput(fd.value)
  return bytes.ok ? tool.locale.decode(bytes.value).replace(/\n$/, '').split('\n') : []
}
