import type { Sys } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import { environmentStrings, parseEnvironment } from '../../../libc/environment.ts'
import { displayWidth } from '../../../libc/locale.ts'
import { print, printError, readFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { ProcessEntry } from '../proc/process.ts'
import { listProcesses, listThreads, noProc } from '../proc/process.ts'
import type { Context } from './context.ts'
import { readContext } from './context.ts'
import type { Field } from './fields.ts'
import { fields } from './fields.ts'
import { forestOf } from './forest.ts'
import { columnsOf, missingFormats } from './formats.ts'
import type { PsOptions } from './options.ts'
import { parseOptions, UsageError } from './options.ts'
import { selects } from './select.ts'

const usage = `
Usage:
 ps [options]

 Try 'ps --help <simple|list|output|threads|misc|all>'
  or 'ps --help <s|l|o|t|m|a>'
 for additional help text.

For more details see ps(1).
`

/** Models ps of procps-ng (3.3 and 4.0 print alike): it reads /proc only. Left out: formats v, s, X, register dumps, %-formats, security labels. */
export const ps: Main = function* ({ argv, env, build }) {
  if (argv.includes('--version') || argv.includes('-V')) {
    yield* print(`ps from procps-ng ${build.get('version') ?? '4.0.2'}\n`)
    return 0
  }
  if (argv.some((word) => word === '--help' || word.startsWith('--help='))) {
    yield* print(usage)
    return 0
  }
  const context = yield* readContext(env)
  let options: PsOptions
  try {
    options = parseOptions(argv.slice(1), context.names)
  } catch (problem) {
    if (!(problem instanceof UsageError)) throw problem
    yield* printError(problem.plain ? `${problem.message}\n` : `error: ${problem.message}\n${usage}`)
    return 1
  }
  const missing = missingFormats[options.format]
  if (missing) {
    yield* printError(`cais: ps: ${missing} is not simulated\n`)
    return 1
  }
  const all = yield* listProcesses()
  if (!all) {
    yield* printError(noProc)
    return 47
  }
  return yield* show(options, context, all, env)
}

interface Row {
  readonly process: ProcessEntry
  readonly prefix: string
}

function* show(options: PsOptions, context: Context, all: readonly ProcessEntry[], env: ReadonlyMap<string, string>): Sys<number> {
  const self = yield* sys.getpid({})
  const caller = { euid: (yield* sys.getcredentials({})).euid, tty: all.find((process) => process.pid === self)?.tty ?? 0, bsd: options.bsd }
  let chosen = all.filter((process) => selects(options.selection, caller, process))
  chosen = sorted(options, context, chosen)
  let rows: Row[] =
    options.forest === 'none'
      ? chosen.map((process) => ({ process, prefix: '' }))
      : forestOf(chosen, options.forest).map(([process, prefix]) => ({ process, prefix }))
  if (options.threads) rows = yield* withThreads(rows)
  const columns = columnsOf(options).map((column) => {
    const field = (fields[column.name] ?? fields[column.name.toLowerCase()]) as Field
    const header = column.header ?? field.header
    const width = column.width ?? (field.width === 0 ? context.pidWidth : field.width)
    return {
      ...field,
      header,
      width:
        column.header === undefined || column.width !== undefined
          ? Math.max(width, column.width === undefined ? 0 : 1)
          : Math.max(width, header.length),
    }
  })
  for (const file of new Set(columns.flatMap((column) => column.detail ?? [])))
    for (const { process } of rows) yield* readDetail(context, process, file)
  const width = yield* lineWidth(options, env)
  const lines: string[] = []
  if (options.headers && columns.some((column) => column.header !== ''))
    lines.push(
      layOut(
        columns,
        columns.map((column) => column.header),
        width,
      ),
    )
  for (const { process, prefix } of rows) {
    const environment = options.environment ? yield* environmentOf(process) : ''
    const texts = columns.map((column) => {
      const text = column.text(process, context)
      const isCommand = column.align === 'rest' || column.header === 'CMD'
      return isCommand
        ? prefix + text + environment
        : text.length > column.width && column.header === 'COMMAND'
          ? text.slice(0, Math.max(column.width, 15))
          : text
    })
    lines.push(layOut(columns, texts, width))
  }
  yield* print(lines.map((line) => `${line}\n`).join(''))
  return rows.length > 0 ? 0 : 1
}

function* withThreads(rows: readonly Row[]): Sys<Row[]> {
  const out: Row[] = []
  for (const row of rows) for (const process of yield* listThreads(row.process)) out.push({ process, prefix: row.prefix })
  return out
}

function* readDetail(context: Context, process: ProcessEntry, file: string): Sys<void> {
  const path = `/proc/${process.pid}/${file}`
  const text = file.startsWith('ns/') ? yield* sys.readlink({ path }) : yield* readFile(path)
  context.details.set(`${process.tid}/${file}`, text.ok ? text.value : '')
}

function* environmentOf(process: ProcessEntry): Sys<string> {
  const text = yield* readFile(`/proc/${process.pid}/environ`)
  return text.ok ? ` ${environmentStrings(parseEnvironment(text.value.split('\0'))).join(' ')}` : ''
}

function sorted(options: PsOptions, context: Context, processes: readonly ProcessEntry[]): ProcessEntry[] {
  const order = [...processes].sort((a, b) => a.pid - b.pid)
  if (options.sort.length === 0) return order
  const compare = (a: ProcessEntry, b: ProcessEntry): number => {
    for (const { name, descending } of options.sort) {
      const field = fields[name] as Field
      const [x, y] = field.key ? [field.key(a, context), field.key(b, context)] : [field.text(a, context), field.text(b, context)]
      if (x !== y) return (x < y ? -1 : 1) * (descending ? -1 : 1)
    }
    return 0
  }
  return order.sort(compare)
}

/** Columns side by side: a text too wide borrows from the blanks of the next ones (ps/output.c, show_one_proc). */
function layOut(columns: readonly Field[], texts: readonly string[], width: number): string {
  let out = ''
  let right = 0
  let used = 0
  columns.forEach((column, i) => {
    const text = texts[i] as string
    const size = displayWidth(text)
    const start = right + (i > 0 ? 1 : 0)
    const lead = column.align === 'right' ? Math.max(0, column.width - size) : 0
    const space = Math.max(i > 0 ? 1 : 0, start - used + lead)
    out += ' '.repeat(space) + text
    used += space + size
    right = start + column.width
  })
  return displayWidth(out) > width ? out.slice(0, width) : out
}

/** Columns of the terminal; unlimited elsewhere and with ww. */
function* lineWidth(options: PsOptions, env: ReadonlyMap<string, string>): Sys<number> {
  if (options.wide < 0) return -options.wide
  if (options.wide >= 2) return Number.POSITIVE_INFINITY
  const given = Number(env.get('COLUMNS'))
  const size = yield* sys.tcgetwinsize({ fd: 1 })
  if (!size.ok && !(given > 0)) return Number.POSITIVE_INFINITY
  const columns = size.ok ? size.value.cols : given
  return options.wide === 1 ? Math.max(132, columns) : columns || 80
}
