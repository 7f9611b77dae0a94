import type { Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import type { Errno } from '../../kernel/errno.ts'
import { strerror } from '../../kernel/errno.ts'
import { sys } from '../../sys.ts'
import { complain } from '../complain.ts'
import type { Shell } from '../state/shell.ts'
import { textOf } from '../text.ts'

export interface ExecOptions {
  /** Looked up already; undefined when there is no such command. */
  readonly path: string | undefined
  readonly env: ReadonlyMap<string, string>
  /** `exec -a`. */
  readonly argv0?: string | undefined
  /** Runs a file without `#!` that is no binary: as a script of this shell. */
  readonly script?: (path: string, args: readonly string[]) => Sys<number>
}

/** execve(2) as the shell does it: returns only on failure, with the status, its message written (execute_cmd.c: shell_execve). */
export function* execute(shell: Shell, argv: readonly string[], options: ExecOptions): Sys<number> {
  const name = argv[0] as string
  const { path } = options
  if (path === undefined) return yield* notFound(shell, name)
  const env = new Map(options.env)
  if (shell.isBash) env.set('_', path)
  const started = yield* sys.execve({ path, argv: options.argv0 === undefined ? argv : [options.argv0, ...argv.slice(1)], env })
  if (started.ok) return 0
  return yield* executionProblem(shell, name, path, started.error, argv, options)
}

export function* notFound(shell: Shell, name: string): Sys<number> {
  yield* complain(shell, shell.isBash ? `${name}: command not found` : `${name}: not found`)
  return 127
}

function* executionProblem(shell: Shell, name: string, path: string, error: Errno, argv: readonly string[], options: ExecOptions): Sys<number> {
  if (!shell.isBash) {
    if (error === 'ENOEXEC' && options.script) return yield* options.script(path, argv.slice(1))
    yield* complain(shell, `${name}: ${error === 'ENOENT' || error === 'ENOTDIR' ? 'not found' : strerror(error)}`)
    return error === 'ENOENT' || error === 'ENOTDIR' ? 127 : 126
  }
  if (error === 'ENOEXEC') return yield* noExecutable(shell, path, argv, options)
  const stat = yield* sys.stat({ path })
  if (stat.ok && stat.value.type === 'directory') {
    yield* complain(shell, `${name}: ${strerror('EISDIR')}`)
    return 126
  }
  if (stat.ok && error === 'ENOENT') {
    const interpreter = /^#![ \t]*([^ \t\n]*)/.exec(yield* beginning(path))?.[1]?.replace(/\r$/, '^M')
    yield* complain(
      shell,
      interpreter === undefined ? `${name}: cannot execute: required file not found` : `${name}: ${interpreter}: bad interpreter: ${strerror(error)}`,
    )
    return interpreter === undefined ? 127 : 126
  }
  yield* complain(shell, `${error === 'E2BIG' ? path : name}: ${strerror(error)}`)
  return error === 'ENOENT' ? 127 : 126
}

function* beginning(path: string): Sys<string> {
  const fd = yield* sys.open({ path, flags: O.RDONLY | O.CLOEXEC })
  if (!fd.ok) return ''
  const bytes = yield* sys.read({ fd: fd.value, count: 128 })
  yield* sys.close({ fd: fd.value })
  return bytes.ok ? textOf(bytes.value) : ''
}

/** A file that is no executable format: text is a script, anything with a NUL in its first line is refused. */
function* noExecutable(shell: Shell, path: string, argv: readonly string[], options: ExecOptions): Sys<number> {
  const head = yield* beginning(path)
  if (head.split('\n')[0]?.includes('\0')) {
    yield* complain(shell, `${path}: cannot execute binary file: ${strerror('ENOEXEC')}`)
    return 126
  }
  return options.script ? yield* options.script(path, argv.slice(1)) : 126
}
