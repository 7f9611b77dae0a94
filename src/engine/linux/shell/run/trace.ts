import type { Sys } from '../../kernel/calls.ts'
import { write } from '../../libc/stdio.ts'
import { prompt } from '../expand/prompt.ts'
import { traceQuote } from '../expand/quote.ts'
import type { Shell } from '../state/shell.ts'
import type { Assignment } from '../syntax.ts'

/** `set -x` (print_cmd.c: xtrace_print_word_list): `+ echo 'a b'`, the first character of PS4 once for each level of nesting. */
export function* traceWords(shell: Shell, argv: readonly string[]): Sys<void> {
  yield* trace(shell, argv.map(shell.isBash ? traceQuote : (word) => word).join(' '))
}

export function* traceAssignment(shell: Shell, assignment: Assignment, value: string): Sys<void> {
  const subscript = assignment.subscript === undefined ? '' : `[${assignment.subscript}]`
  const shown = Array.isArray(assignment.value) ? value : value === '' ? '' : traceQuote(value)
  yield* trace(shell, `${assignment.name}${subscript}${assignment.append ? '+' : ''}=${shown}`)
}

export function* trace(shell: Shell, text: string): Sys<void> {
  const lead = shell.get('PS4') ?? '+ '
  const options = shell.options.has('xtrace')
  shell.options.set('xtrace', false)
  const { status } = shell
  const expanded = yield* prompt(shell, lead)
  shell.status = status
  shell.options.set('xtrace', options)
  const first = [...expanded][0] ?? ''
  const fd = Number(shell.get('BASH_XTRACEFD') || 2)
  yield* write(fd, `${first.repeat(shell.evaluations)}${expanded}${text}\n`)
}
