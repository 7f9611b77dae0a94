import type { ProgramTable } from '../../kernel/program.ts'
import { gunzip, gzip, zcat } from './gzip.ts'
import { tar } from './tar/tar.ts'

/** Programs that pack and compress. */
export const archivePrograms: ProgramTable = new Map([
  ['archive/gunzip', { main: gunzip }],
  ['archive/gzip', { main: gzip }],
  ['archive/tar', { main: tar }],
  ['archive/zcat', { main: zcat }],
])
