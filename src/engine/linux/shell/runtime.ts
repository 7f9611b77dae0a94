import type { Sys } from '../kernel/calls.ts'
import type { ExpandContext } from './expand/expand.ts'
import type { Item } from './expand/pieces.ts'
import type { Shell } from './state/shell.ts'
import type { CommandPart, ParameterPart, ProcessPart } from './word.ts'

/**
 * What expansions and builtins ask of the interpreter: it stands above them and binds these at start, so that the rooms below it need not
 * import it.
 */
export interface Runtime {
  /** Expands `$x` or `${…}` into pieces. */
  expandParameter(shell: Shell, part: ParameterPart, context: ExpandContext, out: Item[]): Sys<void>
  /** Runs commands in a subshell and returns what they wrote, trailing newlines removed. */
  substitute(shell: Shell, part: CommandPart): Sys<string>
  /** Starts `<(…)` and returns the path (/dev/fd/63) that leads to it. */
  processSubstitution(shell: Shell, part: ProcessPart): Sys<string>
  /** Runs text as `eval` does. `name` introduces its syntax errors. */
  evaluate(shell: Shell, text: string, name: string): Sys<number>
  /** Runs a file in this shell as `source` does; its text was read. */
  source(shell: Shell, path: string, text: string, args: readonly string[]): Sys<number>
  /** Runs a file that is no executable format as a script, in a shell that was forked for it. */
  scriptFile(shell: Shell, path: string, args: readonly string[]): Sys<number>
  /** Calls a function with words. */
  callFunction(shell: Shell, name: string, args: readonly string[]): Sys<number>
  /** Runs a simple command given as words: builtin or program, functions too if wanted. */
  runWords(shell: Shell, argv: readonly string[], options: { functions: boolean; defaultPath?: boolean }): Sys<number>
  /** Replaces the shell; returns only on failure, with the exit status. */
  replace(shell: Shell, argv: readonly string[], options: { argv0?: string; clearEnvironment?: boolean }): Sys<number>
}

let bound: Runtime | undefined

export function bindRuntime(runtime: Runtime): void {
  bound = runtime
}

export function runtime(): Runtime {
  if (!bound) throw new Error('the interpreter has not bound its runtime')
  return bound
}
