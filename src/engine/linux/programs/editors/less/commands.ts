import type { Sys } from '../../../kernel/calls.ts'
import { run as runProgram } from '../../../libc/spawn.ts'
import { print } from '../../../libc/stdio.ts'
import { helpText } from './help.ts'
import type { Pager } from './pager.ts'
import { toggle } from './settings.ts'
import { LineSource } from './source.ts'

type Command = (pager: Pager, count: number | undefined) => Sys<void>

/** Down some rows; stops at the end unless `past`. */
function* forward(pager: Pager, rows: number): Sys<void> {
  const { view } = pager
  if (pager.atEnd) {
    if (pager.settings.quitAtEnd > 0) pager.done = true
    return
  }
  const last = yield* view.below(view.top, rows + view.height - 1)
  view.top = last ? ((yield* view.below(view.top, rows)) ?? view.top) : yield* view.lastScreen()
}

function back(pager: Pager, rows: number): void {
  pager.view.top = pager.view.above(pager.view.top, rows)
}

const windowRows = (pager: Pager, count: number | undefined): number => count ?? pager.view.height

const down = (rows: (pager: Pager, count: number | undefined) => number): Command =>
  function* (pager, count) {
    yield* forward(pager, rows(pager, count))
  }

const up = (rows: (pager: Pager, count: number | undefined) => number): Command =>
  function* (pager, count) {
    back(pager, rows(pager, count))
  }

const half = (pager: Pager, count: number | undefined): number => count ?? Math.max(1, Math.floor((pager.terminal.rows - 1) / 2))

function* toLine(pager: Pager, line: number): Sys<void> {
  const { view } = pager
  view.marks.set("'", view.top)
  yield* view.source.need(line + view.height + 1)
  const last = yield* lastOrFirst(pager)
  view.top = line >= last.line ? last : { line: Math.max(0, line), row: 0 }
}

/** The lowest top place when the end has been read, else as far as one likes. */
function* lastOrFirst(pager: Pager): Sys<{ line: number; row: number }> {
  return pager.view.source.ended ? yield* pager.view.lastScreen() : { line: Number.POSITIVE_INFINITY, row: 0 }
}

const search = (prefix: '/' | '?'): Command =>
  function* (pager, count) {
    const typed = yield* pager.line(prefix)
    if (typed === undefined) return
    const inverted = typed.startsWith('!')
    const pattern = (inverted ? typed.slice(1) : typed) || pager.view.search?.pattern
    if (!pattern) {
      pager.message = 'No previous regular expression'
      return
    }
    if (!pager.view.compiled(pattern)) {
      pager.message = 'Invalid pattern'
      return
    }
    pager.view.search = { pattern, forward: prefix === '/', inverted }
    yield* goToMatch(pager, count ?? 1, prefix === '/', prefix === '/')
  }

function* goToMatch(pager: Pager, count: number, forwards: boolean, fromTop: boolean): Sys<void> {
  const { view } = pager
  if (!view.search) {
    pager.message = 'No previous regular expression'
    return
  }
  const line = yield* view.find(count, forwards, fromTop)
  if (line === undefined) {
    pager.message = 'Pattern not found'
    return
  }
  view.marks.set("'", view.top)
  view.top = { line, row: 0 }
}

const again = (opposite: boolean): Command =>
  function* (pager, count) {
    const forwards = (pager.view.search?.forward ?? true) !== opposite
    yield* goToMatch(pager, count ?? 1, forwards, false)
  }

/** `&`: only lines that match. */
function* filter(pager: Pager): Sys<void> {
  const pattern = yield* pager.line('&/')
  if (pattern === undefined) return
  pager.view.filter = pattern === '' ? undefined : pattern
  pager.view.top = { line: 0, row: 0 }
}

function* option(pager: Pager): Sys<void> {
  yield* print('\r\x1b[K-')
  const letter = yield* pager.key()
  const words = toggle(pager.settings, letter)
  pager.message = words === undefined ? `There is no ${letter} option (press RETURN)` : `${words} (press RETURN)`
  pager.redraw()
}

const neighbour = (step: 1 | -1): Command =>
  function* (pager, count) {
    const index = pager.fileIndex + step * (count ?? 1)
    const name = pager.files[index]
    if (name === undefined) {
      pager.message = step > 0 ? 'No next file' : 'No previous file'
      return
    }
    yield* openFile(pager, name, index)
  }

function* openFile(pager: Pager, name: string, index: number): Sys<void> {
  const source = yield* pager.open(name)
  if (typeof source === 'string') pager.message = source
  else {
    pager.show(source, index)
    pager.redraw()
  }
}

function* colon(pager: Pager, count: number | undefined): Sys<void> {
  yield* print('\r\x1b[K :')
  const key = yield* pager.key()
  if (key === 'n') yield* neighbour(1)(pager, count)
  else if (key === 'p') yield* neighbour(-1)(pager, count)
  else if (key === 'x') yield* openFile(pager, pager.files[0] ?? '', 0)
  else if (key === 'q' || key === 'Q') pager.done = true
  else if (key === 'f') yield* status(pager)
  else if (key === 'e') {
    const name = yield* pager.line('Examine: ')
    if (name) yield* openFile(pager, name, pager.fileIndex)
  } else yield* print('\x07')
}

