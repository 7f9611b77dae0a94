import { decode } from '../../../../base/utf8.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { Poll } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { Main } from '../../../kernel/program.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { RawTerminal } from '../../editors/raw-terminal.ts'
import { readNames } from '../proc/names.ts'
import { memInfo, pidDigits } from '../proc/system.ts'
import { signalOf } from '../signal-names.ts'
import { helpScreen } from './help.ts'
import type { ListSettings, SortField } from './list.ts'
import { listHeader, listRow, sortFields, sortRows } from './list.ts'
import type { Sample } from './sample.ts'
import { rowsBetween, takeSample } from './sample.ts'
import { summaryLines } from './summary.ts'

interface State extends ListSettings {
  fullCommand: boolean
  sort: SortField
  reverse: boolean
  eachCpu: boolean
  hideIdle: boolean
  delaySeconds: number
  frames: number | undefined
  pids: readonly number[]
  user: number | undefined
  message: string
  before: Sample
  readonly totalKb: number
}

/** Models top of procps-ng (3.3.10 and 4.0 by `version`): one window, its usual columns. Left out: field management, colours, alternate displays, threads, renice. */
export const top: Main = function* ({ argv, env, build }) {
  const words = argv.slice(1).map((word, i) => (i === 0 && /^[bncdpuoHis]+$/.test(word) ? `-${word}` : word))
  const parsed = getopt(words, optionTable('b c d= H h i n= o= p= s S u= U= v V w=? 1'))
  const problem = parsed.ok ? undefined : parsed.message.replace(/^invalid option -- '(.)'$/, "unknown option '$1'")
  if (!parsed.ok || parsed.value.has('h') || parsed.value.has('v')) {
    const usage = 'Usage:\n  top -hv | -bcEeHiOSs1 -d secs -n max -u|U user -p pid(s) -o field -w [cols]\n'
    yield* parsed.ok ? print(`procps-ng ${build.get('version') ?? '4.0.2'}\n${usage}`) : printError(`top: ${problem}\n${usage}`)
    return parsed.ok ? 0 : 1
  }
  const { value } = parsed
  const version = build.get('version') ?? '4.0.2'
  const names = yield* readNames()
  const field = sortFields.find((name) => name === (value.value('o') ?? '%CPU').replace(/^[-+]/, ''))
  const user = value.value('u') ?? value.value('U')
  const delay = Number(value.value('d') ?? 3)
  const complaint = !field
    ? `unrecognized field name '${value.value('o')}'`
    : user !== undefined && names.uid(user) === undefined
      ? 'Invalid user'
      : Number.isNaN(delay)
        ? `bad delay interval '${value.value('d')}'`
        : value.has('n') && !/^[1-9]\d*$/.test(value.value('n') ?? '')
          ? `bad iterations argument '${value.value('n')}'`
          : value.has('H')
            ? 'cais: -H is not simulated'
            : undefined
  if (complaint !== undefined || !field) {
    yield* printError(`top: ${complaint}\n`)
    return 1
  }
  const state: State = {
    modern: !version.startsWith('3.3.10'),
    pidWidth: yield* pidDigits(),
    fullCommand: value.has('c'),
    names,
    sort: field,
    reverse: value.value('o')?.startsWith('-') === true && field !== '%CPU',
    eachCpu: value.has('1'),
    hideIdle: value.has('i'),
    delaySeconds: Math.max(0.1, delay),
    frames: value.has('n') ? Number(value.value('n')) : undefined,
    pids: value.values('p').flatMap((text) => text.split(',').map(Number)),
    user: user === undefined ? undefined : names.uid(user),
    message: '',
    before: yield* takeSample(),
    totalKb: (yield* memInfo())('MemTotal'),
  }
  // A first look a moment ago, so that the first list already shows who works now.
  yield* sys.nanosleep({ ms: 150 })
  return value.has('b') ? yield* batch(state, env) : yield* interactive(state, env)
}

function* frame(state: State, env: ReadonlyMap<string, string>): Sys<{ summary: string[]; list: string[] }> {
  const now = yield* takeSample()
  const summary = yield* summaryLines(now, state.before, state, env)
  const chosen = rowsBetween(now, state.before, state.totalKb).filter(
    (row) =>
      (state.pids.length === 0 || state.pids.includes(row.process.pid)) &&
      (state.user === undefined || row.process.uids[1] === state.user) &&
      (!state.hideIdle || row.cpu > 0 || row.process.state === 'R'),
  )
  state.before = now
  return { summary, list: sortRows(chosen, state.sort, state.reverse).map((row) => listRow(row, state)) }
}

function* batch(state: State, env: ReadonlyMap<string, string>): Sys<number> {
  for (let shown = 0; ; ) {
    const { summary, list } = yield* frame(state, env)
    yield* print(`${[...summary, '', listHeader(state), ...list].join('\n')}\n`)
    if (state.frames !== undefined && ++shown >= state.frames) return 0
    yield* print('\n')
    yield* sys.nanosleep({ ms: state.delaySeconds * 1000 })
  }
}

function* interactive(state: State, env: ReadonlyMap<string, string>): Sys<number> {
  if (!(yield* sys.tcgetattr({ fd: 1 })).ok || !(yield* sys.tcgetattr({ fd: 0 })).ok) {
    yield* printError('top: failed tty get\n')
    return 1
  }
  const terminal = new RawTerminal(0, { enter: '\x1b[?1h\x1b=\x1b[?25l\x1b[H\x1b[2J', leave: '', keepOutput: true })
  yield* terminal.open()
  for (let shown = 0; ; ) {
    yield* draw(state, env, terminal)
    if (state.frames !== undefined && ++shown >= state.frames) break
    if (!(yield* waitAndObey(state, terminal))) break
  }
  yield* terminal.restore()
  yield* print(`\x1b[${terminal.rows};1H\x1b[K\x1b[?1l\x1b>\x1b[?12l\x1b[?25h`)
  return 0
}

