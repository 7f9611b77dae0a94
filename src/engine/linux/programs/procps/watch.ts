import { civilTime } from '../../../base/calendar.ts'
import { strftime } from '../../../base/strftime.ts'
import type { Sys } from '../../kernel/calls.ts'
import type { Main } from '../../kernel/program.ts'
import { signals } from '../../kernel/signal.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { localZone } from '../../libc/local-zone.ts'
import { displayWidth } from '../../libc/locale.ts'
import type { Captured } from '../../libc/spawn.ts'
import { capture } from '../../libc/spawn.ts'
import { print, printError } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'

const usage = '\nUsage:\n watch [options] command\n'

/** Models watch of procps-ng: -n, -d, -t, -x, -e, -g, -c, -b. Left out: -d=permanent, -p, -w, keys of 4.0.3. */
export const watch: Main = function* ({ argv, env, build }) {
  const parsed = getopt(
    argv.slice(1),
    optionTable('b|beep c|color d|differences=? e|errexit g|chgexit n|interval= p|precise t|no-title x|exec h|help v|version'),
    { inOrder: true },
  )
  if (!parsed.ok || parsed.value.operands.length === 0) {
    yield* printError(`${parsed.ok ? '' : `watch: ${parsed.message}\n`}${usage}`)
    return 1
  }
  const { value } = parsed
  const interval = Number((value.value('interval') ?? '2').replace(',', '.'))
  if (Number.isNaN(interval)) {
    yield* printError(`watch: failed to parse argument: '${value.value('interval')}'\n`)
    return 1
  }
  const seconds = Math.max(0.1, interval)
  const command = value.operands.join(' ')
  const words = value.has('exec') ? value.operands : ['/bin/sh', '-c', command]
  const named = build.get('version')?.startsWith('3.3.10') !== true
  yield* print('\x1b[?1049h\x1b[H\x1b[2J')
  for (const signal of [signals.SIGINT, signals.SIGTERM, signals.SIGHUP])
    yield* sys.sigaction({
      signal,
      handler: function* () {
        yield* leave()
        yield* sys.exit({ code: 0 })
      },
    })
  let before: readonly string[] | undefined
  for (;;) {
    const result: Captured = yield* capture(words, {
      env: new Map([...env, ['COLUMNS', String((yield* size()).cols)], ['LINES', String((yield* size()).rows)]]),
    })
    const { rows, cols } = yield* size()
    const title = value.has('no-title') ? [] : [yield* titleLine(seconds, command, cols, env, named), '']
    const lines = visibleLines(result.stdout + result.stderr, cols, rows - title.length, value.has('color'))
    const shown = value.has('differences') && before ? lines.map((line, i) => marked(line, before?.[i] ?? '')) : lines
    yield* print(`\x1b[H${[...title, ...shown].map((line) => `\x1b[K${line}\x1b[m`).join('\r\n')}\x1b[J`)
    const changed = before !== undefined && before.join('\n') !== lines.join('\n')
    before = lines
    if (value.has('chgexit') && changed) {
      yield* leave()
      return 0
    }
    if (result.exitCode !== 0 && value.has('beep')) yield* print('\x07')
    if (result.exitCode !== 0 && value.has('errexit')) {
      yield* print(`\x1b[${rows};1Hcommand exit with a non-zero status, press a key to exit`)
      yield* sys.read({ fd: 0, count: 1 })
      yield* leave()
      return 8
    }
    yield* sys.nanosleep({ ms: seconds * 1000 })
  }
}

function* leave(): Sys<void> {
  const { rows } = yield* size()
  yield* print(`\x1b[${rows};1H\x1b[?1049l\r`)
}

function* size(): Sys<{ rows: number; cols: number }> {
  const found = yield* sys.tcgetwinsize({ fd: 1 })
  return found.ok && found.value.cols > 0 ? found.value : { rows: 24, cols: 80 }
}

/** `Every 2.0s: date` at the left, host and time at the right, the command cut short where they would meet. */
function* titleLine(seconds: number, command: string, cols: number, env: ReadonlyMap<string, string>, named: boolean): Sys<string> {
  const now = strftime('%a %b %e %H:%M:%S %Y', civilTime(yield* sys.clockRealtime({}), yield* localZone(env)))
  const right = named ? `${(yield* sys.uname({})).nodename}: ${now}` : now
  const head = `Every ${seconds.toFixed(1)}s: `
  const room = cols - right.length - head.length - 1
  if (room < 4) return right.padStart(cols)
  const text = command.length > room ? `${command.slice(0, room - 3)}...` : command
  return `${head}${text}${' '.repeat(cols - head.length - text.length - right.length)}${right}`
}

/** The rows that fit; colours only where asked for. */
function visibleLines(text: string, cols: number, rows: number, colour: boolean): string[] {
  const out: string[] = []
  for (const raw of text.replace(/\n$/, '').split('\n')) {
    const line = expandTabs(colour ? raw : raw.replace(/\x1b\[[\d;?]*[A-Za-z]/g, ''))
    let row = ''
    for (const character of line) {
      if (!colour && displayWidth(row) + displayWidth(character) > cols) {
        out.push(row)
        row = ''
      }
      row += character
    }
    out.push(row)
  }
  return out.slice(0, Math.max(0, rows))
}

const expandTabs = (line: string): string => {
  let out = ''
  for (const character of line) out += character === '\t' ? ' '.repeat(8 - (displayWidth(out) % 8)) : character
  return out
}

/** What changed since the last time, reversed. */
function marked(line: string, before: string): string {
  let out = ''
  let on = false
  Array.from(line).forEach((character, i) => {
    const differs = Array.from(before)[i] !== character
    if (differs !== on) out += differs ? '\x1b[7m' : '\x1b[27m'
    on = differs
    out += character
  })
  return on ? `${out}\x1b[27m` : out
}
