import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { readFileBytes } from '../../libc/stdio.ts'
import { complain } from '../complain.ts'
import { ExitJump } from '../errors.ts'
import { Options } from '../state/options.ts'
import type { Shell } from '../state/shell.ts'
import { textOf } from '../text.ts'
import { runText } from './run-text.ts'

/** A script without `#!`, run by the shell that was forked for it: as a fresh shell that keeps only the environment. */
export function* runScriptFile(shell: Shell, path: string, args: readonly string[]): Sys<number> {
  const bytes = yield* readFileBytes(path)
  if (!bytes.ok) {
    yield* complain(shell, `${path}: ${strerror(bytes.error)}`)
    return 126
  }
  shell.functions = new Map([...shell.functions].filter(([, each]) => each.exported))
  shell.aliases.clear()
  const fresh = new Options(shell.dialect).names()
  for (const name of [...shell.options.names()]) if (!fresh.has(name)) shell.options.set(name, false)
  for (const name of fresh) shell.options.set(name, true)
  for (const [name, variable] of shell.variables.global)
    if (!variable.exported && !variable.dynamic && !/^(?:BASH|IFS|PS4|OPTIND|PWD|PPID|UID|EUID|HOSTNAME|HOSTTYPE|MACHTYPE|OSTYPE)/.test(name))
      shell.variables.global.delete(name)
  shell.name = path
  shell.positional = args
  shell.input = 'script'
  shell.interactive = false
  shell.frames = []
  shell.pid = shell.ownPid
  shell.subshellLevel = 0
  try {
    return yield* runText(shell, textOf(bytes.value), { name: path, firstLine: 1 })
  } catch (jump) {
    if (jump instanceof ExitJump) return jump.status
    throw jump
  }
}
