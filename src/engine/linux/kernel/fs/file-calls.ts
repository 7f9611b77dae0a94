import type { Handlers, PathCallName } from '../handlers.ts'
import { archiveCalls } from './archive/calls.ts'
import { attributeCalls } from './calls/attributes.ts'
import { directoryCalls } from './calls/directories.ts'
import { mountCalls } from './calls/mounts.ts'
import { nameCalls } from './calls/names.ts'
import { openCalls } from './calls/open.ts'

/** Every call on paths, mounts and archives. */
export const fileCalls: Handlers<PathCallName> = {
  ...openCalls,
  ...nameCalls,
  ...attributeCalls,
  ...directoryCalls,
  ...mountCalls,
  ...archiveCalls,
}
