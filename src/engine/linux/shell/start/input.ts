import type { Sys } from '../../kernel/calls.ts'
import { write } from '../../libc/stdio.ts'
import { delimit } from '../parse/delimit.ts'
import { readLine } from '../run/read-line.ts'
import { grammarSettings, parseCommands, runLine } from '../run/run-text.ts'
import { reportSyntaxError, warnOpenHereDocument } from '../run/syntax-error.ts'
import type { Shell } from '../state/shell.ts'

/** Commands from standard input that is no terminal: each is run before more is read, so that it may read what follows. */
export function* runInput(shell: Shell): Sys<number> {
  let text = ''
  let firstLine = 1
  let line = 0
  let ended = false
  while (!ended) {
    const read = yield* readLine(0)
    ended = read === undefined
    if (read) {
      line++
      text += `${read.text}\n`
      if (shell.options.has('verbose')) yield* write(2, `${read.text}\n`)
    }
    if (text === '') continue
    const found = delimit(text, 0, grammarSettings(shell))
    if (found.kind === 'error') {
      if (found.problem.incomplete && !ended) continue
      yield* reportSyntaxError(shell, text, found.problem, { name: '', firstLine })
      shell.status = 2
      if (!shell.interactive) return 2
    } else if (found.kind === 'complete') {
      if (found.openHereDocuments.length > 0 && !ended) continue
      for (const document of found.openHereDocuments) yield* warnOpenHereDocument(shell, document, firstLine, line)
      if (!shell.options.has('noexec')) yield* runLine(shell, () => parseCommands(found.text, firstLine), false)
    }
    text = ''
    firstLine = line + 1
  }
  return shell.status
}
