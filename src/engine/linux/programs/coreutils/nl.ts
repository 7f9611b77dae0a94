import type { Sys } from '../../kernel/calls.ts'
import { compileRegex } from '../../libc/regex.ts'
import { LineInput } from '../gnu/line-input.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models nl(1) with its logical pages. */
type Style = (line: string) => boolean

export const nl = gnuProgram({
  name: 'nl',
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Write each FILE to standard output, with line numbers added.\n\nWith no FILE, or when FILE is -, read standard input.',
  options: [
    ['-b, --body-numbering=STYLE', 'a all lines, t non-empty lines, n none, pBRE lines that match'],
    ['-d, --section-delimiter=CC', 'use CC for logical page delimiters'],
    ['-f, --footer-numbering=STYLE', 'use STYLE for footer lines'],
    ['-h, --header-numbering=STYLE', 'use STYLE for header lines'],
    ['-i, --line-increment=NUMBER', 'step of line numbers'],
    ['-l, --join-blank-lines=NUMBER', 'count NUMBER empty lines as one'],
    ['-n, --number-format=FORMAT', 'ln left, rn right, rz right with leading zeros'],
    ['-p, --no-renumber', 'do not reset numbers for each section'],
    ['-s, --number-separator=STRING', 'add STRING after the number'],
    ['-v, --starting-line-number=NUMBER', 'first line number'],
    ['-w, --number-width=NUMBER', 'columns for line numbers'],
  ],
  *run(tool) {
    const styles: Record<'header' | 'body' | 'footer', Style> = {
      header: yield* styleOf(tool, 'header', 'n'),
      body: yield* styleOf(tool, 'body', 't'),
      footer: yield* styleOf(tool, 'footer', 'n'),
    }
    const first = yield* numberOf(tool, 'starting-line-number', 'invalid starting line number', 1)
    const step = yield* numberOf(tool, 'line-increment', 'invalid line number increment', 1)
    const width = yield* numberOf(tool, 'number-width', 'invalid line number field width', 6)
    const blanks = yield* numberOf(tool, 'join-blank-lines', 'invalid line number of blank lines', 1)
    const format = tool.value('number-format') ?? 'rn'
    if (!['ln', 'rn', 'rz'].includes(format)) yield* tool.usageError(`invalid line numbering format: ${tool.quote(format)}`)
    const separator = tool.locale.argument(tool.value('number-separator') ?? '\t')
    const mark = tool.value('section-delimiter') ?? '\\:'
    const delimiter = mark.length === 1 ? `${mark}:` : mark
    let style = styles.body
    let next = first
    let empty = 0
    const numbered = (n: number) => {
      const digits = String(Math.abs(n))
      if (format === 'ln') return String(n).padEnd(width)
      return format === 'rz' ? (n < 0 ? '-' : '') + digits.padStart(width - (n < 0 ? 1 : 0), '0') : String(n).padStart(width)
    }
    yield* tool.eachInput(function* (fd, name) {
      const input = new LineInput(fd, tool.locale)
      for (;;) {
        const line = yield* input.next()
        if (!line.ok) return yield* tool.failFile(name, line.error)
        if (line.value === undefined) return
        const section =
          line.value === delimiter.repeat(3)
            ? 'header'
            : line.value === delimiter.repeat(2)
              ? 'body'
              : line.value === delimiter
                ? 'footer'
                : undefined
        if (section) {
          style = styles[section]
          if (!tool.has('no-renumber')) next = first
          yield* tool.out.put('\n')
          continue
        }
        empty = line.value === '' ? empty + 1 : 0
        const counts = style(line.value) && (line.value !== '' || empty % blanks === 0)
        yield* tool.out.put(`${counts ? numbered(next) + separator : ' '.repeat(width + separator.length)}${line.value}\n`)
        if (counts) next += step
      }
    })
    return undefined
  },
})

function* styleOf(tool: Tool, section: string, normal: string): Sys<Style> {
  const text = tool.value(`${section}-numbering`) ?? normal
  if (text === 'a') return () => true
  if (text === 't') return (line) => line !== ''
  if (text === 'n') return () => false
  if (!text.startsWith('p')) return yield* tool.usageError(`invalid ${section} numbering style: ${tool.quote(text)}`)
  const regex = compileRegex(tool.locale.argument(text.slice(1)), { syntax: 'basic', utf8: tool.locale.utf8 })
  if (!regex.ok) return yield* tool.die(regex.error)
  return (line) => regex.value.test(line)
}

function* numberOf(tool: Tool, key: string, message: string, normal: number): Sys<number> {
  const text = tool.value(key)
  if (text === undefined) return normal
  if (!/^-?\d+$/.test(text)) yield* tool.die(`${message}: ${tool.quote(text)}`)
  return Number(text)
}
