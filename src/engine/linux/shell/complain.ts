import type { Sys } from '../kernel/calls.ts'
import { strerror } from '../kernel/errno.ts'
import { write, writeBytes } from '../libc/stdio.ts'
import type { Shell } from './state/shell.ts'
import { bytesOf } from './text.ts'

/** What introduces the shell's messages (error.c: get_name_for_error, error_prolog): `bash: line 3: `. */
export function prolog(shell: Shell): string {
  if (shell.dialect.name === 'dash') return `${shell.name}: ${shell.interactive ? '' : `${shell.line}: `}`.replace(/^$/, '')
  if (shell.dialect.name === 'ash') return shell.input === 'script' ? `${shell.name}: line ${shell.line}: ` : `${shell.name}: `
  if (shell.interactive) return `${baseName(shell.invokedAs)}: `
  const source = shell.frames.at(-1)?.source
  const name = source === undefined || source === '' ? shell.name : source
  return shell.line > 0 ? `${name}: line ${shell.line}: ` : `${name}: `
}

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1) || path

/** `bash: line 3: message` on standard error. */
export function* complain(shell: Shell, message: string): Sys<void> {
  yield* write(2, `${prolog(shell)}${message}\n`)
}

/** A builtin's message: `bash: line 3: cd: message`. */
export function* complainOf(shell: Shell, builtin: string, message: string): Sys<void> {
  const line = shell.dialect.name === 'ash' && !shell.interactive ? `line ${shell.line}: ` : ''
  const lead = shell.dialect.name === 'ash' ? `${shell.name}: ` : builtinProlog(shell)
  yield* write(2, `${lead}${builtin}: ${line}${message}\n`)
}

/** Builtins of bash before 5 name line 0 of `-c` too. */
function builtinProlog(shell: Shell): string {
  if (shell.isBash && !shell.interactive && shell.line === 0) return `${prolog(shell)}line 0: `
  return prolog(shell)
}

export function* print(text: string): Sys<boolean> {
  return (yield* writeBytes(1, bytesOf(text))).ok
}

/** What a builtin prints, with its complaint where that could not be written; the status. */
export function* printOf(shell: Shell, builtin: string, text: string): Sys<number> {
  const written = yield* writeBytes(1, bytesOf(text))
  if (written.ok) return 0
  yield* complainOf(shell, builtin, `write error: ${strerror(written.error)}`)
  return 1
}

/** Status of a shell that an error in an expansion ended: `-c` says 127. */
export const fatalStatus = (shell: Shell): number =>
  shell.input === 'command' && shell.subshellLevel === 0 && !shell.options.has('errexit') ? 127 : 1
