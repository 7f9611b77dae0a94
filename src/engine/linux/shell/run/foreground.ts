import type { Sys } from '../../kernel/calls.ts'
import { write } from '../../libc/stdio.ts'
import type { Job } from '../jobs/job.ts'
import { exitStatus } from '../jobs/job.ts'
import { jobLine, noticeDeaths } from '../jobs/notify.ts'
import { waitForForeground } from '../jobs/wait.ts'
import type { Shell } from '../state/shell.ts'
import { checkpoint } from './checkpoint.ts'

/** Waits for a job in the foreground; tells when it stopped, sets PIPESTATUS, answers `$?`. */
export function* runForeground(shell: Shell, job: Job): Sys<number> {
  const last = yield* waitForForeground(shell, job)
  const statuses = job.processes.map((process) => exitStatus(process.status))
  shell.pipeStatus = statuses
  if (job.state === 'stopped') {
    if (shell.interactive) yield* write(2, `\n${jobLine(shell, job)}`)
    job.notified = true
  }
  if (!shell.interactive) yield* noticeDeaths(shell)
  if (shell.interrupted || (shell.pendingTraps.length > 0 && !shell.inTrap)) {
    shell.status = last
    yield* checkpoint(shell)
  }
  if (!shell.options.has('pipefail') || job.state === 'stopped') return last
  return statuses.findLast((status) => status !== 0) ?? 0
}
