import { limits } from '../../../base/limits.ts'
import type { Sys } from '../../kernel/calls.ts'
import { ReturnJump, ShellError } from '../errors.ts'
import type { Shell } from '../state/shell.ts'
import type { Command } from '../syntax.ts'
import { deeper } from './trampoline.ts'
import { runNamedTrap } from './traps.ts'

type RunCommand = (shell: Shell, command: Command, tail: boolean) => Sys<number>
let runCommand: RunCommand | undefined

/** The interpreter stands above this room. */
export function bindRunCommand(run: RunCommand): void {
  runCommand = run
}

/** ERR, DEBUG and RETURN traps do not reach into functions unless errtrace or functrace is on: takes them away for the call. */
function hideTraps(shell: Shell): readonly (readonly [string, string])[] {
  if (shell.traps.size === 0) return []
  const hidden: [string, string][] = []
  for (const name of ['ERR', 'DEBUG', 'RETURN']) {
    const text = shell.traps.get(name)
    if (text === undefined || shell.options.has(name === 'ERR' ? 'errtrace' : 'functrace')) continue
    hidden.push([name, text])
    shell.traps.delete(name)
  }
  return hidden
}

/** Calls a function: its own positional parameters and scope; `return` ends it. */
export function* callFunction(shell: Shell, name: string, args: readonly string[]): Sys<number> {
  const called = shell.functions.get(name)
  if (!called || !runCommand) throw new ShellError(`${name}: not a function`)
  const deepest = Number(shell.get('FUNCNEST') || 0) || limits.shellDepth
  if (shell.functionDepth >= deepest) throw new ShellError(`${name}: maximum function nesting level exceeded (${deepest})`)
  const { positional, loops, getopts, line } = shell
  const depth = shell.variables.scopes.length
  const hidden = hideTraps(shell)
  shell.positional = args
  shell.loops = 0
  shell.functionDepth++
  shell.frames.push({ name, source: called.source, line })
  shell.variables.scopes.push({ kind: 'function', variables: new Map() })
  try {
    let status: number
    try {
      status = yield* deeper(runCommand(shell, called.definition.body, false))
    } catch (jump) {
      if (!(jump instanceof ReturnJump)) throw jump
      status = jump.status
    }
    shell.status = status
    yield* runNamedTrap(shell, 'RETURN')
    return status
  } finally {
    for (const [trap, text] of hidden) if (!shell.traps.has(trap)) shell.traps.set(trap, text)
    shell.variables.scopes.length = depth
    const kept = shell.frames.pop()?.options
    if (kept) shell.options.reset(kept)
    shell.functionDepth--
    shell.positional = positional
    shell.loops = loops
    shell.getopts = getopts
    shell.line = line
  }
}
