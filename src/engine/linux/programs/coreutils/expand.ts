import type { Sys } from '../../kernel/calls.ts'
import { LineInput } from '../gnu/line-input.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models expand(1) and unexpand(1). */
type Stops = (column: number) => number

const rewrite = (args: readonly string[]) => args.map((arg) => (/^-\d[\d,]*$/.test(arg) ? `-t${arg.slice(1)}` : arg))

/** The stop after a column, from `8`, `4,8,20` or `4,/8`. */
function* tabStops(tool: Tool): Sys<Stops> {
  const text = tool.options.values('tabs').join(',') || '8'
  if (/[^\d,\s/+]/.test(text)) yield* tool.die(`tab size contains invalid character(s): ${tool.quote(/[^\d,\s/+].*/.exec(text)?.[0] ?? text)}`)
  const words = text.split(/[,\s]+/).filter(Boolean)
  const repeat = /^[/+](\d+)$/.exec(words.at(-1) ?? '')
  const list = words.filter((word) => /^\d+$/.test(word)).map(Number)
  if (list.includes(0)) yield* tool.die('tab size cannot be 0')
  if (list.some((stop, i) => i > 0 && stop <= (list[i - 1] as number))) yield* tool.die('tab sizes must be ascending')
  if (list.length === 1 && !repeat) return (column) => column + (list[0] as number) - (column % (list[0] as number))
  const size = repeat ? Number(repeat[1]) : undefined
  return (column) => list.find((stop) => stop > column) ?? (size ? column + size - (column % size) : column + 1)
}

export const expand = gnuProgram({
  name: 'expand',
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Convert tabs in each FILE to spaces, writing to standard output.\n\nWith no FILE, or when FILE is -, read standard input.',
  options: [
    ['-i, --initial', 'do not convert tabs after non blanks'],
    ['-t, --tabs=N', 'have tabs N characters apart, not 8, or a list of positions'],
  ],
  rewrite,
  *run(tool) {
    const stops = yield* tabStops(tool)
    yield* eachLine(tool, (line) => expanded(line, stops, tool.has('initial')))
    return undefined
  },
})

export const unexpand = gnuProgram({
  name: 'unexpand',
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Convert blanks in each FILE to tabs, writing to standard output.\n\nWith no FILE, or when FILE is -, read standard input.',
  options: [
    ['-a, --all', 'convert all blanks, not just initial ones'],
    ['--first-only', 'convert only leading blanks (overrides -a)'],
    ['-t, --tabs=N', 'have tabs N characters apart instead of 8 (enables -a)'],
  ],
  rewrite,
  *run(tool) {
    const stops = yield* tabStops(tool)
    const all = (tool.has('all') || tool.has('tabs')) && !tool.has('first-only')
    yield* eachLine(tool, (line) => unexpanded(line, stops, all))
    return undefined
  },
})

function* eachLine(tool: Tool, turn: (line: string) => string): Sys<void> {
  yield* tool.eachInput(function* (fd, name) {
    const input = new LineInput(fd, tool.locale)
    for (;;) {
      const line = yield* input.next()
      if (!line.ok) return yield* tool.failFile(name, line.error)
      if (line.value === undefined) return
      yield* tool.out.put(turn(line.value) + (input.unterminated ? '' : '\n'))
    }
  })
}

function expanded(line: string, stops: Stops, initialOnly: boolean): string {
  let out = ''
  let column = 0
  let initial = true
  for (const c of line) {
    if (c === '\t' && (initial || !initialOnly)) {
      const next = stops(column)
      out += ' '.repeat(next - column)
      column = next
      continue
    }
    if (c !== ' ' && c !== '\t') initial = false
    out += c
    column = c === '\b' ? Math.max(0, column - 1) : column + 1
  }
  return out
}

function unexpanded(line: string, stops: Stops, all: boolean): string {
  let out = ''
  let column = 0
  let start = 0
  let pending = ''
  let converting = true
  const settle = (upTo: number) => {
    if (pending === '') return
    let at = start
    let tabs = ''
    while (stops(at) <= upTo) {
      at = stops(at)
      tabs += '\t'
    }
    // One blank alone before a stop stays a blank.
    if (tabs === '\t' && upTo - start === 1 && pending === ' ') tabs = ' '
    out += tabs + ' '.repeat(upTo - at)
    pending = ''
  }
  for (const c of line) {
    if (converting && (c === ' ' || c === '\t')) {
      if (pending === '') start = column
      pending += c
      column = c === '\t' ? stops(column) : column + 1
      continue
    }
    settle(column)
    if (!all) converting = false
    out += c
    column++
  }
  settle(column)
  return out
}
