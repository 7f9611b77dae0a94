import { strerror } from '../../kernel/errno.ts'
import { readAll } from '../../libc/stdio.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models tsort(1): a total order of pairs; loops are told and broken. */
export const tsort = gnuProgram({
  name: 'tsort',
  usage: ['[OPTION] [FILE]'],
  summary: 'Write totally ordered list consistent with the partial ordering in FILE.\n\nWith no FILE, or when FILE is -, read standard input.',
  *run(tool) {
    if (tool.operands.length > 1) yield* tool.usageError(`extra operand ${tool.quote(tool.operands[1] as string)}`)
    const name = tool.operands[0] ?? '-'
    const fd = yield* tool.openInput(name)
    const bytes = fd.ok ? yield* readAll(fd.value) : fd
    if (!bytes.ok) return yield* tool.die(`${tool.showName(name)}: ${strerror(bytes.error)}`)
    const words = tool.locale
      .decode(bytes.value)
      .split(/[ \t\n]+/)
      .filter(Boolean)
    if (words.length % 2 !== 0) yield* tool.die(`${tool.showName(name)}: input contains an odd number of tokens`)
    const after = new Map<string, string[]>()
    const before = new Map<string, number>()
    for (let i = 0; i < words.length; i += 2) {
      const [from, to] = [words[i] as string, words[i + 1] as string]
      for (const word of [from, to]) if (!before.has(word)) before.set(word, 0)
      if (from === to) continue
      after.set(from, [...(after.get(from) ?? []), to])
      before.set(to, (before.get(to) ?? 0) + 1)
    }
    const ready = [...before.keys()].filter((word) => before.get(word) === 0).sort()
    while (before.size > 0) {
      let word = ready.shift()
      if (word === undefined) {
        yield* tool.fail(`${name}: input contains a loop:`)
        word = [...before.keys()].sort()[0] as string
        yield* tool.warn(word)
      }
      before.delete(word)
      yield* tool.out.put(`${word}\n`)
      for (const next of after.get(word) ?? []) {
        const left = (before.get(next) ?? 0) - 1
        if (!before.has(next)) continue
        before.set(next, left)
        if (left === 0) ready.push(next)
      }
    }
    return undefined
  },
})
