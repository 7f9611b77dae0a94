import type { Sys } from '../../kernel/calls.ts'
import { Job } from '../jobs/job.ts'
import { commandText } from '../print/print.ts'
import type { Shell } from '../state/shell.ts'
import type { Subshell } from '../syntax.ts'
import type { RunList } from './compound.ts'
import { runForeground } from './foreground.ts'
import { fork } from './fork.ts'
import { redirect } from './redirect.ts'

/** `( … )`: the commands in a process of their own. */
export function* runSubshell(shell: Shell, node: Subshell, runList: RunList): Sys<number> {
  const job = new Job(0, shell.get('PWD') ?? '', shell.options.has('monitor'))
  const pid = yield* fork(shell, { job, foreground: true, subshell: true }, (child) => subshellBody(child, node, runList))
  job.processes.push({ pid, text: commandText(node), status: undefined })
  return yield* runForeground(shell, job)
}

/** In the child. */
export function* subshellBody(child: Shell, node: Subshell, runList: RunList): Sys<number> {
  child.line = node.line
  if (!(yield* redirect(child, node.redirections))) return 1
  return yield* runList(child, node.body, !child.traps.has('EXIT'))
}
