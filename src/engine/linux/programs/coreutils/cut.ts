import type { Fd, Sys } from '../../kernel/calls.ts'
import { bytesToText, textToBytes } from '../../libc/locale.ts'
import { LineInput } from '../gnu/line-input.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'
import type { FieldRange } from './field-list.ts'
import { complement, isSelected, parseFieldList } from './field-list.ts'

/** Models cut(1): as in GNU's, characters are bytes. */
export const cut = gnuProgram({
  name: 'cut',
  usage: ['OPTION... [FILE]...'],
  summary: 'Print selected parts of lines from each FILE to standard output.\n\nWith no FILE, or when FILE is -, read standard input.',
  options: [
    ['-b, --bytes=LIST', 'select only these bytes'],
    ['-c, --characters=LIST', 'select only these characters'],
    ['-d, --delimiter=DELIM', 'use DELIM instead of TAB for fields'],
    ['-f, --fields=LIST', 'select only these fields; lines without delimiter are printed whole unless -s'],
    ['-n', '(has no effect)'],
    ['--complement', 'select everything else'],
    ['-s, --only-delimited', 'no lines without delimiters'],
    ['--output-delimiter=STRING', 'use STRING between the parts'],
    ['-z, --zero-terminated', 'lines end in NUL'],
  ],
  *run(tool) {
    const lists = tool.options.options.filter(({ key }) => ['bytes', 'characters', 'fields'].includes(key))
    if (lists.length === 0) yield* tool.usageError('you must specify a list of bytes, characters, or fields')
    if (lists.length > 1) yield* tool.usageError('only one list may be specified')
    const byFields = tool.has('fields')
    const delimiter = bytesToText(textBytes(tool.value('delimiter') ?? '\t')) || '\0'
    if (delimiter.length !== 1) yield* tool.usageError('the delimiter must be a single character')
    if (tool.has('delimiter') && !byFields) yield* tool.usageError('an input delimiter may be specified only when operating on fields')
    if (tool.has('only-delimited') && !byFields)
      yield* tool.usageError('suppressing non-delimited lines makes sense\n\tonly when operating on fields')
    const parsed = parseFieldList(lists[0]?.value ?? '', byFields ? 'field' : 'byte', (text) => tool.quote(text))
    if (!parsed.ok) return yield* tool.usageError(parsed.error)
    const ranges = tool.has('complement') ? complement(parsed.value) : parsed.value
    const joiner = tool.has('output-delimiter') ? bytesToText(textBytes(tool.value('output-delimiter') ?? '')) : undefined
    const select = byFields ? fieldSelector(ranges, delimiter, joiner ?? delimiter, tool.has('only-delimited')) : byteSelector(ranges, joiner)
    yield* tool.eachInput((fd, name) => cutInput(tool, fd, name, select))
    return undefined
  },
})

const textBytes = (text: string): Uint8Array => new TextEncoder().encode(text)

type Selector = (line: string) => string | undefined

function byteSelector(ranges: readonly FieldRange[], joiner: string | undefined): Selector {
  const merged: FieldRange[] = []
  for (const range of ranges) {
    const last = merged.at(-1)
    if (last && range.from <= last.to) merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, range.to) }
    else merged.push(range)
  }
  return (line) =>
    merged
      .filter(({ from }) => from <= line.length)
      .map(({ from, to }) => line.slice(from - 1, to))
      .join(joiner ?? '')
}

function fieldSelector(ranges: readonly FieldRange[], delimiter: string, joiner: string, onlyDelimited: boolean): Selector {
  return (line) => {
    if (!line.includes(delimiter)) return onlyDelimited ? undefined : line
    return line
      .split(delimiter)
      .filter((_, i) => isSelected(ranges, i + 1))
      .join(joiner)
  }
}

const byteLocale = {
  decode: bytesToText,
  encode: textToBytes,
  utf8: false,
  name: 'C',
  argument: (text: string) => text,
  external: (text: string) => text,
}

function* cutInput(tool: Tool, fd: Fd, name: string, select: Selector): Sys<void> {
  const end = tool.has('zero-terminated') ? '\0' : '\n'
  const input = new LineInput(fd, byteLocale, end.charCodeAt(0))
  for (;;) {
    const batch = yield* input.batch()
    if (!batch.ok) return yield* tool.failFile(name, batch.error)
    if (batch.value === undefined) return
    let text = ''
    for (const line of batch.value) {
      const part = select(line)
      if (part !== undefined) text += part + end
    }
    yield* tool.out.putBytes(textToBytes(text))
  }
}
