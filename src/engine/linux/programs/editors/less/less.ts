import type { Fd, Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { Main } from '../../../kernel/program.ts'
import { signals } from '../../../kernel/signal.ts'
import { print, printError, readAll, writeBytes } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { RawTerminal } from '../raw-terminal.ts'
import { helpText } from './help.ts'
import { Pager } from './pager.ts'
import type { Settings } from './settings.ts'
import { applyOption, defaultSettings } from './settings.ts'
import { LineSource } from './source.ts'

/**
 * Models less (what 458 of CentOS 7 and 590 of Debian 12 have in common): paging, searching, filtering, following, several files.
 * Left out: tags, log files, LESSOPEN, key files, prompts with all of their % sequences, column marks.
 */
export const less: Main = function* ({ argv, env }) {
  const settings = defaultSettings()
  const files: string[] = []
  const words = [
    ...(env.get('LESS') ?? '')
      .split(/\s+/)
      .filter(Boolean)
      .map((word) => (word.startsWith('-') ? word : `-${word}`)),
    ...argv.slice(1),
  ]
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string
    if (word === '--help' || word === '-?') {
      yield* print(`${helpText}\n`)
      return 0
    }
    if (word === '--version' || word === '-V') {
      yield* print('less 590 (GNU regular expressions)\n')
      return 0
    }
    if (word === '--') files.push(...words.slice(i + 1))
    if (word === '--') break
    if (word.startsWith('+')) settings.initial.push(word.slice(1).replace(/^\+/, ''))
    else if (word.startsWith('-') && word !== '-') {
      const problem = applyOption(settings, word, () => words[++i])
      if (problem) {
        yield* printError(`${problem}\n`)
        return 1
      }
    } else files.push(word)
  }
  return yield* page(settings, files)
}

function* page(settings: Settings, files: readonly string[]): Sys<number> {
  const inputIsTerminal = (yield* sys.tcgetattr({ fd: 0 })).ok
  if (files.length === 0 && inputIsTerminal) {
    yield* printError('Missing filename ("less --help" for help)\n')
    return 1
  }
  const names = files.length > 0 ? files : ['-']
  if (!(yield* sys.tcgetattr({ fd: 1 })).ok) return yield* copyAll(names)
  const keyboard = inputIsTerminal && !names.includes('-') ? 0 : yield* openKeyboard()
  let first: LineSource | undefined
  let index = 0
  for (; index < names.length && !first; index++) {
    const source = yield* openSource(names[index] as string)
    if (typeof source === 'string') yield* printError(`${source}\n`)
    else first = source
  }
  if (!first) return 1
  const alternate = !settings.noInit
  const terminal = new RawTerminal(keyboard, {
    enter: alternate ? '\x1b[?1049h\x1b[?1h\x1b=' : '',
    leave: alternate ? '\r\x1b[K\x1b[?1l\x1b>\x1b[?1049l' : '\r\x1b[K',
    keepOutput: true,
    keepSignals: true,
  })
  if (settings.quitIfOneScreen && names.length === 1) {
    yield* terminal.measure()
    if (yield* fitsOneScreen(first, settings, terminal)) {
      for (const line of first.lines) yield* print(`${line}\n`)
      return 0
    }
  }
  return yield* interact(new Pager(terminal, settings, names, index - 1, first, openSource))
}

function* interact(pager: Pager): Sys<number> {
  yield* pager.terminal.open()
  yield* sys.sigaction({
    signal: signals.SIGINT,
    handler: function* () {
      pager.interrupted = true
    },
  })
  yield* pager.run()
  yield* pager.terminal.restore()
  return 0
}

function* fitsOneScreen(source: LineSource, settings: Settings, terminal: RawTerminal): Sys<boolean> {
  yield* source.need(terminal.rows)
  if (!source.ended) return false
  const rows = source.lines.reduce((sum, line) => sum + (settings.chop ? 1 : Math.max(1, Math.ceil(line.length / terminal.cols))), 0)
  return rows < terminal.rows
}

function* openKeyboard(): Sys<Fd> {
  const tty = yield* sys.open({ path: '/dev/tty', flags: O.RDONLY })
  return tty.ok ? tty.value : 2
}

/** A file ready to be shown, or why not, in less's words. */
function* openSource(name: string): Sys<LineSource | string> {
  if (name === '-') return new LineSource(undefined, 0, undefined)
  const stat = yield* sys.stat({ path: name })
  if (stat.ok && stat.value.type === 'directory') return `${name} is a directory`
  const fd = yield* sys.open({ path: name, flags: O.RDONLY })
  if (!fd.ok) return `${name}: ${strerror(fd.error)}`
  return new LineSource(name, fd.value, stat.ok ? stat.value.size : undefined)
}

/** Without a terminal to show it on, less is cat. */
function* copyAll(names: readonly string[]): Sys<number> {
  let code = 0
  for (const name of names) {
    const fd = name === '-' ? { ok: true as const, value: 0 } : yield* sys.open({ path: name, flags: O.RDONLY })
    const bytes = fd.ok ? yield* readAll(fd.value) : fd
    if (bytes.ok) yield* writeBytes(1, bytes.value)
    else {
      yield* printError(bytes.error === 'EISDIR' ? `${name} is a directory\n` : `${name}: ${strerror(bytes.error)}\n`)
      code = 1
    }
  }
  return code
}
