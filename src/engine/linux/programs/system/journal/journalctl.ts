import { civilTime } from '../../../../base/calendar.ts'
import { parseDateText } from '../../../../base/date-text.ts'
import { strftime } from '../../../../base/strftime.ts'
import type { TimeZone } from '../../../../base/time-zone.ts'
import type { Sys } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import type { Parsed } from '../../../libc/getopt.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import { localZone } from '../../../libc/local-zone.ts'
import { fail, print, printError, readFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { unitName } from '../systemd/unit.ts'
import type { JournalEntry } from './entry.ts'
import { JOURNAL_FILE, shortLine } from './entry.ts'

const options = optionTable(
  'u|unit: n|lines=? f|follow r|reverse k|dmesg b|boot=? e|pager-end x|catalog p|priority: o|output: S|since: U|until: t|identifier: q|quiet a|all no-pager no-hostname no-tail help version disk-usage list-boots',
)

/** journalctl(1): reads the journal with the usual filters; follows it. Leaves out field matches, cursors and vacuuming. */
export const journalctl: Main = function* ({ argv, env, build }) {
  const parsed = getopt(joined(argv.slice(1)), options)
  if (!parsed.ok) return yield* fail('journalctl', parsed.message)
  const { value: asked } = parsed
  if (asked.has('version')) {
    yield* print(`systemd ${build.get('version') ?? 252}\n`)
    return 0
  }
  if (asked.has('help')) {
    yield* print('journalctl [OPTIONS...] [MATCHES...]\n\nQuery the journal.\n')
    return 0
  }
  if (asked.operands.length > 0) return yield* fail('cais: journalctl', 'field matches are not simulated')
  const zone = yield* localZone(env)
  const accepts = yield* filterOf(asked, zone)
  if (typeof accepts === 'string') return yield* fail('journalctl', accepts)
  const text = yield* readFile(JOURNAL_FILE)
  if (!text.ok && text.error === 'EACCES') {
    yield* printError(
      'Hint: You are currently not seeing messages from other users and the system.\nNo journal files were opened due to insufficient permissions.\n',
    )
    return 1
  }
  const entries = parseEntries(text.ok ? text.value : '').filter(accepts)
  const hostname = (yield* sys.uname({})).nodename
  const show = (entry: JournalEntry): string => format(entry, asked.value('output') ?? 'short', hostname, zone)
  const count = lineCount(asked)
  const shown = count === undefined ? entries : entries.slice(-count || entries.length)
  if (asked.has('disk-usage')) {
    yield* print(`Archived and active journals take up ${((text.ok ? text.value.length : 0) / 1024 / 1024).toFixed(1)}M in the file system.\n`)
    return 0
  }
  if (!asked.has('quiet') && !asked.has('follow')) yield* print(heading(entries, zone, Number(build.get('version') ?? 252)))
  for (const entry of asked.has('reverse') ? shown.toReversed() : shown) if (!(yield* print(show(entry))).ok) return 1
  if (asked.has('follow')) yield* follow(accepts, show)
  return 0
}

/** Options whose argument may be left out take a number that follows as theirs: `-n 20`. */
function joined(args: readonly string[]): readonly string[] {
  const out: string[] = []
  for (const arg of args) {
    const before = out.at(-1)
    if ((before === '-n' && /^(\+?\d+|all)$/.test(arg)) || (before === '-b' && /^[+-]?\d+$/.test(arg))) out[out.length - 1] = `${before}${arg}`
    else if (before === '--lines' && /^(\+?\d+|all)$/.test(arg)) out[out.length - 1] = `--lines=${arg}`
    else out.push(arg)
  }
  return out
}

const heading = (entries: readonly JournalEntry[], zone: TimeZone, version: number): string => {
  const stamp = (entry: JournalEntry) => strftime('%a %Y-%m-%d %H:%M:%S %Z', civilTime(entry.atMs, zone))
  const [first] = entries
  const last = entries.at(-1)
  return first && last
    ? `-- ${version < 246 ? 'Logs begin' : 'Journal begins'} at ${stamp(first)}, ${version < 246 ? 'end' : 'ends'} at ${stamp(last)}. --\n`
    : '-- No entries --\n'
}

const parseEntries = (text: string): readonly JournalEntry[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as JournalEntry)

function lineCount(asked: Parsed): number | undefined {
  const lines = asked.value('lines') ?? '10'
  if (asked.has('lines')) return lines === 'all' ? undefined : Number(lines)
  if (asked.has('follow')) return 10
  return asked.has('pager-end') ? 1000 : undefined
}

const priorities = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug']

/** The predicate the options ask for, or the message of a bad one. */
function* filterOf(asked: Parsed, zone: TimeZone): Sys<((entry: JournalEntry) => boolean) | string> {
  const now = yield* sys.clockRealtime({})
  const units = asked.values('unit').map(unitName)
  const identifiers = asked.values('identifier')
  const priorityText = asked.value('priority')
  const priority = priorityText === undefined ? 7 : /^\d$/.test(priorityText) ? Number(priorityText) : priorities.indexOf(priorityText)
  if (priority < 0) return `Unknown log level ${priorityText}`
  const bounds: (number | undefined)[] = []
  for (const key of ['since', 'until']) {
    const text = asked.value(key)
    const at = text === undefined ? undefined : parseDateText(text, now, zone)
    if (text !== undefined && at === undefined) return `Failed to parse timestamp: ${text}`
    bounds.push(at)
  }
  const [since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY] = bounds
  return (entry) =>
    (units.length === 0 || units.includes(entry.unit)) &&
    (identifiers.length === 0 || identifiers.includes(entry.identifier)) &&
    (!asked.has('dmesg') || entry.transport === 'kernel') &&
    entry.priority <= priority &&
    entry.atMs >= since &&
    entry.atMs <= until
}

function format(entry: JournalEntry, output: string, hostname: string, zone: TimeZone): string {
  switch (output) {
    case 'cat':
      return `${entry.message}\n`
    case 'json':
      return `${JSON.stringify({
        __REALTIME_TIMESTAMP: String(Math.round(entry.atMs * 1000)),
        PRIORITY: String(entry.priority),
        SYSLOG_IDENTIFIER: entry.identifier,
        _PID: String(entry.pid),
        _SYSTEMD_UNIT: entry.unit,
        _HOSTNAME: hostname,
        _TRANSPORT: entry.transport,
        MESSAGE: entry.message,
      })}\n`
    case 'short-iso': {
      const time = civilTime(entry.atMs, zone)
      return `${strftime('%Y-%m-%dT%H:%M:%S%z', time)}${shortLine(entry, hostname, zone).slice(15)}\n`
    }
    default:
      return `${shortLine(entry, hostname, zone)}\n`
  }
}

function* follow(accepts: (entry: JournalEntry) => boolean, show: (entry: JournalEntry) => string): Sys<void> {
  const watch = yield* sys.inotify({ paths: [JOURNAL_FILE] })
  let seen = (yield* readFile(JOURNAL_FILE)) as { ok: boolean; value?: string }
  let length = seen.value?.length ?? 0
  while (watch.ok) {
    const event = yield* sys.read({ fd: watch.value, count: 4096 })
    if (!event.ok) return
    seen = yield* readFile(JOURNAL_FILE)
    const text = seen.value ?? ''
    for (const entry of parseEntries(text.slice(length)).filter(accepts)) if (!(yield* print(show(entry))).ok) return
    length = text.length
  }
}