/** `=`: where we are. */
function* status(pager: Pager): Sys<void> {
  const { source, top, height } = pager.view
  const last = Math.min(source.lines.length, top.line + height)
  const total = source.ended ? `/${source.lines.length}` : ''
  const bytes = source.size === undefined ? source.bytes : source.size
  const done = source.ended && source.lines.length > 0 ? ` ${Math.floor((last * 100) / source.lines.length)}%` : ''
  pager.message = `${source.name ? `${source.name} ` : ''}lines ${top.line + 1}-${last}${total} byte ${source.bytes}/${bytes}${pager.atEnd ? ' (END)' : done}  (press RETURN)`
}

/** The help is a file of its own; q comes back. */
function* help(pager: Pager): Sys<void> {
  const before = pager.view
  const source = new LineSource('HELP -- Press RETURN for more, or q when done', -1, undefined)
  source.lines.push(...helpText.split('\n'))
  source.ended = true
  pager.show(source, pager.fileIndex)
  pager.redraw()
  const wasDone = pager.done
  while (!pager.done) {
    yield* pager.draw()
    const key = yield* pager.key()
    if (key === 'q' || key === 'Q') break
    pager.push([key])
    const run = commands[yield* pager.key()]
    if (run && key !== 'h') yield* run(pager, undefined)
  }
  pager.done = wasDone
  pager.view = before
  pager.redraw()
}

function* shell(pager: Pager): Sys<void> {
  const command = yield* pager.line('!')
  if (command === undefined) return
  yield* pager.terminal.restore()
  yield* print(`!${command}\n`)
  yield* runProgram(['/bin/sh', '-c', command])
  yield* print('!done  (press RETURN)')
  yield* pager.terminal.raw(true)
  yield* pager.key()
  yield* pager.terminal.raw()
  pager.redraw()
}

const sideways = (step: 1 | -1): Command =>
  function* (pager, count) {
    const by = count ?? Math.floor(pager.terminal.cols / 2)
    pager.settings.chop = true
    pager.view.shift = Math.max(0, pager.view.shift + step * by)
  }

function* quit(pager: Pager): Sys<void> {
  pager.done = true
}

const one = (_: Pager, count: number | undefined): number => count ?? 1

const table: readonly (readonly [string, Command])[] = [
  ['q Q', quit],
  ['e \x05 j \x0e \r \n J <Down>', down(one)],
  ['y \x19 k \x0b \x10 K <Up>', up(one)],
  ['f \x06 \x16 <PageDown> z', down(windowRows)],
  ['b \x02 w <PageUp>', up(windowRows)],
  ['d \x04', down(half)],
  ['u \x15', up(half)],
  ['g < <Home>', (pager, count) => toLine(pager, (count ?? 1) - 1)],
  [
    'G > <End>',
    function* (pager, count) {
      if (count !== undefined) return yield* toLine(pager, count - 1)
      pager.view.marks.set("'", pager.view.top)
      pager.view.top = yield* pager.view.lastScreen()
    },
  ],
  [
    'p %',
    function* (pager, count) {
      yield* pager.view.source.need(Number.POSITIVE_INFINITY)
      yield* toLine(pager, Math.floor(((count ?? 0) * pager.view.source.lines.length) / 100))
    },
  ],
  ['/', search('/')],
  ['?', search('?')],
  ['n', again(false)],
  ['N', again(true)],
  ['&', filter],
  ['-', option],
  [':', colon],
  ['= \x07', status],
  ['h H', help],
  ['!', shell],
  ['F', (pager) => pager.follow()],
  ['<Right>', sideways(1)],
  ['<Left>', sideways(-1)],
  [
    'r R \x12 \x0c',
    function* (pager) {
      pager.redraw()
    },
  ],
  [
    'm',
    function* (pager) {
      yield* print('\r\x1b[Kset mark: ')
      pager.view.marks.set(yield* pager.key(), pager.view.top)
    },
  ],
  [
    "'",
    function* (pager) {
      yield* print('\r\x1b[Kgoto mark: ')
      const name = yield* pager.key()
      const place = name === '^' ? { line: 0, row: 0 } : pager.view.marks.get(name)
      if (!place) pager.message = 'Mark not set'
      else pager.view.top = place
    },
  ],
  [
    'v',
    function* (pager) {
      pager.message = 'cais: less: v is not simulated'
    },
  ],
  [
    'Z',
    function* (pager) {
      if ((yield* pager.key()) === 'Z') pager.done = true
    },
  ],
  ['\x03 <Esc>', function* () {}],
]

export const commands: Readonly<Record<string, Command>> = Object.fromEntries([
  ...table.flatMap(([keys, command]) => keys.split(' ').map((key) => [key, command] as const)),
  [' ', down(windowRows)] as const,
])
