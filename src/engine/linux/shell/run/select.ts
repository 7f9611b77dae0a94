import type { Sys } from '../../kernel/calls.ts'
import { write } from '../../libc/stdio.ts'
import { prompt } from '../expand/prompt.ts'
import { columns } from '../expand/quote.ts'
import { expandWords } from '../expand/words.ts'
import type { Shell } from '../state/shell.ts'
import type { List, Select } from '../syntax.ts'
import { readLine } from './read-line.ts'

/** `select name in words; do …; done`: a menu on standard error, PS3, an answer from standard input. */
export function* runSelect(shell: Shell, node: Select, turn: (body: List) => Sys<{ status: number; ended: boolean }>): Sys<number> {
  shell.line = node.line
  const words = node.words === undefined ? shell.positional : yield* expandWords(shell, node.words)
  if (words.length === 0) return 0
  let status = 0
  let show = true
  shell.loops++
  try {
    for (;;) {
      if (show) yield* write(2, menu(words, Number(shell.get('COLUMNS')) || 80))
      yield* write(2, yield* prompt(shell, shell.get('PS3') ?? '#? '))
      const line = yield* readLine(0)
      if (line === undefined) {
        yield* write(1, '\n')
        return status === 0 ? 1 : status
      }
      shell.variables.assign('REPLY', line.text)
      show = line.text.trim() === ''
      if (show) continue
      const chosen = /^\s*\d+\s*$/.test(line.text) ? (words[Number(line.text) - 1] ?? '') : ''
      shell.variables.assign(node.name, chosen)
      const done = yield* turn(node.body)
      status = done.status
      if (done.ended) return status
      show = shell.get('REPLY') === ''
    }
  } finally {
    shell.loops--
  }
}

/** The choices in columns, down first (execute_cmd.c: print_select_list). */
function menu(words: readonly string[], width: number): string {
  const digits = String(words.length).length
  const longest = Math.max(...words.map(columns)) + digits + 2 + 2
  const across = Math.max(1, Math.trunc(width / longest))
  let rows = Math.trunc(words.length / across) + (words.length % across === 0 ? 0 : 1)
  const columnsShown = Math.ceil(words.length / rows)
  if (rows === 1) rows = words.length
  const count = rows === words.length ? 1 : columnsShown
  let out = ''
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < count; column++) {
      const index = row + column * rows
      const word = words[index]
      if (word === undefined) continue
      const item = `${String(index + 1).padStart(digits)}) ${word}`
      out += index + rows < words.length && count > 1 ? item.padEnd(longest) : item
    }
    out += '\n'
  }
  return out
}
