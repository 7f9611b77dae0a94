import type { Fd, Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import type { Main } from '../../kernel/program.ts'
import { decodeUtf8 } from '../../libc/locale.ts'
import { compileRegex } from '../../libc/regex.ts'
import { print, printError, readAll, writeBytes } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { rowsOfLine } from './less/rows.ts'
import { RawTerminal } from './raw-terminal.ts'
import { decodeKeys } from './vim/keys.ts'

/** Models more of util-linux: forward paging in place, --More--(12%), space, Enter, d, b, /pattern, =, q. Left out: -d, -p, -c, v, !, '. */
export const more: Main = function* ({ argv }) {
  const files: string[] = []
  let first = 0
  for (const word of argv.slice(1)) {
    if (/^\+\d+$/.test(word)) first = Number(word.slice(1)) - 1
    else if (word === '-' || !word.startsWith('-')) files.push(word)
    else if (word !== '-f' && word !== '-s' && word !== '-u' && word !== '-l') {
      yield* printError(`more: unknown option ${word}\nTry 'more --help' for more information.\n`)
      return 1
    }
  }
  const inputIsTerminal = (yield* sys.tcgetattr({ fd: 0 })).ok
  if (files.length === 0 && inputIsTerminal) {
    yield* printError('more: bad usage\n' + "Try 'more --help' for more information.\n")
    return 1
  }
  const onTerminal = (yield* sys.tcgetattr({ fd: 1 })).ok
  const names = files.length > 0 ? files : ['-']
  for (const name of names) {
    const fd = name === '-' ? { ok: true as const, value: 0 } : yield* sys.open({ path: name, flags: O.RDONLY })
    const bytes = fd.ok ? yield* readAll(fd.value) : fd
    if (!bytes.ok) {
      yield* print(bytes.error === 'EISDIR' ? `\n*** ${name}: directory ***\n\n` : `more: cannot open ${name}: ${strerror(bytes.error)}\n`)
      continue
    }
    if (names.length > 1) yield* print(`::::::::::::::\n${name}\n::::::::::::::\n`)
    if (!onTerminal) yield* writeBytes(1, bytes.value)
    else if (!(yield* pageThrough(decodeUtf8(bytes.value), first, inputIsTerminal ? 0 : 2, name !== '-'))) return 0
  }
  return 0
}

/** Shows one text, with how much of it was seen when its size is known; false when the reader has had enough. */
function* pageThrough(text: string, first: number, keyboard: Fd, sized: boolean): Sys<boolean> {
  const terminal = new RawTerminal(keyboard, { enter: '', leave: '', keepOutput: true, keepSignals: true })
  yield* terminal.open()
  const lines = text.replace(/\n$/, '').split('\n')
  const rows = (line: string) => rowsOfLine(line, { width: terminal.cols, chop: false, raw: true, shift: 0 })
  let at = first
  let room = terminal.rows - 1
  let wanted = true
  while (at < lines.length && wanted) {
    for (; at < lines.length && room > 0; at++) {
      const shown = rows(lines[at] as string)
      yield* print(shown.map((row) => `${row}\n`).join(''))
      room -= shown.length
    }
    if (at >= lines.length) break
    const percent = Math.floor(((lines.slice(0, at).join('\n').length + 1) * 100) / text.length)
    yield* print(`\x1b[7m--More--${sized ? `(${percent}%)` : ''}\x1b[27m`)
    const answer = yield* nextStep(terminal, lines, at)
    yield* print('\r\x1b[K')
    wanted = answer.room > 0
    room = answer.room
    if (answer.at !== undefined) at = answer.at
  }
  yield* terminal.restore()
  return wanted
}

/** How many rows come next, and from which line when not from here; no rows end it. */
function* nextStep(terminal: RawTerminal, lines: readonly string[], at: number): Sys<{ room: number; at?: number }> {
  const page = terminal.rows - 1
  for (;;) {
    const read = yield* sys.read({ fd: terminal.input, count: 64 })
    if (!read.ok) {
      if (terminal.resized) yield* terminal.measure()
      continue
    }
    if (read.value.length === 0) return { room: 0 }
    const key = decodeKeys(decodeUtf8(read.value))[0] ?? ''
    if (key === 'q' || key === 'Q') return { room: 0 }
    if (key === ' ' || key === 'z' || key === 'f') return { room: page }
    if (key === '\r' || key === '\n') return { room: 1 }
    if (key === 'd' || key === '\x04') return { room: 11 }
    if (key === 'b' || key === '\x02') return { room: page, at: Math.max(0, at - 2 * page) }
    if (key === '=') yield* print(`\r\x1b[K${at}`)
    else if (key === '/') {
      const found = yield* findBelow(terminal, lines, at)
      if (found !== undefined) return { room: page, at: Math.max(0, found - 2) }
      yield* print('\r\x1b[K\x1b[7mPattern not found\x1b[27m')
    } else yield* print("\r\x1b[K\x1b[7m[Press 'h' for instructions.]\x1b[27m")
  }
}

function* findBelow(terminal: RawTerminal, lines: readonly string[], at: number): Sys<number | undefined> {
  let pattern = ''
  yield* print('\r\x1b[K/')
  for (;;) {
    const read = yield* sys.read({ fd: terminal.input, count: 64 })
    if (!read.ok || read.value.length === 0) return undefined
    for (const key of decodeKeys(decodeUtf8(read.value))) {
      if (key === '\r' || key === '\n') {
        const regex = compileRegex(pattern, { syntax: 'basic', utf8: true })
        const found = regex.ok ? lines.findIndex((line, i) => i >= at && regex.value.test(line)) : -1
        return found < 0 ? undefined : found
      }
      if (key === '\x7f') pattern = pattern.slice(0, -1)
      else pattern += key
      yield* print(`\r\x1b[K/${pattern}`)
    }
  }
}
