import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { compareBytes } from '../../libc/locale.ts'
import { LineInput } from '../gnu/line-input.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models join(1). */
interface Row {
  readonly text: string
  readonly fields: readonly string[]
  readonly key: string
}

interface Settings {
  readonly separator: string | undefined
  readonly empty: string
  /** `0` is the join field, `1.2` the second field of the first file; 'auto' takes the first lines' shapes. */
  readonly format: readonly { readonly file: number; readonly field: number }[] | undefined
  readonly fields: readonly [number, number]
  readonly ignoreCase: boolean
  readonly end: string
  readonly unpaired: readonly [boolean, boolean]
  readonly pairs: boolean
}

export const join = gnuProgram({
  name: 'join',
  usage: ['[OPTION]... FILE1 FILE2'],
  summary:
    'For each pair of input lines with identical join fields, write a line to standard output.\nThe default join field is the first, delimited by blanks.\n\nWhen FILE1 or FILE2 (not both) is -, read standard input.',
  options: [
    ['-a FILENUM', 'also print unpairable lines from file FILENUM, 1 or 2'],
    ['-e STRING', 'replace missing (empty) input fields with STRING'],
    ['-i, --ignore-case', 'ignore differences in case when comparing fields'],
    ['-j FIELD', "equivalent to '-1 FIELD -2 FIELD'"],
    ['-o FORMAT', 'obey FORMAT while constructing output line'],
    ['-t CHAR', 'use CHAR as input and output field separator'],
    ['-v FILENUM', 'like -a FILENUM, but suppress joined output lines'],
    ['-1 FIELD', 'join on this FIELD of file 1'],
    ['-2 FIELD', 'join on this FIELD of file 2'],
    ['--check-order', 'check that the input is correctly sorted'],
    ['--nocheck-order', 'do not check that the input is correctly sorted'],
    ['--header', 'treat the first line in each file as field headers'],
    ['-z, --zero-terminated', 'line delimiter is NUL, not newline'],
  ],
  *run(tool) {
    const [first, second, extra] = tool.operands
    if (first === undefined) return yield* tool.usageError('missing operand')
    if (second === undefined) return yield* tool.usageError(`missing operand after ${tool.quote(first)}`)
    if (extra !== undefined) return yield* tool.usageError(`extra operand ${tool.quote(extra)}`)
    const settings = yield* readSettings(tool)
    const [a, b] = [yield* Side.open(tool, first, 0, settings), yield* Side.open(tool, second, 1, settings)]
    yield* joinSides(tool, a, b, settings)
    if (tool.status !== 0) yield* tool.fail('input is not in sorted order')
    return undefined
  },
})

function* readSettings(tool: Tool): Sys<Settings> {
  const field = function* (key: string): Sys<number> {
    const text = tool.value(key) ?? tool.value('j') ?? '1'
    if (!/^\d+$/.test(text) || Number(text) === 0) yield* tool.die(`invalid field number: ${tool.quote(text)}`)
    return Number(text)
  }
  const given = tool.value('t')
  if (given !== undefined && given.length > 1 && given !== '\\0') yield* tool.die(`multi-character tab ${tool.quote(given)}`)
  for (const key of ['a', 'v'])
    for (const text of tool.options.values(key)) if (text !== '1' && text !== '2') yield* tool.die(`invalid field number: ${tool.quote(text)}`)
  const unpaired = (file: string) => tool.options.values('a').includes(file) || tool.options.values('v').includes(file)
  const format = tool.value('o')
  const parts: { file: number; field: number }[] = []
  for (const part of format === undefined || format === 'auto' ? [] : tool.options.values('o').flatMap((text) => text.split(/[, \t]+/))) {
    const m = /^(?:0|([12])\.(\d+))$/.exec(part)
    if (!m) yield* tool.die(`invalid field specifier: ${tool.quote(part)}`)
    parts.push({ file: Number(m?.[1] ?? 0), field: Number(m?.[2] ?? 0) })
  }
  return {
    separator: given === undefined ? undefined : given === '\\0' ? '\0' : given === '' ? '\n' : tool.locale.argument(given),
    empty: tool.locale.argument(tool.value('e') ?? ''),
    format: parts.length > 0 ? parts : undefined,
    fields: [yield* field('1'), yield* field('2')],
    ignoreCase: tool.has('ignore-case'),
    end: tool.has('zero-terminated') ? '\0' : '\n',
    unpaired: [unpaired('1'), unpaired('2')],
    pairs: tool.options.values('v').length === 0,
  }
}

