import type { ProgramTable } from '../../kernel/program.ts'
import { find } from './find/find.ts'
import { xargs } from './xargs.ts'

/** Programs of GNU findutils. */
export const findutilsPrograms: ProgramTable = new Map([
  ['findutils/find', { main: find }],
  ['findutils/xargs', { main: xargs }],
])
