import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { LineInput } from '../gnu/line-input.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models paste(1). */
export const paste = gnuProgram({
  name: 'paste',
  usage: ['[OPTION]... [FILE]...'],
  summary:
    'Write lines made of the corresponding lines of each FILE, with TABs between them.\n\nWith no FILE, or when FILE is -, read standard input.',
  options: [
    ['-d, --delimiters=LIST', 'use the characters of LIST in turn instead of TABs'],
    ['-s, --serial', 'one file after another, each as one line'],
    ['-z, --zero-terminated', 'lines end in NUL'],
  ],
  *run(tool) {
    const list = tool.value('delimiters') ?? '\t'
    if (/(?:^|[^\\])(?:\\\\)*\\$/.test(list)) yield* tool.die(`delimiter list ends with an unescaped backslash: ${list}`)
    const delimiters = [...list.matchAll(/\\(.)|[\s\S]/gu)].map(([all, escaped]) => (escaped === undefined ? all : (escapes[escaped] ?? escaped)))
    if (delimiters.length === 0) delimiters.push('')
    const end = tool.has('zero-terminated') ? '\0' : '\n'
    const names = tool.operands.length > 0 ? tool.operands : ['-']
    if (tool.has('serial')) yield* serial(tool, names, delimiters, end)
    else yield* parallel(tool, names, delimiters, end)
    return undefined
  },
})

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b', f: '\f', r: '\r', v: '\v', '0': '', '\\': '\\' }

function* serial(tool: Tool, names: readonly string[], delimiters: readonly string[], end: string): Sys<void> {
  for (const name of names) {
    const fd = yield* tool.openInput(name)
    if (!fd.ok) {
      yield* tool.failFile(name, fd.error)
      continue
    }
    const input = new LineInput(fd.value, tool.locale, end.charCodeAt(0))
    let text = ''
    for (let i = 0; ; i++) {
      const line = yield* input.next()
      if (!line.ok) {
        yield* tool.failFile(name, line.error)
        break
      }
      if (line.value === undefined) break
      text += (i > 0 ? delimiters[(i - 1) % delimiters.length] : '') + line.value
    }
    yield* tool.out.put(text + end)
    yield* tool.closeInput(fd.value)
  }
}

function* parallel(tool: Tool, names: readonly string[], delimiters: readonly string[], end: string): Sys<void> {
  const standard = new LineInput(0, tool.locale, end.charCodeAt(0))
  const inputs: (LineInput | undefined)[] = []
  for (const name of names) {
    const fd = yield* tool.openInput(name)
    if (!fd.ok) yield* tool.die(`${tool.showName(name)}: ${strerror(fd.error)}`)
    else inputs.push(name === '-' ? standard : new LineInput(fd.value, tool.locale, end.charCodeAt(0)))
  }
  for (;;) {
    const parts: string[] = []
    let some = false
    for (const [i, input] of inputs.entries()) {
      const line = input ? yield* input.next() : undefined
      if (line?.ok && line.value !== undefined) {
        some = true
        parts.push(line.value)
        continue
      }
      if (line && !line.ok) yield* tool.failFile(names[i] as string, line.error)
      inputs[i] = undefined
      parts.push('')
    }
    if (!some) return
    yield* tool.out.put(parts.map((part, i) => (i > 0 ? delimiters[(i - 1) % delimiters.length] : '') + part).join('') + end)
  }
}
