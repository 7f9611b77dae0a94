import type { Sys } from '../../kernel/calls.ts'
import { sys } from '../../sys.ts'
import type { Builtin, ListArgument } from '../builtin.ts'
import { noLists } from '../builtin.ts'
import { builtinOf, isDeclaration, isSpecial } from '../builtins/registry.ts'
import { complain } from '../complain.ts'
import { ExitJump } from '../errors.ts'
import { expandText } from '../expand/expand.ts'
import { expandWord } from '../expand/words.ts'
import { Job } from '../jobs/job.ts'
import { commandText } from '../print/print.ts'
import { runtime } from '../runtime.ts'
import { assign, isList } from '../state/assign.ts'
import type { Shell } from '../state/shell.ts'
import { Variable } from '../state/variable.ts'
import { readonlyText } from '../state/variables.ts'
import type { Assignment, SimpleCommand } from '../syntax.ts'
import type { Word } from '../word.ts'
import { execute } from './exec.ts'
import { findCommand } from './find-command.ts'
import { runForeground } from './foreground.ts'
import { fork } from './fork.ts'
import { callFunction } from './function.ts'
import { Redirected, redirect } from './redirect.ts'
import { traceAssignment, traceWords } from './trace.ts'
import { announce } from './traps.ts'

/** A simple command (execute_cmd.c: execute_simple_command). `tail`: the shell has nothing to do after it, so a program replaces it. */
export function* runSimple(shell: Shell, node: SimpleCommand, tail: boolean): Sys<number> {
  shell.line = node.line
  if (!shell.inTrap) shell.command = node
  if (shell.traps.has('DEBUG')) {
    yield* announce(shell, node)
    shell.line = node.line
  }
  shell.substitutionStatus = undefined
  let argv = node.plain
  let lists = noLists
  if (argv === undefined) {
    const expanded: string[] = []
    lists = yield* expandArguments(shell, node.words, expanded)
    argv = expanded
  }
  if (argv.length === 0) return yield* assignmentsOnly(shell, node)
  if (shell.options.has('xtrace')) yield* traceWords(shell, argv)
  const status = yield* dispatch(shell, node, argv, lists, tail)
  shell.lastArgument = argv.at(-1) as string
  return status
}

/** Words become `argv`; assignments among a declaration's arguments are texts `name=value` that are not split, or lists. */
function* expandArguments(shell: Shell, words: readonly (Word | Assignment)[], argv: string[]): Sys<ReadonlyMap<number, ListArgument>> {
  let lists: Map<number, ListArgument> | undefined
  for (const word of words) {
    if (!('kind' in word)) {
      if (word.plain !== undefined) argv.push(word.plain)
      else yield* expandArgument(shell, word, argv)
      continue
    }
    const operator = word.append ? '+=' : '='
    const left = word.subscript === undefined ? word.name : `${word.name}[${yield* expandText(shell, subscriptWord(word.subscript))}]`
    if (isList(word.value)) {
      lists ??= new Map()
      lists.set(argv.length - 1, { name: word.name, append: word.append, words: word.value })
      argv.push(word.text)
    } else argv.push(`${left}${operator}${yield* expandText(shell, word.value, true)}`)
  }
  return lists ?? noLists
}

const subscriptWord = (text: string): Word => ({ text, mode: 'double-operand', parts: undefined, braces: undefined, plain: undefined })

/** After a declaration builtin reached by another way (`command export a=$b`) assignments are ordinary words, as in bash before 5.3. */
function* expandArgument(shell: Shell, word: Word, argv: string[]): Sys<void> {
  yield* expandWord(shell, word, argv)
}

/** No command: assignments stay, redirections are done and undone. */
function* assignmentsOnly(shell: Shell, node: SimpleCommand): Sys<number> {
  const undo = new Redirected()
  if (node.redirections.length > 0) {
    const done = yield* redirect(shell, node.redirections, undo)
    yield* undo.restore()
    if (!done) return 1
  }
  for (const assignment of node.assignments) {
    const value = yield* assign(shell, assignment)
    if (shell.options.has('xtrace')) yield* traceAssignment(shell, assignment, value)
  }
  if (node.assignments.length > 0) shell.lastArgument = ''
  return shell.substitutionStatus ?? 0
}

function* dispatch(shell: Shell, node: SimpleCommand, argv: readonly string[], lists: ReadonlyMap<number, ListArgument>, tail: boolean): Sys<number> {
  const name = argv[0] as string
  const definition = shell.functions.get(name)
  const builtin = builtinOf(shell, name)
  const special = builtin !== undefined && isSpecial(name) && (shell.options.has('posix') || !shell.isBash)
  if (definition && !special) return yield* inShell(shell, node, () => callFunction(shell, name, argv.slice(1)), false, name)
  if (builtin) return yield* inShell(shell, node, () => builtin(shell, argv.slice(1), lists, name), special || isDeclaration(name), name)
  return yield* runProgram(shell, node, argv, tail)
}

