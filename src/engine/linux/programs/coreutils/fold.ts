import { LineInput } from '../gnu/line-input.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models fold(1): columns count bytes, as in GNU's. */
export const fold = gnuProgram({
  name: 'fold',
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Wrap input lines in each FILE, writing to standard output.\n\nWith no FILE, or when FILE is -, read standard input.',
  options: [
    ['-b, --bytes', 'count bytes rather than columns'],
    ['-s, --spaces', 'break at spaces'],
    ['-w, --width=WIDTH', 'use WIDTH columns instead of 80'],
  ],
  rewrite: (args) => args.map((arg) => (/^-\d+$/.test(arg) ? `-w${arg.slice(1)}` : arg)),
  *run(tool) {
    const text = tool.value('width') ?? '80'
    if (!/^[1-9]\d*$/.test(text)) yield* tool.die(`invalid number of columns: ${tool.quote(text)}`)
    const width = Number(text)
    yield* tool.eachInput(function* (fd, name) {
      const input = new LineInput(fd, tool.locale)
      for (;;) {
        const line = yield* input.next()
        if (!line.ok) return yield* tool.failFile(name, line.error)
        if (line.value === undefined) return
        yield* tool.out.put(folded(line.value, width, tool.has('spaces'), tool.has('bytes')).join('\n') + (input.unterminated ? '' : '\n'))
      }
    })
    return undefined
  },
})

function folded(line: string, width: number, atSpaces: boolean, bytes: boolean): string[] {
  const out: string[] = []
  let start = 0
  let column = 0
  for (let i = 0; i < line.length; i++) {
    const next = advance(column, line[i] as string, bytes)
    if (next <= width || i === start) {
      column = next
      continue
    }
    const blank = atSpaces ? Math.max(line.lastIndexOf(' ', i - 1), line.lastIndexOf('\t', i - 1)) : -1
    const cut = blank >= start ? blank + 1 : i
    out.push(line.slice(start, cut))
    start = cut
    column = 0
    for (let j = start; j <= i; j++) column = advance(column, line[j] as string, bytes)
  }
  return [...out, line.slice(start)]
}

function advance(column: number, c: string, bytes: boolean): number {
  if (!bytes && c === '\t') return column + 8 - (column % 8)
  if (!bytes && c === '\b') return Math.max(0, column - 1)
  if (!bytes && c === '\r') return 0
  const code = c.charCodeAt(0)
  return column + (code < 0x80 || code >= 0xdc00 ? 1 : code < 0x800 ? 2 : 3)
}
