import type { Sys } from '../../kernel/calls.ts'
import { complain, fatalStatus } from '../complain.ts'
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
    if (shell.options.has('noexec') && !shell.interactive) break
    const substitutions = shell.processSubstitutions.length
    status = statement.background
      ? yield* runBackground(shell, statement.command)
      : yield* runCommand(shell, statement.command, tail && i === list.length - 1)
    shell.status = status
    if (shell.processSubstitutions.length > substitutions) yield* closeSubstitutions(shell, substitutions)
  }
  if (several) shell.listDepth--
  return status
}

/** Runs one command. Written as one function because every level of nesting costs stack. */
export function* runCommand(shell: Shell, node: Command, tail = false): Sys<number> {
  if (isDue(shell)) yield* checkpoint(shell)
  let status: number
  switch (node.kind) {
    case 'simple':
      try {
        status = yield* runSimple(shell, node, tail)
      } catch (problem) {
        if (!(problem instanceof ShellError)) throw problem
        status = yield* errorStatus(shell, problem)
      }
      if (shell.pendingTraps.length > 0 && !shell.inTrap) {
        shell.status = status
        yield* checkpoint(shell)
      }
      if (shell.pipeStatus.length !== 1 || shell.pipeStatus[0] !== status) shell.pipeStatus = [status]
      return status === 0 ? 0 : yield* afterCommand(shell, status)
    case 'and-or':
      return yield* runAndOr(shell, node, tail)
    case 'pipeline':
      status = yield* runPipeline(shell, node, tail, runCommand)
      return node.negated || node.commands.length < 2 ? status : yield* afterCommand(shell, status)
    case 'function':
      return yield* define(shell, node)
    case 'coprocess':
      yield* complain(shell, 'cais: coproc is not simulated')
      return 1
    case 'subshell':
      if (!shell.inTrap) shell.command = node
      return yield* afterCommand(shell, yield* runSubshell(shell, node, runList))
    default:
      try {
        status = node.redirections.length > 0 ? yield* withRedirections(shell, node) : yield* runCompound(shell, node, tail, runList)
      } catch (problem) {
        if (!(problem instanceof ShellError)) throw problem
        status = yield* errorStatus(shell, problem)
      }
      return status !== 0 && (node.kind === 'conditional' || node.kind === 'arithmetic') ? yield* afterCommand(shell, status) : status
  }
}

bindRunCommand(runCommand)

/** ERR trap, then errexit, unless the command is part of a condition. */
function* afterCommand(shell: Shell, status: number): Sys<number> {
  if (status === 0 || shell.conditions > 0) return status
  shell.status = status
  if (shell.traps.has('ERR')) yield* runNamedTrap(shell, 'ERR')
  if (shell.options.has('errexit')) throw new ExitJump(status)
  return status
}

/** Writes an error found in an expansion and drops the line; the shell ends where bash ends. Other jumps go on. */
export function* errorStatus(shell: Shell, problem: ShellError): Sys<never> {
  yield* complain(shell, problem.message)
  if ((problem.fatal || !shell.isBash) && !shell.interactive) throw new ExitJump(shell.isBash ? fatalStatus(shell) : 2)
  throw new DiscardJump(problem.fatal ? 1 : problem.status)
}

type Redirectable = Parameters<typeof runCompound>[1]

function* withRedirections(shell: Shell, node: Redirectable): Sys<number> {
  const undo = new Redirected()
  try {
    let status = shell.isBash ? 1 : 2
    const done = yield* redirect(shell, node.redirections, undo)
    if (done) status = yield* guarded(shell, node)
    yield* undo.restore()
    return done ? status : yield* afterCommand(shell, status)
  } catch (jump) {
    yield* undo.restore()
    throw jump
  }
}

/** Errors are written while the command's redirections hold. */
function* guarded(shell: Shell, node: Redirectable): Sys<number> {
  try {
    return yield* runCompound(shell, node, false, runList)
  } catch (problem) {
    if (!(problem instanceof ShellError)) throw problem
    return yield* errorStatus(shell, problem)
  }
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