/** Runs something within the shell: assignments before it hold while it runs, redirections are undone. */
function* inShell(shell: Shell, node: SimpleCommand, run: () => ReturnType<Builtin>, special: boolean, name: string): Sys<number> {
  if (node.redirections.length === 0 && node.assignments.length === 0) return yield* run()
  const undo = new Redirected()
  if (!(yield* redirect(shell, node.redirections, undo))) {
    yield* undo.restore()
    if (special && !shell.isBash && !shell.interactive) throw new ExitJump(2)
    return name === 'exec' && !shell.interactive && !shell.options.has('execfail') ? exitOf(1) : shell.dialect.name === 'dash' ? 2 : 1
  }
  const scoped = node.assignments.length > 0 ? yield* pushAssignments(shell, node) : undefined
  try {
    const status = yield* run()
    popScope(shell, scoped)
    if (name === 'exec' && shell.execKeeps) yield* undo.keep()
    else yield* undo.restore()
    shell.execKeeps = false
    return status
  } catch (jump) {
    popScope(shell, scoped)
    yield* undo.restore()
    throw jump
  }
}

function exitOf(status: number): never {
  throw new ExitJump(status)
}

type ScopeToken = Shell['variables']['scopes'][number]

/** A scope of exported variables for one command. */
function* pushAssignments(shell: Shell, node: SimpleCommand): Sys<ScopeToken> {
  const scope: ScopeToken = { kind: 'command', variables: new Map() }
  const values: [Assignment, string][] = []
  shell.variables.scopes.push(scope)
  for (const assignment of node.assignments) {
    if (isList(assignment.value)) continue
    let value = yield* expandText(shell, assignment.value, true)
    if (assignment.append) value = (shell.variables.value(assignment.name) ?? '') + value
    const outer = shell.variables.own(assignment.name)
    if (outer?.readonly) {
      yield* complain(shell, readonlyText(shell.dialect, assignment.name))
      if (!shell.isBash) throw new ExitJump(2)
      continue
    }
    const variable = new Variable()
    variable.value = value
    variable.exported = true
    scope.variables.set(assignment.name, variable)
    values.push([assignment, value])
  }
  if (shell.options.has('xtrace')) for (const [assignment, value] of values) yield* traceAssignment(shell, assignment, value)
  return scope
}

function popScope(shell: Shell, scope: ScopeToken | undefined): void {
  if (!scope) return
  const index = shell.variables.scopes.lastIndexOf(scope)
  if (index >= 0) shell.variables.scopes.splice(index, 1)
}

/** A program: in a process of its own, or in place of a shell that has nothing else to do. */
function* runProgram(shell: Shell, node: SimpleCommand, argv: readonly string[], tail: boolean): Sys<number> {
  const name = argv[0] as string
  if (shell.functions.has('command_not_found_handle') && shell.isBash && (yield* findCommand(shell, name)) === undefined) {
    return yield* inShell(shell, node, () => callFunction(shell, 'command_not_found_handle', argv), false, name)
  }
  const scope = node.assignments.length > 0 ? yield* pushAssignments(shell, node) : undefined
  const inChild = function* (child: Shell): Sys<number> {
    if (!(yield* redirect(child, node.redirections))) return 1
    return yield* execute(child, argv, {
      path: yield* findCommand(child, name),
      env: child.variables.environment(),
      script: (path, args) => runtime().scriptFile(child, path, args),
    })
  }
  if (tail && !shell.traps.has('EXIT') && shell.pendingTraps.length === 0) {
    yield* restoreForExec(shell)
    const level = shell.get('SHLVL')
    if (shell.isBash && !shell.isStage && level !== undefined) shell.put('SHLVL', String(Number(level) - 1))
    const status = yield* inChild(shell)
    popScope(shell, scope)
    return status
  }
  if (shell.options.has('hashall')) yield* findCommand(shell, name)
  const job = new Job(0, shell.get('PWD') ?? '', shell.options.has('monitor'))
  const pid = yield* fork(shell, { job, foreground: true, subshell: false }, inChild)
  popScope(shell, scope)
  job.processes.push({ pid, text: commandText(node), status: undefined })
  return yield* runForeground(shell, job)
}

/** Traps do not survive into the program; CPU used so far is settled. */
function* restoreForExec(shell: Shell): Sys<void> {
  for (const signal of shell.caught) yield* sys.sigaction({ signal, handler: 'default' })
  shell.caught.clear()
}
