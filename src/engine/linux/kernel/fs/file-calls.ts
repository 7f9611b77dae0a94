import type { Handlers, PathCallName } from '../handlers.ts'
import type { Task } from '../task.ts'
import { archiveCalls } from './archive/calls.ts'
import { attributeCalls } from './calls/attributes.ts'
import { directoryCalls } from './calls/directories.ts'
import { mountCalls } from './calls/mounts.ts'
import { nameCalls } from './calls/names.ts'
import { openCalls } from './calls/open.ts'

const calls: Handlers<PathCallName> = {
  ...openCalls,
  ...nameCalls,
  ...attributeCalls,
  ...directoryCalls,
  ...mountCalls,
  ...archiveCalls,
}

/** Every call on paths, mounts and archives; what file systems record meanwhile is attributed to the caller. */
export const fileCalls = Object.fromEntries(
  Object.entries(calls).map(([name, handler]) => [
    name,
    (task: Task, request: never) => {
      task.kernel.vfs.acting = task
      return (handler as (task: Task, request: never) => unknown)(task, request)
    },
  ]),
) as unknown as Handlers<PathCallName>
