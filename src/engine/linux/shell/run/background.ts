import type { Sys } from '../../kernel/calls.ts'
import { write } from '../../libc/stdio.ts'
import { Job } from '../jobs/job.ts'
import { commandText } from '../print/print.ts'
import type { Shell } from '../state/shell.ts'
import type { Command } from '../syntax.ts'
import { fork } from './fork.ts'
import { stageBody, startPipeline } from './pipeline.ts'

/** `command &`: starts it as a job and goes on. */
export function* runBackground(shell: Shell, node: Command): Sys<number> {
  const job = new Job(0, shell.get('PWD') ?? '', shell.options.has('monitor'))
  job.foreground = false
  if (node.kind === 'pipeline' && node.commands.length > 1 && node.timed === 'no' && !node.negated)
    yield* startPipeline(shell, node, job, { foreground: false, lastHere: false })
  else {
    const pid = yield* fork(shell, { job, foreground: false, asynchronous: true, subshell: node.kind !== 'simple' }, (child) =>
      stageBody(child, node),
    )
    job.processes.push({ pid, text: commandText(node), status: undefined })
  }
  shell.jobs.add(job)
  shell.jobs.makeCurrent(job)
  shell.lastBackground = job.last?.pid
  if (shell.isBash && shell.interactive && shell.subshellLevel === 0) yield* write(2, `[${job.number}] ${job.last?.pid}\n`)
  return 0
}
