import type { Sys } from '../../kernel/calls.ts'
import { complain } from '../complain.ts'
import { atLeast } from '../dialect.ts'
import { DiscardJump, ExitJump, ShellError } from '../errors.ts'
import type { Shell } from '../state/shell.ts'
import type { AndOr, Command, FunctionDefinition, List } from '../syntax.ts'
import { runBackground } from './background.ts'
import { checkpoint, isDue } from './checkpoint.ts'
import { runCompound } from './compound.ts'
import { bindRunCommand } from './function.ts'
import { runPipeline } from './pipeline.ts'
import { closeSubstitutions } from './process-substitution.ts'
import { Redirected, redirect } from './redirect.ts'
import { runSimple } from './simple.ts'
import { runSubshell } from './subshell.ts'
import { runNamedTrap } from './traps.ts'

/**
 * Runs syntax trees (execute_cmd.c). Every function returns an exit status; `break`, `return`, `exit` and errors travel as jumps
 * (errors.ts). `tail` says that the shell ends after the command.
 */
export function* runList(shell: Shell, list: List, tail = false): Sys<number> {
  const several = list.length > 1
  if (several) shell.listDepth++
  let status = 0
  for (let i = 0; i < list.length; i++) {
    const statement = list[i] as List[number]
    status = statement.background
      ? yield* runBackground(shell, statement.command)
      : yield* runCommand(shell, statement.command, tail && i === list.length - 1)
    shell.status = status
  }
  if (several) shell.listDepth--
  return status
}

export function* runCommand(shell: Shell, node: Command, tail = false): Sys<number> {
  if (isDue(shell)) yield* checkpoint(shell)
  const substitutions = shell.processSubstitutions.length
  const status = yield* dispatch(shell, node, tail)
  if (shell.processSubstitutions.length > substitutions) yield* closeSubstitutions(shell, substitutions)
  return status
}

function* dispatch(shell: Shell, node: Command, tail: boolean): Sys<number> {
  switch (node.kind) {
    case 'simple':
      return yield* checked(shell, node, tail)
    case 'and-or':
      return yield* runAndOr(shell, node, tail)
    case 'pipeline': {
      const status = yield* runPipeline(shell, node, tail, runCommand)
      return node.negated || node.commands.length < 2 ? status : yield* afterCommand(shell, status)
    }
    case 'function':
      return yield* define(shell, node)
    case 'coprocess':
      yield* complain(shell, 'cais: coproc is not simulated')
      return 1
    case 'subshell':
      return yield* afterCommand(shell, yield* runSubshell(shell, node, runList))
    case 'conditional':
    case 'arithmetic':
      return yield* checked(shell, node, tail)
    default:
      return yield* withRedirections(shell, node, tail)
  }
}

bindRunCommand(runCommand)

/** A command whose failure matters to `set -e` and the ERR trap, and whose errors are written here. */
function* checked(shell: Shell, node: Extract<Command, { kind: 'simple' | 'conditional' | 'arithmetic' }>, tail: boolean): Sys<number> {
  let status: number
  if (node.kind === 'simple') {
    try {
      status = yield* runSimple(shell, node, tail)
    } catch (problem) {
      status = yield* errorStatus(shell, problem)
    }
    shell.pipeStatus = shell.pipeStatus.length === 1 && shell.pipeStatus[0] === status ? shell.pipeStatus : [status]
  } else status = yield* withRedirections(shell, node, tail)
  return status === 0 ? 0 : yield* afterCommand(shell, status)
}

/** ERR trap, then errexit, unless the command is part of a condition. */
function* afterCommand(shell: Shell, status: number): Sys<number> {
  if (status === 0 || shell.conditions > 0) return status
  shell.status = status
  if (shell.traps.has('ERR')) yield* runNamedTrap(shell, 'ERR')
  if (shell.options.has('errexit')) throw new ExitJump(status)
  return status
}

/** Writes an error found in an expansion and drops the line; the shell ends where bash ends. Other jumps go on. */
export function* errorStatus(shell: Shell, problem: unknown): Sys<never> {
  if (!(problem instanceof ShellError)) throw problem
  yield* complain(shell, problem.message)
  if ((problem.fatal || !shell.isBash) && !shell.interactive) throw new ExitJump(shell.isBash ? problem.status : 2)
  throw new DiscardJump(problem.fatal ? 1 : problem.status)
}

function* withRedirections(
  shell: Shell,
  node: Exclude<Command, { kind: 'simple' | 'pipeline' | 'and-or' | 'function' | 'coprocess' | 'subshell' }>,
  tail: boolean,
): Sys<number> {
  if (node.redirections.length === 0) return yield* guarded(shell, node, tail)
  const undo = new Redirected()
  try {
    if (!(yield* redirect(shell, node.redirections, undo))) {
      yield* undo.restore()
      return yield* afterCommand(shell, shell.isBash ? 1 : 2)
    }
    const status = yield* guarded(shell, node, false)
    yield* undo.restore()
    return status
  } catch (jump) {
    yield* undo.restore()
    if (jump instanceof ShellError) return yield* errorStatus(shell, jump)
    throw jump
  }
}

function* guarded(shell: Shell, node: Parameters<typeof runCompound>[1], tail: boolean): Sys<number> {
  try {
    return yield* runCompound(shell, node, tail, runList)
  } catch (problem) {
    return problem instanceof ShellError ? yield* errorStatus(shell, problem) : rethrow(problem)
  }
}

function rethrow(problem: unknown): never {
  throw problem
}

function* runAndOr(shell: Shell, node: AndOr, tail: boolean): Sys<number> {
  shell.listDepth++
  shell.conditions++
  let status: number
  try {
    status = yield* runCommand(shell, node.first)
  } finally {
    shell.conditions--
  }
  shell.status = status
  for (const [i, { operator, command }] of node.rest.entries()) {
    if ((operator === '&&') !== (status === 0)) continue
    const last = i === node.rest.length - 1
    if (!last) shell.conditions++
    try {
      status = yield* runCommand(shell, command, tail && last)
    } finally {
      if (!last) shell.conditions--
    }
    shell.status = status
  }
  shell.listDepth--
  return status
}

/** Names that a function cannot have. */
const RESERVED = /^(?:if|then|else|elif|fi|case|esac|for|select|while|until|do|done|in|function|time|\{|\}|!|\[\[|\]\])$/

function* define(shell: Shell, node: FunctionDefinition): Sys<number> {
  const known = shell.functions.get(node.name)
  if (/[$`'"\\<>&;|()]/.test(node.name) || (!shell.isBash && RESERVED.test(node.name))) {
    yield* complain(shell, `\`${node.name}': not a valid identifier`)
    return 1
  }
  if (shell.readonlyFunctions.has(node.name)) {
    yield* complain(shell, `${node.name}: readonly function`)
    return 1
  }
  const source =
    shell.frames.at(-1)?.source ??
    (shell.input === 'script' ? shell.name : atLeast(shell.dialect, 4, 0) ? (shell.interactive ? 'main' : 'environment') : '')
  shell.functions.set(node.name, { definition: node, source, exported: known?.exported ?? false, traced: false })
  return 0
}