function* draw(state: State, env: ReadonlyMap<string, string>, terminal: RawTerminal): Sys<void> {
  if (terminal.resized) yield* terminal.measure()
  const { summary, list } = yield* frame(state, env)
  const cut = (line: string): string => line.slice(0, terminal.cols)
  const header = `\x1b[7m${cut(listHeader(state)).padEnd(terminal.cols)}\x1b[m`
  const room = Math.max(0, terminal.rows - summary.length - 2)
  const lines = [
    ...summary.map(cut),
    state.message === '' ? '' : `\x1b[7m${state.message}\x1b[m`,
    header,
    ...list.slice(0, room).map((line) => (/^ *\d+ \S+ +-?\w+ +-?\d+ +\S+ +\S+ +\S+ R/.test(line) ? `\x1b[1m${cut(line)}\x1b[m` : cut(line))),
  ]
  state.message = ''
  yield* print(`\x1b[H${lines.map((line) => `\x1b[K${line}`).join('\n')}\x1b[J`)
}

/** Until the next refresh; false to end. */
function* waitAndObey(state: State, terminal: RawTerminal): Sys<boolean> {
  const ready = yield* sys.poll({ fds: [{ fd: 0, events: Poll.in }], timeoutMs: state.delaySeconds * 1000 })
  if (!ready.ok || ready.value.length === 0) return true
  const read = yield* sys.read({ fd: 0, count: 64 })
  if (!read.ok) return true
  if (read.value.length === 0) return false
  for (const key of decode(read.value)) if (!(yield* obey(state, terminal, key))) return false
  return true
}

function* obey(state: State, terminal: RawTerminal, key: string): Sys<boolean> {
  const sorts: Readonly<Record<string, SortField>> = { M: '%MEM', P: '%CPU', N: 'PID', T: 'TIME+' }
  if (key === 'q' || key === '\x03') return false
  const sort = sorts[key]
  if (sort) state.sort = sort
  else if (key === 'R') state.reverse = !state.reverse
  else if (key === '1') state.eachCpu = !state.eachCpu
  else if (key === 'c') state.fullCommand = !state.fullCommand
  else if (key === 'i') state.hideIdle = !state.hideIdle
  else if (key === 'h' || key === '?') {
    yield* print(`\x1b[H\x1b[2J${helpScreen(state.delaySeconds)}`)
    yield* sys.read({ fd: 0, count: 64 })
  } else if (key === 'k') yield* killAsked(state, terminal)
  else if (key === 'u' || key === 'U') yield* userAsked(state, terminal)
  else if (key === 'd' || key === 's') {
    const text = yield* ask(terminal, state, `Change delay from ${state.delaySeconds.toFixed(1)} to `)
    if (text !== undefined && Number(text) > 0) state.delaySeconds = Number(text)
    else if (text) state.message = ` Unacceptable floating point `
  } else if (key === '\x1a') yield* terminal.suspend()
  else if (key !== ' ' && key !== '\r' && key !== '\n') state.message = " Unknown command - try 'h' for help "
  return true
}

/** A line typed below the summary. */
function* ask(terminal: RawTerminal, state: State, question: string): Sys<string | undefined> {
  const row = state.eachCpu ? 5 + state.before.times.each.length : 6
  let text = ''
  for (;;) {
    yield* print(`\x1b[${row};1H\x1b[K\x1b[1m${question}\x1b[m${text}`)
    const read = yield* sys.read({ fd: terminal.input, count: 64 })
    if (!read.ok || read.value.length === 0) return undefined
    for (const key of decode(read.value)) {
      if (key === '\r' || key === '\n') return text
      if (key === '\x1b' || key === '\x03') return undefined
      if (key === '\x7f' || key === '\b') text = text.slice(0, -1)
      else if (key >= ' ') text += key
    }
  }
}

function* killAsked(state: State, terminal: RawTerminal): Sys<void> {
  const first =
    state.before.processes.length > 0
      ? sortRows(rowsBetween(state.before, state.before, state.totalKb), state.sort, state.reverse)[0]?.process.pid
      : undefined
  const typed = yield* ask(terminal, state, `PID to signal/kill [default pid = ${first ?? 1}] `)
  if (typed === undefined) return
  const pid = typed.trim() === '' ? first : Number(typed)
  if (pid === undefined || !Number.isInteger(pid)) {
    state.message = ' Unacceptable integer '
    return
  }
  const name = yield* ask(terminal, state, `Send pid ${pid} signal [15/sigterm] `)
  if (name === undefined) return
  const signal = name.trim() === '' ? 15 : signalOf(name.trim())
  if (signal === undefined) {
    state.message = ' Invalid signal '
    return
  }
  const sent = yield* sys.kill({ pid, signal })
  if (!sent.ok) state.message = ` Failed signal pid '${pid}' with '${signal}': ${strerror(sent.error)} `
}

function* userAsked(state: State, terminal: RawTerminal): Sys<void> {
  const name = yield* ask(terminal, state, 'Which user (blank for all) ')
  if (name === undefined) return
  const uid = name.trim() === '' ? undefined : state.names.uid(name.trim())
  if (name.trim() !== '' && uid === undefined) state.message = ' Invalid user '
  else state.user = uid
}