class Side {
  row: Row | undefined
  number = 0
  private warned = false

  private constructor(
    private readonly tool: Tool,
    private readonly input: LineInput,
    private readonly name: string,
    private readonly index: 0 | 1,
    private readonly settings: Settings,
  ) {}

  static *open(tool: Tool, name: string, index: 0 | 1, settings: Settings): Sys<Side> {
    const fd = yield* tool.openInput(name)
    if (!fd.ok) return yield* tool.die(`${tool.showName(name)}: ${strerror(fd.error)}`)
    const side = new Side(tool, new LineInput(fd.value, tool.locale, settings.end.charCodeAt(0)), name, index, settings)
    yield* side.advance(false)
    return side
  }

  *advance(check: boolean): Sys<void> {
    const previous = this.row
    const line = yield* this.input.next()
    if (!line.ok) return yield* this.tool.die(`read error: ${strerror(line.error)}`)
    this.number++
    this.row = line.value === undefined ? undefined : rowOf(line.value, this.settings.fields[this.index], this.settings)
    const checks = this.tool.has('check-order') || (check && !this.tool.has('nocheck-order'))
    if (!checks || this.warned || !previous || !this.row || compareBytes(previous.key, this.row.key) <= 0) return
    this.warned = true
    const message = `${this.tool.showName(this.name)}:${this.number}: is not sorted: ${this.tool.locale.external(this.row.text)}`
    if (this.tool.has('check-order')) yield* this.tool.die(message)
    yield* this.tool.fail(message)
  }
}

function rowOf(text: string, field: number, settings: Settings): Row {
  const fields = settings.separator === undefined ? text.split(/[ \t]+/).filter((part, i) => part !== '' || i > 0) : text.split(settings.separator)
  if (settings.separator === undefined && fields.at(-1) === '') fields.pop()
  const key = fields[field - 1] ?? ''
  return { text, fields, key: settings.ignoreCase ? key.toLowerCase() : key }
}

function outputLine(a: Row | undefined, b: Row | undefined, settings: Settings): string {
  const joiner = settings.separator ?? ' '
  const value = (row: Row | undefined, field: number) => row?.fields[field - 1] || settings.empty
  const key = value(a ?? b, a ? settings.fields[0] : settings.fields[1])
  if (settings.format)
    return settings.format.map(({ file, field }) => (file === 0 ? key : value(file === 1 ? a : b, field))).join(joiner) + settings.end
  const rest = (row: Row | undefined, field: number) =>
    row ? row.fields.filter((_, i) => i !== field - 1).map((text) => text || settings.empty) : []
  return [key, ...rest(a, settings.fields[0]), ...rest(b, settings.fields[1])].join(joiner) + settings.end
}

function* joinSides(tool: Tool, a: Side, b: Side, settings: Settings): Sys<void> {
  let unpairable = false
  if (tool.has('header') && (a.row || b.row)) {
    yield* tool.out.put(outputLine(a.row, b.row, settings))
    a.row = undefined
    b.row = undefined
    yield* a.advance(false)
    yield* b.advance(false)
  }
  while (a.row && b.row) {
    const order = compareBytes(a.row.key, b.row.key)
    if (order !== 0) {
      unpairable = true
      const side = order < 0 ? a : b
      if (settings.unpaired[order < 0 ? 0 : 1])
        yield* tool.out.put(order < 0 ? outputLine(a.row, undefined, settings) : outputLine(undefined, b.row, settings))
      yield* side.advance(unpairable)
      continue
    }
    const { key } = a.row
    const [left, right] = [yield* run(a, key, unpairable), yield* run(b, key, unpairable)]
    if (settings.pairs) for (const x of left) for (const y of right) yield* tool.out.put(outputLine(x, y, settings))
  }
  for (; a.row; yield* a.advance(true)) if (settings.unpaired[0]) yield* tool.out.put(outputLine(a.row, undefined, settings))
  for (; b.row; yield* b.advance(true)) if (settings.unpaired[1]) yield* tool.out.put(outputLine(undefined, b.row, settings))
}

/** The rows of a side that share a key. */
function* run(side: Side, key: string, unpairable: boolean): Sys<readonly Row[]> {
  const rows: Row[] = []
  while (side.row && side.row.key === key) {
    rows.push(side.row)
    yield* side.advance(unpairable)
  }
  return rows
}
