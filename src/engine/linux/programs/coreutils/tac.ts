import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { compileRegex, escapeRegex } from '../../libc/regex.ts'
import { readAll } from '../../libc/stdio.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models tac(1). */
export const tac = gnuProgram({
  name: 'tac',
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Write each FILE to standard output, last line first.\n\nWith no FILE, or when FILE is -, read standard input.',
  options: [
    ['-b, --before', 'the separator comes before each record'],
    ['-r, --regex', 'the separator is a regular expression'],
    ['-s, --separator=STRING', 'use STRING instead of newline'],
  ],
  *run(tool) {
    const separator = tool.locale.argument(tool.value('separator') ?? '\n')
    for (const name of tool.operands.length > 0 ? tool.operands : ['-']) {
      const fd = yield* tool.openInput(name)
      if (!fd.ok) {
        yield* tool.fail(`failed to open ${tool.quoteName(name)} for reading: ${strerror(fd.error)}`)
        continue
      }
      const bytes = yield* readAll(fd.value)
      yield* tool.closeInput(fd.value)
      if (!bytes.ok) yield* tool.fail(`${tool.showName(name)}: read error: ${strerror(bytes.error)}`)
      else yield* tool.out.put((yield* records(tool, tool.locale.decode(bytes.value), separator)).reverse().join(''))
    }
    return undefined
  },
})

function* records(tool: Tool, text: string, separator: string): Sys<string[]> {
  const compiled = compileRegex(tool.has('regex') ? separator : escapeRegex(separator), {
    syntax: tool.has('regex') ? 'basic' : 'perl',
    utf8: tool.locale.utf8,
  })
  if (!compiled.ok) return yield* tool.die(compiled.error)
  const parts: string[] = []
  let start = 0
  let from = 0
  for (;;) {
    const m = compiled.value.match(text, from)
    if (!m || m[0] === '') break
    const cut = tool.has('before') ? m.index : m.index + m[0].length
    if (cut > start || !tool.has('before')) parts.push(text.slice(start, cut))
    start = cut
    from = m.index + m[0].length
  }
  if (start < text.length) parts.push(text.slice(start))
  return parts
}
