import type { ProgramTable } from '../../linux/kernel/program.ts'
import { docker } from './main.ts'

/** The Docker client; its executable's `version` parameter says which release. */
export const dockerClientPrograms: ProgramTable = new Map([['docker/docker', { main: docker, rssBytes: 26 * 1024 * 1024, startMs: 50 }]])
