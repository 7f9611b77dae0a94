import type { Fd, Sys } from '../../kernel/calls.ts'
import { sys } from '../../sys.ts'
import { DiscardJump } from '../errors.ts'
import { Job } from '../jobs/job.ts'
import { commandText } from '../print/print.ts'
import type { Shell } from '../state/shell.ts'
import type { Command, List, Pipeline } from '../syntax.ts'
import type { RunList } from './compound.ts'
import { runForeground } from './foreground.ts'
import { fork } from './fork.ts'
import { subshellBody } from './subshell.ts'
import { timed } from './time.ts'

export type RunCommand = (shell: Shell, node: Command, tail?: boolean) => Sys<number>

let runCommand: RunCommand | undefined
let runList: RunList | undefined

/** `a | b | c`, `! a`, `time a`. */
export function* runPipeline(shell: Shell, node: Pipeline, tail: boolean, run: RunCommand): Sys<number> {
  runCommand = run
  if (node.timed !== 'no') return yield* timed(shell, node, () => runUntimed(shell, node, false, run))
  return yield* runUntimed(shell, node, tail, run)
}

function* runUntimed(shell: Shell, node: Pipeline, tail: boolean, run: RunCommand): Sys<number> {
  const only = node.commands[0]
  if (only === undefined) return node.negated ? 1 : 0
  if (node.commands.length > 1) {
    const status = yield* runStages(shell, node, run)
    return node.negated ? (status === 0 ? 1 : 0) : status
  }
  if (!node.negated) return yield* run(shell, only, tail)
  shell.conditions++
  try {
    return (yield* run(shell, only)) === 0 ? 1 : 0
  } finally {
    shell.conditions--
  }
}

function* runStages(shell: Shell, node: Pipeline, run: RunCommand): Sys<number> {
  const job = new Job(0, shell.get('PWD') ?? '', shell.options.has('monitor'))
  const lastHere = shell.options.has('lastpipe') && !shell.options.has('monitor')
  const input = yield* startPipeline(shell, node, job, { foreground: true, lastHere })
  if (input === undefined) return yield* runForeground(shell, job)
  const status = yield* runHere(shell, node.commands.at(-1) as Command, input, run)
  yield* runForeground(shell, job)
  shell.pipeStatus = [...shell.pipeStatus, status]
  return shell.options.has('pipefail') ? (shell.pipeStatus.findLast((each) => each !== 0) ?? 0) : status
}

/** The last stage in this shell (lastpipe). */
function* runHere(shell: Shell, command: Command, input: Fd, run: RunCommand): Sys<number> {
  const kept = yield* sys.dup({ fd: 0, atLeast: 10, closeOnExec: true })
  yield* sys.dup2({ fd: input, to: 0 })
  yield* sys.close({ fd: input })
  const restore = function* (): Sys<void> {
    if (!kept.ok) return
    yield* sys.dup2({ fd: kept.value, to: 0 })
    yield* sys.close({ fd: kept.value })
  }
  try {
    const status = yield* run(shell, command)
    yield* restore()
    return status
  } catch (jump) {
    yield* restore()
    throw jump
  }
}

/** Starts every stage, each a process, joined by pipes. With `lastHere` all but the last: returns the descriptor it is to read. */
export function* startPipeline(shell: Shell, node: Pipeline, job: Job, options: { foreground: boolean; lastHere: boolean }): Sys<Fd | undefined> {
  let input: Fd | undefined
  const count = node.commands.length - (options.lastHere ? 1 : 0)
  for (let i = 0; i < count; i++) {
    const command = node.commands[i] as Command
    const pipe = i < node.commands.length - 1 ? yield* sys.pipe({ closeOnExec: true }) : undefined
    if (pipe && !pipe.ok) throw new DiscardJump(1)
    const [nextInput, output] = pipe?.value ?? []
    const from = input
    const joinError = node.joinError[i] === true
    const pid = yield* fork(
      shell,
      { job, foreground: options.foreground, asynchronous: !options.foreground && i === 0, subshell: command.kind !== 'simple' },
      function* (child) {
        if (nextInput !== undefined) yield* sys.close({ fd: nextInput })
        yield* connect(from, output, joinError)
        return yield* stageBody(child, command)
      },
    )
    job.processes.push({ pid, text: commandText(command), status: undefined })
    if (from !== undefined) yield* sys.close({ fd: from })
    if (output !== undefined) yield* sys.close({ fd: output })
    input = nextInput
  }
  return options.lastHere ? input : undefined
}

function* connect(input: Fd | undefined, output: Fd | undefined, joinError: boolean): Sys<void> {
  if (input !== undefined) {
    yield* sys.dup2({ fd: input, to: 0 })
    yield* sys.close({ fd: input })
  }
  if (output !== undefined) {
    yield* sys.dup2({ fd: output, to: 1 })
    if (joinError) yield* sys.dup2({ fd: output, to: 2 })
    yield* sys.close({ fd: output })
  }
}

/** A command as the whole of a child process. */
export function* stageBody(child: Shell, command: Command): Sys<number> {
  if (!runCommand) return 1
  if (command.kind === 'simple') {
    child.subshellLevel++
    child.isStage = true
  }
  if (command.kind === 'subshell') return yield* subshellBody(child, command, runSubshellList)
  return yield* runCommand(child, command, true)
}

export function bindStages(run: RunCommand, list: RunList): void {
  runCommand = run
  runList = list
}

function* runSubshellList(shell: Shell, list: List, tail?: boolean): Sys<number> {
  return runList ? yield* runList(shell, list, tail) : 1
}
