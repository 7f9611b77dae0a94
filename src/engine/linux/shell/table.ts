import type { ProgramTable } from '../kernel/program.ts'
import { shellMain } from './start/main.ts'

/** `bash/bash` with build parameters `shell=bash|dash|ash` and `version=5.2.15`. */
export const shellPrograms: ProgramTable = new Map([['bash/bash', { main: shellMain, rssBytes: 3_600_000, startMs: 1.2 }]])
